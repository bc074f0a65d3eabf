"""The rules of 3.4."""

from collections.abc import Iterator

from domain.application import messages as m
from domain.center import Center
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import number_of, unusual_months
from domain.guideline.phases import Phase
from domain.guideline.policy import LONGEST_TERM
from domain.guideline.vocabulary import ConsentingAuthority, Stage, Verdict
from domain.incubation.messages import PreReviewHeld, SupportDeclined, SupportGranted
from domain.incubation.rules import check_reason_given, standing_support
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, fact_key
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn
from domain.powers.access import superior_acted_for
from domain.reviews.messages import ExpertOpinionGiven, PreliminaryReviewCompleted
from domain.reviews.rules import (
    check_leads_panel,
    check_signatures,
    check_signed_by,
    check_speaks_independently,
    needs_independent_panel,
    needs_whole_panel,
)
from domain.values.comparing_form import same_name
from domain.values.organisations import check_evidence
from domain.values.partial_days import add_months


def needs_passed_pre_review(center: Center, _context: Context) -> None:
    """3.4.1: nobody applies without a pre-review that passed."""
    if center.pre_review is not Verdict.PASS:
        raise Refusal("pre_review_not_passed", "3.3.4")


def needs_consent_asked(center: Center, _context: Context) -> None:
    """3.4.1: consent is recorded where the application or the bureau says that it is needed."""
    if not center.consent_needed:
        raise Refusal("consent_not_needed", "3.4.1")


def needs_complete_materials(center: Center, _context: Context) -> None:
    """3.4.2: the panel meets and goes on site once the materials are complete."""
    if not center.review(Stage.APPLICATION).materials_complete:
        raise Refusal("preliminary_review_not_completed", "3.4.2", stage=Stage.APPLICATION.value)


def needs_meeting_and_site(center: Center, _context: Context) -> None:
    """3.4.2: the report rests on the meeting and on the inspection."""
    review = center.review(Stage.APPLICATION)
    if not review.meeting_held:
        raise Refusal("review_meeting_missing", "3.4.2")
    if not review.site_inspected:
        raise Refusal("site_inspection_missing", "3.4.2")


def needs_no_report_yet(center: Center, _context: Context) -> None:
    """3.4.2: a review ends with one report."""
    if center.review(Stage.APPLICATION).verdict is not None:
        raise Refusal("review_report_issued", "3.4.2")


def needs_passed_review(center: Center, _context: Context) -> None:
    """3.4.2: only who passed the review is approved."""
    verdict = center.review(Stage.APPLICATION).verdict
    if verdict is None:
        raise Refusal("review_report_missing", "3.4.2")
    if verdict is not Verdict.PASS:
        raise Refusal("review_not_passed", "3.4.2")


def needs_consent_given(center: Center, _context: Context) -> None:
    """3.4.1: where consent is needed, nothing is approved without it."""
    if center.consent_needed and not center.consent:
        raise Refusal("consent_missing", "3.4.1")


@decides(
    m.SubmitApplication,
    clause="3.4.1",
    roles=(Role.APPLICANT,),
    phases=(Phase.INCUBATION,),
    on_behalf=True,
    needs=(standing_support, needs_passed_pre_review),
    rests_on=(
        RestsOn(PreReviewHeld),
        RestsOn(m.ConstructionDeclined),
    ),
    events=(m.ApplicationSubmitted,),
    label=Label("提交筹建申报", "Submit application"),
    steps=True,
)
def submit_application(command: m.SubmitApplication, center: Center, _context: Context) -> list[Event]:
    """3.4.1: application and task book, with evidence of each party where it is built jointly."""
    parties = center.parties()
    if parties and parties.joint:
        check_evidence(parties.organisations(), command.evidence)
    return [m.ApplicationSubmitted(**content(command))]


@decides(
    m.RecordConsent,
    clause="3.4.1",
    roles=(Role.DISTRICT,),
    phases=(Phase.APPLICATION,),
    on_behalf=True,
    needs=(needs_consent_asked,),
    rests_on=(RestsOn(m.ApplicationSubmitted),),
    events=(m.ConsentGiven, m.ConsentRefused),
    label=Label("答复是否同意申报", "Record consent"),
    steps=True,
)
def record_consent(command: m.RecordConsent, center: Center, context: Context) -> list[Event]:
    """3.4.1: given or refused."""
    check_reason_given(command.reason, context, "3.4.1", is_refused=not command.given)
    check_answers_for_itself(command, center, context)
    answer = m.ConsentGiven if command.given else m.ConsentRefused
    return [answer(**content(command, "given"))]


def check_answers_for_itself(command: m.RecordConsent, center: Center, context: Context) -> None:
    """3.4.1: a superior body answers for itself alone; a district enters the papers that reach it."""
    superior = superior_acted_for(center, context.actor, command.on_behalf_of)
    if superior is None:
        return
    is_own_kind = command.authority_kind is ConsentingAuthority.SUPERIOR_BODY
    if not is_own_kind or not same_name(command.authority, superior.name):
        raise Refusal("consent_of_another_authority", "3.4.1", name=superior.name)


def needs_consent_not_asked(center: Center, _context: Context) -> None:
    """3.4.1: what is needed already is not required anew."""
    if center.consent_needed:
        raise Refusal("consent_needed_already", "3.4.1")


@decides(
    m.RequireConsent,
    clause="3.4.1",
    roles=(Role.OFFICER,),
    phases=(Phase.APPLICATION,),
    needs=(needs_consent_not_asked,),
    rests_on=(RestsOn(m.ApplicationSubmitted),),
    events=(m.ConsentRequired,),
    label=Label("要求征得同意", "Require consent"),
)
def require_consent(command: m.RequireConsent, _center: Center, _context: Context) -> list[Event]:
    """3.4.1, 必要时: the bureau too may find that consent is needed."""
    return [m.ConsentRequired(**content(command))]


@decides(
    m.HoldReviewMeeting,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=(Phase.APPLICATION,),
    needs=(standing_support, needs_complete_materials, needs_no_report_yet),
    rests_on=(RestsOn(PreliminaryReviewCompleted, Stage.APPLICATION),),
    events=(m.ReviewMeetingHeld,),
    label=Label("召开专家评审会", "Hold review meeting"),
    steps=True,
)
def hold_review_meeting(command: m.HoldReviewMeeting, _center: Center, _context: Context) -> list[Event]:
    """3.4.2: the bureau meets together with the departments concerned."""
    if not command.departments:
        raise Refusal("departments_missing", "3.4.2")
    return [m.ReviewMeetingHeld(**content(command))]


@decides(
    m.InspectSite,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=(Phase.APPLICATION,),
    needs=(standing_support, needs_complete_materials, needs_no_report_yet),
    rests_on=(RestsOn(PreliminaryReviewCompleted, Stage.APPLICATION),),
    events=(m.SiteInspected,),
    label=Label("组织现场审查", "Inspect site"),
    steps=True,
)
def inspect_site(command: m.InspectSite, _center: Center, _context: Context) -> list[Event]:
    """3.4.2: the site is inspected."""
    return [m.SiteInspected(**content(command))]


@decides(
    m.RecordAdvice,
    clause="3.4.2",
    roles=(Role.OFFICER,),
    phases=(Phase.APPLICATION,),
    needs=(needs_no_report_yet,),
    rests_on=(RestsOn(m.ApplicationSubmitted),),
    events=(m.AdviceRecorded,),
    label=Label("提供技术咨询和指导", "Record advice"),
)
def record_advice(command: m.RecordAdvice, _center: Center, _context: Context) -> list[Event]:
    """3.4.2: where it is of use, the bureau has experts advise the applicant further."""
    return [m.AdviceRecorded(**content(command))]


@decides(
    m.IssueReviewReport,
    clause="3.4.2",
    roles=(Role.EXPERT,),
    phases=(Phase.APPLICATION,),
    needs=(
        standing_support,
        needs_no_report_yet,
        needs_meeting_and_site,
        needs_whole_panel,
        needs_independent_panel,
    ),
    rests_on=(
        RestsOn(m.ReviewMeetingHeld),
        RestsOn(m.SiteInspected),
        RestsOn(ExpertOpinionGiven, Stage.APPLICATION),
    ),
    events=(m.ReviewReportIssued,),
    label=Label("出具评审报告", "Issue review report"),
    steps=True,
)
def issue_review_report(command: m.IssueReviewReport, center: Center, context: Context) -> list[Event]:
    """3.4.2: the panel's lead reports."""
    check_leads_panel(center.review(Stage.APPLICATION), command.expert_id, Stage.APPLICATION)
    check_signed_by(context, command.expert_id, "3.4.2")
    check_speaks_independently(center, Stage.APPLICATION, command.expert_id, context)
    check_signatures(center, Stage.APPLICATION, command.signed_by, command.dissents)
    return [m.ReviewReportIssued(**content(command))]


def support_given_again(_command: m.ApproveConstruction, center: Center, context: Context) -> tuple[RestsOn, ...]:
    """3.3.2: support that had been declined or withdrawn, and was given since."""
    was_declined = fact_key(SupportDeclined) in center.days
    return (RestsOn(SupportGranted),) if was_declined and context.asks_powers else ()


def term_unusual(command: m.ApproveConstruction, _center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.1: two to three years are the rule."""
    yield from unusual_months(command.term_months, context.policy)


@decides(
    m.ApproveConstruction,
    clause="3.4.2",
    roles=(Role.APPROVER,),
    phases=(Phase.APPLICATION,),
    needs=(standing_support, needs_passed_review, needs_consent_given),
    rests_on=(
        RestsOn(m.ReviewReportIssued),
        RestsOn(m.ConsentGiven),
    ),
    rests_also=support_given_again,
    doubts=(term_unusual, *number_of(m.ConstructionApproved)),
    events=(m.ConstructionApproved,),
    label=Label("批准筹建", "Approve construction"),
    steps=True,
)
def approve_construction(command: m.ApproveConstruction, _center: Center, context: Context) -> list[Event]:
    """3.4.2, 3.5.1: approved from the date of issue, for a number of months."""
    if not 1 <= command.term_months <= LONGEST_TERM:
        raise Refusal("term_out_of_range", "3.5.1", months=command.term_months, minimum=1, maximum=LONGEST_TERM)
    return [
        m.ConstructionApproved(
            document_number=command.document_number,
            term_months=command.term_months,
            term_ends_on=add_months(context.effective_on(command), command.term_months),
        )
    ]


def declined_without_failing_report(
    _command: m.DeclineConstruction, center: Center, _context: Context
) -> Iterator[Doubt]:
    """3.4.2: what the bureau decides on is the panel's report."""
    if center.review(Stage.APPLICATION).verdict is not Verdict.FAIL:
        yield Doubt("declined_without_failing_report", "3.4.2")


@decides(
    m.DeclineConstruction,
    clause="3.4.2",
    roles=(Role.APPROVER,),
    phases=(Phase.APPLICATION,),
    rests_on=(
        RestsOn(m.ApplicationSubmitted),
        RestsOn(m.ReviewReportIssued),
    ),
    doubts=(declined_without_failing_report, *number_of(m.ConstructionDeclined)),
    events=(m.ConstructionDeclined,),
    label=Label("不予批准筹建", "Decline construction"),
    ends=True,
)
def decline_construction(command: m.DeclineConstruction, _center: Center, _context: Context) -> list[Event]:
    """3.4.2: declined by document, with a reason."""
    return [m.ConstructionDeclined(**content(command))]


DECISIONS = (
    submit_application,
    require_consent,
    record_consent,
    hold_review_meeting,
    inspect_site,
    record_advice,
    issue_review_report,
    approve_construction,
    decline_construction,
)
"""The chapter's decisions, in the order of its clauses."""
