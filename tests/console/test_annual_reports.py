"""A season's annual reports at the console: the workbook in, looked at row by row, then submitted."""

import asyncio
from datetime import timedelta
from io import BytesIO

import httpx
from openpyxl import load_workbook

from domain.kernel.roles import Role
from tests.api.house import House
from tests.api.test_annual_reports import TODAY, YEAR, centers, row, submitted, workbook
from tests.console.conftest import browser_of
from tests.console.pages import Page

PATH = "/console/reports"


async def check(browser: httpx.AsyncClient, content: bytes, status: int = 200) -> Page:
    """The page after the workbook was sent in."""
    form = Page.of(await browser.get(PATH)).main.one("form", class_="sheet").fields()
    files = {"file": ("汇总表.xlsx", content, "application/octet-stream")}
    return Page.of(await browser.post(PATH, data=form | {"do": "check"}, files=files), status)


async def submit(browser: httpx.AsyncClient, checked: Page, status: int = 200, **answers: str) -> Page:
    form = checked.main.one("form", class_="sheet").fields() | answers | {"do": "submit"}
    return Page.of(await browser.post(PATH, data=form), status)


async def test_what_would_be_recorded_stands_row_by_row_and_is_recorded_once_however_often_it_is_pressed(
    house: House,
) -> None:
    one, two = await centers(house, "上海市春产业计量测试中心", "上海市夏产业计量测试中心")
    late = row(two, 年度=YEAR - 1)
    async with browser_of(house, Role.OFFICER) as browser:
        checked = await check(browser, workbook(row(one), late))
        assert "上海市春产业计量测试中心" in checked.main.text
        assert "年度报告!B2" in checked.main.text
        assert f"逾期 {(TODAY - TODAY.replace(year=YEAR - 1, month=11, day=30)).days} 天" in checked.main.text
        assert submitted(house, one) == []
        done = await asyncio.gather(submit(browser, checked), submit(browser, checked))
        receipt = Page.of(await browser.get(done[0].main.link("回执")))
    assert all("已记录" in page.main.text or "已在台账" in page.main.text for page in done)
    assert "报送年度筹建情况" in receipt.text
    assert (len(submitted(house, one)), len(submitted(house, two))) == (1, 1)


async def test_with_one_wrong_cell_there_is_nothing_to_submit(house: House) -> None:
    (one,) = await centers(house, "上海市秋产业计量测试中心")
    async with browser_of(house, Role.OFFICER, "en") as browser:
        page = await check(browser, workbook(row(one), row("", "上海市没有的产业计量测试中心")), 422)
        none = await check(browser, b"%PDF-1.7", 422)
        empty = Page.of(await browser.get(PATH)).main.one("form", class_="sheet").fields()
        missing = Page.of(await browser.post(PATH, data=empty | {"do": "check"}), 422)
    assert "年度报告!B3" in page.main.text
    assert "There is 1 fault, and no row was submitted." in page.main.text
    assert "The whole file" in none.main.text
    assert "Choose the workbook" in missing.main.text
    assert all(button.text != "Submit" for button in page.main.all("button"))


async def test_what_is_doubtful_is_submitted_with_a_reason_alone(house: House) -> None:
    (one,) = await centers(house, "上海市冬产业计量测试中心")
    long_ago = TODAY - timedelta(days=house.settings.policy.unusual_days_back + 1)
    content = workbook(row(one, 确认理由="", 年度=long_ago.year, 收到日期=str(long_ago)))
    async with browser_of(house, Role.OFFICER) as browser:
        checked = await check(browser, content)
        assert "有疑点" in checked.main.text
        asked = await submit(browser, checked, 422, reason=" ")
        assert "请写明理由" in asked.main.text
        await submit(browser, asked, reason="补报，已核对")
    (record,) = submitted(house, one)
    assert record.confirmed.reason == "补报，已核对"


async def test_a_reason_confirms_no_doubt_that_was_not_shown(house: House) -> None:
    (one,) = await centers(house, "上海市雾产业计量测试中心")
    long_ago = TODAY - timedelta(days=house.settings.policy.unusual_days_back + 1)
    content = workbook(row(one, 确认理由="", 年度=long_ago.year, 收到日期=str(long_ago)))
    async with browser_of(house, Role.OFFICER) as browser:
        checked = await check(browser, content)
        shown_anew = await submit(browser, checked, 422, reason="已核对", doubts="")
        assert "又有疑点出现" in shown_anew.main.text
        assert submitted(house, one) == []
        await submit(browser, shown_anew, reason="已核对")
    assert len(submitted(house, one)) == 1


async def test_who_still_owes_is_listed_and_downloaded(house: House) -> None:
    (one,) = await centers(house, "上海市云产业计量测试中心")
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(PATH))
        answer = await browser.get(page.main.link("下载汇总表模板"))
    assert page.main.link("上海市云产业计量测试中心") == f"/console/centers/{one}"
    listed = [line[0] for line in load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)]
    assert one in listed
