"""What the clocks will say, and when: reminders, the opening of an evaluation, missed days, the end of a term."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.center import Center
from domain.deadlines.deadline import Deadline, deadlines, is_followed
from domain.guideline.phases import BUILDING
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.supervision.clock_facts import ClockFact, DeadlineMissed, EvaluationOpened, ReminderSent, TermExpired
from domain.values.partial_days import at_hour, end_of_day, start_of_day
from domain.working_calendar.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class ScheduledFact:
    """At the instant ``at`` (UTC) the clock records ``fact``; ``key`` names it once and for all."""

    at: datetime
    key: str
    fact: ClockFact

    @property
    def label(self) -> Label:
        """What the alarm says, for a timer's summary."""
        kind, name = self.fact.kind.label, type(self.fact).LABEL
        due = self.fact.due_on.isoformat()
        return Label(f"{name.zh}：{kind.zh}（{due}）", f"{name.en}: {kind.en} ({due})")


def scheduled_facts(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[ScheduledFact]:
    """Everything that the clocks have still to say, soonest first, as things stand."""
    found: list[ScheduledFact] = []
    for deadline in deadlines(center, policy, calendar):
        if deadline.status is ClockStatus.OPEN and deadline.due_on is not None:
            found += _reminders(center, deadline, deadline.due_on, policy)
            found += _passing(center, deadline, deadline.due_on, policy)
    found += _end_of_term(center, policy)
    return sorted(found, key=lambda alarm: (alarm.at, alarm.key))


def _reminders(center: Center, deadline: Deadline, due_on: date, policy: Policy) -> Iterator[ScheduledFact]:
    """House rule: reminders ahead of the due day; one overtaken by a later one is not sent any more."""
    for days in sorted(policy.reminder_days):
        key = f"{deadline.key}/reminder/{days}"
        if key in center.passed:
            return
        day = due_on - timedelta(days=days)
        if day >= deadline.known_on:
            fact = ReminderSent(key=deadline.key, kind=deadline.kind, due_on=due_on, days_ahead=days)
            yield ScheduledFact(at_hour(day, policy.reminder_hour), key, fact)


def _passing(center: Center, deadline: Deadline, due_on: date, policy: Policy) -> Iterator[ScheduledFact]:
    """A day that passes. A provisional day is never missed: first its calendar has to be known."""
    if deadline.kind is ClockKind.EVALUATION:
        yield from _opening(center, deadline, due_on, policy)
    elif not deadline.provisional:
        fact = DeadlineMissed(key=deadline.key, kind=deadline.kind, due_on=due_on)
        yield ScheduledFact(end_of_day(due_on), f"{deadline.key}/missed", fact)


def _opening(center: Center, deadline: Deadline, due_on: date, policy: Policy) -> Iterator[ScheduledFact]:
    """5.1: the evaluation opens some time before the term ends."""
    key = f"{deadline.key}/opened"
    if key not in center.passed:
        fact = EvaluationOpened(key=deadline.key, kind=deadline.kind, due_on=due_on)
        yield ScheduledFact(start_of_day(due_on - timedelta(days=policy.evaluation_lead_days)), key, fact)


def _end_of_term(center: Center, policy: Policy) -> Iterator[ScheduledFact]:
    """5.1: the term ends, evaluated or not, for a center that is not established yet."""
    term = center.term_ends_on
    if term is None or center.phase not in BUILDING or not is_followed(center, policy):
        return
    key = f"evaluation/{term.isoformat()}"
    if f"{key}/expired" not in center.passed:
        evaluated = term.isoformat() in center.evaluated
        fact = TermExpired(key=key, kind=ClockKind.EVALUATION, due_on=term, evaluated=evaluated)
        yield ScheduledFact(end_of_day(term), f"{key}/expired", fact)


def due_facts(pending: Sequence[ScheduledFact], now: datetime) -> list[ScheduledFact]:
    """Those whose time has come, without reminders that a later word on the same deadline has overtaken."""
    due = [alarm for alarm in pending if alarm.at <= now]
    return [alarm for alarm in due if not _overtaken(alarm, due)]


def _overtaken(alarm: ScheduledFact, due: Sequence[ScheduledFact]) -> bool:
    if not isinstance(alarm.fact, ReminderSent):
        return False
    return any(
        other.fact.key == alarm.fact.key and other.at > alarm.at and not isinstance(other.fact, EvaluationOpened)
        for other in due
    )


def facts_due(center: Center, now: datetime, policy: Policy, calendar: WorkingCalendar) -> list[Event]:
    """The clock facts to record at ``now`` (UTC); empty when nothing is due."""
    return [alarm.fact for alarm in due_facts(scheduled_facts(center, policy, calendar), now)]
