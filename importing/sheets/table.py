"""Reading a table: each row's values by the names of its columns, each with its place, and everything that is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.values.comparing_form import comparing_form
from importing.sheets.bounds import LARGEST_FILE, MOST_CELLS
from importing.sheets.cells import Book, Cell, CellPlace
from importing.sheets.columns import Heading, Table
from importing.sheets.errors import WrongCell, no_table
from importing.sheets.formats import format_of
from importing.sheets.headings import FoundTable, find_tables, no_headings
from importing.sheets.text import read_text
from importing.sheets.workbook import read_workbook
from importing.wrong_rows import WrongRow, WrongRows

_SUMS = frozenset(("合计", "总计", "小计", "共计", "total"))
"""What begins a row that adds up the others."""
_LONGEST_SUM = 10
"""Signs of it, with blanks between."""
_DASHES = frozenset(("/", "\\", "-", "--", "–", "—", "——", "－", "／"))
"""What people write into a cell of which there is nothing to say."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row. ``values`` has what its filled cells hold, by the names of their columns; an empty cell says nothing and
    has none. ``cells`` has every cell of a known column, filled or not.
    """

    place: CellPlace
    values: dict[str, Any]
    cells: dict[str, Cell]

    def place_of(self, name: str) -> str:
        """Where a value stands, as in ``名录!B7``; the row, where there is no such column."""
        return str(self.cells[name].place if name in self.cells else self.place)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """All rows of a table; of those with faults, the values of the cells that are right. ``not_taken`` are columns with
    content that the table doesn't know.
    """

    rows: list[TableRow] = field(default_factory=list)
    faults: list[WrongRow] = field(default_factory=list)
    not_taken: list[Heading] = field(default_factory=list)


def read_book(content: bytes) -> Book:
    """The sheets of an ``.xlsx`` or ``.csv`` file. Raises ``WrongRows``, for other formats too."""
    if len(content) > LARGEST_FILE:
        raise no_table("file_too_large")
    kind = format_of(content)
    if kind == "json":
        raise no_table("sheet_format_not_taken", kind="JSON")
    return read_workbook(content) if kind == "workbook" else read_text(content)


def read_table(book: Book, table: Table) -> ReadTable:
    """The table's rows, of all sheets that hold it. Raises ``WrongRows`` where none does, or its headings are wrong."""
    found = find_tables(book, table)
    if not found:
        raise WrongRows([no_headings(table)])
    if faults := [fault for one in found for fault in one.faults]:
        raise WrongRows(faults)
    read = ReadTable()
    for one in found:
        _read(one, read)
    return read


def _read(found: FoundTable, into: ReadTable) -> None:
    merged = _merged(found)
    filled: set[int] = set()
    for line in found.sheet.rows[found.row :]:
        cells = [_value_of_block(found, cell, merged) for cell in line]
        filled |= {cell.place.column for cell in cells if not cell.is_empty}
        place = CellPlace(found.sheet.name, 0, line[0].place.row) if line else None
        if place is None:
            continue
        known = _known(found, cells, place)
        if any(not cell.is_empty for cell in known.values()) and not _is_no_row(found, cells, known):
            into.rows.append(_row(found, place, known, into.faults))
    into.not_taken.extend(heading for heading in found.not_taken if heading.place.column in filled)


def _known(found: FoundTable, cells: Sequence[Cell], row: CellPlace) -> dict[str, Cell]:
    """The cell of each known column; a row may be shorter than its headings, and a dash says nothing."""
    by_column = {cell.place.column: cell for cell in cells if cell.value not in _DASHES}
    return {
        column.name: by_column.get(number, Cell(row._replace(column=number)))
        for number, column in sorted(found.columns.items())
    }


def _row(found: FoundTable, place: CellPlace, cells: dict[str, Cell], faults: list[WrongRow]) -> TableRow:
    values: dict[str, Any] = {}
    for column in sorted(found.columns):
        name, read = found.columns[column].name, found.columns[column].read
        if name in cells and not cells[name].is_empty:
            try:
                values[name] = read(cells[name])
            except WrongCell as wrong:
                faults.append(WrongRow(str(cells[name].place), wrong.sentence))
    return TableRow(place, values, cells)


def _is_no_row(found: FoundTable, cells: Iterable[Cell], known: dict[str, Cell]) -> bool:
    first = next(str(cell.value) for cell in cells if not cell.is_empty)
    is_sum = len(first) <= _LONGEST_SUM and comparing_form(first).rstrip(":") in _SUMS
    return is_sum or _repeats_headings(found, cells) or _is_example(found, known)


def _is_example(found: FoundTable, known: dict[str, Cell]) -> bool:
    """Whether it is the template's own example, left in its place."""
    examples = {one.name: str(one.example) for one in found.columns.values() if one.example is not None}
    return bool(examples) and {name: str(cell.value) for name, cell in known.items() if not cell.is_empty} == examples


def _repeats_headings(found: FoundTable, cells: Iterable[Cell]) -> bool:
    """Whether the headings stand once more, as on each page of a printed list."""
    headings = {cell.place.column: cell.value for cell in found.sheet.rows[found.row - 1] if not cell.is_empty}
    return {cell.place.column: cell.value for cell in cells if not cell.is_empty} == headings


def _merged(found: FoundTable) -> dict[tuple[int, int], tuple[int, int]]:
    """For each further cell of a block that was merged downwards: the row and column of the first."""
    last = len(found.sheet.rows)
    if sum(min(end[0], last) - first[0] for first, end in found.sheet.merged) > MOST_CELLS:
        raise no_table("sheet_broken")
    return {
        (row, first[1]): first
        for first, end in found.sheet.merged
        if first[0] > found.row
        for row in range(first[0] + 1, min(end[0], last) + 1)
    }


def _value_of_block(found: FoundTable, cell: Cell, merged: dict[tuple[int, int], tuple[int, int]]) -> Cell:
    """What a reader sees there: in a merged block, what stands in its first cell."""
    first = merged.get((cell.place.row, cell.place.column))
    if first is None:
        return cell
    line = found.sheet.rows[first[0] - 1]
    return Cell(cell.place, line[first[1] - 1].value, line[first[1] - 1].mark)


def rows_by(rows: Iterable[TableRow], name: str) -> Iterator[tuple[Any, TableRow]]:
    """Each row that has such a value, with it."""
    return ((row.values[name], row) for row in rows if name in row.values)
