"""Commands and events of 3.5."""

from typing import Annotated, Literal

from pydantic import Field

from domain.guideline.vocabulary import ChainPosition, Verdict
from domain.kernel.base import Label, Model
from domain.kernel.messages import Command, DocumentRef, Line, Text
from domain.kernel.records import Event
from domain.reviews.messages import Dissents, Signatures
from domain.values.identifiers import CreditCodeInWords, DocumentNumber


class AllianceMember(Model):
    """A member of the industrial metrology alliance and its place in the chain."""

    name: Line
    chain_position: ChainPosition
    uscc: CreditCodeInWords | None = None


class Alliance(Model):
    """The alliance that the center leads (产业计量测试联盟)."""

    name: Line
    members: Annotated[tuple[AllianceMember, ...], Field(min_length=1, max_length=1000)]


class FormAlliance(Alliance, Command):
    """Found the alliance (3.5.1, 4.2)."""

    type: Literal["form_alliance"] = "form_alliance"


class AllianceFormed(Alliance, Event):
    """The alliance is founded."""

    TOPIC = "alliance_formed:1"
    CLAUSE = "3.5.1"
    LABEL = Label("成立产业计量测试联盟", "Alliance formed")


class ChangeAlliance(Alliance, Command):
    """State the alliance anew, with all of its members (4.2)."""

    type: Literal["change_alliance"] = "change_alliance"


class AllianceChanged(Alliance, Event):
    """The alliance has other members, or another name."""

    TOPIC = "alliance_changed:1"
    CLAUSE = "4.2"
    LABEL = Label("变更产业计量测试联盟", "Alliance changed")


class Dissolution(Model):
    """Why there is no alliance any more."""

    reason: Text


class DissolveAlliance(Dissolution, Command):
    """Dissolve the alliance; another one is formed anew (4.2)."""

    type: Literal["dissolve_alliance"] = "dissolve_alliance"


class AllianceDissolved(Dissolution, Event):
    """The center has no alliance any more."""

    TOPIC = "alliance_dissolved:1"
    CLAUSE = "4.2"
    LABEL = Label("解散产业计量测试联盟", "Alliance dissolved")


class ChecklistItem(Model):
    """One line of the on-site acceptance checklist (现场验收核查表)."""

    item: Line
    conforms: bool
    remark: Text | None = None


class SelfInspection(Model):
    """The center's own inspection against the checklist (3.5.2)."""

    items: Annotated[tuple[ChecklistItem, ...], Field(min_length=1, max_length=500)]


class CompleteSelfInspection(SelfInspection, Command):
    """Record the self-inspection, whatever it found (3.5.2)."""

    type: Literal["complete_self_inspection"] = "complete_self_inspection"


class SelfInspectionCompleted(SelfInspection, Event):
    """The center has inspected itself."""

    TOPIC = "self_inspection_completed:1"
    CLAUSE = "3.5.2"
    LABEL = Label("完成验收前自查", "Self-inspection completed")


class AcceptanceMaterials(Model):
    """The three documents (验收申请书, 筹建工作总结报告, 能力后续建设规划) (3.5.2)."""

    acceptance_application: DocumentRef
    construction_summary: DocumentRef
    capability_plan: DocumentRef


class ApplyForAcceptance(AcceptanceMaterials, Command):
    """Apply for formal acceptance (3.5.2)."""

    type: Literal["apply_for_acceptance"] = "apply_for_acceptance"


class AcceptanceApplied(AcceptanceMaterials, Event):
    """Acceptance is applied for; its review begins."""

    TOPIC = "acceptance_applied:1"
    CLAUSE = "3.5.2"
    LABEL = Label("提出验收申请", "Acceptance applied for")


class AcceptanceWithdrawal(Model):
    """Why the center takes its application for acceptance back."""

    reason: Text


class WithdrawAcceptanceApplication(AcceptanceWithdrawal, Command):
    """Take the application for acceptance back, before the center is established (3.5.2)."""

    type: Literal["withdraw_acceptance_application"] = "withdraw_acceptance_application"


class AcceptanceApplicationWithdrawn(AcceptanceWithdrawal, Event):
    """The application for acceptance is taken back; the center goes on being built, and may apply anew."""

    TOPIC = "acceptance_application_withdrawn:1"
    CLAUSE = "3.5.2"
    LABEL = Label("撤回验收申请", "Acceptance application withdrawn")


class OnSiteAcceptance(Model):
    """The panel's report of the on-site acceptance and what has to be revised (3.5.3)."""

    expert_id: str
    verdict: Verdict
    findings: Text
    revisions: Annotated[tuple[Text, ...], Field(max_length=200)] = ()
    signed_by: Signatures = ()
    dissents: Dissents = ()


class ReportOnSiteAcceptance(OnSiteAcceptance, Command):
    """Report the on-site acceptance as the panel's lead (3.5.3)."""

    type: Literal["report_on_site_acceptance"] = "report_on_site_acceptance"


class OnSiteAcceptanceReported(OnSiteAcceptance, Event):
    """The on-site acceptance is reported; failed, the center goes back to construction."""

    TOPIC = "on_site_acceptance_reported:1"
    CLAUSE = "3.5.3"
    LABEL = Label("出具现场验收报告", "On-site acceptance reported")


class Revision(Model):
    """How the materials were revised by the experts' opinions."""

    summary: Text


class SubmitRevision(Revision, Command):
    """Hand in the revised materials (3.5.3)."""

    type: Literal["submit_revision"] = "submit_revision"


class RevisionSubmitted(Revision, Event):
    """The revised materials are in."""

    TOPIC = "revision_submitted:1"
    CLAUSE = "3.5.3"
    LABEL = Label("提交修订材料", "Revision submitted")


class RevisionConfirmation(Model):
    """That the revision is complete."""

    conclusion: Text


class ConfirmRevision(RevisionConfirmation, Command):
    """Confirm that the revision is complete (3.5.3)."""

    type: Literal["confirm_revision"] = "confirm_revision"


class RevisionConfirmed(RevisionConfirmation, Event):
    """The revision is complete."""

    TOPIC = "revision_confirmed:1"
    CLAUSE = "3.5.3"
    LABEL = Label("确认修订完成", "Revision confirmed")


class EstablishmentApproval(Model):
    """The document by which the bureau establishes the center."""

    document_number: DocumentNumber


class ApproveEstablishment(EstablishmentApproval, Command):
    """Establish the center by an issued document; ``effective_on`` is its date (3.5.3)."""

    type: Literal["approve_establishment"] = "approve_establishment"


class CenterEstablished(EstablishmentApproval, Event):
    """The center is established."""

    TOPIC = "center_established:1"
    CLAUSE = "3.5.3"
    LABEL = Label("批准成立", "Center established")
