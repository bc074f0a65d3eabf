"""The log of reads on both databases: latest first, page by page, by person, object and time, and forgotten in time."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel.roles import Actor, Role
from ledger.errors import BadCursor
from office.opening import Office
from office.reads import Read, WhichReads, read_by

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
LI = Actor(id="Li.Jing", name="李经办", role=Role.OFFICER)
WU = Actor(id="wu", name="吴审计", role=Role.AUDITOR, org="123100004250000064", district="xuhui")


def read(at: datetime = NOON, actor: Actor = LI, **changes: object) -> Read:
    found: dict[str, Any] = {
        "at": at,
        "read_id": uuid4().hex,
        "route": "/console/centers/{center_id}",
        "object": "t-1",
        "query": None,
        "status": 200,
        "address": "192.0.2.7",
    }
    return Read(**found | read_by(actor, "session") | changes)


def test_what_was_read_is_found_as_it_was_noted(office: Office) -> None:
    noted = read(NOON + timedelta(microseconds=1), WU, query="q=%E5%BC%A0", object=None)
    office.reads.write([noted])
    assert office.reads.page(WhichReads()) == ([noted], None)


def test_what_is_written_twice_stands_there_once(office: Office) -> None:
    noted = [read(), read()]
    office.reads.write(noted)
    office.reads.write(noted)
    assert sorted(office.reads.all(WhichReads())) == sorted(noted)


def test_pages_follow_each_other_with_nothing_twice_and_nothing_missed(office: Office) -> None:
    noted = [read(NOON + timedelta(seconds=n // 3)) for n in range(10)]
    office.reads.write(noted)
    found, cursor = office.reads.page(WhichReads(), 4)
    sizes = [len(found)]
    while cursor:
        page = office.reads.page(WhichReads(), 4, cursor)
        found, cursor = found + page.items, page.next_cursor
        sizes.append(len(page.items))
    assert sizes == [4, 4, 2]
    assert found == sorted(noted, key=lambda one: (one.at, one.read_id), reverse=True)


def test_a_made_up_cursor_is_none(office: Office) -> None:
    with pytest.raises(BadCursor):
        office.reads.page(WhichReads(), 4, "made up")


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (WhichReads(person="ＬＩ.jing"), ["a", "b"]),
        (WhichReads(object="t-2"), ["b"]),
        (WhichReads(since=NOON), ["b", "c"]),
        (WhichReads(until=NOON), ["a"]),
        (WhichReads(person="wu", until=NOON), []),
    ],
    ids=["person", "object", "since", "until", "both"],
)
def test_it_is_looked_through_by_person_object_and_time(office: Office, which: WhichReads, expected: list[str]) -> None:
    office.reads.write(
        [
            read(NOON - timedelta(hours=1), address="a"),
            read(NOON, object="t-2", address="b"),
            read(NOON + timedelta(hours=1), WU, address="c"),
        ]
    )
    assert sorted(one.address for one in office.reads.all(which)) == expected


def test_what_has_been_kept_long_enough_is_forgotten(office: Office) -> None:
    kept = read(NOON)
    office.reads.write([read(NOON - timedelta(seconds=1)), kept])
    assert office.reads.forget(NOON) == 1
    assert list(office.reads.all(WhichReads())) == [kept]
