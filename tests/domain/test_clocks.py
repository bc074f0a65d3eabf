"""The clocks of 4.2 and 5: what is due when, what goes out ahead, and what is recorded as time passes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.center_summary import is_overdue, next_due, summarize
from domain.deadlines.clock import ScheduledFact
from domain.deadlines.clocks import CLOCK_OF, deadlines
from domain.deadlines.deadline import Deadline, years_from
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.records import Event
from domain.supervision.clock_facts import (
    ClockFact,
    DeadlineMissed,
    EvaluationOpened,
    Passed,
    ReminderSent,
    TermExpired,
)
from domain.values.partial_days import end_of_day, start_of_day
from domain.work_items import work_items
from domain.working_calendar.working_days import HolidayNotice, WorkingCalendar
from tests.domain.occasions import evaluated, served
from tests.lives import E, Life, annual_report, commands, life_in, noon

APPROVAL = {"approve_construction": {"effective_on": "2023-05-17", "term_months": 36}}


def approved(policy: Policy | None = None) -> Life:
    """Approved on 2023-05-17 for three years."""
    return life_in(Phase.CONSTRUCTION, APPROVAL, policy=policy or Policy())


def dues(life: Life, kind: str) -> list[Deadline]:
    return [due for due in deadlines(life.center, life.policy, life.calendar) if due.kind.value == kind]


def only(life: Life, kind: str) -> Deadline:
    (due,) = dues(life, kind)
    return due


def of_kind(events: list[Event], kind: type[E]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def pending(life: Life) -> list[ScheduledFact]:
    return scheduled_facts(life.center, life.policy, life.calendar)


def test_approved_in_may_2023_the_first_report_is_due_by_the_end_of_november() -> None:
    assert only(approved(), "annual_report").due_on == date(2023, 11, 30)


@pytest.mark.parametrize(
    ("approved_on", "first_due"),
    [
        ("2023-11-26", "2023-11-30"),
        ("2023-11-29", "2023-11-30"),
        ("2023-11-30", "2024-11-30"),
        ("2023-12-01", "2024-11-30"),
    ],
)
def test_the_first_report_is_due_on_the_first_such_day_after_the_approval(approved_on: str, first_due: str) -> None:
    life = life_in(Phase.CONSTRUCTION, {"approve_construction": {"effective_on": approved_on}})
    assert only(life, "annual_report").due_on == date.fromisoformat(first_due)


def test_the_house_may_have_reports_due_on_another_day() -> None:
    life = approved(Policy(annual_report_month_day=(12, 31)))
    assert only(life, "annual_report").due_on == date(2023, 12, 31)


@pytest.mark.parametrize(("approved_on", "year"), [("2023-05-17", 2024), ("2024-01-01", 2024), ("2023-12-31", 2024)])
def test_exchanges_are_counted_from_the_first_full_calendar_year(approved_on: str, year: int) -> None:
    life = life_in(Phase.CONSTRUCTION, {"approve_construction": {"effective_on": approved_on}})
    assert only(life, "exchanges").due_on == date(year, 12, 31)


def test_two_exchanges_meet_the_year() -> None:
    life = approved()
    for day in ("2024-03-01", "2024-10-01"):
        life.take(commands()["hold_exchange"] | {"effective_on": day})
    assert [due.status.value for due in dues(life, "exchanges")] == ["met", "open"]


@pytest.mark.parametrize(("needed", "met_on"), [(1, "2024-03-01"), (2, "2024-05-06"), (3, "2024-10-01")])
def test_a_years_exchanges_are_met_on_the_day_of_the_last_that_it_takes(needed: int, met_on: str) -> None:
    life = approved(Policy(exchanges_per_year=needed))
    for day in ("2024-10-01", "2024-03-01", "2024-05-06"):
        life.take(commands()["hold_exchange"] | {"effective_on": day})
    met, _ = dues(life, "exchanges")
    assert (met.met_on, met.due_on, met.days_late) == (date.fromisoformat(met_on), date(2024, 12, 31), 0)


def test_an_exchange_of_31_december_counts_for_its_year_and_one_of_the_next_day_for_the_next() -> None:
    life = approved().take(commands()["hold_exchange"] | {"effective_on": "2024-03-01"})
    life.take(commands()["hold_exchange"] | {"effective_on": "2024-12-31"})
    life.take(commands()["hold_exchange"] | {"effective_on": "2025-01-01"})
    assert life.center.exchanges == {2024: 2, 2025: 1}
    assert [due.status.value for due in dues(life, "exchanges")] == ["met", "open"]


def test_an_exchange_entered_after_the_year_meets_it_on_its_own_day() -> None:
    life = approved().take(commands()["hold_exchange"] | {"effective_on": "2024-03-01"})
    life.pass_time(date(2025, 2, 1))
    life.take(commands()["hold_exchange"] | {"effective_on": "2024-12-30"})
    met, _ = dues(life, "exchanges")
    assert (met.status, met.met_on) == (ClockStatus.MET, date(2024, 12, 30))


def test_one_exchange_does_not() -> None:
    life = approved().take(commands()["hold_exchange"] | {"effective_on": "2024-03-01"})
    life.pass_time(date(2025, 1, 1))
    assert [due.status.value for due in dues(life, "exchanges")] == ["missed", "open"]


def test_the_evaluation_is_due_before_the_term_ends() -> None:
    assert only(approved(), "evaluation").due_on == date(2026, 5, 17)


def test_before_approval_no_clock_runs() -> None:
    for phase in (Phase.INCUBATION, Phase.APPLICATION, Phase.WITHDRAWN):
        assert deadlines(life_in(phase).center, Policy(), WorkingCalendar()) == []


def test_a_revoked_center_has_nothing_left_to_do() -> None:
    life = life_in(Phase.REVOKED)
    assert pending(life) == []
    assert next_due(deadlines(life.center, life.policy, life.calendar)) is None


def test_what_a_revoked_center_missed_stays_on_record_and_is_overdue_no_more() -> None:
    life = approved()
    life.pass_time(date(2024, 1, 1))
    revoked = life.center.but(phase=Phase.REVOKED)
    for center, overdue in ((life.center, True), (revoked, False)):
        missed = deadlines(center, life.policy, life.calendar)
        assert ClockStatus.MISSED in {due.status for due in missed}
        assert is_overdue(center, missed) is overdue


def test_the_yearly_report_goes_on_in_operation() -> None:
    assert only(life_in(Phase.OPERATION), "annual_report").due_on == date(2023, 11, 30)


def test_the_house_may_switch_the_yearly_report_in_operation_off() -> None:
    life = life_in(Phase.OPERATION, policy=Policy(annual_report_in_operation=False))
    assert dues(life, "annual_report") == []
    construction = life_in(Phase.CONSTRUCTION, policy=Policy(annual_report_in_operation=False))
    assert dues(construction, "annual_report") != []


def test_once_established_a_center_has_no_term_any_more() -> None:
    life = life_in(Phase.OPERATION)
    assert dues(life, "evaluation") == []
    assert of_kind(life.pass_time(date(2030, 1, 1)), TermExpired) == []


def test_a_term_that_seemed_to_expire_before_an_earlier_establishment_was_entered_is_missed_no_more() -> None:
    life = life_in(Phase.OPERATION)
    [term] = life.center.terms
    day_after = term + timedelta(days=1)
    expired = life.center.but(passed={Passed(f"evaluation/{term}", TermExpired.WHAT, term): day_after})
    late = expired.but(established_on=day_after)
    for center, missed in ((expired, [ClockStatus.FALLEN]), (late, [ClockStatus.MISSED])):
        found = deadlines(center, life.policy, life.calendar)
        assert [due.status for due in found if due.kind is ClockKind.EVALUATION] == missed


def test_a_day_is_over_when_it_ends_in_shanghai() -> None:
    life = approved()
    life.pass_time_to(datetime(2023, 11, 30, 15, 59, 59, tzinfo=UTC))
    assert only(life, "annual_report").status is ClockStatus.OPEN
    missed = life.pass_time_to(datetime(2023, 11, 30, 16, tzinfo=UTC))
    assert [event.due_on for event in of_kind(missed, DeadlineMissed)] == [date(2023, 11, 30)]
    assert life.records[-1].effective_on == date(2023, 12, 1)
    assert is_overdue(life.center, deadlines(life.center, life.policy, life.calendar))


def test_a_missed_report_is_still_taken_and_says_how_late() -> None:
    life = approved()
    life.pass_time(date(2023, 12, 11))
    life.take(annual_report(2023))
    first, second = dues(life, "annual_report")
    assert (first.status, first.days_late, first.met_on) == (ClockStatus.MET, 11, date(2023, 12, 11))
    assert (second.status, second.due_on) == (ClockStatus.OPEN, date(2024, 11, 30))


def test_the_evaluation_opens_ninety_days_before_the_term_ends() -> None:
    life = approved()
    day = date(2026, 5, 17) - timedelta(days=90)
    assert of_kind(life.pass_time_to(start_of_day(day) - timedelta(seconds=1)), EvaluationOpened) == []
    assert len(of_kind(life.pass_time_to(start_of_day(day)), EvaluationOpened)) == 1


def test_the_term_ends_at_the_end_of_its_day_and_nobody_is_revoked() -> None:
    life = approved()
    assert of_kind(life.pass_time_to(end_of_day(date(2026, 5, 17)) - timedelta(seconds=1)), TermExpired) == []
    (expired,) = of_kind(life.pass_time_to(end_of_day(date(2026, 5, 17))), TermExpired)
    assert expired.evaluated is False
    assert (life.center.phase, only(life, "evaluation").status) == (Phase.CONSTRUCTION, ClockStatus.MISSED)


def test_the_end_of_an_evaluated_term_is_no_miss() -> None:
    life = approved().take(commands()["evaluate_construction"] | {"effective_on": "2026-04-01"})
    (expired,) = of_kind(life.pass_time(date(2026, 6, 1)), TermExpired)
    assert expired.evaluated is True
    assert only(life, "evaluation").status is ClockStatus.MET


@pytest.mark.parametrize(("region", "is_ours"), [("上海", True), ("福建", False)])
def test_a_term_that_was_over_before_it_was_on_record_is_overdue_and_no_miss(region: str, *, is_ours: bool) -> None:
    life = Life(now=noon(date(2023, 11, 20))).take(commands()["import_center"] | {"region": region})
    papers = {"source": "批准文件", "approved_on": "2021-05-03", "term_ends_on": "2023-05-02"}
    life.take({"type": "complete_record", **papers})
    found = deadlines(life.center, life.policy, life.calendar)
    items = work_items(life.center, found, life.policy).open
    assert [item.overdue for item in items if item.decision.type == "evaluate_construction"] == [True] * is_ours
    assert is_overdue(life.center, found) is is_ours
    assert ClockStatus.MISSED not in {due.status for due in found}


def test_a_term_that_is_over_is_overdue_until_acceptance_is_applied_for_or_a_new_end_is_set() -> None:
    life = evaluated(approved(), effective_on="2026-04-01")
    assert not _awaits_an_evaluation(life)
    life.pass_time(date(2026, 6, 1))
    late = dues(life, "evaluation")
    assert only(life, "evaluation").status is ClockStatus.MET
    assert _awaits_an_evaluation(life)
    assert is_overdue(life.center, late)
    assert not is_overdue(life.center.but(phase=Phase.ACCEPTANCE), late)
    evaluated(life, new_term_ends_on="2027-05-17")
    assert not _awaits_an_evaluation(life)


def _awaits_an_evaluation(life: Life) -> bool:
    items = work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy).open
    return any(item.decision.type == "evaluate_construction" and item.overdue for item in items)


def test_an_extension_arms_the_clocks_anew() -> None:
    life = approved()
    life.pass_time(date(2026, 3, 1))
    evaluated(life, new_term_ends_on="2027-05-17")
    assert [(due.due_on, due.status.value) for due in dues(life, "evaluation")] == [
        (date(2026, 5, 17), "met"),
        (date(2027, 5, 17), "open"),
    ]
    events = life.pass_time(date(2027, 6, 1))
    assert [event.due_on for event in of_kind(events, EvaluationOpened)] == [date(2027, 5, 17)]
    assert [event.due_on for event in of_kind(events, TermExpired)] == [date(2027, 5, 17)]


def test_a_rectification_is_due_by_the_day_that_the_order_names() -> None:
    life = approved()
    life.now = noon(date(2024, 4, 1))
    life.take(commands()["order_rectification"])
    served(life, "RectificationOrdered")
    assert only(life, "rectification").due_on == date(2024, 6, 30)
    life.pass_time(date(2024, 7, 1))
    assert only(life, "rectification").status is ClockStatus.MISSED


def test_reminders_go_out_thirty_seven_and_one_day_ahead_at_nine() -> None:
    sent = [alarm for alarm in pending(approved()) if alarm.key.startswith("annual_report/2023/reminder")]
    assert [alarm.at for alarm in sent] == [
        datetime(2023, 10, 31, 1, tzinfo=UTC),
        datetime(2023, 11, 23, 1, tzinfo=UTC),
        datetime(2023, 11, 29, 1, tzinfo=UTC),
    ]


def test_no_reminder_goes_out_for_what_was_not_known_then() -> None:
    life = approved()
    life.now = noon(date(2024, 6, 25))
    life.take(commands()["order_rectification"])
    served(life, "RectificationOrdered")
    ahead = [
        alarm.fact.days_ahead
        for alarm in pending(life)
        if isinstance(alarm.fact, ReminderSent) and alarm.fact.kind is ClockKind.RECTIFICATION
    ]
    assert ahead == [1]


def test_after_a_downtime_a_reminder_overtaken_by_a_later_one_is_not_sent() -> None:
    sent = of_kind(approved().pass_time(date(2023, 11, 25)), ReminderSent)
    assert [event.days_ahead for event in sent] == [7]


def test_after_a_downtime_past_the_due_day_it_is_missed_without_a_reminder() -> None:
    events = approved().pass_time(date(2023, 12, 1))
    assert [type(event) for event in events] == [DeadlineMissed]


def test_a_reminder_that_falls_due_does_not_claim_that_anything_was_sent() -> None:
    assert ReminderSent.LABEL == ("提醒到期", "Reminder due")
    assert (ReminderSent.TOPIC, ReminderSent.wire_name()) == ("reminder_sent:1", "ReminderSent")


def test_a_met_deadline_reminds_nobody() -> None:
    life = approved().take(annual_report(2023, effective_on="2023-10-01"))
    assert not [alarm for alarm in pending(life) if alarm.key.startswith("annual_report/2023")]


def test_the_house_sets_its_own_reminders() -> None:
    life = approved(Policy(reminder_days=(14,), reminder_hour=8))
    sent = [alarm.at for alarm in pending(life) if alarm.key.startswith("annual_report/2023/reminder")]
    assert sent == [datetime(2023, 11, 16, 0, tzinfo=UTC)]


def notice_of(year: int) -> HolidayNotice:
    """One day off in the year."""
    day = f"{year}-01-01"
    number = f"国办发明电〔{year - 1}〕9号"
    content = {"year": year, "number": number, "issued_on": f"{year - 1}-11-01", "holidays": [day]}
    return HolidayNotice.model_validate(content)


def with_a_matter_of_2031() -> Life:
    life = approved()
    life.now = noon(date(2031, 1, 6))
    found = {"title": "主任离职", "happened_on": "2030-12-30"}
    return life.take(commands()["record_supervision"] | {"unreported_matter": found})


def test_a_day_past_the_published_calendars_is_provisional_and_never_missed() -> None:
    life = with_a_matter_of_2031()
    life.pass_time(date(2031, 3, 1))
    matter = only(life, "major_matter")
    assert (matter.due_on, matter.provisional, matter.status) == (date(2031, 1, 6), True, ClockStatus.OPEN)


def test_with_the_notice_the_day_is_reckoned_anew_and_may_be_missed() -> None:
    life = with_a_matter_of_2031()
    life.calendar = WorkingCalendar({year: notice_of(year) for year in (2030, 2031)})
    assert only(life, "major_matter").due_on == date(2031, 1, 7)
    assert not only(life, "major_matter").provisional
    missed = of_kind(life.pass_time(date(2031, 1, 8)), DeadlineMissed)
    assert [event.due_on for event in missed if event.kind is ClockKind.MAJOR_MATTER] == [date(2031, 1, 7)]


def test_the_standing_names_the_next_due_day_and_the_next_waking() -> None:
    life = approved()
    standing = summarize(life.center, life.policy, life.calendar)
    assert (standing.next_due_kind, standing.next_due_at) == ("annual_report", end_of_day(date(2023, 11, 30)))
    assert standing.wake_at == datetime(2023, 10, 31, 1, tzinfo=UTC)
    assert standing.wake_for == "提醒到期：年度筹建情况报送（2023-11-30） Reminder due: Annual report (2023-11-30)"
    assert (standing.phase, standing.overdue, standing.ended) == ("construction", False, False)
    assert "筹建情况总结评估 Evaluation of construction: 2026年5月17日" in standing.details


def test_the_standing_of_an_ended_center_waits_for_nothing() -> None:
    life = life_in(Phase.WITHDRAWN)
    standing = summarize(life.center, life.policy, life.calendar)
    assert (standing.ended, standing.wake_at, standing.next_due_at) == (True, None, None)


def test_what_passes_cites_the_clause_of_its_duty() -> None:
    life = approved()
    facts = of_kind(life.pass_time(date(2026, 6, 1)), ClockFact)
    clauses = {(fact.kind.value, fact.clause) for fact in facts if not isinstance(fact, ReminderSent)}
    assert clauses == {("annual_report", "5.2"), ("exchanges", "4.2"), ("evaluation", "5.1")}
    assert {fact.clause for fact in of_kind(life.events, ReminderSent)} <= {"house"}


@pytest.mark.parametrize("kind", [ClockKind.ANNUAL_REPORT, ClockKind.EXCHANGES])
def test_no_yearly_clock_looks_beyond_the_next_year_that_is_open(
    monkeypatch: pytest.MonkeyPatch, kind: ClockKind
) -> None:
    years = list[int]()

    def watched(*given: Any) -> Iterator[int]:
        for year in years_from(*given):
            years.append(year)
            yield year

    life = approved()
    life.pass_time(date(2026, 6, 1))
    for chapter in ("management", "supervision"):
        monkeypatch.setattr(f"domain.{chapter}.clocks.years_from", watched)
    duties = list(CLOCK_OF[kind].deadlines(life.center, life.policy, life.calendar))
    assert duties[-1].key == f"{kind}/{years[-1]}" == f"{kind}/2026"
