"""Whole lists as files, written page by page as they are read: JSON, CSV and Excel, no cell of which is a formula."""

import csv
import json
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from api.http.language import Language, say
from domain.kernel.base import Label
from ledger.read_model.pages import Page

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK_OF_UTF8 = "\ufeff"
"""Without it Excel takes Chinese text for another encoding."""
DAY_FORMAT = "yyyy-mm-dd"

Item = dict[str, Any]
Cell = str | int | date | None
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Column(NamedTuple):
    """One column: its heading, its width in characters, and what stands in it for an item."""

    heading: Label
    width: int
    cell: Callable[[Item, Language], Cell]


def defused(cell: Cell) -> Cell:
    """The cell as a spreadsheet program shows it, never as one that it works out."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


async def csv_lines(
    columns: Sequence[Column], pages: AsyncIterable[Sequence[Item]], language: Language
) -> AsyncIterator[str]:
    """The table as CSV (RFC 4180), page by page."""
    yield MARK_OF_UTF8 + _csv([[say(column.heading, language) for column in columns]])
    async for items in pages:
        yield _csv([[defused(column.cell(item, language)) for column in columns] for item in items])


def _csv(rows: Iterable[Sequence[Cell]]) -> str:
    lines = StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


class ExcelSheet:
    """A workbook of one sheet, its heading frozen; days are days in it."""

    def __init__(self, title: Label, columns: Sequence[Column], language: Language) -> None:
        self._columns, self._language = columns, language
        self._book = Workbook(write_only=True)
        self._sheet: WriteOnlyWorksheet = self._book.create_sheet(say(title, language))
        self._sheet.freeze_panes, self._sheet.print_title_rows = "B2", "1:1"
        for place, column in enumerate(columns, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._sheet.append([self._heading(say(column.heading, language)) for column in columns])

    def add(self, items: Iterable[Item]) -> None:
        """A row for each."""
        for item in items:
            self._sheet.append([self._cell(column.cell(item, self._language)) for column in self._columns])

    def content(self) -> bytes:
        """The file."""
        file = BytesIO()
        self._book.save(file)
        return file.getvalue()

    def _heading(self, text: str) -> ExcelCell:
        cell = WriteOnlyCell(self._sheet, text)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: Cell) -> ExcelCell:
        if isinstance(value, str):
            cell = WriteOnlyCell(self._sheet, _UNPRINTABLE.sub("", value))
            cell.data_type = "s"
        elif isinstance(value, date):
            cell = WriteOnlyCell(self._sheet, datetime.combine(value, time()))
            cell.number_format = DAY_FORMAT
        else:
            cell = WriteOnlyCell(self._sheet, value)
        return cell


Items = list[Item]
Further = Callable[[str], Awaitable[Page]]
"""Reads the page that begins at a cursor."""


async def pages(first: Page, further: Further) -> AsyncIterator[Items]:
    """The items of each page. The first is read before anything goes out, so that what is wrong is still a page."""
    yield first.items
    page = first
    while page.next_cursor is not None:
        page = await further(page.next_cursor)
        yield page.items


async def as_json(first: Page, further: Further) -> AsyncIterator[str]:
    """The whole list in the shape of one page of the API."""
    yield '{"items":['
    separator = ""
    async for items in pages(first, further):
        for item in items:
            yield separator + json.dumps(item, ensure_ascii=False, separators=(",", ":"))
            separator = ","
    yield f'],"next_cursor":null,"total":{first.total}}}'


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser keeps the answer under that name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
