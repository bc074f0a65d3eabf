"""Folded states kept in memory, so that a decision reads only what is new.

A state is never believed by its version alone: a commit can be lost, and another record be written in its place.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from eventsourcing.persistence import StoredEvent

from domain.kernel.records import Event, Record

State = TypeVar("State")
Fold = Callable[[State | None, Sequence[Record[Event]]], State]
"""Pure: a state (None before the first record) and the records that follow it, to the state after them."""
Rows = Callable[[Mapping[str, int]], Mapping[str, Sequence[StoredEvent]]]
"""Of each stream its stored rows after a version, oldest first, all by one statement: as they stood together."""
Read = Callable[[StoredEvent], Record[Event]]
"""The record that a row holds."""
Mark = tuple[int, int, str, bytes]
"""By what a row is known again: position, version, topic, and the SHA-256 of what it holds."""


class CachedState(NamedTuple):
    """A state, and the row up to which it was folded."""

    state: Any
    version: int
    last: Mark


class StateCache:
    """The states used last, at most ``size`` of them, one for each fold and stream. States must be immutable."""

    def __init__(self, rows: Rows, read: Read, size: int) -> None:
        self._rows, self._read, self._size = rows, read, size
        self._states: OrderedDict[tuple[Any, str], CachedState] = OrderedDict()
        self._lock = Lock()

    def current(self, stream: str, fold: Fold[State]) -> tuple[State | None, int]:
        """The stream's state and version now; None and 0 for a stream without records."""
        return self.current_of_each([stream], fold)[stream]

    def current_of_each(self, streams: Iterable[str], fold: Fold[State]) -> dict[str, tuple[State | None, int]]:
        """The same of some streams: two statements at most, however many there are."""
        known = {stream: self._recall(fold, stream) for stream in streams}
        rows = self._rows({stream: kept.version - 1 if kept else 0 for stream, kept in known.items()}) if known else {}
        found = {stream: self._onward(fold, stream, kept, rows[stream]) for stream, kept in known.items()}
        doubted = [stream for stream, state in found.items() if state is None]
        rows = self._rows(dict.fromkeys(doubted, 0)) if doubted else {}
        anew = {stream: self._anew(fold, stream, rows[stream]) for stream in doubted}
        return {stream: state or anew[stream] for stream, state in found.items()}

    def forget(self, stream: str) -> None:
        """What was folded of the stream is of records that are on record no more."""
        with self._lock:
            for key in [key for key in self._states if key[1] == stream]:
                del self._states[key]

    def _onward(
        self, fold: Fold[State], stream: str, known: CachedState | None, rows: Sequence[StoredEvent]
    ) -> tuple[State | None, int] | None:
        """The state after these rows, of which the first is the last of the known state; ``None`` where it is to be
        folded from the beginning, all rows of which aren't here.
        """
        if known is None:
            return self._anew(fold, stream, rows)
        if not rows or _mark(rows[0]) != known.last:
            self.forget(stream)
            return None
        news = [self._read(row) for row in rows[1:]]
        if any(record.event.AMENDS for record in news):
            return None
        return self._remember(fold, stream, fold(known.state, news), rows[-1]) if news else (known.state, known.version)

    def _anew(self, fold: Fold[State], stream: str, rows: Sequence[StoredEvent]) -> tuple[State | None, int]:
        if not rows:
            return None, 0
        return self._remember(fold, stream, fold(None, [self._read(row) for row in rows]), rows[-1])

    def _recall(self, fold: Fold[State], stream: str) -> CachedState | None:
        with self._lock:
            known = self._states.get((fold, stream))
            if known is not None:
                self._states.move_to_end((fold, stream))
            return known

    def _remember(self, fold: Fold[State], stream: str, state: State, last: StoredEvent) -> tuple[State, int]:
        kept = CachedState(state, last.originator_version, _mark(last))
        with self._lock:
            known = self._states.get((fold, stream))
            if known is None or known.version < kept.version:
                self._states[fold, stream] = kept
            self._states.move_to_end((fold, stream))
            if len(self._states) > self._size:
                self._states.popitem(last=False)
        return state, kept.version


def _mark(row: StoredEvent) -> Mark:
    return getattr(row, "id", 0), row.originator_version, row.topic, sha256(row.state).digest()
