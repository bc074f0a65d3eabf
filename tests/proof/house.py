"""A log with events and refusals under proof, and whoever goes behind our back to change it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any, NamedTuple

import psycopg

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.proof.ranges import Measure
from ledger.proof.readers import Readers
from ledger.proof.verify import Found, Verdict, Verification
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide, refusal_of

NAME = "ledger.test/hengxu"
CENTERS = ("ic", "uhv", "chip-1")
SHORT = Measure(receipts=4, pages=2)
TABLES = ("events", "receipts", "proof_leaves", "proof_tiles", "proof_checkpoints")


def live(ledger: Ledger, decisions: int, start: int = 0) -> None:
    """So many decisions on several centers; each third one refused, each fifth one of two events."""
    for n in range(start, start + decisions):
        center = CENTERS[n % len(CENTERS)]
        version = ledger.version(center)
        if n % 3 == 2 and version:
            ledger.refuse(refusal_of(center, version, f"refused-{n}"))
            continue
        first = Renamed(name_zh=f"新名{n}") if version else Opened(name_zh=f"中心{n}")
        more = [Renamed(name_zh=f"又{n}")] if n % 5 == 4 else []
        decide(ledger, center, first, *more, command_id=f"command-{n}")


class Growth(NamedTuple):
    """Checkpoints, each of so many decisions, and decisions after them that none covers."""

    checkpoints: int
    decisions: int
    uncovered: int = 0

    @property
    def covered(self) -> int:
        """How many decisions stand under checkpoints."""
        return self.checkpoints * self.decisions


def grow(settings: LedgerSettings, keys: KeyFile, growth: Growth) -> None:
    ledger = open_ledger(settings, REGISTRY)
    for start in range(0, growth.covered, growth.decisions):
        live(ledger, growth.decisions, start)
        prove(ledger, keys)
    live(ledger, growth.uncovered, growth.covered)
    ledger.close()


def prove(ledger: Ledger, keys: KeyFile, entries: int = 1000) -> int:
    return ledger.proof.projection(keys, NAME, entries).follow()


def verify(
    settings: LedgerSettings,
    keys: KeyFile,
    elsewhere: Sequence[str] = (),
    *,
    measure: Measure = SHORT,
    readers: Readers | None = None,
) -> Verdict:
    """In stretches so short that even a small log has some."""
    ledger = open_ledger(settings, REGISTRY, guarded=False)
    try:
        return Verification(ledger._recorder, keys, ledger._records, readers, measure).run(elsewhere)
    finally:
        ledger.close()


def found(settings: LedgerSettings, keys: KeyFile, *elsewhere: str) -> Found:
    verdict = verify(settings, keys, elsewhere)
    assert verdict.found is not None
    return verdict.found


class Intruder:
    """Whoever owns the database: guards are off while they work."""

    def __init__(self, settings: LedgerSettings) -> None:
        self.settings = settings

    def do(self, *statements: str | tuple[str, Sequence[Any]]) -> None:
        pairs = [(one, ()) if isinstance(one, str) else one for one in statements]
        if self.settings.is_sqlite:
            self._sqlite(pairs)
        else:
            self._postgres(pairs)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.settings.is_sqlite:
            with closing(sqlite3.connect(path_of(self.settings.url))) as connection:
                return connection.execute(statement).fetchall()
        with psycopg.connect(self.settings.owner_url or "") as owner:
            owner.execute("SET search_path = ledger")
            return owner.execute(statement).fetchall()

    def _sqlite(self, pairs: Sequence[tuple[str, Sequence[Any]]]) -> None:
        with closing(sqlite3.connect(path_of(self.settings.url), isolation_level=None)) as connection:
            guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            connection.execute("BEGIN IMMEDIATE")
            for name, _ in guards:
                connection.execute(f"DROP TRIGGER {name}")
            for statement, values in pairs:
                connection.execute(statement, values)
            for _, guard in guards:
                connection.execute(guard)
            connection.execute("COMMIT")

    def _postgres(self, pairs: Sequence[tuple[str, Sequence[Any]]]) -> None:
        with psycopg.connect(self.settings.owner_url or "") as owner:
            owner.execute("SET search_path = ledger")
            for table in TABLES:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement, values in pairs:
                owner.execute(statement.replace("?", "%s"), values)
            for table in TABLES:
                for which in ("each", "all"):
                    owner.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_keep_{which}")
            owner.execute("ALTER TABLE receipts ENABLE ALWAYS TRIGGER receipts_check_held")
