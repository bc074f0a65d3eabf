"""5: evaluation, reports, major matters, supervision, rectification, revocation."""

from datetime import date

import pytest

from domain.guideline.phases import Phase
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.messages import (
    AnnualReportSubmitted,
    ConstructionEvaluated,
    MajorMatterNotified,
    RectificationReported,
)
from tests.domain.occasions import under_construction, with_an_order
from tests.lives import ACTORS, Body, Life, annual_report, commands, life_in, noon


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def test_continued_support_may_carry_a_new_end_of_term() -> None:
    life = under_construction().take(of("evaluate_construction", new_term_ends_on="2027-03-07"))
    assert [event.wire_name() for event in life.events[-2:]] == ["ConstructionEvaluated", "TermExtended"]
    assert life.center.terms == (date(2026, 3, 7), date(2027, 3, 7))


@pytest.mark.parametrize("outcome", ["rectification", "revocation"])
def test_a_new_end_of_term_goes_with_continued_support_alone(outcome: str) -> None:
    body = of("evaluate_construction", outcome=outcome, new_term_ends_on="2027-03-07")
    assert under_construction().ask(body) == Refusal("extension_without_support", "5.1", outcome=outcome)


@pytest.mark.parametrize("new_end", ["2026-03-07", "2025-01-01"])
def test_an_extension_leads_past_the_former_end(new_end: str) -> None:
    refusal = Refusal(
        "extension_too_early", "5.1", new_term_ends_on=date.fromisoformat(new_end), after=date(2026, 3, 7)
    )
    assert under_construction().ask(of("evaluate_construction", new_term_ends_on=new_end)) == refusal


def test_an_extension_after_the_term_leads_past_the_evaluation() -> None:
    life = under_construction(date(2026, 6, 1))
    refused = life.ask(of("evaluate_construction", new_term_ends_on="2026-06-01"))
    assert refused == Refusal("extension_too_early", "5.1", new_term_ends_on=date(2026, 6, 1), after=date(2026, 6, 1))


def test_an_evaluation_after_the_term_says_how_late_it_is() -> None:
    life = under_construction(date(2026, 3, 17)).take(commands()["evaluate_construction"])
    assert life.last(ConstructionEvaluated).days_late == 10


def test_a_report_comes_with_a_typical_case() -> None:
    assert under_construction().ask(annual_report(2023, cases=[])) == Refusal("typical_case_missing", "5.2")


def test_a_report_is_of_no_year_to_come() -> None:
    assert under_construction().ask(annual_report(2024)) == Refusal("report_year_not_begun", "5.2", year=2024)


def test_a_report_is_of_no_year_before_the_approval() -> None:
    assert under_construction().ask(annual_report(2022)) == Refusal("report_year_before_approval", "5.2", year=2022)


def test_a_year_is_reported_once() -> None:
    life = under_construction().take(annual_report(2023))
    assert life.ask(annual_report(2023)) == Refusal("report_already_submitted", "5.2", year=2023)


@pytest.mark.parametrize(("day", "days_late"), [("2023-11-30", 0), ("2023-12-01", 1), ("2024-01-15", 46)])
def test_a_late_report_is_taken_and_says_how_late(day: str, days_late: int) -> None:
    life = under_construction(date.fromisoformat(day)).take(annual_report(2023))
    assert life.last(AnnualReportSubmitted).days_late == days_late


@pytest.mark.parametrize("approved_on", ["2023-11-30", "2023-12-01"])
def test_a_report_of_a_year_whose_november_was_over_at_the_approval_is_not_late(approved_on: str) -> None:
    """The first duty is next year's."""
    life = life_in(Phase.CONSTRUCTION, {"approve_construction": {"effective_on": approved_on}})
    life.now = noon(date(2023, 12, 20))
    assert life.take(annual_report(2023)).last(AnnualReportSubmitted).days_late == 0


@pytest.mark.parametrize(("told_on", "days_late"), [("2023-10-09", 0), ("2023-10-10", 1), ("2023-10-20", 11)])
def test_a_major_matter_is_notified_within_five_working_days(told_on: str, days_late: int) -> None:
    """Through the National Day holiday of 2023, whose weekends of 7 and 8 October were worked."""
    matter = of("notify_major_matter", happened_on="2023-09-26")
    event = under_construction(date.fromisoformat(told_on)).take(matter).last(MajorMatterNotified)
    assert (event.due_on, event.provisional) == (date(2023, 10, 9), False)
    assert event.days_late == days_late


def test_a_matter_is_told_after_it_happened() -> None:
    refusal = Refusal("matter_in_the_future", "5.2", happened_on=date(2023, 11, 21))
    assert under_construction().ask(of("notify_major_matter", happened_on="2023-11-21")) == refusal
    found = {"title": "主任离职", "happened_on": "2023-11-21"}
    assert under_construction().ask(of("record_supervision", unreported_matter=found)) == refusal


def with_a_found_matter() -> tuple[Life, str]:
    found = {"title": "主任离职", "happened_on": "2023-11-10"}
    life = under_construction().take(of("record_supervision", unreported_matter=found))
    return life, life.center.major_matters[-1].id


def test_a_matter_that_supervision_found_is_notified_by_its_number() -> None:
    life, matter = with_a_found_matter()
    life.take(of("notify_major_matter", matter_id=matter, happened_on="2023-11-10"))
    assert [(item.id, item.notified_on) for item in life.center.major_matters] == [(matter, date(2023, 11, 20))]


def test_a_found_matter_is_notified_once_with_its_own_day_and_number() -> None:
    life, matter = with_a_found_matter()
    other_day = of("notify_major_matter", matter_id=matter, happened_on="2023-11-11")
    assert life.ask(other_day) == Refusal("matter_of_another_day", "5.2", matter=matter, happened_on=date(2023, 11, 10))
    unknown = of("notify_major_matter", matter_id="m99", happened_on="2023-11-10")
    assert life.ask(unknown) == Refusal("matter_unknown", "5.2", matter="m99")
    notice = of("notify_major_matter", matter_id=matter, happened_on="2023-11-10")
    assert life.take(notice).ask(notice) == Refusal("matter_already_notified", "5.2", matter=matter)


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.OFFICER])
def test_district_and_bureau_supervise(role: Role) -> None:
    assert not isinstance(under_construction().ask(commands()["record_supervision"], ACTORS[role]), Refusal)


def test_a_center_is_commended_as_often_as_it_deserves() -> None:
    life = under_construction().take(commands()["commend"]).take(commands()["commend"])
    assert life.center.commendations == 2


@pytest.mark.parametrize("due_on", ["2023-11-20", "2023-11-01"])
def test_the_time_allowed_lies_ahead_of_the_order(due_on: str) -> None:
    refusal = Refusal("due_date_not_ahead", "5.3", due_on=date.fromisoformat(due_on), after=date(2023, 11, 20))
    assert under_construction().ask(of("order_rectification", due_on=due_on)) == refusal


def test_nothing_is_reported_or_judged_without_an_order() -> None:
    life = under_construction()
    assert life.ask(commands()["report_rectification"]) == Refusal("no_rectification_ordered", "5.3")
    assert life.ask(commands()["judge_rectification"]) == Refusal("rectification_not_reported", "5.3")


@pytest.mark.parametrize("name", ["report_rectification", "judge_rectification"])
def test_an_order_has_a_number(name: str) -> None:
    life, order = with_an_order()
    life.take(of("report_rectification", rectification_id=order))
    refusal = Refusal("rectification_unknown", "5.3", rectification="r99")
    assert life.ask(of(name, rectification_id="r99")) == refusal


def test_what_is_judged_was_reported() -> None:
    life, first = with_an_order()
    second = life.take(commands()["order_rectification"]).center.rectifications[-1].id
    life.take(of("report_rectification", rectification_id=first))
    refusal = Refusal("rectification_not_reported", "5.3", rectification=second)
    assert life.ask(of("judge_rectification", rectification_id=second)) == refusal


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_an_order_is_judged_once(outcome: str) -> None:
    life, order = with_an_order()
    other = life.take(commands()["order_rectification"]).center.rectifications[-1].id
    for each in (order, other):
        life.take(of("report_rectification", rectification_id=each))
    life.take(of("judge_rectification", rectification_id=order, outcome=outcome))
    refusal = Refusal("rectification_already_judged", "5.3", rectification=order)
    assert life.ask(of("report_rectification", rectification_id=order)) == refusal
    assert life.ask(of("judge_rectification", rectification_id=order)) == refusal


def test_a_late_rectification_says_how_late() -> None:
    life, order = with_an_order()
    life.now = noon(date(2024, 7, 3))
    life.take(of("report_rectification", rectification_id=order))
    assert life.last(RectificationReported).days_late == 3


def test_a_second_report_of_a_rectification_does_not_move_its_day() -> None:
    life, order = with_an_order()
    for day in (date(2024, 6, 30), date(2024, 7, 9)):
        life.now = noon(day)
        life.take(of("report_rectification", rectification_id=order))
    assert life.center.rectifications[0].reported_on == date(2024, 6, 30)


def test_no_clock_revokes_a_center() -> None:
    life = under_construction()
    life.pass_time(date(2030, 1, 1))
    assert life.center.phase is Phase.CONSTRUCTION
    assert life.ask(commands()["revoke_center"]) == Refusal("no_ground_for_revocation", "5.3")
