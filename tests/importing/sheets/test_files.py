"""A file that is no table, or one that is meant to do harm, is told what it is; nothing of it is read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.sheets.bounds import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS
from importing.sheets.table import read_book
from importing.wrong_rows import WrongRow, WrongRows
from tests.importing.sheets.workbooks import sharing, with_part, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
SHEET = "xl/worksheets/sheet1.xml"
with ZipFile(BytesIO(workbook([("甲", "2023", 5), ("乙", "=A1", 1.5)]))) as _opened:
    PARTS = [(name, _opened.read(name)) for name in _opened.namelist()]


def archive(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return file.getvalue()


def refused(content: bytes) -> WrongRow:
    with pytest.raises(WrongRows) as wrong:
        read_book(content)
    (fault,) = wrong.value.rows
    assert fault.sentence.zh
    assert fault.sentence.en
    return fault


OTHERS = {
    "PDF": b"%PDF-1.7\n",
    "PNG": b"\x89PNG\r\n\x1a\n",
    "JPEG": b"\xff\xd8\xff\xe0",
    ".xls": OLE + "Workbook".encode("utf-16-le"),
    ".doc/.et/.wps": OLE,
    ".docx": archive({"word/document.xml": b"<x/>"}),
    ".xlsb": archive({"xl/workbook.bin": b""}),
    ".ods": archive({"content.xml": b"<x/>"}),
    "zip": archive({"readme": b"x"}),
    "HTML/XML": b"\xef\xbb\xbf\n<html><table>",
    "JSON": b'{"centers": []}',
}


@pytest.mark.parametrize(("kind", "content"), OTHERS.items(), ids=OTHERS.keys())
def test_a_file_of_another_format_is_told_what_is_taken_and_where_the_template_is(kind: str, content: bytes) -> None:
    words = refused(content).sentence
    assert f" {kind} " in words.zh
    assert ".xlsx" in words.zh
    assert "模板" in words.zh
    assert "template" in words.en


def test_a_workbook_with_a_password_is_told_to_be_one() -> None:
    assert "密码" in refused(OLE + "EncryptedPackage".encode("utf-16-le")).sentence.zh


@pytest.mark.parametrize("cut", [30, 200, 2000, -1])
def test_a_damaged_workbook_says_so(cut: int) -> None:
    assert "损坏" in refused(workbook([("甲",)])[:cut]).sentence.zh


def test_a_sheet_that_is_no_xml_is_damaged() -> None:
    assert "损坏" in refused(with_part(workbook([("甲",)]), SHEET, b"</sheetData>", b"</sheet")).sentence.zh


def test_a_sheet_that_declares_entities_is_not_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><worksheet'
    assert "损坏" in refused(with_part(workbook([("甲",)]), SHEET, b"<worksheet", bomb)).sentence.zh


def test_what_expands_without_end_is_not_expanded() -> None:
    parts = {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 200_000_000}
    assert "过大" in refused(archive(parts)).sentence.zh


def test_a_part_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(archive({"xl/workbook.xml": b" " * 1_000_000}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert "损坏" in refused(bytes(content)).sentence.zh


@pytest.mark.parametrize("corner", [b"XFD1048576", b"B1048576"])
def test_one_cell_in_the_last_corner_is_no_table_of_thousands_of_millions(corner: bytes) -> None:
    fault = refused(with_part(workbook([("甲", "乙")]), SHEET, b'r="B1"', b'r="' + corner + b'"'))
    assert fault.place == f"名单!{corner.decode()}"
    assert str(MOST_ROWS) in fault.sentence.zh


@pytest.mark.parametrize("place", [b"b1", b"$B$1", b"B0", b"B99999999", b"99999999", b"AAAB1", b"B1 ", b""])
def test_a_place_that_is_written_as_no_program_writes_it_makes_the_file_a_damaged_one(place: bytes) -> None:
    content = with_part(workbook([("甲", "乙")]), SHEET, b'r="B1"', b'r="' + place + b'"')
    assert "损坏" in refused(content).sentence.zh


@given(st.data())
def test_whatever_becomes_of_a_workbooks_parts_it_is_read_or_refused(data: st.DataObject) -> None:
    part, content = data.draw(st.sampled_from(PARTS))
    start = data.draw(st.integers(0, len(content) - 1))
    put_in = data.draw(st.sampled_from([b"", b"9999999", b"<", b'"', b"&", b"\x00", b"r=", b"</c>"]))
    changed = content[:start] + put_in + content[start + data.draw(st.integers(0, 8)) :]
    assert read_or_refused(archive(dict(PARTS) | {part: changed}))


def read_or_refused(content: bytes) -> bool:
    try:
        return read_book(content) is not None
    except WrongRows as wrong:
        return bool(wrong.rows)


def test_too_many_columns_and_rows_are_named() -> None:
    assert refused(workbook([range(MOST_COLUMNS + 1)])).place == "名单!IW1"
    assert refused(b"a,b\n" * (MOST_ROWS + 1)).place == f"A{MOST_ROWS + 1}"
    assert "过大" in refused(b"a" * (LARGEST_FILE + 1)).sentence.zh


def test_bytes_that_are_no_text_and_quotes_that_do_not_pair_are_told() -> None:
    assert "编码" in refused(b"\xff\xffabc").sentence.zh
    assert "编码" in refused("单位名称,批准日期".encode("utf-16-le")).sentence.zh
    assert "第 2 行" in refused('甲,乙\n"丙,丁\n'.encode()).sentence.zh


def test_a_text_that_many_cells_share_is_counted_for_each_of_them() -> None:
    assert "文字过多" in refused(sharing("长" * 30_000, 700)).sentence.zh
    assert len(read_book(sharing("长" * 30_000, 40)).sheets[0].rows) == 40


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<v>0</v>", b"<v>9</v>"),
        (b"<v>0</v>", b"<v>-1</v>"),
        (b"<v>0</v>", b"<v>0</v><v>0</v>"),
        (b't="s"', b's="-1"'),
        (b't="s"', b's="x"'),
    ],
)
def test_a_cell_of_a_text_or_a_style_that_there_is_not_is_damage(before: bytes, after: bytes) -> None:
    assert "损坏" in refused(with_part(sharing("甲", 1), SHEET, before, after)).sentence.zh
