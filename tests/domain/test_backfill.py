"""Entering the past as such: the clocks are silent, no age is doubted, and what is missing afterwards is not missed."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.center_summary import summarize
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.decider import decide
from domain.guideline.phases import LIVING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind
from domain.kernel.records import Record
from domain.kernel.refusals import Refusal
from domain.supervision.clock_facts import ClockFact, DeadlineMissed, TermExpired, UnknownTermExpired
from domain.values.partial_days import day_in_shanghai, earliest
from domain.work_items import WorkItem, work_items
from tests.domain.test_any_history import met_among, unhurried
from tests.domain.test_entering_the_past import days, enter, entered, entries, imported, standing
from tests.domain.test_fallen import approved, clock_records, fallen
from tests.lives import ACTORS, ROLE_OF, Body, Life, annual_report, command_of, commands, life_in, noon, taken_by


def begun(life: Life) -> Life:
    return life.take(commands()["begin_backfill"])


def finished(life: Life, followed_from: str) -> Life:
    return life.take({"type": "finish_backfill", "followed_from": followed_from})


@pytest.mark.parametrize("phase", LIVING)
def test_a_backfill_begins_in_any_living_phase_and_once(phase: Phase) -> None:
    life = begun(life_in(phase))
    assert life.center.is_backfilled
    assert life.ask(commands()["begin_backfill"]) == Refusal("backfill_open_already", "record")
    assert not finished(life, "2022-01-01").center.is_backfilled
    assert life.ask(commands()["finish_backfill"]) == Refusal("no_backfill_open", "record")


def test_while_a_backfill_is_open_no_clock_records_anything() -> None:
    life = begun(approved())
    assert scheduled_facts(life.center, life.policy, life.calendar) == []
    assert life.pass_time(date(2027, 1, 1)) == []
    assert summarize(life.center, life.policy, life.calendar).wake_at is None


def test_afterwards_nothing_of_the_days_before_is_recorded_and_the_clocks_run_as_usual() -> None:
    life = begun(approved())
    life.pass_time(date(2025, 12, 10))
    finished(life, "2025-01-01")
    recorded = life.pass_time(date(2026, 12, 1))
    assert [
        (fact.due_on.isoformat(), type(fact)) for fact in recorded if isinstance(fact, DeadlineMissed | TermExpired)
    ] == [
        ("2025-12-31", DeadlineMissed),
        ("2026-05-17", TermExpired),
        ("2026-11-30", DeadlineMissed),
    ]
    assert all(earliest(record.effective_on) >= date(2025, 12, 10) for record in clock_records(life))


def test_what_was_never_reported_is_not_on_record_and_what_is_entered_is_met() -> None:
    life = begun(approved())
    life.now = noon(date(2025, 12, 10))
    life.take(annual_report(2024, effective_on="2024-12-03"))
    finished(life, "2025-06-01")
    assert standing(life, "annual_report") == {
        "2023-11-30": "not_on_record",
        "2024-11-30": "met",
        "2025-11-30": "not_on_record",
        "2026-11-30": "open",
    }


def test_a_day_missed_before_the_backfill_stands_if_the_center_was_followed_by_then() -> None:
    life = approved()
    life.pass_time(date(2024, 12, 1))
    begun(life)
    finished(life, "2024-06-01")
    assert standing(life, "annual_report") == {
        "2023-11-30": "not_on_record",
        "2024-11-30": "missed",
        "2025-11-30": "open",
    }
    assert {fact.due_on.year for fact in fallen(life) if isinstance(fact, DeadlineMissed)} == {2023}


def test_no_day_is_asked_about_while_history_is_entered() -> None:
    life, body = approved(), annual_report(2023, effective_on="2023-11-20")
    life.now = noon(date(2026, 11, 26))
    life.take(commands()["commend"])
    assert [doubt["code"] for doubt in asked(life, body)] == ["day_long_ago", "day_before_last_act"]
    begun(life)
    assert asked(life, body) == []
    finished(life, "2026-01-01")
    assert [doubt["code"] for doubt in asked(life, body)] == ["day_long_ago", "day_before_last_act"]


def asked(life: Life, body: Body) -> list[dict[str, str]]:
    actor = taken_by(body)
    decided = decide(command_of(body), life.center, Context(actor, life.now, life.calendar, life.policy))
    return decided.params["doubts"] if isinstance(decided, Refusal) else []


def test_a_center_is_followed_from_a_day_that_has_come() -> None:
    life = begun(approved())
    refusal = life.ask({"type": "finish_backfill", "followed_from": "2030-01-01"})
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["field"]) == ("effective_in_the_future", "followed_from")


def test_of_an_imported_center_the_years_since_its_approval_are_shown() -> None:
    life = begun(imported("2022-05", date(2026, 11, 26)))
    life.take(annual_report(2024, effective_on="2024-11-01"), ACTORS_OF_ALL)
    finished(life, "2026-01-01")
    assert standing(life, "annual_report") == {
        "2022-11-30": "not_on_record",
        "2023-11-30": "not_on_record",
        "2024-11-30": "met",
        "2025-11-30": "not_on_record",
        "2026-11-30": "open",
    }


ACTORS_OF_ALL = ACTORS[ROLE_OF["submit_annual_report"]].model_copy(update={"anyone": True})


def test_a_backfill_that_stays_open_for_more_than_thirty_days_is_work_of_the_officer() -> None:
    life = begun(approved())
    (item,) = [item for item in waiting(life) if item.decision.type == "finish_backfill"]
    begun_on = day_in_shanghai(life.now)
    assert (item.role.value, item.since, item.overdue) == ("officer", begun_on, False)
    assert (item.due_on, item.opens_on) == (begun_on + timedelta(days=30), begun_on + timedelta(days=31))
    assert not [item for item in waiting(finished(life, "2023-05-17")) if item.decision.type == "finish_backfill"]


def waiting(life: Life) -> tuple[WorkItem, ...]:
    return work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy).open


def test_the_house_sets_how_long_a_backfill_may_take() -> None:
    life = approved()
    life.policy = Policy(backfill_days=7)
    begun(life)
    (item,) = [item for item in waiting(life) if item.decision.type == "finish_backfill"]
    assert item.due_on == day_in_shanghai(life.now) + timedelta(days=7)


def test_operators_see_that_a_backfill_is_open() -> None:
    life = begun(approved())
    shown = summarize(life.center, life.policy, life.calendar)
    assert shown.summary.endswith("补录中")
    assert "**补录中 Backfill open**: 自2023年5月17日起" in shown.details
    shown = summarize(finished(life, "2023-05-17").center, life.policy, life.calendar)
    assert "补录" not in shown.summary + shown.details


def test_a_second_backfill_keeps_what_the_first_settled_until_it_is_finished() -> None:
    life = finished(begun(entered()), "2025-01-01")
    before = standing(life, "annual_report")
    assert standing(begun(life), "annual_report") == before


class Backfilled(NamedTuple):
    """A life with a backfill in it: from and until which version its clocks were silent, and since when they count."""

    life: Life
    silent_from: int
    silent_until: int
    since: date

    @property
    def said_after(self) -> list[Record[ClockFact]]:
        """What the clocks said to be over once the backfill was finished."""
        passed = [record for record in clock_records(self.life) if isinstance(record.event, _SAYS_OVER)]
        return [record for record in passed if record.version > self.silent_until]


@st.composite
def backfilled(draw: st.DrawFn) -> Backfilled:
    approved_on, entered_on = sorted((draw(days), draw(days)))
    life = entered(str(approved_on), entered_on)
    later = draw(entries)
    first = draw(st.integers(0, len(later) - 2))
    last = draw(st.integers(first + 1, len(later) - 1))
    silent_from, silent_until, since = 0, 0, date.max
    for place, one in enumerate(later):
        life.pass_time_to(life.now + timedelta(hours=one.hours))
        today = day_in_shanghai(life.now)
        if place == first:
            silent_from = begun(life).center.version
        if place == last:
            since = today
            silent_until = finished(life, str(one.on(today))).center.version
        enter(life, one.body(today))
    life.pass_time_to(life.now + timedelta(days=400))
    return Backfilled(life, silent_from, silent_until, since)


@unhurried(20)
@given(backfilled())
def test_no_day_before_the_end_of_a_backfill_is_recorded_as_missed_after_it(past: Backfilled) -> None:
    silent = range(past.silent_from + 1, past.silent_until)
    assert not [record for record in clock_records(past.life) if record.version in silent]
    assert all(record.event.due_on >= past.since for record in past.said_after)


def kinds_said_after(past: Backfilled) -> set[str]:
    return {record.event.kind.value for record in past.said_after}


def test_among_these_backfills_are_days_of_every_clock_that_were_missed_afterwards() -> None:
    assert met_among(backfilled(), kinds_said_after, 200) == {kind.value for kind in ClockKind}


_SAYS_OVER = (DeadlineMissed, TermExpired, UnknownTermExpired)
