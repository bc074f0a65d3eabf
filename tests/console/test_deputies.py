"""The page of deputies, their forms, and what a deputy sees: their work, the form, the receipt, each with "代"."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from clock import today_in_shanghai
from domain.kernel.roles import Role
from tests.api.house import House
from tests.api.test_deputies import SUN, WANG, for_wang, name, proposed
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.test_deciding import address, checked, form_on, opened, signed
from tests.lives import commands

PATH = "/console/deputies"
FOR = "孙经办（代王审批）"


@pytest.fixture
async def bureau(house: House) -> AsyncIterator[House]:
    """A house whose deputies are named by its tests."""
    yield house
    await house.until_the_deputies_rest()


async def named(bureau: House) -> None:
    assert (await name(bureau)).status_code == 201


async def test_an_approver_names_a_deputy_by_form_check_and_signature(bureau: House) -> None:
    today = today_in_shanghai()
    answers = {
        "deputy.id": SUN.id,
        "deputy.name": SUN.name,
        "deputy_for.id": WANG.id,
        "deputy_for.name": WANG.name,
        "role": "approver",
        "begins_on": str(today),
        "ends_on": str(today + timedelta(days=6)),
        "document.sha256": "a" * 64,
        "document.title": "代理通知",
        "reason": "年休假",
    }
    async with browser_of(bureau, Role.APPROVER) as browser:
        form = await opened(browser, f"{PATH}/new")
        assert answers.keys() - form.keys() == {"role"}
        page = Page.of(await browser.post(f"{PATH}/new", data=form | answers | {"do": "check"}))
        assert "王审批" in page.text
        receipt = Page.of(await browser.get(await signed(browser, f"{PATH}/new", form_on(page))))
        assert "指定代理" in receipt.text
        listed = Page.of(await browser.get(PATH))
    now = listed.main.one("section", **{"aria-labelledby": "now"})
    assert "孙经办" in now.text
    assert now.link("提前终止") == f"{PATH}/end?deputyship_id=d1"


async def test_what_a_rule_says_no_to_stands_in_the_form(bureau: House) -> None:
    await named(bureau)
    async with browser_of(bureau, Role.APPROVER) as browser:
        form = await opened(browser, f"{PATH}/end?deputyship_id=d1") | {"deputyship_id": "d9", "reason": "x"}
        page = Page.of(await browser.post(f"{PATH}/end", data=form | {"do": "check"}), 422)
    assert "没有编号为“d9”的代理" in page.text


async def test_a_deputyship_is_ended_by_the_link_beside_it(bureau: House) -> None:
    await named(bureau)
    path = f"{PATH}/end"
    async with browser_of(bureau, Role.APPROVER) as browser:
        form = await opened(browser, f"{path}?deputyship_id=d1")
        assert form["deputyship_id"] == "d1"
        page = Page.of(await browser.post(path, data=form | {"reason": "提前销假", "do": "check"}))
        await signed(browser, path, form_on(page))
        listed = Page.of(await browser.get(PATH))
    assert "今天没有人代理" in listed.text
    assert "提前终止" in listed.main.one("section", **{"aria-labelledby": "over"}).text


async def test_the_bureau_reads_the_list_and_an_approver_alone_is_led_to_the_forms(bureau: House) -> None:
    await named(bureau)
    for role in (Role.OFFICER, Role.AUDITOR):
        async with browser_of(bureau, role, "en") as browser:
            page = Page.of(await browser.get(PATH))
            assert "孙经办" in page.text
            assert "Standing in now" in page.text
            assert "End early" not in page.text
            assert "Name deputy" not in page.text


async def test_a_deputy_finds_the_work_of_the_role_and_signs_for_whom_they_stand_in(bureau: House) -> None:
    center = await proposed(bureau)
    async with browser_of(bureau, SUN) as browser:
        before = Page.of(await browser.get("/console/work"))
        assert "确认记录更正" not in before.text
        await named(bureau)
        work = Page.of(await browser.get("/console/work"))
        assert "您正代理王审批" in work.text
        assert "确认记录更正" in work.text
        assert work.main.link("确认记录更正").startswith(address(center, "confirm_correction"))
        assert "确认记录更正" in Page.of(await browser.get(f"/console/centers/{center}")).text
        path = address(center, "confirm_correction")
        body = commands()["confirm_correction"] | {"correction_id": "c2"}
        fields = await checked(browser, path, body)
        check = Page.of(await browser.post(path, data=fields | {"do": "check"}))
        assert FOR in check.text
        receipt = Page.of(await browser.get(await signed(browser, path, fields)))
        assert FOR in receipt.text
        event = (await bureau.get(f"/centers/{center}/events")).json()["items"][-1]
        pages = (f"/console/events/{event['position']}", f"/console/centers/{center}", "/console/history?actor=王审批")
        for page in pages:
            assert FOR in Page.of(await browser.get(page)).text, page


async def test_the_log_names_the_stream_and_leads_to_the_page(bureau: House) -> None:
    await named(bureau)
    async with browser_of(bureau, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/history"))
        assert PATH in {link.attributes["href"] for link in page.main.all("a")}
        refused = await bureau.post("/deputies", for_wang(), SUN, uuid4().hex)
        assert refused.status_code == 403
        assert "未予办理：指定代理" in Page.of(await browser.get("/console/history?kind=refusal")).text
