"""What happens if nobody acts, told without a server: the same facts, on the same days, as when time really passes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines.clocks import deadlines
from domain.deadlines.forecast import Forecast, forecast
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.supervision.clock_facts import ClockFact, DeadlineMissed, EvaluationOpened, ReminderSent, TermExpired
from domain.values.partial_days import day_in_shanghai, end_of_day
from tests.domain.test_any_history import clocked_life, kinds, unhurried
from tests.domain.test_entering_the_past import imported
from tests.lives import Life, commands, life_in

A_MOMENT, HALF_A_DAY = timedelta(microseconds=1), timedelta(hours=12)
days_ahead = st.integers(0, 3 * 366)


def future(life: Life, until: date) -> Forecast:
    return forecast(life.center, life.policy, life.calendar, life.now, until)


def in_days(life: Life, days: int) -> date:
    return day_in_shanghai(life.now) + timedelta(days=days)


def facts_of(foresight: Forecast) -> list[tuple[date, ClockFact]]:
    return [(item.on, item.fact) for item in foresight.coming]


@unhurried(10)
@given(kinds, days_ahead)
def test_what_is_foreseen_is_what_the_clocks_record_half_day_by_half_day(kind: str, days: int) -> None:
    life = clocked_life(kind)
    until = in_days(life, days)
    foreseen = facts_of(future(life, until))
    recorded, last = [], end_of_day(until) - A_MOMENT
    instant = life.now
    while instant < last + HALF_A_DAY:
        facts = life.pass_time_to(min(instant, last))
        recorded += [(day_in_shanghai(life.now), fact) for fact in facts if isinstance(fact, ClockFact)]
        instant += HALF_A_DAY
    assert foreseen == recorded


@unhurried(30)
@given(kinds, days_ahead, days_ahead)
def test_looking_twice_is_looking_once_as_far(kind: str, first: int, second: int) -> None:
    life = clocked_life(kind)
    middle, until = in_days(life, first), in_days(life, first + second)
    once, begun = future(life, until), future(life, middle)
    onward = forecast(begun.after, life.policy, life.calendar, end_of_day(middle), until)
    assert (*begun.coming, *onward.coming) == once.coming
    assert onward.after == once.after


@unhurried(30)
@given(kinds, days_ahead)
def test_looking_ahead_changes_nothing_and_leaves_nothing_certain_unsaid(kind: str, days: int) -> None:
    life = clocked_life(kind)
    before, until = dict(vars(life.center)), in_days(life, days)
    foresight = future(life, until)
    assert vars(life.center) == before
    assert [item.on for item in foresight.coming] == sorted(item.on for item in foresight.coming)
    for due in deadlines(foresight.after, life.policy, life.calendar):
        if due.status is ClockStatus.OPEN and due.due_on is not None and not due.provisional:
            assert due.due_on >= until


def test_a_construction_that_nobody_tends_is_reminded_opened_and_expires_but_is_never_revoked() -> None:
    life = life_in(Phase.CONSTRUCTION)
    foresight = future(life, in_days(life, 4 * 366))
    ends = [item for item in foresight.coming if item.fact.kind is ClockKind.EVALUATION]
    assert [type(item.fact) for item in ends] == [EvaluationOpened, *[ReminderSent] * 3, TermExpired]
    assert {item.clause for item in ends} == {"5.1"}
    assert foresight.after.phase is Phase.CONSTRUCTION


def test_before_approval_to_construct_no_clock_says_anything() -> None:
    foresight = future(life_in(Phase.APPLICATION), date(2030, 1, 1))
    assert (foresight.coming, foresight.unsettled) == ((), ())


def test_a_day_that_a_notice_still_to_come_may_move_is_provisional_and_never_missed() -> None:
    life = life_in(Phase.OPERATION)
    life.pass_time(date(2029, 12, 20))
    found = {"title": "停电", "happened_on": "2029-12-20"}
    life.take(commands()["record_supervision"] | {"unreported_matter": found, "effective_on": "2029-12-20"})
    foresight = future(life, date(2030, 6, 1))
    matter = [item for item in foresight.coming if item.fact.kind is ClockKind.MAJOR_MATTER]
    assert matter
    assert all(item.provisional and not isinstance(item.fact, DeadlineMissed) for item in matter)
    assert [due.kind for due in foresight.unsettled] == [ClockKind.MAJOR_MATTER]


def test_a_term_all_of_whose_possible_days_have_passed_by_then_is_told_so_and_never_missed() -> None:
    life = imported("2025-01", date(2026, 11, 20))
    foresight = future(life, date(2028, 6, 1))
    assert [(due.kind, due.latest) for due in foresight.certainly_over] == [(ClockKind.EVALUATION, date(2028, 1, 31))]
    assert not [item for item in foresight.coming if isinstance(item.fact, TermExpired)]
    assert future(life, date(2027, 1, 1)).certainly_over == ()
