"""The clock of 4: technical exchanges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.center import Center
from domain.deadlines.clock import APPROVAL_DAY, Clock, each_year
from domain.deadlines.deadline import Deadline, done_by, followed_since, judged, years_from
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.imported.not_on_record import followed_all_of_since
from domain.kernel.base import Label
from domain.management import messages as m
from domain.working_calendar.working_days import WorkingCalendar


def exchanges(center: Center, policy: Policy, _calendar: WorkingCalendar) -> Iterator[Deadline]:
    """4.2: two in each full calendar year since approval, by 31 December; met on the day of the last that it takes. How
    many there were in a year in which the center was followed in part alone, nobody knows.
    """
    followed_from, known_on = followed_since(center)
    began_by = center.began_by or followed_from
    first_full = began_by.year + (began_by > date(began_by.year, 1, 1))
    followed = followed_all_of_since(center)
    for year in years_from(center, max(first_full, followed_from.year), _last_day_of):
        due_on = _last_day_of(year)
        done = done_by(due_on, _day_of_last_needed(center.exchange_days.get(year, ()), policy.exchanges_per_year))
        deadline = judged(center, f"exchanges/{year}", ClockKind.EXCHANGES, due_on, known_on=known_on, done=done)
        if deadline.status is not ClockStatus.MET and followed is not None and year < followed:
            deadline = replace(deadline, status=ClockStatus.NOT_ON_RECORD)
        yield deadline
        if deadline.status is ClockStatus.OPEN:
            return


def _last_day_of(year: int) -> date:
    return date(year, 12, 31)


def _day_of_last_needed(days: Sequence[date], needed: int) -> date | None:
    return days[needed - 1] if len(days) >= needed else None


def _due(policy: Policy) -> Label:
    times = policy.exchanges_per_year
    return Label(f"每个完整日历年的12月31日前{times}次", f"{times} by 31/12 of every full calendar year")


def _begins(deadline: Deadline, policy: Policy) -> Label:
    year, number = (deadline.due_on or date.max).year, policy.exchanges_per_year
    return Label(f"{year}年起每年至少 {number} 次", f"At least {number} in each year from {year}")


CLOCKS = (
    Clock(
        kind=ClockKind.EXCHANGES,
        starts=lambda _policy: Label("批准筹建", "approval to construct"),
        due=_due,
        deadlines=exchanges,
        answered_by=m.HoldExchange,
        waits=each_year(ClockKind.EXCHANGES),
        has_years=True,
        begins_with_approval=_begins,
        counts_from=(APPROVAL_DAY,),
    ),
)
"""The chapter's clocks."""
