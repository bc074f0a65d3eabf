"""What a kind of table is: its columns, what each may be headed, and what stands in it."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from domain.kernel.base import Label
from domain.values.comparing_form import comparing_form
from importing.sheets.cells import CellPlace, Value
from importing.sheets.readers import Reader

_REMARK = re.compile(r"\([^()]*\)|[*:。、]")
"""What offices add to a heading: （必填）, （万元）, an asterisk, a colon."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    ``name`` is how the rows that are read call it, ``heading`` what the template and exports write above it, in either
    language, ``synonyms`` what else offices call it. A ``required`` column has to be there; whether each of its cells
    has to be filled in is the business of whoever takes the row. The rest is for the template: the words of a list to
    choose from, a ``hint`` that is shown with the heading, an ``example``, the width in characters. A row that repeats
    the examples is none.
    """

    name: str
    heading: Label
    read: Reader
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: Label | None = None
    example: Value | None = None
    width: int = 20

    @property
    def headings(self) -> frozenset[str]:
        """All that it may be headed, in the form in which headings are compared."""
        return frozenset(map(heading_form, (self.name, *self.heading, *self.synonyms)))


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table. ``title`` heads its sheet in the template. ``passed_over`` are headings of columns that may
    stand in it and are known to say nothing that is taken: those that a program works out.
    """

    title: Label
    columns: tuple[Column, ...]
    passed_over: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns that have to be there."""
        return tuple(column for column in self.columns if column.required)


class Heading(NamedTuple):
    """A heading as it stands in a file."""

    place: CellPlace
    text: str


def heading_form(text: str) -> str:
    """The form in which two headings are one: without remarks, blanks, case and width."""
    return _REMARK.sub("", comparing_form(text))
