"""Which fields of which events a correction may change, and the way that is open for the others.

A correction is an officer's proposal that an approver confirms. A verdict, an opinion, a finding or an outcome, who
signed it, and who sits on a panel and leads it belong to those whom the guideline gives them to: they are acts. What
an event reckons from its other fields, and the names it gives, follow those fields and are not corrected by themselves.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.changes import messages as changes
from domain.housekeeping import backfill, service
from domain.housekeeping import messages as housekeeping
from domain.imported.facts import (
    CenterImported,
    DetailsReported,
    Fact,
    FactImported,
    ImportedCenter,
    LaterDetails,
    ReportAdded,
)
from domain.incubation import messages as incubation
from domain.kernel.base import LabeledEnum, Model
from domain.kernel.records import Event
from domain.management import messages as management
from domain.reviews import messages as reviews
from domain.supervision import clock_facts, reports
from domain.supervision import messages as supervision
from domain.supervision import notice_messages as notices


class Way(LabeledEnum):
    """What can be done instead of a correction, and by whom."""

    NEW_PANEL = "new_panel", "由市局经办重新委派专家组", "the case officer appoints the panel anew"
    NEW_OPINION = "new_opinion", "由专家本人另行提出意见", "the expert gives another opinion"
    PANEL_REPORTS = "panel_reports", "由专家组在报告中说明", "the panel says so in its report"
    NEW_PRE_REVIEW = "new_pre_review", "由申报主体重新组织预评审", "the applicant holds another pre-review"
    NEW_ANSWER = "new_answer", "由主管部门重新答复", "the authority answers anew"
    NEW_INSPECTION = (
        "new_inspection",
        "在评审报告出具前重新组织现场审查",
        "inspect the site again before the review report is issued",
    )
    DECLINING = (
        "declining",
        "由批准人不予批准筹建，重新申报后由新的专家组评审",
        "the approver declines, and a new application is reviewed by a new panel",
    )
    NEW_SELF_INSPECTION = "new_self_inspection", "由中心重新自查", "the center inspects itself anew"
    NEW_ACCEPTANCE = (
        "new_acceptance",
        "结论为不通过的，由中心重新自查并再次提出验收申请；结论为通过而有问题的，责令限期整改",
        "after a fail the center inspects itself anew and applies again; after a pass with problems left, order "
        "rectification",
    )
    NEW_REVISION = (
        "new_revision",
        "由中心重新提交修订材料，再行确认",
        "the center hands in another revision, to be confirmed anew",
    )
    NEW_EVALUATION = "new_evaluation", "另行组织总结评估", "evaluate the construction anew"
    NEW_SUPERVISION = "new_supervision", "另行记录日常监督", "record another supervision"
    NEW_PROPOSAL = "new_proposal", "由提议单位另行提议", "whoever proposed it makes another proposal"
    NEW_FOLLOW_UP = (
        "new_follow_up",
        "由市局经办重新提出处理意见；已责令整改的，请撤销该整改要求",
        "the case officer follows it up anew; where rectification was ordered on it, undo the order",
    )
    NEW_MERGER = "new_merger", "使该记录失效后重新登记合并", "have the record undone, and record the merger anew"
    NEW_RECTIFICATION = "new_rectification", "另行责令限期整改", "order another rectification"
    NEW_NOTICE = "new_notice", "使该告知记录失效后另行告知", "undo the notice, and give another"
    NEW_STATEMENT = "new_statement", "使该记录失效后另行记录", "undo it, and record what was said anew"
    NEW_SERVICE = (
        "new_service",
        "先使该送达记录失效，再对所送达的文书另行记录送达",
        "undo the service, then record it of the act that was served",
    )


class Reserved(NamedTuple):
    """Fields of an event that are another person's act, and what to do instead of correcting them."""

    fields: tuple[str, ...]
    way: Way


class Correctable(NamedTuple):
    """What a correction of such an event may change: these ``fields``, and its ``day``. ``acts`` are another person's,
    and ``way`` what to do instead. Every other field follows from these. ``by_paper`` are the fields that say to which
    authority the center belongs; they are corrected by its paper alone.
    """

    fields: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    way: Way | None = None
    day: bool = True
    by_paper: tuple[str, ...] = ()


def _all_of(model: type[Model], *, by_paper: tuple[str, ...] = ()) -> Correctable:
    return Correctable(tuple(model.model_fields), by_paper=by_paper)


NOTHING = Correctable(day=False)
"""Of a clock's fact, which follows the record, and of what is about another record."""

CORRECTABLE: dict[type[Event], Correctable] = {
    incubation.CenterRegistered: _all_of(incubation.Registration, by_paper=("level",)),
    incubation.IndustryResearchSubmitted: _all_of(incubation.IndustryResearch),
    incubation.SupportGranted: Correctable(("reason",), ("answered_by",), Way.NEW_ANSWER),
    incubation.SupportDeclined: Correctable(("reason",), ("answered_by",), Way.NEW_ANSWER),
    incubation.PreliminaryPlanReported: _all_of(incubation.PreliminaryPlan),
    incubation.GuidanceConcluded: _all_of(incubation.Guidance),
    incubation.PreReviewHeld: Correctable(("improvements", "summary"), ("verdict",), Way.NEW_PRE_REVIEW),
    reviews.ExpertsAppointed: Correctable((), ("stage", "experts", "lead"), Way.NEW_PANEL),
    reviews.ExpertOpinionGiven: Correctable(
        (), ("stage", "expert_id", "opinion", "suggestions", "stance"), Way.NEW_OPINION
    ),
    reviews.ExpertRecused: Correctable(("reason", "applied_by"), ("stage", "expert_id"), Way.NEW_PANEL),
    reviews.SupplementRequested: Correctable(("items",)),
    reviews.SupplementSubmitted: Correctable(("summary",)),
    reviews.PreliminaryReviewCompleted: Correctable((), ("stage", "conclusion"), Way.PANEL_REPORTS),
    application.ApplicationSubmitted: _all_of(application.ApplicationContent),
    application.ConsentRequired: _all_of(application.ConsentRequirement),
    application.ConsentGiven: Correctable(("reason", "document"), ("authority", "authority_kind"), Way.NEW_ANSWER),
    application.ConsentRefused: Correctable(("reason", "document"), ("authority", "authority_kind"), Way.NEW_ANSWER),
    application.ReviewMeetingHeld: _all_of(application.ReviewMeeting),
    application.AdviceRecorded: _all_of(application.Advice),
    application.SiteInspected: Correctable((), ("findings",), Way.NEW_INSPECTION),
    application.ReviewReportIssued: Correctable(
        (),
        ("expert_id", "necessity", "feasibility", "sufficiency", "verdict", "signed_by", "dissents"),
        Way.DECLINING,
    ),
    application.ConstructionApproved: Correctable(("document_number", "term_months")),
    application.ConstructionDeclined: Correctable(("reason", "document_number")),
    acceptance.AllianceFormed: _all_of(acceptance.Alliance),
    acceptance.AllianceChanged: _all_of(acceptance.Alliance),
    acceptance.AllianceDissolved: _all_of(acceptance.Dissolution),
    acceptance.SelfInspectionCompleted: Correctable((), ("items",), Way.NEW_SELF_INSPECTION),
    acceptance.AcceptanceApplied: _all_of(acceptance.AcceptanceMaterials),
    acceptance.AcceptanceApplicationWithdrawn: _all_of(acceptance.AcceptanceWithdrawal),
    acceptance.OnSiteAcceptanceReported: Correctable(
        (), ("expert_id", "verdict", "findings", "revisions", "signed_by", "dissents"), Way.NEW_ACCEPTANCE
    ),
    acceptance.RevisionSubmitted: _all_of(acceptance.Revision),
    acceptance.RevisionConfirmed: Correctable((), ("conclusion",), Way.NEW_REVISION),
    acceptance.CenterEstablished: _all_of(acceptance.EstablishmentApproval),
    management.DirectorAppointed: _all_of(management.Director),
    management.DirectorVacancyRecorded: _all_of(management.Vacancy),
    management.ExchangeHeld: _all_of(management.Exchange),
    management.ListingUpdated: _all_of(management.Listing),
    management.SharingRulesAdopted: _all_of(management.SharingRules),
    supervision.ConstructionEvaluated: Correctable(("summary",), ("outcome", "new_term_ends_on"), Way.NEW_EVALUATION),
    supervision.EvaluationDecided: Correctable(("document_number", "reason"), ("outcome",), Way.NEW_EVALUATION),
    supervision.TermExtended: Correctable(("term_ends_on",)),
    supervision.AnnualReportSubmitted: _all_of(reports.AnnualReport),
    supervision.MajorMatterNotified: Correctable(("title", "description", "happened_on")),
    supervision.SupervisionRecorded: Correctable(("unreported_matter",), ("findings",), Way.NEW_SUPERVISION),
    supervision.RectificationProposed: Correctable(("due_on", "basis"), ("problems", "deadlines"), Way.NEW_PROPOSAL),
    supervision.RecommendationProposed: Correctable((), ("kinds", "reason"), Way.NEW_PROPOSAL),
    supervision.FollowUpDecided: Correctable(("reason",), ("about", "outcome"), Way.NEW_FOLLOW_UP),
    supervision.CenterCommended: _all_of(supervision.Praise),
    supervision.RectificationOrdered: Correctable(("problems", "due_on", "follows", "proposal_id", "document_number")),
    supervision.RectificationExtended: Correctable(("due_on", "document_number", "reason")),
    supervision.RectificationReported: Correctable(("measures",)),
    supervision.RectificationAccepted: Correctable(("reason",), ("rectification_id",), Way.NEW_RECTIFICATION),
    supervision.RectificationRejected: Correctable(("reason",), ("rectification_id",), Way.NEW_RECTIFICATION),
    notices.RevocationNoticed: Correctable(("reason", "document_number", "hearing"), ("ground",), Way.NEW_NOTICE),
    notices.StatementRecorded: Correctable(("made_by",), ("kind", "text"), Way.NEW_STATEMENT),
    supervision.CenterRevoked: _all_of(supervision.Revocation),
    changes.CenterRenamed: _all_of(changes.Renaming),
    changes.ScopeChanged: _all_of(changes.ScopeChange),
    changes.RelinquishmentDeclared: _all_of(changes.Relinquishment),
    changes.RelinquishmentTakenBack: _all_of(changes.RelinquishmentWithdrawal),
    changes.CenterRelinquished: _all_of(changes.Deregistration),
    clock_facts.ReminderSent: NOTHING,
    clock_facts.DeadlineMissed: NOTHING,
    clock_facts.EvaluationOpened: NOTHING,
    clock_facts.TermExpired: NOTHING,
    clock_facts.UnknownTermExpired: NOTHING,
    housekeeping.CenterWithdrawn: _all_of(housekeeping.Withdrawal),
    housekeeping.OrganisationsAmended: _all_of(housekeeping.Amendment),
    housekeeping.MergerRecorded: Correctable(("successor", "reason"), ("predecessor",), Way.NEW_MERGER),
    housekeeping.RecordCompleted: _all_of(housekeeping.RecordSupplement),
    housekeeping.CorrectionProposed: NOTHING,
    housekeeping.RecordCorrected: NOTHING,
    housekeeping.CorrectionTurnedDown: NOTHING,
    housekeeping.CorrectionTakenBack: NOTHING,
    housekeeping.UndoingProposed: NOTHING,
    housekeeping.ActUndone: NOTHING,
    housekeeping.ActFoundUnlawful: NOTHING,
    housekeeping.UndoingTurnedDown: NOTHING,
    housekeeping.OfficerAssigned: _all_of(housekeeping.Assignment),
    backfill.BackfillBegun: _all_of(backfill.BackfillReason),
    backfill.BackfillFinished: _all_of(backfill.FollowedFrom),
    service.ServiceRecorded: Correctable(
        ("manner", "recipient", "document", "consent"), ("position",), Way.NEW_SERVICE
    ),
    CenterImported: _all_of(ImportedCenter, by_paper=("level", "region")),
    ReportAdded: Correctable(tuple(Fact.model_fields), day=False),
    DetailsReported: Correctable(tuple(LaterDetails.model_fields), day=False),
    FactImported: Correctable(tuple(Fact.model_fields), day=False),
}
"""By kind of event. An outcome that is the kind itself (granted or declined, accepted or rejected) has no field; the
day of a reported fact is its field ``date``."""

DAY = "effective_on"
"""The day on which an event took effect, among the names of what a correction changes."""


def reserved_in(event: type[Event], fields: Iterable[str]) -> Reserved | None:
    """Those of the fields that are another person's act, in order; ``None`` where there are none."""
    row = CORRECTABLE.get(event, NOTHING)
    found = sorted(set(fields).intersection(row.acts))
    return Reserved(tuple(found), row.way) if found and row.way else None


def by_paper_in(event: type[Event], fields: Iterable[str]) -> list[str]:
    """Those of the fields that are corrected by a paper alone."""
    return sorted(set(fields).intersection(CORRECTABLE.get(event, NOTHING).by_paper))


def following_in(event: type[Event], fields: Iterable[str]) -> list[str]:
    """Those of the fields, ``DAY`` among them, that follow from others and so are never corrected by themselves."""
    row = CORRECTABLE.get(event, NOTHING)
    right = {*row.fields, *row.acts, *((DAY,) if row.day else ())}
    return sorted(set(fields) - right)
