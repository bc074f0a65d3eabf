"""A list brought by page: looked at row by row, confirmed once, and the same list again changes nothing."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from openpyxl import load_workbook

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.importing.conftest import SEED
from tests.importing.lists import HEADINGS, filled_template, office_row
from tests.importing.sheets.workbooks import workbook
from tests.importing.test_center_lists import FURTHER
from tests.lives import path_to

PATH = "/console/imports"
NAMES = iter(f"上海市试验{number}产业计量测试中心" for number in range(1_000))


@pytest.fixture
async def browser(quiet_house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(quiet_house, Role.OFFICER) as opened:
        yield opened


def a_list(*rows: list[object]) -> bytes:
    return workbook([["名录"], [], HEADINGS, *rows], titles=["名录"])


async def sent(browser: httpx.AsyncClient, content: bytes, name: str = "名录.xlsx") -> str:
    """Chooses the file and sends it; where its rows are shown."""
    form = Page.of(await browser.get(PATH)).main.one("form", enctype="multipart/form-data").fields()
    answer = await browser.post(PATH, data={"form_proof": form["form_proof"]}, files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def confirmation(page: Page, path: str) -> dict[str, str]:
    return page.main.one("form", action=path).fields()


async def test_what_a_list_would_bring_is_shown_row_by_row_before_anything_is_written(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    head, name = quiet_house.installation.ledger.head(), next(NAMES)
    path = await sent(browser, a_list(office_row(1, name, "2023年5月前", "约2024年")))
    page = Page.of(await browser.get(path))
    row = page.main.one("tbody").all("tr")[0]
    assert row.one("th").text == "名录!4"
    words = (name, "批准筹建 不晚于2023年5月", "名录!G4", "批准成立 2024年 大致", "新中心")
    assert [word for word in words if word not in row.text] == []
    assert quiet_house.installation.ledger.head() == head


async def test_a_confirmed_list_is_on_record_at_once_by_whom_and_each_center_has_its_receipt(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    names = [next(NAMES), next(NAMES)]
    path = await sent(browser, a_list(*(office_row(1, name, "2023-05-17") for name in names)))
    form = confirmation(Page.of(await browser.get(path)), path)
    answer = await browser.post(path, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = Page.of(await browser.get(path))
    rows = page.main.one("tbody").all("tr")
    receipts = [Page.of(await browser.get(row.link("回执"))).text for row in rows]
    assert [name in receipt for name, receipt in zip(names, receipts, strict=True)] == [True, True]
    center = rows[0].link(names[0]).removeprefix("/console/centers/")
    records = quiet_house.installation.ledger.history(center)
    assert {(record.actor.id, record.actor.role) for record in records} == {("officer-1", Role.SYSTEM)}
    name = records[0].actor.name
    timeline = Page.of(await browser.get(f"/console/centers/{center}")).main.one("ol", class_="timeline").text
    assert f"导入 {name}" in timeline
    assert "系统时钟" not in timeline
    event = Page.of(await browser.get(f"/console/events/{records[0].position}")).main.text
    assert f"{name} · 导入" in event
    table = (await browser.get(f"/console/history.csv?center={center}")).text
    assert f"导入,{name}" in table
    assert "系统时钟" not in table
    listed = Page.of(await browser.get(f"/console/history?center={center}")).main.one("table").text
    assert name in listed
    assert "系统时钟" not in listed


async def test_a_list_confirmed_twice_and_in_two_windows_is_taken_up_once(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    content = a_list(office_row(1, next(NAMES), "2023-05-17"))
    path = await sent(browser, content)
    assert await sent(browser, content, "另一名称.xlsx") == path
    form = confirmation(Page.of(await browser.get(path)), path)
    both = await asyncio.gather(browser.post(path, data=form), browser.post(path, data=form))
    assert [answer.status_code for answer in both] == [303, 303]
    head = quiet_house.installation.ledger.head()
    assert (await browser.post(path, data=form)).status_code == 303
    assert quiet_house.installation.ledger.head() == head
    assert "没有可以再导入的" in Page.of(await browser.get(path)).text


async def test_what_has_changed_since_it_was_shown_is_shown_again_before_it_is_taken_up(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    first, second = next(NAMES), next(NAMES)
    both = await sent(browser, a_list(office_row(1, first), office_row(2, second)))
    form = confirmation(Page.of(await browser.get(both)), both)
    alone = await sent(browser, a_list(office_row(1, first)))
    await browser.post(alone, data=confirmation(Page.of(await browser.get(alone)), alone))
    head = quiet_house.installation.ledger.head()
    page = Page.of(await browser.post(both, data=form), 409)
    assert "台账有了变化" in page.text
    assert quiet_house.installation.ledger.head() == head
    assert (await browser.post(both, data=confirmation(page, both))).status_code == 303


async def test_a_wrong_list_says_what_is_wrong_in_which_cell_and_takes_nothing(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    head = quiet_house.installation.ledger.head()
    path = await sent(browser, a_list(office_row(1, next(NAMES), "去年"), office_row(2, next(NAMES), field="炼金术")))
    page = Page.of(await browser.get(path))
    places = [row.one("th").text for row in page.main.one("tbody").all("tr")]
    assert places == ["名录!G4", "名录!E5"]
    assert "2 处错误，未导入任何内容" in page.text
    proof = page.main.one("form").fields()["form_proof"]
    Page.of(await browser.post(path, data={"form_proof": proof}), 409)
    assert quiet_house.installation.ledger.head() == head


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n"])
async def test_a_file_of_another_kind_is_told_what_is_taken_and_where_the_template_is(
    content: bytes, browser: httpx.AsyncClient
) -> None:
    page = Page.of(await browser.get(await sent(browser, content, "名录.xlsx")))
    assert ".xlsx" in page.text
    assert page.main.link("下载模板") == f"{PATH}/template.xlsx"


async def test_no_file_is_asked_for_again_and_one_that_has_gone_is_said_to_have(browser: httpx.AsyncClient) -> None:
    form = Page.of(await browser.get(PATH)).main.one("form", enctype="multipart/form-data").fields()
    page = Page.of(await browser.post(PATH, data={"form_proof": form["form_proof"]}, files={"file": ("", b"")}), 422)
    assert "请选择一个非空的文件" in page.text
    assert "名录文件已不在" in Page.of(await browser.get(f"{PATH}/{'0' * 64}"), 404).text


@pytest.mark.parametrize(("language", "sheet"), [("zh", "中心名录"), ("en", "Centers")])
async def test_the_template_speaks_the_language_of_the_page(language: str, sheet: str, quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER, language) as browser:
        answer = await browser.get(f"{PATH}/template.xlsx")
    assert load_workbook(BytesIO(answer.content)).sheetnames[0] == sheet


async def test_further_reports_are_added_to_a_center_that_is_there(
    browser: httpx.AsyncClient, quiet_house: House
) -> None:
    name = next(NAMES)
    first = await sent(browser, a_list(office_row(1, name, "2023-05-17")))
    await browser.post(first, data=confirmation(Page.of(await browser.get(first)), first))
    more = await sent(browser, a_list(office_row(1, name, "2023-05-17", "2025年")))
    page = Page.of(await browser.get(more))
    known, new = page.main.one("tbody").one("ul").all("li")
    assert ("已在台账" in known.text, "已在台账" in new.text) == (True, False)
    assert "补充报道" in page.main.one("tbody").text
    assert (await browser.post(more, data=confirmation(page, more))).status_code == 303


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_our_own_register_is_read_back_and_changes_nothing(
    kind: str, language: str, browser: httpx.AsyncClient, quiet_house: House
) -> None:
    followed = quiet_house.center_after(path_to(Phase.CONSTRUCTION))
    listed = await sent(browser, filled_template([FURTHER, *json.loads(SEED.read_text(encoding="utf-8"))["centers"]]))
    await browser.post(listed, data=confirmation(Page.of(await browser.get(listed)), listed))
    async with browser_of(quiet_house, Role.OFFICER, language) as reader:
        content = (await reader.get(f"/console/centers.{kind}")).content
    head = quiet_house.installation.ledger.head()
    page = Page.of(await browser.get(await sent(browser, content, f"centers.{kind}")))
    assert ("没有可以再导入的" in page.text, "需要留意" in page.text) == (True, False)
    rows = page.main.one("tbody").all("tr")
    assert followed in {row.all("td")[0].text.split()[-1] for row in rows}
    outcomes = {row.all("td")[3].text for row in rows}
    assert {outcome for outcome in outcomes if not re.match("已在台账", outcome)} == set()
    assert quiet_house.installation.ledger.head() == head
