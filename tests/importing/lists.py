"""Lists of centers as offices have them, made for these tests from what a file of JSON says."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook

from domain.guideline.fields import Field
from domain.guideline.vocabulary import Level
from domain.imported.facts import Certainty, FactKind
from importing.center_columns import CENTER_TABLE, REPORT_TABLE
from importing.center_lists import template
from importing.sheets.columns import Table
from tests.importing.sheets.workbooks import saved

Row = Sequence[Any]
HEADINGS = ("序号", "中心名称", "级别", "地区", "服务领域", "依托单位", "批准筹建日期", "批准成立日期", "资料来源")


def office_row(number: int, name: str, approved: Any = None, established: Any = None, **other: Any) -> list[Any]:
    """A row below ``HEADINGS``."""
    cells = {
        "level": "市级",
        "region": "上海",
        "field": "其他重要产业",
        "host": "示例研究院",
        "source": "统计表",
    } | other
    own = (cells["level"], cells["region"], cells["field"], cells["host"])
    return [number, name, *own, approved, established, cells["source"]]


def office_workbook(rows: Iterable[Row]) -> Workbook:
    """A workbook whose list stands below a merged title, a line of remarks and an empty row."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "2026年统计"
    sheet.append(["上海市产业计量测试中心名录"])
    sheet.merge_cells("A1:I1")
    sheet.append(["填报单位：计量处", None, None, None, None, None, None, "2026年11月"])
    sheet.append([])
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(list(row))
    return book


def filled_template(centers: Iterable[dict[str, Any]]) -> bytes:
    """Our template with these centers of a file of JSON in it."""
    book = load_workbook(BytesIO(template()))
    listed, reports = book.worksheets[:2]
    for center in centers:
        listed.append(_cells(CENTER_TABLE, _own(center)))
        for fact in center["facts"]:
            reports.append(_cells(REPORT_TABLE, _report(center, fact)))
    return saved(book)


def as_csv(rows: Iterable[Row], encoding: str) -> bytes:
    """The rows as a text file in that encoding."""
    lines = StringIO()
    csv.writer(lines).writerows(["" if cell is None else str(cell) for cell in row] for row in rows)
    return lines.getvalue().encode(encoding)


def _own(center: dict[str, Any]) -> dict[str, Any]:
    words = {"level": Level(center["level"]).label.zh, "field": Field(center["field"]).label.zh}
    joint = {"joint": "是"} if center.get("joint") else {}
    partners = {"joint_with": "、".join(center["joint_with"])} if center.get("joint_with") else {}
    return center | words | joint | partners


def _report(center: dict[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    bounds = [fact.get("not_before"), fact.get("not_after")]
    day = fact["date"] or ("不晚于" + bounds[1] if bounds[1] else "日期不详")
    words = {"event": FactKind(fact["event"]).label.zh, "certainty": Certainty(fact["certainty"]).label.en}
    return fact | words | {"center": center["name_zh"], "date": day}


def _cells(table: Table, values: dict[str, Any]) -> list[Any]:
    return [values.get(column.name) for column in table.columns]
