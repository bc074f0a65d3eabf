"""Who sent in what on both databases: quotas of one person and of all, and the time of a document that waits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from office.opening import Office, open_office
from office.settings import OfficeSettings
from office.uploads import NOBODY, Quotas, Status, Upload, Usage

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WIDE = Quotas(10_000, 10_000, 10_000)


def upload(name: str = "a", person: str = "Li.Jing", size: int = 100) -> Upload:
    return Upload(name * 64, person, size, 7)


@pytest.mark.parametrize(
    ("quotas", "used"),
    [(Quotas(250, 999, 999), "waiting"), (Quotas(999, 250, 999), "daily"), (Quotas(999, 999, 250), "total")],
)
def test_what_a_quota_does_not_hold_is_not_counted_in(office: Office, quotas: Quotas, used: str) -> None:
    assert office.uploads.take(upload("a"), quotas, NOON)
    assert office.uploads.take(upload("b"), quotas, NOON)
    assert not office.uploads.take(upload("c"), quotas, NOON)
    assert office.uploads.take(upload("c", size=50), quotas, NOON)
    assert getattr(office.uploads.usage("li.jing", NOON), used) == 250
    assert office.uploads.take(upload("d", "wu", 100), quotas, NOON) == (used != "total")


def test_one_who_is_spelled_in_two_ways_has_one_quota(office: Office) -> None:
    office.uploads.take(upload("a", "Li.Jing"), WIDE, NOON)
    office.uploads.take(upload("b", "ＬＩ.jing"), WIDE, NOON)
    assert office.uploads.usage("li.jing", NOON) == Usage(200, 200, 200)


def test_what_a_decision_names_waits_no_more_and_a_day_ends(office: Office) -> None:
    office.uploads.take(upload("a"), WIDE, NOON)
    office.uploads.name(["a" * 64, "f" * 64])
    assert office.uploads.usage("li.jing", NOON + DAY - timedelta(seconds=1)) == Usage(0, 100, 100)
    assert office.uploads.usage("li.jing", NOON + DAY) == Usage(0, 0, 100)


def test_the_time_of_one_that_waits_begins_anew_with_whoever_sends_or_names_it(office: Office) -> None:
    for name in "abcd":
        office.uploads.take(upload(name), WIDE, NOON)
    office.uploads.name(["a" * 64])
    assert office.uploads.renew(upload("b", "wu"), NOON + DAY)
    office.uploads.extend(["c" * 64], NOON + DAY)
    assert office.uploads.due(NOON + DAY) == [("d" * 64, Status.WAITING)]
    assert office.uploads.usage("wu", NOON).waiting == 0


def test_one_that_is_being_removed_does_not_come_in_until_it_has_gone(office: Office) -> None:
    office.uploads.take(upload(), WIDE, NOON)
    assert not office.uploads.claim("a" * 64, NOON)
    assert office.uploads.claim("a" * 64, NOON + DAY)
    assert not office.uploads.claim("a" * 64, NOON + DAY)
    assert not office.uploads.take(upload(), WIDE, NOON + DAY)
    assert not office.uploads.renew(upload(), NOON + DAY)
    assert office.uploads.due(NOON) == [("a" * 64, Status.GOING)]
    office.uploads.forget("a" * 64, Status.GOING)
    assert office.uploads.take(upload(), WIDE, NOON + DAY)
    office.uploads.forget("a" * 64, Status.GOING)
    assert office.uploads.known() == {"a" * 64}


def test_one_that_stays_after_all_stays_as_what_it_is(office: Office) -> None:
    office.uploads.take(upload(), WIDE, NOON)
    office.uploads.claim("a" * 64, NOON + DAY)
    office.uploads.give_back("a" * 64, Status.NAMED)
    office.uploads.give_back("a" * 64, Status.WAITING)
    assert (office.uploads.due(NOON + DAY), office.uploads.waiting()) == ([], {})


def test_documents_of_before_are_nobodys_and_have_their_time(office: Office) -> None:
    office.uploads.take(upload("a"), WIDE, NOON)
    office.uploads.adopt([upload("a", "wu"), upload("b", "wu")], NOON + DAY)
    assert office.uploads.usage("wu", NOON + DAY) == Usage(0, 0, 200)
    assert office.uploads.usage(NOBODY, NOON + DAY).total == 200
    assert office.uploads.due(NOON + DAY) == [("a" * 64, Status.WAITING)]
    assert office.uploads.waiting() == {"a" * 64: 7, "b" * 64: 7}


def test_of_several_at_once_a_file_lets_in_no_more_than_the_quota_holds(file_settings: OfficeSettings) -> None:
    office = open_office(file_settings)
    quotas = Quotas(500, 10_000, 10_000)
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda n: office.uploads.take(upload(f"{n:x}"), quotas, NOON), range(16)))
    assert sum(taken) == 5
    office.close()
