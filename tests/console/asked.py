"""What a page asks the store while it is made: the statements that read, of the ledger and of the office."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import pytest

ASKED: ContextVar[list[str] | None] = ContextVar("asked", default=None)
READS = ("SELECT", "WITH")


def note(statement: str) -> None:
    """Notes it where somebody counts: what runs beside, for nobody's page, is of no count."""
    asked = ASKED.get()
    if asked is not None and statement.startswith(READS):
        asked.append(statement)


@contextmanager
def tracing() -> Iterator[None]:
    """Whatever is opened meanwhile says what it is asked."""
    connect = sqlite3.connect

    def traced(*given: object, **named: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(note)
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", traced)
        yield


@contextmanager
def counting() -> Iterator[list[str]]:
    """What is asked meanwhile by whoever waits for the answer, from whichever thread."""
    asked: list[str] = []
    before = ASKED.set(asked)
    try:
        yield asked
    finally:
        ASKED.reset(before)
