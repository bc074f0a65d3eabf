"""The guideline in the console: every clause, what the system does for it, and whom it concerns now."""

import pytest

from api.console.guideline.routes import clauses_of
from domain.decider import PEOPLE_DECIDE
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.guideline.policy import POLICY_RULES
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page


def clause(page: Page, number: str) -> Element:
    return page.main.one("section", id=f"clause-{number}")


async def test_every_clause_stands_there_in_order_under_the_anchor_that_links_lead_to(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.EXPERT) as browser:
        page = Page.of(await browser.get("/console/guideline"))
        ids = [part.attributes["id"] for part in page.main.all("section") if "id" in part.attributes]
        assert ids == [f"clause-{number}" for number in CLAUSES]
        approval = clause(page, "3.4.2")
        assert approval.one("h3").text.startswith("三（四）2")
        assert "批准筹建 市局审批" in approval.text
        assert approval.link("批准筹建") == "/console/history?type=ConstructionApproved"


async def test_every_decision_and_every_number_of_the_rules_is_found_under_its_clause(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/guideline"))
        for decision in PEOPLE_DECIDE:
            for number in clauses_of(decision):
                assert decision.label.en in clause(page, number).text
        for rule in POLICY_RULES:
            assert rule.label.en in clause(page, rule.clause).text
        assert "House rules" in clause(page, "house").text


async def test_a_clock_says_when_it_is_due_and_how_many_are_open(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    await house.until_settled(center)
    async with browser_of(house, Role.OFFICER) as browser:
        yearly = clause(Page.of(await browser.get("/console/guideline")), "5.2")
        assert "每年11月30日" in yearly.text
        assert yearly.link("未到期 1") == "/console/calendar?kind=annual_report&status=open"
        assert "已逾期" in yearly.text


@pytest.mark.parametrize(("number", "phase"), [("3.3.1", "incubation"), ("3.3.3", "incubation")])
async def test_a_clause_says_how_many_centers_it_concerns_now(house: House, number: str, phase: str) -> None:
    await house.register()
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/guideline"))
        assert clause(page, number).link("筹建培育 1") == f"/console/centers?phase={phase}"
        assert "现在涉及" not in clause(page, "3.5.2").text
        assert "现在涉及" not in clause(page, "3.5.3").text
