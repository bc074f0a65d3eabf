"""The rules of 3.1–3.3."""

from domain.center import Center
from domain.context import Context, content
from domain.guideline.vocabulary import Stage
from domain.incubation import messages as m
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.values.organisations import check_parties


def needs_industry_research(center: Center, _context: Context) -> None:
    """3.3.2: support is asked for on the ground of the study of the industry."""
    if not center.research_submitted:
        raise Refusal("industry_research_missing", "3.3.1")


def needs_support(center: Center, _context: Context) -> None:
    """3.3.3: the plan goes to the bureau once the authority supports it."""
    if not center.support:
        raise Refusal("support_missing", "3.3.2")


def needs_guidance_opinion(center: Center, _context: Context) -> None:
    """3.3.3: guidance concludes from what the experts said."""
    review = center.review(Stage.GUIDANCE)
    if not review.experts:
        raise Refusal("panel_missing", "3.3.3", stage=Stage.GUIDANCE.value)
    if not review.opinions:
        raise Refusal("opinion_missing", "3.3.3", stage=Stage.GUIDANCE.value)


def needs_concluded_guidance(center: Center, _context: Context) -> None:
    """3.3.4: the pre-review follows the experts' guidance."""
    if not center.guidance_concluded:
        raise Refusal("guidance_not_concluded", "3.3.3")


def register_center(command: m.RegisterCenter, _center: Center, _context: Context) -> list[Event]:
    """3.1, 3.2: a new center with its organisations and its field."""
    check_parties(command)
    return [m.CenterRegistered(**content(command, "center_id"))]


def submit_industry_research(command: m.SubmitIndustryResearch, _center: Center, _context: Context) -> list[Event]:
    """3.3.1: the study may be handed in again."""
    return [m.IndustryResearchSubmitted(**content(command))]


def record_support(command: m.RecordSupport, _center: Center, _context: Context) -> list[Event]:
    """3.3.2: granted or declined."""
    answer = m.SupportGranted if command.granted else m.SupportDeclined
    return [answer(reason=command.reason)]


def report_preliminary_plan(command: m.ReportPreliminaryPlan, _center: Center, _context: Context) -> list[Event]:
    """3.3.3: the plan may be reported anew."""
    return [m.PreliminaryPlanReported(**content(command))]


def conclude_guidance(command: m.ConcludeGuidance, _center: Center, _context: Context) -> list[Event]:
    """3.3.3: intent, boundaries and requirements are settled."""
    return [m.GuidanceConcluded(**content(command))]


def hold_pre_review(command: m.HoldPreReview, _center: Center, _context: Context) -> list[Event]:
    """3.3.4: passed or failed; a failed one may be repeated."""
    return [m.PreReviewHeld(**content(command))]
