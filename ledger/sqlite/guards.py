"""Whether a SQLite file's guards are as the migrations made them."""

from ledger.guards import GuardDeviation, deviations
from ledger.recorder import Row
from ledger.sqlite.schema import STEPS

GUARDS_THERE = "SELECT name, CAST(sql AS BLOB) FROM sqlite_schema WHERE type = 'trigger'"
WANTED = {
    statement.split()[2]: statement
    for step in STEPS
    for statement in step.statements
    if statement.startswith("CREATE TRIGGER")
}
"""SQLite keeps a trigger in the words of the statement that made it."""


def guard_deviations(rows: list[Row]) -> list[GuardDeviation]:
    """The guards that differ, of what ``GUARDS_THERE`` has found."""
    return deviations(WANTED, ((name, sql.decode(errors="replace")) for name, sql in rows))
