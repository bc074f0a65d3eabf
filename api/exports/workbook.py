"""A list as an Excel workbook: printed on A4 across, as wide as the paper, each page headed and numbered; its filters
on, its headings in sight; no cell of it is worked out.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from api.exports.made import Made
from api.exports.tables import UNPRINTABLE, Cell, Column, Item
from api.http.language import Language, say
from domain.kernel.base import Label
from domain.values.formulas import defused

DAY_FORMAT, TEXT_FORMAT = "yyyy-mm-dd", "@"
PAGE = Label("第 &P 页，共 &N 页", "Page &P of &N")
PRINTED = Label(
    "打印到“{last}”一列为止，其后各列只在屏幕上列出", "Printed as far as “{last}”; what follows is on the screen alone"
)
_LINE = Side(style="thin", color="B8C0CC")
_AROUND = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADED = PatternFill("solid", start_color="E8EDF2")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


class ExcelSheet:
    """A workbook of one sheet; days are days in it, and codes are text."""

    def __init__(self, made: Made, columns: Sequence[Column], language: Language) -> None:
        self._columns, self._language, self._rows = columns, language, 0
        self._book = Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(say(made.title, language))  # its stub lacks what it prints by
        lines = [*made.lines(language), *self._printed_as_far()]
        self._headed = len(lines) + 1
        self._set_up(made, lines)
        self._sheet.append([self._styled(lines[0], Font(bold=True, size=14))])
        for line in lines[1:]:
            self._sheet.append([self._styled(line, Font(color="5B6675"))])
        self._sheet.append([self._heading(say(column.heading, language)) for column in columns])
        self._cells = [self._bordered() for _ in columns]

    def _set_up(self, made: Made, lines: Sequence[str]) -> None:
        """The page: what isn't set before the first row is never written."""
        sheet, headed = self._sheet, self._headed
        sheet.freeze_panes, sheet.print_title_rows = f"B{headed + 1}", f"{headed}:{headed}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.oddHeader.center.text = _literally(say(made.title, self._language))
        sheet.oddFooter.left.text = _literally(lines[1])
        sheet.oddFooter.right.text = say(PAGE, self._language)
        for place, column in enumerate(self._columns, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = column.width

    def add(self, items: Iterable[Item]) -> None:
        """A row for each."""
        for item in items:
            self._sheet.append(
                [self._filled(place, column.cell(item, self._language)) for place, column in enumerate(self._columns)]
            )
            self._rows += 1

    def content(self) -> bytes:
        """The file."""
        last = self._headed + self._rows
        self._sheet.auto_filter.ref = f"A{self._headed}:{get_column_letter(len(self._columns))}{last}"
        self._sheet.print_area = f"A1:{get_column_letter(self._printed)}{last}"
        file = BytesIO()
        self._book.save(file)
        return file.getvalue()

    @property
    def _printed(self) -> int:
        """How many columns fit on paper: those from the first on that are meant for it."""
        return next((place for place, column in enumerate(self._columns) if not column.on_paper), len(self._columns))

    def _printed_as_far(self) -> list[str]:
        if self._printed == len(self._columns):
            return []
        last = say(self._columns[self._printed - 1].heading, self._language)
        return [say(PRINTED, self._language).format(last=last)]

    def _styled(self, text: str, font: Font) -> ExcelCell:
        cell = _text(WriteOnlyCell(self._sheet), text)
        cell.font = font
        return cell

    def _heading(self, text: str) -> ExcelCell:
        cell = self._styled(text, Font(bold=True))
        cell.fill, cell.border, cell.alignment = _HEADED, _AROUND, _WRAPPED
        return cell

    def _bordered(self) -> dict[type, ExcelCell]:
        """The cells of a column, by what they hold: each is written before it is filled again."""
        cells: dict[type, ExcelCell] = {kind: WriteOnlyCell(self._sheet) for kind in (str, date, int)}
        for cell in cells.values():
            cell.border, cell.alignment = _AROUND, _WRAPPED
        cells[str].number_format, cells[date].number_format = TEXT_FORMAT, DAY_FORMAT
        return cells

    def _filled(self, place: int, value: Cell) -> ExcelCell:
        cells = self._cells[place]
        if isinstance(value, date):
            cells[date].value = datetime.combine(value, time())
            return cells[date]
        if isinstance(value, int | float):
            cells[int].value = value
            return cells[int]
        return _text(cells[str], value)


def _text(cell: ExcelCell, value: str | None) -> ExcelCell:
    """Text as text: marked as such where a program would take it for a formula once somebody types in it."""
    cell.value = value if value is None else UNPRINTABLE.sub("", value)
    if value is not None:
        cell.data_type = "s"
    cell.quotePrefix = value is not None and defused(value) != value
    return cell


def _literally(text: str) -> str:
    """In a header an ampersand begins a code."""
    return text.replace("&", "&&")
