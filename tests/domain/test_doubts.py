"""What is allowed but unusual is asked, taken once it is confirmed, and not asked at the bound."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.context import Context, NumberedAct, RegisteredCenter
from domain.decider import DECISIONS, PEOPLE_DECIDE, confirmed_with, decide
from domain.guideline.clauses import CLAUSES
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.kernel.records import PartialDay
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.values.center_names import core_of_name, is_nearly_the_same
from domain.values.comparing_form import comparing_form
from domain.values.partial_days import add_months
from domain.wording.doubts import DOUBTS
from domain.wording.refusals import explain_doubt
from tests.domain.occasions import evaluated, imported, rejected, served, under_construction, with_a_served_order
from tests.lives import (
    ACTORS,
    LEAD,
    SUPERIOR,
    Body,
    Life,
    annual_report,
    command_of,
    commands,
    confirming,
    life_before,
    life_in,
    noon,
    revocation,
)

A_DAY = timedelta(days=1)
unhurried = settings(deadline=None)
APPROVED = date(2023, 3, 7)
"""When the centers of these lives were approved, for 36 months."""
END_OF_TERM = date(2026, 3, 7)


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def asked(life: Life, body: Body, *confirmed: str) -> list[str]:
    """The doubts that are asked, by their codes; none where the decision is taken."""
    return [doubt["code"] for doubt in doubts(life, confirming(body, *confirmed) if confirmed else body)]


def doubts(life: Life, body: Body) -> list[dict[str, Any]]:
    answer = life.ask(body)
    if not isinstance(answer, Refusal):
        return []
    assert answer.code == "needs_confirmation", answer
    found = list(answer.params["doubts"])
    assert all(doubt["code"] in DOUBTS and doubt["clause"] in CLAUSES for doubt in found)
    return found


def at(life: Life, day: date) -> Life:
    life.now = noon(day)
    return life


def test_every_doubt_has_words_in_both_languages_that_stand_on_their_own() -> None:
    for code, sentence in DOUBTS.items():
        assert sentence.zh.endswith("。"), code
        assert sentence.en.endswith("."), code
        assert all(explain_doubt(code, {})), code


def test_an_unusual_decision_is_taken_once_all_its_doubts_are_confirmed_and_not_before() -> None:
    life = life_before("approve_establishment")
    body = of("approve_establishment", document_number="沪市监计量〔2021〕402号")
    found = asked(life, body)
    assert found == ["established_soon", "number_of_another_year"]
    assert asked(life, body, "established_soon") == found
    assert asked(life, body, *found) == []


# 3.4.2, 3.5.1: approval and term


@pytest.mark.parametrize("months", [1, 12, 23, 37, 60, 600])
def test_a_term_of_other_than_two_to_three_years_is_asked_about(months: int) -> None:
    life = life_before("approve_construction")
    (doubt,) = doubts(life, of("approve_construction", term_months=months))
    assert (doubt["code"], doubt["clause"]) == ("term_unusual", "3.5.1")
    assert doubt["params"] == {"months": months, "minimum": 24, "maximum": 36}
    assert asked(life, of("approve_construction", term_months=months), "term_unusual") == []


@pytest.mark.parametrize("months", [24, 30, 36])
def test_two_to_three_years_are_not_asked_about(months: int) -> None:
    assert asked(life_before("approve_construction"), of("approve_construction", term_months=months)) == []


def test_a_term_that_was_confirmed_is_in_force() -> None:
    life = life_in(Phase.CONSTRUCTION, changes={"approve_construction": {"term_months": 37}})
    assert life.center.term_ends_on == date(2026, 4, 7)


def imported_in_may_2022() -> Life:
    return imported().take({"type": "complete_record", "approved_on": "2022-05-17", "source": "批准文件"})


@pytest.mark.parametrize("ends_on", ["2024-05-16", "2025-05-18", "2199-12-31"])
def test_papers_that_tell_another_end_of_term_are_asked_about(ends_on: str) -> None:
    life, body = imported_in_may_2022(), of("complete_record", term_ends_on=ends_on)
    (doubt,) = doubts(life, body)
    assert (doubt["code"], doubt["clause"]) == ("end_of_term_unusual", "3.5.1")
    assert explain_doubt(doubt["code"], doubt["params"]).en.startswith("The term ends on ")
    assert "2022年5月17日" in explain_doubt(doubt["code"], doubt["params"]).zh
    assert asked(life, body, "end_of_term_unusual") == []


@pytest.mark.parametrize("ends_on", ["2024-05-17", "2025-05-17"])
def test_papers_that_tell_an_end_within_two_to_three_years_are_not(ends_on: str) -> None:
    assert asked(imported_in_may_2022(), of("complete_record", term_ends_on=ends_on)) == []


def test_where_only_the_month_of_the_approval_is_known_its_days_are_all_possible() -> None:
    assert asked(imported(), of("complete_record", term_ends_on="2024-05-01")) == []
    assert asked(imported(), of("complete_record", term_ends_on="2025-05-31")) == []
    assert asked(imported(), of("complete_record", term_ends_on="2025-06-01")) == ["end_of_term_unusual"]


def correcting(life: Life, event: str, **corrected: object) -> Body:
    return of("correct_record", position=life.position_of(event), corrected=corrected)


@pytest.mark.parametrize(("months", "asks"), [(12, True), (23, True), (24, False), (36, False), (600, True)])
def test_a_correction_to_such_a_term_is_asked_about(months: int, asks: bool) -> None:
    life = under_construction()
    body = correcting(life, "ConstructionApproved", term_months=months)
    assert asked(life, body) == (["term_unusual"] if asks else [])
    assert asked(life, body, "term_unusual") == []


def test_a_correction_of_something_else_asks_nothing() -> None:
    life = under_construction()
    assert asked(life, correcting(life, "CenterRegistered", name_zh="上海市海底电缆产业计量测试中心")) == []


@pytest.mark.parametrize(("verdict", "asks"), [("pass", True), ("fail", False)])
def test_declining_an_application_that_no_report_has_failed_is_asked_about(verdict: str, asks: bool) -> None:
    life = life_before("approve_construction", changes={"issue_review_report": {"verdict": verdict}})
    codes = ["declined_without_failing_report"] if asks else []
    assert asked(life, commands()["decline_construction"]) == codes
    assert asked(life, commands()["decline_construction"], "declined_without_failing_report") == []


def test_declining_before_there_is_any_report_is_asked_about() -> None:
    life = life_in(Phase.APPLICATION)
    body = of("decline_construction", document_number=f"沪市监计量〔{life.now.year}〕21号")
    assert asked(life, body) == ["declined_without_failing_report"]


# Panels


@pytest.mark.parametrize("employer", [f"{LEAD['name']}（电磁所）", f"{LEAD['name']}电磁研究室"])
def test_an_expert_whose_employer_may_be_a_department_of_the_applicants_house_is_asked_about(employer: str) -> None:
    life, body = life_before("appoint_experts", "application"), of("appoint_experts", stage="application")
    experts = [body["experts"][0] | {"organisation": employer}, *body["experts"][1:]]
    assert asked(life, body | {"experts": experts}) == ["expert_perhaps_of_a_party"]
    assert asked(life, body) == []


def test_one_name_with_one_employer_under_two_ids_is_asked_about() -> None:
    life, body = life_before("appoint_experts", "application"), of("appoint_experts", stage="application")
    twice = body["experts"][0] | {"id": "expert-9"}
    assert asked(life, body | {"experts": [*body["experts"], twice]}) == ["expert_under_two_ids"]
    elsewhere = twice | {"organisation": "上海交通大学医学院附属医院"}
    assert asked(life, body | {"experts": [*body["experts"], elsewhere]}) == []


# Document numbers


@pytest.mark.parametrize(("number", "asks"), [("沪市监计量〔2022〕215号", True), ("沪市监计量〔2023〕215号", False)])
def test_a_number_of_another_year_than_its_day_is_asked_about(number: str, asks: bool) -> None:
    life, body = life_before("approve_construction"), of("approve_construction", document_number=number)
    assert asked(life, body) == (["number_of_another_year"] if asks else [])
    assert asked(life, body, "number_of_another_year") == []


def test_a_number_is_of_the_year_of_the_paper_and_not_of_the_day_of_recording() -> None:
    life = at(life_before("approve_construction"), date(2024, 1, 10))
    body = of("approve_construction", document_number="沪市监计量〔2023〕215号")
    assert asked(life, body | {"effective_on": "2023-12-29"}) == []
    assert asked(life, body) == ["number_of_another_year"]


def test_papers_that_tell_a_number_of_another_year_are_asked_about() -> None:
    life = imported()
    number = of("complete_record", approval_number="沪市监计量〔2021〕7号")
    assert asked(life, number) == ["number_of_another_year"]
    assert asked(life, number | {"approved_on": "2022-05-17"}) == ["number_of_another_year"]
    assert asked(life, of("complete_record", approval_number="沪市监计量〔2022〕7号")) == []


def test_a_number_that_another_kind_of_act_of_the_same_center_bears_is_asked_about() -> None:
    life = life_before("approve_establishment")
    body = of("approve_establishment", document_number="沪市监计量[2023]0215号")
    found = doubts(life, body)
    assert [doubt["code"] for doubt in found] == ["established_soon", "number_borne"]
    assert found[1]["params"]["number"] == "沪市监计量〔2023〕215号"
    assert asked(life, body, "established_soon", "number_borne") == []


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        ("沪市监计量〔2023〕215号", ["number_borne"]),
        ("沪市监撤〔2022〕3号", ["number_of_another_year"]),
        ("沪市监撤〔2023〕3号", []),
    ],
)
def test_the_bureaus_own_number_of_an_undoing_is_asked_about_as_any_other(number: str, doubts: list[str]) -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = life.position_of("ReviewReportIssued")
    body = of("undo", position=position, kind="withdrawn_ab_initio", document_number=number)
    assert asked(life, body) == doubts
    assert asked(life, body, *doubts) == []
    assert asked(life, of("undo", position=position)) == []


def test_a_correction_to_such_a_number_is_asked_about_and_one_to_a_number_of_its_own_is_not() -> None:
    life = life_in(Phase.OPERATION)
    borne = correcting(life, "CenterEstablished", document_number="沪市监计量〔2023〕215号")
    assert asked(life, borne) == ["number_borne"]
    free = correcting(life, "CenterEstablished", document_number="沪市监计量〔2023〕403号")
    assert asked(life, free) == []
    assert asked(life, correcting(life, "CenterEstablished", document_number="沪市监计量〔2023〕402号")) == []


def test_a_correction_of_the_day_alone_is_asked_about_where_the_number_is_of_another_year() -> None:
    life, body = established_on(date(2024, 4, 1))
    life.take(body | {"effective_on": "2024-03-29"})
    earlier = correcting(life, "CenterEstablished") | {"corrected_effective_on": "2023-12-29"}
    assert asked(life, earlier) == ["established_soon", "number_of_another_year"]
    assert asked(life, correcting(life, "CenterEstablished") | {"corrected_effective_on": "2024-03-28"}) == []


# 3.5.3: establishment


def established_on(day: date, **changes: Body) -> tuple[Life, Body]:
    life = at(life_before("approve_establishment", changes=changes), day)
    return life, of("approve_establishment", document_number=f"沪市监计量〔{day.year}〕402号")


def test_an_establishment_sooner_than_a_year_after_approval_is_asked_about() -> None:
    life, body = established_on(date(2024, 3, 6))
    (doubt,) = doubts(life, body)
    assert (doubt["code"], doubt["clause"]) == ("established_soon", "house")
    assert doubt["params"] == {"approved_on": "2023-03-07", "effective_on": "2024-03-06", "months": 12}
    assert asked(life, body, "established_soon") == []
    assert asked(*established_on(date(2024, 3, 7))) == []


def test_the_house_says_what_is_soon() -> None:
    life, body = established_on(date(2024, 3, 6))
    life.policy = Policy(unusual_establishment_months=11)
    assert asked(life, body) == []


def test_an_establishment_after_the_end_of_the_term_is_asked_about() -> None:
    life, body = established_on(END_OF_TERM + A_DAY)
    (doubt,) = doubts(life, body)
    assert (doubt["code"], doubt["clause"]) == ("established_after_term", "3.5.1")
    assert asked(life, body, "established_after_term") == []
    assert asked(*established_on(END_OF_TERM)) == []


@pytest.mark.parametrize(
    ("outcome", "asks"), [(None, True), ("rejected", True), ("reported", True), ("accepted", False)]
)
def test_an_establishment_with_an_open_rectification_is_asked_about(outcome: str | None, asks: bool) -> None:
    life, body = established_on(date(2024, 4, 1))
    life.take(of("order_rectification"))
    served(life, "RectificationOrdered")
    order = life.center.rectifications[0].id
    if outcome:
        life.take(of("report_rectification", rectification_id=order))
    if outcome in {"accepted", "rejected"}:
        life.take(of("judge_rectification", rectification_id=order, outcome=outcome))
    found = doubts(life, body)
    assert [doubt["code"] for doubt in found] == (["established_with_open_rectification"] if asks else [])
    assert [doubt["params"] for doubt in found] == ([{"rectifications": [order]}] if asks else [])
    assert asked(life, body, "established_with_open_rectification") == []


@pytest.mark.parametrize("outcome", ["continued_support", "rectification", "revocation"])
def test_an_establishment_of_a_center_that_is_to_be_revoked_is_asked_about(outcome: str) -> None:
    life, body = established_on(date(2024, 4, 1))
    evaluated(life, outcome=outcome)
    asks = outcome == "revocation"
    assert ("established_with_ground_to_revoke" in asked(life, body)) is asks


@pytest.mark.parametrize(("entered_on", "asks"), [(date(2023, 11, 24), False), (date(2023, 12, 18), True)])
def test_a_revocation_upon_a_service_that_was_entered_when_its_time_was_over_is_asked_about(
    entered_on: date, *, asks: bool
) -> None:
    notice, service, revoke = revocation(document_number="沪市监计量〔2023〕88号")
    life = evaluated(under_construction(), outcome="revocation").take(notice)
    at(life, entered_on).take(service | {"effective_on": "2023-11-21"})
    expected = ["service_entered_after_its_time"] if asks else []
    assert asked(at(life, date(2023, 12, 18)), revoke) == expected


@pytest.mark.parametrize(("day", "outcome", "asks"), [(29, "accepted", False), (30, "rejected", True)])
def test_a_rejection_within_the_time_allowed_is_asked_about(day: int, outcome: str, *, asks: bool) -> None:
    life, order = with_a_served_order()
    life.take(of("report_rectification", rectification_id=order))
    judge = of("judge_rectification", rectification_id=order, outcome=outcome)
    at(life, date(2024, 6, day))
    assert asked(life, judge) == (["rejected_before_its_day"] if asks else [])
    assert asked(at(life, date(2024, 7, 1)), judge) == []


@pytest.mark.parametrize(("due_on", "asks"), [("2024-04-30", True), ("2024-05-01", False)])
def test_a_due_day_that_a_correction_brings_into_the_past_is_asked_about(due_on: str, *, asks: bool) -> None:
    life, _ = with_a_served_order()
    position = life.position_of("RectificationOrdered")
    correction = of("correct_record", position=position, corrected={"due_on": due_on})
    expected = ["due_day_corrected_into_the_past"] if asks else []
    assert asked(at(life, date(2024, 5, 1)), correction) == expected
    assert asked(life, correction | {"corrected": {"problems": "装置未溯源"}}) == []


@pytest.mark.parametrize(("day", "asks"), [(date(2024, 6, 30), False), (date(2024, 7, 1), True)])
def test_an_extension_that_is_undone_once_the_former_day_has_passed_is_asked_about(day: date, *, asks: bool) -> None:
    life, order = with_a_served_order()
    life.take(of("extend_rectification", rectification_id=order))
    undoing = of("undo", position=life.position_of("RectificationExtended"))
    assert asked(at(life, day), undoing) == (["former_due_day_has_passed"] if asks else [])


@pytest.mark.parametrize(
    ("event", "kind", "asks"),
    [
        ("ConstructionApproved", "withdrawn_ab_initio", True),
        ("CenterEstablished", "withdrawn_ab_initio", True),
        ("ConstructionApproved", "entry_error", False),
        ("DirectorAppointed", "withdrawn_ab_initio", False),
    ],
)
def test_before_what_gives_a_right_is_taken_back_the_center_is_heard(event: str, kind: str, asks: bool) -> None:
    life = life_in(Phase.OPERATION)
    number = {"document_number": f"沪市监撤〔{life.now.year}〕3号"} if kind == "withdrawn_ab_initio" else {}
    body = of("undo", position=life.position_of(event), kind=kind, effect=None, **number)
    assert asked(life, body) == (["party_not_heard"] if asks else [])


def test_an_order_after_a_rejection_that_names_none_is_asked_about() -> None:
    life = under_construction()
    order = rejected(life)
    another = of("order_rectification", document_number="沪市监计量〔2023〕72号")
    (doubt,) = doubts(life, another)
    assert (doubt["code"], doubt["params"]) == ("another_chance_not_named", {"rectifications": [order]})
    assert asked(life, another | {"follows": order}) == []
    life.take(another | {"follows": order})
    assert asked(life, another | {"document_number": "沪市监计量〔2023〕73号"}) == []


# 4.2: exchanges


def test_an_exchange_of_the_same_day_and_topic_is_asked_about() -> None:
    life = under_construction().take(of("hold_exchange", effective_on="2023-11-02"))
    same = of("hold_exchange", effective_on="2023-11-02")
    assert asked(life, same, "day_before_last_act") == ["same_exchange"]
    assert asked(life, same, "same_exchange") == []
    assert asked(life, same | {"topic": "另一主题"}) == []
    assert asked(life, same | {"effective_on": "2023-11-03"}) == []


def test_an_exchange_of_the_day_and_topic_of_one_that_was_corrected_away_is_not() -> None:
    life = under_construction().take(of("hold_exchange", effective_on="2023-11-02"))
    body = correcting(life, "ExchangeHeld", topic="另一主题")
    life.take(body).take(of("confirm_correction", correction_id=life.center.corrections[0].id))
    assert "same_exchange" not in asked(life, of("hold_exchange", effective_on="2023-11-02"))


# 5.1: evaluation


def evaluated_on(day: date, **changes: object) -> tuple[Life, Body]:
    return at(life_in(Phase.CONSTRUCTION), day), of("evaluate_construction", **changes)


def test_an_evaluation_more_than_a_year_before_the_end_of_the_term_is_asked_about() -> None:
    a_year_before = END_OF_TERM - timedelta(days=365)
    life, body = evaluated_on(a_year_before - A_DAY)
    (doubt,) = doubts(life, body)
    assert doubt["code"] == "evaluated_early"
    assert doubt["params"] == {"effective_on": "2025-03-06", "term_ends_on": "2026-03-07", "days": 365}
    assert asked(life, body, "evaluated_early") == []
    assert asked(*evaluated_on(a_year_before)) == []


def test_where_the_term_is_unknown_its_earliest_possible_end_counts() -> None:
    life, body = imported(), commands()["evaluate_construction"]
    assert asked(at(life, date(2023, 4, 30)), body | {"effective_on": "2023-04-30"}) == ["evaluated_early"]
    assert asked(at(life, date(2023, 5, 2)), body | {"effective_on": "2023-05-02"}) == []


NUMBER_OF_2026 = "沪市监计量〔2026〕66号"


def decided_on(day: date, **changes: object) -> tuple[Life, Body]:
    """The decision on an evaluation of that day, which has proposed the same."""
    life, proposal = evaluated_on(day, **changes)
    assert asked(life, proposal) == [], "what the approver is asked, the officer is not"
    return life.take(proposal), of("decide_on_evaluation", document_number=NUMBER_OF_2026, **changes)


@pytest.mark.parametrize(("new_end", "asks"), [("2027-03-07", False), ("2027-03-08", True), ("2029-01-01", True)])
def test_an_extension_of_more_than_twelve_months_is_asked_about(new_end: str, asks: bool) -> None:
    life, body = decided_on(date(2026, 1, 5), new_term_ends_on=new_end)
    assert asked(life, body) == (["extended_long"] if asks else [])
    assert asked(life, body, "extended_long") == []


def test_a_second_extension_is_asked_about() -> None:
    life, first = decided_on(date(2026, 1, 5), new_term_ends_on="2026-09-07")
    life.take(first).take(of("evaluate_construction", new_term_ends_on="2027-03-07"))
    second = first | {"new_term_ends_on": "2027-03-07"}
    assert asked(life, second) == ["extended_again"]
    assert asked(life, second, "extended_again") == []
    life.take(commands()["evaluate_construction"])
    assert asked(life, of("decide_on_evaluation", document_number=NUMBER_OF_2026)) == []


def test_a_term_to_2199_is_asked_about_twice_over() -> None:
    life, body = decided_on(date(2026, 1, 5), new_term_ends_on="2199-03-07")
    assert asked(life, body) == ["extended_long", "day_far_ahead"]


def test_an_outcome_other_than_proposed_is_asked_about() -> None:
    life, body = decided_on(date(2026, 1, 5))
    otherwise = body | {"outcome": "rectification"}
    (doubt,) = doubts(life, otherwise)
    assert doubt["code"] == "outcome_not_as_proposed"
    assert doubt["params"] == {"outcome": "rectification", "proposed": "continued_support"}
    assert asked(life, otherwise, "outcome_not_as_proposed") == []


@pytest.mark.parametrize("new_end", ["2026-12-07", None])
def test_a_new_end_other_than_proposed_is_asked_about(new_end: str | None) -> None:
    life, body = decided_on(date(2026, 1, 5), new_term_ends_on="2027-03-07")
    (doubt,) = doubts(life, body | {"new_term_ends_on": new_end})
    assert (doubt["code"], doubt["params"]) == ("new_end_not_as_proposed", {"proposed_end": "2027-03-07"})


def test_where_no_new_end_was_proposed_the_question_says_that_there_is_none() -> None:
    life, body = decided_on(date(2026, 1, 5))
    (doubt,) = doubts(life, body | {"new_term_ends_on": "2026-12-07"})
    assert doubt["params"] == {"proposed_end": None}
    words = explain_doubt(doubt["code"], doubt["params"])
    assert words.zh.endswith("（建议：—）。")
    assert "None" not in f"{words.zh}{words.en}"


# 5.2: reports and matters


@pytest.mark.parametrize(("on", "asks"), [("2024-01-02", True), ("2024-08-01", True), ("2024-08-02", False)])
def test_a_report_long_before_its_due_day_is_asked_about(on: str, asks: bool) -> None:
    life = at(life_in(Phase.CONSTRUCTION), date.fromisoformat(on))
    assert asked(life, annual_report(2024)) == (["reported_early"] if asks else [])
    assert asked(life, annual_report(2024), "reported_early") == []


def test_a_report_that_comes_late_is_none_of_those() -> None:
    assert asked(at(life_in(Phase.CONSTRUCTION), date(2024, 2, 1)), annual_report(2023)) == []


@pytest.mark.parametrize(("happened_on", "asks"), [("2023-03-06", True), ("2023-03-07", False)])
def test_a_matter_of_before_the_approval_is_asked_about(happened_on: str, asks: bool) -> None:
    life = under_construction()
    found = {"title": "主任离职", "happened_on": happened_on}
    for body in (
        of("notify_major_matter", happened_on=happened_on),
        of("record_supervision", unreported_matter=found),
    ):
        assert asked(life, body) == (["matter_before_approval"] if asks else [])
        assert asked(life, body, "matter_before_approval") == []


# 5.3: orders


@pytest.mark.parametrize(("due_on", "asks"), [("2028-11-20", False), ("2028-11-21", True), ("2199-01-01", True)])
def test_an_order_that_is_due_more_than_five_years_ahead_is_asked_about(due_on: str, asks: bool) -> None:
    life, body = under_construction(date(2023, 11, 20)), of("order_rectification", due_on=due_on)
    assert asked(life, body) == (["day_far_ahead"] if asks else [])
    assert asked(life, body, "day_far_ahead") == []


# The register: names, leads, numbers of other centers

CABLES, SIMT = "上海市海缆产业计量测试中心", "上海市计量测试技术研究院"
ANOTHER_CODE = "12310000400000114H"
OF_BEIJING, OF_THE_STATE = "121100004000001144", "121000004000001140"


class Known:
    """A register of a few centers and acts."""

    def __init__(
        self,
        *centers: RegisteredCenter,
        acts: Sequence[NumberedAct] = (),
        formerly: Mapping[str, RegisteredCenter] | None = None,
    ) -> None:
        self.centers, self.acts, self.formerly = centers, acts, formerly or {}

    def has_center(self, center_id: str) -> bool:
        return any(center.center_id == center_id for center in self.centers)

    def centers_like(self, name: str) -> Sequence[RegisteredCenter]:
        form = comparing_form(name)
        return [one for one in self.centers if form in (comparing_form(one.name_zh), one.lead_form)]

    def centers_nearly_named(self, name: str) -> Sequence[RegisteredCenter]:
        return [one for one in self.centers if is_nearly_the_same(one.name_zh, name)]

    def centers_formerly_named(self, name: str) -> Sequence[RegisteredCenter]:
        form = comparing_form(name)
        return [one for former, one in self.formerly.items() if comparing_form(former) == form]

    def centers_of(self, uscc: str) -> Sequence[RegisteredCenter]:
        return [one for one in self.centers if one.lead_uscc == uscc]

    def acts_numbered(self, number: str) -> Sequence[NumberedAct]:
        return [act for act in self.acts if act.number == number]


def center(
    name: str = "上海市光子产业计量测试中心", lead: str = "别的单位", code: str | None = None
) -> RegisteredCenter:
    return RegisteredCenter("sh-known", name, comparing_form(lead), code)


REGISTRATION = commands()["register_center"]


def registering(*known: RegisteredCenter) -> Life:
    return Life(register=Known(*known))


def test_a_registration_like_no_other_is_not_asked_about() -> None:
    assert asked(registering(center()), REGISTRATION) == []


@pytest.mark.parametrize("known", [CABLES, " 上海市 海缆产业计量测试中心", "上海市海缆产业计量测试中⼼"])
def test_a_center_of_the_same_name_in_any_spelling_is_asked_about(known: str) -> None:
    life = registering(center(known))
    (doubt,) = doubts(life, REGISTRATION)
    assert (doubt["code"], doubt["clause"]) == ("name_on_register", "3.1")
    assert asked(life, REGISTRATION, "name_on_register") == []


@pytest.mark.parametrize(
    "known",
    ["上海海缆产业计量测试中心", "海缆产业计量测试中心（上海）", "上海市海缆计量测试中心", "国家海缆产业计量测试中心"],
)
def test_a_center_of_nearly_the_same_name_is_asked_about(known: str) -> None:
    assert asked(registering(center(known)), REGISTRATION) == ["name_nearly_on_register"]
    assert asked(registering(center(known)), REGISTRATION, "name_nearly_on_register") == []


def test_a_center_that_takes_nearly_the_name_of_another_is_asked_about() -> None:
    life = life_in(Phase.CONSTRUCTION, register=Known(center("上海海洋电缆产业计量测试中心")))
    assert asked(life, commands()["rename_center"]) == ["name_nearly_on_register"]


@pytest.mark.parametrize("name", ["", "上海市产业计量测试中心", "（海缆）产业计量测试中心"])
def test_a_name_of_common_words_alone_is_near_to_none(name: str) -> None:
    assert core_of_name(name) == ""
    assert not is_nearly_the_same(name, name)


def test_one_character_more_is_another_name() -> None:
    assert asked(registering(center("上海市海缆产业计量测试中心二")), REGISTRATION) == []


def test_a_lead_that_leads_another_center_is_asked_about() -> None:
    life = registering(center(lead=SIMT, code=LEAD["uscc"]))
    assert asked(life, REGISTRATION) == ["lead_on_register"]
    assert asked(life, REGISTRATION, "lead_on_register") == []


def test_so_is_one_that_hosts_an_imported_center_of_which_the_lead_is_unknown() -> None:
    assert asked(registering(center(lead=SIMT)), REGISTRATION) == ["lead_on_register"]


@pytest.mark.parametrize(
    ("lead", "code", "codes"),
    [
        (SIMT, ANOTHER_CODE, ["lead_named_otherwise"]),
        ("上海市质检所", LEAD["uscc"], ["lead_on_register", "lead_named_otherwise"]),
        (SIMT, LEAD["uscc"], ["lead_on_register"]),
        ("上海市质检所", ANOTHER_CODE, []),
    ],
)
def test_who_registers_under_another_organisations_name_is_asked_about(lead: str, code: str, codes: list[str]) -> None:
    life = registering(center(lead=lead, code=code))
    assert asked(life, REGISTRATION) == codes
    assert not codes or asked(life, REGISTRATION, *codes) == []


@pytest.mark.parametrize(("code", "asks"), [(OF_BEIJING, True), (OF_THE_STATE, False), (str(LEAD["uscc"]), False)])
def test_a_lead_whose_code_is_of_another_province_is_asked_about(code: str, asks: bool) -> None:
    body = REGISTRATION | {"lead": LEAD | {"uscc": code}}
    life, officer = Life(), ACTORS[Role.OFFICER]
    answer = life.ask(body, officer)
    assert isinstance(answer, Refusal) == asks
    if isinstance(answer, Refusal):
        (doubt,) = answer.params["doubts"]
        assert (doubt["code"], doubt["params"]) == ("lead_of_another_province", {"uscc": code})
    assert isinstance(life.ask(confirming(body, "lead_of_another_province"), officer), list)


@pytest.mark.parametrize(("code", "asks"), [(OF_BEIJING, True), (OF_THE_STATE, False), (ANOTHER_CODE, False)])
def test_a_lead_that_takes_the_center_out_of_shanghai_is_asked_about(code: str, asks: bool) -> None:
    body = of("amend_organisations", lead=LEAD | {"uscc": code})
    assert asked(under_construction(), body) == (["lead_leaves_shanghai"] if asks else [])
    assert asked(under_construction(), body, "lead_leaves_shanghai") == []


def test_a_lead_of_elsewhere_that_stays_is_not_asked_about_again() -> None:
    elsewhere = LEAD | {"uscc": OF_BEIJING}
    life = under_construction().take(of("amend_organisations", lead=elsewhere))
    assert asked(life, of("amend_organisations", lead=elsewhere | {"name": "更名的单位"})) == []


@pytest.mark.parametrize(("code", "asks"), [("91310000631603000H", True), (SUPERIOR["uscc"], False)])
def test_a_superior_body_that_is_no_body_of_the_state_is_asked_about(code: str, asks: bool) -> None:
    lead = LEAD | {"superior": {"name": "上级单位", "uscc": code}}
    expected = ["superior_no_government_body"] if asks else []
    assert asked(Life(), of("register_center", lead=lead)) == expected
    assert asked(under_construction(), of("amend_organisations", lead=lead)) == expected
    assert asked(imported(), of("complete_record", parties={"lead": lead})) == expected


def act(event: str, on: PartialDay | None, center_id: str = "sh-known") -> NumberedAct:
    return NumberedAct(center_id, "上海市光子产业计量测试中心", event, "沪市监计量〔2023〕215号", on)


@pytest.mark.parametrize(
    ("known", "asks"),
    [
        (act("ConstructionApproved", date(2023, 2, 28)), False),
        (act("ConstructionApproved", date(2023, 3, 1)), True),
        (act("ConstructionApproved", "2023-02"), False),
        (act("ConstructionApproved", "2022"), True),
        (act("ConstructionApproved", None), False),
        (act("CenterEstablished", date(2023, 2, 28)), True),
        (act("CenterRevoked", None), True),
    ],
)
def test_a_number_that_an_act_of_another_day_or_kind_bears_is_asked_about(known: NumberedAct, asks: bool) -> None:
    life = life_before("approve_construction")
    life.register = Known(acts=[known])
    body = of("approve_construction", effective_on="2023-02-28")
    assert asked(life, body) == (["number_borne"] if asks else [])
    assert asked(life, body, "number_borne") == []


def test_a_number_that_papers_tell_is_compared_by_the_day_that_they_tell() -> None:
    life = imported()
    life.register = Known(acts=[act("ConstructionApproved", date(2023, 2, 28))])
    body: Body = {"type": "complete_record", "approval_number": "沪市监计量〔2023〕215号", "source": "批准文件"}
    assert asked(life, body) == ["number_of_another_year", "number_borne"]
    assert asked(life, body | {"approved_on": "2023-02-28"}) == []


def test_the_bureau_is_told_which_center_and_which_act_and_others_are_not() -> None:
    life = registering(center(CABLES, SIMT, LEAD["uscc"]))
    of_applicant, of_officer = (life.ask(REGISTRATION, ACTORS[role]) for role in (Role.APPLICANT, Role.OFFICER))
    assert isinstance(of_applicant, Refusal)
    assert isinstance(of_officer, Refusal)
    assert [doubt["params"] for doubt in of_applicant.params["doubts"]] == [{}, {}]
    assert "sh-known" not in str(of_applicant.params)
    first, _ = of_officer.params["doubts"]
    assert first["params"] == {"which": [{"center_id": "sh-known", "name_zh": CABLES}]}
    sentence = explain_doubt(first["code"], first["params"])
    assert sentence.zh == f"名录中已有同名的中心。涉及：{CABLES}（sh-known）。"
    assert sentence.en.endswith(f"It is about: {CABLES}（sh-known）.")


def test_which_act_bears_a_number_is_said_with_its_kind_and_day() -> None:
    life = life_before("approve_construction")
    life.register = Known(acts=[act("CenterEstablished", date(2023, 2, 28))])
    (doubt,) = doubts(life, commands()["approve_construction"])
    sentence = explain_doubt(doubt["code"], doubt["params"])
    assert sentence.zh.endswith("涉及：上海市光子产业计量测试中心（sh-known）2023年2月28日批准成立。")
    assert "Center established 28 February 2023" in sentence.en


def test_beside_the_decision_no_other_center_stands_on_record() -> None:
    life = registering(center(CABLES, SIMT, LEAD["uscc"]))
    command, context = command_of(confirming(REGISTRATION)), life.context(ACTORS[Role.OFFICER])
    confirmed = confirmed_with(command, None, context)
    assert confirmed is not None
    assert [doubt.code for doubt in confirmed.doubts] == ["name_on_register", "lead_on_register"]
    assert "sh-known" not in confirmed.model_dump_json()


# Of all doubts


@unhurried
@given(months=st.integers(1, 600), low=st.integers(1, 600), length=st.integers(0, 600))
def test_a_term_is_asked_about_exactly_where_the_house_does_not_count_it_as_usual(
    months: int, low: int, length: int
) -> None:
    life = life_before("approve_construction")
    life.policy = Policy(term_min_months=low, term_max_months=min(600, low + length))
    usual = low <= months <= life.policy.term_max_months
    assert asked(life, of("approve_construction", term_months=months)) == ([] if usual else ["term_unusual"])


@unhurried
@given(years=st.integers(1, 100), days=st.integers(-3, 3))
def test_how_far_ahead_is_far_is_the_houses(years: int, days: int) -> None:
    life = under_construction(date(2023, 11, 20))
    life.policy = Policy(unusual_years_ahead=years)
    due_on = add_months(date(2023, 11, 20), 12 * years) + timedelta(days=days)
    expected = ["day_far_ahead"] if days > 0 else []
    assert asked(life, of("order_rectification", due_on=due_on.isoformat())) == expected


@unhurried
@given(later=st.integers(0, 300))
def test_what_is_asked_does_not_change_until_it_is_confirmed(later: int) -> None:
    life = under_construction(date(2023, 11, 20))
    life.take(of("evaluate_construction", new_term_ends_on="2199-03-07", effective_on="2023-11-01"))
    body = of("decide_on_evaluation", new_term_ends_on="2199-03-07", effective_on="2023-11-01")
    before = doubts(life, body)
    assert [doubt["code"] for doubt in before] == ["extended_long", "day_far_ahead"]
    assert doubts(at(life, date(2023, 11, 20) + timedelta(days=later)), body) == before


def test_no_question_is_asked_of_who_enters_a_past_as_such() -> None:
    life = life_before("approve_construction")
    context = Context(ACTORS[Role.APPROVER], life.now, asks_doubts=False)
    command = command_of(of("approve_construction", term_months=12, document_number="沪市监计量〔1999〕1号"))
    assert isinstance(decide(command, life.center, context), list)
    assert confirmed_with(command, life.center, context) is None


def test_an_import_raises_no_question_of_its_own() -> None:
    assert all(decision.doubts == () for decision in DECISIONS if decision not in PEOPLE_DECIDE)
