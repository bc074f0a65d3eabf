"""Every clock of the guideline, and the deadlines that they set. Pure: no clock is read here."""

from dataclasses import replace
from datetime import date
from functools import lru_cache

from domain.center import Center
from domain.deadlines.clock import Clock
from domain.deadlines.deadline import Deadline
from domain.deadlines.fallen import fallen_deadlines, is_fallen
from domain.guideline.phases import NOT_KNOWN_AS_APPROVED, SUPERVISED
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.records import Record
from domain.management import clocks as management
from domain.powers.authority import clocks_apply_to
from domain.supervision import clocks as supervision
from domain.supervision.clock_facts import ClockFact
from domain.values.partial_days import earliest, latest
from domain.working_calendar.working_days import WorkingCalendar

CLOCK_OF: dict[ClockKind, Clock] = {clock.kind: clock for clock in (*supervision.CLOCKS, *management.CLOCKS)}
CLOCKS: tuple[Clock, ...] = tuple(CLOCK_OF[kind] for kind in ClockKind)
"""Every clock, one row each, in the order of their kinds."""


def deadlines(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[Deadline]:
    """Every deadline of a center, past and present, by due day; of each yearly duty just the first open one."""
    return list(_deadlines(center, policy, calendar))


@lru_cache(maxsize=256)
def _deadlines(center: Center, policy: Policy, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    """Remembered by all that it depends on: one decision asks for rows, summary and timer, a page again and again."""
    duties = _duties(center, policy, calendar)
    found = [duty for duty in duties if duty.counts and not _is_awaited_in_vain(center, duty)]
    found += fallen_deadlines(center, duties)
    return tuple(sorted(found, key=lambda deadline: (deadline.due_on or date.max, deadline.key)))


@lru_cache(maxsize=256)
def _duties(center: Center, policy: Policy, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    """Everything that is a duty of the center by what is now on record, or was one until something ended it."""
    if not is_under_clocks(center, policy):
        return ()
    found = (duty for clock in CLOCKS for duty in clock.deadlines(center, policy, calendar))
    return tuple(_until_its_end(center, duty) for duty in found)


def _until_its_end(center: Center, duty: Deadline) -> Deadline:
    """Nothing is a duty of a center any more once the center has ended."""
    if center.ended_on is None:
        return duty
    return replace(duty, ended_on=min(latest(center.ended_on), duty.ended_on or date.max))


def _is_awaited_in_vain(center: Center, duty: Deadline) -> bool:
    return duty.status in (ClockStatus.OPEN, ClockStatus.UNDATED) and center.phase not in SUPERVISED


def has_fallen(record: Record[ClockFact], center: Center, policy: Policy, calendar: WorkingCalendar) -> bool:
    """Whether a clock's fact has lost its ground by what is now on record of the ``center``."""
    return is_fallen(record.event, earliest(record.effective_on), _duties(center, policy, calendar))


def is_under_clocks(center: Center, policy: Policy) -> bool:
    """Whether clocks count for this center: from approval to construct on."""
    if center.followed_from is None or center.phase in NOT_KNOWN_AS_APPROVED:
        return False
    return clocks_apply_to(center, policy)
