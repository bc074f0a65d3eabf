"""What lies in the ledger, read from its tables and not by the program's own ways."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

import psycopg

from ledger.settings import LedgerSettings

LISTS = ("register", "clocks", "work", "lines", "numbers", "former_names", "readers", "views")
"""The tables of the read model."""
Rows = dict[str, list[str]]


class StoredReceipt(NamedTuple):
    """A receipt as it lies there."""

    number: int
    command_id: str
    body: dict[str, Any]

    @property
    def is_recorded(self) -> bool:
        """Whether it says that something was recorded."""
        return bool(self.body["outcome"] == "recorded")


class StoredEvent(NamedTuple):
    """An event as it lies there; ``command_id`` is that of the decision from which it followed."""

    position: int
    stream: str
    version: int
    command_id: str


class StoredLog(NamedTuple):
    """All receipts and all events, in their order."""

    receipts: Sequence[StoredReceipt] = ()
    events: Sequence[StoredEvent] = ()


def read_log(settings: LedgerSettings) -> StoredLog:
    """The log as it stands."""
    with _reading(settings) as (connection, ledger, _):
        receipts = connection.execute(f"SELECT number, command_id, body FROM {ledger}receipts ORDER BY number")
        found = [StoredReceipt(number, command_id, json.loads(bytes(body))) for number, command_id, body in receipts]
        events = connection.execute(f"SELECT position, stream, version, state FROM {ledger}events ORDER BY position")
        return StoredLog(
            found,
            [
                StoredEvent(position, stream, version, json.loads(bytes(state))["command_id"])
                for position, stream, version, state in events
            ],
        )


def read_lists(settings: LedgerSettings) -> Rows:
    """The rows of the read model as text, sorted, by table."""
    with _reading(settings) as (connection, _, read_model):
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {read_model}{name}"))) for name in LISTS}


@contextmanager
def _reading(settings: LedgerSettings) -> Iterator[tuple[Any, str, str]]:
    """A connection that sees one state, and how the log's and the read model's tables are called."""
    if settings.is_sqlite:
        path = settings.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as file:
            file.execute("BEGIN")
            yield file, "", ""
    else:
        with psycopg.connect(str(settings.owner_url)) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            yield connection, "ledger.", "read_model."
