"""The rules of 3.1–3.3."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.center import Center
from domain.context import Context, RegisteredCenter, content
from domain.decision import asked_of_late, decides
from domain.doubts import about_centers
from domain.guideline.phases import BEFORE_APPROVAL, Phase
from domain.guideline.policy import AUTHORITY_ASKED_SINCE
from domain.guideline.vocabulary import Level, Stage, SupportingAuthority
from domain.incubation import messages as m
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn
from domain.powers.access import superior_acted_for
from domain.reviews.messages import ExpertOpinionGiven, ExpertsAppointed
from domain.values.comparing_form import same_name
from domain.values.districts import authority as bureau_of
from domain.values.identifiers import same_code
from domain.values.organisations import (
    Parties,
    check_parties,
    is_government_body,
    is_of_another_province,
    superiors_of,
)


def needs_industry_research(center: Center, _context: Context) -> None:
    """3.3.2: support is asked for on the ground of the study of the industry, while that can be handed in."""
    if center.phase is Phase.INCUBATION and not center.research_submitted:
        raise Refusal("industry_research_missing", "3.3.1")


def needs_support(center: Center, _context: Context) -> None:
    """3.3.3: the plan goes to the bureau once the authority supports it."""
    if not center.support:
        raise Refusal("support_missing", "3.3.2")


def needs_support_to_stand(center: Center, _context: Context) -> None:
    """3.3.2: support that was withdrawn before the approval has to be given again before anything goes on."""
    if center.phase in BEFORE_APPROVAL and center.plan_reported and not center.support:
        raise Refusal("support_not_standing", "3.3.2")


standing_support = asked_of_late(needs_support_to_stand)
"""What each step of a review and of an application needs beside its own conditions."""


def needs_guidance_opinion(center: Center, _context: Context) -> None:
    """3.3.3: guidance concludes from what the experts said."""
    review = center.review(Stage.GUIDANCE)
    if not review.experts:
        raise Refusal("panel_missing", "3.3.3", stage=Stage.GUIDANCE.value)
    if not review.heard:
        raise Refusal("opinion_missing", "3.3.3", stage=Stage.GUIDANCE.value)


def needs_concluded_guidance(center: Center, _context: Context) -> None:
    """3.3.4: the pre-review follows the experts' guidance."""
    if not center.guidance_concluded:
        raise Refusal("guidance_not_concluded", "3.3.3")


def name_on_register(command: m.RegisterCenter, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1: a center is registered once; a name in another spelling is the same."""
    found = _others(context.register.centers_like(command.name_zh), command)
    same = [other for other in found if same_name(other.name_zh, command.name_zh)]
    yield from about_centers("name_on_register", "3.1", same, center, context)


def name_nearly_on_register(command: Any, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1: a name that tells nothing else apart may be that of the same center; of what is registered and renamed."""
    own, name = center.center_id or command.center_id, command.name_zh
    found = [one for one in context.register.centers_nearly_named(name) if one.center_id != own]
    near = [one for one in found if not same_name(one.name_zh, name)]
    yield from about_centers("name_nearly_on_register", "3.1", near, center, context)


def name_borne_formerly(command: Any, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1: a name that another center bore before may be taken for that one; of what is registered and renamed."""
    own = center.center_id or command.center_id
    found = [one for one in context.register.centers_formerly_named(command.name_zh) if one.center_id != own]
    yield from about_centers("name_borne_formerly", "3.1", found, center, context)


def lead_on_register(command: m.RegisterCenter, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1.1: an organisation hardly leads two centers; of an imported one its host's name may be all that is known."""
    named = [other for other in _with_lead_named(command, context) if other.lead_uscc is None]
    found = [*_others(context.register.centers_of(command.lead.uscc), command), *named]
    yield from about_centers("lead_on_register", "3.1.1", found, center, context)


def lead_named_otherwise(command: m.RegisterCenter, center: Center, context: Context) -> Iterator[Doubt]:
    """3.1.1: who applies does so under its own name; on the register the name has another code, or the code another."""
    name, code = command.lead.name, command.lead.uscc
    coded = _others(context.register.centers_of(code), command)
    of_another_name = [one for one in coded if not same_name(one.lead_form, name)]
    named = [one for one in _with_lead_named(command, context) if one.lead_uscc is not None]
    of_another_code = [one for one in named if not same_code(one.lead_uscc, code)]
    yield from about_centers("lead_named_otherwise", "3.1.1", of_another_name + of_another_code, center, context)


def _with_lead_named(command: m.RegisterCenter, context: Context) -> Iterator[RegisteredCenter]:
    found = _others(context.register.centers_like(command.lead.name), command)
    return (other for other in found if same_name(other.lead_form, command.lead.name))


def _others(found: Iterable[RegisteredCenter], command: m.RegisterCenter) -> Iterator[RegisteredCenter]:
    """All but the center itself, which is on the register when its registration is decided on again."""
    return (other for other in found if other.center_id != command.center_id)


def lead_of_another_province(command: m.RegisterCenter, _center: Center, _context: Context) -> Iterator[Doubt]:
    """3.1.1: who applies is registered in Shanghai; codes of national registration name no province."""
    if is_of_another_province(command.lead):
        yield Doubt("lead_of_another_province", "3.1.1", {"uscc": command.lead.uscc})


def predecessor_on_register(command: m.RegisterCenter, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a center that follows another names one that is known."""
    if command.predecessor is not None and not context.register.has_center(command.predecessor):
        yield Doubt("predecessor_not_on_register", "house", {"predecessor": command.predecessor})


def superior_no_government_body(command: Parties, _center: Center, _context: Context) -> Iterator[Doubt]:
    """3.3.2: an authority above an organisation is hardly a company or an association."""
    for superior in superiors_of(command.organisations()):
        if not is_government_body(superior):
            yield Doubt("superior_no_government_body", "3.3.2", {"name": superior.name, "uscc": superior.uscc})


def check_predecessor(predecessor: str | None, center_id: str | None) -> None:
    """No center follows itself."""
    if predecessor is not None and predecessor == center_id:
        raise Refusal("predecessor_is_itself", "record", center_id=predecessor)


@decides(
    m.RegisterCenter,
    clause="3.1",
    roles=(Role.APPLICANT, Role.OFFICER),
    phases=(),
    on_behalf=True,
    doubts=(
        name_on_register,
        name_nearly_on_register,
        name_borne_formerly,
        lead_on_register,
        lead_named_otherwise,
        lead_of_another_province,
        predecessor_on_register,
        superior_no_government_body,
    ),
    events=(m.CenterRegistered,),
    label=Label("登记中心", "Register center"),
)
def register_center(command: m.RegisterCenter, _center: Center, context: Context) -> list[Event]:
    """3.1, 3.2: a new municipal center with its organisations and its field. To a national one leads 5.3."""
    if context.edition >= AUTHORITY_ASKED_SINCE and command.level is not Level.MUNICIPAL:
        raise Refusal("registered_at_another_level", "5.3", level=command.level.value)
    check_parties(command)
    check_predecessor(command.predecessor, command.center_id)
    return [m.CenterRegistered(**content(command, "center_id"))]


@decides(
    m.SubmitIndustryResearch,
    clause="3.3.1",
    roles=(Role.APPLICANT,),
    phases=(Phase.INCUBATION,),
    on_behalf=True,
    rests_on=(RestsOn(m.CenterRegistered),),
    events=(m.IndustryResearchSubmitted,),
    label=Label("提交产业调研", "Submit industry research"),
    steps=True,
)
def submit_industry_research(command: m.SubmitIndustryResearch, _center: Center, _context: Context) -> list[Event]:
    """3.3.1: the study may be handed in again."""
    return [m.IndustryResearchSubmitted(**content(command))]


@decides(
    m.RecordSupport,
    clause="3.3.2",
    roles=(Role.DISTRICT,),
    phases=BEFORE_APPROVAL,
    on_behalf=True,
    needs=(needs_industry_research,),
    rests_on=(RestsOn(m.IndustryResearchSubmitted),),
    events=(m.SupportGranted, m.SupportDeclined),
    label=Label("答复是否支持", "Record support"),
    steps=True,
)
def record_support(command: m.RecordSupport, center: Center, context: Context) -> list[Event]:
    """3.3.2: granted or declined, and until the approval otherwise than before."""
    check_reason_given(command.reason, context, "3.3.2", is_refused=not command.granted)
    answer = m.SupportGranted if command.granted else m.SupportDeclined
    return [answer(reason=command.reason, answered_by=answering_authority(command, center, context))]


def check_reason_given(reason: str | None, context: Context, clause: str, *, is_refused: bool) -> None:
    """House rule: an authority that refuses says why, so that the applicant knows what to do about it."""
    if is_refused and not reason and context.asks_powers:
        raise Refusal("reason_of_refusal_missing", clause)


def answering_authority(command: Command, center: Center, context: Context) -> m.AnsweringAuthority | None:
    """Which authority answers: the lead's superior body, or else the market regulator of its district. What was
    answered before that was asked doesn't say it.
    """
    if not context.asks_powers:
        return None
    superior = superior_acted_for(center, context.actor, command.on_behalf_of)
    if superior is not None:
        return m.AnsweringAuthority(kind=SupportingAuthority.SUPERIOR_BODY, name=superior.name)
    if center.lead is None:
        return None
    return m.AnsweringAuthority(kind=SupportingAuthority.DISTRICT_BUREAU, name=bureau_of(center.lead.district).zh)


@decides(
    m.ReportPreliminaryPlan,
    clause="3.3.3",
    roles=(Role.APPLICANT,),
    phases=(Phase.INCUBATION,),
    on_behalf=True,
    needs=(needs_support,),
    rests_on=(RestsOn(m.SupportGranted),),
    events=(m.PreliminaryPlanReported,),
    label=Label("报告建设初步方案", "Report preliminary plan"),
    steps=True,
)
def report_preliminary_plan(command: m.ReportPreliminaryPlan, _center: Center, _context: Context) -> list[Event]:
    """3.3.3: the plan may be reported anew."""
    return [m.PreliminaryPlanReported(**content(command))]


@decides(
    m.ConcludeGuidance,
    clause="3.3.3",
    roles=(Role.OFFICER,),
    phases=(Phase.INCUBATION,),
    needs=(standing_support, needs_guidance_opinion),
    rests_on=(
        RestsOn(ExpertsAppointed, Stage.GUIDANCE),
        RestsOn(ExpertOpinionGiven, Stage.GUIDANCE),
    ),
    events=(m.GuidanceConcluded,),
    label=Label("完成现场指导", "Conclude guidance"),
    steps=True,
)
def conclude_guidance(command: m.ConcludeGuidance, _center: Center, _context: Context) -> list[Event]:
    """3.3.3: intent, boundaries and requirements are settled."""
    return [m.GuidanceConcluded(**content(command))]


@decides(
    m.HoldPreReview,
    clause="3.3.4",
    roles=(Role.APPLICANT,),
    phases=(Phase.INCUBATION,),
    on_behalf=True,
    needs=(standing_support, needs_concluded_guidance),
    rests_on=(RestsOn(m.GuidanceConcluded),),
    events=(m.PreReviewHeld,),
    label=Label("组织预评审", "Hold pre-review"),
    steps=True,
)
def hold_pre_review(command: m.HoldPreReview, _center: Center, _context: Context) -> list[Event]:
    """3.3.4: passed or failed; a failed one may be repeated."""
    return [m.PreReviewHeld(**content(command))]


DECISIONS = (
    register_center,
    submit_industry_research,
    record_support,
    report_preliminary_plan,
    conclude_guidance,
    hold_pre_review,
)
"""The chapter's decisions, in the order of its clauses."""
