"""What follows from a correction that waits: which clocks appear, move or vanish, what of the center reads otherwise,
and which acts lose their ground. Nothing of it is recorded; who proposes and who confirms see it before they decide.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.attributes import attributes, place_of
from domain.center import Center
from domain.comparing import differing
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.deadlines.forecast import forecast
from domain.decider import DECIDER, fold
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.correction import as_read, if_confirmed
from domain.housekeeping.deciding_again import Beside, RefusedAgain, refused_since
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.records import Event, Record
from domain.values.partial_days import day_in_shanghai
from domain.working_calendar.working_days import WorkingCalendar

NOT_SHOWN = ("corrections", "passed")
"""What waits for confirmation, and what the clocks have recorded, is no consequence of its own."""


class Due(NamedTuple):
    """A duty as it stands: its due day (``None`` where it is unknown), its status, and the day on which it was met."""

    due_on: date | None
    status: ClockStatus
    met_on: date | None


class ClockChange(NamedTuple):
    """A duty that appears (``before`` is ``None``), vanishes (``after`` is ``None``) or stands otherwise."""

    key: str
    kind: ClockKind
    subject: str
    before: Due | None
    after: Due | None


class AttributeChange(NamedTuple):
    """One particular of the center that reads differently; ``None`` where it isn't known or isn't there."""

    path: str
    before: Any
    after: Any


class Consequences(NamedTuple):
    """What a change of the reading leads to: clocks by due day, particulars in the center's order, acts by age."""

    clocks: tuple[ClockChange, ...]
    changes: tuple[AttributeChange, ...]
    losing_ground: tuple[RefusedAgain, ...]


def consequences(
    history: Sequence[Record[Event]],
    proposal: CorrectionContent,
    policy: Policy,
    calendar: WorkingCalendar,
    now: datetime,
) -> Consequences:
    """What confirming the proposal ``now`` (UTC) would lead to. ``history`` is the center's, as written or as it reads.

    ``ValidationError`` when the corrected event would be no event of its kind.
    """
    before = as_read(history)
    after = [
        if_confirmed(record, proposal, history) if record.position == proposal.position else record for record in before
    ]
    return between(before, after, policy, calendar, now)


def between(
    before: Sequence[Record[Event]],
    after: Sequence[Record[Event]],
    policy: Policy,
    calendar: WorkingCalendar,
    now: datetime,
) -> Consequences:
    """What differs between two readings of a history, where each goes on from ``now`` (UTC)."""
    was, then = fold(None, before), fold(None, after)
    return Consequences(
        tuple(_clocks(_dues(was, policy, calendar, now), _dues(then, policy, calendar, now))),
        tuple(_changes(was, then)),
        tuple(refused_since(before, after, Beside(DECIDER, calendar))),
    )


def _dues(center: Center | None, policy: Policy, calendar: WorkingCalendar, now: datetime) -> dict[str, Deadline]:
    """The duties once the clocks have said what they have to say by now, so that one that has passed is missed."""
    if center is None:
        return {}
    after = forecast(center, policy, calendar, now, day_in_shanghai(now)).after
    return {due.key: due for due in deadlines(after, policy, calendar)}


def _clocks(before: dict[str, Deadline], after: dict[str, Deadline]) -> Iterator[ClockChange]:
    both = {**before, **after}
    for key, due in sorted(both.items(), key=lambda item: (item[1].due_on or date.max, item[0])):
        was, then = _due(before.get(key)), _due(after.get(key))
        if was != then:
            yield ClockChange(key, due.kind, due.subject, was, then)


def _due(deadline: Deadline | None) -> Due | None:
    return Due(deadline.due_on, deadline.status, deadline.met_on) if deadline else None


def _changes(before: Center | None, after: Center | None) -> Iterator[AttributeChange]:
    was, then = attributes(before), attributes(after)
    for path in sorted(differing(was, then), key=place_of):
        if not path.startswith(NOT_SHOWN):
            yield AttributeChange(path, was.get(path), then.get(path))
