"""What the register can be asked by its columns: the parameters, and the conditions and the order that they make."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from domain.kernel.base import Label, LabeledEnum
from ledger.errors import BadCursor
from ledger.read_model.columns import COLUMN_OF, COLUMNS, NUMBER_WIDTH, Column, Kind
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.pages import Conditions

NOT_ASKED = ("version",)
"""Columns by which nobody looks for a center."""
DESCENDING = "-"
SORTS = tuple(f"{sign}{column.name}" for column in COLUMNS for sign in ("", DESCENDING))
"""Every order: by a column, from its least value on or, with a minus, from its greatest; ``None`` is last in both."""
BY_ID = "center_id"


class Comparison(StrEnum):
    """What a parameter asks of a cell."""

    HOLDS = "holds"
    IS = "is"
    AMONG = "among"
    FROM = "from"
    TO = "to"
    ANY = "any"


class Parameter(NamedTuple):
    """One parameter: its name and label, of which column, and what it asks. Its value is a text, a day, a flag, or one
    of the ``words``.
    """

    name: str
    label: Label
    column: Column
    comparison: Comparison

    @property
    def value_type(self) -> type[str | date | bool]:
        """Of the value."""
        return _TYPES.get(self.comparison) or self.column.words or bool

    @property
    def words(self) -> type[LabeledEnum] | None:
        """Of which words the value is one."""
        return self.column.words if self.comparison in (Comparison.IS, Comparison.AMONG) else None


_TYPES: dict[Comparison, type[str | date | bool]] = {
    Comparison.HOLDS: str,
    Comparison.FROM: date,
    Comparison.TO: date,
    Comparison.ANY: bool,
}
_COMPARISONS: dict[Kind, tuple[Comparison, ...]] = {
    Kind.TEXT: (Comparison.HOLDS,),
    Kind.TEXTS: (Comparison.HOLDS,),
    Kind.CHOICE: (Comparison.IS,),
    Kind.CHOICES: (Comparison.AMONG,),
    Kind.DAY: (Comparison.FROM, Comparison.TO),
    Kind.FLAG: (Comparison.IS,),
    Kind.COUNT: (Comparison.ANY,),
}
_OF_DAYS: dict[Comparison, tuple[str, Label]] = {
    Comparison.FROM: ("_from", Label("（自）", ", from")),
    Comparison.TO: ("_to", Label("（至）", ", to")),
}


def _parameters() -> Iterator[Parameter]:
    for column in COLUMNS:
        for comparison in _COMPARISONS[column.kind] if column.name not in NOT_ASKED else ():
            suffix, words = _OF_DAYS.get(comparison, ("", Label("", "")))
            label = Label(column.heading.zh + words.zh, column.heading.en + words.en)
            yield Parameter(f"{column.name}{suffix}", label, column, comparison)


PARAMETERS = tuple(_parameters())
PARAMETER_OF: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}


def _is(filters: Conditions, column: str, name: str, value: Any) -> None:
    filters.add(f"{column} = :{name}", **{name: str(value).lower() if isinstance(value, bool) else str(value)})


def _among(filters: Conditions, column: str, name: str, value: Any) -> None:
    line = {f"{name}_line": "\n", name: f"%\n{value.replace('_', '!_')}\n%"}
    filters.add(f"(:{name}_line || {column} || :{name}_line) LIKE :{name} ESCAPE '!'", **line)


def _from(filters: Conditions, column: str, name: str, value: Any) -> None:
    """As much of the day as is known of the other: what may have been then is found."""
    filters.add(f"{column} >= substr(CAST(:{name} AS text), 1, length({column}))", **{name: str(value)})


def _to(filters: Conditions, column: str, name: str, value: Any) -> None:
    filters.add(f"{column} <= :{name}", **{name: str(value)})


def _any(filters: Conditions, column: str, name: str, value: Any) -> None:
    filters.add(f"{column} {'>' if value else '='} :{name}", **{name: "0" * NUMBER_WIDTH})


def _holds(filters: Conditions, column: str, name: str, value: Any) -> None:
    filters.hold(column, value, name)


_CONDITIONS: dict[Comparison, Callable[[Conditions, str, str, Any], None]] = {
    Comparison.HOLDS: _holds,
    Comparison.IS: _is,
    Comparison.AMONG: _among,
    Comparison.FROM: _from,
    Comparison.TO: _to,
    Comparison.ANY: _any,
}


def of_cells(asked: Mapping[str, Any], missing: str | None = None) -> Conditions:
    """The conditions of these parameters, by their names, on ``cells``; one that is ``None`` asks nothing. ``missing``
    names a column of which nothing may be known. Raises ``KeyError`` for what is none.
    """
    filters = Conditions()
    for name, value in asked.items():
        parameter = PARAMETER_OF[name]
        if value is not None:
            _CONDITIONS[parameter.comparison](filters, parameter.column.name, name, value)
    if missing is not None:
        filters.add(f"{COLUMN_OF[missing].name} IS NULL")
    return filters


class Order(NamedTuple):
    """By which column, and whether from its greatest value on."""

    column: str
    descending: bool

    @classmethod
    def of(cls, sort: str | None) -> "Order":
        """That of a parameter; by id without one. Raises ``KeyError`` for what is none."""
        name = (sort or BY_ID).removeprefix(DESCENDING)
        return cls(COLUMN_OF[name].name, (sort or "").startswith(DESCENDING))

    def clause(self, table: str = "") -> str:
        """What is known first, and what is alike by id; ``cell`` is the column's."""
        if self == Order.of(None):
            return f"{table}center_id"
        return f"{table}cell IS NULL, {table}cell{' DESC' if self.descending else ''}, {table}center_id"

    @property
    def name(self) -> str:
        """As the parameter has it."""
        return f"{DESCENDING if self.descending else ''}{self.column}"

    def cursor(self, cell: str | None, center_id: str) -> str:
        """Where a page ended; by id that is all there is to say."""
        if self == Order.of(None):
            return to_cursor([center_id])
        return to_cursor([self.name, "" if cell is None else f"={cell}", center_id])

    def go_on(self, filters: Conditions, cursor: str) -> None:
        """The condition of what comes after a page. Raises ``BadCursor``, for one of another order too."""
        if self == Order.of(None):
            filters.add("center_id > :after", after=from_cursor(cursor, 1)[0])
            return
        name, cell, after = from_cursor(cursor, 3)
        if name != self.name or (cell and not cell.startswith("=")):
            raise BadCursor
        if not cell:
            filters.add(f"{self.column} IS NULL AND center_id > :after", after=after)
            return
        sign = "<" if self.descending else ">"
        filters.add(
            f"({self.column} {sign} :cell OR ({self.column} = :cell AND center_id > :after) OR {self.column} IS NULL)",
            cell=cell[1:],
            after=after,
        )
