"""Entering a paper on behalf of others at the console."""

from datetime import timedelta

from clock import today_in_shanghai
from domain.decider import PEOPLE_DECIDE
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.test_deciding import address, answers, form_on, sentences, signed, ticked
from tests.lives import LEAD, commands

EXCHANGE = commands()["hold_exchange"]


async def test_an_officer_enters_a_paper_and_every_page_says_whose_it_is(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    path, yesterday = address(center, "hold_exchange"), today_in_shanghai() - timedelta(days=1)
    async with browser_of(house, Role.OFFICER) as browser:
        own = Page.of(await browser.get(f"/console/centers/{center}")).main
        assert own.link("记录技术交流活动") == path
        form = Page.of(await browser.get(path))
        sent = form_on(form) | answers(EXCHANGE)
        assert (sent["on_behalf_of.organisation"], sent["effective_on"]) == (LEAD["name"], "")
        unanswered = Page.of(await browser.post(path, data=sent | {"do": "check"}), 422)
        assert "请填写收到日期" in sentences(unanswered.main)
        sent |= {"on_behalf_of.received_on": str(yesterday), "on_behalf_of.document.title": "活动材料"}
        scan = {"on_behalf_of.document.sha256.file": ("活动材料.pdf", "盖章".encode(), "application/pdf")}
        check = Page.of(await browser.post(path, data=sent | {"do": "check"}, files=scan))
        assert LEAD["name"] in check.text
        receipt = Page.of(await browser.get(await signed(browser, path, ticked(check))))
        event = Page.of(await browser.get(receipt.main.link("技术交流")))
        history = Page.of(await browser.get(f"/console/centers/{center}"))
    for page in (receipt, event, history):
        assert f"代{LEAD['name']}录入 · 收到于" in page.text
    assert event.main.link("活动材料").startswith("/console/documents/")
    assert history.main.link("活动材料").startswith("/console/documents/")
    (record,) = (await house.get(f"/centers/{center}/events")).json()["items"][-1:]
    assert record["effective_on"] == str(yesterday)


async def test_every_such_form_asks_an_officer_whose_paper_it_is_and_nobody_else(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    async with browser_of(house, Role.OFFICER) as browser:
        for decision in PEOPLE_DECIDE:
            answer = await browser.get(address(center, decision.type))
            if answer.status_code == 200:
                assert ('name="on_behalf_of.received_on"' in answer.text) is decision.on_behalf, decision.type
    async with browser_of(house, Role.APPLICANT) as browser:
        assert "on_behalf_of" not in (await browser.get(address(center, "submit_annual_report"))).text


async def test_what_is_wrong_with_an_entry_stands_at_its_field(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    path, today = address(center, "hold_exchange"), today_in_shanghai()
    async with browser_of(house, Role.OFFICER) as browser:
        sent = form_on(Page.of(await browser.get(path))) | answers(EXCHANGE)
        sent |= {"on_behalf_of.received_on": str(today - timedelta(days=1)), "effective_on": str(today)}
        sent |= {"on_behalf_of.document.title": "材料", "on_behalf_of.document.sha256": "0" * 64, "do": "check"}
        page = Page.of(await browser.post(path, data=sent), 422)
        assert "早于生效日期" in page.main.one("p", id="e-on_behalf_of.received_on-1").text
        page = Page.of(await browser.post(path, data=sent | {"effective_on": ""}), 422)
    assert "尚未上传" in page.text
