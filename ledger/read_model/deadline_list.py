"""Deadlines as a list: filtered and sorted by each of its columns, narrowed to the centers that the register finds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.read_model.deadline_columns import DEADLINES, number_of
from ledger.read_model.deadline_list_item import deadline_list_item
from ledger.read_model.list_filters import Order, own_and_others
from ledger.read_model.list_pages import Bodies, Rows, listed, total
from ledger.read_model.pages import Conditions, Page
from ledger.read_model.scope import Scope
from ledger.read_model.summaries import Summaries
from ledger.read_model.work_list import Narrow
from ledger.recorder import LedgerRecorder

BODIES = Bodies("clocks", "body", ("center_id", "key"))


class DeadlineList:
    """Queries over the cells of clocks, as whoever reads sees them."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow, scope: Scope | None) -> None:
        self._recorder, self._narrow, self._scope = recorder, narrow, scope
        self._summaries = Summaries(recorder, scope)

    def find(
        self,
        *,
        on: date,
        q: str | None = None,
        missing: str | None = None,
        sort: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
        **asked: Any,
    ) -> Page:
        """Clocks by their day, or in the order of a column (``DEADLINES.sorts``), how late they are counted until
        ``on`` (Asia/Shanghai).

        What is ``asked`` goes by the parameters of ``DEADLINES``, and of ``REGISTER`` about their centers; ``q`` and
        ``missing`` as ``ReadModel.find_centers`` has them. Raises BadCursor.
        """
        filters, order = self._filters(on, asked, q, missing), Order.of(DEADLINES, sort)
        every = Rows(f"SELECT key FROM deadline_cells{filters.where}", filters)
        if cursor is not None:
            order.go_on(filters, cursor)
        rows = Rows(f"SELECT {order.cells} FROM deadline_cells{filters.where}", filters)
        page = listed(self._recorder, order, rows, BODIES, limit)
        items = list(self._items([json.loads(body) for body in page.bodies], on))
        return Page(items=items, next_cursor=page.next_cursor, total=total(self._recorder, every, page, cursor))

    def count_by_status(
        self, *, on: date, soon: date, q: str | None = None, missing: str | None = None, **asked: Any
    ) -> dict[tuple[str, bool], int]:
        """How many clocks have each status, apart those that are listed on ``soon`` or on a day before."""
        filters = self._filters(on, asked, q, missing)
        # Grouped by an expression, so that no index leads through all rows one by one for its order alone.
        rows = f"SELECT coalesce(status, '') AS status, listed <= :soon AS is_soon FROM deadline_cells{filters.where}"
        statement = f"SELECT status, is_soon, count(*) FROM ({rows}) AS found GROUP BY status, is_soon"
        found = self._recorder.rows(statement, {**filters.values, "soon": soon.isoformat()})
        return {(status, bool(is_soon)): count for status, is_soon, count in found}

    def _filters(self, on: date, asked: Mapping[str, Any], q: str | None, missing: str | None) -> Conditions:
        filters, centers = own_and_others(DEADLINES, asked, missing)
        filters.values |= number_of(on)
        self._narrow(filters, centers | {"q": q})
        if self._scope:
            self._scope.narrow_centers(filters)
        return filters

    def _items(self, clocks: Sequence[dict[str, Any]], on: date) -> Iterator[dict[str, Any]]:
        centers = self._summaries.of(clock["center_id"] for clock in clocks)
        known = (clock for clock in clocks if clock["center_id"] in centers)
        return (deadline_list_item(clock, centers[clock["center_id"]], on) for clock in known)
