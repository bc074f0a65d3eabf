"""A read model in memory: rows that are made for one question about the past, and asked as those of the present are."""

import sqlite3
from collections.abc import Iterable
from threading import Lock

from ledger.read_model.rows import ReadRows
from ledger.recorder import Row, Values
from ledger.sqlite.rows import put_rows
from ledger.sqlite.schema import STEPS


class RowsInMemory:
    """The tables of the read model, filled once; threads share them."""

    def __init__(self, rows: Iterable[ReadRows]) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._asking = Lock()
        for step in STEPS:
            for statement in step.statements:
                self._connection.execute(statement)
        self._connection.execute("BEGIN")
        for one in rows:
            put_rows(self._connection, one)
        self._connection.execute("COMMIT")

    def rows(self, statement: str, values: Values | None = None) -> list[Row]:
        """What a statement finds."""
        with self._asking:
            return self._connection.execute(statement, dict(values or {})).fetchall()

    def close(self) -> None:
        """Forgets them."""
        with self._asking:
            self._connection.close()
