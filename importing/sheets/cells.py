"""A cell as it was read: where it stands, and what is in it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

Value = str | float | int | bool | date | datetime | time | timedelta
"""What a cell holds; an empty text where it holds nothing."""
Mark = Literal["", "formula", "error", "month", "year"]
"""What its value alone doesn't say: a formula whose result the file doesn't hold, a formula that failed (``#REF!``),
and a date of which the cell shows the month or the year alone.
"""
_LETTERS = 26


def letters(column: int) -> str:
    """The column's letters; 1 is A, 27 is AA."""
    name = ""
    while column:
        column, digit = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + digit) + name
    return name


def column_number(name: str) -> int:
    """The number of a column by its letters; A is 1."""
    number = 0
    for letter in name:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


class CellPlace(NamedTuple):
    """Where a cell stands, counted from 1. A text file has no sheets: ``sheet`` is empty."""

    sheet: str
    column: int
    row: int

    def __str__(self) -> str:
        """As a spreadsheet program writes it: ``名录!B7``, ``B7``; ``名录!7`` for a whole row, ``名录`` for a sheet."""
        cell = f"{letters(self.column)}{self.row or ''}"
        return f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet or cell or "$"


_PLACE = re.compile(r"(?:(?P<sheet>.*)!)?(?P<letters>[A-Z]*)(?P<row>[0-9]*)")


def reading_order(place: str) -> list[Any]:
    """A key that sorts written places as they are read: by sheet, row and column; the file as a whole comes first."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return ["", 0, 0]
    return [found["sheet"] or "", int(found["row"] or 0), column_number(found["letters"])]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``value`` has no blank ends where it is a text."""

    place: CellPlace
    value: Value = ""
    mark: Mark = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, not even a formula."""
        return self.value == "" and not self.mark


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: each row's cells from column A on, each from row 1 on. ``merged`` holds first and last cell of each
    merged block, as rows and columns from 1.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file that its reader sees; a text file is one of them."""

    sheets: tuple[Sheet, ...]
