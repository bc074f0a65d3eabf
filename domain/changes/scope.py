"""What a change of the scope means for the self-inspection that comes before the acceptance (3.5.2, house rule)."""

from datetime import date

from domain.acceptance.messages import SelfInspectionCompleted
from domain.center import Center
from domain.changes.messages import ScopeChanged
from domain.guideline.phases import BUILDING
from domain.kernel.records import PartialDay, fact_key
from domain.values.partial_days import earliest, latest


def outdates_the_self_inspection(center: Center, changed_on: PartialDay) -> bool:
    """Whether a change of the scope on that day leaves a center that is built without a self-inspection of what it
    serves: the last one was held before it, or on the same day and stood on record already. One that nobody here knows
    came before the acceptance that was imported.
    """
    if center.phase not in BUILDING:
        return False
    inspected_on = _inspected_on(center)
    return inspected_on is None or inspected_on <= latest(changed_on)


def last_outdated(center: Center) -> tuple[date, PartialDay] | None:
    """The days of the last self-inspection and of the change of the scope after it; ``None`` where there is none."""
    inspected_on, changed_on = _inspected_on(center), center.days.get(fact_key(ScopeChanged))
    if inspected_on is None or changed_on is None or inspected_on > latest(changed_on):
        return None
    return inspected_on, changed_on


def _inspected_on(center: Center) -> date | None:
    day = center.days.get(fact_key(SelfInspectionCompleted))
    return earliest(day) if day is not None else None
