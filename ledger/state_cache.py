"""Folded states kept in memory, so that a decision reads only what is new."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from domain.kernel.records import Event, Record

State = TypeVar("State")
Fold = Callable[[State | None, Sequence[Record[Event]]], State]
"""Pure: a state (None before the first record) and the records that follow it, to the state after them."""
History = Callable[[str, int], list[Record[Event]]]


class StateCache:
    """The states used last, at most ``size`` of them, one for each fold and stream. States must be immutable."""

    def __init__(self, history: History, size: int) -> None:
        self._history, self._size = history, size
        self._states: OrderedDict[tuple[Any, str], tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def current(self, stream: str, fold: Fold[State]) -> tuple[State | None, int]:
        """The stream's state and version now; None and 0 for a stream without records."""
        state, version = self._recall(fold, stream)
        news = self._history(stream, version)
        if not news:
            return state, version
        if version and any(record.event.AMENDS for record in news):
            state, news = None, self._history(stream, 0)
        folded = fold(state, news)
        self._remember(fold, stream, folded, news[-1].version)
        return folded, news[-1].version

    def _recall(self, fold: Fold[State], stream: str) -> tuple[State | None, int]:
        with self._lock:
            known = self._states.get((fold, stream))
            if known is None:
                return None, 0
            self._states.move_to_end((fold, stream))
            return known

    def _remember(self, fold: Fold[State], stream: str, state: State, version: int) -> None:
        with self._lock:
            known = self._states.get((fold, stream))
            if known is None or known[1] < version:
                self._states[(fold, stream)] = (state, version)
            self._states.move_to_end((fold, stream))
            if len(self._states) > self._size:
                self._states.popitem(last=False)
