"""The register and the clocks, written with the events and rebuilt from them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.errors import BadCursor, VersionConflict
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.cursors import to_cursor
from ledger.read_model.queries import ReadRows
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide, records_of, rows_of

CENTERS = {"ic": "集成电路", "uhv": "特高压", "bio": "生物医药 50%", "ai": "人工_智能", "sat": "Satellite 卫星"}


def settle(ledger: Ledger, center_id: str, *events: Event, **changes: object) -> None:
    """A decision with the rows that follow from it, in one transaction."""
    base = ledger.version(center_id)
    history = [*ledger.history(center_id), *records_of(center_id, base, "x", *events)]
    decide(ledger, center_id, *events, base=base, rows=rows_of(history, **changes))


def settle_all(ledger: Ledger) -> Ledger:
    for number, (center_id, name) in enumerate(CENTERS.items()):
        settle(ledger, center_id, Opened(name_zh=name), *[Renamed(name_zh=name)] * (number % 4))
    return ledger


@pytest.fixture
def register(ledger: Ledger) -> Ledger:
    """Five centers, for a test that writes."""
    return settle_all(ledger)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def listed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The same five, for all tests that only read."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            settings = LedgerSettings(url=f"sqlite:///{tmp_path_factory.mktemp('listed') / 'ledger.sqlite3'}")
            migrate(settings, REGISTRY)
        else:
            settings = stack.enter_context(request.getfixturevalue("postgres").database(template="migrated"))
        ledger = open_ledger(settings, REGISTRY)
        stack.callback(ledger.close)
        yield settle_all(ledger)


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [item["center_id"] for item in found]


def everything(ledger: Ledger) -> tuple[object, object]:
    model = ledger.read_model
    return model.find_centers(limit=100), model.find_clocks(limit=100)


def test_the_register_lists_centers_by_id_as_their_summary(listed: Ledger) -> None:
    page = listed.read_model.find_centers()
    assert page.items[0] == {"center_id": "ai", "version": 4}
    assert ids(page.items) == ["ai", "bio", "ic", "sat", "uhv"]
    assert (page.total, page.next_cursor) == (5, None)


def test_pages_of_the_register_follow_their_cursors(listed: Ledger) -> None:
    first = listed.read_model.find_centers(limit=2)
    second = listed.read_model.find_centers(limit=2, cursor=first.next_cursor)
    third = listed.read_model.find_centers(limit=2, cursor=second.next_cursor)
    assert [ids(page.items) for page in (first, second, third)] == [["ai", "bio"], ["ic", "sat"], ["uhv"]]
    assert [page.total for page in (first, second, third)] == [5, 5, 5]
    assert third.next_cursor is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"phase": "incubation"}, ["ic", "sat"]),
        ({"overdue": True}, ["ai", "bio"]),
        ({"overdue": False, "phase": "operation"}, ["uhv"]),
        ({"field": "new_materials", "district": "pudong"}, ["ai", "bio", "ic", "sat", "uhv"]),
        ({"district": "minhang"}, []),
        ({"q": "电路"}, ["ic"]),
        ({"q": " SATELLITE "}, ["sat"]),
        ({"q": "%"}, ["bio"]),
        ({"q": "_"}, ["ai"]),
        ({"q": "!"}, []),
        ({"q": "host"}, ["ai", "bio", "ic", "sat", "uhv"]),
        ({"q": "  "}, ["ai", "bio", "ic", "sat", "uhv"]),
        ({"q": "uhv", "phase": "incubation"}, []),
        ({"q": "'; DROP TABLE register; --"}, []),
        ({"q": "\x00"}, ["ai", "bio", "ic", "sat", "uhv"]),
    ],
)
def test_the_register_is_filtered(listed: Ledger, filters: dict[str, Any], found: list[str]) -> None:
    page = listed.read_model.find_centers(**filters)
    assert (ids(page.items), page.total) == (found, len(found))


def test_clocks_come_by_their_day_and_those_without_one_last(listed: Ledger) -> None:
    items = listed.read_model.find_clocks("ai").items
    assert [(item["key"], item["due_on"]) for item in items] == [
        ("annual/1", "2027-11-30"),
        ("annual/2", "2028-11-30"),
        ("annual/3", "2029-11-30"),
        ("annual/4", None),
    ]
    assert items[0] == {
        "center_id": "ai",
        "key": "annual/1",
        "kind": "annual_report",
        "clause": "5.2",
        "due_on": "2027-11-30",
        "status": "met",
        "provisional": False,
        "note": "1",
    }


def test_pages_of_clocks_follow_their_cursors(listed: Ledger) -> None:
    found, cursor = [], None
    while True:
        page = listed.read_model.find_clocks(limit=2, cursor=cursor)
        found += [(item["due_on"], item["center_id"], item["key"]) for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(found) == page.total == 11
    assert found == sorted(found, key=lambda place: (place[0] or "9999-12-31", *place[1:]))


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"kind": "annual_report"}, 11),
        ({"kind": "exchanges"}, 0),
        ({"status": "met"}, 5),
        ({"due_to": date(2027, 11, 30)}, 5),
        ({"due_from": date(2028, 11, 30)}, 5),
        ({"due_from": date(2028, 11, 30), "due_to": date(2028, 12, 1)}, 3),
        ({"center_id": "uhv", "status": "open"}, 1),
        ({"dated": False}, 1),
        ({"dated": True}, 10),
    ],
)
def test_clocks_are_filtered(listed: Ledger, filters: dict[str, Any], count: int) -> None:
    page = listed.read_model.find_clocks(**filters)
    assert (len(page.items), page.total) == (count, count)


def test_clocks_are_counted_by_kind_and_status_of_any_day_or_between_two(listed: Ledger) -> None:
    model = listed.read_model
    assert sum(model.count_clocks().values()) == model.find_clocks().total
    assert model.count_clocks()["annual_report", "met"] == 5
    later: dict[str, Any] = {"due_from": date(2028, 11, 30), "due_to": date(2028, 12, 1)}
    assert sum(model.count_clocks(**later).values()) == 3
    assert sum(model.count_clocks(due_to=date(2199, 1, 1)).values()) == 10


def test_the_names_of_centers_are_found_by_their_ids(listed: Ledger) -> None:
    assert listed.read_model.names(["ic", "sat", "ic", "nowhere"]) == {
        "ic": ("集成电路", None),
        "sat": ("Satellite 卫星", None),
    }
    assert listed.read_model.names([]) == {}


@pytest.mark.parametrize(
    "cursor", ["", "?", "W10", "WyJhIiwiYiJd", "bm8", "eyJhIjoxfQ", "WzFd", "中", "WyJcdTAwMDAiXQ"]
)
def test_a_cursor_that_no_page_gave_out_is_refused(listed: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        listed.read_model.find_centers(cursor=cursor)
    with pytest.raises(BadCursor):
        listed.read_model.find_clocks(cursor=cursor)


@pytest.mark.parametrize("due", ["tomorrow", "2026-13-01", "2026-01-01; --"])
def test_a_cursor_with_a_day_that_is_none_is_refused(listed: Ledger, due: str) -> None:
    with pytest.raises(BadCursor):
        listed.read_model.find_clocks(cursor=to_cursor([due, "ic", "annual/1"]))


def test_a_decision_replaces_its_centers_rows_and_no_others(register: Ledger) -> None:
    before = register.read_model.find_clocks("uhv")
    settle(register, "ic", Renamed(name_zh="新名"))
    assert ids(register.read_model.find_centers(q="新名").items) == ["ic"]
    assert register.read_model.find_centers(q="集成").total == 0
    assert register.read_model.find_clocks("ic").total == 2
    assert register.read_model.find_clocks("uhv") == before


def test_clocks_that_are_no_more_are_gone(register: Ledger) -> None:
    rows = rows_of(register.history("ai"))
    assert register.read_model.put(rows.model_copy(update={"clocks": rows.clocks[:1]}), 4)
    assert [item["key"] for item in register.read_model.find_clocks("ai").items] == ["annual/1"]
    assert register.read_model.put(rows.model_copy(update={"clocks": ()}), 4)
    assert register.read_model.find_clocks("ai").total == 0


def test_a_decision_that_is_not_recorded_leaves_the_rows_as_they_were(register: Ledger) -> None:
    before = everything(register)
    rows = rows_of(records_of("ic", 0, "late", Opened(name_zh="错")))
    with pytest.raises(VersionConflict):
        decide(register, "ic", Opened(name_zh="错"), base=0, rows=rows)
    assert everything(register) == before


def test_a_sign_that_postgresql_cannot_hold_is_left_out_of_the_rows(register: Ledger) -> None:
    rows = rows_of(register.history("ic"), name_zh="集成\x00电路", search="集成\x00电路")
    assert register.read_model.put(rows, 1)
    assert ids(register.read_model.find_centers(q="集成").items) == ["ic"]


def test_rows_of_an_older_version_are_not_written(register: Ledger) -> None:
    before = everything(register)
    assert not register.read_model.put(rows_of(register.history("ai")[:2]), 2)
    assert everything(register) == before


def test_the_rebuilt_read_model_equals_the_one_written_with_the_events(register: Ledger) -> None:
    written = everything(register)
    for center_id in CENTERS:
        wrong = rows_of(register.history(center_id), summary=json.dumps({"center_id": "wrong"}), phase="revoked")
        register.read_model.put(wrong.model_copy(update={"clocks": ()}), register.version(center_id))
    assert everything(register) != written

    assert register.read_model.rebuild(rows_of) == 5
    assert everything(register) == written


def test_a_rebuild_forgets_what_the_log_does_not_know(register: Ledger) -> None:
    written = everything(register)
    rows = rows_of(records_of("ghost", 0, "c", Opened(name_zh="鬼")))
    assert register.read_model.put(rows, 0)
    assert register.read_model.find_centers(q="ghost").total == 1
    register.read_model.rebuild(rows_of)
    assert everything(register) == written


def test_a_stream_that_is_no_center_is_not_listed(register: Ledger) -> None:
    def project(history: list[Record[Event]]) -> ReadRows | None:
        return None if history[0].center_id == "calendar" else rows_of(history)

    decide(register, "calendar", Opened(name_zh="2027"))
    assert register.read_model.rebuild(project) == 5
    assert register.read_model.find_centers().total == 5


def test_a_rebuild_beside_decisions_ends_with_their_rows(register: Ledger) -> None:
    def decisions() -> None:
        for number in range(20):
            settle(register, "ic", Renamed(name_zh=str(number)))

    with ThreadPoolExecutor(2) as threads:
        deciding = threads.submit(decisions)
        while not deciding.done():
            register.read_model.rebuild(rows_of)
        deciding.result()
    incremental = everything(register)
    register.read_model.rebuild(rows_of)
    assert everything(register) == incremental
    assert register.read_model.find_clocks("ic").total == 21
