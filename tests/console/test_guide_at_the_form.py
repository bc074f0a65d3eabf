"""Beside each form stands what the guideline says about the decision, in the reader's language."""

import pytest

from api.console.decide.forms.guide import guide_to
from domain.decider import PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline.clauses import CLAUSES, HOUSE, RECORD
from domain.guideline.policy import Policy
from tests.api.house import House
from tests.console.test_forms_by_hand import form_of_center
from tests.lives import commands


@pytest.mark.parametrize("decision", PEOPLE_DECIDE, ids=lambda one: one.type)
def test_every_decision_that_rests_on_a_clause_has_the_clause_beside_it(decision: Decision) -> None:
    guide = guide_to(decision.clause, Policy())
    if decision.clause in (RECORD, HOUSE):
        assert guide is None
    else:
        assert guide is not None
        assert guide.clauses[-1] == CLAUSES[decision.clause]


def test_a_clause_brings_its_clocks_and_the_numbers_of_the_house_along() -> None:
    guide = guide_to("5.2", Policy(major_matter_working_days=7))
    assert guide is not None
    assert {clock.label.zh for clock in guide.clocks} == {"年度筹建情况报送", "重大事项书面告知"}
    assert any(number.zh.endswith("：7") for number in guide.numbers)


async def test_the_clause_stands_folded_beside_the_form_in_both_languages(house: House) -> None:
    center = await house.register()
    for language in ("zh", "en"):
        page = await form_of_center(house, center, "submit_industry_research", language)
        guide = page.main.one("details", class_="guide")
        assert "open" not in guide.attributes
        rule = CLAUSES["3.3.1"].rule
        assert (rule.zh if language == "zh" else rule.en) in guide.text
        assert guide.link("工作指引" if language == "zh" else "guideline") == "/console/guideline#clause-3.3.1"


async def test_a_decision_on_the_record_itself_has_no_clause_beside_it(house: House) -> None:
    center = await house.register()
    await house.decide(center, commands()["submit_industry_research"])
    page = await form_of_center(house, center, "correct_record")
    assert page.main.all("details", class_="guide") == []
