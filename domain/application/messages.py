"""Commands and events of 3.4."""

from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field

from domain.guideline.policy import LONGEST_TERM
from domain.guideline.vocabulary import ConsentingAuthority, Verdict
from domain.kernel.base import Label, Model, is_empty
from domain.kernel.messages import Command, Day, DocumentRef, Line, Text
from domain.kernel.records import Event, PartialDay
from domain.reviews.messages import Dissents, Signatures
from domain.values.identifiers import DocumentNumber
from domain.values.organisations import PartyEvidence
from domain.values.partial_days import add_months, earliest


class ApplicantStrength(Model):
    """What the applicant shows: innovation, service, influence, and the units it gathers (3.1.2)."""

    innovation: Text
    service: Text
    influence: Text
    upstream: Text
    midstream: Text
    downstream: Text


class FourTasks(Model):
    """The task book by the four main tasks (2.1–2.4)."""

    needs_analysis: Text
    research: Text
    services: Text
    alliance: Text


class ApplicationContent(Model):
    """The written application with its two documents (筹建申报书, 筹建任务书) (3.4.1).

    ``evidence`` is what each party shows where the center is built jointly; ``consent_needed`` says that the
    district government or superior body has to consent.
    """

    application_form: DocumentRef
    task_book: DocumentRef
    strength: ApplicantStrength
    tasks: FourTasks
    evidence: Annotated[tuple[PartyEvidence, ...], Field(max_length=500)] = ()
    consent_needed: bool = False


class SubmitApplication(ApplicationContent, Command):
    """Apply to the bureau for approval to construct (3.4.1)."""

    type: Literal["submit_application"] = "submit_application"


class ApplicationSubmitted(ApplicationContent, Event):
    """The bureau has the application; its review begins."""

    TOPIC = "application_submitted:1"
    CLAUSE = "3.4.1"
    LABEL = Label("提交筹建申报", "Application submitted")


class RecordConsent(Command):
    """Say whether the district government or superior body consents, by which paper (3.4.1)."""

    type: Literal["record_consent"] = "record_consent"
    given: bool
    authority_kind: ConsentingAuthority
    authority: Line
    document: DocumentRef
    reason: Text | None = None


class ConsentAnswer(Model):
    """Who answered, by which paper, and the words that went with it. Which of the two authorities it was, and its
    paper, are not told of what was answered before they were asked for.
    """

    authority: Line
    reason: Text | None = None
    authority_kind: Annotated[ConsentingAuthority | None, Field(exclude_if=is_empty)] = None
    document: Annotated[DocumentRef | None, Field(exclude_if=is_empty)] = None


class ConsentGiven(ConsentAnswer, Event):
    """The needed consent is given."""

    TOPIC = "consent_given:1"
    CLAUSE = "3.4.1"
    LABEL = Label("同意申报", "Consent given")
    SAYS = {"given": True}


class ConsentRefused(ConsentAnswer, Event):
    """The needed consent is refused for now; it may be asked again."""

    TOPIC = "consent_refused:1"
    CLAUSE = "3.4.1"
    LABEL = Label("不同意申报", "Consent refused")
    SAYS = {"given": False}


class ConsentRequirement(Model):
    """Why the bureau finds consent necessary (必要时) where the applicant did not (3.4.1)."""

    reason: Text


class RequireConsent(ConsentRequirement, Command):
    """Require the consent of the district government or superior body (3.4.1)."""

    type: Literal["require_consent"] = "require_consent"


class ConsentRequired(ConsentRequirement, Event):
    """The bureau waits for consent before it approves."""

    TOPIC = "consent_required:1"
    CLAUSE = "3.4.1"
    LABEL = Label("要求征得同意", "Consent required")


class ReviewMeeting(Model):
    """The expert review meeting and the departments that took part (3.4.2)."""

    departments: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    minutes: Text


class HoldReviewMeeting(ReviewMeeting, Command):
    """Record the expert review meeting (3.4.2)."""

    type: Literal["hold_review_meeting"] = "hold_review_meeting"


class ReviewMeetingHeld(ReviewMeeting, Event):
    """The expert review meeting was held."""

    TOPIC = "review_meeting_held:1"
    CLAUSE = "3.4.2"
    LABEL = Label("召开专家评审会", "Review meeting held")


class SiteInspection(Model):
    """The inspection on site (3.4.2)."""

    findings: Text


class InspectSite(SiteInspection, Command):
    """Record the inspection on site (3.4.2)."""

    type: Literal["inspect_site"] = "inspect_site"


class SiteInspected(SiteInspection, Event):
    """The site was inspected."""

    TOPIC = "site_inspected:1"
    CLAUSE = "3.4.2"
    LABEL = Label("组织现场审查", "Site inspected")


class Advice(Model):
    """Further technical advice on an application, where it is of use (必要时), and the experts who gave it (3.4.2)."""

    advice: Text
    given_by: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]


class RecordAdvice(Advice, Command):
    """Record further advice or guidance to the applicant (3.4.2)."""

    type: Literal["record_advice"] = "record_advice"


class AdviceRecorded(Advice, Event):
    """The applicant was advised further."""

    TOPIC = "advice_recorded:1"
    CLAUSE = "3.4.2"
    LABEL = Label("提供技术咨询和指导", "Advice recorded")


class ReviewReport(Model):
    """The panel's report: necessity, feasibility, sufficiency, verdict (3.4.2). ``expert_id`` is the panel's lead."""

    expert_id: str
    necessity: Text
    feasibility: Text
    sufficiency: Text
    verdict: Verdict
    signed_by: Signatures = ()
    dissents: Dissents = ()


class IssueReviewReport(ReviewReport, Command):
    """Issue the report of the review as the panel's lead (3.4.2)."""

    type: Literal["issue_review_report"] = "issue_review_report"


class ReviewReportIssued(ReviewReport, Event):
    """The panel has reported."""

    TOPIC = "review_report_issued:1"
    CLAUSE = "3.4.2"
    LABEL = Label("出具评审报告", "Review report issued")


class ApproveConstruction(Command):
    """Approve the construction by an issued document; ``effective_on`` is its date of issue (3.4.2, 3.5.1)."""

    type: Literal["approve_construction"] = "approve_construction"
    document_number: DocumentNumber
    term_months: int


class ConstructionApproved(Event):
    """The center may be built until ``term_ends_on`` (the end of that day, Asia/Shanghai)."""

    TOPIC = "construction_approved:1"
    CLAUSE = "3.4.2"
    LABEL = Label("批准筹建", "Construction approved")

    document_number: DocumentNumber
    term_months: Annotated[int, Field(ge=1, le=LONGEST_TERM)]
    term_ends_on: Day

    def reckoned_from(self, on: PartialDay, stated: Collection[str]) -> Self:
        """The term runs from the corrected date of issue, unless its end was corrected by itself."""
        if "term_ends_on" in stated:
            return self
        return self.model_copy(update={"term_ends_on": add_months(earliest(on), self.term_months)})


class Declination(Model):
    """Why the bureau declines."""

    reason: Text


class DeclineConstruction(Declination, Command):
    """Decline the application; the center goes back to incubation (3.4.2)."""

    type: Literal["decline_construction"] = "decline_construction"
    document_number: DocumentNumber


class ConstructionDeclined(Declination, Event):
    """The application is declined; another may follow. What was recorded before declinations bore a number has none."""

    TOPIC = "construction_declined:1"
    CLAUSE = "3.4.2"
    LABEL = Label("不予批准筹建", "Construction declined")

    document_number: Annotated[DocumentNumber | None, Field(exclude_if=is_empty)] = None
