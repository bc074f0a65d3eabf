"""Commands and events of 5.1–5.3."""

from typing import Annotated, Any, Literal

from pydantic import Field

from domain.guideline.vocabulary import (
    Commendation,
    EvaluationOutcome,
    FollowUpOutcome,
    RectificationOutcome,
    SupervisionTopic,
)
from domain.kernel.base import Label, Model, is_empty
from domain.kernel.messages import Command, Day, Line, Text
from domain.kernel.records import Event
from domain.supervision.reports import AnnualReport
from domain.values.identifiers import DocumentNumber

EVALUATION_AS_GROUND = "evaluation"
"""The ground of a revocation by 5.1; by 5.3 it is the id of a rectification."""

HandedInOn = Annotated[Day | None, Field(exclude_if=is_empty)]
"""The day on which it was handed in, by which it is in time or late (Asia/Shanghai); ``None`` where the day on which it
took effect counts, as in all that was recorded before that was told apart."""


def clause_of_ground(ground: str) -> str:
    """5.1 upon the evaluation, 5.3 upon a rectification that failed."""
    return "5.1" if ground == EVALUATION_AS_GROUND else "5.3"


class EvaluateConstruction(Command):
    """Evaluate the construction before the term ends, and propose what should come of it (5.1).

    With continued support a new end of term may be proposed. Outcome and new end are the approver's to decide.
    """

    type: Literal["evaluate_construction"] = "evaluate_construction"
    outcome: EvaluationOutcome
    summary: Text
    new_term_ends_on: Day | None = None


class ConstructionEvaluated(Event):
    """The construction is evaluated; ``days_late`` counts calendar days past the end of the term.

    ``proposed``: whether the outcome is the officer's proposal, on which the approver decides; ``False`` in what was
    recorded before, where evaluation and decision were one.
    """

    TOPIC = "construction_evaluated:1"
    CLAUSE = "5.1"
    LABEL = Label("筹建情况总结评估", "Construction evaluated")

    outcome: EvaluationOutcome
    summary: Text
    days_late: int = 0
    proposed: Annotated[bool, Field(exclude_if=is_empty)] = False
    new_term_ends_on: Annotated[Day | None, Field(exclude_if=is_empty)] = None


class EvaluationDecision(Model):
    """What the bureau decides upon an evaluation, by which document. Revocation is intended by it: it opens the notice
    that comes before, and revokes nothing.
    """

    outcome: EvaluationOutcome
    document_number: DocumentNumber
    reason: Annotated[Text | None, Field(exclude_if=is_empty)] = None


class DecideOnEvaluation(EvaluationDecision, Command):
    """Decide on the proposed outcome of an evaluation (5.1).

    With continued support a new end of term may be set; its length is the bureau's decision.
    """

    type: Literal["decide_on_evaluation"] = "decide_on_evaluation"
    new_term_ends_on: Day | None = None


class EvaluationDecided(EvaluationDecision, Event):
    """The outcome of an evaluation is decided; ``days_late`` counts calendar days past the end of the term."""

    TOPIC = "evaluation_decided:1"
    CLAUSE = "5.1"
    LABEL = Label("总结评估结论决定", "Evaluation decided on")

    days_late: int = 0


class TermExtended(Event):
    """The construction term has a new end."""

    TOPIC = "term_extended:1"
    CLAUSE = "5.1"
    LABEL = Label("延长筹建期", "Term extended")

    former_term_ends_on: Day | None
    term_ends_on: Day

    def asked(self, _version: int) -> dict[str, Any]:
        """The new end that was set upon the evaluation."""
        return {"new_term_ends_on": self.term_ends_on}


class SubmitAnnualReport(AnnualReport, Command):
    """Hand in the report of a year with at least one typical case (5.2)."""

    type: Literal["submit_annual_report"] = "submit_annual_report"


class AnnualReportSubmitted(AnnualReport, Event):
    """The report of a year is in; ``days_late`` counts calendar days past its due date."""

    TOPIC = "annual_report_submitted:1"
    CLAUSE = "5.2"
    LABEL = Label("报送年度筹建情况", "Annual report submitted")

    due_on: Day
    days_late: int = 0
    handed_in_on: HandedInOn = None


class NotifyMajorMatter(Command):
    """Tell the bureau of a major matter in writing (5.2).

    ``matter_id`` points at a matter that supervision found before; left out, one of that day and title is found.
    """

    type: Literal["notify_major_matter"] = "notify_major_matter"
    title: Line
    description: Text
    happened_on: Day
    matter_id: str | None = None


class MajorMatterNotified(Event):
    """The bureau knows of a major matter. A due date past the published calendars is provisional. ``matched``: it was
    notified without an id, and joined with what supervision had found by its day and title.
    """

    TOPIC = "major_matter_notified:1"
    CLAUSE = "5.2"
    LABEL = Label("书面告知重大事项", "Major matter notified")

    matter_id: str
    title: Line
    description: Text
    happened_on: Day
    due_on: Day
    provisional: bool
    days_late: int = 0
    matched: Annotated[bool, Field(exclude_if=is_empty)] = False
    handed_in_on: HandedInOn = None

    def asked(self, version: int) -> dict[str, Any]:
        """The matter was named only where supervision had found it before and it was not matched; one told first is
        named after this place.
        """
        is_named = not self.matched and self.matter_id != f"m{version}"
        return super().asked(version) | ({} if is_named else {"matter_id": None})


class Finding(Model):
    """What supervision saw on one topic (5.3)."""

    topic: SupervisionTopic
    finding: Text
    problem: bool = False


class UnreportedMatter(Model):
    """A major matter that was never notified; its clock runs from the day it happened."""

    title: Line
    happened_on: Day


class RecordSupervision(Command):
    """Record daily supervision (5.3)."""

    type: Literal["record_supervision"] = "record_supervision"
    findings: Annotated[tuple[Finding, ...], Field(min_length=1, max_length=50)]
    unreported_matter: UnreportedMatter | None = None


class SupervisionRecorded(Event):
    """Supervision is on record. It has a ``supervision_id`` where it found a problem, which is then followed up."""

    TOPIC = "supervision_recorded:1"
    CLAUSE = "5.3"
    LABEL = Label("记录日常监督", "Supervision recorded")
    PART = "supervision_id"

    findings: tuple[Finding, ...]
    matter_id: str | None = None
    unreported_matter: UnreportedMatter | None = None
    supervision_id: Annotated[str | None, Field(exclude_if=is_empty)] = None


class Praise(Model):
    """What a center is commended with (5.3)."""

    kinds: Annotated[tuple[Commendation, ...], Field(min_length=1, max_length=10)]
    reason: Text


class Commend(Praise, Command):
    """Commend a center for its results (5.3)."""

    type: Literal["commend"] = "commend"


class CenterCommended(Praise, Event):
    """The center is commended."""

    TOPIC = "center_commended:1"
    CLAUSE = "5.3"
    LABEL = Label("宣传推广与支持", "Center commended")


class RectificationProposal(Model):
    """What should be put right, and by when, where the proposal says so. ``basis`` is the supervision that found it,
    ``deadlines`` are the keys of the overdue duties that it is about.
    """

    problems: Text
    due_on: Day | None = None
    basis: str | None = None
    deadlines: Annotated[tuple[str, ...], Field(max_length=100, exclude_if=is_empty)] = ()


class ProposeRectification(RectificationProposal, Command):
    """Propose that the bureau orders rectification (5.3)."""

    type: Literal["propose_rectification"] = "propose_rectification"


class RectificationProposed(RectificationProposal, Event):
    """An order of rectification is proposed; nothing is ordered yet."""

    TOPIC = "rectification_proposed:1"
    CLAUSE = "5.3"
    LABEL = Label("提议责令整改", "Rectification proposed")
    PART = "proposal_id"

    proposal_id: str


class ProposeRecommendation(Praise, Command):
    """Propose that the bureau commends the center (5.3)."""

    type: Literal["propose_recommendation"] = "propose_recommendation"


class RecommendationProposed(Praise, Event):
    """A commendation is proposed."""

    TOPIC = "recommendation_proposed:1"
    CLAUSE = "5.3"
    LABEL = Label("提议宣传推荐", "Recommendation proposed")
    PART = "proposal_id"

    proposal_id: str


class FollowUpDecision(Model):
    """What becomes of a problem that supervision found, of a proposal, or of an overdue duty: ``about`` is its id, or
    the key of the duty's deadline.
    """

    about: str
    outcome: FollowUpOutcome
    reason: Text


class FollowUp(FollowUpDecision, Command):
    """Say what becomes of a problem that supervision found, of a proposal, or of an overdue duty (5.3)."""

    type: Literal["follow_up"] = "follow_up"


class FollowUpDecided(FollowUpDecision, Event):
    """The bureau has followed up what supervision brought before it."""

    TOPIC = "follow_up_decided:1"
    CLAUSE = "5.3"
    LABEL = Label("提出监督处理意见", "Follow-up decided")
    PART = "about"


class RectificationContent(Model):
    """What has to be put right, and by when (the end of that day). ``follows`` names the rejected order which this one
    gives another chance on the same matter, ``proposal_id`` the proposal, or the problem that supervision found, on
    which it is given.
    """

    problems: Text
    due_on: Day
    follows: Annotated[str | None, Field(exclude_if=is_empty)] = None
    proposal_id: Annotated[str | None, Field(exclude_if=is_empty)] = None


class OrderRectification(RectificationContent, Command):
    """Order rectification within a time that the order names (5.1, 5.3)."""

    type: Literal["order_rectification"] = "order_rectification"
    document_number: DocumentNumber


class RectificationOrdered(RectificationContent, Event):
    """Rectification is ordered. What was recorded before orders bore a number has none."""

    TOPIC = "rectification_ordered:1"
    CLAUSE = "5.3"
    LABEL = Label("责令限期整改", "Rectification ordered")
    PART = "rectification_id"

    rectification_id: str
    document_number: Annotated[DocumentNumber | None, Field(exclude_if=is_empty)] = None


class RectificationExtension(Model):
    """Until when (the end of that day) more time is allowed for an order, by which document and why."""

    rectification_id: str
    due_on: Day
    document_number: DocumentNumber
    reason: Text


class ExtendRectification(RectificationExtension, Command):
    """Allow more time to put right what was ordered (5.3)."""

    type: Literal["extend_rectification"] = "extend_rectification"


class RectificationExtended(RectificationExtension, Event):
    """More time is allowed for an order."""

    TOPIC = "rectification_extended:1"
    CLAUSE = "5.3"
    LABEL = Label("延长整改期限", "Rectification extended")
    PART = "rectification_id"

    former_due_on: Day


class RectificationAnswer(Model):
    """What the center did about an order."""

    rectification_id: str
    measures: Text


class ReportRectification(RectificationAnswer, Command):
    """Report the rectification (5.3)."""

    type: Literal["report_rectification"] = "report_rectification"


class RectificationReported(RectificationAnswer, Event):
    """The rectification is reported; ``days_late`` counts calendar days past its due date."""

    TOPIC = "rectification_reported:1"
    CLAUSE = "5.3"
    LABEL = Label("报告整改情况", "Rectification reported")
    PART = "rectification_id"

    days_late: int = 0
    handed_in_on: HandedInOn = None


class JudgeRectification(Command):
    """Judge a rectification that was reported, or whose due day has passed (5.3)."""

    type: Literal["judge_rectification"] = "judge_rectification"
    rectification_id: str
    outcome: RectificationOutcome
    reason: Text


class RectificationJudgment(Model):
    """Which order was judged, and why so."""

    rectification_id: str
    reason: Text


class RectificationAccepted(RectificationJudgment, Event):
    """The center has put things right."""

    TOPIC = "rectification_accepted:1"
    CLAUSE = "5.3"
    LABEL = Label("整改合格", "Rectification accepted")
    SAYS = {"outcome": RectificationOutcome.ACCEPTED}
    PART = "rectification_id"


class RectificationRejected(RectificationJudgment, Event):
    """The center still falls short; revocation becomes possible."""

    TOPIC = "rectification_rejected:1"
    CLAUSE = "5.3"
    LABEL = Label("整改不合格", "Rectification rejected")
    SAYS = {"outcome": RectificationOutcome.REJECTED}
    PART = "rectification_id"


class Revocation(Model):
    """By which document and why the center is revoked, and what the bureau answers to what the center said before."""

    document_number: DocumentNumber
    reason: Text
    answer_to_statement: Annotated[Text | None, Field(exclude_if=is_empty)] = None


class RevokeCenter(Revocation, Command):
    """Revoke the center, on one of the grounds of 5.1 or 5.3."""

    type: Literal["revoke_center"] = "revoke_center"


class CenterRevoked(Revocation, Event):
    """The center is revoked. ``ground`` is the evaluation, or the rectification's id."""

    TOPIC = "center_revoked:1"
    CLAUSE = "5.3"
    LABEL = Label("撤销中心资格", "Center revoked")

    ground: str

    @property
    def clause(self) -> str:
        """5.1 upon the evaluation, 5.3 upon a rectification that failed."""
        return clause_of_ground(self.ground)
