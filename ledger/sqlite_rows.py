"""The read model's rows written to SQLite."""

import json
import sqlite3

from domain.base import Model
from ledger.read_rows import CenterRow, ClockRow, ReadRows


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
DROP_OTHER_CLOCKS = (
    "DELETE FROM clocks WHERE center_id = :center_id AND key NOT IN (SELECT value FROM json_each(:keys))"
)


def put_rows(connection: sqlite3.Connection, rows: ReadRows) -> None:
    """Replaces what the read model says of one center, touching only what differs."""
    connection.execute(PUT_CENTER, rows.center.model_dump(mode="json"))
    keys = json.dumps([clock.key for clock in rows.clocks])
    connection.execute(DROP_OTHER_CLOCKS, {"center_id": rows.center.center_id, "keys": keys})
    connection.executemany(PUT_CLOCK, [clock.model_dump(mode="json") for clock in rows.clocks])


def forget_rows(connection: sqlite3.Connection) -> None:
    """Empties what belongs to no stream of the log."""
    for table in ("register", "clocks"):
        connection.execute(f"DELETE FROM {table} WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1)")
