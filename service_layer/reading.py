"""The ledger as one reader sees it: the one door through which API and console read what is on record.

Whoever sees all reads the ledger itself. For everybody else ``SeenLedger`` has the same methods, and what they may not
see isn't there: no record, no center, no receipt, no file, no count. Who sees what is ``domain.visibility``'s.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from domain.center import Center
from domain.kernel.messages import BUREAU_STREAMS, CALENDAR
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor
from domain.replay import fold_on, replay
from domain.values.comparing_form import same_name
from domain.visibility.relations import SEES_ALL, Relation
from domain.visibility.seen import Reader, center_seen, records_seen
from domain.visibility.table import VISIBILITY, About
from ledger.application import Ledger
from ledger.documents import Document, KeptDocument
from ledger.proof.serving import Proof
from ledger.read_model.index_rows import digests_named
from ledger.read_model.queries import ReadModel
from ledger.receipts import Receipt
from ledger.recorder import StoredRow

State = TypeVar("State")
PAGE = 1000
FIRST_LOOKED_AT = 4
"""Places at which a file is looked for first, where others have sent it; then so many times as many."""


class ReadableDocuments(Protocol):
    """The files that a reader may have."""

    def facts(self, sha256: str) -> KeptDocument | None:
        """What is known of a file."""

    def facts_of_each(self, names: Collection[str]) -> dict[str, KeptDocument]:
        """The same of those of these files that there are, by digest; few questions, however many files."""

    def get(self, sha256: str) -> Document | None:
        """A file with its bytes."""


class ReadableLedger(Protocol):
    """What whoever answers a reader asks of the ledger, be it whole or as the reader sees it."""

    @property
    def read_model(self) -> ReadModel:
        """The lists."""

    @property
    def documents(self) -> ReadableDocuments:
        """The files."""

    @property
    def proof(self) -> Proof:
        """The proofs, which hold no contents but an entry's own."""

    @property
    def whole(self) -> Ledger:
        """The ledger itself: to decide by, and for what is said of records that were seen already."""

    def history(self, stream: str, after_version: int = 0) -> list[Record[Event]]:
        """A stream's records after a version, oldest first."""

    def histories(self, streams: Sequence[str]) -> Iterable[list[Record[Event]]]:
        """The records of some streams, stream by stream, without those that have none; by few questions."""

    def stream_page(self, stream: str, after_version: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """At most ``limit`` of them."""

    def log(self, after_position: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """At most ``limit`` records of the whole log after a position."""

    def records_at(self, positions: Sequence[int]) -> list[Record[Event]]:
        """The records at these positions of the whole log, oldest first."""

    def stored_log(self, after_position: int = 0, limit: int = PAGE) -> list[StoredRow]:
        """The same as stored bytes, of those records of which nothing is withheld."""

    def current(self, stream: str, fold: Callable[..., Any]) -> tuple[Any, int]:
        """A stream's folded state and version."""

    def current_of_each(self, streams: Iterable[str], fold: Callable[..., Any]) -> dict[str, tuple[Any, int]]:
        """The same of some streams, by few questions."""

    def replayed(self, stream: str, as_of: date | None = None, known_at: datetime | None = None) -> Center | None:
        """The center in force on a day, as known at an instant (UTC), or both; ``None`` before its beginning."""

    def version(self, stream: str) -> int:
        """A stream's last version; 0 where there is none."""

    def head(self) -> int:
        """The last position of the log."""

    def receipt(self, command_id: str) -> Receipt | None:
        """What became of a command."""


def ledger_for(ledger: Ledger, actor: Actor) -> ReadableLedger:
    """The ledger as this reader sees it."""
    return ledger if actor.role in SEES_ALL else SeenLedger(ledger, actor)


class SeenLedger:
    """The ledger of one who is not of the bureau, for one question: what it has looked up holds for that long."""

    def __init__(self, whole: Ledger, actor: Actor) -> None:
        self.whole, self._actor = whole, actor
        self.read_model: ReadModel = whole.read_model.seen_by(actor)
        self.documents = SeenDocuments(self, actor)
        self.proof = whole.proof
        self._readers: dict[str, Reader] = {}
        self._histories: dict[str, list[Record[Event]]] = {}
        self._states: dict[str, tuple[Center | None, int]] = {}

    def reader_of(self, stream: str) -> Reader:
        """What the reader is to a center; to a stream of the bureau, to which nobody is related, ``PUBLIC``."""
        if stream not in self._readers:
            self._look_up_readers([stream])
        return self._readers[stream]

    def _look_up_readers(self, streams: Iterable[str]) -> None:
        new = {stream for stream in streams if stream not in self._readers}
        of_bureau = dict.fromkeys(new.intersection(BUREAU_STREAMS), (Relation.PUBLIC, 0))
        found = self.read_model.relations(new.difference(of_bureau)) | of_bureau
        self._readers |= {stream: Reader(self._actor, *relation) for stream, relation in found.items()}

    def _look_up(self, streams: Collection[str], with_records: Collection[str] = ()) -> None:
        """Looks up at once what is asked of each of these streams, and the records of those ``with_records``: as many
        questions as of one.
        """
        self._look_up_readers(streams)
        for records in self.whole.histories([stream for stream in with_records if stream not in self._histories]):
            self._histories[records[0].center_id] = records
        new = [stream for stream in streams if stream not in self._states and stream not in BUREAU_STREAMS]
        self._states |= self.whole.current_of_each(new, fold_on)

    def history(self, stream: str, after_version: int = 0) -> list[Record[Event]]:
        """Those that the reader sees."""
        return self._history(stream, after_version)

    def _history(self, stream: str, after_version: int = 0, *, with_version: int = 0) -> list[Record[Event]]:
        """Those that the reader sees, of all up to the record ``with_version`` at least."""
        records = self._whole_history(stream, with_version)
        center = self._center(stream, records[-1].version) if records else None
        seen = records_seen(records, center, self.reader_of(stream))
        return [record for record in seen if record.version > after_version]

    def _whole_history(self, stream: str, with_version: int = 0) -> list[Record[Event]]:
        known = self._histories.get(stream)
        if known is None or (known[-1].version if known else 0) < with_version:
            known = self._histories[stream] = self.whole.history(stream)
        return known

    def histories(self, streams: Sequence[str]) -> Iterable[list[Record[Event]]]:
        """Those that the reader sees."""
        self._look_up(streams, streams)
        return [records for stream in streams if (records := self.history(stream))]

    def stream_page(self, stream: str, after_version: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """As ``history``."""
        return self.history(stream, after_version)[:limit]

    def log(self, after_position: int = 0, limit: int = PAGE) -> list[Record[Event]]:
        """Those that the reader sees, of all streams."""
        found: list[Record[Event]] = []
        while len(found) < limit and (places := self.read_model.positions(after_position, limit)):
            found += self.seen(self.whole.records_at([position for position, _ in places]))
            after_position = places[-1][0]
        return found[:limit]

    def records_at(self, positions: Sequence[int]) -> list[Record[Event]]:
        """Those that the reader sees."""
        return self.seen(self.whole.records_at(positions))

    def stored_log(self, after_position: int = 0, limit: int = PAGE) -> list[StoredRow]:
        """Bytes hold all of a record: there are none of one from which something is withheld."""
        rows = self.whole.stored_log(after_position, limit)
        records = self.whole.read(rows)
        seen = {record.position: record for record in self.seen(records)}
        return [row for row, record in zip(rows, records, strict=True) if seen.get(row.position) == record]

    def current(self, stream: str, fold: Callable[..., Any]) -> tuple[Any, int]:
        """The center without what is withheld; ``None`` and 0 where its record is not the reader's."""
        return self._current(stream, fold, self._states.get(stream) if fold is fold_on else None)

    def _current(self, stream: str, fold: Callable[..., Any], whole: tuple[Any, int] | None = None) -> tuple[Any, int]:
        """``whole`` is the state of the whole stream, where it was looked up."""
        if stream in BUREAU_STREAMS:
            return whole or self.whole.current(stream, fold)
        reader = self.reader_of(stream)
        if reader.relation is Relation.FORMER:
            then = [record for record in self._whole_history(stream) if record.version <= reader.until]
            state, version = fold(None, then), reader.until
        elif reader.relation.sees_record:
            state, version = whole or self.whole.current(stream, fold)
        else:
            return None, 0
        return (self._center_seen(state, reader) if isinstance(state, Center) else None), version

    def current_of_each(self, streams: Iterable[str], fold: Callable[..., Any]) -> dict[str, tuple[Any, int]]:
        """As ``current``."""
        names = list(dict.fromkeys(streams))
        self._look_up_readers(names)
        relation_of = {name: self._readers[name].relation for name in names}
        seen = [name for name in names if name in BUREAU_STREAMS or relation_of[name].sees_record]
        whole = self.whole.current_of_each(seen, fold)
        with_records = [name for name in names if relation_of[name] is Relation.FORMER or _has_undone(whole.get(name))]
        self._look_up(with_records, with_records)
        return {name: self._current(name, fold, whole.get(name)) for name in names}

    def replayed(self, stream: str, as_of: date | None = None, known_at: datetime | None = None) -> Center | None:
        """As ``current``, of then: folded from all that was on record, and then without what is withheld."""
        reader = self.reader_of(stream)
        if not (reader.relation.sees_record or reader.relation is Relation.FORMER):
            return None
        history = self.whole.history(stream)
        own = [record for record in history if not reader.until or record.version <= reader.until]
        center = replay(own, as_of=as_of, known_at=known_at)
        return self._center_seen(center, reader) if center else None

    def _center_seen(self, center: Center, reader: Reader) -> Center:
        """Of what counts no more, that of which they see by which act."""
        seen = center_seen(center, reader)
        acts = {record.version for record in self.history(center.center_id)} if seen.undone else set()
        return seen.but(undone=tuple(act for act in seen.undone if act.by in acts))

    def version(self, stream: str) -> int:
        """Of a record that is the reader's."""
        if stream in BUREAU_STREAMS or self.reader_of(stream).relation.sees_record:
            return self.whole.version(stream)
        return self.reader_of(stream).until

    def head(self) -> int:
        """The log's own, which a checkpoint tells everybody."""
        return self.whole.head()

    def receipt(self, command_id: str) -> Receipt | None:
        """Of what the reader has decided, recorded or refused; of others, where nothing of it is withheld. A refusal
        about what isn't there for them is as it would be if there was nothing.
        """
        receipt = self.whole.receipt(command_id)
        if receipt is None:
            return None
        if self._is_own(receipt.actor):
            is_plain = receipt.refusal is None or self._is_there(receipt.center_id)
            return receipt if is_plain else receipt.model_copy(update={"version": 0})
        versions = {event.version for event in receipt.events}
        if not versions or not self.reader_of(receipt.center_id).relation.sees_record:
            return None
        stored = {record.version: record for record in self._page(receipt.center_id, versions)}
        seen = self.history(receipt.center_id, min(versions) - 1)
        whole = {one.version for one in seen if one.version in stored and _are_alike(one, stored[one.version])}
        return receipt if versions <= whole else None

    def _is_there(self, stream: str) -> bool:
        return stream == CALENDAR or self.reader_of(stream).relation not in (Relation.PUBLIC, Relation.NONE)

    def _page(self, stream: str, versions: Collection[int]) -> list[Record[Event]]:
        return [record for record in self._whole_history(stream, max(versions)) if record.version in versions]

    def _is_own(self, actor: Actor | None) -> bool:
        return actor is not None and actor.role is self._actor.role and same_name(actor.id, self._actor.id)

    def seen(self, records: Sequence[Record[Event]]) -> list[Record[Event]]:
        """Of records of the whole log, those that the reader sees."""
        with_records = {record.center_id for record in records if not _is_about_itself(record)}
        self._look_up({record.center_id for record in records}, with_records)
        return [seen for record in records for seen in self._seen(record)]

    def named(self, digests: Collection[str]) -> set[str]:
        """Of these files those that are named by what the reader sees."""
        found: set[str] = set()
        naming, first, count = self.read_model.naming(digests), 0, FIRST_LOOKED_AT
        while left := {name: places[first:] for name, places in naming.items() if name not in found and places[first:]}:
            found |= self._named_at({name: places[:count] for name, places in left.items()})
            first, count = first + count, count * FIRST_LOOKED_AT
        return found

    def _named_at(self, places: Mapping[str, Sequence[tuple[str, int]]]) -> set[str]:
        """Of these files those that the reader sees named at one of these places."""
        streams = {stream for each in places.values() for stream, _ in each}
        self._look_up(streams, streams)
        seen = {(stream, one.version): digests_named(one) for stream in streams for one in self.history(stream)}
        return {name for name, each in places.items() if any(name in seen.get(place, ()) for place in each)}

    def _seen(self, record: Record[Event]) -> list[Record[Event]]:
        """The record, or none; with its history where it is about another."""
        stream = record.center_id
        if not _is_about_itself(record):
            seen_since = self._history(stream, record.version - 1, with_version=record.version)
            return [seen for seen in seen_since if seen.version == record.version]
        return records_seen([record], self._center(stream, record.version), self.reader_of(stream))

    def _center(self, stream: str, version: int) -> Center | None:
        """By which it is judged who sees a record of that version: a state that knows of the record."""
        if stream in BUREAU_STREAMS:
            return None
        if stream not in self._states or self._states[stream][1] < version:
            self._states[stream] = self.whole.current(stream, fold_on)
        return self._states[stream][0]


class SeenDocuments:
    """The files that the reader has sent, and those that are named by what they see."""

    def __init__(self, ledger: SeenLedger, actor: Actor) -> None:
        self._ledger, self._actor = ledger, actor

    def facts(self, sha256: str) -> KeptDocument | None:
        """What is known of a file that is theirs to see."""
        return self.facts_of_each([sha256]).get(sha256)

    def facts_of_each(self, names: Collection[str]) -> dict[str, KeptDocument]:
        """The same of those of these files that are theirs to see, by digest."""
        facts = self._ledger.whole.documents.facts_of_each(names)
        of_others = [name for name, kept in facts.items() if kept.added_by != self._actor.id]
        seen = self._ledger.named(of_others)
        return {name: kept for name, kept in facts.items() if name in seen or name not in of_others}

    def get(self, sha256: str) -> Document | None:
        """The file itself."""
        return self._ledger.whole.documents.get(sha256) if self.facts(sha256) else None


def _has_undone(whole: tuple[Any, int] | None) -> bool:
    """Whether it is a center of which something counts no more."""
    return whole is not None and isinstance(whole[0], Center) and bool(whole[0].undone)


def _is_about_itself(record: Record[Event]) -> bool:
    """Whether no other record has to be looked at to say who sees it."""
    return VISIBILITY[type(record.event)].about is About.ITSELF


def _are_alike(seen: Record[Event], stored: Record[Event]) -> bool:
    """Whether nothing of a record is withheld that a receipt tells: doubts that were confirmed stand in none."""
    return seen == stored.model_copy(update={"confirmed": seen.confirmed})
