"""Where a center stands, in one small value: for a workflow's timers, an operator's screen, a list's row."""

from collections.abc import Sequence
from datetime import datetime

from domain.center import Center
from domain.center_details import both, describe
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.guideline.phases import ENDED
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import TolerantModel
from domain.supervision.clocks import is_term_over
from domain.values.partial_days import end_of_day
from domain.work_items import work_items
from domain.working_calendar.working_days import WorkingCalendar

MOST_FILTERS = 60
"""How many words of each list of deadlines are kept: kinds, then the earliest days."""


class CenterSummary(TolerantModel):
    """What a waiting workflow knows of its center.

    ``wake_at`` is the next instant (UTC) at which a clock has something to record, and ``wake_for`` says what.
    ``details`` is Markdown for an operator. ``open_deadlines`` and ``overdue_deadlines`` are what operators filter by:
    of each clock its kind, its month, and both (``annual_report``, ``2026-11``, ``annual_report/2026-11``; ``unknown``
    for a day that nobody knows); ``None`` where the summary says nothing of them. So are ``certainly_over_deadlines``,
    by the last month that is possible. No personal data.
    """

    center_id: str
    version: int
    phase: str
    field: str = ""
    district: str = ""
    overdue: bool = False
    next_due_at: datetime | None = None
    next_due_kind: str = ""
    wake_at: datetime | None = None
    wake_for: str = ""
    summary: str = ""
    details: str = ""
    ended: bool = False
    open_deadlines: tuple[str, ...] | None = None
    overdue_deadlines: tuple[str, ...] | None = None
    certainly_over_deadlines: tuple[str, ...] | None = None


def summarize(center: Center, policy: Policy, calendar: WorkingCalendar) -> CenterSummary:
    """Where the center stands."""
    dues = deadlines(center, policy, calendar)
    pending = scheduled_facts(center, policy, calendar)
    wake = pending[0] if pending else None
    nearest = next_due(dues)
    return CenterSummary(
        center_id=center.center_id,
        version=center.version,
        phase=center.phase.value,
        field=center.field.field.value if center.field else "",
        district=center.lead.district.value if center.lead else "",
        overdue=is_overdue(center, dues),
        next_due_at=_end(nearest),
        next_due_kind=nearest.kind.value if nearest else "",
        wake_at=wake.at if wake else None,
        wake_for=both(wake.label) if wake else "",
        summary=" · ".join((center.name_zh, center.phase.label.zh, *(["补录中"] if center.is_backfilled else []))),
        details=describe(center, dues, work_items(center, dues, policy, calendar)),
        ended=center.phase in ENDED,
        open_deadlines=_open(dues),
        overdue_deadlines=_filters(dues, ClockStatus.MISSED) if center.phase not in ENDED else (),
        certainly_over_deadlines=_filters(dues, ClockStatus.CERTAINLY_OVER) if center.phase not in ENDED else (),
    )


def next_due(dues: Sequence[Deadline]) -> Deadline | None:
    """The open deadline that comes first."""
    still_open = (due for due in dues if due.status is ClockStatus.OPEN and due.due_on is not None)
    return next(still_open, None)


def is_overdue(center: Center, dues: Sequence[Deadline]) -> bool:
    """Whether something was missed and is not there yet, or the term is over with nothing applied for; of a center that
    has ended nothing is awaited.
    """
    if center.phase in ENDED:
        return False
    return _is_term_overdue(center, dues) or any(due.status is ClockStatus.MISSED for due in dues)


def _is_term_overdue(center: Center, dues: Sequence[Deadline]) -> bool:
    """Whether the term is over, of a center for which this guideline has an evaluation before its end."""
    ends = (due.due_on for due in dues if due.kind is ClockKind.EVALUATION and due.status is not ClockStatus.FALLEN)
    return is_term_over(center) and center.term_ends_on in ends


def _end(due: Deadline | None) -> datetime | None:
    return end_of_day(due.due_on) if due and due.due_on else None


def _open(dues: Sequence[Deadline]) -> tuple[str, ...]:
    """What is open, by kind and month; what may be over by now, its day unknown, is found by ``unknown`` alone."""
    unknown = (word for due in dues if due.status is ClockStatus.UNDATED for word in ("unknown", f"{due.kind}/unknown"))
    return tuple(dict.fromkeys([*unknown, *_filters(dues, ClockStatus.OPEN)]))[:MOST_FILTERS]


def _filters(dues: Sequence[Deadline], status: ClockStatus) -> tuple[str, ...]:
    """The kinds first: they fit whatever else is cut."""
    found = [(due.kind.value, _month(due)) for due in dues if due.status is status]
    words = [*(kind for kind, _ in found), *(word for kind, month in found for word in (month, f"{kind}/{month}"))]
    return tuple(dict.fromkeys(words))[:MOST_FILTERS]


def _month(due: Deadline) -> str:
    day = due.latest if due.status is ClockStatus.CERTAINLY_OVER else due.due_on
    return f"{day:%Y-%m}" if day else "unknown"
