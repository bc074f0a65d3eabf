"""The functions that write the read model's rows to PostgreSQL, made from the rows' models."""

import textwrap
from collections.abc import Iterator

from ledger.read_model.upserts import (
    CALENDAR_ENTRIES,
    CELLS,
    CLOCKS,
    DEADLINE_CELLS,
    FORMER_NAMES,
    KEPT,
    NUMBERS,
    PROCESSING_TIMES,
    READERS,
    REGISTER,
    TABLES,
    VIEWS,
    WORK,
    WORK_CELLS,
    Table,
    delete_others,
    forget,
    row_value,
    upsert,
    upsert_entry,
    withdraw_others,
)

PARTS = (
    (CLOCKS, "clock"),
    (WORK, "item"),
    (NUMBERS, "act"),
    (FORMER_NAMES, "former"),
    (READERS, "reader"),
    (VIEWS, "shown"),
    (CELLS, "listed"),
    (PROCESSING_TIMES, "taken"),
    (DEADLINE_CELLS, "dated"),
    (WORK_CELLS, "awaited"),
)
"""The tables of which a center has several rows, each with a name for one of them."""
KNOWN_LATER = (CELLS, PROCESSING_TIMES, DEADLINE_CELLS, WORK_CELLS)
"""What a program that runs on while a newer one has migrated may not know."""
INDENT = " " * 16
CENTER_ID = "new_rows#>>'{center,center_id}'"


def _put_center() -> str:
    given = "SELECT * FROM jsonb_populate_record(NULL::register, new_rows->'center')"
    return upsert(REGISTER, given, "register IS DISTINCT FROM excluded")


def _put_parts(table: Table, part: str) -> tuple[str, str]:
    """Of what a program doesn't know yet, what there is stays."""
    rows = f"new_rows->'{table.name}'"
    keys = f"SELECT {part}->>'key' FROM jsonb_array_elements({rows}) AS {part}"
    given = f"SELECT * FROM jsonb_populate_recordset(NULL::{table.name}, {rows})"
    put = upsert(table, given, f"{table.name} IS DISTINCT FROM excluded")
    others = delete_others(table, CENTER_ID, keys)
    return f"{others} AND new_rows ? '{table.name}'" if table in KNOWN_LATER else others, put


def _put_all_parts() -> Iterator[str]:
    for table, part in PARTS:
        yield from _put_parts(table, part)


def _put_entries() -> tuple[str, str]:
    """As of cells: a program of before knows none."""
    rows = "new_rows->'calendar_entries'"
    keys = f"SELECT entry->>'key' FROM jsonb_array_elements({rows}) AS entry"
    columns = ", ".join(column for column in CALENDAR_ENTRIES.columns if column not in KEPT)
    put = upsert_entry(
        f"{row_value(CALENDAR_ENTRIES.columns)}\n"
        f"    SELECT {columns}, 0, new_rows->>'modified_at'\n"
        f"    FROM jsonb_populate_recordset(NULL::calendar_entries, {rows})",
        lambda kept, given: f"{kept} IS DISTINCT FROM {given}",
        "greatest",
    )
    others = withdraw_others(CENTER_ID, keys, "new_rows->>'modified_at'", "greatest")
    return f"{others} AND new_rows ? 'calendar_entries'", put


def _body(*statements: str) -> str:
    return "".join(textwrap.indent(f"{statement};\n", INDENT) for statement in statements)


PUT = f"""CREATE OR REPLACE FUNCTION read_model.put(new_rows jsonb) RETURNS void
            LANGUAGE plpgsql SET search_path = pg_catalog, read_model, pg_temp AS $$
            BEGIN
{_body(_put_center(), *_put_all_parts(), *_put_entries())}            END $$"""

FORGET = f"""CREATE OR REPLACE FUNCTION read_model.forget() RETURNS void
            LANGUAGE sql SET search_path = pg_catalog, ledger, read_model, pg_temp AS $$
{_body(*map(forget, TABLES))}            $$"""

REMADE = (PUT, FORGET)
"""Made anew at each migration, after the steps, as the rights are given anew: a step adds a column, and the functions
follow. The steps keep the texts that they were released with.
"""
