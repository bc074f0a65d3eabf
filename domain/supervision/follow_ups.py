"""5.3: what supervision brings before the bureau, a problem that it found or a proposal, and what becomes of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.center import Center, SupervisionIssue
from domain.context import Context, content
from domain.deadlines.clock import Wait
from domain.deadlines.deadline import Deadline
from domain.decision import Effects, decides
from domain.doubts import due_far_ahead
from domain.guideline.phases import SUPERVISED
from domain.guideline.vocabulary import FollowUpOutcome, IssueKind
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.values.partial_days import earliest

OUTCOMES_OF: dict[IssueKind, tuple[FollowUpOutcome, ...]] = {
    IssueKind.PROBLEM: (FollowUpOutcome.ORDER_PROPOSED, FollowUpOutcome.HANDLED, FollowUpOutcome.NO_ACTION),
    IssueKind.RECTIFICATION: (FollowUpOutcome.ORDER_PROPOSED, FollowUpOutcome.HANDLED, FollowUpOutcome.NO_ACTION),
    IssueKind.RECOMMENDATION: (FollowUpOutcome.RECOMMENDED, FollowUpOutcome.NO_ACTION),
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
    return [m.RectificationProposed(**content(command), proposal_id=f"p{center.version + 1}")]


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


def needs_something_to_follow_up(center: Center, _context: Context) -> None:
    """5.3: there is a problem or a proposal of which something can become."""
    if not any(may_be_followed_up(item) for item in center.supervision_issues):
        raise Refusal("nothing_to_follow_up", "5.3")


def may_be_followed_up(item: SupervisionIssue) -> bool:
    """Whether the officer may still say what becomes of it: nothing has followed, and no proposal took it up."""
    return not item.is_answered and item.proposal is None


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
def follow_up(command: m.FollowUp, center: Center, _context: Context) -> list[Event]:
    """5.3: an order is proposed, the center is recommended, it was handled, or nothing follows; the last word counts
    until the order or the commendation has followed.
    """
    item = center.supervision_issue(command.about)
    if item is None:
        raise Refusal("follow_up_unknown", "5.3", about=command.about)
    if not may_be_followed_up(item):
        raise Refusal("followed_up_already", "5.3", about=item.id)
    if command.outcome not in OUTCOMES_OF[item.kind]:
        allowed = [outcome.value for outcome in OUTCOMES_OF[item.kind]]
        raise Refusal("outcome_of_another_kind", "5.3", outcome=command.outcome.value, allowed=allowed)
    return [m.FollowUpDecided(**content(command))]


DECISIONS = (propose_rectification, propose_recommendation, follow_up)
"""The decisions on what supervision brings before the bureau."""


def with_problem_found(center: Center, record: Record[m.SupervisionRecorded]) -> Center:
    """A problem waits to be followed up; what supervision found before that was asked does not."""
    event = record.event
    if event.supervision_id is None:
        return center
    problems = "\n".join(finding.finding for finding in event.findings if finding.problem)
    found = SupervisionIssue(event.supervision_id, IssueKind.PROBLEM, problems, earliest(record.effective_on))
    return center.but(supervision_issues=(*center.supervision_issues, found))


def rectification_proposed(center: Center, record: Record[m.RectificationProposed]) -> Center:
    """It waits for the officer; an officer's own waits for the order, but not one that they entered on behalf. It takes
    up the problem on which it rests.
    """
    event = record.event
    is_the_officers = record.actor.role is Role.OFFICER and record.on_behalf_of is None
    outcome = FollowUpOutcome.ORDER_PROPOSED if is_the_officers else None
    proposed = SupervisionIssue(
        event.proposal_id,
        IssueKind.RECTIFICATION,
        event.problems,
        earliest(record.effective_on),
        event.due_on,
        outcome,
    )
    taken_up = (
        replace(item, proposal=event.proposal_id) if item.id == event.basis else item
        for item in center.supervision_issues
    )
    return center.but(supervision_issues=(*taken_up, proposed))


def recommendation_proposed(center: Center, record: Record[m.RecommendationProposed]) -> Center:
    """It waits for the officer."""
    event, since = record.event, earliest(record.effective_on)
    proposed = SupervisionIssue(event.proposal_id, IssueKind.RECOMMENDATION, event.reason, since)
    return center.but(supervision_issues=(*center.supervision_issues, proposed))


def follow_up_decided(center: Center, record: Record[m.FollowUpDecided]) -> Center:
    """What becomes of it; the last word counts."""
    event = record.event
    decided = (
        replace(item, outcome=event.outcome) if item.id == event.about else item for item in center.supervision_issues
    )
    return center.but(supervision_issues=tuple(decided))


def waiting_for(center: Center, outcome: FollowUpOutcome) -> list[SupervisionIssue]:
    """What was followed up with this outcome, and is not answered."""
    return [item for item in center.supervision_issues if item.outcome is outcome and not item.is_answered]


def with_answer(center: Center, answered: Iterable[str]) -> Center:
    """The order or the commendation has followed on these, by id."""
    ids = frozenset(answered)
    items = (replace(item, is_answered=True) if item.id in ids else item for item in center.supervision_issues)
    return center.but(supervision_issues=tuple(items))


EFFECTS: Effects = {
    m.RectificationProposed: rectification_proposed,
    m.RecommendationProposed: recommendation_proposed,
    m.FollowUpDecided: follow_up_decided,
}


def waits_to_be_followed_up(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: each problem and proposal, until the officer says what becomes of it."""
    for item in center.supervision_issues:
        if item.is_open:
            yield Wait(item.id, since=item.since, subject=item.content)


def waits_for_an_answer(center: Center, outcome: FollowUpOutcome) -> Iterator[Wait]:
    """5.3: each problem and proposal that was followed up with this outcome, until the order or commendation."""
    for item in waiting_for(center, outcome):
        yield Wait(f"issue/{item.id}", since=item.since, subject=item.content)
