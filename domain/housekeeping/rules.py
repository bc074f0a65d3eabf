"""The rules of decisions of any time."""

from collections.abc import Iterator, Mapping, Set
from datetime import date

from domain.center import Center
from domain.context import Context, NumberedAct, content
from domain.decision import decides
from domain.doubts import numbers_of, unusual_end
from domain.guideline.phases import ANY_PHASE, BEFORE_APPROVAL, LIVING, ORDER, Phase
from domain.housekeeping import backfill, correction_rules, import_rules, officers, service
from domain.housekeeping import messages as m
from domain.housekeeping.import_rules import check_nothing_before_the_approval, needs_imported
from domain.housekeeping.numbered_acts import ACTS
from domain.imported.known_phases import PROVEN_BY_PAPER
from domain.imported.unknowns import disputed, to_settle, unknown
from domain.incubation.messages import CenterRegistered
from domain.incubation.rules import superior_no_government_body
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn, check_has_come
from domain.powers.authority import is_of_the_bureau
from domain.values.identifiers import same_code
from domain.values.organisations import (
    Organisation,
    check_evidence,
    check_parties,
    is_of_another_province,
    joined_since,
    succeeded,
)
from domain.values.partial_days import earliest, latest


@decides(
    m.Withdraw,
    clause="record",
    roles=(Role.APPLICANT,),
    phases=BEFORE_APPROVAL,
    on_behalf=True,
    rests_on=(RestsOn(CenterRegistered),),
    events=(m.CenterWithdrawn,),
    label=Label("撤回申报", "Withdraw"),
    ends=True,
)
def withdraw(command: m.Withdraw, _center: Center, _context: Context) -> list[Event]:
    """Before approval, the applicant may give up."""
    return [m.CenterWithdrawn(**content(command))]


def lead_leaves_shanghai(command: m.AmendOrganisations, center: Center, _context: Context) -> Iterator[Doubt]:
    """3.1.1: another lead, that is registered in another province, would take a center of Shanghai there."""
    is_the_same = center.lead is not None and same_code(center.lead.uscc, command.lead.uscc)
    if is_of_the_bureau(center) and not is_the_same and is_of_another_province(command.lead):
        yield Doubt("lead_leaves_shanghai", "3.1.1", {"uscc": command.lead.uscc})


@decides(
    m.AmendOrganisations,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    rests_on=(RestsOn(CenterRegistered),),
    doubts=(lead_leaves_shanghai, superior_no_government_body),
    of_any_authority=True,
    events=(m.OrganisationsAmended,),
    label=Label("变更承建单位", "Amend organisations"),
)
def amend_organisations(command: m.AmendOrganisations, center: Center, context: Context) -> list[Event]:
    """The organisations, stated anew, obey 3.1.1 again, and who joins brings the evidence of 3.4.1."""
    check_parties(command)
    if context.asks_powers and is_of_the_bureau(center) and center.phase is not Phase.INCUBATION:
        check_evidence(joined_since(command, center.parties()), command.evidence)
    return [m.OrganisationsAmended(**content(command))]


def needs_known_parties(center: Center, _context: Context) -> None:
    """Who is no known party is succeeded by nobody; an import may know none."""
    if center.lead is None:
        raise Refusal("parties_unknown", "record")


def merger_leaves_shanghai(command: m.RecordMerger, center: Center, _context: Context) -> Iterator[Doubt]:
    """3.1.1: so it is with a lead whose successor is registered in another province."""
    is_the_lead = center.lead is not None and same_code(center.lead.uscc, command.predecessor)
    if is_of_the_bureau(center) and is_the_lead and is_of_another_province(command.successor):
        yield Doubt("lead_leaves_shanghai", "3.1.1", {"uscc": command.successor.uscc})


def merged_superior(command: m.RecordMerger, center: Center, context: Context) -> Iterator[Doubt]:
    """3.3.2: so it is with the superior body of a successor."""
    parties = center.parties()
    if parties:
        merged = succeeded(parties, command.predecessor, command.successor)
        yield from superior_no_government_body(merged, center, context)


@decides(
    m.RecordMerger,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    needs=(needs_known_parties,),
    rests_on=(RestsOn(CenterRegistered), RestsOn(m.OrganisationsAmended)),
    doubts=(merger_leaves_shanghai, merged_superior),
    of_any_authority=True,
    events=(m.MergerRecorded,),
    label=Label("登记承建单位合并", "Record merger"),
)
def record_merger(command: m.RecordMerger, center: Center, _context: Context) -> list[Event]:
    """The successor has the place of a party, with its tasks and responsibilities, and is none of the parties already:
    where one party takes up another, the organisations are stated anew.
    """
    parties = center.parties()
    predecessor = _party_of(center, command.predecessor)
    if parties is None or predecessor is None:
        raise Refusal("organisation_not_a_party", "3.1.1", uscc=command.predecessor)
    if _party_of(center, command.successor.uscc):
        raise Refusal("successor_is_a_party", "3.1.1", organisation=command.successor.name)
    check_parties(succeeded(parties, command.predecessor, command.successor))
    return [m.MergerRecorded(**content(command), predecessor_name=predecessor.name)]


def _party_of(center: Center, uscc: str) -> Organisation | None:
    return next((party for party in center.organisations() if same_code(party.uscc, uscc)), None)


def completed_term(command: m.CompleteRecord, center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.1: a term that papers tell is asked about as one that is approved."""
    approved_on = command.approved_on or center.approved_on
    if command.term_ends_on and approved_on and is_of_the_bureau(center):
        yield from unusual_end(command.term_ends_on, approved_on, context.policy)


def completed_superior(command: m.CompleteRecord, center: Center, context: Context) -> Iterator[Doubt]:
    """3.3.2: so it is with organisations that papers tell."""
    if command.parties:
        yield from superior_no_government_body(command.parties, center, context)


def paper_moves_the_center(command: m.CompleteRecord, center: Center, _context: Context) -> Iterator[Doubt]:
    """A paper that proves a later phase than is known leads the center there, its clocks and its work with it."""
    proven = [phase for name, phase in PROVEN_BY_PAPER.items() if getattr(command, name)]
    furthest = max(proven, key=ORDER.index, default=center.phase)
    if center.phase is Phase.UNKNOWN and furthest is not center.phase:
        yield Doubt("report_moves_the_center", "record", {"phase": furthest.value})


def completed_acts(command: m.CompleteRecord, center: Center, _context: Context) -> Iterator[NumberedAct]:
    """The acts whose numbers papers tell, with their days by these or by earlier ones."""
    for event, number, on in ACTS:
        borne = getattr(command, number, None)
        if borne is not None:
            day = getattr(command, on) or getattr(center, on)
            yield NumberedAct(center.center_id, center.name_zh, event.wire_name(), borne.normalized, day)


@decides(
    m.CompleteRecord,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    needs=(needs_imported,),
    doubts=(completed_term, completed_superior, paper_moves_the_center, *numbers_of(completed_acts)),
    of_any_authority=True,
    events=(m.RecordCompleted,),
    label=Label("补全历史资料", "Complete record"),
)
def complete_record(command: m.CompleteRecord, center: Center, context: Context) -> list[Event]:
    """What is unknown, disputed or known by reports alone is entered; what papers have settled is corrected instead."""
    given = {name for name in m.RecordSupplement.model_fields if name != "source" and getattr(command, name)}
    if not given:
        raise Refusal("nothing_entered", "record")
    check_asked_for(given, center)
    if command.parties:
        check_parties(command.parties)
    check_days(command, center, context.today)
    if command.approved_on:
        check_nothing_before_the_approval(command.approved_on, context)
    return [m.RecordCompleted(**content(command))]


def check_asked_for(given: Set[str], center: Center) -> None:
    """What papers or decisions have settled is corrected; what comes with a later decision is not entered before it."""
    settled = sorted(given - set(unknown(center)) - set(disputed(center)) - to_settle(center))
    to_come = [name for name in settled if getattr(center, name, "") is None]
    if to_come:
        raise Refusal("not_of_this_phase", "record", fields=to_come, phase=center.phase.value)
    if settled:
        raise Refusal("already_known", "record", fields=settled)


def check_days(command: m.CompleteRecord, center: Center, today: date) -> None:
    """Approval and establishment lie in the past, and the term ends after the approval."""
    days: Mapping[str, date | None] = {"approved_on": command.approved_on, "established_on": command.established_on}
    for name, day in days.items():
        if day is not None:
            check_has_come(day, today, field=name)
    approved = command.approved_on or (earliest(center.approved_on) if center.approved_on else None)
    if command.term_ends_on and approved and command.term_ends_on <= approved:
        raise Refusal("term_before_approval", "3.5.1", term_ends_on=command.term_ends_on, approved_on=approved)
    established = command.established_on or (latest(center.established_on) if center.established_on else None)
    if approved and established and established < approved:
        raise Refusal("establishment_before_approval", "3.5.3", established_on=established, approved_on=approved)


DECISIONS = (
    withdraw,
    amend_organisations,
    record_merger,
    complete_record,
    *correction_rules.DECISIONS,
    *import_rules.DECISIONS,
    *backfill.DECISIONS,
    *service.DECISIONS,
    *officers.DECISIONS,
)
"""The chapter's decisions, in the order of its clauses."""
