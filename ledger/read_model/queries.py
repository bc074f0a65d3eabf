"""The register, the clocks and all else that lists read: filtered, paged by cursor, rebuilt from the log."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor
from domain.visibility.relations import Relation, relation_by_token
from ledger.errors import BadCursor
from ledger.read_model.annual_reports import AnnualReports
from ledger.read_model.bases import Bases
from ledger.read_model.calendar_entries import CalendarEntries
from ledger.read_model.columns import COLUMN_OF, REGISTER
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.deadline_list import DeadlineList
from ledger.read_model.list_filters import Order, of_cells
from ledger.read_model.list_pages import Bodies, Rows, listed, selected, total
from ledger.read_model.log_index import Log, LogIndex
from ledger.read_model.pages import Conditions, Page
from ledger.read_model.past_streams import PastStreams
from ledger.read_model.register_lookups import RegisterLookups
from ledger.read_model.rows import CONCERNED_VIEW, PUBLIC_VIEW, SHAPE, WHOLE_VIEW, CenterRow, ClockRow, ReadRows
from ledger.read_model.scope import Scope, nearest
from ledger.read_model.statistics import Statistics
from ledger.read_model.work_list import WorkList
from ledger.recorder import LedgerRecorder

__all__ = ["CenterRow", "ClockRow", "Page", "Project", "ReadModel", "ReadRows"]

Project = Callable[[list[Record[Event]]], ReadRows | None]
"""A stream's whole history to its rows; None for a stream that the register does not list."""

NEVER = "9999-12-31"
DUE = f"coalesce(due_on, '{NEVER}')"
CLOCK_COLUMNS = tuple(ClockRow.model_fields)
LISTED_CLOCKS = (
    f"SELECT {', '.join(f'listed.{column}' for column in CLOCK_COLUMNS)}"
    f" FROM (SELECT {DUE} AS due, center_id, key FROM clocks{{where}} ORDER BY {DUE}, center_id, key LIMIT :limit)"
    " AS found JOIN clocks AS listed ON listed.center_id = found.center_id AND listed.key = found.key"
    " ORDER BY found.due, found.center_id, found.key"
)
"""By the index of days alone, so that the long rows are read for one page only."""


class Histories(Log, Protocol):
    """Where a rebuild reads: streams by name, and their records."""

    def streams(self, after: str = "", limit: int = 1000) -> list[str]:
        """Names of streams after one of them."""

    def history(self, stream: str, after_version: int = 0) -> list[Record[Event]]:
        """A stream's records, oldest first."""


class ReadModel:
    """Queries over the rows that every append keeps current."""

    def __init__(self, recorder: LedgerRecorder, histories: Histories, scope: Scope | None = None) -> None:
        self._recorder, self._histories, self._scope = recorder, histories, scope
        key = ("center_id", "key") if scope else ("center_id",)
        self._bodies = Bodies("views" if scope else "register", "summary", key)
        self._lines = LogIndex(recorder, histories, scope)
        self.work = WorkList(recorder, self.narrow, scope)
        self.find_work = self.work.find
        self.deadlines = DeadlineList(recorder, self.narrow, scope)
        self.bases = Bases(recorder)
        self.past_streams = PastStreams(recorder)
        self.annual_reports = AnnualReports(recorder, self.narrow, scope)
        self.statistics = Statistics(recorder, self.narrow, scope)
        self.lookups = RegisterLookups(recorder, scope)
        self.find_calendar_entries = CalendarEntries(recorder, self.narrow, scope).find
        self.find_lines = self._lines.find
        self.search_lines = self._lines.search
        self.latest_decisions = self._lines.latest_decisions
        self.newest_line = self._lines.newest
        self.positions = self._lines.positions
        self.naming = self._lines.naming
        self.positions_naming = self._lines.positions_naming
        self.streams_with = self._lines.streams_with

    def seen_by(self, actor: Actor) -> "ReadModel":
        """The same lists as this reader sees them: with their centers alone, and what is public."""
        return ReadModel(self._recorder, self._histories, Scope.of(actor))

    def relation(self, center_id: str) -> tuple[Relation, int]:
        """What the reader of these lists is to a center, and until which version of its record where they left; whoever
        sees all is the bureau's.
        """
        return self.relations([center_id])[center_id]

    def relations(self, centers: Iterable[str]) -> dict[str, tuple[Relation, int]]:
        """The same of some centers: three statements at most, however many there are."""
        ids, scope = sorted(set(centers)), self._scope
        if scope is None:
            return dict.fromkeys(ids, (Relation.BUREAU, 0))
        found: dict[str, tuple[Relation, int]] = dict.fromkeys(ids, (Relation.NONE, 0))
        by_token = {center: relation_by_token(scope.actor, center) for center in ids}
        to_ask = [center for center, relation in by_token.items() if relation in (None, Relation.NONE)]
        for center in self._listed(set(ids).difference(to_ask), CONCERNED_VIEW):
            found[center] = (by_token[center] or Relation.NONE, 0)
        own = self._own_relations(to_ask, scope)
        others = set(to_ask).difference(own) if scope.public else ()
        return found | own | dict.fromkeys(self._listed(others, PUBLIC_VIEW), (Relation.PUBLIC, 0))

    def _own_relations(self, centers: Sequence[str], scope: Scope) -> dict[str, tuple[Relation, int]]:
        """Of those of the centers whose relation tuples name the reader, the nearest."""
        if not centers:
            return {}
        filters = Conditions()
        filters.one_of("center_id", centers)
        scope.narrow_readers(filters)
        statement = f"SELECT center_id, relation, until FROM readers{filters.where}"
        found: dict[str, list[tuple[str, int]]] = {}
        for center, relation, until in self._recorder.rows(statement, filters.values):
            found.setdefault(center, []).append((relation, until))
        return {center: own for center, each in found.items() if (own := nearest(each))}

    def _listed(self, centers: Collection[str], view: str) -> list[str]:
        """Those of the centers that have that view."""
        if not centers:
            return []
        filters = Conditions()
        filters.one_of("center_id", sorted(centers))
        filters.equal(key=view)
        found = self._recorder.rows(f"SELECT center_id FROM views{filters.where}", filters.values)
        return [center for (center,) in found]

    def find_centers(
        self,
        *,
        q: str | None = None,
        missing: str | None = None,
        sort: str | None = None,
        from_id: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
        **asked: Any,
    ) -> Page:
        """List items of the register, from one id on, in the order of a column (``REGISTER.sorts``), by id without one.

        What is ``asked`` goes by the names of the parameters of ``REGISTER``; ``missing`` names a column of which
        nothing is known, or told. Raises BadCursor.
        """
        filters, order = self._of_register(asked, q, missing), Order.of(REGISTER, sort)
        if from_id is not None:
            filters.add("center_id >= :from_id", from_id=from_id)
        every = Rows(self._rows("center_id", filters), filters)
        if cursor is not None:
            order.go_on(filters, cursor)
        rows = Rows(self._rows(selected(order, self._bodies.key), filters), filters)
        page = listed(self._recorder, order, rows, self._bodies, limit)
        items, count = list(map(json.loads, page.bodies)), total(self._recorder, every, page, cursor)
        return Page(items=items, next_cursor=page.next_cursor, total=count)

    def count_by_phase(self, *, q: str | None = None, missing: str | None = None, **asked: Any) -> dict[str, int]:
        """How many centers of the register stand in each phase, the phases without one left out."""
        counted = self.count_by("phase", q=q, missing=missing, **asked)
        return {phase: count for (phase,), count in counted.items() if phase is not None}

    def count_by(
        self, *columns: str, q: str | None = None, missing: str | None = None, **asked: Any
    ) -> dict[tuple[str | None, ...], int]:
        """How many centers of the register have each of the columns' cells, together, as ``cells`` has them."""
        names = ", ".join(COLUMN_OF[column].name for column in columns)
        filters = self._of_register(asked, q, missing)
        statement = f"SELECT {names}, count(*) FROM ({self._rows(names, filters)}) AS found GROUP BY {names}"
        return {tuple(cells): count for *cells, count in self._recorder.rows(statement, filters.values)}

    def regions(self) -> list[str]:
        """The regions of the register's centers, as ``cells`` has them."""
        return sorted(region for (region,) in self.count_by("region") if region is not None)

    def find_clocks(
        self,
        center_id: str | None = None,
        *,
        kind: str | None = None,
        status: str | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        dated: bool | None = None,
        centers: Mapping[str, Any] | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Clocks by their day, one that is certainly over by the last possible one, the ones whose day nobody knows
        last; ``dated`` leaves out either. Days count in full. ``centers`` is what the register is asked, where those
        of few centers are meant. Raises BadCursor.
        """
        filters = self._of_clocks(due_from, due_to, centers)
        filters.equal(center_id=center_id, kind=kind, status=status)
        if dated is not None:
            filters.add(f"{DUE} {'<' if dated else '='} '{NEVER}'")
        total = self._count("clocks", filters)
        if cursor is not None:
            due, center, key = from_cursor(cursor, 3)
            filters.add(f"({DUE}, center_id, key) > (:due, :center, :key)", due=_day(due), center=center, key=key)
        statement = LISTED_CLOCKS.format(where=filters.where)
        found = self._recorder.rows(statement, {**filters.values, "limit": limit + 1}) if total else []
        clocks = [ClockRow(**dict(zip(CLOCK_COLUMNS, row, strict=True))) for row in found]
        more = to_cursor(_place(clocks[limit - 1])) if len(clocks) > limit else None
        return Page(items=[_item(clock) for clock in clocks[:limit]], next_cursor=more, total=total)

    def count_clocks(
        self,
        center_id: str | None = None,
        *,
        due_from: date | None = None,
        due_to: date | None = None,
        centers: Mapping[str, Any] | None = None,
    ) -> dict[tuple[str, str], int]:
        """How many clocks of each kind and status fall due between two days, both counted in; of any day without."""
        filters = self._of_clocks(due_from, due_to, centers)
        filters.equal(center_id=center_id)
        statement = f"SELECT kind, status, count(*) FROM clocks{filters.where} GROUP BY kind, status"
        return {(kind, status): count for kind, status, count in self._recorder.rows(statement, filters.values)}

    def names(self, centers: Iterable[str]) -> dict[str, tuple[str, str | None]]:
        """The Chinese and English names of those centers that are on the register."""
        ids = {f"id{place}": center for place, center in enumerate(sorted(set(centers)))}
        if not ids:
            return {}
        filters, columns = Conditions(), "center_id, name_zh, name_en"
        filters.add(f"center_id IN ({', '.join(f':{name}' for name in ids)})", **ids)
        scope, listed = self._scope, f"SELECT {columns} FROM register{filters.where}"
        statement = scope.of_views("views", columns, filters) if scope else listed
        return {center: (zh, en) for center, zh, en in self._recorder.rows(statement, filters.values)}

    def put(self, rows: ReadRows, version: int) -> bool:
        """Replaces one center's rows without an event (a calendar notice moved its days); False when its stream
        no longer stands at ``version``: project it again. ``rows`` say when what moved them was recorded.
        """
        return self._recorder.replace_rows(rows, version)

    def rebuild(self, project: Project) -> int:
        """Writes every row and every line anew from the log, while appends go on; the number of centers."""
        self._recorder.forget_rows()
        count = sum(self._rebuild(stream, project) for stream in self._all_streams())
        self._lines.rebuild()
        return count

    def catch_up(self, project: Project) -> int:
        """Writes what an earlier program didn't know of, and nothing where it did: the rows of centers of an earlier
        shape, and the lines of before there were any; how many centers and lines. May be broken off and called again.
        """
        return sum(self._rebuild(center, project) for center in self._of_earlier_shape()) + self._lines.fill()

    def _of_earlier_shape(self) -> list[str]:
        statement = "SELECT center_id FROM register WHERE shape < :shape ORDER BY center_id"
        return [center for (center,) in self._recorder.rows(statement, {"shape": SHAPE})]

    def _rebuild(self, stream: str, project: Project) -> bool:
        while True:
            history = self._histories.history(stream)
            rows = project(history)
            if rows is None:
                return False
            if self.put(rows.dated(history[-1].recorded_at), history[-1].version):
                return True

    def _all_streams(self) -> Iterator[str]:
        after = ""
        while page := self._histories.streams(after):
            yield from page
            after = page[-1]

    def _count(self, table: str, filters: Conditions) -> int:
        total: int = self._recorder.rows(f"SELECT count(*) FROM {table}{filters.where}", filters.values)[0][0]
        return total

    def _of_register(self, asked: Mapping[str, Any], q: str | None, missing: str | None = None) -> Conditions:
        filters = of_cells(REGISTER, asked, missing)
        if self._scope is None:
            filters.add("key = :whole", whole=WHOLE_VIEW)
        filters.hold("search", q)
        return filters

    def _rows(self, columns: str, filters: Conditions) -> str:
        """The query of the register's cells that the filters find, as the reader sees them."""
        if self._scope is None:
            return f"SELECT {columns} FROM cells{filters.where}"
        return self._scope.of_views("cells", columns, filters)

    def narrow(self, filters: Conditions, centers: Mapping[str, Any] | None) -> None:
        """Of a table with a ``center_id``: the rows of those centers that the register finds, in the view in which the
        reader sees their record.
        """
        asked = {name: value for name, value in (centers or {}).items() if value is not None}
        if not asked:
            return
        q, missing = asked.pop("q", None), asked.pop("missing", None)
        found = self._of_register(asked, q, missing)
        if self._scope:
            found.equal(key=CONCERNED_VIEW)
        filters.add(f"center_id IN (SELECT center_id FROM cells{found.where})", **found.values)

    def _of_clocks(self, due_from: date | None, due_to: date | None, centers: Mapping[str, Any] | None) -> Conditions:
        filters = Conditions()
        if due_from:
            filters.add(f"{DUE} >= :due_from AND {DUE} < '{NEVER}'", due_from=due_from.isoformat())
        if due_to:
            filters.add(f"{DUE} <= :due_to AND {DUE} < '{NEVER}'", due_to=due_to.isoformat())
        self.narrow(filters, centers)
        if self._scope:
            self._scope.narrow_centers(filters)
        return filters


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadCursor from None


def _place(clock: ClockRow) -> tuple[str, str, str]:
    return (clock.due_on.isoformat() if clock.due_on else NEVER, clock.center_id, clock.key)


def _item(clock: ClockRow) -> dict[str, Any]:
    return {**clock.model_dump(mode="json", exclude={"body"}), **json.loads(clock.body)}
