"""What a list can be asked by its columns, as the conditions and the order of a query."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.errors import BadCursor
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.list_table import DESCENDING, NUMBER_WIDTH, Column, Comparison, Kind, ListTable
from ledger.read_model.pages import Conditions

Values = Mapping[str, Any]
_LONGEST_NUMBER = 18


def _is(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.add(f"{cell} = :{name}", **{name: str(value).lower() if isinstance(value, bool) else str(value)})


def _among(filters: Conditions, cell: str, name: str, value: Any) -> None:
    line = {f"{name}_line": "\n", name: f"%\n{value.replace('_', '!_')}\n%"}
    filters.add(f"(:{name}_line || {cell} || :{name}_line) LIKE :{name} ESCAPE '!'", **line)


def _from(filters: Conditions, cell: str, name: str, value: Any) -> None:
    """As much of the day as is known of the other: what may have been then is found."""
    filters.add(f"{cell} >= substr(CAST(:{name} AS text), 1, length({cell}))", **{name: str(value)})


def _to(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.add(f"{cell} <= :{name}", **{name: str(value)})


def _any(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.add(f"{cell} {'>' if value else '='} :{name}", **{name: "0" * NUMBER_WIDTH})


def _holds(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.hold(cell, value, name)


def _at_least(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.add(f"{cell} >= CAST(:{name} AS bigint)", **{name: value})


def _at_most(filters: Conditions, cell: str, name: str, value: Any) -> None:
    filters.add(f"{cell} <= CAST(:{name} AS bigint)", **{name: value})


_CONDITIONS: dict[Comparison, Callable[[Conditions, str, str, Any], None]] = {
    Comparison.HOLDS: _holds,
    Comparison.IS: _is,
    Comparison.AMONG: _among,
    Comparison.FROM: _from,
    Comparison.TO: _to,
    Comparison.ANY: _any,
    Comparison.AT_LEAST: _at_least,
    Comparison.AT_MOST: _at_most,
}


def of_cells(table: ListTable, asked: Values, missing: str | None = None) -> Conditions:
    """The conditions of these parameters, by their names, on the cells of the list; one that is ``None`` asks nothing.
    ``missing`` names a column of which nothing may be known. Raises ``KeyError`` for what is none.
    """
    filters = Conditions()
    for name, value in asked.items():
        parameter = table.parameter_of[name]
        if value is not None:
            _CONDITIONS[parameter.comparison](filters, parameter.column.cell, f"asked_{name}", value)
    if missing is not None:
        filters.add(f"{table.column_of[missing].cell} IS NULL")
    return filters


class Order(NamedTuple):
    """By which column of a list, and whether from its greatest value on; without a column in the list's own order."""

    table: ListTable
    column: Column | None = None
    descending: bool = False

    @classmethod
    def of(cls, table: ListTable, sort: str | None) -> "Order":
        """That of a parameter; the list's own without one. Raises ``KeyError`` for what is none."""
        if sort is None or (sort,) == table.default:
            return cls(table)
        column = table.column_of[sort.removeprefix(DESCENDING)]
        return cls(table, column, sort.startswith(DESCENDING))

    @property
    def cells(self) -> str:
        """What a query selects to be ordered, each cell under the name by which it is."""
        if self.column is None:
            return ", ".join(self.table.default)
        return f"{self.column.cell} AS cell, {', '.join(self.table.row)}"

    @property
    def _places(self) -> tuple[str, ...]:
        return self.table.default if self.column is None else ("cell", *self.table.row)

    def clause(self, table: str = "") -> str:
        """What is known first, and what is alike by what names the line."""
        if self.column is None:
            return ", ".join(f"{table}{name}" for name in self.table.default)
        rest = ", ".join(f"{table}{name}" for name in self.table.row)
        return f"{table}cell IS NULL, {table}cell{' DESC' if self.descending else ''}, {rest}"

    def selected(self, table: str = "") -> str:
        """The cells by which the lines are ordered, from a query that has selected them."""
        return ", ".join(f"{table}{name}" for name in self._places)

    @property
    def width(self) -> int:
        """Of how many cells a place in the list is made."""
        return len(self._places)

    @property
    def name(self) -> str:
        """As the parameter has it."""
        return f"{DESCENDING if self.descending else ''}{self.column.name if self.column else ''}"

    def cursor(self, place: Sequence[Any]) -> str:
        """Where a page ended, by the cells of its last line; in the list's own order that is all there is to say."""
        if self.column is None:
            return to_cursor([str(part) for part in place])
        cell, *row = place
        return to_cursor([self.name, "" if cell is None else f"={cell}", *row])

    def go_on(self, filters: Conditions, cursor: str) -> None:
        """The condition of what comes after a page. Raises ``BadCursor``, for one of another order too."""
        if self.column is None:
            filters.add(f"{_row(self.table.default)} > {_row(_after(self.table.default))}", **self._last(cursor))
            return
        name, cell, *last = from_cursor(cursor, 2 + len(self.table.row))
        if name != self.name or (cell and not cell.startswith("=")):
            raise BadCursor
        row = f"{_row(self.table.row)} > {_row(_after(self.table.row))}"
        values = dict(zip(_names(self.table.row), last, strict=True))
        own = self.column.cell
        if not cell:
            filters.add(f"{own} IS NULL AND {row}", **values)
            return
        sign, bound = "<" if self.descending else ">", self._bound
        filters.add(
            f"({own} {sign} {bound} OR ({own} = {bound} AND {row}) OR {own} IS NULL)",
            cell=self._value(cell[1:]),
            **values,
        )

    def _last(self, cursor: str) -> dict[str, str]:
        names = self.table.default
        return dict(zip(_names(names), from_cursor(cursor, len(names)), strict=True))

    @property
    def _is_number(self) -> bool:
        return self.column is not None and self.column.kind is Kind.NUMBER

    @property
    def _bound(self) -> str:
        return "CAST(:cell AS bigint)" if self._is_number else ":cell"

    def _value(self, cell: str) -> str | int:
        if not self._is_number:
            return cell
        if not cell.isdecimal() or len(cell) > _LONGEST_NUMBER:
            raise BadCursor
        return int(cell)


def _names(cells: Sequence[str]) -> list[str]:
    return [f"after_{name}" for name in cells]


def _after(cells: Sequence[str]) -> list[str]:
    return [f":{name}" for name in _names(cells)]


def _row(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)})"


def own_and_others(table: ListTable, asked: Values, missing: str | None) -> tuple[Conditions, dict[str, Any]]:
    """The conditions of those parameters that are the list's own, and the others, which are asked of its centers."""
    own = {name: value for name, value in asked.items() if name in table.parameter_of}
    others = {name: value for name, value in asked.items() if name not in table.parameter_of}
    is_own = missing is not None and missing in table.column_of
    return of_cells(table, own, missing if is_own else None), others | {"missing": None if is_own else missing}
