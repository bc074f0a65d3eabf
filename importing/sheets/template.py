"""The workbook that somebody fills in: headings, lists to choose from, notes, an example, and what is to be known."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.kernel.base import Label
from importing.sheets.cells import Value
from importing.sheets.columns import Column, Table

_ROWS = 2_000
"""Rows below the headings that lists to choose from are made ready for."""
_HEADING, _REQUIRED = (PatternFill("solid", start_color=color) for color in ("E8EDF2", "FCE9D0"))
_LISTS, _NOTES = "可选值", "填写说明"
_TEXT = "@"
"""Excel's format of a cell whose content stays as it is typed."""


def make_template(tables: Sequence[Table], notes: Sequence[Label], place: int = 0) -> bytes:
    """A workbook with a sheet for each table, and its notes; ``place`` is 0 for Chinese words and 1 for English ones.

    Every cell is text, so that days and codes stay as they are typed.
    """
    book = Workbook()
    lists = book.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for table in tables:
        _write_table(book.create_sheet(table.title[place], len(book.sheetnames) - 1), lists, table, place)
    _write_notes(book.create_sheet(_NOTES if place == 0 else "Notes", len(book.sheetnames) - 1), notes, place)
    book.remove(book.worksheets[0])
    book.active = 0
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write_table(sheet: Worksheet, lists: Worksheet, table: Table, place: int) -> None:
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = _TEXT
        _write_heading(sheet, number, column, place)
        _write_example(sheet, number, column.example)
        if column.choices:
            _offer(sheet, lists, letter, column)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_heading(sheet: Worksheet, number: int, column: Column, place: int) -> None:
    cell = sheet.cell(1, number, column.heading[place])
    cell.font, cell.fill = Font(bold=True), _REQUIRED if column.required else _HEADING
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if column.hint is not None:
        cell.comment = Comment(column.hint[place], "衡序 Hengxu", width=320, height=120)


def _write_example(sheet: Worksheet, number: int, example: Value | None) -> None:
    if example is None:
        return
    cell = sheet.cell(2, number, str(example))
    cell.number_format = _TEXT
    cell.font = Font(italic=True, color="6B7280")


def _offer(sheet: Worksheet, lists: Worksheet, letter: str, column: Column) -> None:
    """The words to choose from stand in a hidden sheet: a list within a cell holds 255 characters at most."""
    place = 1 + sum(1 for cell in lists[1] if cell.value is not None)
    for row, word in enumerate((column.heading.zh, *column.choices), start=1):
        lists.cell(row, place, word)
    own = get_column_letter(place)
    offered = DataValidation("list", f"'{_LISTS}'!${own}$2:${own}${len(column.choices) + 1}", allow_blank=True)
    offered.showErrorMessage = True
    sheet.add_data_validation(offered)
    offered.add(f"{letter}2:{letter}{_ROWS + 1}")


def _write_notes(sheet: Worksheet, notes: Sequence[Label], place: int) -> None:
    sheet.column_dimensions["A"].width = 100
    for row, note in enumerate(notes, start=1):
        sheet.cell(row, 1, note[place]).alignment = Alignment(wrap_text=True, vertical="top")
