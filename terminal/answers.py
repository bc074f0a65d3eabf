"""How every command answers: a table for a person, JSON for a program, one sentence when it cannot."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from domain.kernel.base import Label

DONE, NO, WRONG_USE = 0, 1, 2
"""Exit status: done; the answer is no; wrong use or bad input."""
WIDTH_OF_A_FILE = 140
"""Columns where no terminal says how many it has."""


class CommandError(Exception):
    """Why a command ends without its answer, in one sentence of both languages."""

    def __init__(self, zh: str, en: str, status: int = WRONG_USE) -> None:
        super().__init__(zh, en)
        self.sentence, self.status = Label(zh, en), status


def both(label: Label) -> str:
    """Both languages on one line."""
    return f"{label.zh} / {label.en}"


def screen() -> Console:
    """Standard output, as wide as the terminal."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE, highlight=False)


def print_line(line: str) -> None:
    """One line on standard output, at once and as it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_error(line: str) -> None:
    """One line on standard error."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def print_json(value: Any) -> None:
    """The answer for a program."""
    print_line(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table for a person."""
    drawn = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in rows:
        drawn.add_row(*row)
    return drawn
