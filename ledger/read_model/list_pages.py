"""A page of a list: its cells sorted alone, and the long items read for that page only."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ledger.read_model.list_filters import Order
from ledger.read_model.pages import Conditions
from ledger.recorder import LedgerRecorder

LISTED = (
    "SELECT {selected}, listed.{body} FROM (SELECT * FROM ({rows}) AS every ORDER BY {order} LIMIT :limit) AS found"
    " JOIN {table} AS listed ON {same} ORDER BY {order_of_found}"
)


class Bodies(NamedTuple):
    """Where the items of a list stand as JSON text: the table, the column, and the cells that name the row there."""

    table: str
    column: str
    key: tuple[str, ...]


class Listed(NamedTuple):
    """The items of a page, as JSON texts, and the cursor of the next one if there is one."""

    bodies: list[str]
    next_cursor: str | None


class Rows(NamedTuple):
    """A query of a list's lines, and the filters that have the values which it names."""

    query: str
    filters: Conditions


def listed(recorder: LedgerRecorder, order: Order, rows: Rows, bodies: Bodies, limit: int) -> Listed:
    """Of the rows, which have the order's cells and those that name an item, the first ones in that order."""
    statement = LISTED.format(
        selected=order.selected("found."),
        body=bodies.column,
        rows=rows.query,
        order=order.clause(),
        table=bodies.table,
        same=" AND ".join(f"listed.{cell} = found.{cell}" for cell in bodies.key),
        order_of_found=order.clause("found."),
    )
    found = recorder.rows(statement, {**rows.filters.values, "limit": limit + 1})
    more = order.cursor(found[limit - 1][: order.width]) if len(found) > limit else None
    return Listed([row[order.width] for row in found[:limit]], more)


def selected(order: Order, cells: Iterable[str]) -> str:
    """What a query of rows selects: the order's cells, and those of ``cells`` that aren't among them."""
    more = [cell for cell in cells if cell not in (*order.table.row, *order.table.default)]
    return ", ".join([order.cells, *more])


def total(recorder: LedgerRecorder, rows: Rows, page: Listed, cursor: str | None) -> int:
    """How many rows there are in all; a first page that holds them all counts them."""
    is_all = cursor is None and page.next_cursor is None
    return len(page.bodies) if is_all else counted(recorder, rows)


def counted(recorder: LedgerRecorder, rows: Rows) -> int:
    """How many rows the query finds."""
    count: Any = recorder.rows(f"SELECT count(*) FROM ({rows.query}) AS found", rows.filters.values)[0][0]
    return int(count)
