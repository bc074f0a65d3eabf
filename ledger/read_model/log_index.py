"""The history as auditors search it: filtered, paged by cursor, made anew from the log."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol

from domain.kernel.records import Event, Record
from domain.kernel.roles import CLOCK, IMPORTING, Role
from domain.values.partial_days import end_of_day, start_of_day
from domain.visibility.seen import FOR_THE_BUREAU
from ledger.errors import BadCursor
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.index_rows import COLUMNS, DECISION, EVENT, REFUSAL, happened_in, index_rows_of, placed, sortable
from ledger.read_model.pages import Conditions, Page, sought
from ledger.read_model.scope import Scope
from ledger.receipts import Receipt
from ledger.recorder import Insertion, LedgerRecorder, StoredReceipt, Values

RECEIPTS = 1000
"""Receipts of one page when lines are made anew; each page is one transaction."""
SHOWN = tuple(column for column in COLUMNS if column not in {"actor", "search", "documents"})
ACTORS = (
    "WITH RECURSIVE actors(actor) AS (SELECT min(actor) FROM lines UNION ALL"
    " SELECT (SELECT min(lines.actor) FROM lines WHERE lines.actor > actors.actor) FROM actors"
    " WHERE actors.actor IS NOT NULL)"
    " SELECT actor FROM actors WHERE {condition} LIMIT :limit"
)
"""Steps from one actor to the next along the index, instead of reading every line."""
FEW = 50
"""Actors whose lines are found one by one; of more, every line is read."""
OF_KIND = {
    **{kind: f"kind = '{kind}'" for kind in (EVENT, REFUSAL)},
    DECISION: f"kind = '{EVENT}' AND role <> '{Role.SYSTEM}'",
}
"""Written out, so that the indexes of refusals and decisions serve."""
NAMES_A_FILE = f"kind = '{EVENT}' AND documents <> ''"
"""Written out, so that the index of them serves."""
DROP = "DELETE FROM lines WHERE line > :low AND line <= :high"
DROP_BEYOND = (
    "DELETE FROM lines WHERE line > (SELECT coalesce(max(number), 0) FROM receipts)"
    " + (SELECT coalesce(max(position), 0) FROM events)"
)
PUT = f"INSERT INTO lines ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{column}' for column in COLUMNS)})"
ALWAYS = "SELECT 1 = 1"
BY_THE_BUREAU = {
    "role": FOR_THE_BUREAU.role.value,
    "actor_id": FOR_THE_BUREAU.id,
    "actor_name": FOR_THE_BUREAU.name,
}
NUMBER = re.compile(r"[0-9]{1,18}")
"""A line's number; both databases hold any of that length."""


class Log(Protocol):
    """Where lines are made from: the records and the receipts, in the order of recording."""

    def log(self, after_position: int = 0, limit: int = 1000) -> list[Record[Event]]:
        """Records after a position."""

    def stored_receipts(self, after_number: int = 0, limit: int = 1000) -> list[StoredReceipt]:
        """Receipts after a number."""


class FoundLines(NamedTuple):
    """Lines that have some words: the newest, how many there are, if no ``more``, and at which positions the newest
    events stand among them that name a file.
    """

    items: list[dict[str, Any]]
    total: int
    more: bool
    with_documents: list[int]


class LogIndex:
    """Queries over the lines that every append adds to."""

    def __init__(self, recorder: LedgerRecorder, log: Log, scope: Scope | None = None) -> None:
        self._recorder, self._log, self._scope = recorder, log, scope

    def find(
        self,
        *,
        kind: str | None = None,
        type: str | None = None,  # noqa: A002 - the column's name, as everywhere
        clause: str | None = None,
        role: str | None = None,
        actor: str | None = None,
        center: str | None = None,
        from_day: date | None = None,
        to_day: date | None = None,
        q: str | None = None,
        beyond: int | None = None,
        newest_first: bool = True,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """Events and refusals in the order of recording. ``actor`` has words of an id or a name, ``q`` words of any
        name or number in the event, of its actor and of its center's id; ``role`` is one, where that of the system is
        the clock's, or ``IMPORTING``; days are those of recording in Shanghai, both
        counted in; ``beyond`` leaves out the lines up to one. Raises BadCursor.
        """
        filters = Conditions()
        _equal(filters, stream=center, type=type, clause=clause, role=Role.SYSTEM.value if role == IMPORTING else role)
        if role in (IMPORTING, Role.SYSTEM.value):
            filters.add(f"actor_id {'<>' if role == IMPORTING else '='} :clock", clock=CLOCK.id)
        if kind:
            filters.add(OF_KIND.get(kind, "false"))
        if actor:
            self._by(filters, actor)
        filters.hold("search", q)
        _between(filters, from_day, to_day)
        if beyond is not None:
            filters.add("line > :beyond", beyond=beyond)
        self._narrow(filters, by_words=bool(actor or q or role))
        counted, values = f"SELECT count(*) FROM lines{filters.where}", dict(filters.values)
        if cursor is not None:
            filters.add(f"line {'<' if newest_first else '>'} :place", place=_place(cursor))
        order = "DESC" if newest_first else "ASC"
        whole = self._scope.sees_whole(filters) if self._scope else "true"
        statement = f"SELECT {', '.join(SHOWN)}, {whole} FROM lines{filters.where} ORDER BY line {order} LIMIT :limit"
        found = self._recorder.rows(statement, {**filters.values, "limit": limit + 1})
        more = to_cursor([str(found[limit - 1][0])]) if len(found) > limit else None
        # A page that holds them all counts them: what is looked for by words is looked for in every line.
        is_all = cursor is None and more is None
        total: int = len(found) if is_all else self._recorder.rows(counted, values)[0][0]
        return Page(items=[_line(*row) for row in found[:limit]], next_cursor=more, total=total)

    def search(self, words: str, *, limit: int, with_documents: int, most: int) -> FoundLines:
        """Events and refusals that have all the words, newest first, by one look through the lines, which ends where
        there are more than ``most``; and, of events that name a file, the positions of the newest ``with_documents``.
        """
        filters = Conditions()
        filters.hold("search", words)
        self._narrow(filters, by_words=True)
        statement = f"SELECT line, {NAMES_A_FILE} FROM lines{filters.where} ORDER BY line DESC LIMIT :limit"
        found = self._recorder.rows(statement, {**filters.values, "limit": most + 1})
        naming = [line for line, names in found if names][:with_documents]
        shown = self._lines_at([line for line, _ in found[:limit]] + naming)
        places = [shown[line]["position"] for line in naming]
        if len(found) > most and len(naming) < with_documents:
            places = self._with_documents(words, with_documents)
        items = [shown[line] for line, _ in found[:limit]]
        return FoundLines(items, min(len(found), most), len(found) > most, places)

    def _lines_at(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Lines that were found for this reader, by number."""
        if not numbers:
            return {}
        filters = Conditions()
        filters.add(f"line IN ({', '.join(map(str, sorted(set(numbers))))})")
        whole = self._scope.sees_whole(filters) if self._scope else "true"
        found = self._recorder.rows(f"SELECT {', '.join(SHOWN)}, {whole} FROM lines{filters.where}", filters.values)
        return {row[0]: _line(*row) for row in found}

    def latest_decisions(self, since: datetime, until: datetime, limit: int) -> Page:
        """What people decided, of what was recorded from one instant to another (UTC, both counted in), the latest
        first; without a cursor.
        """
        filters = Conditions()
        filters.add(OF_KIND[DECISION])
        filters.add("recorded_at >= :since AND recorded_at <= :until", since=sortable(since), until=sortable(until))
        self._narrow(filters)
        total: int = self._recorder.rows(f"SELECT count(*) FROM lines{filters.where}", filters.values)[0][0]
        whole = self._scope.sees_whole(filters) if self._scope else "true"
        order = "ORDER BY recorded_at DESC, line DESC LIMIT :limit"
        statement = f"SELECT {', '.join(SHOWN)}, {whole} FROM lines{filters.where} {order}"
        found = self._recorder.rows(statement, {**filters.values, "limit": limit})
        return Page(items=[_line(*row) for row in found], next_cursor=None, total=total)

    def streams_with(self, type: str) -> frozenset[str]:  # noqa: A002 - the column's name, as everywhere
        """The streams that have an event of that name, or had such a decision refused."""
        found = self._recorder.rows("SELECT DISTINCT stream FROM lines WHERE type = :type", {"type": type})
        return frozenset(stream for (stream,) in found)

    def newest(self) -> int:
        """The number of the last line; 0 while there is none."""
        filters = Conditions()
        self._narrow(filters)
        statement = f"SELECT coalesce(max(line), 0) FROM lines{filters.where}"
        last: int = self._recorder.rows(statement, filters.values)[0][0]
        return last

    def positions(self, after: int, limit: int) -> list[tuple[int, str]]:
        """The events after a position that may be seen, oldest first: the position of each, and its stream."""
        filters = Conditions()
        filters.add("kind = 'event' AND position > :after", after=after)
        if self._scope:
            self._scope.narrow_streams(filters)
        statement = f"SELECT position, stream FROM lines{filters.where} ORDER BY line LIMIT :limit"
        return [(at, stream) for at, stream in self._recorder.rows(statement, {**filters.values, "limit": limit})]

    def _with_documents(self, words: str, limit: int) -> list[int]:
        """The positions of events that name a file and have all the words, newest first; of those of which nothing is
        withheld from the reader.
        """
        filters = Conditions()
        filters.add(NAMES_A_FILE)
        filters.hold("search", words)
        self._narrow(filters, by_words=True)
        statement = f"SELECT position FROM lines{filters.where} ORDER BY line DESC LIMIT :limit"
        return [position for (position,) in self._recorder.rows(statement, {**filters.values, "limit": limit})]

    def positions_naming(self, types: Sequence[str], texts: Sequence[str], limit: int) -> list[int]:
        """The latest events of these names that hold every word of one of the texts, newest first: the position of
        each. Of any center that the reader may see something of, so that each is to be looked at.
        """
        filters = Conditions()
        filters.add("kind = 'event'")
        filters.one_of("type", types)
        found = [words for place, text in enumerate(texts) if (words := sought("search", text, f"q{place}"))]
        if not found:
            return []
        values = {name: value for words in found for name, value in words.values.items()}
        filters.add(f"({' OR '.join(f'({words.condition})' for words in found)})", **values)
        if self._scope:
            self._scope.narrow_streams(filters)
        statement = f"SELECT position FROM lines{filters.where} ORDER BY line DESC LIMIT :limit"
        return [position for (position,) in self._recorder.rows(statement, {**filters.values, "limit": limit})]

    def naming(self, digests: Collection[str]) -> dict[str, list[tuple[str, int]]]:
        """Of each of these files the events that name it, by stream and version; of any center, so that each is to be
        looked at.
        """
        found: dict[str, list[tuple[str, int]]] = {digest: [] for digest in digests}
        if not found:
            return found
        filters, patterns = Conditions(), {f"digest{place}": f"%{digest}%" for place, digest in enumerate(found)}
        among = " OR ".join(f"documents LIKE :{name}" for name in patterns)
        filters.add(f"({among}) AND documents <> ''", **patterns)
        if self._scope:
            self._scope.narrow_streams(filters)
        statement = f"SELECT stream, version, documents FROM lines{filters.where} ORDER BY line"
        for stream, version, documents in self._recorder.rows(statement, filters.values):
            for digest, places in found.items():
                if digest in documents:
                    places.append((stream, version))
        return found

    def _narrow(self, filters: Conditions, *, by_words: bool = False) -> None:
        if self._scope:
            self._scope.narrow_lines(filters, by_words=by_words)

    def _by(self, filters: Conditions, actor: str) -> None:
        """Those whose id or name has these words, by name where they are few and an index leads to them."""
        words = sought("actor", actor, "actor")
        if words is None:
            return
        few = {**words.values, "limit": FEW + 1}
        statement = ACTORS.format(condition=words.condition)
        found = self._recorder.rows(statement, few) if self._recorder.ACTORS_INDEXED else None
        if found is None or len(found) > FEW:
            filters.add(words.condition, **words.values)
        else:
            names = {f"actor{place}": name for place, (name,) in enumerate(found)}
            filters.add(f"actor IN ({', '.join(f':{name}' for name in names) or 'NULL'})", **names)

    def rebuild(self) -> int:
        """Every line anew, the latest first, while appends go on; how many."""
        self._recorder.insert_if(ALWAYS, {}, Insertion(DROP_BEYOND, [{}]))
        return self._write_down_from(self._last_receipt())

    def fill(self) -> int:
        """What is missing below the oldest line: lines of before there were lines, or of a fill broken off."""
        oldest = self._recorder.rows("SELECT number FROM lines ORDER BY line LIMIT 1", {})
        return self._write_down_from(oldest[0][0] - 1 if oldest else self._last_receipt())

    def _last_receipt(self) -> int:
        last: int = self._recorder.rows("SELECT coalesce(max(number), 0) FROM receipts", {})[0][0]
        return last

    def _write_down_from(self, number: int) -> int:
        written = 0
        while number > 0:
            before = max(0, number - RECEIPTS)
            written += self._write_page(before, number)
            number = before
        return written

    def _write_page(self, before: int, until: int) -> int:
        """The lines of the receipts after one number, up to another."""
        head = self._log.stored_receipts(before - 1, 1)[0].head if before else 0
        receipts = self._log.stored_receipts(before, until - before)
        rows = list(self._rows(head, receipts))
        bounds = {"low": before + head, "high": until + receipts[-1].head}
        self._recorder.insert_if(ALWAYS, {}, Insertion(DROP, [bounds]), Insertion(PUT, rows))
        return len(rows)

    def _rows(self, head: int, receipts: list[StoredReceipt]) -> Iterator[Values]:
        events = iter(self._log.log(head, receipts[-1].head - head))
        for receipt in receipts:
            lines = index_rows_of(list(islice(events, receipt.head - head)), Receipt.from_bytes(receipt.body))
            for row in placed(lines, receipt.number, receipt.head):
                yield dict(zip(COLUMNS, row, strict=True))
            head = receipt.head


def _line(*row: Any) -> dict[str, Any]:
    """A line as lists show it; of an official act that is the public's alone to see, without the person who acted."""
    *values, is_whole = row
    line = dict(zip(SHOWN, values, strict=True))
    line |= happened_in(line["effective_on"])
    return line if is_whole else line | BY_THE_BUREAU


def _equal(filters: Conditions, **columns: str | None) -> None:
    """Each column has its value; the index of the first one that is asked about leads to the lines, which tells most:
    left to itself, a database that counts nothing beforehand may take that of a role.
    """
    asked = {column: value for column, value in columns.items() if value is not None}
    for place, (column, value) in enumerate(asked.items()):
        (filters.equal_unindexed if place else filters.equal)(**{column: value})


def _between(filters: Conditions, from_day: date | None, to_day: date | None) -> None:
    if from_day:
        filters.add("recorded_at >= :begin", begin=sortable(start_of_day(from_day)))
    if to_day:
        filters.add("recorded_at < :finish", finish=sortable(end_of_day(to_day)))


def _place(cursor: str) -> int:
    [text] = from_cursor(cursor, 1)
    if not NUMBER.fullmatch(text):
        raise BadCursor
    return int(text)
