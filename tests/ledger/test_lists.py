"""Deadlines and work are filtered and sorted by each of their columns, on both databases, as readers see them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from ledger.application import Ledger
from ledger.errors import BadCursor
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.cursors import to_cursor
from ledger.read_model.deadline_columns import DEADLINES
from ledger.read_model.list_table import Comparison, Kind, ListTable, Parameter, each_value
from ledger.read_model.pages import Page
from ledger.read_model.rows import DeadlineCellsRow, WorkCellsRow
from ledger.read_model.work_columns import WORK
from ledger.settings import LedgerSettings
from tests.domain.test_entering_the_past import imported
from tests.ledger.sample import REGISTRY
from tests.ledger.test_work import LIVES, put
from tests.lives import ACTORS, LEAD, SUCCESSOR, Life, life_in

ON = date(2026, 3, 1)
HOUSE: dict[str, Callable[[], Life]] = {
    **LIVES,
    "over": lambda: imported("2022-05", date(2026, 11, 20)),
    "settled": lambda: life_in(Phase.OPERATION),
}
OFFICER, EVERYBODY = ACTORS[Role.OFFICER], Actor(id="any", name="任何人", role=Role.APPLICANT, anyone=True)
STRANGER = Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            settings = LedgerSettings(url=f"sqlite:///{tmp_path_factory.mktemp('lists') / 'ledger.sqlite3'}")
            migrate(settings, REGISTRY)
        else:
            settings = stack.enter_context(request.getfixturevalue("postgres").database(template="migrated"))
        ledger = open_ledger(settings, REGISTRY)
        stack.callback(ledger.close)
        for center_id, begin in HOUSE.items():
            put(ledger, center_id, begin())
        yield ledger


def deadlines(ledger: Ledger, **asked: Any) -> Page:
    given: dict[str, Any] = {"limit": 1000} | asked
    return ledger.read_model.deadlines.find(on=ON, **given)


def work(ledger: Ledger, actor: Actor = OFFICER, **asked: Any) -> Page:
    given: dict[str, Any] = {"limit": 1000} | asked
    page = ledger.read_model.work.find(actor, on=ON, **given)
    return page.model_copy(update={"items": ledger.read_model.work.with_centers(page.items, ON)})


Find = Callable[..., Page]


def work_of_the_parties(ledger: Ledger, **asked: Any) -> Page:
    return work(ledger, EVERYBODY, **asked)


LISTS: tuple[tuple[ListTable, Find], ...] = ((DEADLINES, deadlines), (WORK, work), (WORK, work_of_the_parties))
BY_LIST = pytest.mark.parametrize(("table", "find"), LISTS, ids=["deadlines", "work", "work of the parties"])


def places(page: Page) -> list[tuple[str, str]]:
    return [(item["center_id"], item["key"]) for item in page.items]


@BY_LIST
def test_each_order_has_every_line_once_and_what_is_unknown_last_page_by_page(
    house: Ledger, table: ListTable, find: Find
) -> None:
    every = sorted(places(find(house)))
    assert len(every) > 2
    for sort in table.sorts:
        found, cursor = [], None
        while True:
            page = find(house, sort=sort, limit=2, cursor=cursor)
            found += page.items
            if (cursor := page.next_cursor) is None:
                break
        assert sorted((item["center_id"], item["key"]) for item in found) == every, sort
        column = table.column_of[sort.removeprefix("-")]
        known = [list(each_value(column, item)) != [] for item in found]
        assert known == sorted(known, reverse=True), sort
        if column.kind in (Kind.DAY, Kind.NUMBER):
            values = [value for item in found for value in each_value(column, item)]
            assert values == sorted(values, reverse=sort.startswith("-")), sort


@BY_LIST
def test_each_condition_finds_what_stands_in_the_column_and_no_other_line(
    house: Ledger, table: ListTable, find: Find
) -> None:
    items = find(house).items
    for parameter in table.parameters:
        for value in tried(parameter, items):
            found = places(find(house, **{parameter.name: value}))
            expected = [(one["center_id"], one["key"]) for one in items if matches(parameter, value, one)]
            assert found == expected, (parameter.name, value)
    for column in table.columns:
        missing = [(one["center_id"], one["key"]) for one in items if not list(each_value(column, one))]
        assert places(find(house, missing=column.name)) == missing, column.name


def tried(parameter: Parameter, items: list[dict[str, Any]]) -> set[Any]:
    if parameter.value_type is bool:
        return {True, False}
    return {value for item in items for value in each_value(parameter.column, item)}


def matches(parameter: Parameter, value: Any, item: dict[str, Any]) -> bool:
    held = list(each_value(parameter.column, item))
    if parameter.comparison is Comparison.HOLDS:
        return any(str(value).casefold().replace(" ", "") in str(one).casefold().replace(" ", "") for one in held)
    if parameter.comparison in (Comparison.FROM, Comparison.AT_LEAST):
        return any(one >= value for one in held)
    if parameter.comparison in (Comparison.TO, Comparison.AT_MOST):
        return any(one <= value for one in held)
    return value in held


def test_how_late_something_missed_is_goes_by_the_day_for_which_the_list_is_read(house: Ledger) -> None:
    worst, *others = deadlines(house, sort="-days_late", status="missed").items
    assert (worst["center_id"], worst["due_on"], worst["days_late"]) == ("late", "2023-11-30", 822)
    assert all(one["days_late"] <= 822 for one in others)
    later = house.read_model.deadlines.find(on=date(2026, 3, 2), sort="-days_late", status="missed").items[0]
    assert later["days_late"] == 823
    assert deadlines(house, days_late_from=823).total == 0
    assert {item["status"] for item in deadlines(house, days_late_from=0).items} <= {"met", "missed"}


def test_a_duty_is_told_in_words_with_its_year_and_with_what_the_register_says_of_its_center(house: Ledger) -> None:
    item = next(one for one in deadlines(house, kind="annual_report").items if one["center_id"] == "late")
    assert item["duty"] == {"zh": "2023年度筹建情况报送", "en": "Annual report 2023"}
    assert (item["host"], item["district"], item["region"]) == (LEAD["name"], "pudong", "上海")
    assert deadlines(house, duty="2023 report").items[0]["key"] == "annual_report/2023"


def test_what_is_certainly_over_is_counted_and_listed_by_its_last_possible_day(house: Ledger) -> None:
    counts = house.read_model.deadlines.count_by_status(on=ON, soon=ON)
    [over] = deadlines(house, status="certainly_over").items
    assert (over["center_id"], over["due_on"], over["latest"]) == ("over", None, "2025-05-31")
    assert sum(count for (status, _), count in counts.items() if status == "certainly_over") == 1
    assert sum(counts.values()) == deadlines(house).total
    assert deadlines(house, status="certainly_over", due_to="2025-05-30").total == 0


def test_the_register_narrows_deadlines_and_work_by_what_they_have_no_column_of(house: Ledger) -> None:
    assert {one["center_id"] for one in deadlines(house, level="municipal", phase="operation").items} == {"settled"}
    assert {one["center_id"] for one in work(house, overdue_duties="annual_report").items} == {"late"}
    assert work(house, q="没有这个中心").total == 0


def test_whoever_has_no_part_in_a_center_sees_none_of_its_lines_by_any_condition_or_order(house: Ledger) -> None:
    seen = house.read_model.seen_by(STRANGER)
    for sort in (None, *DEADLINES.sorts):
        assert seen.deadlines.find(on=ON, sort=sort).total == 0
    for sort in (None, *WORK.sorts):
        assert seen.work.find(STRANGER, on=ON, sort=sort).total == 0
    assert seen.deadlines.count_by_status(on=ON, soon=ON) == {}


@pytest.mark.parametrize(
    ("sort", "place"),
    [
        (None, ["2026-01-01", "aa"]),
        ("days_late", ["days_late", "=x", "aa", "key"]),
        ("days_late", ["days_late", f"={'9' * 30}", "aa", "key"]),
        ("-host", ["host", "=x", "aa", "key"]),
        ("host", ["host", "x", "aa", "key"]),
    ],
)
def test_a_cursor_of_another_order_is_refused(house: Ledger, sort: str | None, place: list[str]) -> None:
    for find in (deadlines, work):
        with pytest.raises(BadCursor):
            find(house, sort=sort, cursor=to_cursor(place))


@pytest.mark.parametrize("asked", [{"secret": 1}, {"sort": "secret"}, {"missing": "secret"}])
def test_what_is_no_column_is_never_asked(house: Ledger, asked: dict[str, Any]) -> None:
    for find in (deadlines, work):
        with pytest.raises(KeyError):
            find(house, **asked)


@pytest.mark.parametrize(("table", "row"), [(DEADLINES, DeadlineCellsRow), (WORK, WorkCellsRow)])
def test_each_column_has_its_cell(table: ListTable, row: type[DeadlineCellsRow | WorkCellsRow]) -> None:
    cells = {column.name for column in table.columns if column.kind is not Kind.NUMBER}
    assert set(row.model_fields) - {"days_late", "late_since", *table.row, *table.default} == cells - {"center_id"}
    assert all(column.words for column in table.columns if column.kind in (Kind.CHOICE, Kind.CHOICES))
