"""How every command answers: a table for a person, JSON for a program, one sentence when it cannot."""

import json
import logging
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from domain.kernel.base import Label
from production import variable
from telemetry.setup import writes_json
from terminal import wording
from terminal.streams import shown, shows_all_of_unicode

log = logging.getLogger("hengxu")

DONE, NO, WRONG_USE, FAULT = 0, 1, 2, 70
"""Exit status: done; the answer is no; wrong use or bad input; a fault of the program, which answers nothing."""
WIDTH_OF_A_FILE = 140
"""Columns where no terminal says how many it has."""


class CommandError(Exception):
    """Why a command ends without its answer, in one sentence of both languages."""

    def __init__(self, sentence: Label, status: int = WRONG_USE) -> None:
        super().__init__(*sentence)
        self.sentence, self.status = sentence, status


def both(label: Label) -> str:
    """Both languages on one line."""
    return f"{label.zh} / {label.en}"


def screen() -> Console:
    """Standard output, as wide as the terminal. Whatever stands in brackets or colons is text, as everywhere."""
    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    return Console(width=width, highlight=False, markup=False, emoji=False)


def print_line(line: str) -> None:
    """One line on standard output, at once and as it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def print_error(line: str) -> None:
    """One line on standard error; logged, where programs read that."""
    if writes_json():
        log.error("%s", line)
        return
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def wrong_settings(wrong: ValidationError) -> str:
    """Which settings are wrong, by the names of their variables, and what they may be where that is a few words."""
    names = {
        f"{variable(str(error['loc'][0]))} ({expected})"
        if (expected := error.get("ctx", {}).get("expected"))
        else variable(str(error["loc"][0]))
        for error in wrong.errors()
        if error["loc"]
    }
    return both(wording.SETTINGS_WRONG(names=", ".join(sorted(names))))


def print_json(value: Any) -> None:
    """The answer for a program; all of ASCII where standard output can't show every character."""
    print_line(json.dumps(value, ensure_ascii=not shows_all_of_unicode(), indent=1, default=str))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table for a person."""
    drawn = Table(title=shown(title), title_justify="left", header_style="bold")
    for column in columns:
        drawn.add_column(shown(column), overflow="fold")
    for row in rows:
        drawn.add_row(*map(shown, row))
    return drawn
