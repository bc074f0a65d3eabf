"""5.3: what a center owed and has not done is brought before whoever may propose that it be put right."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.center import Center
from domain.deadlines.clock import Wait
from domain.deadlines.deadline import Deadline
from domain.guideline.vocabulary import ClockKind, ClockStatus, FollowUpOutcome, IssueKind
from domain.kernel.roles import Role

PUT_RIGHT_BY_ORDER = (ClockKind.ANNUAL_REPORT, ClockKind.EXCHANGES, ClockKind.MAJOR_MATTER)
"""The center's own duties. An order's day that passed is judged (5.3), and an evaluation is the bureau's (5.1)."""
PROPOSED_BY = (Role.OFFICER, Role.DISTRICT)
"""Who supervises, and may propose the order."""


def overdue_duties(dues: Sequence[Deadline]) -> list[Deadline]:
    """What the clocks have recorded as missed and nobody has done since, of the center's own duties, by day."""
    return [due for due in dues if due.kind in PUT_RIGHT_BY_ORDER and due.status is ClockStatus.MISSED]


def not_brought_up(center: Center, dues: Sequence[Deadline]) -> list[Deadline]:
    """Of those, what no proposal and no order is about, and the officer has not said that none follows."""
    about = {key for issue in center.supervision_issues for key in issue.deadlines}
    return [due for due in overdue_duties(dues) if due.key not in about]


def is_proposed(center: Center, key: str) -> bool:
    """Whether a proposal about the duty waits for the officer, or for the order."""
    return any(
        issue.kind is IssueKind.RECTIFICATION and key in issue.deadlines and _waits(issue.outcome, issue.is_answered)
        for issue in center.supervision_issues
    )


def _waits(outcome: FollowUpOutcome | None, is_answered: bool) -> bool:
    return not is_answered and outcome in (None, FollowUpOutcome.ORDER_PROPOSED)


def waits_to_be_proposed(center: Center, dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: one question for each who may ask for the order, about all that is overdue and nobody has brought up; none
    while a history is entered late.
    """
    duties = [] if center.is_backfilled else not_brought_up(center, dues)
    if not duties:
        return
    first = min(due.due_on or date.max for due in duties)
    for role in PROPOSED_BY:
        yield Wait(f"overdue/{role}", role=role, due_on=first, overdue=True, duties=tuple(duties))
