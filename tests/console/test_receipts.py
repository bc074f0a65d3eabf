"""A receipt repeats what was signed, says what begins with it and who is next, and is filed as it prints."""

import hashlib

from clock import today_in_shanghai
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.console.test_forms_by_hand import center_before, panel
from tests.lives import PANEL, commands, confirming


async def receipt_of(house: House, command_id: str, caller: Role, language: str = "zh") -> Page:
    async with browser_of(house, caller, language) as browser:
        return Page.of(await browser.get(f"/console/receipts/{command_id}"))


def paper(page: Page) -> Element:
    return page.main.one("section", class_="paper")


async def test_a_receipt_repeats_what_was_signed_and_says_what_begins_and_who_is_next(house: House) -> None:
    center = await center_before(house, "approve_construction")
    body = confirming(commands()["approve_construction"] | {"effective_on": today_in_shanghai().isoformat()})
    assert (await house.decide(center, body, key="approved")).status_code == 201
    page = await receipt_of(house, "approved", Role.APPROVER)
    assert str(body["document_number"]) in panel(page, "所签署的内容").text
    follows = panel(page, "签署以后").text
    for words in ("年度筹建情况报送", "技术交流与互动活动", "筹建情况总结评估", "申报主体"):
        assert words in follows
    english = await receipt_of(house, "approved", Role.APPROVER, "en")
    assert "Duties that began" in panel(english, "After the signature").text


async def test_a_receipt_gives_the_digests_and_how_each_is_checked(house: House) -> None:
    center = await house.register()
    assert (await house.decide(center, commands()["submit_industry_research"], key="research")).status_code == 201
    page = await receipt_of(house, "research", Role.APPLICANT)
    receipt = (await house.get("/receipts/research")).json()
    position = receipt["events"][0]["position"]
    async with browser_of(house, Role.APPLICANT) as browser:
        stored = (await browser.get(f"/console/events/{position}/bytes")).content
    filed = paper(page).text
    for words in (
        hashlib.sha256(stored).hexdigest(),
        receipt["content_sha256"],
        f"/console/events/{position}/bytes",
    ):
        assert words in filed
    assert "上海市市场监督管理局" not in filed, "it was the applicant who signed"


async def test_the_receipt_of_a_refusal_says_that_nothing_began_and_repeats_no_content(house: House) -> None:
    center = await center_before(house, "appoint_experts", "application")
    few = commands()["appoint_experts"] | {"stage": "application", "experts": PANEL["experts"][:2]}
    assert (await house.decide(center, few, key="few")).status_code in {409, 422}
    page = await receipt_of(house, "few", Role.OFFICER)
    assert "没有任何事项因此开始或者结束" in page.text
    assert "所签署的内容" not in page.text
    assert "签署以后" not in page.text
    assert "上海市市场监督管理局" in paper(page).text


async def test_what_is_withheld_from_its_reader_stands_on_no_receipt_of_theirs(house: House) -> None:
    center = await center_before(house, "complete_preliminary_review", "application")
    opinion = commands()["give_opinion"] | {"stage": "application", "opinion": "只供局内参阅"}
    assert (await house.decide(center, opinion, key="opinion")).status_code == 201
    assert "只供局内参阅" in (await receipt_of(house, "opinion", Role.OFFICER)).text
    async with browser_of(house, Role.APPLICANT) as browser:
        assert (await browser.get("/console/receipts/opinion")).status_code == 404


async def test_a_receipt_says_what_followed_then_and_not_what_followed_since(house: House) -> None:
    center = await house.register()
    assert (await house.decide(center, commands()["submit_industry_research"], key="research")).status_code == 201
    before = panel(await receipt_of(house, "research", Role.APPLICANT), "签署以后").text
    assert (await house.decide(center, commands()["record_support"], key="support")).status_code == 201
    assert panel(await receipt_of(house, "research", Role.APPLICANT), "签署以后").text == before
