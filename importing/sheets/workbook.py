"""An Excel workbook: its parts expanded within bounds, its cells read by calamine, and what calamine doesn't tell.

A workbook is a zip archive of XML. Its parts are read here first, within their bounds, so that nothing in it expands
without end, and handed on as they are. Before a sheet's values are read, its XML has told how far they reach: one cell
in the last corner would otherwise be a table of 17 thousand million.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from importing.sheets.bounds import (
    LARGEST_CONTENT,
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHARED_TEXT,
    MOST_SHEETS,
)
from importing.sheets.cells import Book, Cell, CellPlace, Sheet, Value
from importing.sheets.errors import no_table, wrong_at
from importing.sheets.formats import check_parts
from importing.sheets.parts import Marks, SheetPart, WrongPart, marks_of, sheet_parts, text_lengths
from importing.wrong_rows import WrongRows

_NO_ARCHIVE = (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error)


def read_workbook(content: bytes) -> Book:
    """The sheets that its reader sees. Raises ``WrongRows``."""
    parts = _expanded(content)
    try:
        listed = sheet_parts(parts)
        if len(listed) > MOST_SHEETS:
            raise no_table("sheet_too_many_sheets", most=MOST_SHEETS)
        lengths = text_lengths(parts)
        marks = {part.name: _within_bounds(part, marks_of(parts, part, lengths)) for part in listed}
        if sum(one.shared_text for one in marks.values()) > MOST_SHARED_TEXT:
            raise no_table("sheet_too_much_text", most=MOST_SHARED_TEXT)
        return Book(tuple(_sheets(_stored(parts), marks)))
    except (WrongPart, CalamineError, OSError, ValueError, KeyError):
        raise no_table("sheet_broken") from None


def _expanded(content: bytes) -> dict[str, bytes]:
    """Each part by its name. What a part says of its size is believed, and no more than that is ever read."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = [one for one in archive.infolist() if not one.is_dir()]
            if len(files) > MOST_PARTS or sum(one.file_size for one in files) > LARGEST_CONTENT:
                raise no_table("sheet_expands", most=LARGEST_CONTENT // 1_000_000)
            check_parts(frozenset(one.filename for one in files))
            if len({one.filename.casefold() for one in files}) < len(files):
                raise no_table("sheet_broken")
            if any(one.flag_bits & 1 for one in files):
                raise no_table("sheet_encrypted")
            return {one.filename: archive.read(one) for one in files if one.filename.endswith((".xml", ".rels"))}
    except _NO_ARCHIVE:
        raise no_table("sheet_broken") from None


def _stored(parts: dict[str, bytes]) -> BytesIO:
    """The same parts in an archive that cannot expand any more."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def _within_bounds(sheet: SheetPart, marks: Marks) -> Marks:
    rows, columns = marks.last_row, marks.last_column
    place = CellPlace(sheet.name, columns, rows)
    if rows > MOST_ROWS:
        raise WrongRows([wrong_at(place, "sheet_too_many_rows", most=MOST_ROWS)])
    if columns > MOST_COLUMNS:
        raise WrongRows([wrong_at(place, "sheet_too_wide", most=MOST_COLUMNS)])
    if rows * columns > MOST_CELLS:
        raise WrongRows([wrong_at(place, "sheet_too_many_cells", most=MOST_CELLS)])
    return marks


def _sheets(file: BytesIO, marks: dict[str, Marks]) -> Iterator[Sheet]:
    with CalamineWorkbook.from_filelike(file) as book:
        for described in book.sheets_metadata:
            if described.visible is SheetVisibleEnum.Visible and described.name in marks:
                yield _sheet(book.get_sheet_by_name(described.name), marks[described.name])


def _sheet(sheet: CalamineSheet, marks: Marks) -> Sheet:
    values = sheet.to_python(skip_empty_area=False) if marks.last_row else []
    rows = tuple(
        tuple(_cell(CellPlace(sheet.name, column, row), value, marks) for column, value in enumerate(line, start=1))
        for row, line in enumerate(values, start=1)
    )
    blocks = sheet.merged_cell_ranges or []
    return Sheet(sheet.name, rows, tuple(((a + 1, b + 1), (c + 1, d + 1)) for (a, b), (c, d) in blocks))


def _cell(place: CellPlace, value: Value, marks: Marks) -> Cell:
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise WrongRows([wrong_at(place, "string_too_long", max_length=LONGEST_CELL)])
        value = value.strip()
    return Cell(place, value, marks.cells.get((place.row, place.column), ""))
