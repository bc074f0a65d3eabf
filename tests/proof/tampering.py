"""Random tampering behind our back, on either database; what it does can be undone."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg.errors import CharacterNotInRepertoire

from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.proof.house import TABLES, Intruder

KEYS = {
    "events": ("position",),
    "receipts": ("number",),
    "proof_leaves": ("leaf",),
    "proof_tiles": ("level", "tile"),
    "proof_checkpoints": ("size",),
}
COLUMNS = {
    "events": ("position", "stream", "version", "topic", "state"),
    "receipts": ("number", "command_id", "stream", "version", "head", "body"),
    "proof_leaves": ("leaf", "position", "number", "hash"),
    "proof_tiles": ("level", "tile", "hash"),
    "proof_checkpoints": ("size", "note"),
}
"""Every column that is signed. When a checkpoint was made, and which have arrived at a witness, nobody signs."""
TEXT = {"stream", "topic", "command_id"}
IMPOSSIBLE = (sqlite3.IntegrityError, psycopg.errors.IntegrityError, CharacterNotInRepertoire, psycopg.errors.DataError)
"""What the database lets nobody store, not even its owner."""


class Vandal:
    """Changes something at random, and says what."""

    def __init__(self, settings: LedgerSettings, seed: int) -> None:
        self.settings, self.dice = settings, random.Random(seed)
        self._intruder = Intruder(settings)
        self._planned: list[tuple[str, tuple[Any, ...]]] = []
        self._keep()

    def strike(self) -> str:
        """One change that the database lets its owner make."""
        while True:
            self._planned = []
            try:
                done = self.dice.choice(WAYS)(self)
                self._intruder.do(*self._planned)
            except (*IMPOSSIBLE, UnicodeDecodeError):
                continue
            return done

    def flip(self) -> str:
        """One bit of one byte of one stored value."""
        table = self.dice.choice(TABLES)
        column = self.dice.choice(COLUMNS[table])
        row = self.dice.choice(self._rows(table))
        value = row[COLUMNS[table].index(column)]
        changed = self._flipped(value, column)
        self._do(f"UPDATE {table} SET {column} = {self._cast(column)} WHERE {_is(table, row)}", changed)
        return f"flip {table}.{column} of {row[:2]}: {value!r} to {changed!r}"

    def delete(self) -> str:
        """Some rows that follow each other; of checkpoints the last, for without another the log is as well proven."""
        table = self.dice.choice(TABLES)
        rows = self._rows(table)
        count = self.dice.randint(1, min(5, len(rows)))
        start = len(rows) - count if table == "proof_checkpoints" else self.dice.randrange(len(rows) - count + 1)
        for row in rows[start : start + count]:
            self._do(f"DELETE FROM {table} WHERE {_is(table, row)}")
        return f"delete {count} of {table} from {rows[start][:2]}"

    def swap(self) -> str:
        """Two rows change places."""
        table = self.dice.choice(["events", "receipts", "proof_leaves"])
        one, other = self.dice.sample(self._rows(table), 2)
        [key] = KEYS[table]
        self._do(f"UPDATE {table} SET {key} = 1000000 WHERE {_is(table, one)}")
        self._do(f"UPDATE {table} SET {key} = {one[0]} WHERE {_is(table, other)}")
        self._do(f"UPDATE {table} SET {key} = {other[0]} WHERE {key} = 1000000")
        return f"swap {table} {one[0]} and {other[0]}"

    def cut_off(self) -> str:
        """The end of the log goes, with or without what is kept of its proof; the checkpoints stay."""
        number, head = self.dice.choice([(row[0], row[4]) for row in self._rows("receipts")[:-1]])
        self._do(f"DELETE FROM receipts WHERE number > {number}")
        self._do(f"DELETE FROM events WHERE position > {head}")
        if with_proof := self.dice.random() < 0.5:
            self._do(f"DELETE FROM proof_leaves WHERE leaf >= {number + head}")
        return f"cut off after receipt {number}, leaves too: {with_proof}"

    def rewind(self) -> str:
        """All goes back to an earlier checkpoint: only one that is kept elsewhere can tell."""
        rows = self._rows("proof_checkpoints")
        size = self.dice.choice(rows[:-1])[0]
        number = next(row[2] for row in self._rows("proof_leaves") if row[0] == size - 1)
        self._do(f"DELETE FROM receipts WHERE number > {number}")
        self._do(f"DELETE FROM events WHERE position > {size - number}")
        self._do(f"DELETE FROM proof_leaves WHERE leaf >= {size}")
        self._do(f"DELETE FROM proof_tiles WHERE (tile + 1) * 256 > {size}")
        self._do(f"DELETE FROM proof_checkpoints WHERE size > {size}")
        return f"rewind to {size}"

    def insert(self) -> str:
        """One row more, a copy of another."""
        table = self.dice.choice(["events", "receipts", "proof_leaves", "proof_checkpoints"])
        row = self.dice.choice(self._rows(table))
        last = self._rows(table)[-1][0] + self.dice.randint(1, 3)
        key = KEYS[table][0]
        columns = [column for column in COLUMNS[table] if column != key]
        more = ", made_at" if table == "proof_checkpoints" else ""
        chosen = ["version + 500" if table == "events" and c == "version" else c for c in columns]
        chosen = ["'x' || command_id" if c == "command_id" else c for c in chosen]
        self._do(
            f"INSERT INTO {table} ({key}, {', '.join(columns)}{more}) SELECT {last}, {', '.join(chosen)}{more}"
            f" FROM {table} WHERE {_is(table, row)}"
        )
        return f"insert {table} {last} like {row[0]}"

    def undo(self) -> None:
        """Everything as it was."""
        if self.settings.is_sqlite:
            shutil.copy(self._copy, path_of(self.settings.url))
            return
        self._intruder.do(
            *(f"DELETE FROM {table}" for table in TABLES),
            *(f"INSERT INTO {table} SELECT * FROM kept.{table}" for table in TABLES),
        )

    def contents(self) -> list[list[tuple[Any, ...]]]:
        """All that is signed, and its proof, read past the ledger."""
        return [self._read(table) for table in TABLES]

    def _keep(self) -> None:
        self.before = self.contents()
        if self.settings.is_sqlite:
            self._copy = path_of(self.settings.url).with_suffix(".kept")
            shutil.copy(path_of(self.settings.url), self._copy)
            return
        self._intruder.do("CREATE SCHEMA kept", *(f"CREATE TABLE kept.{t} AS SELECT * FROM {t}" for t in TABLES))

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        return self.before[TABLES.index(table)]

    def _read(self, table: str) -> list[tuple[Any, ...]]:
        columns = [self._as_bytes(column) for column in COLUMNS[table]]
        return self._intruder.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(KEYS[table])}")

    def _as_bytes(self, column: str) -> str:
        if column not in TEXT:
            return column
        return f"CAST({column} AS BLOB)" if self.settings.is_sqlite else f"convert_to({column}, 'UTF8')"

    def _cast(self, column: str) -> str:
        return "CAST(? AS TEXT)" if self.settings.is_sqlite and column in TEXT else "?"

    def _flipped(self, value: bytes | int, column: str) -> bytes | int | str:
        if isinstance(value, int):
            return value ^ 1 << self.dice.randrange(31)
        raw = bytearray(value)
        raw[self.dice.randrange(len(raw))] ^= 1 << self.dice.randrange(8)
        return bytes(raw).decode() if column in TEXT and not self.settings.is_sqlite else bytes(raw)

    def _do(self, statement: str, *values: Any) -> None:
        self._planned.append((statement, values))


def _is(table: str, row: tuple[Any, ...]) -> str:
    return " AND ".join(f"{key} = {row[n]}" for n, key in enumerate(KEYS[table]))


WAYS: tuple[Callable[[Vandal], str], ...] = (
    *[Vandal.flip] * 5,
    *[Vandal.delete] * 2,
    Vandal.swap,
    Vandal.cut_off,
    Vandal.rewind,
    Vandal.insert,
)
"""Half of all strikes flip a bit."""


def flip_in_file(path: Path, whole: bytes, dice: random.Random) -> int:
    """One bit of one byte of the file itself, wherever it may lie; where."""
    at = dice.randrange(len(whole))
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
    return at
