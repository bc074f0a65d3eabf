"""What a migration step is, and how the missing ones are taken on either database."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ledger.errors import LedgerNewer


class Step(NamedTuple):
    """One migration. Its number is its place in the list, from 1; once released it never changes."""

    name: str
    statements: tuple[str, ...]


class Connection(Protocol):
    """A database driver's, within a transaction."""

    def execute(self, statement: str, values: tuple[int, str] = ..., /) -> object:
        """One statement, with the values of its placeholders where it has any."""


def take_steps(connection: Connection, steps: Sequence[Step], done: int, note: str) -> list[str]:
    """Takes the steps after the first ``done``, in order, and says their names; ``note`` is the statement, in the
    database's dialect, that keeps the number and name of a step taken.

    Raises LedgerNewer where the database has taken more steps than the program knows.
    """
    if done > len(steps):
        raise LedgerNewer(done, len(steps))
    for number, step in enumerate(steps[done:], start=done + 1):
        for statement in step.statements:
            connection.execute(statement)
        connection.execute(note, (number, step.name))
    return [step.name for step in steps[done:]]
