"""5: reports, major matters, supervision, revocation."""

from datetime import date

import pytest

from domain.guideline.phases import Phase
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.messages import (
    AnnualReportSubmitted,
    MajorMatterNotified,
)
from tests.domain.occasions import under_construction
from tests.lives import ACTORS, Body, Life, annual_report, commands, life_in, noon


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


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


def test_no_clock_revokes_a_center() -> None:
    life = under_construction()
    life.pass_time(date(2030, 1, 1))
    assert life.center.phase is Phase.CONSTRUCTION
    assert life.ask(commands()["revoke_center"]) == Refusal("no_ground_for_revocation", "5.3")
