"""The register: every center by filters that stand in the address, on pages and as files."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from api.console.register.routes import ITEMS, address
from api.exports.centers import FILE_COLUMNS, TITLE
from api.exports.made import Made
from api.exports.tables import Column, defused_cell
from api.exports.workbook import ExcelSheet
from api.resources.list_parameters import OF_CENTERS, ListQuestion
from clock import today_in_shanghai, utc_now
from domain.guideline.fields import Field
from domain.guideline.phases import Phase
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.values.districts import District
from domain.values.formulas import as_written
from embedded.installation import SEED
from importing.center_lists import read_center_list
from importing.importer import Importer
from importing.reading import read_centers
from ledger.read_model.columns import COLUMN_OF
from tests.api.house import House
from tests.bench.crowds import move_in
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import ACTORS, LEAD, life_in

HYDROGEN = "上海市氢能产业计量测试中心"


@pytest.fixture
def seeded(quiet_house: House) -> list[str]:
    """The real centers."""
    intake = Importer(quiet_house.installation.ledger, quiet_house.settings.policy, SEED.name, utc_now())
    entries = intake.plan(read_centers(SEED))
    intake.write(entries)
    return [entry.center.center_id for entry in entries]


@pytest.fixture
def crowd(quiet_house: House) -> int:
    """A page of centers, and some more."""
    move_in(quiet_house.installation.ledger, ITEMS + 5, date(2026, 11, 23), [Phase.APPLICATION])
    return ITEMS + 5


async def registered(house: House, *names: str, **changes: Any) -> list[str]:
    return [await house.register(name_zh=name, **changes) for name in names]


def names_on(page: Page) -> list[str]:
    return [row.all("a")[0].text for row in page.main.all("th", scope="row")]


async def test_the_register_of_an_earlier_day_counts_no_days_from_today_and_leads_to_the_center_of_that_day(
    house: House,
) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/centers?as_of=2023-06-30"))
    [row] = page.main.one("tbody").all("tr")
    assert "2023年11月30日" in row.text
    assert "天" not in row.text
    assert row.link("上海市海缆") == f"/console/centers/{center}?as_of=2023-06-30"


async def test_the_register_lists_each_center_with_what_is_due_next(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/centers"))
    [row] = page.main.one("tbody").all("tr")
    assert row.link("上海市海缆产业计量测试中心") == f"/console/centers/{center}"
    for words in (
        "筹建",
        "高端装备制造",
        "上海市计量测试技术研究院",
        "浦东新区",
        "项逾期",
        next_yearly_duty(today_in_shanghai())[0],
    ):
        assert words in row.text
    assert "共 1 个中心" in page.text


async def test_filters_stand_in_the_address_and_in_the_form(house: House) -> None:
    await registered(house, HYDROGEN, field={"field": "hydrogen_and_energy_storage"})
    await registered(house, "上海市海缆产业计量测试中心", lead=LEAD | {"district": "minhang"})
    async with browser_of(house, Role.OFFICER, "en") as browser:
        found = Page.of(await browser.get("/console/centers?field=hydrogen_and_energy_storage&phase=&q=&overdue="))
        assert names_on(found) == [HYDROGEN]
        form = found.main.one("form", role="search").fields()
        own = "/console/centers{1}?{0}of_the_bureau=true&field=hydrogen_and_energy_storage"
        assert form["field"] == "hydrogen_and_energy_storage"
        assert found.main.link("Incubation 1") == own.format("phase=incubation&", "")
        assert found.main.link("CSV") == own.format("", ".csv")
        for query, name in {"district=minhang": "上海市海缆产业计量测试中心", "q= 氢能 ": HYDROGEN}.items():
            assert names_on(Page.of(await browser.get(f"/console/centers?{query}"))) == [name]
        nothing = Page.of(await browser.get("/console/centers?phase=operation"))
        assert "No center is like this" in nothing.text
        assert nothing.main.link("See all centers") == "/console/centers?of_the_bureau="


@pytest.mark.parametrize("query", ["phase=nowhere", "overdue=perhaps", "district=paris", "cursor=x", f"q={'长' * 201}"])
async def test_a_filter_that_cannot_be_meant_is_answered_with_a_page(quiet_house: House, query: str) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        for path in ("/console/centers", "/console/centers.csv") if "cursor" not in query else ("/console/centers",):
            answer = await browser.get(f"{path}?{query}")
            assert answer.status_code in {400, 422}
            assert Page.of(answer, answer.status_code).main.link("回到我的工作") == "/console/work"


async def test_only_who_may_register_a_center_is_offered_it(quiet_house: House) -> None:
    for role, offered in {Role.APPLICANT: 1, Role.OFFICER: 1, Role.AUDITOR: 0, Role.APPROVER: 0}.items():
        async with browser_of(quiet_house, role) as browser:
            page = Page.of(await browser.get("/console/centers"))
        assert len(page.main.all("a", href="/console/decide/register_center")) == offered
        assert ("目前没有您可见的中心" if role is Role.APPLICANT else "名录中还没有中心") in page.text


async def test_imported_centers_are_marked_as_disputed_and_unknown(quiet_house: House, seeded: Sequence[str]) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/centers?of_the_bureau=&q=智慧照明"))
        assert "有争议 批准成立日期" in page.main.one("tbody").text
        assert "项不详" in page.main.one("tbody").text
        assert len(names_on(Page.of(await browser.get("/console/centers?of_the_bureau=")))) == len(seeded)


async def test_pages_follow_each_other_and_files_hold_every_center(quiet_house: House, crowd: int) -> None:
    async with browser_of(quiet_house, Role.AUDITOR, "en") as browser:
        first = Page.of(await browser.get("/console/centers?q=crowd"))
        assert f"{crowd} centers" in first.text
        second = Page.of(await browser.get(first.main.link("Next page")))
        names = names_on(first) + names_on(second)
        assert (len(names_on(first)), len(names), len(set(names))) == (ITEMS, crowd, crowd)
        assert second.main.link("Back to the first page") == "/console/centers?of_the_bureau=true&q=crowd"
        listed = json.loads((await browser.get("/console/centers.json?q=crowd")).text)
        assert [item["name_zh"] for item in listed["items"]] == names
        assert (listed["total"], listed["next_cursor"]) == (crowd, None)
        assert len(rows_of_csv((await browser.get("/console/centers.csv?q=crowd")).text)) == crowd
        none = await browser.get("/console/centers.json?q=nobody")
        assert none.json() | {"made": None} == {"items": [], "next_cursor": None, "total": 0, "made": None}


def rows_of_csv(text: str) -> list[dict[str, str]]:
    """Below what the file says of itself."""
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff").split("\r\n", 3)[3])))


def next_yearly_duty(day: date) -> tuple[str, date]:
    """Of a center that has been followed for years: the report until its day is over, in December the exchanges."""
    report, exchanges = date(day.year, 11, 30), date(day.year, 12, 31)
    return ("年度筹建情况报送", report) if day <= report else ("技术交流与互动活动", exchanges)


async def test_the_csv_opens_in_excel_as_it_was_written(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    await house.until_settled(center)
    async with browser_of(house, Role.AUDITOR) as browser:
        answer = await browser.get("/console/centers.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="centers.csv"'
    assert answer.text.startswith("\ufeff产业计量测试中心名录\r\n")
    [row] = rows_of_csv(answer.text)
    next_kind, due_on = next_yearly_duty(today_in_shanghai())
    assert (row["阶段"], row["所在区"], row["最近时限"]) == ("筹建", "浦东新区", next_kind)
    assert date.fromisoformat(row["期限"]) == due_on


async def test_the_workbook_keeps_days_as_days_and_its_heading_in_sight(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    async with browser_of(house, Role.AUDITOR, "en") as browser:
        answer = await browser.get("/console/centers.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    heading, row = sheet.iter_rows(min_row=5, values_only=True)
    line = dict(zip(heading, row, strict=True))
    assert (line["Center id"], line["Phase"], line["District"]) == (center, "Construction", "Pudong New Area")
    assert isinstance(line["Due on"], datetime)
    assert sheet.freeze_panes == "B6"
    assert sheet.column_dimensions["A"].width == COLUMN_OF["name_zh"].width


NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
FORMULAS = [
    "=1+1",
    "+86",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋86",
    "－1",
    "＠SUM(A1)",
    "\ufeff=1",
    " =1",
    "\u200b+1",
]
FORMULAS += ["\u3000＝1", "\xa0-1", "\u2060\ufeff @x", "'=1"]


def workbook(text: str) -> Any:
    """The active sheet of a workbook with one column and one row."""
    made = Made(Label("名单", "List"), ACTORS[Role.OFFICER], NOON)
    sheet = ExcelSheet(made, [Column(Label("名称", "Name"), 20, lambda item, _: item["name"])], "zh")
    sheet.add([{"name": text}])
    return load_workbook(BytesIO(sheet.content())).active


@pytest.mark.parametrize("text", FORMULAS)
def test_no_name_is_worked_out_by_a_spreadsheet_and_each_is_read_back_as_it_was(text: str) -> None:
    cell = defused_cell(text)
    assert cell == f"'{text}"
    assert as_written(str(cell)) == text
    written = workbook(text)["A5"]
    assert (written.data_type, written.quotePrefix) == ("s", True)


@pytest.mark.parametrize("cell", ["上海", "", None, 3, date(2026, 1, 1), "'", "12310000425000006", "(1)", "a=b"])
def test_what_is_no_formula_stays_as_it_is(cell: Any) -> None:
    assert defused_cell(cell) == cell
    assert as_written(str(cell)) == str(cell)


async def test_the_workbook_is_printed_across_as_wide_as_the_paper_each_page_headed_and_numbered(house: House) -> None:
    await house.center_in(Phase.CONSTRUCTION)
    async with browser_of(house, Role.OFFICER) as browser:
        answer = await browser.get("/console/centers.xlsx?phase=construction&sort=-host")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    title, made, filters, printed = (sheet.cell(row, 1).value for row in range(1, 5))
    assert title == "产业计量测试中心名录"
    assert str(made).startswith(f"{ACTORS[Role.OFFICER].name}（{Role.OFFICER.label.zh}）制于20")
    assert filters == "筛选条件：阶段：筹建；排序：依托单位（降序）"
    assert printed == "打印到“不详”一列为止，其后各列只在屏幕上列出"
    headed = 5
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.print_title_rows, sheet.freeze_panes) == (f"${headed}:${headed}", f"B{headed + 1}")
    assert sheet.auto_filter.ref == f"A{headed}:{get_column_letter(len(FILE_COLUMNS))}{headed + 1}"
    assert sheet.print_area.endswith(f"$A$1:$Q${headed + 1}")
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header
    assert footer
    assert (header.center.text, footer.left.text, footer.right.text) == (title, made, "第 &P 页，共 &N 页")
    line = {sheet.cell(headed, place).value: cell for place, cell in enumerate(sheet[headed + 1], start=1)}
    code = line["统一社会信用代码"]
    assert (code.value, code.data_type, code.number_format) == (LEAD["uscc"], "s", "@")
    assert isinstance(line["批准筹建日期"].value, datetime)


async def test_files_say_by_what_filters_and_by_whom_they_were_made(quiet_house: House, seeded: Sequence[str]) -> None:
    async with browser_of(quiet_house, Role.AUDITOR, "en") as browser:
        made = json.loads((await browser.get("/console/centers.json?district=pudong")).text)["made"]
        assert (made["made_by"]["role"], made["filters"]) == ("auditor", {"district": "pudong"})
        lines = (await browser.get("/console/centers.csv?overdue=true&missing=director")).text.splitlines()
        assert (
            lines[2] == '"Filters: Overdue: Yes; Not known: Director"'
            or "Overdue: Yes; Not known: Director" in lines[2]
        )


def test_the_own_file_is_read_back_as_a_list_of_centers(quiet_house: House, seeded: Sequence[str]) -> None:
    lists, columns = quiet_house.installation.ledger.read_model, FILE_COLUMNS
    items = lists.find_centers(limit=100).items
    sheet = ExcelSheet(Made(TITLE, ACTORS[Role.OFFICER], NOON), columns, "zh")
    sheet.add(items)
    read = read_center_list(sheet.content(), "名录.xlsx")
    assert read.faults == ()
    by_id = {row.id: row for row in read.rows.values()}
    assert set(by_id) == {item["center_id"] for item in items} == set(seeded)
    for item in items:
        row = by_id[item["center_id"]]
        same = ("name_zh", "name_en", "level", "region", "host", "field", "seat")
        assert {name: getattr(row, name) for name in same} == {name: item[name] for name in same}
        assert [*row.joint_with] == item["joint_parties"]


def test_an_address_says_each_filter_in_the_words_of_the_api() -> None:
    asked = {"phase": Phase.OPERATION, "field": Field.AEROSPACE, "district": District.PUDONG, "overdue": True}
    which = ListQuestion(asked, q="a b&c", sort="-host")
    words = "phase=operation&district=pudong&field=aerospace&overdue=true&q=a+b%26c&sort=-host"
    assert address(which) == f"/console/centers?{words}"
    assert address(ListQuestion({})) == "/console/centers"


async def test_the_register_opens_on_the_bureaus_own_and_the_others_are_one_click_away(
    quiet_house: House, seeded: Sequence[str]
) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        own = Page.of(await browser.get("/console/centers"))
        others = Page.of(await browser.get(own.main.link("其他 7")))
        every = Page.of(await browser.get(others.main.link("全部 12")))
        listed = [len(names_on(page)) for page in (own, others, every)]
        assert listed == [5, 7, len(seeded)]
        assert "国家市场监督管理总局" in others.main.one("tbody").text
        assert every.main.link("本局 5") == "/console/centers?of_the_bureau=true"
        assert every.main.link("全部 12") == "/console/centers?of_the_bureau="
        files = {kind: every.main.link(kind) for kind in ("CSV", "JSON")}
        assert files == {"CSV": "/console/centers.csv", "JSON": "/console/centers.json"}
        assert own.main.link("CSV") == "/console/centers.csv?of_the_bureau=true"
    async with browser_of(quiet_house, Role.DISTRICT) as browser:
        seen = Page.of(await browser.get("/console/centers"))
        assert len(names_on(seen)) == len(seeded)


async def test_a_column_is_sorted_by_its_heading_and_the_other_way_by_the_next_click(
    quiet_house: House, seeded: Sequence[str]
) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/centers?of_the_bureau="))
        once = Page.of(await browser.get(page.main.link("中心名称")))
        twice = Page.of(await browser.get(once.main.link("中心名称")))
        assert (sorted(names_on(once)), names_on(twice)) == (names_on(once), names_on(once)[::-1])
        assert twice.main.one("th", **{"aria-sort": "descending"}).text.startswith("中心名称")
        assert len(names_on(twice)) == len(seeded)


async def test_every_column_has_its_place_in_the_form(quiet_house: House, seeded: Sequence[str]) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        asked = "of_the_bureau=&host=研究院&approved_on_from=2020-01-01&unknown=host&missing=director&sort=-host"
        page = Page.of(await browser.get(f"/console/centers?{asked}"))
        fields = page.main.one("form", role="search").fields()
        assert set(fields) == {*OF_CENTERS.queries} - {"phase"}
        assert (fields["host"], fields["approved_on_from"], fields["missing"]) == ("研究院", "2020-01-01", "director")
        assert (fields["unknown"], fields["sort"], fields["uscc"]) == ("host", "-host", "")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("distrct=pudong", "没有这个参数；最接近的是“district”"),
        ("phase=operaton", "阶段：没有“operaton”；最接近的是“operation”"),
        ("sort=hostt", "排序：没有“hostt”；最接近的是“host”"),
        ("approved_on_from=2023", "日期应写作 YYYY-MM-DD"),
        ("as_of=2023", "某日生效的情况："),
    ],
)
async def test_what_is_misspelt_is_said_with_what_comes_nearest(quiet_house: House, query: str, sentence: str) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        for path in ("/console/centers", "/console/centers.csv"):
            page = Page.of(await browser.get(f"{path}?{query}"), 422)
            assert sentence in page.text
