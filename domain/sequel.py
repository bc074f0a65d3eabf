"""What one decision brought about for a center: duties that began or were done by it, and what is waited for next."""

from typing import NamedTuple

from domain.center import Center
from domain.deadlines.clock import AWAITED
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.work_items import WorkItem, WorkItems, work_items
from domain.working_calendar.working_days import WorkingCalendar

MOST_STANDING = 3
"""What goes on waiting that is named where nothing new does."""


class Sequel(NamedTuple):
    """``begun`` are the duties that run since then or run until another day, ``done`` those that were done by it.
    ``next`` is what is waited for since then, most urgent first; where that is nothing, what goes on waiting.
    """

    begun: tuple[Deadline, ...]
    done: tuple[Deadline, ...]
    next: tuple[WorkItem, ...]


def sequel(before: Center | None, after: Center, policy: Policy, calendar: WorkingCalendar) -> Sequel:
    """What the center as it stood ``after`` a decision has that it hadn't ``before``; it hadn't anything unless it was
    there.
    """
    had = _counting(before, policy, calendar) if before else ()
    has = _counting(after, policy, calendar)
    ran, met = _running(had), _done(had)
    return Sequel(
        begun=tuple(due for due in has if due.status in AWAITED and (due.key, due.last_day) not in ran),
        done=tuple(due for due in has if due.status is ClockStatus.MET and due.key not in met),
        next=_next(before, after, policy, calendar),
    )


def _counting(center: Center, policy: Policy, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    return tuple(due for due in deadlines(center, policy, calendar) if due.counts)


def _running(dues: tuple[Deadline, ...]) -> set[object]:
    return {(due.key, due.last_day) for due in dues if due.status in AWAITED}


def _done(dues: tuple[Deadline, ...]) -> set[str]:
    return {due.key for due in dues if due.status is ClockStatus.MET}


def _next(before: Center | None, after: Center, policy: Policy, calendar: WorkingCalendar) -> tuple[WorkItem, ...]:
    items = _waiting(after, policy, calendar).open
    known = {item.key for item in _waiting(before, policy, calendar).open} if before else set()
    return tuple(item for item in items if item.key not in known) or items[:MOST_STANDING]


def _waiting(center: Center, policy: Policy, calendar: WorkingCalendar) -> WorkItems:
    return work_items(center, deadlines(center, policy, calendar), policy, calendar)
