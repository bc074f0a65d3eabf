"""Every clock of the guideline, and the deadlines that they set. Pure: no clock is read here."""

from datetime import date
from functools import lru_cache

from domain.center import Center
from domain.deadlines.clock import Clock
from domain.deadlines.deadline import Deadline
from domain.guideline.phases import SUPERVISED, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.management import clocks as management
from domain.supervision import clocks as supervision
from domain.working_calendar.working_days import WorkingCalendar

SHANGHAI_REGION = "上海"
CLOCK_OF: dict[ClockKind, Clock] = {clock.kind: clock for clock in (*supervision.CLOCKS, *management.CLOCKS)}
CLOCKS: tuple[Clock, ...] = tuple(CLOCK_OF[kind] for kind in ClockKind)
"""Every clock, one row each, in the order of their kinds."""


def deadlines(center: Center, policy: Policy, calendar: WorkingCalendar) -> list[Deadline]:
    """Every deadline of a center, past and present, by due day; of each yearly duty just the first open one."""
    return list(_deadlines(center, policy, calendar))


@lru_cache(maxsize=256)
def _deadlines(center: Center, policy: Policy, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    """Remembered by all that it depends on: one decision asks for rows, summary and timer, a page again and again."""
    if not is_followed(center, policy):
        return ()
    found = [deadline for clock in CLOCKS for deadline in clock.deadlines(center, policy, calendar)]
    if center.phase not in SUPERVISED:
        found = [deadline for deadline in found if deadline.status is not ClockStatus.OPEN]
    return tuple(sorted(found, key=lambda deadline: (deadline.due_on or date.max, deadline.key)))


def is_followed(center: Center, policy: Policy) -> bool:
    """Whether clocks count for this center: from approval to construct on, in the regions that the house follows."""
    if center.followed_from is None or center.phase in (Phase.INCUBATION, Phase.APPLICATION):
        return False
    return policy.clocks_for_other_regions or center.region == SHANGHAI_REGION
