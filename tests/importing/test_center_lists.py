"""An office's own list: whatever it looks like, each row becomes what a file of JSON would have said."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importing.center_columns import OF_PAPERS
from importing.center_lists import id_of_name, template, template_as_text
from importing.importer import Importer
from importing.read_file import ReadFile
from importing.reading import ids_by_name, read_content
from importing.wrong_rows import WrongRows
from ledger.read_model.columns import COLUMN_OF
from tests.importing.conftest import SEED
from tests.importing.lists import HEADINGS, as_csv, filled_template, office_row, office_workbook
from tests.importing.sheets.workbooks import saved, with_part, workbook

LIGHT, SPACE = "上海市智慧照明产业计量测试中心", "上海市空间能源产业计量测试中心"

SHEET = "xl/worksheets/sheet1.xml"


def read(content: bytes, name: str = "名录.xlsx") -> ReadFile:
    found = read_content(content, name)
    assert found.faults == ()
    return found


def facts_of(found: ReadFile, number: int) -> list[tuple[str, str]]:
    """Each fact's kind, and when it was: a date, or its bounds."""
    return [
        (fact.kind.value, str(fact.date) if fact.date else f"{fact.not_before}…{fact.not_after}")
        for fact in found.rows[number].facts
    ]


def test_an_offices_workbook_with_merged_titles_empty_rows_and_days_of_all_kinds_is_read() -> None:
    book = office_workbook(
        [
            office_row(1, LIGHT, "2017年", "2021.5.11"),
            [],
            office_row(2, SPACE, date(2023, 5, 17)),
            office_row(3, "国家智能网联汽车产业计量测试中心", "2018/3/2", "2023年5月前", level="国家级"),
            office_row(4, "广东省海产品产业计量测试中心", "2019—2020", "日期不详", level=None, region=None, host="/"),
            ["合计", 4],
            ["填表人：张三"],
        ]
    )
    book.worksheets[0]["F5"] = "=K1"
    content = with_part(saved(book), SHEET, b"<f>K1</f><v />", "<f>K1</f><v>示例研究院</v>".encode())
    content = with_part(content, SHEET, b'r="F5"', b'r="F5" t="str"')
    found = read(content)
    assert len(found.rows) == 4
    rows = list(found.rows.values())
    assert [row.name_zh for row in rows[:2]] == [LIGHT, SPACE]
    assert rows[0].host == "示例研究院"
    assert facts_of(found, 0) == [("construction_approved", "2017"), ("established", "2021-05-11")]
    assert facts_of(found, 1) == [("construction_approved", "2023-05-17")]
    assert facts_of(found, 2) == [("construction_approved", "2018-03-02"), ("established", "None…2023-05")]
    assert facts_of(found, 3) == [("construction_approved", "2019…2020"), ("established", "None…None")]
    assert (rows[3].level.value, rows[3].region, rows[3].host) == ("provincial", "广东", None)
    assert [note.place for note in found.notes] == ["2026年统计!C9", "2026年统计!D9"]


def test_what_papers_say_is_named_and_left_to_be_entered_from_them() -> None:
    headings = [*HEADINGS, *(COLUMN_OF[name].heading.zh for name in OF_PAPERS), "员工人数"]
    papers = ["沪市监计量〔2023〕100号", "2026-05-17", "沪市监计量〔2026〕7号", "张主任", 40]
    rows = [headings, [*office_row(1, LIGHT, "2022年5月"), *papers]]
    found = read(as_csv(rows, "utf-8-sig"), "名录.csv")
    *of_papers, staff = found.notes
    begun = [f"“{heading}”以文件为准" for heading in headings[len(HEADINGS) : -1]]
    assert [note.sentence.zh[: len(start)] for note, start in zip(of_papers, begun, strict=True)] == begun
    assert staff.sentence.zh == "没有“员工人数”这一项，本列不导入"
    assert facts_of(found, 0) == [("construction_approved", "2022-05")]


def test_of_our_own_register_alone_what_papers_say_is_on_record_and_nothing_is_told(intake: Importer) -> None:
    intake.write(intake.plan(read_content(SEED.read_bytes(), "real-centers.json")))
    headings = [*HEADINGS, "中心编号", COLUMN_OF["director"].heading.zh]
    new = "上海市某某产业计量测试中心"
    rows = (("sh-space-energy", SPACE), ("sh-other", SPACE), ("sh-new", new), (None, new))
    lists = [workbook([headings, [*office_row(1, name), center, "张主任"]]) for center, name in rows]
    notes = [len(read_content(content, "名录.xlsx", ids_by_name(intake.ledger)).notes) for content in lists]
    assert notes == [0, 1, 1, 1]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_text_file_of_an_older_program_is_read(encoding: str) -> None:
    rows = [["上海市产业计量测试中心名录"], [], HEADINGS, office_row(1, LIGHT, "2022年5月", host="㛃研究院"), []]
    found = read(as_csv(rows, encoding), "名录.csv")
    assert found.rows[0].host == "㛃研究院"
    assert facts_of(found, 0) == [("construction_approved", "2022-05")]
    assert found.cell_of("centers[0].facts[0].date") == "G4"


def test_two_thousand_rows_are_read() -> None:
    rows = [office_row(number, f"上海市第{number}产业计量测试中心", "2023年5月") for number in range(2_000)]
    found = read(saved(office_workbook(rows)))
    assert len(found.rows) == 2_000
    assert found.cell_of("centers[1999].host") == "2026年统计!F2004"


@pytest.mark.parametrize("centers", ["seed", "further"])
def test_json_workbook_and_text_say_the_same_when_they_hold_the_same(centers: str) -> None:
    content: dict[str, Any] = json.loads(SEED.read_text(encoding="utf-8"))
    if centers == "further":
        content["centers"] = [FURTHER]
    of_json = read(json.dumps(content).encode(), "real.json").rows.values()
    of_workbook = read(filled_template(content["centers"])).rows.values()
    assert [row.command("来源") for row in of_workbook] == [row.command("来源") for row in of_json]
    ids = [row.id for row in of_json]
    assert [row.id for row in of_workbook] == ids


REPORT: dict[str, Any] = {"date": None, "certainty": "reported", "source": "甲报"}
FURTHER: dict[str, Any] = {
    "id": "gd-urban-rail",
    "name_zh": "广东省城市轨道交通运输服务产业计量测试中心",
    "level": "provincial",
    "region": "广东",
    "host": "广州计量检测技术研究院",
    "joint": True,
    "joint_with": ["甲公司", "乙大学"],
    "field": "other",
    "industry": "城市轨道交通运输服务",
    "seat": "广州市",
    "facts": [
        REPORT | {"event": "construction_approved", "authority": "省局"},
        REPORT | {"event": "accepted_on_site", "date": "2019-09", "certainty": "approximate", "score": "91.2分"},
        REPORT | {"event": "established", "not_after": "2020-01"},
    ],
}


def test_a_text_file_and_a_workbook_of_the_same_rows_are_one_list() -> None:
    rows = [HEADINGS, office_row(1, LIGHT, "2022年5月", "约2024年"), office_row(2, SPACE, "2023—2024")]
    of_text = read(as_csv(rows, "gb18030"), "名录").rows
    of_workbook = read(workbook(rows), "名录").rows
    assert {n: row.command_id for n, row in of_text.items()} == {n: row.command_id for n, row in of_workbook.items()}
    assert of_text[0].facts[1].certainty.value == "approximate"


def test_a_center_without_an_id_is_the_one_of_its_name_or_a_new_one(intake: Importer) -> None:
    intake.write(intake.plan(read_content(SEED.read_bytes(), "real-centers.json")))
    content = workbook([HEADINGS, office_row(1, f"  {SPACE} "), office_row(2, "上海市某某产业计量测试中心")])
    found = read_content(content, "名录.xlsx", ids_by_name(intake.ledger))
    assert [row.id for row in found.rows.values()] == ["sh-space-energy", id_of_name("上海市某某产业计量测试中心")]


def test_a_list_taken_up_twice_changes_nothing_the_second_time(intake: Importer) -> None:
    content = workbook([HEADINGS, office_row(1, LIGHT, "2022年5月"), office_row(2, SPACE, "2023年5月前")])
    for outcome in ("new", "unchanged"):
        rows = intake.plan(read_content(content, "名录.xlsx", ids_by_name(intake.ledger)))
        assert {row.outcome for row in rows} == {outcome}
        intake.write(rows)


def test_a_list_without_sources_that_repeats_what_is_on_record_adds_nothing(intake: Importer) -> None:
    intake.write(intake.plan(read_content(SEED.read_bytes(), "real-centers.json")))
    head = intake.ledger.head()
    row = office_row(1, SPACE, "2023-05-17", field="航空航天", host="上海精密计量测试研究所", source=None)
    of_the_list = replace(intake, source="名录.xlsx")
    rows = of_the_list.plan(read_content(workbook([HEADINGS, row]), "名录.xlsx", ids_by_name(intake.ledger)))
    of_the_list.write(rows)
    assert ([row.outcome for row in rows], intake.ledger.head()) == (["unchanged"], head)


def test_the_templates_hold_nothing_to_import() -> None:
    for content in (template(0), template(1), template_as_text()):
        with pytest.raises(WrongRows, match="表头以下没有内容"):
            read_content(content, "centers.xlsx")


RIGHT = {"center": LIGHT, "host": "甲所", "field": "其他重要产业", "on": "2023-05-17"}


def one(**other: Any) -> bytes:
    """A list of one center, with something else in one of its cells."""
    cells = RIGHT | other
    return workbook(
        [["名录"], ["中心名称", "依托单位", "服务领域", "批准筹建日期"], list(cells.values())], titles=["名录"]
    )


def reported(*row: Any) -> bytes:
    """A list of one center with a report of it in the second sheet."""
    own = [("中心名称", "服务领域"), (LIGHT, "其他重要产业")]
    return workbook(own, [("中心", "事项", "日期", "来源"), row], titles=["名录", "报道"])


WRONG_FILES: dict[str, tuple[bytes, str, str]] = {
    "a formula without a result": (one(host="=A1"), "名录!B3", "公式没有保存结果"),
    "a formula that failed": (one(host="#N/A"), "名录!B3", "公式出错"),
    "a day that there is not": (one(on="2023-02-30"), "名录!D3", "没有这一天"),
    "a day in words": (one(on="去年"), "名录!D3", "不是日期"),
    "January or October": (one(on=2023.1), "名录!D3", "1月还是10月"),
    "the number of a day": (one(on=45063), "名录!D3", "2023-05-17"),
    "a range that runs backwards": (one(on="2023—2022"), "名录!D3", "颠倒"),
    "a day to come": (one(on="2035-01-01"), "名录!D3", "2035"),
    "an unknown field": (one(field="炼金术"), "名录!C3", "航空航天"),
    "no field": (one(field=None), "名录!C3", "必填"),
    "no name": (one(center=None), "名录!A3", "必填"),
    "a name on two lines": (one(center="上海市\n中心"), "名录!A3", "一行"),
    "a control character": (one(host="甲\u0085所"), "名录!B3", "控制字符"),
    "a name that is a day": (one(host=date(2023, 1, 1)), "名录!B3", "应为文字"),
    "a level that no name tells": (one(center="某某产业计量测试中心"), "名录!3", "必填"),
    "a missing column": (workbook([("中心名称", "依托单位"), (LIGHT, "甲所")]), "名单!1", "服务领域"),
    "a column twice": (workbook([("中心名称", "名称", "服务领域"), (LIGHT, LIGHT, "x")]), "名单!B1", "重复"),
    "a center twice": (
        workbook([("中心名称", "服务领域"), (LIGHT, "其他重要产业"), (f" {LIGHT}", "其他重要产业")]),
        "名单!A3", "名单!A2",
    ),
    "an id that is no slug": (
        workbook([("编号", "中心名称", "服务领域"), ("SH 1", LIGHT, "其他重要产业")]), "名单!A2", "小写字母"
    ),
    "an id as a number": (
        workbook([("编号", "中心名称", "服务领域"), (123456, LIGHT, "其他重要产业")]), "名单!A2", "代码须为文本"
    ),
    "a report of another center": (reported("某中心", "揭牌", "2023", "甲报"), "报道!A2", "没有这个中心"),
    "a report of nothing known": (reported(LIGHT, "爆炸", "2023", "甲报"), "报道!B2", "揭牌"),
    "established before approved": (
        workbook(
            [("中心名称", "服务领域", "批准筹建日期", "批准成立日期"), (LIGHT, "其他重要产业", "2023", "2020")]
        ), "名单!D2", "2020"
    ),
    "a predecessor that nobody knows": (
        workbook([("中心名称", "服务领域", "原中心"), (LIGHT, "其他重要产业", "sh-gone")]), "名单!C2", "sh-gone"
    ),
    "a NUL in a text file": ("中心名称,服务领域\n上海市\x00中心,其他重要产业\n".encode(), "A2", "U+0000"),
    "a PDF": (b"%PDF-1.7", "$", "模板"),
    "no headings": (workbook([("甲", "乙"), ("1", "2")]), "$", "中心名称"),
    "nothing below the headings": (workbook([("中心名称", "服务领域")]), "$", "没有内容"),
    "an unknown encoding": (b"\xff\xff\xff", "$", "编码"),
    "a file cut off": (one()[:700], "$", "损坏"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "place", "words"), WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_wrong_file_is_told_what_is_wrong_in_which_cell_and_nothing_of_it_is_taken(
    content: bytes, place: str, words: str, intake: Importer, tmp_path: Path
) -> None:
    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_content(content, "名录"))
    assert [fault.place for fault in wrong.value.rows] == [place]
    assert words in wrong.value.rows[0].sentence.zh
    assert wrong.value.rows[0].sentence.en
    assert intake.ledger.head() == 0


def test_all_faults_of_a_list_are_named_at_once_as_they_are_read(intake: Importer) -> None:
    rows = [office_row(1, LIGHT, "x"), office_row(2, SPACE, 2023.1, level="星级"), office_row(3, "甲", "2035")]
    with pytest.raises(WrongRows) as wrong:
        intake.plan(read_content(saved(office_workbook(rows)), "名录"))
    places = [fault.place.removeprefix("2026年统计!") for fault in wrong.value.rows]
    assert places == ["G5", "C6", "G6", "G7"]
