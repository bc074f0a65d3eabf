"""The statements that replace a center's rows, written from the rows' models for either database."""

import textwrap
from collections.abc import Callable
from typing import NamedTuple

from domain.kernel.base import Model
from ledger.read_model.rows import (
    WITHDRAWN,
    CalendarEntryRow,
    CellsRow,
    CenterRow,
    ClockRow,
    DeadlineCellsRow,
    FormerNameRow,
    NumberRow,
    ProcessingTimeRow,
    ReaderRow,
    ViewRow,
    WorkCellsRow,
    WorkRow,
)


class Table(NamedTuple):
    """A table of the read model: its columns are the fields of ``row``, of which ``key`` names one row."""

    name: str
    row: type[Model]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them, in the order of the model."""
        return tuple(self.row.model_fields)

    @property
    def rest(self) -> tuple[str, ...]:
        """The columns that may change while the row stays the same one."""
        return tuple(column for column in self.columns if column not in self.key)


REGISTER = Table("register", CenterRow, ("center_id",))
CLOCKS = Table("clocks", ClockRow, ("center_id", "key"))
WORK = Table("work", WorkRow, ("center_id", "key"))
NUMBERS = Table("numbers", NumberRow, ("center_id", "key"))
FORMER_NAMES = Table("former_names", FormerNameRow, ("center_id", "key"))
READERS = Table("readers", ReaderRow, ("center_id", "key"))
VIEWS = Table("views", ViewRow, ("center_id", "key"))
CELLS = Table("cells", CellsRow, ("center_id", "key"))
PROCESSING_TIMES = Table("processing_times", ProcessingTimeRow, ("center_id", "key"))
DEADLINE_CELLS = Table("deadline_cells", DeadlineCellsRow, ("center_id", "key"))
WORK_CELLS = Table("work_cells", WorkCellsRow, ("center_id", "key"))
PARTS = (CLOCKS, WORK, NUMBERS, FORMER_NAMES, READERS, VIEWS, CELLS, PROCESSING_TIMES, DEADLINE_CELLS, WORK_CELLS)
"""The tables of which a center has several rows; each is called as the part of ``ReadRows`` that fills it."""
CALENDAR_ENTRIES = Table("calendar_entries", CalendarEntryRow, ("center_id", "key"))
KEPT = ("revision", "modified_at")
"""Entries are withdrawn instead of deleted, and how often each has changed is counted in the database."""
TABLES = (REGISTER, *PARTS, CALENDAR_ENTRIES)

WIDTH = 104
"""Of a statement's lines; it keeps PostgreSQL's functions letter for letter as earlier releases wrote them."""


def upsert(table: Table, given: str, differs: str) -> str:
    """Inserts the ``given`` rows, and updates those that are there already where ``differs`` holds: the two parts
    that either database has in its own dialect.
    """
    return (
        f"INSERT INTO {table.name} {given}\n"
        f"    ON CONFLICT {row_value(table.key)} DO UPDATE SET\n"
        f"{_wrapped('        (', row_value(table.rest))}\n"
        f"{_wrapped('        = (', row_value(table.rest, 'excluded.'))}\n"
        f"    WHERE {differs}"
    )


def upsert_entry(given: str, differs: Callable[[str, str], str], later: str) -> str:
    """Inserts a calendar entry, or changes one that is there, of which what calendars show has changed once more then.
    ``differs`` tells two row values apart, and ``later`` names the function of the greatest of two values.
    """
    table = CALENDAR_ENTRIES.name
    columns = tuple(column for column in CALENDAR_ENTRIES.rest if column not in KEPT)
    shown = tuple(column for column in columns if column != "assigned")
    moved = differs(row_value(shown, f"{table}."), row_value(shown, "excluded."))
    return (
        f"INSERT INTO {table} {given}\n"
        f"    ON CONFLICT {row_value(CALENDAR_ENTRIES.key)} DO UPDATE SET\n"
        f"        {row_value((*columns, *KEPT))}\n"
        f"        = {row_value(columns, 'excluded.')[:-1]},\n"
        f"        {table}.revision + CASE WHEN {moved} THEN 1 ELSE 0 END,\n"
        f"        CASE WHEN {moved} THEN {later}({table}.modified_at, excluded.modified_at)"
        f" ELSE {table}.modified_at END)\n"
        f"    WHERE {differs(row_value(columns, f'{table}.'), row_value(columns, 'excluded.'))}"
    )


def withdraw_others(center_id: str, keys: str, modified_at: str, later: str) -> str:
    """Withdraws a center's entries whose key is none of ``keys``, a query."""
    return (
        f"UPDATE {CALENDAR_ENTRIES.name} SET status = '{WITHDRAWN}', revision = revision + 1,\n"
        f"    modified_at = {later}(modified_at, {modified_at})\n"
        f"    WHERE center_id = {center_id} AND status <> '{WITHDRAWN}' AND key NOT IN ({keys})"
    )


def row_value(columns: tuple[str, ...], prefix: str = "") -> str:
    """The columns in parentheses, each after the ``prefix``."""
    return f"({', '.join(f'{prefix}{column}' for column in columns)})"


def _wrapped(start: str, values: str) -> str:
    return textwrap.fill(values.removeprefix("("), WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def delete_others(table: Table, center_id: str, keys: str) -> str:
    """Deletes a center's rows whose key is none of ``keys``, a query."""
    return f"DELETE FROM {table.name} WHERE center_id = {center_id}\n    AND key NOT IN ({keys})"


def forget(table: Table) -> str:
    """Deletes the rows that belong to no stream of the log."""
    return f"DELETE FROM {table.name} WHERE center_id NOT IN (SELECT stream FROM events WHERE version = 1)"
