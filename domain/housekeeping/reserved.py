"""Which fields of which events no correction changes, because they are another person's act; and the way that is open.

A correction is an officer's proposal that an approver confirms. A verdict, an opinion, a finding or an outcome, who
signed it, and who sits on a panel and leads it belong to those whom the guideline gives them to.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain.acceptance.messages import OnSiteAcceptanceReported, RevisionConfirmed, SelfInspectionCompleted
from domain.application.messages import ConsentGiven, ConsentRefused, ReviewReportIssued, SiteInspected
from domain.incubation.messages import PreReviewHeld
from domain.kernel.base import LabeledEnum
from domain.kernel.records import Event
from domain.reviews.messages import ExpertOpinionGiven, ExpertsAppointed, PreliminaryReviewCompleted
from domain.supervision.messages import (
    ConstructionEvaluated,
    RectificationAccepted,
    RectificationRejected,
    SupervisionRecorded,
)


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
    NEW_RECTIFICATION = "new_rectification", "另行责令限期整改", "order another rectification"


class Reserved(NamedTuple):
    """Fields of an event that are another person's act, and what to do instead of correcting them."""

    fields: tuple[str, ...]
    way: Way


RESERVED: dict[type[Event], Reserved] = {
    ExpertsAppointed: Reserved(("stage", "experts", "lead"), Way.NEW_PANEL),
    ExpertOpinionGiven: Reserved(("stage", "expert_id", "opinion", "suggestions"), Way.NEW_OPINION),
    PreliminaryReviewCompleted: Reserved(("stage", "conclusion"), Way.PANEL_REPORTS),
    PreReviewHeld: Reserved(("verdict",), Way.NEW_PRE_REVIEW),
    ConsentGiven: Reserved(("authority",), Way.NEW_ANSWER),
    ConsentRefused: Reserved(("authority",), Way.NEW_ANSWER),
    SiteInspected: Reserved(("findings",), Way.NEW_INSPECTION),
    ReviewReportIssued: Reserved(
        ("expert_id", "necessity", "feasibility", "sufficiency", "verdict"),
        Way.DECLINING,
    ),
    SelfInspectionCompleted: Reserved(("items",), Way.NEW_SELF_INSPECTION),
    OnSiteAcceptanceReported: Reserved(("expert_id", "verdict", "findings", "revisions"), Way.NEW_ACCEPTANCE),
    RevisionConfirmed: Reserved(("conclusion",), Way.NEW_REVISION),
    ConstructionEvaluated: Reserved(("outcome",), Way.NEW_EVALUATION),
    SupervisionRecorded: Reserved(("findings",), Way.NEW_SUPERVISION),
    RectificationAccepted: Reserved(("rectification_id",), Way.NEW_RECTIFICATION),
    RectificationRejected: Reserved(("rectification_id",), Way.NEW_RECTIFICATION),
}
"""By kind of event. An outcome that is the kind itself (granted or declined, accepted or rejected) has no field."""


def reserved_in(event: type[Event], fields: Iterable[str]) -> Reserved | None:
    """Those of the fields that no correction of such an event changes, in order; ``None`` where there are none."""
    row = RESERVED.get(event)
    found = sorted(set(fields).intersection(row.fields)) if row else []
    return row._replace(fields=tuple(found)) if row and found else None
