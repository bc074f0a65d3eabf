"""What the clocks will record, and when: reminders, the opening of an evaluation, missed days, the end of a term."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.center import Center
from domain.deadlines.clock import ScheduledFact
from domain.deadlines.clocks import CLOCK_OF, CLOCKS, deadlines, is_under_clocks
from domain.deadlines.deadline import Deadline, watched_since
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.records import Event
from domain.supervision.clock_facts import EvaluationOpened, ReminderSent
from domain.values.partial_days import at_hour
from domain.working_calendar.working_days import WorkingCalendar


def scheduled_facts(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[ScheduledFact]:
    """Everything that the clocks have still to say, soonest first, as things stand; nothing while a history is entered
    late.
    """
    if center.is_backfilled:
        return []
    found: list[ScheduledFact] = []
    for deadline in deadlines(center, policy, calendar):
        if deadline.status is ClockStatus.OPEN and deadline.due_on is not None:
            found += _reminders(center, deadline, deadline.due_on, policy)
            found += CLOCK_OF[deadline.kind].schedule(center, deadline, deadline.due_on, policy)
    if is_under_clocks(center, policy):
        found += (fact for clock in CLOCKS for fact in clock.also_records(center, policy))
    return sorted(found, key=lambda alarm: (alarm.at, alarm.key))


def _reminders(center: Center, deadline: Deadline, due_on: date, policy: Policy) -> Iterator[ScheduledFact]:
    """House rule: reminders ahead of the due day; one overtaken by a later one falls due no more."""
    for days in sorted(policy.reminder_days):
        fact = ReminderSent(key=deadline.key, kind=deadline.kind, due_on=due_on, days_ahead=days)
        if fact.passed in center.passed:
            return
        day = due_on - timedelta(days=days)
        if day >= max(deadline.known_on, watched_since(center)[1]):
            yield ScheduledFact(at_hour(day, policy.reminder_hour), fact)


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
