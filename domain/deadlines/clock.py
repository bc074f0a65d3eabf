"""A clock of the guideline as one row: when it starts and is due, what it records, and whom it waits for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ClockFact, DeadlineMissed
from domain.values.partial_days import end_of_day
from domain.working_calendar.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class ScheduledFact:
    """At the instant ``at`` (UTC) the clock records ``fact``; ``key`` names it once and for all."""

    at: datetime
    fact: ClockFact

    @property
    def key(self) -> str:
        """The deadline, what is said of it, and the day that it is about."""
        return str(self.fact.passed)

    @property
    def label(self) -> Label:
        """What will be recorded, for a timer's summary."""
        kind, name = self.fact.kind.label, type(self.fact).LABEL
        due = self.fact.due_on.isoformat()
        return Label(f"{name.zh}：{kind.zh}（{due}）", f"{name.en}: {kind.en} ({due})")


@dataclass(frozen=True, slots=True)
class Wait:
    """One reason to wait for a decision; ``part`` tells several of one decision apart, ``clause`` stands before the
    decision's, and ``role`` before the first of those whose decision it is. Of a day that nobody knows ``latest`` is
    the last possible one, once that has passed. ``duties`` are the overdue ones that it is about.
    """

    part: str = ""
    clause: str | None = None
    person: str | None = None
    due_on: date | None = None
    opens_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    since: date | None = None
    subject: str = ""
    role: Role | None = None
    latest: date | None = None
    assumed: bool = False
    duties: tuple[Deadline, ...] = ()


Waits = Callable[[Center, Sequence[Deadline]], Iterator[Wait]]
"""Why a center waits for a decision, by how it stands and by its deadlines."""
Schedule = Callable[[Center, Deadline, date, Policy], Iterator[ScheduledFact]]
"""What is recorded when an open deadline comes near or passes, beside the reminders."""


def missed_when_due(_center: Center, deadline: Deadline, due_on: date, _policy: Policy) -> Iterator[ScheduledFact]:
    """A day that passes. A provisional day is never missed: first its calendar has to be known."""
    if not deadline.provisional:
        fact = DeadlineMissed(key=deadline.key, kind=deadline.kind, due_on=due_on)
        yield ScheduledFact(end_of_day(due_on), fact)


def nothing_more(_center: Center, _policy: Policy) -> Iterator[ScheduledFact]:
    """Most clocks record nothing but what comes of their open deadlines."""
    return iter(())


class Clock(NamedTuple):
    """One clock. ``starts`` and ``due`` say it by the policy's numbers; a day means its end, Asia/Shanghai.

    ``records`` are the facts that its passing brings. It waits for the decision ``answered_by``, for the reasons that
    ``waits`` gives. ``has_years``: each of its deadlines is about one calendar year, which its key ends with.
    ``begins_with_approval`` says what an approval to construct begins of it. ``counts_from`` are the days, each by its
    decision and field, from which it counts.
    """

    kind: ClockKind
    starts: Callable[[Policy], Label]
    due: Callable[[Policy], Label]
    deadlines: Callable[[Center, Policy, WorkingCalendar], Iterable[Deadline]]
    answered_by: type[Command]
    waits: Waits
    records: tuple[type[Event], ...] = (DeadlineMissed,)
    schedule: Schedule = missed_when_due
    also_records: Callable[[Center, Policy], Iterator[ScheduledFact]] = nothing_more
    has_years: bool = False
    begins_with_approval: Callable[[Deadline, Policy], Label] | None = None
    counts_from: tuple[tuple[str, str], ...] = ()


APPROVAL_DAY = ("approve_construction", "effective_on")
AWAITED = (ClockStatus.OPEN, ClockStatus.UNDATED, ClockStatus.MISSED, ClockStatus.CERTAINLY_OVER)
"""What is still to be done; what nobody knows to be undone is nobody's work, nor is what has fallen."""


def wait_of(due: Deadline) -> Wait:
    """The wait that a deadline is."""
    return Wait(
        part=due.key,
        clause=due.clause,
        due_on=due.due_on,
        provisional=due.provisional,
        overdue=due.status is ClockStatus.MISSED,
        since=due.known_on if due.due_on is not None else None,
        subject=due.subject,
        latest=due.latest if due.status is ClockStatus.CERTAINLY_OVER else None,
        assumed=due.assumed,
    )


def waits_by_key(key: str, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """The wait by the deadline of that key, if it is awaited."""
    return (wait_of(due) for due in dues if due.key == key and due.status in AWAITED)


def each_year(kind: ClockKind) -> Waits:
    """One for each year of a yearly duty that isn't met; it can be done from that year's first day on."""

    def waits(_center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
        for due in dues:
            if due.kind is kind and due.status in AWAITED and due.due_on is not None:
                yield replace(wait_of(due), opens_on=date(due.due_on.year, 1, 1))

    return waits
