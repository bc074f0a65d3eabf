"""The rules of panels, opinions and supplements: 3.3.3, 3.4.2, 3.5.3."""

from collections.abc import Callable, Iterator

from domain.acceptance.messages import AcceptanceApplied
from domain.application.messages import ApplicationSubmitted
from domain.center import Center, Review
from domain.context import Context, content
from domain.decision import decides
from domain.guideline.phases import IN_REVIEW, Phase
from domain.guideline.vocabulary import Stage, Stance
from domain.incubation.messages import PreliminaryPlanReported
from domain.incubation.rules import standing_support
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.order_of_days import RestsOn
from domain.powers.persons import having_parts
from domain.reviews import messages as m
from domain.reviews.messages import CLAUSE_OF
from domain.values.comparing_form import comparing_form, is_department_of, same_name
from domain.values.identifiers import compact_code

PHASE_OF = {
    Stage.GUIDANCE: Phase.INCUBATION,
    Stage.APPLICATION: Phase.APPLICATION,
    Stage.ACCEPTANCE: Phase.ACCEPTANCE,
}
STAGE_OF = {phase: stage for stage, phase in PHASE_OF.items()}


def stage_now(center: Center) -> Stage:
    """The stage whose review belongs to the center's phase."""
    return STAGE_OF[center.phase]


def needs_plan_before_guidance(center: Center, _context: Context) -> None:
    """3.3.3: experts go on site once the plan is reported."""
    if center.phase is Phase.INCUBATION and not center.plan_reported:
        raise Refusal("preliminary_plan_missing", "3.3.3")


def needs_panel(center: Center, _context: Context) -> None:
    """Somebody has to be appointed before anything is reviewed."""
    stage = stage_now(center)
    if not center.review(stage).experts:
        raise Refusal("panel_missing", CLAUSE_OF[stage], stage=stage.value)


def needs_open_materials(center: Center, _context: Context) -> None:
    """Supplements belong before the end of the preliminary review."""
    stage = stage_now(center)
    if center.review(stage).materials_complete:
        raise Refusal("preliminary_review_completed", CLAUSE_OF[stage], stage=stage.value)


def needs_no_open_supplement(center: Center, _context: Context) -> None:
    """One round of supplement at a time."""
    stage = stage_now(center)
    if center.review(stage).supplement_open:
        raise Refusal("supplement_open", CLAUSE_OF[stage], stage=stage.value)


def needs_open_supplement(center: Center, _context: Context) -> None:
    """What was not asked for is not a supplement."""
    stage = stage_now(center)
    if not center.review(stage).supplement_open:
        raise Refusal("no_supplement_requested", CLAUSE_OF[stage], stage=stage.value)


def needs_opinions(center: Center, context: Context) -> None:
    """The preliminary review concludes from what the experts said; house rule: of more than a share of the panel."""
    stage = stage_now(center)
    review = center.review(stage)
    if not review.heard:
        raise Refusal("opinion_missing", CLAUSE_OF[stage], stage=stage.value)
    if 100 * len(review.heard) <= context.policy.panel_opinions_percent * len(review.experts):
        raise Refusal("opinions_too_few", "house", given=len(review.heard), size=len(review.experts))


def needs_no_report(center: Center, _context: Context) -> None:
    """After its report nothing of a panel changes: neither who is on it nor what they say."""
    if center.phase is Phase.APPLICATION and center.review(Stage.APPLICATION).verdict is not None:
        raise Refusal("review_report_issued", "3.4.2")
    if center.phase is Phase.ACCEPTANCE and center.on_site is not None:
        raise Refusal("on_site_acceptance_reported", "3.5.3")


def needs_whole_panel(center: Center, _context: Context) -> None:
    """A panel that a member left is completed, and led by somebody, before it concludes."""
    stage = stage_now(center)
    if is_incomplete(center.review(stage)):
        raise Refusal("panel_incomplete", CLAUSE_OF[stage], stage=stage.value)


def is_incomplete(review: Review) -> bool:
    """Whether there is a panel that lacks members or a lead, since somebody was recused."""
    return review.lacking > 0 or (bool(review.experts) and review.lead is None)


def needs_independent_panel(center: Center, _context: Context) -> None:
    """House rule: nothing is concluded while an expert belongs to an applying organisation, as these are now."""
    stage = stage_now(center)
    partial = partial_experts(center, center.review(stage))
    if partial:
        raise Refusal("panel_not_independent", CLAUSE_OF[stage], experts=[expert.name for expert in partial])


def check_stage(center: Center, stage: Stage) -> None:
    """A review belongs to its own phase."""
    if PHASE_OF[stage] is not center.phase:
        raise Refusal("stage_not_open", CLAUSE_OF[stage], stage=stage.value, phase=center.phase.value)


def check_signed_by(context: Context, expert_id: str, clause: str) -> None:
    """An expert signs for nobody else."""
    if not context.actor.anyone and not same_name(context.actor.id, expert_id):
        raise Refusal("not_your_signature", clause, expert=expert_id)


def check_on_panel(review: Review, expert_id: str, stage: Stage) -> None:
    """Only the appointed give opinions."""
    if not any(same_name(expert.id, expert_id) for expert in review.experts):
        raise Refusal("expert_not_on_panel", CLAUSE_OF[stage], expert=expert_id, stage=stage.value)


def check_leads_panel(review: Review, expert_id: str, stage: Stage) -> None:
    """A report is issued by the panel's lead."""
    check_on_panel(review, expert_id, stage)
    if not same_name(review.lead or "", expert_id):
        raise Refusal("expert_not_lead", CLAUSE_OF[stage], expert=expert_id, lead=review.lead)


def check_panel_size(panel: m.Panel, minimum: int) -> None:
    """House rule: a panel has a least number of members, each counted once."""
    clause = CLAUSE_OF[panel.stage]
    ids = {comparing_form(expert.id) for expert in panel.experts}
    if len(ids) != len(panel.experts):
        raise Refusal("expert_listed_twice", clause)
    if len(ids) < minimum:
        raise Refusal("expert_panel_too_small", clause, size=len(ids), minimum=minimum)
    if comparing_form(panel.lead) not in ids:
        raise Refusal("lead_not_on_panel", clause, lead=panel.lead)


def partial_experts(center: Center, panel: m.Panel | Review) -> list[m.Expert]:
    """The members who belong to an applying organisation, by its code or by its name."""
    return [expert for expert in panel.experts if belongs_to_a_party(center, expert.organisation, expert.uscc)]


def belongs_to_a_party(center: Center, employer: str, uscc: str | None) -> bool:
    """Whether an employer is one of the applying organisations."""
    return compact_code(uscc or "") in _codes(center) or comparing_form(employer) in map(comparing_form, _names(center))


def _codes(center: Center) -> set[str]:
    return {compact_code(organisation.uscc) for organisation in center.organisations()}


def _names(center: Center) -> Iterator[str]:
    yield from (organisation.name for organisation in center.organisations())
    if center.host:
        yield center.host


def check_independence(center: Center, panel: m.Panel) -> None:
    """House rule: no expert belongs to an applying organisation."""
    for expert in partial_experts(center, panel):
        raise Refusal(
            "expert_not_independent", CLAUSE_OF[panel.stage], expert=expert.name, organisation=expert.organisation
        )


def check_speaks_independently(center: Center, stage: Stage, expert_id: str, context: Context) -> None:
    """House rule: so it is when an expert speaks, by the panel's entry and by the organisation of their token."""
    check_independence(center, _of_one(center.review(stage), stage, expert_id))
    if compact_code(context.actor.org or "") in _codes(center):
        actor = context.actor
        raise Refusal("expert_not_independent", CLAUSE_OF[stage], expert=actor.name, organisation=actor.org)


def _of_one(review: Review, stage: Stage, expert_id: str) -> m.Panel:
    own = tuple(expert for expert in review.experts if same_name(expert.id, expert_id))
    return m.Panel.model_construct(stage=stage, experts=own, lead="")


def check_none_recused(center: Center, panel: m.Panel) -> None:
    """Whoever left the panel of a review does not come back into it."""
    recused = {comparing_form(expert) for expert in center.review(panel.stage).recused}
    for expert in panel.experts:
        if comparing_form(expert.id) in recused:
            raise Refusal("expert_recused", CLAUSE_OF[panel.stage], expert=expert.name)


def check_signatures(center: Center, stage: Stage, signed_by: m.Signatures, dissents: m.Dissents) -> None:
    """Members of the panel sign its report and dissent from it, each once."""
    for ids in (signed_by, tuple(dissent.expert_id for dissent in dissents)):
        for expert_id in ids:
            check_on_panel(center.review(stage), expert_id, stage)
        if len(set(map(comparing_form, ids))) != len(ids):
            raise Refusal("expert_listed_twice", CLAUSE_OF[stage])


def perhaps_of_a_party(command: m.AppointExperts, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: an employer whose name goes on after a party's may be its department."""
    for expert in command.experts:
        yield from perhaps_partial(expert, command.stage, center)


def perhaps_partial(expert: m.Expert, stage: Stage, center: Center) -> Iterator[Doubt]:
    """The doubt about one expert."""
    if any(is_department_of(expert.organisation, name) for name in _names(center)):
        params = {"expert": expert.name, "organisation": expert.organisation}
        yield Doubt("expert_perhaps_of_a_party", CLAUSE_OF[stage], params)


def perhaps_one_expert(command: m.AppointExperts, _center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: one name with one employer under two ids may be one person."""
    for place, expert in enumerate(command.experts):
        before = command.experts[:place]
        if any(same_name(one.name, expert.name) and same_name(one.organisation, expert.organisation) for one in before):
            yield Doubt("expert_under_two_ids", CLAUSE_OF[command.stage], {"expert": expert.name})


def opinions_contradict(command: m.CompletePreliminaryReview, center: Center, _context: Context) -> Iterator[Doubt]:
    """What is concluded where some support and others object is asked about."""
    taken = set(center.review(command.stage).stances.values())
    if {Stance.SUPPORTS, Stance.OBJECTS} <= taken:
        yield Doubt("opinions_contradict", CLAUSE_OF[command.stage])


def check_no_other_part(panel: m.Panel, center: Center, appointing: Actor) -> None:
    """House rule: whoever has a part in the case that no expert may have, the one who appoints among them, is none."""
    others = [*having_parts(center, Role.EXPERT), (appointing.id, appointing.role)]
    for expert in panel.experts:
        for other, role in others:
            if same_name(other, expert.id):
                raise Refusal("expert_has_another_part", "house", expert=expert.name, other_role=role.value)


def conflicts_of(expert: m.Expert, stage: Stage, center: Center, appointing: Actor) -> Iterator[Refusal]:
    """House rules: each reason for which that expert is none for the panel, by what is on record now."""
    alone = m.Panel.model_construct(stage=stage, experts=(expert,), lead=expert.id)
    checks: tuple[Callable[[], None], ...] = (
        lambda: check_independence(center, alone),
        lambda: check_none_recused(center, alone),
        lambda: check_no_other_part(alone, center, appointing),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            yield refusal


@decides(
    m.AppointExperts,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=(Phase.INCUBATION, *IN_REVIEW),
    needs=(standing_support, needs_plan_before_guidance, needs_no_report),
    rests_on=(
        RestsOn(PreliminaryPlanReported, begins=Stage.GUIDANCE),
        RestsOn(ApplicationSubmitted, begins=Stage.APPLICATION),
        RestsOn(AcceptanceApplied, begins=Stage.ACCEPTANCE),
    ),
    doubts=(perhaps_of_a_party, perhaps_one_expert),
    events=(m.ExpertsAppointed,),
    label=Label("委派专家", "Appoint experts"),
    steps=True,
)
def appoint_experts(command: m.AppointExperts, center: Center, context: Context) -> list[Event]:
    """The bureau appoints a panel that is large enough and independent."""
    check_stage(center, command.stage)
    check_panel_size(command, context.policy.panel_minimum)
    check_independence(center, command)
    check_none_recused(center, command)
    check_no_other_part(command, center, context.actor)
    return [m.ExpertsAppointed(**content(command))]


@decides(
    m.GiveOpinion,
    clause="3.4.2",
    roles=(Role.EXPERT,),
    phases=(Phase.INCUBATION, *IN_REVIEW),
    needs=(standing_support, needs_panel, needs_no_report),
    rests_on=(RestsOn(m.ExpertsAppointed, same="stage"),),
    events=(m.ExpertOpinionGiven,),
    label=Label("提出专家意见", "Give opinion"),
    steps=True,
)
def give_opinion(command: m.GiveOpinion, center: Center, context: Context) -> list[Event]:
    """A member of the panel says what they think."""
    check_stage(center, command.stage)
    check_on_panel(center.review(command.stage), command.expert_id, command.stage)
    check_signed_by(context, command.expert_id, CLAUSE_OF[command.stage])
    check_speaks_independently(center, command.stage, command.expert_id, context)
    return [m.ExpertOpinionGiven(**content(command))]


@decides(
    m.RecuseExpert,
    clause="3.4.2",
    roles=(Role.OFFICER, Role.EXPERT),
    phases=(Phase.INCUBATION, *IN_REVIEW),
    needs=(needs_panel, needs_no_report),
    rests_on=(RestsOn(m.ExpertsAppointed, same="stage"),),
    events=(m.ExpertRecused,),
    label=Label("专家回避", "Recuse expert"),
)
def recuse_expert(command: m.RecuseExpert, center: Center, context: Context) -> list[Event]:
    """An expert leaves by themselves; the officer takes anybody off, unasked or on a party's application."""
    check_stage(center, command.stage)
    review = center.review(command.stage)
    check_on_panel(review, command.expert_id, command.stage)
    if context.actor.role is Role.EXPERT:
        check_signed_by(context, command.expert_id, CLAUSE_OF[command.stage])
    lacking = max(0, context.policy.panel_minimum - (len(review.experts) - 1))
    return [m.ExpertRecused(**content(command), lacking=lacking)]


@decides(
    m.RequestSupplement,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=IN_REVIEW,
    needs=(needs_panel, needs_open_materials, needs_no_open_supplement),
    rests_on=(RestsOn(m.ExpertsAppointed, same="stage"),),
    events=(m.SupplementRequested,),
    label=Label("要求补充材料", "Request supplement"),
)
def request_supplement(command: m.RequestSupplement, center: Center, _context: Context) -> list[Event]:
    """A round of supplement opens."""
    check_stage(center, command.stage)
    return [m.SupplementRequested(**content(command))]


@decides(
    m.SubmitSupplement,
    clause="3.4.2",
    roles=(Role.APPLICANT,),
    phases=IN_REVIEW,
    on_behalf=True,
    needs=(standing_support, needs_open_supplement),
    rests_on=(RestsOn(m.SupplementRequested, same="stage"),),
    events=(m.SupplementSubmitted,),
    label=Label("提交补充材料", "Submit supplement"),
    steps=True,
)
def submit_supplement(command: m.SubmitSupplement, center: Center, _context: Context) -> list[Event]:
    """The round closes."""
    check_stage(center, command.stage)
    return [m.SupplementSubmitted(**content(command))]


@decides(
    m.CompletePreliminaryReview,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=IN_REVIEW,
    needs=(
        standing_support,
        needs_panel,
        needs_whole_panel,
        needs_independent_panel,
        needs_open_materials,
        needs_no_open_supplement,
        needs_opinions,
    ),
    rests_on=(
        RestsOn(m.ExpertsAppointed, same="stage"),
        RestsOn(m.ExpertOpinionGiven, same="stage"),
        RestsOn(m.SupplementSubmitted, same="stage"),
    ),
    doubts=(opinions_contradict,),
    events=(m.PreliminaryReviewCompleted,),
    label=Label("完成初步审查", "Complete preliminary review"),
    steps=True,
)
def complete_preliminary_review(command: m.CompletePreliminaryReview, center: Center, _context: Context) -> list[Event]:
    """The materials are complete."""
    check_stage(center, command.stage)
    return [m.PreliminaryReviewCompleted(**content(command))]


DECISIONS = (
    appoint_experts,
    give_opinion,
    recuse_expert,
    request_supplement,
    submit_supplement,
    complete_preliminary_review,
)
"""The chapter's decisions, in the order of its clauses."""
