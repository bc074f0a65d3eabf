"""Instants from elsewhere are believed as far as the clock bears them out, and nobody is late for what lay waiting."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.decider import decide
from domain.guideline.phases import Phase
from domain.instants import LONGEST_WAY, SKEW, believed, check_sent
from domain.kernel.refusals import Refusal
from domain.values.partial_days import end_of_day
from tests.domain.occasions import served
from tests.lives import ACTORS, ROLE_OF, Body, Life, annual_report, command_of, commands, life_before, life_in, taken_by

SAY = commands()
MINUTE = timedelta(minutes=1)
CLOCKS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks for it
ANY_INSTANT = st.datetimes(timezones=st.none() | st.timezones())


@given(ANY_INSTANT, CLOCKS)
def test_whatever_instant_is_named_what_is_believed_lies_within_the_bounds(instant: datetime, clock: datetime) -> None:
    found = believed(instant, clock)
    assert clock - LONGEST_WAY <= found <= clock + SKEW
    assert found in (instant, clock)
    assert believed(found, clock) == found


@given(CLOCKS, st.timedeltas(-LONGEST_WAY, SKEW))
def test_an_instant_that_the_clock_bears_out_is_believed_as_it_is(clock: datetime, away: timedelta) -> None:
    assert believed(clock + away, clock) == clock + away


def why_not(sent_at: datetime, clock: datetime) -> Refusal | None:
    try:
        check_sent(sent_at, clock)
    except Refusal as refusal:
        return refusal
    return None


@given(CLOCKS, st.timedeltas(-10 * LONGEST_WAY, 10 * LONGEST_WAY))
def test_an_envelope_is_decided_exactly_when_the_instant_of_sending_is_believed(
    clock: datetime, away: timedelta
) -> None:
    sent_at = clock + away
    assert (why_not(sent_at, clock) is None) == (believed(sent_at, clock) == sent_at)


def test_the_refusal_says_whether_an_envelope_is_old_or_dated_ahead_and_when_it_was_sent() -> None:
    clock = datetime(2026, 3, 2, 2, tzinfo=UTC)
    for sent_at, code in ((clock + 2 * SKEW, "envelope_sent_ahead"), (clock - 2 * LONGEST_WAY, "envelope_expired")):
        refusal = why_not(sent_at, clock)
        assert refusal is not None
        assert (refusal.code, refusal.params["sent_at"]) == (code, sent_at)


def sent(life: Life, body: Body, last_day: date) -> Any:
    """The event of a decision that states no day, sent ten minutes before the day is over and heard ten after."""
    midnight = end_of_day(last_day)
    context = Context(
        taken_by(body),
        midnight + 10 * MINUTE,
        life.calendar,
        life.policy,
        lambda: life.records,
        sent_at=midnight - 10 * MINUTE,
    )
    command = command_of({name: part for name, part in body.items() if name != "effective_on"})
    decided = decide(command, life.center, context)
    assert not isinstance(decided, Refusal), decided
    return decided[0]


def in_construction() -> tuple[Life, date]:
    life = life_in(Phase.CONSTRUCTION)
    return life, Context(ACTORS[ROLE_OF["commend"]], life.now).today


def test_an_annual_report_sent_on_the_last_evening_is_on_time() -> None:
    life, today = in_construction()
    due_on = life.policy.annual_report_due(today.year)
    assert sent(life, annual_report(today.year), due_on).days_late == 0
    assert sent(life, annual_report(today.year), due_on + timedelta(days=1)).days_late == 1


def test_a_major_matter_told_on_the_last_evening_is_told_in_time() -> None:
    life, today = in_construction()
    due = life.calendar.add_working_days(today, life.policy.major_matter_working_days)
    notice = SAY["notify_major_matter"] | {"happened_on": today.isoformat()}
    assert sent(life, notice, due.on).days_late == 0
    assert sent(life, notice, due.on + timedelta(days=1)).days_late == 1


def test_a_rectification_reported_on_the_last_evening_is_reported_in_time() -> None:
    life, today = in_construction()
    due_on = today + timedelta(days=20)
    life.take(SAY["order_rectification"] | {"due_on": due_on.isoformat()})
    served(life, "RectificationOrdered")
    [order] = life.center.rectifications
    answered = SAY["report_rectification"] | {"rectification_id": order.id}
    assert sent(life, answered, due_on).days_late == 0
    assert sent(life, answered, due_on + timedelta(days=1)).days_late == 1


def test_an_evaluation_sent_on_the_last_evening_of_the_term_is_in_time() -> None:
    life, _ = in_construction()
    term = life.center.term_ends_on
    assert term is not None
    assert sent(life, SAY["evaluate_construction"], term).days_late == 0
    assert sent(life, SAY["evaluate_construction"], term + timedelta(days=1)).days_late == 1


def test_a_term_is_reckoned_from_the_day_on_which_the_approval_was_sent() -> None:
    life, day = life_before("approve_construction"), date(2026, 9, 30)
    body = SAY["approve_construction"] | {"document_number": "沪市监计量〔2026〕215号", "term_months": 24}
    approved = sent(life, body, day)
    assert approved.term_ends_on == date(2028, 9, 30)


@pytest.mark.parametrize("stated", [date(2026, 3, 30), date(2026, 4, 1)], ids=str)
def test_a_day_that_is_stated_counts_as_stated(stated: date) -> None:
    midnight = end_of_day(date(2026, 3, 31))
    context = Context(ACTORS[ROLE_OF["commend"]], midnight + MINUTE, sent_at=midnight - MINUTE)
    assert context.effective_on(command_of(SAY["commend"] | {"effective_on": stated.isoformat()})) == stated
