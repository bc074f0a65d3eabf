"""The read model's rows written to SQLite."""

import json
import sqlite3
from collections.abc import Sequence

from ledger.read_model.index_rows import COLUMNS
from ledger.read_model.rows import (
    CellsRow,
    ClockRow,
    DeadlineCellsRow,
    FormerNameRow,
    NumberRow,
    ProcessingTimeRow,
    ReaderRow,
    ReadRows,
    ViewRow,
    WorkCellsRow,
    WorkRow,
)
from ledger.read_model.upserts import (
    CALENDAR_ENTRIES,
    PARTS,
    REGISTER,
    TABLES,
    Table,
    delete_others,
    forget,
    row_value,
    upsert,
    upsert_entry,
    withdraw_others,
)


def _put(table: Table) -> str:
    given = f"{row_value(table.columns)} VALUES {row_value(table.columns, ':')}"
    kept, excluded = row_value(table.rest, f"{table.name}."), row_value(table.rest, "excluded.")
    return upsert(table, given, f"{kept} IS NOT {excluded}")


PUTS = {table: _put(table) for table in (REGISTER, *PARTS)}
PUT_ENTRY = upsert_entry(
    f"{row_value(CALENDAR_ENTRIES.columns)} VALUES {row_value(CALENDAR_ENTRIES.columns, ':')}",
    lambda kept, given: f"{kept} IS NOT {given}",
    "max",
)
WITHDRAW_OTHERS = withdraw_others(":center_id", "SELECT value FROM json_each(:keys)", ":modified_at", "max")
PUT_LINE = f"INSERT INTO lines ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


def put_rows(connection: sqlite3.Connection, rows: ReadRows) -> None:
    """Replaces what the read model says of one center, touching only what differs."""
    connection.execute(PUTS[REGISTER], rows.center.model_dump(mode="json"))
    for table in PARTS:
        _put_parts(connection, table, rows.center.center_id, getattr(rows, table.name))
    _put_entries(connection, rows)


Part = (
    ClockRow
    | WorkRow
    | NumberRow
    | FormerNameRow
    | ReaderRow
    | ViewRow
    | CellsRow
    | ProcessingTimeRow
    | DeadlineCellsRow
    | WorkCellsRow
)
"""A row of which a center has several."""


def _put_parts(connection: sqlite3.Connection, table: Table, center_id: str, parts: Sequence[Part]) -> None:
    keys = json.dumps([part.key for part in parts])
    connection.execute(delete_others(table, "?", "SELECT value FROM json_each(?)"), (center_id, keys))
    connection.executemany(PUTS[table], [part.model_dump(mode="json") for part in parts])


def _put_entries(connection: sqlite3.Connection, rows: ReadRows) -> None:
    when, entries = {"modified_at": rows.modified_at}, rows.calendar_entries
    keys = {"center_id": rows.center.center_id, "keys": json.dumps([entry.key for entry in entries])}
    connection.execute(WITHDRAW_OTHERS, keys | when)
    connection.executemany(PUT_ENTRY, [entry.model_dump(mode="json") | when for entry in entries])


def forget_rows(connection: sqlite3.Connection) -> None:
    """Empties what belongs to no stream of the log."""
    for table in TABLES:
        connection.execute(forget(table))
