"""What happens if nobody acts: the clocks alone, by the same rules, from now until a day. Nothing of it is recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.center import Center
from domain.deadlines.clock import ScheduledFact
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.deadlines.scheduled_facts import facts_due, scheduled_facts
from domain.decider import evolve
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.records import Event, Record
from domain.kernel.roles import CLOCK
from domain.supervision.clock_facts import ClockFact
from domain.values.partial_days import day_in_shanghai, end_of_day
from domain.working_calendar.working_days import WorkingCalendar

NEVER_RECORDED = "foreseen"
"""In place of a command id: no receipt has it."""


@dataclass(frozen=True, slots=True)
class ForecastFact:
    """A clock's fact that is still to come, and the day (Asia/Shanghai) on which it would be recorded.

    ``provisional``: a notice of working days that isn't out yet may move the day it is about.
    """

    on: date
    fact: ClockFact
    provisional: bool

    @property
    def clause(self) -> str:
        """The clause that sets the clock, for a reminder too."""
        return self.fact.kind.clause


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the clocks would record until the end of a day, soonest first, and the center after it.

    ``unsettled`` are the open deadlines about which they would say nothing more: nobody knows their day for sure.
    ``certainly_over`` are those all of whose possible days have passed by then.
    """

    until: date
    coming: tuple[ForecastFact, ...]
    after: Center
    unsettled: tuple[Deadline, ...]
    certainly_over: tuple[Deadline, ...] = ()


def forecast(center: Center, policy: Policy, calendar: WorkingCalendar, now: datetime, until: date) -> Forecast:
    """The center's future from ``now`` (UTC) to the end of ``until``, if nobody decides anything meanwhile."""
    coming: list[ForecastFact] = []
    last = end_of_day(until)
    while (at := _next_instant(scheduled_facts(center, policy, calendar), now)) is not None and at < last:
        provisional = {due.key for due in deadlines(center, policy, calendar) if due.provisional}
        facts = facts_due(center, at, policy, calendar)
        coming += [ForecastFact(day_in_shanghai(at), fact, fact.key in provisional) for fact in _of_clocks(facts)]
        center, now = _after(center, facts, at), at
    dues = deadlines(center, policy, calendar)
    over = tuple(due for due in dues if due.status is ClockStatus.CERTAINLY_OVER)
    return Forecast(until, tuple(coming), center, tuple(_unsettled(dues)), over)


def _next_instant(pending: Sequence[ScheduledFact], now: datetime) -> datetime | None:
    """What has rung already is heard now."""
    return max(now, pending[0].at) if pending else None


def _of_clocks(facts: Sequence[Event]) -> Iterator[ClockFact]:
    return (fact for fact in facts if isinstance(fact, ClockFact))


def _after(center: Center, facts: Sequence[Event], at: datetime) -> Center:
    for fact in facts:
        center = evolve(center, _record(center, fact, at))
    return center


def _record(center: Center, fact: Event, at: datetime) -> Record[Event]:
    return Record[Event].model_construct(
        center_id=center.center_id,
        version=center.version + 1,
        effective_on=fact.took_effect_on(day_in_shanghai(at)),
        recorded_at=at,
        actor=CLOCK,
        command_id=NEVER_RECORDED,
        documents=(),
        note=None,
        event=fact,
        position=0,
    )


def _unsettled(dues: Sequence[Deadline]) -> Iterator[Deadline]:
    for due in dues:
        if due.status is ClockStatus.UNDATED or (due.status is ClockStatus.OPEN and due.provisional):
            yield due
