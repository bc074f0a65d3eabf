"""Where a table begins: the row of its headings, found by their names, in whatever order."""

from collections.abc import Iterator
from dataclasses import dataclass

from importing.sheets.cells import Book, Cell, CellPlace, Sheet
from importing.sheets.columns import Column, Heading, Table, heading_form
from importing.sheets.errors import wrong_at
from importing.wrong_rows import WrongRow, wrong_file

_SEARCHED = 50
"""Rows from the first in which something stands; titles and notes above a table are fewer."""


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a sheet: the row of its headings, its columns by their number in the sheet, headings of columns that
    aren't taken, and what is wrong with the headings.
    """

    sheet: Sheet
    row: int
    columns: dict[int, Column]
    not_taken: tuple[Heading, ...]
    faults: tuple[WrongRow, ...]

    @property
    def is_whole(self) -> bool:
        """Whether rows can be read from it."""
        return not self.faults


def find_tables(book: Book, table: Table) -> list[FoundTable]:
    """The sheets that hold the table; where none has all its required columns, the one that comes nearest."""
    found = [one for sheet in book.sheets if (one := _find(sheet, table)) is not None]
    whole = [one for one in found if one.is_whole]
    return whole or sorted(found, key=lambda one: -len(one.columns))[:1]


def no_headings(table: Table) -> WrongRow:
    """Nothing in the file is headed as the table is."""
    zh, en = ([label[place] for label in (column.heading for column in table.required)] for place in (0, 1))
    return wrong_file("sheet_no_headings", headings="、".join(zh), headings_en=", ".join(en))


def _find(sheet: Sheet, table: Table) -> FoundTable | None:
    """The row of most headings, the first of several; a single one that isn't required is none."""
    candidates = [_headed(sheet, number, table) for number in _searched(sheet)]
    best = max(candidates, key=lambda one: len(one.columns), default=None)
    if best is None or len(best.columns) < min(2, len(table.required)) or not best.columns:
        return None
    return best


def _searched(sheet: Sheet) -> Iterator[int]:
    filled = [number for number, row in enumerate(sheet.rows) if any(not cell.is_empty for cell in row)]
    yield from filled[:_SEARCHED]


def _headed(sheet: Sheet, number: int, table: Table) -> FoundTable:
    """The table as it would be with that row for its headings."""
    by_heading = {form: column for column in table.columns for form in column.headings}
    passed_over = frozenset(map(heading_form, table.passed_over))
    columns: dict[int, Column] = {}
    not_taken: list[Heading] = []
    faults: list[WrongRow] = []
    for cell in sheet.rows[number]:
        if not isinstance(cell.value, str) or cell.is_empty:
            continue
        column = by_heading.get(heading_form(cell.value))
        if column is None:
            not_taken += [] if heading_form(cell.value) in passed_over else [Heading(cell.place, cell.value)]
        elif column in columns.values():
            first = next(place for place, one in columns.items() if one is column)
            faults.append(wrong_at(cell.place, "sheet_heading_twice", name=cell.value, first=_place(cell, first)))
        else:
            columns[cell.place.column] = column
    faults += _missing(sheet, number, table, columns)
    return FoundTable(sheet, number + 1, columns, tuple(not_taken), tuple(faults))


def _place(cell: Cell, column: int) -> CellPlace:
    return cell.place._replace(column=column)


def _missing(sheet: Sheet, number: int, table: Table, columns: dict[int, Column]) -> Iterator[WrongRow]:
    row = CellPlace(sheet.name, 0, number + 1)
    for column in table.required:
        if column not in columns.values():
            yield wrong_at(row, "sheet_no_column", heading=column.heading.zh, heading_en=column.heading.en)
