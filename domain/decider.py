"""The index of the program: every decision with its clause, roles, phases, needs and rule; every event with its effect.

``decide`` and ``evolve`` read these tables, and so do the API's actions, the console and the README.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from domain.acceptance import evolution as acceptance_evolution
from domain.acceptance import messages as acceptance
from domain.acceptance import rules as acceptance_rules
from domain.access import check_whose_center
from domain.application import evolution as application_evolution
from domain.application import messages as application
from domain.application import rules as application_rules
from domain.center import Center, Draft
from domain.context import Context
from domain.guideline.phases import ANY_PHASE, BEFORE_APPROVAL, BUILDING, LIVING, SUPERVISED, Phase
from domain.housekeeping import evolution as housekeeping_evolution
from domain.housekeeping import imports
from domain.housekeeping import messages as housekeeping
from domain.housekeeping import rules as housekeeping_rules
from domain.incubation import evolution as incubation_evolution
from domain.incubation import messages as incubation
from domain.incubation import rules as incubation_rules
from domain.kernel.base import Label
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.management import evolution as management_evolution
from domain.management import messages as management
from domain.management import rules as management_rules
from domain.reviews import evolution as reviews_evolution
from domain.reviews import messages as reviews
from domain.reviews import rules as reviews_rules
from domain.supervision import clock_facts
from domain.supervision import evolution as supervision_evolution
from domain.supervision import messages as supervision
from domain.supervision import rules as supervision_rules
from domain.working_calendar import messages as working_calendar

Need = Callable[[Center, Context], None]
Rule = Callable[[Any, Center, Context], list[Event]]
Effect = Callable[[Center, Any], Center]

APPLICANT, DISTRICT, EXPERT, OFFICER, APPROVER = (
    Role.APPLICANT,
    Role.DISTRICT,
    Role.EXPERT,
    Role.OFFICER,
    Role.APPROVER,
)
IN_REVIEW = (Phase.APPLICATION, Phase.ACCEPTANCE)


class Decision(NamedTuple):
    """One decision of the guideline: who takes it, when, what must hold before, and what follows.

    ``phases`` is empty for a decision that begins a center. ``steps`` says that it leads the center onward, ``ends``
    that it ends a center or an application.
    """

    command: type[Command]
    clause: str
    roles: tuple[Role, ...]
    phases: tuple[Phase, ...]
    needs: tuple[Need, ...]
    rule: Rule
    events: tuple[type[Event], ...]
    label: Label
    steps: bool = False
    ends: bool = False

    @property
    def type(self) -> str:
        """The decision's name on the wire."""
        return str(self.command.model_fields["type"].default)


_i, _r, _a, _c, _m, _s, _h = (
    incubation_rules,
    reviews_rules,
    application_rules,
    acceptance_rules,
    management_rules,
    supervision_rules,
    housekeeping_rules,
)

# fmt: off
DECISIONS: tuple[Decision, ...] = (
    Decision(incubation.RegisterCenter, "3.1", (APPLICANT, OFFICER), (), (),
             _i.register_center, (incubation.CenterRegistered,), Label("登记中心", "Register center")),
    Decision(incubation.SubmitIndustryResearch, "3.3.1", (APPLICANT,), (Phase.INCUBATION,), (),
             _i.submit_industry_research, (incubation.IndustryResearchSubmitted,),
             Label("提交产业调研", "Submit industry research"), steps=True),
    Decision(incubation.RecordSupport, "3.3.2", (DISTRICT,), (Phase.INCUBATION,), (_i.needs_industry_research,),
             _i.record_support, (incubation.SupportGranted, incubation.SupportDeclined),
             Label("答复是否支持", "Record support"), steps=True),
    Decision(incubation.ReportPreliminaryPlan, "3.3.3", (APPLICANT,), (Phase.INCUBATION,), (_i.needs_support,),
             _i.report_preliminary_plan, (incubation.PreliminaryPlanReported,),
             Label("报告建设初步方案", "Report preliminary plan"), steps=True),
    Decision(reviews.AppointExperts, "3.4.2", (OFFICER,), (Phase.INCUBATION, *IN_REVIEW),
             (_r.needs_plan_before_guidance,), _r.appoint_experts, (reviews.ExpertsAppointed,),
             Label("委派专家", "Appoint experts"), steps=True),
    Decision(reviews.GiveOpinion, "3.4.2", (EXPERT,), (Phase.INCUBATION, *IN_REVIEW), (_r.needs_panel,),
             _r.give_opinion, (reviews.ExpertOpinionGiven,), Label("提出专家意见", "Give opinion"), steps=True),
    Decision(incubation.ConcludeGuidance, "3.3.3", (OFFICER,), (Phase.INCUBATION,), (_i.needs_guidance_opinion,),
             _i.conclude_guidance, (incubation.GuidanceConcluded,),
             Label("完成现场指导", "Conclude guidance"), steps=True),
    Decision(incubation.HoldPreReview, "3.3.4", (APPLICANT,), (Phase.INCUBATION,), (_i.needs_concluded_guidance,),
             _i.hold_pre_review, (incubation.PreReviewHeld,), Label("组织预评审", "Hold pre-review"), steps=True),
    Decision(application.SubmitApplication, "3.4.1", (APPLICANT,), (Phase.INCUBATION,),
             (_a.needs_lead_to_apply, _a.needs_passed_pre_review),
             _a.submit_application, (application.ApplicationSubmitted,),
             Label("提交筹建申报", "Submit application"), steps=True),
    Decision(application.RecordConsent, "3.4.1", (DISTRICT,), (Phase.APPLICATION,), (_a.needs_consent_asked,),
             _a.record_consent, (application.ConsentGiven, application.ConsentRefused),
             Label("答复是否同意申报", "Record consent"), steps=True),
    Decision(reviews.RequestSupplement, "3.4.2", (OFFICER,), IN_REVIEW,
             (_r.needs_panel, _r.needs_open_materials, _r.needs_no_open_supplement),
             _r.request_supplement, (reviews.SupplementRequested,), Label("要求补充材料", "Request supplement")),
    Decision(reviews.SubmitSupplement, "3.4.2", (APPLICANT,), IN_REVIEW, (_r.needs_open_supplement,),
             _r.submit_supplement, (reviews.SupplementSubmitted,),
             Label("提交补充材料", "Submit supplement"), steps=True),
    Decision(reviews.CompletePreliminaryReview, "3.4.2", (OFFICER,), IN_REVIEW,
             (_r.needs_panel, _r.needs_open_materials, _r.needs_no_open_supplement, _r.needs_opinion),
             _r.complete_preliminary_review, (reviews.PreliminaryReviewCompleted,),
             Label("完成初步审查", "Complete preliminary review"), steps=True),
    Decision(application.HoldReviewMeeting, "3.4.2", (OFFICER,), (Phase.APPLICATION,),
             (_a.needs_complete_materials, _a.needs_no_report_yet),
             _a.hold_review_meeting, (application.ReviewMeetingHeld,),
             Label("召开专家评审会", "Hold review meeting"), steps=True),
    Decision(application.InspectSite, "3.4.2", (OFFICER,), (Phase.APPLICATION,),
             (_a.needs_complete_materials, _a.needs_no_report_yet),
             _a.inspect_site, (application.SiteInspected,), Label("组织现场审查", "Inspect site"), steps=True),
    Decision(application.IssueReviewReport, "3.4.2", (EXPERT,), (Phase.APPLICATION,),
             (_a.needs_no_report_yet, _a.needs_meeting_and_site), _a.issue_review_report,
             (application.ReviewReportIssued,), Label("出具评审报告", "Issue review report"), steps=True),
    Decision(application.ApproveConstruction, "3.4.2", (APPROVER,), (Phase.APPLICATION,),
             (_a.needs_passed_review, _a.needs_consent_given), _a.approve_construction,
             (application.ConstructionApproved,), Label("批准筹建", "Approve construction"), steps=True),
    Decision(application.DeclineConstruction, "3.4.2", (APPROVER,), (Phase.APPLICATION,), (),
             _a.decline_construction, (application.ConstructionDeclined,),
             Label("不予批准筹建", "Decline construction"), ends=True),
    Decision(acceptance.FormAlliance, "3.5.1", (APPLICANT,), SUPERVISED, (_c.needs_no_alliance,),
             _c.form_alliance, (acceptance.AllianceFormed,),
             Label("成立产业计量测试联盟", "Form alliance"), steps=True),
    Decision(acceptance.ChangeAlliance, "4.2", (APPLICANT,), SUPERVISED, (_c.needs_alliance,),
             _c.change_alliance, (acceptance.AllianceChanged,), Label("变更产业计量测试联盟", "Change alliance")),
    Decision(acceptance.CompleteSelfInspection, "3.5.2", (APPLICANT,), (Phase.CONSTRUCTION,), (),
             _c.complete_self_inspection, (acceptance.SelfInspectionCompleted,),
             Label("完成验收前自查", "Complete self-inspection"), steps=True),
    Decision(acceptance.ApplyForAcceptance, "3.5.2", (APPLICANT,), (Phase.CONSTRUCTION,),
             (_c.needs_conforming_self_inspection, _c.needs_alliance, _c.needs_director), _c.apply_for_acceptance,
             (acceptance.AcceptanceApplied,), Label("提出验收申请", "Apply for acceptance"), steps=True),
    Decision(acceptance.ReportOnSiteAcceptance, "3.5.3", (EXPERT,), (Phase.ACCEPTANCE,),
             (_c.needs_complete_materials, _c.needs_no_on_site_report), _c.report_on_site_acceptance,
             (acceptance.OnSiteAcceptanceReported,),
             Label("出具现场验收报告", "Report on-site acceptance"), steps=True),
    Decision(acceptance.SubmitRevision, "3.5.3", (APPLICANT,), (Phase.ACCEPTANCE,), (_c.needs_on_site_pass,),
             _c.submit_revision, (acceptance.RevisionSubmitted,), Label("提交修订材料", "Submit revision"), steps=True),
    Decision(acceptance.ConfirmRevision, "3.5.3", (OFFICER,), (Phase.ACCEPTANCE,),
             (_c.needs_on_site_pass, _c.needs_submitted_revision),
             _c.confirm_revision, (acceptance.RevisionConfirmed,),
             Label("确认修订完成", "Confirm revision"), steps=True),
    Decision(acceptance.ApproveEstablishment, "3.5.3", (APPROVER,), (Phase.ACCEPTANCE,),
             (_c.needs_on_site_pass, _c.needs_confirmed_revision), _c.approve_establishment,
             (acceptance.CenterEstablished,), Label("批准成立", "Approve establishment"), steps=True),
    Decision(management.AppointDirector, "4.1", (APPLICANT,), SUPERVISED, (),
             _m.appoint_director, (management.DirectorAppointed,), Label("任命中心主任", "Appoint director")),
    Decision(management.HoldExchange, "4.2", (APPLICANT,), SUPERVISED, (),
             _m.hold_exchange, (management.ExchangeHeld,), Label("记录技术交流活动", "Hold exchange")),
    Decision(management.UpdateListing, "4.3", (APPLICANT,), SUPERVISED, (),
             _m.update_listing, (management.ListingUpdated,), Label("更新平台信息", "Update listing")),
    Decision(management.AdoptSharingRules, "4.4", (APPLICANT,), SUPERVISED, (),
             _m.adopt_sharing_rules, (management.SharingRulesAdopted,),
             Label("建立开放共享制度", "Adopt sharing rules")),
    Decision(supervision.EvaluateConstruction, "5.1", (OFFICER,), BUILDING, (),
             _s.evaluate_construction, (supervision.ConstructionEvaluated, supervision.TermExtended),
             Label("筹建情况总结评估", "Evaluate construction")),
    Decision(supervision.SubmitAnnualReport, "5.2", (APPLICANT,), SUPERVISED, (),
             _s.submit_annual_report, (supervision.AnnualReportSubmitted,),
             Label("报送年度筹建情况", "Submit annual report")),
    Decision(supervision.NotifyMajorMatter, "5.2", (APPLICANT,), SUPERVISED, (),
             _s.notify_major_matter, (supervision.MajorMatterNotified,),
             Label("书面告知重大事项", "Notify major matter")),
    Decision(supervision.RecordSupervision, "5.3", (DISTRICT, OFFICER), SUPERVISED, (),
             _s.record_supervision, (supervision.SupervisionRecorded,), Label("记录日常监督", "Record supervision")),
    Decision(supervision.Commend, "5.3", (OFFICER,), SUPERVISED, (),
             _s.commend, (supervision.CenterCommended,), Label("宣传推广与支持", "Commend")),
    Decision(supervision.OrderRectification, "5.3", (OFFICER,), SUPERVISED, (),
             _s.order_rectification, (supervision.RectificationOrdered,), Label("责令限期整改", "Order rectification")),
    Decision(supervision.ReportRectification, "5.3", (APPLICANT,), SUPERVISED, (_s.needs_rectification_to_report,),
             _s.report_rectification, (supervision.RectificationReported,),
             Label("报告整改情况", "Report rectification")),
    Decision(supervision.JudgeRectification, "5.3", (OFFICER,), SUPERVISED, (_s.needs_reported_rectification,),
             _s.judge_rectification, (supervision.RectificationAccepted, supervision.RectificationRejected),
             Label("判定整改结果", "Judge rectification")),
    Decision(supervision.RevokeCenter, "5.3", (APPROVER,), SUPERVISED, (_s.needs_ground_of_revocation,),
             _s.revoke_center, (supervision.CenterRevoked,), Label("撤销中心资格", "Revoke center"),
             ends=True),
    Decision(housekeeping.Withdraw, "record", (APPLICANT,), BEFORE_APPROVAL, (),
             _h.withdraw, (housekeeping.CenterWithdrawn,), Label("撤回申报", "Withdraw"), ends=True),
    Decision(housekeeping.AmendOrganisations, "record", (OFFICER,), LIVING, (),
             _h.amend_organisations, (housekeeping.OrganisationsAmended,),
             Label("变更承建单位", "Amend organisations")),
    Decision(housekeeping.CompleteRecord, "record", (OFFICER,), ANY_PHASE, (_h.needs_imported,),
             _h.complete_record, (housekeeping.RecordCompleted,), Label("补全历史资料", "Complete record")),
    Decision(housekeeping.CorrectRecord, "record", (OFFICER,), ANY_PHASE, (),
             _h.correct_record, (housekeeping.CorrectionProposed,), Label("提出记录更正", "Correct record")),
    Decision(housekeeping.ConfirmCorrection, "record", (APPROVER,), ANY_PHASE, (_h.needs_pending_correction,),
             _h.confirm_correction, (housekeeping.RecordCorrected, housekeeping.CorrectionTurnedDown),
             Label("确认记录更正", "Confirm correction")),
    Decision(imports.ImportCenter, "record", (Role.SYSTEM,), (), (),
             _h.import_center, (imports.CenterImported, imports.FactImported), Label("导入历史中心", "Import center")),
)

_ie, _re, _ae, _ce, _me, _se, _he = (
    incubation_evolution,
    reviews_evolution,
    application_evolution,
    acceptance_evolution,
    management_evolution,
    supervision_evolution,
    housekeeping_evolution,
)

EFFECTS: dict[type[Event], Effect] = {
    incubation.CenterRegistered: _ie.center_registered,
    incubation.IndustryResearchSubmitted: _ie.industry_research_submitted,
    incubation.SupportGranted: _ie.support_granted,
    incubation.SupportDeclined: _ie.support_declined,
    incubation.PreliminaryPlanReported: _ie.preliminary_plan_reported,
    incubation.GuidanceConcluded: _ie.guidance_concluded,
    incubation.PreReviewHeld: _ie.pre_review_held,
    reviews.ExpertsAppointed: _re.experts_appointed,
    reviews.ExpertOpinionGiven: _re.expert_opinion_given,
    reviews.SupplementRequested: _re.supplement_requested,
    reviews.SupplementSubmitted: _re.supplement_submitted,
    reviews.PreliminaryReviewCompleted: _re.preliminary_review_completed,
    application.ApplicationSubmitted: _ae.application_submitted,
    application.ConsentGiven: _ae.consent_given,
    application.ConsentRefused: _ae.consent_refused,
    application.ReviewMeetingHeld: _ae.review_meeting_held,
    application.SiteInspected: _ae.site_inspected,
    application.ReviewReportIssued: _ae.review_report_issued,
    application.ConstructionApproved: _ae.construction_approved,
    application.ConstructionDeclined: _ae.construction_declined,
    acceptance.AllianceFormed: _ce.alliance_formed,
    acceptance.AllianceChanged: _ce.alliance_changed,
    acceptance.SelfInspectionCompleted: _ce.self_inspection_completed,
    acceptance.AcceptanceApplied: _ce.acceptance_applied,
    acceptance.OnSiteAcceptanceReported: _ce.on_site_acceptance_reported,
    acceptance.RevisionSubmitted: _ce.revision_submitted,
    acceptance.RevisionConfirmed: _ce.revision_confirmed,
    acceptance.CenterEstablished: _ce.center_established,
    management.DirectorAppointed: _me.director_appointed,
    management.ExchangeHeld: _me.exchange_held,
    management.ListingUpdated: _me.listing_updated,
    management.SharingRulesAdopted: _me.sharing_rules_adopted,
    supervision.ConstructionEvaluated: _se.construction_evaluated,
    supervision.TermExtended: _se.term_extended,
    supervision.AnnualReportSubmitted: _se.annual_report_submitted,
    supervision.MajorMatterNotified: _se.major_matter_notified,
    supervision.SupervisionRecorded: _se.supervision_recorded,
    supervision.CenterCommended: _se.center_commended,
    supervision.RectificationOrdered: _se.rectification_ordered,
    supervision.RectificationReported: _se.rectification_reported,
    supervision.RectificationAccepted: _se.rectification_accepted,
    supervision.RectificationRejected: _se.rectification_rejected,
    supervision.CenterRevoked: _se.center_revoked,
    clock_facts.ReminderSent: _se.reminder_sent,
    clock_facts.DeadlineMissed: _se.deadline_missed,
    clock_facts.EvaluationOpened: _se.evaluation_opened,
    clock_facts.TermExpired: _se.term_expired,
    housekeeping.CenterWithdrawn: _he.center_withdrawn,
    housekeeping.OrganisationsAmended: _he.organisations_amended,
    housekeeping.CorrectionProposed: _he.correction_proposed,
    housekeeping.RecordCorrected: _he.record_corrected,
    housekeeping.CorrectionTurnedDown: _he.correction_turned_down,
    housekeeping.RecordCompleted: _he.record_completed,
    imports.CenterImported: _he.center_imported,
    imports.FactImported: _he.fact_imported,
}
# fmt: on

DECISION_OF: dict[type[Command], Decision] = {decision.command: decision for decision in DECISIONS}
PEOPLE_DECIDE: tuple[Decision, ...] = tuple(decision for decision in DECISIONS if Role.SYSTEM not in decision.roles)
"""The decisions that people take over the API; an import is the operator's, on the command line."""
EVENTS: tuple[type[Event], ...] = (
    *EFFECTS,
    working_calendar.HolidayNoticeEntered,
    working_calendar.HolidayNoticeAmended,
)
"""Every kind of event that the ledger may hold."""


def decide(command: Command, center: Center | None, context: Context) -> list[Event] | Refusal:
    """The events that follow from the command, or the rule that says no; ``center`` is ``None`` before its first."""
    decision = DECISION_OF[type(command)]
    try:
        subject = _subject(decision, center)
        check_whose_center(command, subject, context.actor)
        check_open(decision, subject, context)
        check_effective_day(command, context)
        return decision.rule(command, subject, context)
    except Refusal as refusal:
        return refusal


def _subject(decision: Decision, center: Center | None) -> Center:
    begins = not decision.phases
    if begins and center is not None:
        raise Refusal("center_exists", decision.clause, center_id=center.center_id)
    if not begins and center is None:
        raise Refusal("center_unknown", decision.clause)
    return center or Center(center_id="")


def check_open(decision: Decision, center: Center, context: Context) -> None:
    """Whether the decision is open to this role, in this phase, with what it needs; the refusal says why not."""
    role = context.actor.role
    if role not in decision.roles:
        allowed = [allowed.value for allowed in decision.roles]
        raise Refusal("role_not_allowed", decision.clause, role=role.value, allowed=allowed)
    if decision.phases and center.phase not in decision.phases:
        phases = [phase.value for phase in decision.phases]
        raise Refusal("phase_not_open", decision.clause, phase=center.phase.value, allowed=phases)
    for need in decision.needs:
        need(center, context)


def check_effective_day(command: Command, context: Context) -> None:
    """No decision takes effect on a day that has not come."""
    on = context.effective_on(command)
    if on > context.today:
        raise Refusal("effective_in_the_future", "record", effective_on=on, today=context.today)


def evolve(center: Center | None, record: Record[Event]) -> Center:
    """The center after one more record."""
    before = center or Center(center_id=record.center_id)
    return EFFECTS[type(record.event)](before, record).but(version=record.version)


def fold(center: Center | None, records: Sequence[Record[Event]]) -> Center | None:
    """The center after these records, as they were written; ``domain.replay`` reads corrections as well."""
    if not records:
        return center
    draft = Draft.of(center or Center(center_id=records[0].center_id))
    for record in records:
        EFFECTS[type(record.event)](draft, record).but(version=record.version)
    return draft.finished()
