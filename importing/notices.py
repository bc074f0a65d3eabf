"""A year's holiday notice from a file: JSON or YAML as the API takes it, or a table with a row for each holiday, each
wrong item named by its place.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clock import today_in_shanghai
from domain.kernel.base import Label
from domain.working_calendar.working_days import HolidayNotice
from importing.plain_yaml import read_yaml
from importing.sheets.cells import Cell, reading_order
from importing.sheets.columns import Column, Table
from importing.sheets.days import read_day
from importing.sheets.errors import wrong_cell
from importing.sheets.readers import checked, day, line, whole_number
from importing.sheets.table import TableRow, read_book, read_table
from importing.sheets.template import make_template
from importing.wrong_rows import WrongRow, WrongRows, in_order, wrong_file, wrong_rows

TABLES = (".xlsx", ".csv")
_SEVERAL = re.compile(r"[、；;,，\s]+")
_ONCE = ("year", "number", "issued_on")
"""What is said of the notice as a whole; further rows repeat it or leave it out."""
_LONGEST_HOLIDAY = 31
"""Days; a longer one is a slip of the pen, and is not spelt out day by day."""


def _days(cell: Cell) -> tuple[date, ...]:
    """Several days in one cell."""
    if not isinstance(checked(cell).value, str):
        return (day(cell),)
    found = [read_day(part).on for part in _SEVERAL.split(str(cell.value)) if part]
    if not all(isinstance(one, date) for one in found):
        raise wrong_cell("sheet_whole_day")
    return tuple(one for one in found if isinstance(one, date))


NOTICE_TABLE = Table(
    Label("节假日安排", "Holiday notice"),
    (
        Column("year", Label("年份", "Year"), whole_number, required=True, example="2031", width=8),
        Column(
            "number",
            Label("文号", "Document number"),
            line,
            ("通知文号", "发文字号"),
            required=True,
            example="国办发明电〔2030〕9号",
            width=26,
        ),
        Column(
            "issued_on",
            Label("印发日期", "Issued on"),
            day,
            ("成文日期", "发文日期"),
            True,
            example="2030-11-04",
            width=14,
        ),
        Column("name", Label("节日", "Holiday"), line, ("节日名称", "假日"), example="元旦", width=12),
        Column(
            "first",
            Label("放假首日", "First day off"),
            day,
            ("放假开始", "开始日期"),
            True,
            example="2031-01-01",
            width=14,
        ),
        Column(
            "last", Label("放假末日", "Last day off"), day, ("放假结束", "结束日期"), example="2031-01-03", width=14
        ),
        Column(
            "working",
            Label("调休上班日", "Weekends worked in exchange"),
            _days,
            ("调休上班", "上班日"),
            hint=Label("周六或周日；几天之间用顿号隔开", "Saturdays or Sundays, with 、 between several"),
            example="2031-01-04",
            width=28,
        ),
    ),
)
NOTES = (
    Label(
        "一份通知一个文件，写全年的安排；修改时也写全年。",
        "One notice in one file, with the whole year; an amendment too.",
    ),
    Label(
        "每个节日一行；年份、文号、印发日期写在第一行即可。只放假一天的，放假末日可不填。",
        "A row for each holiday; year, number and day of issue are needed in the first row alone. A single day off"
        " needs no last day.",
    ),
    Label("斜体的示例行不导入，可覆盖。", "The example in italics is not entered: write over it."),
)


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """A notice as the API takes it, and by the places of what it states the cells of a table, if it came from one."""

    stated: dict[str, Any]
    cells: Mapping[str, str]

    def place(self, path: str) -> str:
        """Where something stands, by its place in the notice: the cell, if it came from a table."""
        return self.cells.get(path, path)


def read_notice(file: Path) -> ReadNotice:
    """The notice in the file, checked. Raises ``WrongRows`` with everything that is wrong."""
    read = _from_table(file) if file.suffix.casefold() in TABLES else _from_text(file)
    try:
        HolidayNotice.model_validate(read.stated)
    except ValidationError as wrong:
        faults = [WrongRow(read.place(row.place), row.sentence) for row in wrong_rows(wrong.errors())]
        order = reading_order if read.cells else in_order
        raise WrongRows(sorted(faults, key=lambda row: order(row.place))) from None
    return read


def _from_text(file: Path) -> ReadNotice:
    stated = read_yaml(file)
    if isinstance(stated, dict) and isinstance(stated.get("notice"), dict):
        stated = stated["notice"]  # the whole body, as the API takes it
    if not isinstance(stated, dict):
        raise WrongRows([wrong_file("notice_expected")])
    return ReadNotice(stated, {})


def _from_table(file: Path) -> ReadNotice:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise WrongRows([wrong_file("file_unreadable", reason=error.strerror)]) from None
    table = read_table(read_book(content), NOTICE_TABLE)
    if not table.rows and not table.faults:
        raise WrongRows([wrong_file("sheet_no_rows")])
    stated: dict[str, Any] = {"holidays": [], "working_weekends": []}
    cells: dict[str, str] = {}
    faults = list(table.faults)
    for row in table.rows:
        faults += _once(row, stated, cells)
        faults += _off(row, stated["holidays"], cells)
        for one in row.values.get("working", ()):
            cells[f"working_weekends[{len(stated['working_weekends'])}]"] = row.place_of("working")
            stated["working_weekends"].append(str(one))
    if faults:
        raise WrongRows(sorted(faults, key=lambda fault: reading_order(fault.place)))
    return ReadNotice(stated, cells)


def _once(row: TableRow, stated: dict[str, Any], cells: dict[str, str]) -> Iterator[WrongRow]:
    for name in _ONCE:
        if name not in row.values:
            continue
        value = row.values[name] if name == "year" else str(row.values[name])
        if stated.setdefault(name, value) != value:
            yield WrongRow(row.place_of(name), wrong_cell("notice_differs", first=cells[name]).sentence)
        cells.setdefault(name, row.place_of(name))


def _off(row: TableRow, holidays: list[str], cells: dict[str, str]) -> Iterator[WrongRow]:
    first = row.values.get("first")
    last = row.values.get("last", first)
    if first is None:
        if last is not None:
            yield WrongRow(row.place_of("first"), wrong_cell("missing").sentence)
        return
    if last < first:
        yield WrongRow(row.place_of("last"), wrong_cell("sheet_range_backwards").sentence)
        return
    if (last - first).days >= _LONGEST_HOLIDAY:
        yield WrongRow(row.place_of("last"), wrong_cell("holiday_too_long", most=_LONGEST_HOLIDAY).sentence)
        return
    for number in range((last - first).days + 1):
        cells[f"holidays[{len(holidays)}]"] = row.place_of("last" if number else "first")
        holidays.append(str(first + timedelta(days=number)))


def template_table() -> bytes:
    """The workbook to fill in."""
    return make_template((NOTICE_TABLE,), NOTES)


def template_text() -> bytes:
    """The same as JSON, for next year. Its number is none, so that nobody enters it as it is."""
    year = today_in_shanghai().year + 1
    sample = {
        "year": year,
        "number": f"国办发明电〔{year - 1}〕 号",
        "issued_on": f"{year - 1}-11-04",
        "holidays": [f"{year}-01-01", f"{year}-01-02", f"{year}-01-03"],
        "working_weekends": [],
    }
    return (json.dumps(sample, ensure_ascii=False, indent=2) + "\n").encode()
