"""The season's workbook: a row for each center that still owes its report of a year."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.styles import Font

from domain.guideline.vocabulary import ClockKind, ClockStatus
from importing.report_columns import REPORT_TABLE, template
from service_layer.reading import ReadableLedger

PAGE = 5_000
OWED = frozenset({ClockStatus.OPEN, ClockStatus.MISSED, ClockStatus.NOT_ON_RECORD})
_TEXT = "@"


class Owing(NamedTuple):
    """A center that owes the report of a year, due on a day, and who hosts it, as far as that is known."""

    center_id: str
    name_zh: str
    host: str
    due_on: date


def owing(ledger: ReadableLedger, year: int) -> list[Owing]:
    """By the day and the center."""
    return [
        Owing(item["center_id"], item["center_name_zh"], item["host"] or "", date.fromisoformat(item["due_on"]))
        for item in _clocks(ledger, year)
        if item["status"] in OWED and item["due_on"] is not None
    ]


def _clocks(ledger: ReadableLedger, year: int) -> Iterator[dict[str, Any]]:
    """A few thousand at once: a page of the console asks the store few questions, however many centers there are."""
    first, last, cursor = date(year, 1, 1), date(year, 12, 31), None
    while True:
        page = ledger.read_model.deadlines.find(
            on=last, kind=ClockKind.ANNUAL_REPORT, due_from=first, due_to=last, limit=PAGE, cursor=cursor
        )
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def season_template(year: int, rows: list[Owing], place: int = 0) -> bytes:
    """The template, filled in as far as the register knows; ``place`` is 0 for Chinese headings and 1 for English."""
    book = load_workbook(BytesIO(template(place)))
    sheet = book.worksheets[0]
    numbers = {column.name: number for number, column in enumerate(REPORT_TABLE.columns, start=1)}
    for row, one in enumerate(rows, start=2):
        known = {"center_id": one.center_id, "center": one.name_zh, "year": year, "organisation": one.host}
        for name, value in known.items():
            cell = sheet.cell(row, numbers[name], str(value) if value else None)
            cell.number_format, cell.font = _TEXT, Font()
    file = BytesIO()
    book.save(file)
    return file.getvalue()
