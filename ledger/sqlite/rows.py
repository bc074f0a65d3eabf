"""The read model's rows written to SQLite."""

import json
import sqlite3
from collections.abc import Sequence

from domain.kernel.base import Model
from ledger.read_model.index_rows import COLUMNS
from ledger.read_model.rows import CenterRow, ClockRow, ReadRows, WorkRow


def _upsert(table: str, row: type[Model], key: tuple[str, ...]) -> str:
    columns = tuple(row.model_fields)
    rest = [column for column in columns if column not in key]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{column}' for column in columns)})"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in rest)}"
        f" WHERE {' OR '.join(f'{table}.{c} IS NOT excluded.{c}' for c in rest)}"
    )


PUT_CENTER = _upsert("register", CenterRow, ("center_id",))
PUT_CLOCK = _upsert("clocks", ClockRow, ("center_id", "key"))
PUT_WORK = _upsert("work", WorkRow, ("center_id", "key"))
PUT_LINE = f"INSERT INTO lines ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


def put_rows(connection: sqlite3.Connection, rows: ReadRows) -> None:
    """Replaces what the read model says of one center, touching only what differs."""
    connection.execute(PUT_CENTER, rows.center.model_dump(mode="json"))
    _put_parts(connection, "clocks", PUT_CLOCK, rows.center.center_id, rows.clocks)
    _put_parts(connection, "work", PUT_WORK, rows.center.center_id, rows.work)


def _put_parts(
    connection: sqlite3.Connection, table: str, put: str, center_id: str, parts: Sequence[ClockRow | WorkRow]
) -> None:
    keys = json.dumps([part.key for part in parts])
    others = f"DELETE FROM {table} WHERE center_id = ? AND key NOT IN (SELECT value FROM json_each(?))"
    connection.execute(others, (center_id, keys))
    connection.executemany(put, [part.model_dump(mode="json") for part in parts])


def forget_rows(connection: sqlite3.Connection) -> None:
    """Empties what belongs to no stream of the log."""
    for table in ("register", "clocks", "work"):
        connection.execute(f"DELETE FROM {table} WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1)")
