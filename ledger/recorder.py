"""What both databases share: the rows of the log and of the receipts, and how they are read."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, NamedTuple, NoReturn
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    ProcessRecorder,
    StoredEvent,
    TrackingRecorder,
)
from eventsourcing.utils import Environment

from ledger.guards import GuardDeviation
from ledger.read_model.index_rows import IndexRow
from ledger.read_model.rows import ReadRows
from ledger.steps import Step

Values = Mapping[str, Any]
Row = tuple[Any, ...]
Cursors = Callable[[str, Values], Iterator[Row]]
"""Opens one more statement beside those that are being read; its rows come as they are asked for."""


class StoredRow(NamedTuple):
    """One row of the log as it lies in the database."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes


class StoredReceipt(NamedTuple):
    """One receipt as it lies in the database, numbered in the order of recording.

    ``head`` is the log's last position when it was recorded, its own events included: events and receipts together
    have one order.
    """

    number: int
    command_id: str
    stream: str
    version: int
    head: int
    body: bytes


class NewReceipt(NamedTuple):
    """The receipt to be written with its events. ``version`` is the stream's after them."""

    command_id: str
    stream: str
    version: int
    body: bytes


class NewEntry(NamedTuple):
    """One decision to be written: its events, its receipt, what the read model shows after it, and how the history
    lists it.
    """

    events: Sequence[StoredEvent]
    receipt: NewReceipt
    rows: ReadRows | None
    lines: Sequence[IndexRow] = ()


class Insertion(NamedTuple):
    """Rows to be written with one statement."""

    statement: str
    rows: Sequence[Values]


class NewProof(NamedTuple):
    """The leaves from ``start`` on, each with ``leaf``, ``position``, ``number`` and ``hash``; the tiles that they
    complete; and the checkpoint of all: ``size``, ``note``, and ``made_at``, UTC, RFC 3339.
    """

    start: int
    leaves: Sequence[Values]
    tiles: Sequence[Values]
    checkpoint: Values


class NewDocument(NamedTuple):
    """A file to be kept under its digest. ``added_at`` is UTC, RFC 3339; ``added_by`` the actor's id."""

    sha256: str
    media_type: str
    title: str | None
    added_by: str
    added_at: str
    content: bytes


class AlreadyRecorded(Exception):
    """The command id has its receipt; nothing was written. ``last_position`` is that of its last event."""

    def __init__(self, body: bytes, last_position: int | None) -> None:
        super().__init__(body, last_position)
        self.body, self.last_position = body, last_position


EVENTS = "SELECT position, stream, version, topic, state FROM events"
RECEIPT = (
    "SELECT r.body, e.position FROM receipts r LEFT JOIN events e ON e.stream = r.stream AND e.version = r.version"
    " WHERE r.command_id"
)


class LedgerRecorder(ApplicationRecorder):
    """The event store's recorder. Statements name their values as ``:name``, in both databases."""

    STEPS: ClassVar[tuple[Step, ...]]
    """The migration steps that this program knows."""
    AS_BYTES: ClassVar[str]
    """How a text column is read as the bytes that are stored, whether or not they spell a text still; NULL where they
    are of another type, for then no text that is looked for equals them.
    """
    HOLDS: ClassVar[str]
    """Whether the bytes of a column have others in them."""
    ACTORS_INDEXED: ClassVar[bool]
    """Whether the lines of an actor are found without reading every line."""

    @abstractmethod
    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a reading statement finds. Raises LedgerUnavailable."""

    @abstractmethod
    def cursors(self) -> AbstractContextManager[Cursors]:
        """Long readings side by side in one connection, of which no more than a few rows are in memory at a time.
        Raises LedgerUnavailable, within the block too.
        """

    @abstractmethod
    def append(self, *entries: NewEntry) -> list[int]:
        """Writes events, receipts and read model of all entries in one transaction; for each the position of its last
        event, 0 without events. Raises AlreadyRecorded, VersionConflict and DocumentsGone, having written nothing.
        """

    @abstractmethod
    def insert_if(self, condition: str, values: Values, *insertions: Insertion) -> bool:
        """Writes in one transaction, if the condition's one value is true; others of this kind wait meanwhile."""

    @abstractmethod
    def grow_proof(self, proof: NewProof) -> bool:
        """Writes leaves, tiles and checkpoint in one transaction; False, and nothing written, where the leaves kept do
        not end at its start. Raises LedgerFault for what is not next, or not of the log.
        """

    @abstractmethod
    def note_witnessed(self, place: str, size: int, witnessed_at: str) -> bool:
        """Keeps that a checkpoint arrived at a place; False where that is known. Raises LedgerFault for any other than
        the next.
        """

    @abstractmethod
    def keep_cosignature(self, size: int, note_sha256: str, line: str, received_at: str) -> bool:
        """Keeps what a witness has signed of a checkpoint; False where it is known."""

    @abstractmethod
    def keep_document(self, document: NewDocument) -> bool:
        """Keeps a file; False, and nothing written, where one of this digest is kept already."""

    @abstractmethod
    def remove_document(self, sha256: str, added_at: str) -> bool:
        """Removes the file of this digest that was added then; False, and nothing changed, where there is none, or
        anything in the log names it. Nobody appends meanwhile.
        """

    @abstractmethod
    def replace_rows(self, rows: ReadRows, version: int) -> bool:
        """Writes one center's read model if its stream still stands at ``version``."""

    @abstractmethod
    def forget_rows(self) -> None:
        """Empties from the read model what belongs to no stream of the log."""

    @abstractmethod
    def schema_step(self) -> int:
        """The last migration step of the database; 0 without any."""

    @abstractmethod
    def check_writable(self) -> None:
        """Looks whether something could be recorded now, and records nothing. Raises LedgerUnavailable by its cause."""

    @abstractmethod
    def check_safety(self) -> None:
        """Raises LedgerUnsafe where a record could be lost or rewritten."""

    @abstractmethod
    def guard_deviations(self) -> list[GuardDeviation]:
        """The database's guards that are missing, altered or added. Raises LedgerUnavailable."""

    @abstractmethod
    def close(self) -> None:
        """Gives up every connection."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """The event store's way to ``append``: positions of the events, whose receipt comes as ``receipt``."""
        [last] = self.append(NewEntry(stored_events, kwargs["receipt"], kwargs.get("rows"), kwargs.get("lines", ())))
        return range(last - len(stored_events) + 1, last + 1)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """A stream's rows by version, each with its position."""
        bounds = _bounds("version", gt, lte) + (" ORDER BY version DESC" if desc else " ORDER BY version")
        statement = f"{EVENTS} WHERE stream = :stream{bounds}" + ("" if limit is None else " LIMIT :limit")
        values = {"stream": originator_id, "after": gt, "until": lte, "limit": limit}
        return [_notification(row) for row in self.rows(statement, values)]

    def events_after(self, versions: Mapping[str, int]) -> dict[str, list[StoredEvent]]:
        """Of each of some streams its rows after a version, by version, each with its position; by one statement."""
        found: dict[str, list[StoredEvent]] = {stream: [] for stream in versions}
        if not found:
            return found
        asked: list[str] = []
        values: dict[str, Any] = {}
        for place, (stream, version) in enumerate(versions.items()):
            asked.append(f"(CAST(:stream{place} AS text), CAST(:known{place} AS bigint))")
            values |= {f"stream{place}": stream, f"known{place}": version}
        statement = (
            f"WITH asked (of_stream, known) AS (VALUES {', '.join(asked)}) {EVENTS}"
            " JOIN asked ON stream = of_stream AND version > known ORDER BY stream, version"
        )
        for row in self.rows(statement, values):
            found[row[1]].append(_notification(row))
        return found

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Rows of the whole log in the order of recording, optionally of some topics only."""
        after = None if start is None else start - 1 if inclusive_of_start else start
        names = {f"topic{n}": topic for n, topic in enumerate(topics)}
        chosen = f" AND topic IN ({', '.join(f':{name}' for name in names)})" if names else ""
        bounds = _bounds("position", after, stop)
        statement = f"{EVENTS} WHERE true{bounds}{chosen} ORDER BY position LIMIT :limit"
        values = {"after": after, "until": stop, "limit": limit, **names}
        return [_notification(row) for row in self.rows(statement, values)]

    def max_notification_id(self) -> int | None:
        """The last position; None in an empty log."""
        last: int | None = self.rows("SELECT max(position) FROM events", {})[0][0]
        return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Not offered: readers of both databases poll, page by page."""
        raise NotImplementedError

    def stored_log(self, after_position: int, limit: int) -> list[StoredRow]:
        """The log's raw rows after a position."""
        statement = f"{EVENTS} WHERE position > :after ORDER BY position LIMIT :limit"
        return [StoredRow(*row) for row in self.rows(statement, {"after": after_position, "limit": limit})]

    def stored_at(self, positions: Sequence[int]) -> list[StoredRow]:
        """The log's raw rows at these positions, in their order."""
        if not positions:
            return []
        named = {f"at{place}": position for place, position in enumerate(positions)}
        statement = f"{EVENTS} WHERE position IN ({', '.join(f':{name}' for name in named)}) ORDER BY position"
        return [StoredRow(*row) for row in self.rows(statement, named)]

    def streams_log(self, streams: Sequence[str]) -> list[StoredRow]:
        """The raw rows of some streams, by stream and version."""
        names = {f"id{n}": stream for n, stream in enumerate(streams)}
        if not names:
            return []
        among = ", ".join(f":{name}" for name in names)
        statement = f"{EVENTS} WHERE stream IN ({among}) ORDER BY stream, version"
        return [StoredRow(*row) for row in self.rows(statement, names)]

    def stored_receipts(self, after_number: int, limit: int) -> list[StoredReceipt]:
        """The raw receipts after a number."""
        statement = (
            "SELECT number, command_id, stream, version, head, body FROM receipts"
            " WHERE number > :after ORDER BY number LIMIT :limit"
        )
        return [StoredReceipt(*row) for row in self.rows(statement, {"after": after_number, "limit": limit})]

    def receipts(self, command_ids: Sequence[str]) -> list[Row]:
        """Body and last position of each receipt that exists."""
        names = {f"id{n}": command_id for n, command_id in enumerate(command_ids)}
        if not names:
            return []
        return self.rows(f"{RECEIPT} IN ({', '.join(f':{name}' for name in names)})", names)

    def topics(self) -> frozenset[str]:
        """Those that a migration has listed: the database takes no event of another."""
        return frozenset(topic for (topic,) in self.rows("SELECT topic FROM topics", {}))

    def version(self, stream: str) -> int:
        """The stream's last version; 0 without any."""
        statement = "SELECT coalesce(max(version), 0) FROM events WHERE stream = :stream"
        version: int = self.rows(statement, {"stream": stream})[0][0]
        return version

    def streams(self, after: str, limit: int) -> list[str]:
        """Names of streams in their order, after one of them."""
        statement = "SELECT stream FROM events WHERE version = 1 AND stream > :after ORDER BY stream LIMIT :limit"
        return [row[0] for row in self.rows(statement, {"after": after, "limit": limit})]


def _bounds(column: str, after: int | None, until: int | None) -> str:
    return ("" if after is None else f" AND {column} > :after") + ("" if until is None else f" AND {column} <= :until")


def _notification(row: Row) -> Notification:
    position, stream, version, topic, state = row
    return Notification(stream, version, topic, state, position)


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the application its one recorder; the other kinds that the library knows are not used here."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        super().__init__(Environment("ledger", {}))
        self._recorder = recorder

    def application_recorder(self) -> ApplicationRecorder:
        """The ledger's recorder."""
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Not used: there are no snapshots."""
        raise NotImplementedError

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> TrackingRecorder:
        """Not used: the read model is written with the events."""
        raise NotImplementedError

    def process_recorder(self) -> ProcessRecorder:
        """Not used, as above."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes the recorder's connections."""
        self._recorder.close()
