"""Where a center stands, in one small value: for a workflow's timers, an operator's screen, a list's row."""

from collections.abc import Sequence
from datetime import datetime

from domain.center import Center
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.decider import PEOPLE_DECIDE, check_open
from domain.decision import Decision
from domain.guideline.phases import ENDED
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.unknowns import disputed, unknown
from domain.kernel.base import Label, Model
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.values.partial_days import end_of_day, in_words
from domain.working_calendar.working_days import WorkingCalendar


class CenterSummary(Model):
    """What a waiting workflow knows of its center.

    ``wake_at`` is the next instant (UTC) at which a clock has something to record, and ``wake_for`` says what.
    ``details`` is Markdown for an operator. No personal data.
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


def summarize(center: Center, policy: Policy, calendar: WorkingCalendar, now: datetime) -> CenterSummary:
    """Where the center stands at ``now`` (UTC)."""
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
        wake_for=_both(wake.label) if wake else "",
        summary=f"{center.name_zh} · {center.phase.label.zh}",
        details=describe(center, dues, policy, calendar, now),
        ended=center.phase in ENDED,
    )


def next_due(dues: Sequence[Deadline]) -> Deadline | None:
    """The open deadline that comes first."""
    still_open = (due for due in dues if due.status is ClockStatus.OPEN and due.due_on is not None)
    return next(still_open, None)


def is_overdue(center: Center, dues: Sequence[Deadline]) -> bool:
    """Whether something was missed and is not there yet; nothing is awaited any more of a center that has ended."""
    return center.phase not in ENDED and any(due.status is ClockStatus.MISSED for due in dues)


def open_decisions(center: Center, policy: Policy, calendar: WorkingCalendar, now: datetime) -> list[Decision]:
    """The decisions that would lead the center onward and whose needs hold, whoever takes them."""
    return [
        decision for decision in PEOPLE_DECIDE if decision.steps and _is_open(decision, center, policy, calendar, now)
    ]


def _is_open(decision: Decision, center: Center, policy: Policy, calendar: WorkingCalendar, now: datetime) -> bool:
    somebody = Actor(id="", name="", role=decision.roles[0], anyone=True)
    try:
        check_open(decision, center, Context(somebody, now, calendar, policy))
    except Refusal:
        return False
    return bool(decision.phases)


def describe(center: Center, dues: Sequence[Deadline], policy: Policy, calendar: WorkingCalendar, now: datetime) -> str:
    """An operator's page in Markdown: phase, what it waits for, clocks, what is unknown."""
    waits = open_decisions(center, policy, calendar, now)
    parts = [
        f"**{center.name_zh}** (`{center.center_id}`, v{center.version})",
        f"**阶段 Phase**: {_both(center.phase.label)}",
        _list("等待 Waits for", [f"{_both(item.label)} · {_roles(item)} · {item.clause}" for item in waits]),
        _list("时限 Clocks", [_line(due) for due in dues if due.status is not ClockStatus.MET]),
        _list("未知 Unknown", list(unknown(center))),
        _list("有争议 Disputed", list(disputed(center))),
    ]
    return "\n\n".join(part for part in parts if part)


def _roles(decision: Decision) -> str:
    return "、".join(role.label.zh for role in decision.roles)


def _line(due: Deadline) -> str:
    day = in_words(due.due_on).zh if due.due_on else f"{due.earliest or '?'} – {due.latest or '?'}"
    provisional = " （暂定 provisional）" if due.provisional else ""
    return f"{_both(due.kind.label)}: {day}{provisional} · {_both(due.status.label)} · {due.clause}"


def _list(title: str, lines: Sequence[str]) -> str:
    return f"**{title}**\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _both(label: Label) -> str:
    return f"{label.zh} {label.en}"


def _end(due: Deadline | None) -> datetime | None:
    return end_of_day(due.due_on) if due and due.due_on else None
