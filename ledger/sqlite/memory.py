"""A read model in memory: rows that are made for one question about the past, and asked as those of the present are."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from typing import Any

from ledger.read_model.rows import ReadRows
from ledger.read_model.upserts import PARTS, REGISTER, Table, row_value
from ledger.recorder import Row, Values
from ledger.sqlite.schema import STEPS


class RowsInMemory:
    """The tables of the read model, filled once; threads share them."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._asking = Lock()
        for step in STEPS:
            for statement in step.statements:
                self._connection.execute(statement)
        self._connection.execute("BEGIN")

    def put(self, made: Sequence[ReadRows]) -> None:
        """Rows of centers of which there are none yet; nothing that only the present is asked about."""
        self.copy(REGISTER, [_cells(REGISTER, rows.center) for rows in made])
        for table in PARTS:
            self.copy(table, [_cells(table, part) for rows in made for part in getattr(rows, table.name)])

    def copy(self, table: Table, rows: Iterable[Row]) -> None:
        """Rows as either database has them, in the order of the columns."""
        places = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {table.name} {row_value(table.columns)} VALUES ({places})"
        self._connection.executemany(statement, [tuple(map(_kept, row)) for row in rows])

    def end(self) -> None:
        """All are there."""
        self._connection.execute("COMMIT")

    def rows(self, statement: str, values: Values | None = None) -> list[Row]:
        """What a statement finds."""
        with self._asking:
            return self._connection.execute(statement, dict(values or {})).fetchall()

    def close(self) -> None:
        """Forgets them."""
        with self._asking:
            self._connection.close()


def _cells(table: Table, row: Any) -> Row:
    return tuple(getattr(row, column) for column in table.columns)


def _kept(value: Any) -> Any:
    """A value as SQLite has it: PostgreSQL knows days."""
    return value.isoformat() if isinstance(value, date) else value
