"""Drafts on both databases: each is its owner's alone, in one role, within bounds, and for a set time."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.kernel.roles import Actor, Role
from office import drafts as kept
from office.drafts import LONGEST_TITLE, Draft, Owner
from office.opening import Office
from office.uploads import Quotas, Status, Upload

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LI = Owner.of(Actor(id="Li.Jing", name="李经办", role=Role.OFFICER))
FILE = "a" * 64


def draft(draft_id: str = "one", at: datetime = NOON, **changes: object) -> Draft:
    fields = (("name_zh", "海缆\x00\ud800中心"), ("documents.n", "0"), ("documents.n", "0"))
    return Draft(draft_id, "t-1", "withdraw", "", fields, {}, False, 3, at)._replace(**changes)  # type: ignore[arg-type]


def test_a_draft_is_found_again_as_it_was_kept_and_changed_in_its_place(office: Office) -> None:
    assert office.drafts.keep(LI, draft())
    assert office.drafts.find(LI, "one") == draft()
    later = draft(at=NOON + DAY, fields=(), files={FILE: "协议.pdf"}, is_checked=True, expected_version=None)
    assert office.drafts.keep(LI, later)
    assert office.drafts.all_of(LI) == [later]


@pytest.mark.parametrize(
    "other",
    [
        Actor(id="wu", name="吴", role=Role.OFFICER),
        Actor(id="Li.Jing", name="李经办", role=Role.APPROVER),
        Actor(id="Li.Jing", name="李经办", role=Role.OFFICER, org="91310000MA1FL0000X"),
        Actor(id="Li.Jing", name="李经办", role=Role.OFFICER, district="pudong"),
    ],
)
def test_nobody_else_finds_changes_or_removes_it(office: Office, other: Actor) -> None:
    office.drafts.keep(LI, draft())
    theirs = Owner.of(other)
    assert office.drafts.find(theirs, "one") is None
    assert office.drafts.all_of(theirs) == []
    assert not office.drafts.remove(theirs, "one")
    assert office.drafts.keep(theirs, draft(title="别人的"))
    assert office.drafts.find(LI, "one") == draft()


def test_one_who_is_spelled_in_two_ways_is_one_owner(office: Office) -> None:
    office.drafts.keep(LI, draft())
    assert office.drafts.find(Owner.of(Actor(id="ＬＩ.jing", name="李", role=Role.OFFICER)), "one") == draft()


def test_the_last_changed_stands_first_and_what_was_removed_is_gone(office: Office) -> None:
    for number, draft_id in enumerate(("one", "two", "three")):
        office.drafts.keep(LI, draft(draft_id, NOON + number * DAY))
    office.drafts.keep(LI, draft("one", NOON + 9 * DAY))
    assert office.drafts.remove(LI, "three")
    assert not office.drafts.remove(LI, "three")
    assert [one.draft_id for one in office.drafts.all_of(LI)] == ["one", "two"]


def test_an_owner_has_so_many_and_may_still_change_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_DRAFTS", 2)
    assert office.drafts.keep(LI, draft("one"))
    assert office.drafts.keep(LI, draft("two"))
    assert not office.drafts.keep(LI, draft("three"))
    assert office.drafts.keep(LI, draft("two", NOON + DAY))
    assert office.drafts.keep(LI._replace(role="approver"), draft("three"))
    assert {one.draft_id for one in office.drafts.all_of(LI)} == {"one", "two"}


def test_one_that_is_too_large_is_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST", 1_000)
    assert not office.drafts.keep(LI, draft(fields=(("note", "x" * 1_000),)))
    assert office.drafts.all_of(LI) == []


def test_all_of_an_owner_take_so_many_bytes_and_no_more(office: Office) -> None:
    most, filled = 3_000, draft(fields=(("note", "x" * 1_000),))
    for draft_id in ("one", "two"):
        assert office.drafts.keep(LI, filled._replace(draft_id=draft_id), most)
    assert not office.drafts.keep(LI, filled._replace(draft_id="three"), most)
    assert not office.drafts.keep(LI, draft("two", fields=(("note", "x" * 2_000),)), most)
    assert office.drafts.keep(LI, filled._replace(draft_id="two", title="又改了"), most), "in the place of itself"
    assert office.drafts.keep(LI._replace(role="approver"), filled, most), "another owner has room of their own"
    assert office.drafts.remove(LI, "one")
    assert office.drafts.keep(LI, filled._replace(draft_id="three"), most)


def test_the_names_of_files_take_their_room_and_a_title_no_more_than_a_name(office: Office) -> None:
    named = draft(fields=(), files={f"{number:064x}": "扫描件" * 20 for number in range(5)})
    assert office.drafts.keep(LI, named._replace(title="很" * 1_000_000), 3_000)
    assert not office.drafts.keep(LI, named._replace(draft_id="two"), 3_000)
    [kept] = office.drafts.all_of(LI)
    assert kept.title == "很" * LONGEST_TITLE


def test_what_nobody_has_changed_for_long_is_forgotten(office: Office) -> None:
    office.drafts.keep(LI, draft("one", NOON))
    office.drafts.keep(LI, draft("two", NOON + DAY))
    assert office.drafts.forget(NOON + DAY) == 1
    assert [one.draft_id for one in office.drafts.all_of(LI)] == ["two"]


def test_a_file_of_a_draft_waits_as_long_as_the_draft_does(office: Office) -> None:
    office.uploads.take(Upload(FILE, "Li.Jing", 1, 7), Quotas(9, 9, 9), NOON)
    office.drafts.keep(LI, draft(files={FILE: "协议.pdf"}))
    assert office.uploads.due(NOON + DAY) == []
    assert not office.uploads.claim(FILE, NOON + DAY)
    office.drafts.remove(LI, "one")
    assert office.uploads.due(NOON + DAY) == [(FILE, Status.WAITING)]
    assert office.uploads.claim(FILE, NOON + DAY)
