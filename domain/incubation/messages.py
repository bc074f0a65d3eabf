"""Commands and events of 3.1–3.3."""

from typing import Annotated, Literal

from pydantic import Field

from domain.guideline.fields import FieldOfService
from domain.guideline.vocabulary import ChainPosition, GapKind, Level, SupportingAuthority, Verdict
from domain.kernel.base import Label, Model, is_empty
from domain.kernel.messages import CenterId, Command, Line, Text
from domain.kernel.records import Event
from domain.values.organisations import Parties


class CapabilityGap(Model):
    """Something the industry cannot measure, or not wholly, or not accurately (2.1)."""

    kind: GapKind
    quantity: Line
    chain_position: ChainPosition
    plan: Text


class Registration(Parties):
    """Name, applying organisations, field and scope of a center (3.1, 3.2). ``predecessor`` is the id of the center
    that it follows, as one that was withdrawn.
    """

    name_zh: Line
    name_en: Line | None = None
    level: Level = Level.MUNICIPAL
    field: FieldOfService
    industry_scope: Text
    predecessor: CenterId | None = None


class RegisterCenter(Registration, Command):
    """Put a center on the register. Without ``center_id`` one is made from the command id."""

    type: Literal["register_center"] = "register_center"
    center_id: CenterId | None = None


class CenterRegistered(Registration, Event):
    """A center is on the register, in incubation."""

    TOPIC = "center_registered:1"
    CLAUSE = "3.1"
    LABEL = Label("登记中心", "Center registered")


class IndustryResearch(Model):
    """The study of the industry (产业调研): scope, state, trends, gaps, and a first plan of construction."""

    scope: Text
    current_state: Text
    trends_domestic: Text
    trends_abroad: Text
    gaps: Annotated[tuple[CapabilityGap, ...], Field(min_length=1, max_length=500)]
    first_plan: Text


class SubmitIndustryResearch(IndustryResearch, Command):
    """Hand in the study of the industry (3.3.1)."""

    type: Literal["submit_industry_research"] = "submit_industry_research"


class IndustryResearchSubmitted(IndustryResearch, Event):
    """The study of the industry is in."""

    TOPIC = "industry_research_submitted:1"
    CLAUSE = "3.3.1"
    LABEL = Label("提交产业调研", "Industry research submitted")


class RecordSupport(Command):
    """Say whether the district authority or superior body supports the idea (3.3.2); until approval it may answer
    anew.
    """

    type: Literal["record_support"] = "record_support"
    granted: bool
    reason: Text | None = None


class AnsweringAuthority(Model):
    """Which of the two authorities answered, by its name on that day."""

    kind: SupportingAuthority
    name: Line


class SupportAnswer(Model):
    """The words that went with the answer, and by whom it was answered: the district bureau where that isn't told."""

    reason: Text | None = None
    answered_by: Annotated[AnsweringAuthority | None, Field(exclude_if=is_empty)] = None


class SupportGranted(SupportAnswer, Event):
    """The authority supports the idea."""

    TOPIC = "support_granted:1"
    CLAUSE = "3.3.2"
    LABEL = Label("获得主管部门支持", "Support granted")
    SAYS = {"granted": True}


class SupportDeclined(SupportAnswer, Event):
    """The authority does not support the idea for now, or no more; it may be asked again."""

    TOPIC = "support_declined:1"
    CLAUSE = "3.3.2"
    LABEL = Label("主管部门未予支持", "Support declined")
    SAYS = {"granted": False}


class PreliminaryPlan(Model):
    """The preliminary plan of construction (建设初步方案)."""

    plan: Text


class ReportPreliminaryPlan(PreliminaryPlan, Command):
    """Report the preliminary plan to the bureau (3.3.3)."""

    type: Literal["report_preliminary_plan"] = "report_preliminary_plan"


class PreliminaryPlanReported(PreliminaryPlan, Event):
    """The bureau has the preliminary plan."""

    TOPIC = "preliminary_plan_reported:1"
    CLAUSE = "3.3.3"
    LABEL = Label("报告建设初步方案", "Preliminary plan reported")


class Guidance(Model):
    """What on-site guidance settled: intent to apply, boundaries of the industry, requirements (3.3.3)."""

    intent: Text
    industry_boundaries: Text
    application_requirements: Text


class ConcludeGuidance(Guidance, Command):
    """Close the on-site guidance with its conclusions (3.3.3)."""

    type: Literal["conclude_guidance"] = "conclude_guidance"


class GuidanceConcluded(Guidance, Event):
    """On-site guidance is concluded."""

    TOPIC = "guidance_concluded:1"
    CLAUSE = "3.3.3"
    LABEL = Label("完成现场指导", "Guidance concluded")


class PreReview(Model):
    """The applicant's own review against the bureau's criteria, after improving the materials (3.3.4)."""

    improvements: Text
    summary: Text
    verdict: Verdict


class HoldPreReview(PreReview, Command):
    """Record the pre-review that the applicant held (3.3.4)."""

    type: Literal["hold_pre_review"] = "hold_pre_review"


class PreReviewHeld(PreReview, Event):
    """The applicant has held a pre-review."""

    TOPIC = "pre_review_held:1"
    CLAUSE = "3.3.4"
    LABEL = Label("组织预评审", "Pre-review held")
