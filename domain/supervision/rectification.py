"""The rules of 5.3 (and 5.1) about what has to be put right: ordered, given more time, reported, judged."""

from collections.abc import Iterator
from datetime import date

from domain.center import Center, Rectification
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import due_far_ahead, number_of
from domain.guideline.phases import SUPERVISED
from domain.guideline.vocabulary import FollowUpOutcome, RectificationOutcome
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.supervision.clock_facts import DeadlineMissed, Passed
from domain.supervision.follow_ups import waiting_for
from domain.supervision.handing_in import counted_day
from domain.values.partial_days import days_late

WithDueDay = m.OrderRectification | m.ExtendRectification


def key_of(order: Rectification) -> str:
    """The key of the order's deadlines."""
    return f"rectification/{order.id}"


def is_unjudged(order: Rectification) -> bool:
    """Whether nobody has judged the order yet."""
    return order.status in ("ordered", "reported")


def time_runs(order: Rectification, due_on: date, center: Center) -> bool:
    """5.3: whether the time until a due day of the order runs for the center, where it runs from service alone."""
    return not order.needs_service or served_in_time(order, due_on, center) is not None


def served_in_time(order: Rectification, due_on: date, center: Center) -> tuple[int, ...] | None:
    """5.3: the acts, by their places in the history, by whose service the time until a due day of the order runs.

    The order, served before its day; more time then runs whether or not that was served. Served on the day or later the
    order gave no time, and takes an extension, from whose own service the time runs.
    """
    days = ((former.due_on, former.version) for former in order.former)
    for day, version in (*days, (order.due_on, order.due_version)):
        acts = tuple({order.version, version})
        if all(act in center.served and center.served[act] < day for act in acts):
            return acts
        if day == due_on:
            break
    return None


def is_served_too_late(order: Rectification, center: Center) -> bool:
    """Whether the order that nobody has judged, or its extension, was served when its day had come."""
    if not is_unjudged(order) or time_runs(order, order.due_on, center):
        return False
    acts = (order.version, order.due_version)
    return any(act in center.served and center.served[act] >= order.due_on for act in acts)


def is_past_its_day(order: Rectification, center: Center) -> bool:
    """Whether the clock has recorded that the order's day passed without a report."""
    missed = Passed(key_of(order), DeadlineMissed.WHAT, order.due_on)
    return order.status == "ordered" and missed in center.passed


def needs_rectification_to_report(center: Center, _context: Context) -> None:
    """5.3: there is an order to answer."""
    if not any(map(is_unjudged, center.rectifications)):
        raise Refusal("no_rectification_ordered", "5.3")


def needs_rectification_to_extend(center: Center, _context: Context) -> None:
    """5.3: there is an order that nobody has judged yet."""
    if not any(map(is_unjudged, center.rectifications)):
        raise Refusal("no_rectification_to_extend", "5.3")


def needs_rectification_to_judge(center: Center, context: Context) -> None:
    """5.3: there is an order that was reported, or whose day has passed."""
    if not any(_can_be_judged(order, center, context, context.today) for order in center.rectifications):
        raise Refusal("rectification_not_reported", "5.3")


def _can_be_judged(order: Rectification, center: Center, context: Context, on: date) -> bool:
    """Once its day has passed the bureau looks for itself (核查); until edition 4 it judged reports alone."""
    if order.status == "ordered" and context.asks_powers:
        return on > order.due_on or is_past_its_day(order, center)
    return order.status == "reported"


def what_led_to_the_order(command: m.OrderRectification, _center: Center, _context: Context) -> tuple[RestsOn, ...]:
    """5.3: an order that gives another chance comes after the rejection, one on a proposal after that."""
    rejection = (RestsOn(m.RectificationRejected, command.follows),) if command.follows else ()
    if command.proposal_id is None:
        return rejection
    proposal = (m.SupervisionRecorded, m.RectificationProposed, m.FollowUpDecided)
    return (*rejection, *(RestsOn(event, command.proposal_id) for event in proposal))


def proposal_not_named(command: m.OrderRectification, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.3: an order that names no proposal, while one is proposed, may be the one that is awaited."""
    waiting = [issue.id for issue in waiting_for(center, FollowUpOutcome.ORDER_PROPOSED)]
    if command.proposal_id is None and waiting:
        yield Doubt("proposal_not_named", "5.3", {"proposals": waiting})


def another_chance_not_named(command: m.OrderRectification, center: Center, context: Context) -> Iterator[Doubt]:
    """5.3: an order that follows none, while the rejection of one is a ground, may be meant as another chance."""
    followed = {order.follows for order in center.rectifications}
    rejected = [order.id for order in center.rectifications if order.status == "rejected" and order.id not in followed]
    if context.asks_powers and command.follows is None and rejected:
        yield Doubt("another_chance_not_named", "5.3", {"rectifications": rejected})


@decides(
    m.OrderRectification,
    clause="5.3",
    roles=(Role.APPROVER,),
    formerly=(Role.OFFICER,),
    phases=SUPERVISED,
    rests_on=(APPROVAL,),
    rests_also=what_led_to_the_order,
    doubts=(due_far_ahead, proposal_not_named, another_chance_not_named, *number_of(m.RectificationOrdered)),
    events=(m.RectificationOrdered,),
    label=Label("责令限期整改", "Order rectification"),
)
def order_rectification(command: m.OrderRectification, center: Center, context: Context) -> list[Event]:
    """5.1, 5.3: the time allowed is the bureau's decision, and lies ahead."""
    check_due_day(command, center, context)
    if command.follows and find_order(center, command.follows).status != "rejected":
        raise Refusal("followed_order_not_rejected", "5.3", rectification=command.follows)
    if command.proposal_id is not None:
        check_proposed(command.proposal_id, center)
    return [m.RectificationOrdered(**content(command), rectification_id=f"r{center.version + 1}")]


def check_proposed(proposal_id: str, center: Center) -> None:
    """5.3: an order names something of which an order is proposed, and none was given."""
    issue = center.supervision_issue(proposal_id)
    if issue is None:
        raise Refusal("follow_up_unknown", "5.3", about=proposal_id)
    if issue.is_answered:
        raise Refusal("followed_up_already", "5.3", about=proposal_id)
    if issue.outcome is not FollowUpOutcome.ORDER_PROPOSED:
        raise Refusal("order_not_proposed", "5.3", about=proposal_id)


def check_due_day(command: WithDueDay, center: Center, context: Context) -> None:
    """5.3: the day by which something is to be put right lies ahead of the order, and of the day on which it was sent
    to be recorded, so that nobody is late for what they could not know; unless a past is entered as such.
    """
    floor = context.effective_on(command)
    if context.asks_powers and not center.is_backfilled:
        floor = max(floor, context.sent_on)
    if command.due_on <= floor:
        raise Refusal("due_date_not_ahead", "5.3", due_on=command.due_on, after=floor)


@decides(
    m.ExtendRectification,
    clause="5.3",
    roles=(Role.APPROVER,),
    phases=SUPERVISED,
    needs=(needs_rectification_to_extend,),
    rests_on=(
        RestsOn(m.RectificationOrdered, same="rectification_id"),
        RestsOn(m.RectificationExtended, same="rectification_id"),
    ),
    doubts=(due_far_ahead, *number_of(m.RectificationExtended)),
    events=(m.RectificationExtended,),
    label=Label("延长整改期限", "Extend rectification"),
)
def extend_rectification(command: m.ExtendRectification, center: Center, context: Context) -> list[Event]:
    """5.3: more time is a decision of its own, later than the former day, while nobody has judged the order."""
    order = find_unjudged(center, command.rectification_id)
    if command.due_on <= order.due_on:
        raise Refusal("extended_day_not_later", "5.3", due_on=command.due_on, former_due_on=order.due_on)
    check_due_day(command, center, context)
    return [m.RectificationExtended(**content(command), former_due_on=order.due_on)]


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
    """5.3: reported, and where late, said so; it may be reported again until it is judged. Nobody is late for a time
    that never ran.
    """
    order = find_unjudged(center, command.rectification_id)
    handed_in_on = counted_day(command, center, context, order.due_on, known_on=order.due_known_on)
    runs = time_runs(order, order.due_on, center)
    late = days_late(order.due_on, handed_in_on or context.effective_on(command)) if runs else 0
    return [m.RectificationReported(**content(command), days_late=late, handed_in_on=handed_in_on)]


def rejected_before_its_day(command: m.JudgeRectification, center: Center, context: Context) -> Iterator[Doubt]:
    """5.3: whoever reports early has the rest of the time all the same."""
    order = center.rectification(command.rectification_id)
    is_rejection = command.outcome is RectificationOutcome.REJECTED
    if order is not None and is_rejection and context.effective_on(command) <= order.due_on:
        yield Doubt("rejected_before_its_day", "5.3", {"due_on": order.due_on})


def judged_before_it_came_in(command: m.JudgeRectification, center: Center, context: Context) -> Iterator[Doubt]:
    """5.3: a report of an earlier date is hardly judged before the day on which it came in."""
    order, on = center.rectification(command.rectification_id), context.effective_on(command)
    if order is not None and order.reported_on is not None and on < order.reported_on:
        yield Doubt("judged_before_it_came_in", "5.3", {"effective_on": on, "after": order.reported_on})


@decides(
    m.JudgeRectification,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    needs=(needs_rectification_to_judge,),
    rests_on=(
        RestsOn(m.RectificationOrdered, same="rectification_id"),
        RestsOn(m.RectificationExtended, same="rectification_id"),
        RestsOn(m.RectificationReported, same="rectification_id"),
    ),
    doubts=(rejected_before_its_day, judged_before_it_came_in),
    events=(m.RectificationAccepted, m.RectificationRejected),
    label=Label("判定整改结果", "Judge rectification"),
)
def judge_rectification(command: m.JudgeRectification, center: Center, context: Context) -> list[Event]:
    """5.3: accepted or rejected, as the center reports or, after the due day, as the officer finds it."""
    order = find_unjudged(center, command.rectification_id)
    on = context.effective_on(command)
    if order.status == "ordered" and not (context.asks_powers and on > order.due_on):
        raise Refusal("rectification_not_reported", "5.3", rectification=order.id, due_on=order.due_on)
    accepted = command.outcome is RectificationOutcome.ACCEPTED
    if not accepted and context.asks_powers:
        check_time_ran(order, center)
    judged = m.RectificationAccepted if accepted else m.RectificationRejected
    return [judged(rectification_id=order.id, reason=command.reason)]


def check_time_ran(order: Rectification, center: Center) -> None:
    """5.3: nobody fails an order whose time never ran for them, since it was not served before its day."""
    if not time_runs(order, order.due_on, center):
        raise Refusal("rectification_not_served_in_time", "5.3", rectification=order.id, due_on=order.due_on)


def find_unjudged(center: Center, rectification_id: str) -> Rectification:
    """The order of that id, or the refusal that there is none, or that it is judged."""
    order = find_order(center, rectification_id)
    if not is_unjudged(order):
        raise Refusal("rectification_already_judged", "5.3", rectification=order.id)
    return order


def find_order(center: Center, rectification_id: str) -> Rectification:
    """The order of that id, or the refusal that there is none."""
    order = center.rectification(rectification_id)
    if order is None:
        raise Refusal("rectification_unknown", "5.3", rectification=rectification_id)
    return order


DECISIONS = (order_rectification, extend_rectification, report_rectification, judge_rectification)
"""The decisions about rectifications, in the order in which they are taken."""
