"""The ledger's face: append a decision's events with its receipt, refuse one, and read what stands."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, StoredEvent
from eventsourcing.utils import Environment, EnvType
from typing_extensions import override

from domain.center import Center
from domain.decider import LABELS
from domain.kernel.records import Event, Record
from domain.replay import replay
from ledger.documents import Documents
from ledger.errors import CommandIdReused, VersionConflict
from ledger.mapper import RecordMapper
from ledger.proof.serving import Proof
from ledger.read_model.index_rows import index_rows_of
from ledger.read_model.queries import ReadModel
from ledger.read_model.rows import ReadRows
from ledger.receipts import Receipt
from ledger.recorder import (
    AlreadyRecorded,
    LedgerFactory,
    LedgerRecorder,
    NewEntry,
    NewReceipt,
    StoredReceipt,
    StoredRow,
)
from ledger.registry import Registry
from ledger.state_cache import Fold, StateCache
from telemetry.tracing import span

State = TypeVar("State")

PAGE = 1000


class LedgerApplication(Application[str]):
    """The event store of the library, over this project's recorder and mapper and nothing from the environment."""

    def __init__(self, recorder: LedgerRecorder, registry: Registry) -> None:
        self._factory, self.records = LedgerFactory(recorder), RecordMapper(registry)
        super().__init__()

    @override
    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Empty: no variable can name a module to import."""
        return Environment(name, {})

    @override
    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The one recorder's factory."""
        return self._factory

    @override
    def construct_mapper(self) -> Mapper[str]:
        """The mapper over the closed registry."""
        return self.records


class Entry(NamedTuple):
    """One decision to be written: its records, its receipt, and what the read model shows after it."""

    records: Sequence[Record[Event]]
    receipt: Receipt
    rows: ReadRows | None = None


class Ledger:
    """Thread-safe and synchronous; every method may raise LedgerUnavailable, having changed nothing it knows of."""

    def __init__(self, recorder: LedgerRecorder, registry: Registry, cache_size: int = 1024) -> None:
        self._application = LedgerApplication(recorder, registry)
        self._recorder, self._records = recorder, self._application.records
        self._states = StateCache(self._rows_after, self._records.to_domain_event, cache_size)
        self.read_model = ReadModel(recorder, self)
        self.proof = Proof(recorder, self._records)
        self.documents = Documents(recorder)

    @property
    def whole(self) -> "Ledger":
        """Itself; what a reader sees of it is ``service_layer.reading``'s."""
        return self

    def replayed(self, stream: str, as_of: date | None = None, known_at: datetime | None = None) -> Center | None:
        """The center in force on a day, as known at an instant (UTC), or both; ``None`` before its beginning."""
        return replay(self.history(stream), as_of=as_of, known_at=known_at)

    def append(self, records: Sequence[Record[Event]], receipt: Receipt, rows: ReadRows | None = None) -> Receipt:
        """Writes the events of one decision, its receipt and the read model's rows in one transaction.

        Returns the receipt with its events' positions; the one already recorded when the command id has it.
        Raises VersionConflict when the stream has moved on, CommandIdReused when the id named other content.
        """
        _check_fit(records, receipt)
        with span("commit", **_known_of(receipt)) as note:
            found = self._append(records, receipt, rows)
            note(position=found.events[-1].position if found.events else None)
        return found

    def _append(self, records: Sequence[Record[Event]], receipt: Receipt, rows: ReadRows | None) -> Receipt:
        try:
            written = self._application.events.put(
                records, receipt=_kept(receipt), rows=_dated(rows, records), lines=index_rows_of(records, receipt)
            )
        except AlreadyRecorded as known:
            return _same(Receipt.from_bytes(known.body, known.last_position), receipt)
        except VersionConflict as conflict:
            self._doubt(conflict)
            raise
        return receipt.at(written[-1].notification.id) if written else receipt

    def append_all(self, entries: Sequence[Entry]) -> list[Receipt]:
        """Writes the decisions of several streams in one transaction, all or none.

        Raises VersionConflict, and CommandIdReused for a command id that has its receipt, having written nothing.
        """
        for entry in entries:
            _check_fit(entry.records, entry.receipt)
        try:
            lasts = self._recorder.append(*map(self._stored, entries))
        except AlreadyRecorded as known:
            raise CommandIdReused(Receipt.from_bytes(known.body).command_id) from None
        except VersionConflict as conflict:
            self._doubt(conflict)
            raise
        return [entry.receipt.at(last) if last else entry.receipt for entry, last in zip(entries, lasts, strict=True)]

    def _doubt(self, conflict: VersionConflict) -> None:
        """A stream that is shorter than somebody knew it has lost records: no state of it is to be gone on from."""
        if conflict.actual < conflict.expected:
            self._states.forget(conflict.stream)

    def _rows_after(self, versions: Mapping[str, int]) -> Mapping[str, Sequence[StoredEvent]]:
        if len(versions) == 1:
            [(stream, version)] = versions.items()
            return {stream: self._recorder.select_events(stream, gt=version)}
        return self._recorder.events_after(versions)

    def _stored(self, entry: Entry) -> NewEntry:
        events = [self._records.to_stored_event(record) for record in entry.records]
        rows, lines = _dated(entry.rows, entry.records), index_rows_of(entry.records, entry.receipt)
        return NewEntry(events, _kept(entry.receipt), rows, lines)

    def refuse(self, receipt: Receipt) -> Receipt:
        """Keeps a refusal. Returns and raises as ``append`` does; a stream may have moved on since, but VersionConflict
        is raised where it never came to the version that the refusal is of.
        """
        return self.append((), receipt)

    def receipt(self, command_id: str) -> Receipt | None:
        """What became of a command; None while nobody has decided."""
        return self.receipts([command_id]).get(command_id)

    def receipts(self, command_ids: Sequence[str]) -> dict[str, Receipt]:
        """The receipts there are, by command id."""
        found: dict[str, Receipt] = {}
        for start in range(0, len(command_ids), PAGE):
            for body, last_position in self._recorder.receipts(command_ids[start : start + PAGE]):
                receipt = Receipt.from_bytes(body, last_position)
                found[receipt.command_id] = receipt
        return found

    def history(self, stream: str, after_version: int = 0) -> list[Record[Event]]:
        """A stream's records after a version, oldest first."""
        records: list[Record[Event]] = []
        while page := self.stream_page(stream, after_version, PAGE):
            records += page
            if len(page) < PAGE:
                break
            after_version = page[-1].version
        return records

    def histories(
        self, streams: Sequence[str], left_out: Container[tuple[str, int]] = ()
    ) -> Iterator[list[Record[Event]]]:
        """The records of some streams, oldest first, stream by stream in their order; without those that are left out,
        by stream and version, which are not even read. Few enough streams for one statement.
        """
        rows = (row for row in self._recorder.streams_log(streams) if (row.stream, row.version) not in left_out)
        for _, found in groupby(rows, key=attrgetter("stream")):
            yield [self._records.read(*row) for row in found]

    def stream_page(self, stream: str, after_version: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """At most ``limit`` records of a stream after a version, oldest first."""
        found = self._application.events.get(stream, gt=after_version, limit=limit)
        return cast("list[Record[Event]]", list(found))

    def log(self, after_position: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """At most ``limit`` records of the whole log after a position; no position is ever missing or filled later."""
        return self.read(self.stored_log(after_position, limit))

    def read(self, rows: Sequence[StoredRow]) -> list[Record[Event]]:
        """The records that these rows of the log hold."""
        return [self._records.read(*row) for row in rows]

    def stored_log(self, after_position: int = 0, limit: int = PAGE) -> list[StoredRow]:
        """The log's rows as bytes, for proofs."""
        return self._recorder.stored_log(after_position, limit)

    def records_at(self, positions: Sequence[int]) -> list[Record[Event]]:
        """The records of the whole log at these positions, oldest first."""
        return self.read(self._recorder.stored_at(positions))

    def stored_receipts(self, after_number: int = 0, limit: int = PAGE) -> list[StoredReceipt]:
        """The receipts as bytes, refusals among them, in the order of recording."""
        return self._recorder.stored_receipts(after_number, limit)

    def head(self) -> int:
        """The last position of the log; 0 while it is empty."""
        return self._recorder.max_notification_id() or 0

    @property
    def schema_step(self) -> tuple[int, str]:
        """Number and name of the last step of the schema, which an open ledger has."""
        return len(self._recorder.STEPS), self._recorder.STEPS[-1].name

    def version(self, stream: str) -> int:
        """A stream's last version; 0 while it has no record."""
        return self._recorder.version(stream)

    def last_recorded_at(self, stream: str, until: datetime) -> datetime | None:
        """When the last record of a stream was recorded (UTC), those left aside that lie after ``until``; None without
        any.
        """
        instants = (record.recorded_at for record in self._latest_first(stream))
        return next((instant for instant in instants if instant <= until), None)

    def _latest_first(self, stream: str) -> Iterator[Record[Event]]:
        """The last record alone is nearly always the one that is looked for."""
        before, limit = None, 1
        while page := list(self._application.events.get(stream, lte=before, desc=True, limit=limit)):
            yield from cast("list[Record[Event]]", page)
            before, limit = page[-1].originator_version - 1, PAGE

    def streams(self, after: str = "", limit: int = PAGE) -> list[str]:
        """Names of streams in their order, after one of them: centers, and those of the bureau."""
        return self._recorder.streams(after, limit)

    def current(self, stream: str, fold: Fold[State]) -> tuple[State | None, int]:
        """A stream's folded state and version, reading only what is new; ``fold`` is a module's function, not a lambda
        made anew at each call, since states are kept by it.
        """
        return self._states.current(stream, fold)

    def current_of_each(self, streams: Iterable[str], fold: Fold[State]) -> dict[str, tuple[State | None, int]]:
        """The same of some streams, few enough for one statement."""
        return self._states.current_of_each(streams, fold)

    def readiness(self) -> None:
        """Raises LedgerUnavailable, with words on what to do, unless the database answers."""
        self._recorder.max_notification_id()

    def check_writable(self) -> None:
        """Raises LedgerUnavailable, by its cause, where nothing could be recorded now."""
        self._recorder.check_writable()

    def close(self) -> None:
        """Gives up every connection."""
        self._application.close()


def _kept(receipt: Receipt) -> NewReceipt:
    return NewReceipt(receipt.command_id, receipt.center_id, receipt.version, receipt.to_bytes())


def _dated(rows: ReadRows | None, records: Sequence[Record[Event]]) -> ReadRows | None:
    """The rows, with the instant at which what has changed in them was recorded."""
    return rows.dated(records[-1].recorded_at) if rows is not None and records else rows


def _known_of(receipt: Receipt) -> dict[str, str | int | None]:
    """What a trace may say of it: no person, and no word that isn't ours."""
    return {
        "center": receipt.center_id,
        "command_id": receipt.command_id,
        "command_type": receipt.command_type if receipt.command_type in LABELS else None,
        "outcome": receipt.outcome,
        "role": receipt.actor.role.value if receipt.actor else None,
        "events": len(receipt.events),
    }


def _check_fit(records: Sequence[Record[Event]], receipt: Receipt) -> None:
    base = receipt.version - len(records)
    for place, record in enumerate(records, start=base + 1):
        if (record.center_id, record.command_id, record.version) != (receipt.center_id, receipt.command_id, place):
            raise ValueError(f"record {record.version} of {record.center_id} is not of receipt {receipt.command_id}")
    versions = [ref.version for ref in receipt.events]
    if versions != list(range(base + 1, receipt.version + 1)):
        raise ValueError(f"receipt {receipt.command_id} names versions {versions}, other than its records'")


def _same(known: Receipt, asked: Receipt) -> Receipt:
    if known.content_sha256 != asked.content_sha256:
        raise CommandIdReused(asked.command_id)
    return known
