"""The decisions of the guideline (沪市监计量〔2023〕213号) in rows, written from its text and not from the program:
whose each is, in which phases, on which facts it rests, and what stands by it. ``house`` marks what the guideline
leaves open and the bureau has settled. What goes beyond a row is in ``guideline_model``.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Answer(StrEnum):
    """What the guideline answers to whoever wants to decide something. What is asked about is allowed and unusual, and
    taken once it is confirmed (house).
    """

    TAKEN = "taken"
    ASKED = "asked"
    REFUSED = "refused"


class Act(NamedTuple):
    """Somebody of a role decides something ``today``, by a paper of the day ``on``; ``says`` is what else it says."""

    name: str
    role: str
    on: date
    today: date
    says: Mapping[str, Any] = {}

    @property
    def row(self) -> str:
        """Its place among the rows: what a panel does is told apart by stage."""
        return f"{self.name}/{self.says['stage']}" if "stage" in self.says else self.name


class Row(NamedTuple):
    """Who decides it in which phases, and what has to stand before: no act bears a day before the facts that it
    ``needs``, of several alike the last, nor before those that it comes ``after`` where they happened at all.

    By it stands what it ``gives`` (``fact?word``: if it says so, and else the fact falls), and ``falls`` what else it
    names; it ``leads`` to a phase. ``onward``: the support of 3.3.2 has to stand for it, house: as long as a plan lies.
    """

    clause: str
    roles: str
    phases: str
    needs: str = ""
    after: str = ""
    gives: str = ""
    falls: str = ""
    leads: str = ""
    onward: bool = True


def _of_a_panel(stage: str, clause: str, phase: str, begins_with: str) -> dict[str, Row]:
    """3.3.3 组织专家; 3.4.2, 3.5.3 初步审查, and 补充完善 as often as it takes."""
    panel, opinion, request, supplement = (f"{word}/{stage}" for word in "panel opinion request supplement".split())
    return {
        f"appoint_experts/{stage}": Row(clause, "officer", phase, begins_with, gives=panel),
        f"give_opinion/{stage}": Row(clause, "expert", phase, panel, gives=opinion),
        f"request_supplement/{stage}": Row(clause, "officer", phase, panel, gives=request, onward=False),
        f"submit_supplement/{stage}": Row(clause, "applicant", phase, request, gives=supplement, falls=request),
        f"complete_preliminary_review/{stage}": Row(
            clause, "officer", phase, f"{panel} {opinion}", supplement, gives=f"complete/{stage}"
        ),
    }


def _of(stage: str) -> str:
    return " ".join(f"{word}/{stage}" for word in "panel opinion request supplement complete".split())


BEFORE = "incubation application"
"""批准筹建以前."""
BUILDING = "construction acceptance"
"""3.5, 5.1 筹建期间."""
APPROVED = "construction acceptance operation"
"""4, 5.2, 5.3: from the approval on; house: the duties go on in operation."""
ANY = f"{BEFORE} {APPROVED} withdrawn revoked"
PASSED = "passed_on_site revision_asked revision revised"

ROWS: dict[str, Row] = {
    "submit_industry_research": Row("3.3.1", "applicant", "incubation", "registered", gives="research", onward=False),
    "record_support": Row("3.3.2", "district", BEFORE, "research", gives="support?granted", onward=False),
    "report_preliminary_plan": Row("3.3.3", "applicant", "incubation", "support", gives="plan"),
    **{
        name: row
        for name, row in _of_a_panel("guidance", "3.3.3", "incubation", "plan").items()
        if name.startswith(("appoint", "give"))
    },
    "conclude_guidance": Row("3.3.3", "officer", "incubation", "panel/guidance opinion/guidance", gives="guidance"),
    "hold_pre_review": Row("3.3.4", "applicant", "incubation", "guidance", gives="pre_review?passed"),
    "submit_application": Row(
        "3.4.1",
        "applicant",
        "incubation",
        "pre_review",
        after="declined",
        gives="application consent_needed?consent_needed",
        falls=f"{_of('application')} meeting site report passed consent",
        leads="application",
    ),
    "record_consent": Row(
        "3.4.1", "district", "application", "application consent_needed", gives="consent?given", onward=False
    ),
    **_of_a_panel("application", "3.4.2", "application", "application"),
    "hold_review_meeting": Row("3.4.2", "officer", "application", "complete/application", gives="meeting"),
    "inspect_site": Row("3.4.2", "officer", "application", "complete/application", gives="site"),
    "issue_review_report": Row(
        "3.4.2", "expert", "application", "meeting site opinion/application", gives="report passed?passed"
    ),
    "approve_construction": Row(
        "3.4.2", "approver", "application", "passed", after="support_again", gives="approval", leads="construction"
    ),
    "decline_construction": Row(
        "3.4.2", "approver", "application", "application", "report", gives="declined", leads="incubation", onward=False
    ),
    "withdraw": Row("house", "applicant", BEFORE, "registered", gives="end", leads="withdrawn", onward=False),
    "form_alliance": Row("3.5.1", "applicant", APPROVED, "approval", gives="alliance"),
    "complete_self_inspection": Row(
        "3.5.2", "applicant", "construction", "approval", "on_site", gives="self_inspection?conforms"
    ),
    "apply_for_acceptance": Row(
        "3.5.2",
        "applicant",
        "construction",
        "self_inspection alliance director",
        after="taken_back",
        gives="acceptance",
        falls=f"{_of('acceptance')} {PASSED}",
        leads="acceptance",
    ),
    "withdraw_acceptance_application": Row(
        "house", "applicant", "acceptance", "acceptance", "on_site", "taken_back", falls=PASSED, leads="construction"
    ),
    **_of_a_panel("acceptance", "3.5.3", "acceptance", "acceptance"),
    "report_on_site_acceptance": Row(
        "3.5.3",
        "expert",
        "acceptance",
        "complete/acceptance opinion/acceptance",
        gives="on_site passed_on_site?passed revision_asked?revisions",
    ),
    "submit_revision": Row("3.5.3", "applicant", "acceptance", "passed_on_site", gives="revision", falls="revised"),
    "confirm_revision": Row("3.5.3", "officer", "acceptance", "passed_on_site revision", gives="revised"),
    "approve_establishment": Row(
        "3.5.3", "approver", "acceptance", "passed_on_site", "revised", gives="establishment", leads="operation"
    ),
    "appoint_director": Row("4.1", "applicant", APPROVED, "approval", gives="director"),
    "hold_exchange": Row("4.2", "applicant", APPROVED, "approval"),
    "update_listing": Row("4.3", "applicant", APPROVED, "approval"),
    "adopt_sharing_rules": Row("4.4", "applicant", APPROVED, "approval"),
    "evaluate_construction": Row("5.1", "officer", BUILDING, "approval", gives="proposal"),
    "decide_on_evaluation": Row("5.1", "approver", BUILDING, "proposal", falls="proposal"),
    "submit_annual_report": Row("5.2", "applicant", APPROVED, "approval"),
    "notify_major_matter": Row("5.2", "applicant", APPROVED, "approval"),
    "record_supervision": Row("5.3", "district officer", APPROVED, "approval"),
    "order_rectification": Row("5.3", "approver", APPROVED, "approval"),
    "report_rectification": Row("5.3", "applicant", APPROVED, "approval"),
    "judge_rectification": Row("5.3", "officer", APPROVED, "approval"),
    "give_notice_of_revocation": Row("house", "officer", APPROVED, "approval"),
    "revoke_center": Row("5.1, 5.3", "approver", APPROVED, "approval", gives="end", leads="revoked"),
    "record_service": Row("house", "officer", ANY, "registered", onward=False),
}
