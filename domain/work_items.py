"""What a center waits for now, from whom, and which conditions its next step does not meet.

The one answer that the work list, the Temporal details, a center's page and the API's actions give. ``EXPECTED`` says
until when each decision is waited for, and from which of its role; whether it is open at all is for the decision table
to say. Pure, and the same on every day: what a day's passing changes comes as the clock's own fact.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.center import Center, Review
from domain.changes import messages as changes
from domain.context import Context
from domain.deadlines.clock import Wait, Waits
from domain.deadlines.clocks import CLOCKS
from domain.deadlines.deadline import Deadline
from domain.decider import DECISION_OF
from domain.decision import Decision
from domain.guideline.phases import BUILDING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import EvaluationOutcome, FollowUpOutcome, Stage, Verdict
from domain.housekeeping import messages as housekeeping
from domain.housekeeping.backfill import FinishBackfill, waits_for_the_end_of_a_backfill
from domain.housekeeping.service import RecordService, waits_for_service
from domain.imported.not_on_record import not_on_record
from domain.incubation import messages as incubation
from domain.kernel.messages import Command
from domain.kernel.records import PartialDay
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.management import messages as management
from domain.openness import belongs_to_authority, belongs_to_phase, unmet_needs
from domain.powers.access import ActsFor, those_who_decide
from domain.powers.authority import is_of_the_bureau
from domain.reviews import messages as reviews
from domain.reviews.messages import CLAUSE_OF
from domain.reviews.rules import is_incomplete, partial_experts, stage_now
from domain.supervision import messages as supervision
from domain.supervision.clocks import is_term_over
from domain.supervision.follow_ups import waits_for_an_answer, waits_to_be_followed_up
from domain.supervision.grounds import Ground, ground_of, standing_grounds, standing_notice
from domain.supervision.notice_messages import GiveNoticeOfRevocation, RecordStatement
from domain.supervision.overdue import waits_to_be_proposed
from domain.supervision.rectification import is_past_its_day, is_served_too_late, key_of
from domain.values.partial_days import earliest
from domain.working_calendar.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One decision that a center waits for. All days are of Asia/Shanghai.

    ``key`` names it within the center. It waits for whoever has the decision's role: of the organisation ``org`` (the
    unified social credit code of a party, or of a superior body), the ``district``, or the very ``person``, where it
    isn't anybody of that role. What several may do, as an exchange of any party, waits for each until one has done it.
    ``due_on`` is the day of the clock behind it, ``provisional`` while that may move, ``overdue`` once the clock has
    recorded that it passed. ``opens_on`` is the first day on which it can be done; it waits ``since`` a day where the
    history says so. ``subject`` is the order, matter or correction in its own words, or the kind of act that is to be
    served, by its name on the wire. ``unmet`` are the conditions that keep it from being done: none of what can be done
    now. ``assigned`` are the officers in whose hands the center is, where it is an officer's. ``latest`` is the last
    possible one of a day that nobody knows, once it has passed; ``duties`` are the overdue ones that it is about. What
    is ``not_on_record`` an imported center may have done before it was followed: it is asked after, not owed. The
    ``latest`` day is ``assumed`` where the clause that sets it wasn't that of the approval.
    """

    key: str
    decision: Decision
    clause: str
    role: Role
    org: str | None = None
    district: str | None = None
    person: str | None = None
    due_on: date | None = None
    opens_on: date | None = None
    provisional: bool = False
    overdue: bool = False
    since: date | None = None
    subject: str = ""
    unmet: tuple[Refusal, ...] = ()
    assigned: tuple[housekeeping.Officer, ...] = ()
    latest: date | None = None
    duties: tuple[Deadline, ...] = ()
    not_on_record: bool = False
    assumed: bool = False

    @property
    def urgency(self) -> tuple[bool, date]:
        """What is overdue or certainly over comes first, then what has a day; by the day."""
        return not self.overdue and self.latest is None, self.due_on or self.latest or date.max


class WorkItems(NamedTuple):
    """All that a center waits for.

    ``open`` can be done now, most urgent first: what is overdue or certainly over, then by the day, then what has no
    day. ``next_step`` is the first step onward that can't be done yet, with its unmet conditions; ``None`` where none
    stands in the way.
    """

    open: tuple[WorkItem, ...] = ()
    next_step: WorkItem | None = None


PUBLISHED = WorkingCalendar()
"""Working days as far as they are published; who knows the notices that were entered reckons by those."""


def work_items(
    center: Center, dues: Sequence[Deadline], policy: Policy, calendar: WorkingCalendar = PUBLISHED
) -> WorkItems:
    """What the center waits for, by how it stands, its ``deadlines``, and the numbers and working days of the house."""
    return _work_items(center, tuple(dues), policy, calendar)


@lru_cache(maxsize=256)
def _work_items(center: Center, dues: tuple[Deadline, ...], policy: Policy, calendar: WorkingCalendar) -> WorkItems:
    """Remembered by all that it depends on: one decision asks for the lists' rows and for what its workflow shows."""
    expected = ((DECISION_OF[command], waits) for command, waits in EXPECTED.items())
    found = [
        item
        for decision, waits in expected
        for item in _items(decision, center, waits(center, dues), _whoever(decision, policy, calendar))
    ]
    can_be_done = [item for item in found if not item.unmet]
    return WorkItems(
        open=tuple(sorted(can_be_done, key=lambda item: item.urgency)),
        next_step=next((item for item in found if item.unmet and item.decision.steps), None),
    )


def _items(decision: Decision, center: Center, waits: Iterator[Wait], whoever: Context) -> Iterator[WorkItem]:
    """One for each reason to wait for the decision; its needs are asked for once, and only where there is a reason."""
    if not belongs_to_authority(decision, center) or not belongs_to_phase(decision, center):
        return
    reasons = list(waits)
    unmet = tuple(unmet_needs(decision, center, whoever)) if reasons else ()
    opening = decision.opens_on(center, whoever) if reasons and decision.opens_on else None
    for wait in reasons:
        timed = replace(wait, opens_on=opening.on, provisional=opening.provisional) if opening else wait
        yield from _from_each(decision, center, timed, unmet)


def _whoever(decision: Decision, policy: Policy, calendar: WorkingCalendar) -> Context:
    """Whoever of the role asks, and whatever day it is."""
    somebody = Actor(id="", name="", role=decision.roles[0], anyone=True)
    return Context(somebody, _BEFORE_ANY_DAY, calendar, policy)


_BEFORE_ANY_DAY = datetime.min.replace(tzinfo=UTC)
"""What only the passing of a day would open is not waited for, unless the day is known on which it does."""


def _from_each(decision: Decision, center: Center, wait: Wait, unmet: tuple[Refusal, ...]) -> Iterator[WorkItem]:
    """The item has the same key, whoever the lead is and whatever its district, and one of their own for the others."""
    key = f"{decision.type}/{wait.part}" if wait.part else decision.type
    role = wait.role or decision.roles[0]
    item = replace(_item(decision, wait, role, unmet, key), assigned=_in_hands_of(role, center))
    if ASKED_AFTER.get(decision.command) in not_on_record(center):
        item = replace(item, not_on_record=True, since=None)
    first, *others = those_who_decide(decision, center, role) or (ActsFor(),)
    yield replace(item, org=first.org, district=first.district)
    for other in others:
        yield replace(item, key=f"{key}/{other.org or other.district}", org=other.org, district=other.district)


ASKED_AFTER: dict[type[Command], str] = {
    management.AppointDirector: "director",
    acceptance.FormAlliance: "alliance",
    acceptance.CompleteSelfInspection: "self_inspection",
    acceptance.SubmitRevision: "revision",
    management.UpdateListing: "listing",
    management.AdoptSharingRules: "sharing_rules",
}
"""By its name in ``not_on_record``, what an imported center may have done long since."""


def _item(decision: Decision, wait: Wait, role: Role, unmet: tuple[Refusal, ...], key: str) -> WorkItem:
    return WorkItem(
        key=key,
        decision=decision,
        clause=wait.clause or decision.clause,
        role=role,
        person=wait.person,
        due_on=wait.due_on,
        opens_on=wait.opens_on,
        provisional=wait.provisional,
        overdue=wait.overdue,
        since=wait.since,
        subject=wait.subject,
        unmet=unmet,
        latest=wait.latest,
        assumed=wait.assumed,
        duties=wait.duties,
    )


def _in_hands_of(role: Role, center: Center) -> tuple[housekeeping.Officer, ...]:
    """The officers who are assigned to the center, of what is the officer's work."""
    return center.assigned.officers() if center.assigned and role is Role.OFFICER else ()


def until(done: Callable[[Center], bool], since: Callable[[Center], PartialDay | None] | None = None) -> Waits:
    """Waited for once, until the center shows it done."""

    def waits(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
        if not done(center):
            day = since(center) if since else None
            yield Wait(since=earliest(day) if day else None)

    return waits


def of_stage(done: Callable[[Center, Review], bool]) -> Waits:
    """Waited for once in the stage that the phase has, by the clause of that stage."""

    def waits(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
        stage = stage_now(center)
        if not done(center, center.review(stage)):
            yield Wait(stage.value, CLAUSE_OF[stage])

    return waits


def _needs_no_panel(center: Center) -> bool:
    """Whether the stage needs its panel no more."""
    if stage_now(center) is Stage.GUIDANCE:
        return center.guidance_concluded
    return _is_reported(center, stage_now(center))


def _is_reported(center: Center, stage: Stage) -> bool:
    """Whether the panel of an application or an acceptance has said how it ends."""
    return (center.review(stage).verdict if stage is Stage.APPLICATION else center.on_site) is not None


def _panel(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """The panel of the stage, and again while it lacks somebody or a member belongs to one of the parties."""
    stage = stage_now(center)
    review = center.review(stage)
    partial = partial_experts(center, review)
    if not _needs_no_panel(center) and (not review.experts or is_incomplete(review) or partial):
        yield Wait(stage.value, CLAUSE_OF[stage], subject="、".join(expert.name for expert in partial))


def _members(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """Each independent member of the panel who hasn't spoken, while the officer hasn't drawn the conclusion."""
    stage = stage_now(center)
    review = center.review(stage)
    if _needs_no_panel(center) or review.materials_complete:
        return
    partial = partial_experts(center, review)
    for expert in review.experts:
        if expert.id not in review.heard and expert not in partial:
            yield Wait(f"{stage.value}/{expert.id}", CLAUSE_OF[stage], expert.id)


def _report_of_lead(stage: Stage) -> Waits:
    """The lead of the stage's panel, until the panel has reported."""

    def waits(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
        lead = center.review(stage).lead
        if lead is not None and not _is_reported(center, stage):
            yield Wait(person=lead)

    return waits


def _before_the_report(done: Callable[[Review], bool]) -> Waits:
    """Waited for once in the review of an application, while its report isn't issued."""
    return until(lambda center: done(center.review(Stage.APPLICATION)) or _is_reported(center, Stage.APPLICATION))


def _orders_to_judge(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: each order that was reported, or whose day the clock has seen pass without a report."""
    for order in center.rectifications:
        if order.status == "reported" or is_past_its_day(order, center):
            yield Wait(key_of(order), since=order.reported_on, subject=order.problems)


def _orders_to_extend(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: each order that was served when its day had come: its time never ran."""
    for order in center.rectifications:
        if is_served_too_late(order, center):
            yield Wait(key_of(order), since=center.served[order.version], subject=order.problems)


def _evaluation_to_decide(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.1: the outcome that the officer proposes; overdue once the term is over."""
    proposed, term = center.evaluation_proposed, center.term_ends_on
    if proposed is not None:
        part = f"evaluation/{term or 'unknown'}"
        yield Wait(part, since=proposed.on, due_on=term, overdue=is_term_over(center))


def _orders(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.1, 5.3: the order after an evaluation, and those that were proposed."""
    yield from _order_after_evaluation(center)
    yield from waits_for_an_answer(center, FollowUpOutcome.ORDER_PROPOSED)


def _commendations(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.3: the commendation of a center that is recommended."""
    yield from waits_for_an_answer(center, FollowUpOutcome.RECOMMENDED)


def _order_after_evaluation(center: Center) -> Iterator[Wait]:
    """5.1: where rectification was decided, the order follows."""
    evaluation = center.evaluation
    if evaluation is None or evaluation.outcome is not EvaluationOutcome.RECTIFICATION or center.phase not in BUILDING:
        return
    if not any(order.known_on >= evaluation.on for order in center.rectifications):
        yield Wait("evaluation", "5.1", since=evaluation.on)


def _notice_of_revocation(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.1, 5.3: on each ground that stands the bureau may revoke, and has to say so first."""
    if standing_notice(center) is None:
        for ground in standing_grounds(center):
            yield _on_ground(ground, ground.on)


def _hearing(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """House rule: a hearing that the center has asked for is the bureau's to hold."""
    notice = standing_notice(center)
    if notice is not None and notice.hearing_asked_on is not None:
        yield Wait(notice.id, since=notice.hearing_asked_on)


def _revocation(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """5.1, 5.3: once the notice has reached the center; it opens when the time for a statement is over."""
    notice = standing_notice(center)
    ground = ground_of(notice, center) if notice else None
    if notice is not None and ground is not None and notice.version in center.served:
        yield _on_ground(ground, center.served[notice.version])


def _on_ground(ground: Ground, since: date) -> Wait:
    return Wait(ground.part, ground.clause, since=since, subject=ground.subject)


def _relinquishment(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    """What the center has declared; until the bureau records it the center has its duties."""
    if center.relinquishment is not None:
        yield Wait(since=earliest(center.relinquishment.on), subject=center.relinquishment.reason)


def _corrections(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    for pending in center.corrections:
        yield Wait(pending.id, subject=str(pending.content.get("what_was_wrong", "")))


def _undoings(center: Center, _dues: Sequence[Deadline]) -> Iterator[Wait]:
    for pending in center.undoings:
        yield Wait(pending.id, subject=pending.proposal.reason)


def _is_refused(center: Center) -> bool:
    """Whether nothing is left but to decline: the review failed, or a consent that is needed was refused."""
    failed = center.review(Stage.APPLICATION).verdict is Verdict.FAIL
    return failed or (center.consent_needed and center.consent is False)


def _is_answered(center: Center) -> bool:
    """3.3.2: whether support was answered for. Declined, a better study comes first; withdrawn once the plan was
    reported, it is awaited again.
    """
    return center.support is not None and (center.support or not center.plan_reported)


while_open = until(lambda _center: False)
"""Waited for as long as the decision table has it open."""

EXPECTED: dict[type[Command], Waits] = {
    incubation.SubmitIndustryResearch: until(
        lambda center: center.research_submitted and (center.support is not False or center.plan_reported),
        lambda center: center.registered_on,
    ),
    incubation.RecordSupport: until(_is_answered),
    incubation.ReportPreliminaryPlan: until(lambda center: center.plan_reported),
    reviews.AppointExperts: _panel,
    reviews.GiveOpinion: _members,
    incubation.ConcludeGuidance: until(lambda center: center.guidance_concluded),
    incubation.HoldPreReview: until(lambda center: center.pre_review is Verdict.PASS),
    application.SubmitApplication: while_open,
    application.RecordConsent: until(lambda center: not center.consent_needed or center.consent is not None),
    reviews.SubmitSupplement: of_stage(lambda _center, review: not review.supplement_open),
    reviews.CompletePreliminaryReview: of_stage(
        lambda center, review: review.materials_complete or _needs_no_panel(center)
    ),
    application.HoldReviewMeeting: _before_the_report(lambda review: review.meeting_held),
    application.InspectSite: _before_the_report(lambda review: review.site_inspected),
    application.IssueReviewReport: _report_of_lead(Stage.APPLICATION),
    application.ApproveConstruction: until(_is_refused),
    application.DeclineConstruction: until(lambda center: not _is_refused(center)),
    management.AppointDirector: until(
        lambda center: center.director is not None, lambda center: center.director_vacant_since or center.approved_on
    ),
    acceptance.FormAlliance: until(
        lambda center: center.alliance_formed_on is not None,
        lambda center: center.alliance_dissolved_on or center.approved_on,
    ),
    management.UpdateListing: until(
        lambda center: center.listing_is_current,
        lambda center: center.alliance_changed_on if center.listing_updated_on else center.approved_on,
    ),
    management.AdoptSharingRules: until(
        lambda center: center.sharing_rules_on is not None, lambda center: center.approved_on
    ),
    **{clock.answered_by: clock.waits for clock in CLOCKS},
    acceptance.CompleteSelfInspection: until(lambda center: bool(center.self_inspection_conforms)),
    acceptance.ApplyForAcceptance: while_open,
    acceptance.ReportOnSiteAcceptance: _report_of_lead(Stage.ACCEPTANCE),
    acceptance.SubmitRevision: until(lambda center: center.revision_submitted or not center.revision_asked),
    acceptance.ConfirmRevision: until(lambda center: center.revision_confirmed or not center.revision_is_open),
    acceptance.ApproveEstablishment: while_open,
    supervision.DecideOnEvaluation: _evaluation_to_decide,
    supervision.ProposeRectification: waits_to_be_proposed,
    supervision.FollowUp: waits_to_be_followed_up,
    supervision.Commend: _commendations,
    supervision.OrderRectification: _orders,
    supervision.ExtendRectification: _orders_to_extend,
    supervision.JudgeRectification: _orders_to_judge,
    GiveNoticeOfRevocation: _notice_of_revocation,
    RecordStatement: _hearing,
    supervision.RevokeCenter: _revocation,
    RecordService: waits_for_service,
    changes.RecordRelinquishment: _relinquishment,
    housekeeping.ConfirmCorrection: _corrections,
    housekeeping.CompleteRecord: until(
        lambda center: center.phase is not Phase.UNKNOWN or not is_of_the_bureau(center)
    ),
    FinishBackfill: waits_for_the_end_of_a_backfill,
    housekeeping.ConfirmUndo: _undoings,
}
"""Every decision that a center can wait for. What may be decided at any time and leads nowhere is not among them."""
