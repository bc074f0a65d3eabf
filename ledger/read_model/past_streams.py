"""Of lists of then, what need not be replayed: by the index of the log, which centers stand now as they stood then, and
which records of the others cannot count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.decider import EFFECTS
from ledger.read_model.index_rows import EVENT, sortable
from ledger.read_model.rows import WHOLE_VIEW
from ledger.read_model.upserts import (
    CELLS,
    CLOCKS,
    DEADLINE_CELLS,
    PROCESSING_TIMES,
    REGISTER,
    WORK,
    WORK_CELLS,
    Table,
)
from ledger.recorder import LedgerRecorder, Row

LISTED = (REGISTER, CLOCKS, WORK, CELLS, PROCESSING_TIMES, DEADLINE_CELLS, WORK_CELLS)
"""The tables that lists of then are asked of."""
BATCH = 200
"""Centers that are read at a time."""
A_DAY = len("2023-05-11")
"""Characters of a cell that holds a day; any other holds bounds, which are looked at in the record itself."""
AMENDING = tuple(sorted(event.wire_name() for event in EFFECTS if event.AMENDS))
"""Events that change how others are read: a history that has one is replayed whole."""
STANDING = (
    "SELECT center_id, version FROM register JOIN (SELECT stream, count(*) AS events, count(effective_on) AS dated,"
    " min(length(effective_on)) AS shortest, max(length(effective_on)) AS longest, max(effective_on) AS last_day,"
    " max(recorded_at) AS last_record, {amended} AS amended FROM lines WHERE kind = :event GROUP BY stream) AS known"
    " ON known.stream = register.center_id AND known.events = register.version"
    " WHERE register.basis = :basis AND dated = events{condition}"
)


class PastStreams:
    """Queries about all centers, in force on a day ``as_of`` (Asia/Shanghai), as known at an instant ``known_at``."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def centers(self) -> list[str]:
        """Every center, by its id."""
        return [center for (center,) in self._recorder.rows("SELECT center_id FROM register ORDER BY center_id", {})]

    def standing(self, basis: str, as_of: date | None, known_at: datetime | None) -> Mapping[str, int]:
        """Those whose every record counted then as it counts now, with their versions, and whose rows are made by this
        basis: what lists show of them now is what they showed then.
        """
        amending = _named(AMENDING, "amending")
        conditions, values = "", {"event": EVENT, "basis": basis, **amending}
        if known_at is not None:
            conditions += " AND last_record <= :known_at"
            values["known_at"] = sortable(known_at)
        if as_of is not None:
            conditions += f" AND amended = 0 AND shortest = {A_DAY} AND longest = {A_DAY} AND last_day <= :as_of"
            values["as_of"] = as_of.isoformat()
        amended = f"max(CASE WHEN {_among('type', amending)} THEN 1 ELSE 0 END)"
        statement = STANDING.format(amended=amended, condition=conditions)
        return dict(self._recorder.rows(statement, values))

    def rows(self, standing: Mapping[str, int], basis: str) -> Iterator["ListedRows"]:
        """Their rows, as the tables have them; a center that is decided about meanwhile is left out whole."""
        for centers in batches(sorted(standing)):
            of = _named(centers)
            read = {table: self._rows(table, of) for table in LISTED}
            now = self._recorder.rows(
                f"SELECT center_id, version FROM register WHERE basis = :basis AND {_among('center_id', of)}",
                {**of, "basis": basis},
            )
            still = {center for center, version in now if version == standing[center]}
            yield ListedRows(
                still, {table: [row for row in rows if _center(table, row) in still] for table, rows in read.items()}
            )

    def _rows(self, table: Table, of: Mapping[str, Any]) -> list[Row]:
        also = " AND key = :view" if table is CELLS else ""
        values = {**of, "view": WHOLE_VIEW} if also else of
        statement = f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {_among('center_id', of)}{also}"
        return self._recorder.rows(statement, values)

    def not_counting(
        self, centers: Sequence[str], as_of: date | None, known_at: datetime | None
    ) -> frozenset[tuple[str, int]]:
        """Records of some centers, by stream and version, that did not count then, whatever else is on record: recorded
        later, or of a later day in a history that nothing amends. A first record is always looked at.
        """
        if as_of is None and known_at is None:
            return frozenset()
        conditions, among = list[str](), _among("stream", _named(centers))
        values = {**_named(centers), "event": EVENT}
        if known_at is not None:
            conditions.append("recorded_at > :known_at")
            values["known_at"] = sortable(known_at)
        if as_of is not None:
            amending = _named(AMENDING, "amending")
            amended = f"SELECT stream FROM lines WHERE {among} AND {_among('type', amending)}"
            conditions.append(
                f"(version > 1 AND length(effective_on) = {A_DAY} AND effective_on > :as_of"
                f" AND stream NOT IN ({amended}))"
            )
            values |= {**amending, "as_of": as_of.isoformat()}
        statement = f"SELECT stream, version FROM lines WHERE kind = :event AND {among} AND ({' OR '.join(conditions)})"
        return frozenset((stream, version) for stream, version in self._recorder.rows(statement, values))


class ListedRows(NamedTuple):
    """Rows of some ``centers``, by table."""

    centers: set[str]
    by_table: Mapping[Table, Sequence[Row]]


def batches(centers: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at a time."""
    for start in range(0, len(centers), BATCH):
        yield centers[start : start + BATCH]


def _center(table: Table, row: Row) -> str:
    center: str = row[table.columns.index("center_id")]
    return center


def _named(values: Iterable[str], name: str = "id") -> dict[str, str]:
    return {f"{name}{place}": value for place, value in enumerate(values)}


def _among(column: str, named: Mapping[str, str]) -> str:
    return f"{column} IN ({', '.join(f':{name}' for name in named)})"
