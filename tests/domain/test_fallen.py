"""A clock's fact names the day it is about: what it was recorded for may fall, and is never undone."""

from datetime import date
from typing import Any

import pytest

from domain.application.messages import ConstructionApproved
from domain.deadlines.clocks import deadlines, has_fallen
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.records import Event, Record
from domain.supervision.clock_facts import ClockFact, DeadlineMissed, EvaluationOpened, ReminderSent, TermExpired
from domain.supervision.messages import AnnualReportSubmitted, RectificationOrdered
from tests.domain.occasions import served
from tests.domain.test_corrections import corrected_before_the_rule
from tests.lives import Life, annual_report, commands, handed_in, life_in, noon

APPROVAL = {"approve_construction": {"effective_on": "2023-05-17", "term_months": 36}}


def approved() -> Life:
    """Approved on 2023-05-17 for three years."""
    return life_in(Phase.CONSTRUCTION, APPROVAL)


def with_an_order_of_2024() -> Life:
    """An order due on 2024-06-30, taken and served on 1 April."""
    life = approved()
    life.now = noon(date(2024, 4, 1))
    return served(life.take(commands()["order_rectification"]), "RectificationOrdered")


def correct(life: Life, event: type[Event], on: str | None = None, **fields: Any) -> Life:
    """The last event of that kind, corrected by two persons."""
    position = next(record.position for record in reversed(life.records) if isinstance(record.event, event))
    life.take(
        {"type": "correct_record", "position": position, "what_was_wrong": "录入有误", "corrected": fields}
        | ({"corrected_effective_on": on} if on else {})
    )
    return life.take({"type": "confirm_correction", "correction_id": life.center.corrections[-1].id, "verdict": "pass"})


def standing(life: Life, kind: str) -> list[tuple[str, str]]:
    """Day and status of each deadline of a kind."""
    dues = deadlines(life.center, life.policy, life.calendar)
    return [(str(due.due_on), due.status.value) for due in dues if due.kind.value == kind]


def fallen(life: Life) -> list[ClockFact]:
    return [
        record.event for record in clock_records(life) if has_fallen(record, life.center, life.policy, life.calendar)
    ]


def clock_records(life: Life) -> list[Record[ClockFact]]:
    return [record for record in life.records if isinstance(record.event, ClockFact)]  # type: ignore[misc]


def test_an_order_corrected_to_a_later_day_is_open_and_the_miss_of_the_former_day_is_fallen() -> None:
    life = with_an_order_of_2024()
    life.pass_time(date(2024, 7, 1))
    assert standing(life, "rectification") == [("2024-06-30", "missed")]
    correct(life, RectificationOrdered, due_on="2025-06-30")
    assert standing(life, "rectification") == [("2024-06-30", "fallen"), ("2025-06-30", "open")]
    assert {fact.due_on for fact in fallen(life)} == {date(2024, 6, 30)}


def test_reminders_of_the_new_day_fall_due_anew_and_its_miss_is_recorded_when_it_comes() -> None:
    life = with_an_order_of_2024()
    life.pass_time(date(2024, 7, 1))
    correct(life, RectificationOrdered, due_on="2025-06-30")
    facts = _of_the_order(life.pass_time(date(2025, 6, 29)))
    assert [(type(event), event.due_on) for event in facts] == [(ReminderSent, date(2025, 6, 30))]
    facts = _of_the_order(life.pass_time(date(2025, 7, 1)))
    assert [(type(event), event.due_on) for event in facts] == [(DeadlineMissed, date(2025, 6, 30))]
    assert standing(life, "rectification")[-1] == ("2025-06-30", "missed")


def _of_the_order(events: list[Event]) -> list[ClockFact]:
    return [event for event in events if isinstance(event, ClockFact) and event.kind is ClockKind.RECTIFICATION]


def test_a_day_corrected_back_is_missed_as_it_was_and_not_recorded_twice() -> None:
    life = with_an_order_of_2024()
    life.pass_time(date(2024, 7, 1))
    correct(life, RectificationOrdered, due_on="2025-06-30")
    correct(life, RectificationOrdered, due_on="2024-06-30")
    assert standing(life, "rectification") == [("2024-06-30", "missed")]
    assert _of_the_order(life.pass_time(date(2024, 7, 2))) == []
    assert fallen(life) == []


def test_after_a_correction_of_the_approval_no_duty_of_the_years_before_it_is_missed() -> None:
    life = approved()
    life.pass_time(date(2025, 2, 1))
    assert [day for day, status in standing(life, "annual_report") if status == "missed"] == [
        "2023-11-30",
        "2024-11-30",
    ]
    position = next(record.position for record in life.records if isinstance(record.event, ConstructionApproved))
    corrected_before_the_rule(life, position, corrected_effective_on=date(2024, 12, 10))
    assert standing(life, "annual_report") == [
        ("2023-11-30", "fallen"), ("2024-11-30", "fallen"), ("2025-11-30", "open")
    ]  # fmt: skip
    assert {fact.due_on.year for fact in fallen(life) if fact.kind.value == "annual_report"} == {2023, 2024}


def test_a_report_of_the_past_corrected_to_a_day_in_time_makes_the_miss_fall_and_is_met() -> None:
    life = approved()
    life.pass_time(date(2023, 12, 11))
    life.take(commands()["begin_backfill"]).take(annual_report(2023)).take(commands()["finish_backfill"])
    assert fallen(life) == []
    correct(life, AnnualReportSubmitted, "2023-11-20")
    assert standing(life, "annual_report")[0] == ("2023-11-30", "met")
    assert [type(fact) for fact in fallen(life)] == [DeadlineMissed]


@pytest.mark.parametrize(("day", "falls"), [("2023-10-30", True), ("2023-10-31", False), ("2023-11-20", False)])
def test_a_reminder_falls_only_if_what_it_reminds_of_was_done_before_it(day: str, falls: bool) -> None:
    life = approved()
    life.pass_time(date(2023, 11, 21))
    life.take(handed_in(annual_report(2023), received_on=day))
    assert bool(fallen(life)) is falls


@pytest.mark.parametrize(("established_on", "falls"), [("2026-05-16", [TermExpired]), ("2026-05-18", [])])
def test_an_establishment_entered_late_makes_what_came_after_its_day_fall(
    established_on: str, falls: list[type]
) -> None:
    life = approved()
    [term] = life.center.terms
    life.pass_time(date(2026, 2, 20))
    life.pass_time(date(2026, 6, 1))
    center = life.center.but(phase=Phase.OPERATION, established_on=date.fromisoformat(established_on))
    found = [
        type(record.event)
        for record in clock_records(life)
        if record.event.due_on == term and has_fallen(record, center, life.policy, life.calendar)
    ]
    assert found == falls


def test_what_a_revoked_center_had_missed_before_stands() -> None:
    life = approved()
    life.pass_time(date(2024, 1, 1))
    ended = life.center.but(phase=Phase.REVOKED, ended_on=date(2024, 1, 1))
    earlier = life.center.but(phase=Phase.REVOKED, ended_on=date(2023, 11, 29))
    statuses = [[due.status for due in deadlines(center, life.policy, life.calendar)] for center in (ended, earlier)]
    assert statuses == [[ClockStatus.MISSED], [ClockStatus.FALLEN]]


def test_without_the_approval_all_that_the_clocks_said_is_fallen() -> None:
    life = approved()
    life.pass_time(date(2026, 6, 1))
    before = life.center.but(phase=Phase.APPLICATION, followed_from=None, known_on=None, terms=(), terms_known_on=())
    assert all(has_fallen(record, before, life.policy, life.calendar) for record in clock_records(life))
    assert {due.status for due in deadlines(before, life.policy, life.calendar)} == {ClockStatus.FALLEN}
    assert scheduled_facts(before, life.policy, life.calendar) == []
    assert any(isinstance(record.event, EvaluationOpened) for record in clock_records(life))
