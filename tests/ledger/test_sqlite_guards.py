"""The SQLite file itself refuses to change what was recorded, whoever goes round the ledger."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import LedgerUnsafe
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY, fill, kept


@pytest.fixture
def file(sqlite_settings: LedgerSettings) -> Iterator[sqlite3.Connection]:
    """The file of a filled ledger, opened by someone else, who has to leave it as it was."""
    fill(sqlite_settings)
    before = kept(sqlite_settings)
    with closing(sqlite3.connect(path_of(sqlite_settings.url), isolation_level=None)) as connection:
        yield connection
    assert kept(sqlite_settings) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET state = x'00'",
        "UPDATE events SET position = position + 10",
        "UPDATE OR REPLACE events SET version = 2 WHERE version = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
        "REPLACE INTO events VALUES (1, 'ic', 1, 'opened:1', x'00')",
        "REPLACE INTO events VALUES (2, 'other', 1, 'opened:1', x'00')",
        "INSERT OR REPLACE INTO events (stream, version, topic, state) VALUES ('ic', 1, 'opened:1', x'00')",
        "INSERT OR IGNORE INTO events VALUES (1, 'ic', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (2, 'other', 1, 'opened:1', x'00') ON CONFLICT DO UPDATE SET state = x'00'",
        "INSERT INTO events VALUES (9, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (0, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events VALUES (-1, 'other', 1, 'opened:1', x'00')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('ic', 7, 'opened:1', x'00')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('ic', 0, 'opened:1', x'00')",
        "UPDATE receipts SET body = x'00'",
        "UPDATE OR REPLACE receipts SET command_id = 'a' WHERE command_id = 'b'",
        "DELETE FROM receipts",
        "REPLACE INTO receipts VALUES (1, 'c', 'ic', 3, 3, x'00')",
        "REPLACE INTO receipts VALUES (3, 'a', 'ic', 3, 3, x'00')",
        "INSERT OR IGNORE INTO receipts VALUES (1, 'c', 'ic', 3, 3, x'00')",
        "INSERT INTO receipts VALUES (9, 'c', 'ic', 3, 3, x'00')",
    ],
)
def test_the_file_refuses_to_change_a_record(file: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="ledger: "):
        file.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO events (stream, version, topic, state) VALUES ('uhv', 1, 'opened:1', 'text')",
        "INSERT INTO events (stream, version, topic, state) VALUES ('uhv', 1, NULL, x'00')",
        "INSERT INTO events (position, stream, version, topic, state) VALUES ('x', 'uhv', 1, 'opened:1', x'00')",
        "INSERT INTO receipts (command_id, stream, version, body) VALUES ('c', 'uhv', 'one', x'00')",
    ],
)
def test_the_file_refuses_what_is_not_of_its_kind(file: sqlite3.Connection, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        file.execute(statement)


def test_a_file_without_its_guards_is_not_opened(sqlite_settings: LedgerSettings) -> None:
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as connection:
        connection.execute("DROP TRIGGER events_are_not_deleted")
    with pytest.raises(LedgerUnsafe, match="events_are_not_deleted"):
        open_ledger(sqlite_settings, REGISTRY)


def test_a_file_that_was_taken_out_of_write_ahead_mode_is_not_opened(sqlite_settings: LedgerSettings) -> None:
    with closing(sqlite3.connect(path_of(sqlite_settings.url))) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with pytest.raises(LedgerUnsafe, match="journal_mode"):
        open_ledger(sqlite_settings, REGISTRY)


def test_a_position_is_not_used_again_after_the_end_of_the_log_was_cut_off(sqlite_settings: LedgerSettings) -> None:
    fill(sqlite_settings)
    path: Path = path_of(sqlite_settings.url)
    with closing(sqlite3.connect(path, isolation_level=None)) as thief:
        guard = thief.execute("SELECT sql FROM sqlite_schema WHERE name = 'events_are_not_deleted'").fetchone()[0]
        thief.execute("DROP TRIGGER events_are_not_deleted")
        thief.execute("DELETE FROM events WHERE position = 2")
        thief.execute(guard)
        with pytest.raises(sqlite3.IntegrityError, match="a position is the next one"):
            thief.execute("INSERT INTO events (stream, version, topic, state) VALUES ('ic', 2, 'renamed:1', x'00')")
