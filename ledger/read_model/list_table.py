"""A list as one table of columns, of which filters, sorting, parameters, forms and headings are all made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from domain.kernel.base import Label, LabeledEnum
from ledger.read_model.pages import comparing_lines, form_of

Item = Mapping[str, Any]
"""A line of a list, as its JSON has it."""
NUMBER_WIDTH = 9
"""Digits of a count in its cell, so that the order of the texts is that of the counts."""
DESCENDING = "-"


class Kind(StrEnum):
    """What stands in a column, which decides how it is filtered, sorted and written. A count is a cell like others;
    ``NUMBER`` is worked out when the list is read.
    """

    TEXT = "text"
    TEXTS = "texts"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"


class Column(NamedTuple):
    """One column: its name in items, parameters and cells, its heading, how wide it is in a file (characters), what it
    holds, where in an item that is found, and of which words it is, if of few. ``of_record``: who sees no more of a
    center than the public, or no more of it now, isn't told. ``expression`` is how a number is worked out from cells,
    ``about`` what else a program is told that asks.
    """

    name: str
    heading: Label
    width: int
    kind: Kind
    of: Callable[[Item], Any]
    words: type[LabeledEnum] | None = None
    of_record: bool = False
    expression: str | None = None
    about: str = ""

    @property
    def cell(self) -> str:
        """What a query filters and sorts by."""
        return self.expression or self.name


class Comparison(StrEnum):
    """What a parameter asks of a cell."""

    HOLDS = "holds"
    IS = "is"
    AMONG = "among"
    FROM = "from"
    TO = "to"
    ANY = "any"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Parameter(NamedTuple):
    """One parameter: its name and label, of which column, and what it asks. Its value is a text, a day, a number, a
    flag, or one of the ``words``.
    """

    name: str
    label: Label
    column: Column
    comparison: Comparison

    @property
    def value_type(self) -> type[str | date | bool | int]:
        """Of the value."""
        return _TYPES.get(self.comparison) or self.column.words or bool

    @property
    def words(self) -> type[LabeledEnum] | None:
        """Of which words the value is one."""
        return self.column.words if self.comparison in (Comparison.IS, Comparison.AMONG) else None


_TYPES: dict[Comparison, type[str | date | bool | int]] = {
    Comparison.HOLDS: str,
    Comparison.FROM: date,
    Comparison.TO: date,
    Comparison.ANY: bool,
    Comparison.AT_LEAST: int,
    Comparison.AT_MOST: int,
}
_COMPARISONS: dict[Kind, tuple[Comparison, ...]] = {
    Kind.TEXT: (Comparison.HOLDS,),
    Kind.TEXTS: (Comparison.HOLDS,),
    Kind.CHOICE: (Comparison.IS,),
    Kind.CHOICES: (Comparison.AMONG,),
    Kind.DAY: (Comparison.FROM, Comparison.TO),
    Kind.FLAG: (Comparison.IS,),
    Kind.COUNT: (Comparison.ANY,),
    Kind.NUMBER: (Comparison.AT_LEAST, Comparison.AT_MOST),
}
_FROM, _TO = ("_from", Label("（自）", ", from")), ("_to", Label("（至）", ", to"))
_BOUNDS: dict[Comparison, tuple[str, Label]] = {
    Comparison.FROM: _FROM,
    Comparison.TO: _TO,
    Comparison.AT_LEAST: _FROM,
    Comparison.AT_MOST: _TO,
}


@dataclass(frozen=True, eq=False)
class ListTable:
    """The columns of a list, in the order of its file. ``row`` names the cells that name one of its lines, by which
    those that are alike are ordered. ``default`` is the order without another: cells that each line has, the last ones
    of which are ``row``. Nobody looks for a line by those columns that are ``not_asked``.
    """

    columns: tuple[Column, ...]
    row: tuple[str, ...]
    default: tuple[str, ...]
    not_asked: tuple[str, ...] = ()

    @cached_property
    def column_of(self) -> dict[str, Column]:
        """Each column by its name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """What the list can be asked, in the order of the columns."""
        return tuple(self._parameters())

    @cached_property
    def parameter_of(self) -> dict[str, Parameter]:
        """Each parameter by its name."""
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def sorts(self) -> tuple[str, ...]:
        """Every order: by a column, from its least value on or, with a minus, from its greatest; ``None`` is last in
        both.
        """
        return tuple(f"{sign}{column.name}" for column in self.columns for sign in ("", DESCENDING))

    def cells(self, item: Item) -> dict[str, str | None]:
        """What lists look for of the item, as texts whose order is that of the values, but for numbers."""
        return {column.name: _cell(column, item) for column in self.columns if column.kind is not Kind.NUMBER}

    def _parameters(self) -> Iterator[Parameter]:
        for column in self.columns:
            for comparison in _COMPARISONS[column.kind] if column.name not in self.not_asked else ():
                suffix, words = _BOUNDS.get(comparison, ("", Label("", "")))
                label = Label(column.heading.zh + words.zh, column.heading.en + words.en)
                yield Parameter(f"{column.name}{suffix}", label, column, comparison)


def _lines(value: Any) -> str | None:
    return comparing_lines(value) or None


_CELLS: dict[Kind, Callable[[Any], str | None]] = {
    Kind.TEXT: lambda value: form_of(value) or None,
    Kind.TEXTS: _lines,
    Kind.CHOICE: str,
    Kind.CHOICES: lambda value: "\n".join(dict.fromkeys(value)) or None,
    Kind.DAY: str,
    Kind.FLAG: lambda value: str(value).lower(),
    Kind.COUNT: lambda value: f"{value:0{NUMBER_WIDTH}}",
}


def _cell(column: Column, item: Item) -> str | None:
    value = column.of(item)
    return None if value is None else _CELLS[column.kind](value)


def day_or_text(value: str | None) -> date | str | None:
    """A day as a day, and what is known of one less exactly as its text."""
    try:
        return date.fromisoformat(value) if value is not None and len(value) == len("2023-05-11") else value
    except ValueError:
        return value


def each_value(column: Column, item: Item) -> Iterator[Any]:
    """What stands in the column for the item, one or several."""
    value = column.of(item)
    if value is not None:
        yield from value if column.kind in (Kind.TEXTS, Kind.CHOICES) else (value,)


def plain(name: str) -> Callable[[Item], Any]:
    """What the item has under that name."""
    return lambda item: item[name]


def within(name: str, part: str) -> Callable[[Item], Any]:
    """A part of what the item has under that name, if it has it."""
    return lambda item: (item[name] or {}).get(part)


def both_languages(name: str) -> Callable[[Item], Any]:
    """What the item names in Chinese and in English."""
    return lambda item: [item[name]["zh"], item[name]["en"]]
