"""A table is found in a file as an office has it, and each of its rows is read with its places."""

from datetime import date, datetime

import pytest
from openpyxl import Workbook

from domain.kernel.base import Label
from importing.sheets.cells import Cell, CellPlace
from importing.sheets.days import WrittenDay
from importing.sheets.readers import lines
from importing.sheets.table import ReadTable, read_book, read_table
from importing.sheets.template import make_template
from importing.wrong_rows import WrongRows
from tests.importing.sheets.workbooks import TABLE, saved, with_part, workbook

HEADINGS = ("单位名称", "批准日期")


def read(content: bytes) -> ReadTable:
    return read_table(read_book(content), TABLE)


def faults(content: bytes) -> dict[str, str]:
    try:
        return {fault.place: fault.sentence.zh for fault in read(content).faults}
    except WrongRows as wrong:
        return {fault.place: fault.sentence.zh for fault in wrong.rows}


def test_headings_are_found_below_titles_and_empty_rows_in_any_order_and_spelling() -> None:
    rows: list[list[str | None]] = [
        ["2026年度名单"],
        [],
        [None, None, "填表人：张三"],
        ["序号", " 批准 日期（必填）*", "机构名称", "联系人"],
    ]
    found = read(workbook([*rows, [1, "2023.5.17", "甲单位", "李四"], [], [2, "2022—2023", "乙单位"]]))
    assert [row.values for row in found.rows] == [
        {"name": "甲单位", "on": WrittenDay(date(2023, 5, 17))},
        {"name": "乙单位", "on": WrittenDay(None, "2022", "2023")},
    ]
    assert [row.place_of("on") for row in found.rows] == ["名单!B5", "名单!B7"]
    assert [(str(heading.place), heading.text) for heading in found.not_taken] == [("名单!D4", "联系人")]
    assert found.faults == []


def test_headings_may_be_english_or_the_names_of_fields() -> None:
    assert read(b"name,Approved on\nA,2023\n").rows[0].values == {"name": "A", "on": WrittenDay("2023")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_whatever_wrote_it(encoding: str, separator: str) -> None:
    lines = (separator.join(line) for line in (HEADINGS, ("㛃𠮷单位", "2023年5月"), ("“乙”，单位", "2023")))
    found = read("\r\n".join(lines).encode(encoding))
    assert [row.values["name"] for row in found.rows] == ["㛃𠮷单位", "“乙”，单位"]
    assert found.rows[0].place_of("on") == "B2"


def test_a_quoted_cell_may_hold_separators_and_breaks_and_rows_count_as_a_spreadsheet_shows_them() -> None:
    found = read('sep=;\n单位名称;批准日期;备注\n"甲;单位";2023;"一\n二"\n\n乙;x;\n'.encode())
    assert found.rows[0].values == {"name": "甲;单位", "on": WrittenDay("2023"), "note": "一\n二"}
    assert [fault.place for fault in found.faults] == ["B5"]


def test_an_excel_date_is_as_much_of_a_day_as_its_cell_shows() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADINGS)
    formats = ("yyyy-mm-dd", 'yyyy"年"m"月"', "yyyy年m月d日", "mmm-yy", "yyyy", '[$-804]yyyy"年"m"月"d"日";@', "m/d")
    for number, shown in enumerate(formats, start=2):
        sheet.append([f"单位{number}", datetime(2023, 5, 17, 8, 30)])  # noqa: DTZ001 - Excel's have no zone
        sheet.cell(number, 2).number_format = shown
    day = date(2023, 5, 17)
    found = [row.values["on"].on for row in read(saved(book)).rows]
    assert found == [day, "2023-05", day, "2023-05", "2023", day, day]


def test_a_month_in_a_format_that_only_chinese_editions_have_stays_a_month() -> None:
    book = Workbook()
    book.worksheets[0].append(HEADINGS)
    book.worksheets[0].append(["甲", date(2023, 5, 1)])
    book.worksheets[0]["B2"].number_format = "mmm-yy"
    content = with_part(saved(book), "xl/styles.xml", b'numFmtId="17"', b'numFmtId="57"')
    assert read(content).rows[0].values["on"] == WrittenDay("2023-05")


def test_a_block_merged_downwards_holds_for_each_of_its_rows() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (HEADINGS, ("甲", "2023"), ("乙", None), ("丙", None), ("丁", "2024")):
        sheet.append(row)
    sheet.merge_cells("B2:B4")
    assert [row.values["on"].on for row in read(saved(book)).rows] == ["2023", "2023", "2023", "2024"]


def test_headings_that_are_repeated_on_each_page_are_no_rows() -> None:
    assert len(read(workbook([HEADINGS, ("甲", "2023"), HEADINGS, ("乙", "2023")])).rows) == 2


def test_hidden_sheets_say_nothing_and_several_that_are_shown_are_one_table() -> None:
    book = Workbook()
    for title, name in (("市级", "甲"), ("国家级", "乙"), ("旧", "丙")):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append([name, "2023"])
    book["旧"].sheet_state = "hidden"
    assert [row.place_of("name") for row in read(saved(book)).rows] == ["市级!A2", "国家级!A2"]


def test_a_number_is_read_as_its_digits_where_text_is_meant_and_what_exports_put_before_a_text_is_taken_off() -> None:
    found = read(workbook([(*HEADINGS, "备注", "次数"), ("'=甲", "2023", 91.2, 3), (360, 2023, 7, "1,200")])).rows
    assert [row.values for row in found] == [
        {"name": "=甲", "on": WrittenDay("2023"), "note": "91.2", "number": 3},
        {"name": "360", "on": WrittenDay("2023"), "note": "7", "number": 1200},
    ]


WRONG = {
    "a formula without a result": ("name", "=CONCAT(1,2)", "公式没有保存结果"),
    "a formula that failed": ("name", "#REF!", "公式出错"),
    "a code as a number": ("code", 91310000132203002, "代码须为文本"),
    "a code in scientific notation": ("code", "9.1310000132E+17", "代码须为文本"),
    "digits that are lost": ("note", 1234567890123456789, "位数超过15位"),
    "a day as a name": ("name", date(2023, 5, 17), "应为文字"),
    "October or January": ("on", 2023.1, "1月还是10月"),
    "the number of a day": ("on", 45063, "2023-05-17"),
    "a year in a cell meant for dates": ("on", date(1905, 7, 15), "年份 2023"),
    "a day long ago": ("on", "1899-01-01", "1900年至2200年"),
    "a word for a day": ("on", "近日", "不是日期"),
    "a line break in a name": ("name", "甲\n单位", "一行"),
    "nothing to be seen": ("name", "\u200b", "没有可见"),
    "a control character": ("note", "甲\u0085乙", "控制字符"),
    "neither yes nor no": ("joint", "也许", "“是”或“否”"),
    "a fraction for a number": ("number", 1.5, "整数"),
    "an unknown word": ("level", "星级", "市级"),
}


@pytest.mark.parametrize(("column", "value", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_cell_is_named_by_sheet_column_and_row(column: str, value: object, words: str) -> None:
    names = [one.name for one in TABLE.columns]
    right: dict[str, object] = {"name": "甲", "on": "2023"}
    content = workbook([["标题"], names, [(right | {column: value}).get(name) for name in names]])
    place = f"名单!{'ABCDEFG'[names.index(column)]}3"
    assert words in faults(content)[place]


def test_several_names_stand_in_one_cell_with_signs_between_that_are_part_of_none() -> None:
    written = "甲公司、乙大学；丙（上海）有限公司, 丁所，戊所;Foo Co., Ltd.\n己局"
    names = lines(Cell(CellPlace("", 1, 1), written))
    assert names == ["甲公司", "乙大学", "丙（上海）有限公司", "丁所", "戊所", "Foo Co., Ltd.", "己局"]


def test_all_faults_are_named_at_once() -> None:
    content = workbook([(*HEADINGS, "联合建设"), ("甲", "x", "y"), ("乙\n", "2023", "z"), ("丙", 2023.1, "?")])
    assert list(faults(content)) == ["名单!B2", "名单!C3", "名单!B4", "名单!C4"]


def test_a_nul_in_a_text_file_is_named_by_its_place() -> None:
    assert "U+0000" in faults("单位名称,批准日期\n甲\x00单位,2023\n".encode())["A2"]


def test_missing_and_repeated_headings_are_named() -> None:
    assert faults(workbook([("单位名称", "机构名称", "备注")])) == {
        "名单!B1": "“机构名称”列重复，已见于 名单!A1",
        "名单!1": "缺少“批准日期”列",
    }
    assert "单位名称、批准日期" in faults(b"1,2\n3,4\n")["$"]


def test_a_template_is_read_as_an_empty_table_and_its_example_as_none() -> None:
    for place in (0, 1):
        found = read(make_template([TABLE], [Label("说明", "Note")], place))
        assert (found.rows, found.faults, found.not_taken) == ([], [], [])
