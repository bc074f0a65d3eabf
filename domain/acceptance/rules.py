"""The rules of 3.5."""

from collections.abc import Iterator

from domain.acceptance import messages as m
from domain.center import Center
from domain.changes.messages import ScopeChanged
from domain.changes.scope import last_outdated
from domain.context import Context, content
from domain.decision import decides
from domain.doubts import number_of
from domain.guideline.phases import SUPERVISED, Phase
from domain.guideline.vocabulary import Stage, Verdict
from domain.imported.not_on_record import not_on_record
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.management.messages import DirectorAppointed
from domain.order_of_days import APPROVAL, RestsOn
from domain.reviews.messages import ExpertOpinionGiven, PreliminaryReviewCompleted
from domain.reviews.rules import (
    check_leads_panel,
    check_signatures,
    check_signed_by,
    check_speaks_independently,
    needs_independent_panel,
    needs_whole_panel,
)
from domain.supervision.grounds import standing_grounds
from domain.supervision.messages import EVALUATION_AS_GROUND
from domain.values.comparing_form import same_name
from domain.values.identifiers import same_code
from domain.values.partial_days import add_months, earliest


def needs_no_alliance(center: Center, _context: Context) -> None:
    """3.5.1: an alliance is founded once; after that it changes."""
    if center.alliance_formed_on is not None and center.alliance:
        raise Refusal("alliance_already_formed", "3.5.1")


def needs_alliance(center: Center, _context: Context) -> None:
    """3.5.1, 4.2: the center has founded its alliance."""
    if center.alliance_formed_on is None:
        if "alliance" in not_on_record(center):
            raise Refusal("alliance_not_on_record", "3.5.1")
        raise Refusal("alliance_missing", "3.5.1")


def needs_conforming_self_inspection(center: Center, _context: Context) -> None:
    """3.5.2: acceptance is applied for when every item of the checklist conforms, of what the center serves now."""
    if center.self_inspection_conforms is None:
        check_of_this_scope(center)
        if "self_inspection" in not_on_record(center):
            raise Refusal("self_inspection_not_on_record", "3.5.2")
        raise Refusal("self_inspection_missing", "3.5.2")
    if not center.self_inspection_conforms:
        raise Refusal("self_inspection_not_conforming", "3.5.2", items=list(center.non_conforming))


def check_of_this_scope(center: Center) -> None:
    """3.5.2, house rule: an inspection of what the center served before says nothing of what it serves now."""
    outdated = last_outdated(center)
    if outdated is not None:
        raise Refusal("self_inspection_of_another_scope", "3.5.2", date=outdated[0], after=outdated[1])


def needs_director(center: Center, _context: Context) -> None:
    """4.1: a center answers through its director."""
    if center.director is None:
        if "director" in not_on_record(center):
            raise Refusal("director_not_on_record", "4.1")
        raise Refusal("director_missing", "4.1")


def needs_complete_materials(center: Center, _context: Context) -> None:
    """3.5.3: the panel goes on site once the materials are complete."""
    if not center.review(Stage.ACCEPTANCE).materials_complete:
        raise Refusal("preliminary_review_not_completed", "3.5.3", stage=Stage.ACCEPTANCE.value)


def needs_no_on_site_report(center: Center, _context: Context) -> None:
    """3.5.3: an acceptance has one report."""
    if center.on_site is not None:
        raise Refusal("on_site_acceptance_reported", "3.5.3")


def needs_on_site_pass(center: Center, _context: Context) -> None:
    """3.5.3: revision and establishment follow a passed acceptance on site."""
    if center.on_site is not Verdict.PASS:
        raise Refusal("on_site_acceptance_not_passed", "3.5.3")


def needs_submitted_revision(center: Center, _context: Context) -> None:
    """3.5.3: what is confirmed was handed in before."""
    if not center.revision_submitted:
        _check_asked_here(center)
        raise Refusal("revision_missing", "3.5.3")


def _check_asked_here(center: Center) -> None:
    """Where a report alone says that the acceptance passed, nobody here knows whether a revision was asked for."""
    if "revision" in not_on_record(center):
        raise Refusal("revision_not_on_record", "3.5.3")


def needs_confirmed_revision(center: Center, _context: Context) -> None:
    """3.5.3: a center is established once its materials are revised, where the panel asked for that."""
    if center.revision_is_open and not center.revision_confirmed:
        _check_asked_here(center)
        raise Refusal("revision_not_confirmed", "3.5.3")


def alliance_of_the_parties_alone(
    command: m.FormAlliance | m.ChangeAlliance, center: Center, _context: Context
) -> Iterator[Doubt]:
    """3.5.1, 4.2: the alliance gathers the units of the industry's chain, and not the parties alone."""
    if all(_is_a_party(member, center) for member in command.members):
        yield Doubt("alliance_of_the_parties_alone", "4.2", {"members": [member.name for member in command.members]})


def _is_a_party(member: m.AllianceMember, center: Center) -> bool:
    """Whether the member is one of the parties, or the host, which is all that an import may know of them."""
    is_the_host = center.host is not None and same_name(center.host, member.name)
    return is_the_host or any(
        same_name(party.name, member.name) or same_code(party.uscc, member.uscc or "")
        for party in center.organisations()
    )


@decides(
    m.FormAlliance,
    clause="3.5.1",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_no_alliance,),
    rests_on=(APPROVAL, RestsOn(m.AllianceDissolved)),
    doubts=(alliance_of_the_parties_alone,),
    events=(m.AllianceFormed,),
    label=Label("成立产业计量测试联盟", "Form alliance"),
    steps=True,
)
def form_alliance(command: m.FormAlliance, _center: Center, _context: Context) -> list[Event]:
    """3.5.1: founded with members of the industry's chain."""
    return [m.AllianceFormed(**content(command))]


@decides(
    m.ChangeAlliance,
    clause="4.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_alliance,),
    rests_on=(RestsOn(m.AllianceFormed),),
    doubts=(alliance_of_the_parties_alone,),
    events=(m.AllianceChanged,),
    label=Label("变更产业计量测试联盟", "Change alliance"),
)
def change_alliance(command: m.ChangeAlliance, _center: Center, _context: Context) -> list[Event]:
    """4.2: stated anew."""
    return [m.AllianceChanged(**content(command))]


@decides(
    m.DissolveAlliance,
    clause="4.2",
    roles=(Role.APPLICANT,),
    phases=SUPERVISED,
    on_behalf=True,
    needs=(needs_alliance,),
    rests_on=(RestsOn(m.AllianceFormed), RestsOn(m.AllianceChanged)),
    events=(m.AllianceDissolved,),
    label=Label("解散产业计量测试联盟", "Dissolve alliance"),
)
def dissolve_alliance(command: m.DissolveAlliance, _center: Center, _context: Context) -> list[Event]:
    """4.2: another one is formed anew; until then acceptance is not applied for."""
    return [m.AllianceDissolved(**content(command))]


@decides(
    m.CompleteSelfInspection,
    clause="3.5.2",
    roles=(Role.APPLICANT,),
    phases=(Phase.CONSTRUCTION,),
    on_behalf=True,
    rests_on=(
        APPROVAL,
        RestsOn(m.OnSiteAcceptanceReported),
        RestsOn(ScopeChanged),
    ),
    events=(m.SelfInspectionCompleted,),
    label=Label("完成验收前自查", "Complete self-inspection"),
    steps=True,
)
def complete_self_inspection(command: m.CompleteSelfInspection, _center: Center, _context: Context) -> list[Event]:
    """3.5.2: recorded whatever it found."""
    return [m.SelfInspectionCompleted(**content(command))]


@decides(
    m.ApplyForAcceptance,
    clause="3.5.2",
    roles=(Role.APPLICANT,),
    phases=(Phase.CONSTRUCTION,),
    on_behalf=True,
    needs=(needs_conforming_self_inspection, needs_alliance, needs_director),
    rests_on=(
        RestsOn(m.SelfInspectionCompleted),
        RestsOn(m.AllianceFormed),
        RestsOn(DirectorAppointed),
        RestsOn(m.AcceptanceApplicationWithdrawn),
    ),
    events=(m.AcceptanceApplied,),
    label=Label("提出验收申请", "Apply for acceptance"),
    steps=True,
)
def apply_for_acceptance(command: m.ApplyForAcceptance, _center: Center, _context: Context) -> list[Event]:
    """3.5.2: with its three documents."""
    return [m.AcceptanceApplied(**content(command))]


@decides(
    m.WithdrawAcceptanceApplication,
    clause="3.5.2",
    roles=(Role.APPLICANT,),
    phases=(Phase.ACCEPTANCE,),
    on_behalf=True,
    rests_on=(
        RestsOn(m.AcceptanceApplied),
        RestsOn(m.OnSiteAcceptanceReported),
    ),
    events=(m.AcceptanceApplicationWithdrawn,),
    label=Label("撤回验收申请", "Withdraw acceptance application"),
    ends=True,
)
def withdraw_acceptance_application(
    command: m.WithdrawAcceptanceApplication, _center: Center, _context: Context
) -> list[Event]:
    """3.5.2: who applied may take it back until the center is established; a report on site stays on record."""
    return [m.AcceptanceApplicationWithdrawn(**content(command))]


@decides(
    m.ReportOnSiteAcceptance,
    clause="3.5.3",
    roles=(Role.EXPERT,),
    phases=(Phase.ACCEPTANCE,),
    needs=(needs_complete_materials, needs_no_on_site_report, needs_whole_panel, needs_independent_panel),
    rests_on=(
        RestsOn(PreliminaryReviewCompleted, Stage.ACCEPTANCE),
        RestsOn(ExpertOpinionGiven, Stage.ACCEPTANCE),
    ),
    events=(m.OnSiteAcceptanceReported,),
    label=Label("出具现场验收报告", "Report on-site acceptance"),
    steps=True,
)
def report_on_site_acceptance(command: m.ReportOnSiteAcceptance, center: Center, context: Context) -> list[Event]:
    """3.5.3: the panel's lead reports."""
    check_leads_panel(center.review(Stage.ACCEPTANCE), command.expert_id, Stage.ACCEPTANCE)
    check_signed_by(context, command.expert_id, "3.5.3")
    check_speaks_independently(center, Stage.ACCEPTANCE, command.expert_id, context)
    check_signatures(center, Stage.ACCEPTANCE, command.signed_by, command.dissents)
    return [m.OnSiteAcceptanceReported(**content(command))]


@decides(
    m.SubmitRevision,
    clause="3.5.3",
    roles=(Role.APPLICANT,),
    phases=(Phase.ACCEPTANCE,),
    on_behalf=True,
    needs=(needs_on_site_pass,),
    rests_on=(RestsOn(m.OnSiteAcceptanceReported),),
    events=(m.RevisionSubmitted,),
    label=Label("提交修订材料", "Submit revision"),
    steps=True,
)
def submit_revision(command: m.SubmitRevision, _center: Center, _context: Context) -> list[Event]:
    """3.5.3: revised by the experts' opinions."""
    return [m.RevisionSubmitted(**content(command))]


@decides(
    m.ConfirmRevision,
    clause="3.5.3",
    roles=(Role.OFFICER,),
    phases=(Phase.ACCEPTANCE,),
    needs=(needs_on_site_pass, needs_submitted_revision),
    rests_on=(RestsOn(m.RevisionSubmitted),),
    events=(m.RevisionConfirmed,),
    label=Label("确认修订完成", "Confirm revision"),
    steps=True,
)
def confirm_revision(command: m.ConfirmRevision, _center: Center, _context: Context) -> list[Event]:
    """3.5.3: the revision is complete."""
    return [m.RevisionConfirmed(**content(command))]


def rectification_open(_command: m.ApproveEstablishment, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.3: what was ordered to be put right is not yet accepted."""
    open_orders = [order.id for order in center.rectifications if order.status != "accepted"]
    if open_orders:
        yield Doubt("established_with_open_rectification", "5.3", {"rectifications": open_orders})


def ground_to_revoke(_command: m.ApproveEstablishment, center: Center, _context: Context) -> Iterator[Doubt]:
    """5.1: a center of which revocation is intended is hardly established; a rejected order is asked about as open."""
    if any(ground.id == EVALUATION_AS_GROUND for ground in standing_grounds(center)):
        yield Doubt("established_with_ground_to_revoke", "5.1")


def term_over(command: m.ApproveEstablishment, center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.1: acceptance belongs to the term of construction."""
    ends_on, on = center.term_ends_on, context.effective_on(command)
    if ends_on is not None and on > ends_on:
        yield Doubt("established_after_term", "3.5.1", {"term_ends_on": ends_on, "effective_on": on})


def relinquishment_declared(_command: m.ApproveEstablishment, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: a center that has declared that it gives up is hardly established."""
    if center.relinquishment is not None:
        yield Doubt("established_though_giving_up", "house", {"date": center.relinquishment.on})


def soon_after_approval(command: m.ApproveEstablishment, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a center is hardly built within so many months."""
    approved_on, on = center.approved_on, context.effective_on(command)
    months = context.policy.unusual_establishment_months
    if approved_on is not None and on < add_months(earliest(approved_on), months):
        yield Doubt("established_soon", "house", {"approved_on": approved_on, "effective_on": on, "months": months})


@decides(
    m.ApproveEstablishment,
    clause="3.5.3",
    roles=(Role.APPROVER,),
    phases=(Phase.ACCEPTANCE,),
    needs=(needs_on_site_pass, needs_confirmed_revision),
    rests_on=(
        RestsOn(m.RevisionConfirmed),
        RestsOn(m.OnSiteAcceptanceReported),
    ),
    doubts=(
        rectification_open,
        ground_to_revoke,
        term_over,
        relinquishment_declared,
        soon_after_approval,
        *number_of(m.CenterEstablished),
    ),
    events=(m.CenterEstablished,),
    label=Label("批准成立", "Approve establishment"),
    steps=True,
)
def approve_establishment(command: m.ApproveEstablishment, _center: Center, _context: Context) -> list[Event]:
    """3.5.3: established by the bureau's document."""
    return [m.CenterEstablished(**content(command))]


DECISIONS = (
    form_alliance,
    change_alliance,
    dissolve_alliance,
    complete_self_inspection,
    apply_for_acceptance,
    withdraw_acceptance_application,
    report_on_site_acceptance,
    submit_revision,
    confirm_revision,
    approve_establishment,
)
"""The chapter's decisions, in the order of its clauses."""
