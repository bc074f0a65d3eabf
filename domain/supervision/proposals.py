"""The rules of 5.3 about what supervision brings before the bureau: what is proposed, and what becomes of it."""

from collections.abc import Sequence
from datetime import date

from domain.center import Center, SupervisionIssue
from domain.context import Context, content
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.decision import decides
from domain.doubts import due_far_ahead
from domain.guideline.phases import SUPERVISED
from domain.guideline.vocabulary import FollowUpOutcome, IssueKind
from domain.kernel.base import Label
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.supervision.follow_ups import may_be_followed_up
from domain.supervision.overdue import is_proposed, not_brought_up, overdue_duties

OUTCOMES_OF: dict[IssueKind, tuple[FollowUpOutcome, ...]] = {
    IssueKind.PROBLEM: (FollowUpOutcome.ORDER_PROPOSED, FollowUpOutcome.HANDLED, FollowUpOutcome.NO_ACTION),
    IssueKind.RECTIFICATION: (FollowUpOutcome.ORDER_PROPOSED, FollowUpOutcome.HANDLED, FollowUpOutcome.NO_ACTION),
    IssueKind.RECOMMENDATION: (FollowUpOutcome.RECOMMENDED, FollowUpOutcome.NO_ACTION),
    IssueKind.OVERDUE: (FollowUpOutcome.HANDLED, FollowUpOutcome.NO_ACTION),
}
"""What can become of each kind."""


@decides(
    m.ProposeRectification,
    clause="5.3",
    roles=(Role.DISTRICT, Role.OFFICER),
    phases=SUPERVISED,
    on_behalf=True,
    of_any_party=True,
    rests_on=(APPROVAL, RestsOn(m.SupervisionRecorded, same="basis")),
    doubts=(due_far_ahead,),
    events=(m.RectificationProposed,),
    label=Label("提议责令整改", "Propose rectification"),
)
def propose_rectification(command: m.ProposeRectification, center: Center, context: Context) -> list[Event]:
    """5.3: what should be put right; the time that is proposed lies ahead."""
    on = context.effective_on(command)
    if command.due_on is not None and command.due_on <= on:
        raise Refusal("due_date_not_ahead", "5.3", due_on=command.due_on, after=on)
    if command.basis is not None:
        check_basis(command.basis, center)
    for key in command.deadlines:
        check_overdue(key, center, context, on)
    return [m.RectificationProposed(**content(command), proposal_id=f"p{center.version + 1}")]


def check_overdue(key: str, center: Center, context: Context, on: date) -> None:
    """5.3: a proposal names duties that are overdue on its day, and about which none waits."""
    duty = next((duty for duty in _overdue(center, context) if duty.key == key), None)
    if duty is None or not _over(duty, on):
        raise Refusal("duty_not_overdue", "5.3", deadline=key)
    if is_proposed(center, key):
        raise Refusal("followed_up_already", "5.3", about=key)


def _overdue(center: Center, context: Context) -> Sequence[Deadline]:
    return overdue_duties(deadlines(center, context.policy, context.calendar))


def check_basis(supervision_id: str, center: Center) -> None:
    """5.3: a proposal takes up a problem that supervision found and nobody has followed up yet."""
    problem = center.supervision_issue(supervision_id)
    if problem is None or problem.kind is not IssueKind.PROBLEM:
        raise Refusal("follow_up_unknown", "5.3", about=supervision_id)
    if not problem.is_open:
        raise Refusal("followed_up_already", "5.3", about=supervision_id)


@decides(
    m.ProposeRecommendation,
    clause="5.3",
    roles=(Role.DISTRICT,),
    phases=SUPERVISED,
    on_behalf=True,
    of_any_party=True,
    rests_on=(APPROVAL,),
    events=(m.RecommendationProposed,),
    label=Label("提议宣传推荐", "Propose recommendation"),
)
def propose_recommendation(command: m.ProposeRecommendation, center: Center, _context: Context) -> list[Event]:
    """5.3: a center that does markedly well is brought before the bureau."""
    return [m.RecommendationProposed(**content(command), proposal_id=f"p{center.version + 1}")]


def needs_something_to_follow_up(center: Center, context: Context) -> None:
    """5.3: there is a problem, a proposal or an overdue duty of which something can become."""
    if not any(map(may_be_followed_up, center.supervision_issues)) and not _overdue_alone(center, context):
        raise Refusal("nothing_to_follow_up", "5.3")


def _overdue_alone(center: Center, context: Context) -> list[Deadline]:
    return not_brought_up(center, deadlines(center, context.policy, context.calendar))


@decides(
    m.FollowUp,
    clause="5.3",
    roles=(Role.OFFICER,),
    phases=SUPERVISED,
    needs=(needs_something_to_follow_up,),
    rests_on=(
        RestsOn(m.SupervisionRecorded, same="about"),
        RestsOn(m.RectificationProposed, same="about"),
        RestsOn(m.RecommendationProposed, same="about"),
    ),
    events=(m.FollowUpDecided,),
    label=Label("提出监督处理意见", "Follow up supervision"),
)
def follow_up(command: m.FollowUp, center: Center, context: Context) -> list[Event]:
    """5.3: an order is proposed, the center is recommended, it was handled, or nothing follows; the last word counts
    until the order or the commendation has followed. Of an overdue duty about which no order is proposed, it is said
    here that none is.
    """
    item = center.supervision_issue(command.about) or _issue_of_duty(command, center, context)
    if item is None:
        raise Refusal("follow_up_unknown", "5.3", about=command.about)
    if not may_be_followed_up(item):
        raise Refusal("followed_up_already", "5.3", about=item.id)
    if command.outcome not in OUTCOMES_OF[item.kind]:
        allowed = [outcome.value for outcome in OUTCOMES_OF[item.kind]]
        raise Refusal("outcome_of_another_kind", "5.3", outcome=command.outcome.value, allowed=allowed)
    return [m.FollowUpDecided(**content(command))]


def _issue_of_duty(command: m.FollowUp, center: Center, context: Context) -> SupervisionIssue | None:
    """The overdue duty of that key, as something to be followed up."""
    on = context.effective_on(command)
    duties = (duty for duty in _overdue_alone(center, context) if duty.key == command.about and _over(duty, on))
    return next((SupervisionIssue(duty.key, IssueKind.OVERDUE, duty.subject, duty.known_on) for duty in duties), None)


def _over(duty: Deadline, on: date) -> bool:
    return duty.due_on is not None and duty.due_on < on


DECISIONS = (propose_rectification, propose_recommendation, follow_up)
"""The decisions on what supervision brings before the bureau."""
