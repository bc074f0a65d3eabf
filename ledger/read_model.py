"""The register and the clocks, as lists read them: filtered, paged by cursor, rebuilt from the log."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Protocol

from domain.base import Model
from domain.records import Event, Record
from ledger.cursors import from_cursor, to_cursor
from ledger.errors import BadCursor
from ledger.read_rows import CenterRow, ClockRow, ReadRows
from ledger.recorder import LedgerRecorder

__all__ = ["CenterRow", "ClockRow", "Page", "Project", "ReadModel", "ReadRows"]

Project = Callable[[list[Record[Event]]], ReadRows | None]
"""A stream's whole history to its rows; None for a stream that the register does not list."""

NEVER = "9999-12-31"
DUE = f"coalesce(due_on, '{NEVER}')"
CLOCK_COLUMNS = tuple(ClockRow.model_fields)


class Page(Model):
    """Some items of a list, the cursor of the next page if there is one, and how many items the whole list has."""

    items: list[dict[str, Any]]
    next_cursor: str | None
    total: int


class Histories(Protocol):
    """Where a rebuild reads: streams by name, and their records."""

    def streams(self, after: str = "", limit: int = 1000) -> list[str]:
        """Names of streams after one of them."""

    def history(self, center_id: str, after_version: int = 0) -> list[Record[Event]]:
        """A stream's records, oldest first."""


class ReadModel:
    """Queries over the rows that every append keeps current."""

    def __init__(self, recorder: LedgerRecorder, histories: Histories) -> None:
        self._recorder, self._histories = recorder, histories

    def find_centers(
        self,
        *,
        phase: str | None = None,
        field: str | None = None,
        district: str | None = None,
        overdue: bool | None = None,
        q: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """List items of the register in the order of center ids. Raises BadCursor."""
        filters = _Filters()
        filters.equal(phase=phase, field=field, district=district, overdue=overdue)
        if q and q.strip():
            filters.add("search LIKE :q ESCAPE '!'", q=f"%{_literal(q.strip().casefold())}%")
        total = self._count("register", filters)
        if cursor is not None:
            filters.add("center_id > :after", after=from_cursor(cursor, 1)[0])
        statement = f"SELECT center_id, summary FROM register{filters.where} ORDER BY center_id LIMIT :limit"
        found = self._recorder.rows(statement, {**filters.values, "limit": limit + 1})
        more = to_cursor([found[limit - 1][0]]) if len(found) > limit else None
        return Page(items=[json.loads(summary) for _, summary in found[:limit]], next_cursor=more, total=total)

    def find_clocks(
        self,
        center_id: str | None = None,
        *,
        kind: str | None = None,
        status: str | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Clocks by their day, the ones whose day nobody knows last. Days count in full. Raises BadCursor."""
        filters = _Filters()
        filters.equal(center_id=center_id, kind=kind, status=status)
        if due_from:
            filters.add("due_on >= :due_from", due_from=due_from.isoformat())
        if due_to:
            filters.add("due_on <= :due_to", due_to=due_to.isoformat())
        total = self._count("clocks", filters)
        if cursor is not None:
            due, center, key = from_cursor(cursor, 3)
            filters.add(f"({DUE}, center_id, key) > (:due, :center, :key)", due=_day(due), center=center, key=key)
        statement = (
            f"SELECT {', '.join(CLOCK_COLUMNS)} FROM clocks{filters.where} ORDER BY {DUE}, center_id, key LIMIT :limit"
        )
        found = self._recorder.rows(statement, {**filters.values, "limit": limit + 1})
        clocks = [ClockRow(**dict(zip(CLOCK_COLUMNS, row, strict=True))) for row in found]
        more = to_cursor(_place(clocks[limit - 1])) if len(clocks) > limit else None
        return Page(items=[_item(clock) for clock in clocks[:limit]], next_cursor=more, total=total)

    def put(self, rows: ReadRows, version: int) -> bool:
        """Replaces one center's rows without an event (a calendar notice moved its days); False when its stream
        no longer stands at ``version``: project it again.
        """
        return self._recorder.replace_rows(rows, version)

    def rebuild(self, project: Project) -> int:
        """Writes every row anew from the log, stream by stream, while appends go on; the number of centers."""
        self._recorder.forget_rows()
        return sum(self._rebuild(stream, project) for stream in self._all_streams())

    def _rebuild(self, stream: str, project: Project) -> bool:
        while True:
            history = self._histories.history(stream)
            rows = project(history)
            if rows is None:
                return False
            if self.put(rows, history[-1].version):
                return True

    def _all_streams(self) -> Iterator[str]:
        after = ""
        while page := self._histories.streams(after):
            yield from page
            after = page[-1]

    def _count(self, table: str, filters: "_Filters") -> int:
        total: int = self._recorder.rows(f"SELECT count(*) FROM {table}{filters.where}", filters.values)[0][0]
        return total


class _Filters:
    """The conditions of a query and the values they name."""

    def __init__(self) -> None:
        self._conditions: list[str] = []
        self.values: dict[str, Any] = {}

    def equal(self, **columns: Any) -> None:
        for column, value in columns.items():
            if value is not None:
                self.add(f"{column} = :{column}", **{column: value})

    def add(self, condition: str, **values: Any) -> None:
        self._conditions.append(condition)
        self.values |= values

    @property
    def where(self) -> str:
        return f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""


def _literal(text: str) -> str:
    """The text with the signs that LIKE would read as patterns escaped."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_").replace("\x00", "")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadCursor from None


def _place(clock: ClockRow) -> tuple[str, str, str]:
    return (clock.due_on.isoformat() if clock.due_on else NEVER, clock.center_id, clock.key)


def _item(clock: ClockRow) -> dict[str, Any]:
    return {**clock.model_dump(mode="json", exclude={"body"}), **json.loads(clock.body)}
