"""The rules of 5.3 (and 5.1) about what has to be put right: ordered, reported, judged."""

from collections.abc import Iterator

from domain.center import Center, Rectification
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import far_ahead
from domain.guideline.phases import SUPERVISED
from domain.guideline.vocabulary import RectificationOutcome
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.supervision.handing_in import counted_day
from domain.values.partial_days import days_late


def needs_rectification_to_report(center: Center, _context: Context) -> None:
    """5.3: there is an order to answer."""
    if not any(item.status in ("ordered", "reported") for item in center.rectifications):
        raise Refusal("no_rectification_ordered", "5.3")


def needs_reported_rectification(center: Center, _context: Context) -> None:
    """5.3: what is judged was reported."""
    if not any(item.status == "reported" for item in center.rectifications):
        raise Refusal("rectification_not_reported", "5.3")


def due_far_ahead(command: m.OrderRectification, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: so it is with the day by which something is to be put right."""
    yield from far_ahead(command.due_on, context.effective_on(command), context)


@decides(
    m.OrderRectification,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    doubts=(due_far_ahead,),
    events=(m.RectificationOrdered,),
    label=Label("责令限期整改", "Order rectification"),
)
def order_rectification(command: m.OrderRectification, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: the time allowed is the bureau's decision, and lies ahead."""
    on = context.effective_on(command)
    if command.due_on <= on:
        raise Refusal("due_date_not_ahead", "5.3", due_on=command.due_on, after=on)
    return [m.RectificationOrdered(**content(command), rectification_id=f"r{center.version + 1}")]


@decides(
    m.ReportRectification,
    clause="5.3",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_rectification_to_report,),
    rests_on=(RestsOn(m.RectificationOrdered, same="rectification_id"),),
    events=(m.RectificationReported,),
    label=Label("报告整改情况", "Report rectification"),
)
def report_rectification(command: m.ReportRectification, center: Center, context: Context) -> list[Event]:
    """5.3: reported, and where late, said so; it may be reported again until it is judged."""
    order = find_order(center, command.rectification_id)
    if order.status not in ("ordered", "reported"):
        raise Refusal("rectification_already_judged", "5.3", rectification=order.id)
    handed_in_on = counted_day(command, center, context, order.due_on, known_on=order.known_on)
    late = days_late(order.due_on, handed_in_on or context.effective_on(command))
    return [m.RectificationReported(**content(command), days_late=late, handed_in_on=handed_in_on)]


@decides(
    m.JudgeRectification,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    needs=(needs_reported_rectification,),
    rests_on=(
        RestsOn(m.RectificationOrdered, same="rectification_id"),
        RestsOn(m.RectificationReported, same="rectification_id"),
    ),
    events=(m.RectificationAccepted, m.RectificationRejected),
    label=Label("判定整改结果", "Judge rectification"),
)
def judge_rectification(command: m.JudgeRectification, center: Center, _context: Context) -> list[Event]:
    """5.3: accepted or rejected."""
    order = find_order(center, command.rectification_id)
    if order.status == "ordered":
        raise Refusal("rectification_not_reported", "5.3", rectification=order.id)
    if order.status != "reported":
        raise Refusal("rectification_already_judged", "5.3", rectification=order.id)
    accepted = command.outcome is RectificationOutcome.ACCEPTED
    judged = m.RectificationAccepted if accepted else m.RectificationRejected
    return [judged(rectification_id=order.id, reason=command.reason)]


def find_order(center: Center, rectification_id: str) -> Rectification:
    """The order of that id, or the refusal that there is none."""
    order = center.rectification(rectification_id)
    if order is None:
        raise Refusal("rectification_unknown", "5.3", rectification=rectification_id)
    return order


DECISIONS = (order_rectification, report_rectification, judge_rectification)
"""The decisions about rectifications, in the order in which they are taken."""
