"""Workbooks and text files as offices have them, made for these tests."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook

from domain.kernel.base import Label
from importing.sheets.columns import Column, Table
from importing.sheets.readers import choice, code, line, text, whole_number, written_day, yes_or_no

COLUMNS = (
    Column("name", Label("单位名称", "Name"), line, ("机构名称",), required=True, example="示例单位"),
    Column("on", Label("批准日期", "Approved on"), written_day, required=True, example="2023-05-17"),
    Column("code", Label("统一社会信用代码", "Credit code"), code),
    Column("joint", Label("联合建设", "Built jointly"), yes_or_no, choices=("是", "否")),
    Column("number", Label("次数", "Times"), whole_number),
    Column("level", Label("级别", "Level"), choice({"municipal": Label("市级", "Municipal")})),
    Column("note", Label("备注", "Note"), text),
)
TABLE = Table(Label("名单", "List"), COLUMNS, passed_over=("序号",))


def workbook(*sheets: Iterable[Sequence[Any]], titles: Sequence[str] = ("名单", "二", "三")) -> bytes:
    """A workbook with these rows in its sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in zip(titles, sheets, strict=False):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content: bytes, name: str, before: bytes, after: bytes) -> bytes:
    """The workbook, with something else in one of its parts."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(out, "w") as changed:
        for part in archive.namelist():
            data = archive.read(part)
            if part == name:
                assert before in data
                data = data.replace(before, after)
            changed.writestr(part, data)
    return out.getvalue()


def sharing(text: str, cells: int) -> bytes:
    """A workbook as Excel saves it: a text stands once, and each of these cells below one another has its number."""
    short = with_part(workbook([("甲",)] * cells), "xl/worksheets/sheet1.xml", b't="inlineStr"', b't="s"')
    short = with_part(short, "xl/worksheets/sheet1.xml", "<is><t>甲</t></is>".encode(), b"<v>0</v>")
    file = BytesIO(short)
    with ZipFile(file, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>")
    return file.getvalue()
