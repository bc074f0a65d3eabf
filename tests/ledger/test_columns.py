"""The register is filtered and sorted by each of its columns, on both databases, as whoever reads sees them."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from ledger.application import Ledger
from ledger.errors import BadCursor
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.columns import COLUMN_OF, COLUMNS, NOT_ASKED, REGISTER
from ledger.read_model.list_table import Kind
from ledger.read_model.rows import CellsRow, ReadRows
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, decide, records_of
from tests.ledger.sample import rows_of as sample_rows

CENTERS: dict[str, dict[str, Any]] = {
    "aa": {"host": "甲研究院", "approved_on": "2023-05", "overdue": "true", "certainly_over": "000000000"},
    "bb": {"host": "乙研究院", "approved_on": "2023-05-17", "overdue": "false", "certainly_over": "000000002"},
    "cc": {"host": "(上海)丙", "approved_on": "2022", "unknown": "host\napproved_on", "joint_parties": "丁厂\n戊厂"},
    "dd": {"of_the_bureau": "false", "level": "national"},
}


def _rows(center_id: str, cells: dict[str, Any]) -> ReadRows:
    rows = sample_rows(records_of(center_id, 0, "x", Opened(name_zh=f"{center_id}中心")))
    return rows.model_copy(update={"cells": (rows.cells[0].model_copy(update=cells),)})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def listed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            settings = LedgerSettings(url=f"sqlite:///{tmp_path_factory.mktemp('listed') / 'ledger.sqlite3'}")
            migrate(settings, REGISTRY)
        else:
            settings = stack.enter_context(request.getfixturevalue("postgres").database(template="migrated"))
        ledger = open_ledger(settings, REGISTRY)
        stack.callback(ledger.close)
        for center_id, cells in CENTERS.items():
            decide(ledger, center_id, Opened(name_zh=f"{center_id}中心"), rows=_rows(center_id, cells))
        yield ledger


def found(ledger: Ledger, **asked: Any) -> str:
    page = ledger.read_model.find_centers(**asked)
    assert page.total == len(page.items)
    return " ".join(item["center_id"] for item in page.items)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"host": "研究院"}, "aa bb"),
        ({"host": "（上海）"}, "cc"),
        ({"joint_parties": "戊"}, "cc"),
        ({"approved_on_from": "2023-05-17"}, "aa bb"),
        ({"approved_on_from": "2023-05-18"}, "aa"),
        ({"approved_on_to": "2022-01-01"}, "cc"),
        ({"approved_on_from": "2022-03-01", "approved_on_to": "2023-04-30"}, "cc"),
        ({"overdue": True}, "aa"),
        ({"certainly_over": True}, "bb"),
        ({"certainly_over": False}, "aa"),
        ({"unknown": "host"}, "cc"),
        ({"unknown": "approved_on", "host": "丙"}, "cc"),
        ({"unknown": "approved_o_"}, ""),
        ({"of_the_bureau": False}, "dd"),
        ({"level": "national", "host": "甲"}, ""),
        ({"missing": "host"}, "dd"),
        ({"missing": "approved_on", "q": "dd"}, "dd"),
        ({"q": "bb", "host": "甲"}, ""),
    ],
)
def test_the_register_is_filtered_by_what_stands_in_a_column(listed: Ledger, asked: dict[str, Any], ids: str) -> None:
    assert found(listed, **asked) == ids
    assert sum(listed.read_model.count_by_phase(**asked).values()) == len(ids.split())


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        (None, "aa bb cc dd"),
        ("-center_id", "dd cc bb aa"),
        ("host", "cc bb aa dd"),
        ("-host", "aa bb cc dd"),
        ("approved_on", "cc aa bb dd"),
        ("-approved_on", "bb aa cc dd"),
        ("certainly_over", "aa bb cc dd"),
        ("-certainly_over", "bb aa cc dd"),
        ("-name_zh", "dd cc bb aa"),
    ],
)
def test_it_is_sorted_by_a_column_either_way_what_is_unknown_last_page_by_page(
    listed: Ledger, sort: str | None, ids: str
) -> None:
    assert found(listed, sort=sort) == ids
    pages, cursor = [], None
    for _ in CENTERS:
        page = listed.read_model.find_centers(sort=sort, limit=1, cursor=cursor)
        pages += [item["center_id"] for item in page.items]
        cursor = page.next_cursor
    assert (" ".join(pages), cursor) == (ids, None)


def test_every_order_and_every_parameter_can_be_asked_for(listed: Ledger) -> None:
    for sort in REGISTER.sorts:
        assert listed.read_model.find_centers(sort=sort, limit=2).total == len(CENTERS)
    for parameter in REGISTER.parameters:
        value: Any = next(iter(parameter.words)) if parameter.words else "2023-05-17"
        value = True if parameter.value_type is bool else value
        assert listed.read_model.find_centers(**{parameter.name: value}).total <= len(CENTERS)
        assert listed.read_model.find_centers(missing=parameter.column.name).total <= len(CENTERS)


@pytest.mark.parametrize("cursor", ["W10", "WyJhYSJd", "WyJob3N0IiwiIiwiYWEiXQ", "WyItaG9zdCIsIngiLCJhYSJd"])
def test_a_cursor_of_another_order_is_refused(listed: Ledger, cursor: str) -> None:
    with pytest.raises(BadCursor):
        listed.read_model.find_centers(sort="-host", cursor=cursor)


@pytest.mark.parametrize("asked", [{"secret": 1}, {"sort": "secret"}, {"missing": "secret"}, {"sort": "--host"}])
def test_what_is_no_column_is_never_asked(listed: Ledger, asked: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        listed.read_model.find_centers(**asked)


def test_each_column_has_its_cell_and_its_parameters() -> None:
    assert set(CellsRow.model_fields) == {"key", "search", *COLUMN_OF}
    assert {one.column.name for one in REGISTER.parameters} == set(COLUMN_OF) - set(NOT_ASKED)
    assert len(REGISTER.parameter_of) == len(REGISTER.parameters)
    assert all(column.words for column in COLUMNS if column.kind in (Kind.CHOICE, Kind.CHOICES))
