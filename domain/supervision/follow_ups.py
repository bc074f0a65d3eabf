"""5.3: what supervision brings before the bureau, a problem that it found or a proposal, and what becomes of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.center import Center, SupervisionIssue
from domain.deadlines.clock import Wait
from domain.deadlines.deadline import Deadline
from domain.decision import Effects
from domain.guideline.vocabulary import FollowUpOutcome, IssueKind
from domain.kernel.records import Record
from domain.kernel.roles import Role
from domain.supervision import messages as m
from domain.values.partial_days import earliest


def may_be_followed_up(item: SupervisionIssue) -> bool:
    """Whether the officer may still say what becomes of it: nothing has followed, and no proposal took it up."""
    return not item.is_answered and item.proposal is None


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
        deadlines=event.deadlines,
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


def is_of_duty(about: str) -> bool:
    """Whether what is followed up is a duty, by the key of its deadline, and no issue, whose id has no parts."""
    return "/" in about


def follow_up_decided(center: Center, record: Record[m.FollowUpDecided]) -> Center:
    """What becomes of it; the last word counts. An overdue duty is brought up by what the officer says of it."""
    event = record.event
    if center.supervision_issue(event.about) is None and is_of_duty(event.about):
        on, about = earliest(record.effective_on), event.about
        overdue = SupervisionIssue(about, IssueKind.OVERDUE, "", on, outcome=event.outcome, deadlines=(about,))
        return center.but(supervision_issues=(*center.supervision_issues, overdue))
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
