"""What is entered late was not missed here: nobody could have missed what nobody knew of."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.messages import ConstructionApproved
from domain.center_summary import is_overdue, summarize
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind
from domain.housekeeping.messages import RecordCompleted
from domain.imported.facts import CenterImported
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import CLOCK, Role
from domain.supervision.clock_facts import (
    ClockFact,
    DeadlineMissed,
    EvaluationOpened,
    ReminderSent,
    TermExpired,
    UnknownTermExpired,
)
from domain.supervision.messages import (
    MajorMatterNotified,
    RectificationOrdered,
    SupervisionRecorded,
    TermExtended,
)
from domain.values.partial_days import day_in_shanghai, earliest
from domain.work_items import work_items
from tests.domain.occasions import asked_before_powers, evaluated
from tests.domain.test_any_history import met_among, unhurried
from tests.domain.test_fallen import clock_records, fallen
from tests.lives import ACTORS, Body, Life, annual_report, commands, confirming, noon, path_to, taken_by

TODAY = date(2026, 11, 26)


def entered(approved_on: str = "2022-05-17", on: date = TODAY, months: int = 24) -> Life:
    """A construction approved years ago, whose papers were entered this morning."""
    start = date.fromisoformat(approved_on) - timedelta(days=7 * 17)
    changes: dict[str, Body] = {"approve_construction": {"effective_on": approved_on, "term_months": months}}
    life = Life(now=noon(on))
    for step in path_to(Phase.CONSTRUCTION, start, changes=changes):
        life.take(step.body)
    return life


def standing(life: Life, kind: str) -> dict[str, str]:
    """Status by due day, or by the last possible one."""
    dues = deadlines(life.center, life.policy, life.calendar)
    return {str(due.last_day): due.status.value for due in dues if due.kind.value == kind}


def clock_facts(life: Life, *but: type[Event]) -> list[ClockFact]:
    return [event for event in life.events if isinstance(event, ClockFact) and not isinstance(event, but)]


def awaited(life: Life) -> set[str]:
    items = work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy)
    return {item.key for item in items.open}


@pytest.mark.parametrize(("months", "is_over"), [(24, True), (60, False)])
def test_an_approval_of_years_ago_entered_today_brings_no_missed_duty_though_its_term_may_be_over(
    months: int, is_over: bool
) -> None:
    life = entered(months=months)
    life.pass_time(TODAY)
    assert clock_facts(life) == []
    assert is_overdue(life.center, deadlines(life.center, life.policy, life.calendar)) is is_over


def test_the_duties_since_are_not_on_record_until_somebody_enters_them() -> None:
    life = entered()
    past = {f"{year}-11-30": "not_on_record" for year in (2022, 2023, 2024, 2025)}
    assert standing(life, "annual_report") == {**past, "2026-11-30": "open"}
    assert standing(life, "exchanges") == {
        **{f"{year}-12-31": "not_on_record" for year in (2023, 2024, 2025)},
        "2026-12-31": "open",
    }
    assert standing(life, "evaluation") == {"2024-05-17": "not_on_record"}
    assert awaited(life) & {f"submit_annual_report/annual_report/{year}" for year in range(2022, 2026)} == set()
    assert "evaluate_construction/evaluation/2024-05-17" in awaited(life), "the term is over, evaluated or not"


@pytest.mark.parametrize(("day", "days_late"), [("2023-11-20", 0), ("2023-12-10", 10)])
def test_a_report_entered_afterwards_is_met_and_late_as_its_own_day_says(day: str, days_late: int) -> None:
    life = entered().take(annual_report(2023, effective_on=day))
    dues = deadlines(life.center, life.policy, life.calendar)
    met = next(due for due in dues if due.key == "annual_report/2023")
    assert (met.status.value, met.days_late, str(met.met_on)) == ("met", days_late, day)


def test_what_falls_due_on_the_day_of_entry_is_missed_at_its_end() -> None:
    life = entered(on=date(2026, 11, 30))
    assert [fact.due_on for fact in life.pass_time(date(2026, 12, 1)) if isinstance(fact, DeadlineMissed)] == [
        date(2026, 11, 30)
    ]


def test_an_order_entered_after_its_day_is_not_missed_and_no_ground_to_revoke() -> None:
    life = entered().take(commands()["begin_backfill"])
    life.take(commands()["order_rectification"] | {"effective_on": "2024-03-01", "due_on": "2024-06-30"})
    life.take(commands()["record_service"] | {"position": "RectificationOrdered", "effective_on": "2024-03-04"})
    life.take(commands()["finish_backfill"] | {"followed_from": TODAY.isoformat()})
    assert standing(life, "rectification") == {"2024-06-30": "not_on_record"}
    assert not any(key.startswith("report_rectification") for key in awaited(life))
    assert life.ask(commands()["revoke_center"]) == Refusal("no_ground_for_revocation", "5.3")


def test_a_matter_found_after_its_day_is_not_missed_but_its_notice_is_awaited() -> None:
    found = {"title": "主任离职", "happened_on": "2026-09-01"}
    life = entered().take(commands()["record_supervision"] | {"unreported_matter": found})
    assert set(standing(life, "major_matter").values()) == {"not_on_record"}
    assert any(key.startswith("notify_major_matter") for key in awaited(life))
    life.pass_time(TODAY)
    assert clock_facts(life) == []


def test_a_term_that_papers_show_to_have_ended_is_not_missed() -> None:
    life = Life(now=noon(TODAY)).take(commands()["import_center"])
    life.take(commands()["complete_record"] | {"term_ends_on": "2025-05-17"})
    assert standing(life, "evaluation") == {"2025-05-17": "not_on_record"}
    life.pass_time(TODAY)
    assert clock_facts(life) == []


def test_a_former_term_is_judged_by_the_day_on_which_it_was_on_record_itself() -> None:
    life = entered("2024-05-17", on=date(2024, 5, 17))
    life.pass_time(date(2026, 6, 1))
    evaluated(life, new_term_ends_on="2027-05-17")
    assert standing(life, "evaluation") == {"2026-05-17": "met", "2027-05-17": "open"}
    assert fallen(life) == []


def test_a_miss_that_an_earlier_release_recorded_of_days_before_the_entry_is_fallen() -> None:
    life = entered()
    key, day = "annual_report/2023", date(2023, 11, 30)
    missed = DeadlineMissed(key=key, kind=ClockKind.ANNUAL_REPORT, due_on=day)
    life.record([missed], CLOCK, TODAY)
    assert standing(life, "annual_report")["2023-11-30"] == "not_on_record"
    assert fallen(life) == [missed]
    life.take(annual_report(2023, effective_on="2023-12-10"))
    assert fallen(life) == [], "by now it is known to have been late"


def imported(approved: str, on: date) -> Life:
    fact = {"kind": "construction_approved", "date": approved, "certainty": "reported", "source": "报道"}
    return Life(now=noon(on)).take(commands()["import_center"] | {"facts": [fact]})


def test_an_unknown_term_all_of_whose_possible_days_have_passed_is_certainly_over() -> None:
    life = imported("2022-05", TODAY)
    assert standing(life, "evaluation") == {"2025-05-31": "certainly_over"}
    assert "evaluate_construction/evaluation/unknown" in awaited(life)
    life.pass_time(TODAY)
    assert clock_facts(life) == []
    assert not is_overdue(life.center, deadlines(life.center, life.policy, life.calendar))


def test_the_clock_says_so_when_the_last_possible_day_has_passed() -> None:
    life = imported("2022-05", date(2025, 1, 10))
    assert standing(life, "evaluation") == {"2025-05-31": "undated"}
    recorded = [fact for fact in life.pass_time(date(2025, 6, 1)) if isinstance(fact, UnknownTermExpired)]
    assert [(fact.due_on, fact.clause) for fact in recorded] == [(date(2025, 5, 31), "5.1")]
    assert str(life.records[-1].effective_on) == "2025-06-01"
    assert standing(life, "evaluation") == {"2025-05-31": "certainly_over"}
    assert life.pass_time(date(2025, 6, 2)) == []
    life.take(commands()["evaluate_construction"] | {"effective_on": "2025-05-01"})
    assert standing(life, "evaluation") == {"2025-05-31": "met"}


def test_neither_what_is_not_on_record_nor_what_is_certainly_over_counts_as_overdue_or_open() -> None:
    life = imported("2022-05", TODAY)
    summary = summarize(life.center, life.policy, life.calendar)
    assert summary.overdue_deadlines == ()
    assert "evaluation" not in (summary.open_deadlines or ())
    assert "必已届满 Certainly over" in summary.details
    assert "未登记 Not on record" in summarize(entered().center, life.policy, life.calendar).details


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))


class Entry(NamedTuple):
    """What is entered: how many days back its own day lies, how many days from there the other day that it names, and
    after how many hours.
    """

    kind: str
    back: int
    away: int
    hours: int

    def on(self, today: date) -> date:
        return today - timedelta(days=self.back)

    def body(self, today: date) -> Body:
        on = self.on(today)
        other = on + timedelta(days=self.away)
        found = {"title": "离职", "happened_on": min(on, other).isoformat()}
        order, soon = commands()["order_rectification"], on + timedelta(days=1 + abs(self.away) // 10)
        bodies: dict[str, Body] = {
            "order": order | {"due_on": max(on, other).isoformat()},
            EARLIER: order | {"due_on": soon.isoformat()},
            "matter": commands()["notify_major_matter"] | found,
            "finding": commands()["record_supervision"] | {"unreported_matter": found},
            "evaluation": commands()["evaluate_construction"],
            "decision": commands()["decide_on_evaluation"] | {"new_term_ends_on": other.isoformat()},
            "report": annual_report(min(on, other).year),
            "exchange": commands()["hold_exchange"],
        }
        return bodies[self.kind] | {"effective_on": on.isoformat()}


EARLIER = "order of an earlier release"
"""Which took one whose day had passed already, from the officer."""
KINDS = ("order", EARLIER, "matter", "finding", "evaluation", "decision", "report", "exchange")
entry = st.builds(Entry, st.sampled_from(KINDS), st.integers(0, 90), st.integers(-400, 400), st.integers(0, 24 * 200))
entries = st.lists(entry, min_size=3, max_size=10)


@st.composite
def pasts(draw: st.DrawFn) -> Life:
    """A construction that was entered on the day of its approval or later, and what was entered since."""
    approved_on, entered_on = sorted((draw(days), draw(days)))
    life = entered(str(approved_on), draw(st.sampled_from((approved_on, entered_on))))
    for one in draw(entries):
        life.pass_time_to(life.now + timedelta(hours=one.hours))
        enter(life, one.body(day_in_shanghai(life.now)), by_an_earlier_release=one.kind == EARLIER)
    life.pass_time_to(life.now + timedelta(days=400))
    return life


@unhurried(30)
@given(pasts())
def test_no_day_before_the_recording_of_its_cause_is_ever_recorded_as_missed(life: Life) -> None:
    for fact in clock_facts(life, ReminderSent, EvaluationOpened):
        assert fact.due_on >= known_on(life, fact), fact
    misses = [record for record in clock_records(life) if isinstance(record.event, DeadlineMissed | TermExpired)]
    assert all(record.event.due_on < earliest(record.effective_on) for record in misses)


def clocks_that_spoke(life: Life) -> set[str]:
    return {fact.kind.value for fact in clock_facts(life, ReminderSent, EvaluationOpened)}


def test_among_these_pasts_are_days_of_every_clock_that_were_missed() -> None:
    assert met_among(pasts(), clocks_that_spoke, 120) == {kind.value for kind in ClockKind}


def statuses(life: Life) -> set[str]:
    return {f"{due.kind.value} {due.status.value}" for due in deadlines(life.center, life.policy, life.calendar)}


def test_among_these_pasts_are_days_of_every_clock_that_had_passed_before_they_were_known() -> None:
    assert {f"{kind.value} not_on_record" for kind in ClockKind} <= met_among(pasts(), statuses)


def enter(life: Life, body: Body, *, by_an_earlier_release: bool = False) -> None:
    """The decision, where the rules allow it, or did so."""
    body = confirming(body)
    decided = asked_before_powers(life, body, ACTORS[Role.OFFICER]) if by_an_earlier_release else life.ask(body)
    if isinstance(decided, Refusal):
        return
    life.record(decided, taken_by(body), date.fromisoformat(body["effective_on"]))
    if isinstance(decided[0], RectificationOrdered):
        service = {"position": "RectificationOrdered", "effective_on": body["effective_on"]}
        life.take(commands()["record_service"] | service)


def known_on(life: Life, fact: ClockFact) -> date:
    """The day on which the cause of a clock's fact was recorded, as the history itself tells it."""
    return next(day_in_shanghai(record.recorded_at) for record in life.records if _starts(record, fact))


def _starts(record: Record[Any], fact: ClockFact) -> bool:
    event, kind, _, part = record.event, *fact.key.partition("/")
    if kind == "rectification":
        return isinstance(event, RectificationOrdered) and event.rectification_id == part
    if kind == "major_matter":
        return isinstance(event, MajorMatterNotified | SupervisionRecorded) and event.matter_id == part
    if kind == "evaluation":
        sets_a_term = isinstance(event, ConstructionApproved | TermExtended | RecordCompleted)
        return sets_a_term and event.term_ends_on == fact.due_on
    return isinstance(event, ConstructionApproved | CenterImported)
