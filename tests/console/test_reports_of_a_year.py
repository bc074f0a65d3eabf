"""The page of a year's reports: who has handed theirs in and who hasn't, and its files."""

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.test_register import rows_of_csv
from tests.domain.test_entering_the_past import imported
from tests.lives import life_in

REPORTS = "/console/annual-reports"


async def test_the_page_says_how_many_of_how_many_and_who_is_late(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"{REPORTS}?year=2023"))
    assert "2023年度报送 0/1" in page.text
    (row,) = page.main.one("tbody").all("tr")
    assert row.link("上海市海缆") == f"/console/centers/{center}"
    assert "逾期未报" in row.text
    assert "2023年11月30日" in row.text
    assert "浦东新区" in row.text
    assert page.main.link("逾期未报") == f"{REPORTS}?year=2023&status=missed"


async def test_what_nobody_knows_reads_not_on_record_in_both_languages(house: House) -> None:
    house.take_up(imported("2022-05", date(2026, 11, 20)))
    for language, words in (("zh", "未登记"), ("en", "Not on record here")):
        async with browser_of(house, Role.AUDITOR, language) as browser:
            page = Page.of(await browser.get(f"{REPORTS}?year=2024"))
        (row,) = page.main.one("tbody").all("tr")
        assert words in row.text
        assert "逾期" not in row.text
        assert "late" not in row.text


async def test_filters_go_along_and_a_year_without_any_says_so(house: House) -> None:
    house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.OFFICER, "en") as browser:
        page = Page.of(await browser.get(f"{REPORTS}?year=2023&district=xuhui&status=&q="))
        assert "No report matches" in page.text
        assert page.main.one("select", id="district").one("option", selected="").attributes["value"] == "xuhui"
        assert page.main.link("Clear all") == f"{REPORTS}?year=2023"
        assert "No report matches" in Page.of(await browser.get(f"{REPORTS}?year=2010")).text


async def test_the_files_hold_what_the_page_lists(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.DISTRICT) as browser:
        page = Page.of(await browser.get(f"{REPORTS}?year=2023"))
        text = await browser.get(page.main.link("CSV"))
        book = await browser.get(page.main.link("Excel"))
        others = await browser.get(f"{REPORTS}.csv?year=2023&district=xuhui")
    assert text.headers["content-disposition"] == 'attachment; filename="annual-reports-2023.csv"'
    (row,) = rows_of_csv(text.text)
    assert "年度：2023" in text.text
    assert (row["中心编号"], row["状态"], row["期限"], row["报送日期"]) == (center, "逾期未报", "2023-11-30", "")
    assert int(row["逾期天数"]) >= 1_000
    sheet = load_workbook(BytesIO(book.content)).active
    assert sheet is not None
    *_, heading, row_of_center = sheet.iter_rows(values_only=True)
    cells = dict(zip(heading, row_of_center, strict=True))
    assert (cells["中心编号"], cells["状态"], cells["年度"]) == (center, "逾期未报", 2023)
    assert rows_of_csv(others.text) == []


async def test_supervisors_find_the_page_in_the_bar_and_applicants_do_not(quiet_house: House) -> None:
    for role, is_there in ((Role.OFFICER, True), (Role.DISTRICT, True), (Role.AUDITOR, True), (Role.APPLICANT, False)):
        async with browser_of(quiet_house, role) as browser:
            page = await browser.get("/console/centers")
        assert (f'href="{REPORTS}"' in page.text) is is_there
