"""How the events of 3.1–3.3 change a center."""

from domain.center import Center
from domain.decision import Effects
from domain.guideline.vocabulary import SupportingAuthority
from domain.incubation import messages as m
from domain.kernel.records import Record


def center_registered(center: Center, record: Record[m.CenterRegistered]) -> Center:
    """The center begins, with all it was registered with."""
    event = record.event
    return center.but(
        name_zh=event.name_zh,
        name_en=event.name_en,
        level=event.level,
        field=event.field,
        industry_scope=event.industry_scope,
        lead=event.lead,
        host=event.lead.name,
        joint=event.joint,
        built_jointly=bool(event.joint),
        cooperation_mechanism=event.cooperation_mechanism,
        registered_on=record.effective_on,
        predecessor=event.predecessor,
    )


def industry_research_submitted(center: Center, _record: Record[m.IndustryResearchSubmitted]) -> Center:
    """The study is in; where support was declined, a new one asks for it again."""
    center = center.but(research_submitted=True)
    return center if center.support else center.but(support=None, supported_by={})


def support_granted(center: Center, record: Record[m.SupportGranted]) -> Center:
    """The authority supports."""
    return _answered(center, record.event, granted=True)


def support_declined(center: Center, record: Record[m.SupportDeclined]) -> Center:
    """The authority does not support, or no more."""
    return _answered(center, record.event, granted=False)


def _answered(center: Center, answer: m.SupportAnswer, *, granted: bool) -> Center:
    """3.3.2, 或: of each authority the last answer counts, and one that supports is enough."""
    by = answer.answered_by.kind if answer.answered_by else SupportingAuthority.DISTRICT_BUREAU
    answers = {**center.supported_by, by: granted}
    return center.but(supported_by=answers, support=any(answers.values()))


def preliminary_plan_reported(center: Center, _record: Record[m.PreliminaryPlanReported]) -> Center:
    """The plan is with the bureau."""
    return center.but(plan_reported=True)


def guidance_concluded(center: Center, _record: Record[m.GuidanceConcluded]) -> Center:
    """Guidance is done."""
    return center.but(guidance_concluded=True)


def pre_review_held(center: Center, record: Record[m.PreReviewHeld]) -> Center:
    """The last pre-review counts."""
    return center.but(pre_review=record.event.verdict)


EFFECTS: Effects = {
    m.CenterRegistered: center_registered,
    m.IndustryResearchSubmitted: industry_research_submitted,
    m.SupportGranted: support_granted,
    m.SupportDeclined: support_declined,
    m.PreliminaryPlanReported: preliminary_plan_reported,
    m.GuidanceConcluded: guidance_concluded,
    m.PreReviewHeld: pre_review_held,
}
