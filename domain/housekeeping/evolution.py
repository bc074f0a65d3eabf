"""How decisions of any time, and imported facts, change a center."""

from datetime import date

from domain.center import Center, FormerParty, PendingCorrection, PendingUndoing, UndoneAct
from domain.decision import Effects
from domain.guideline.fields import FieldOfService
from domain.guideline.phases import ORDER, SUPERVISED, Phase
from domain.guideline.vocabulary import Stage, Verdict
from domain.housekeeping import backfill, officers, service
from domain.housekeeping import messages as m
from domain.imported.facts import CenterImported, DetailsReported, Fact, FactImported, FactKind, ReportAdded
from domain.imported.known_phases import PROVEN_BY_PAPER, REACHES
from domain.imported.unknowns import agreed_date, facts_of, known_here, with_details
from domain.kernel.records import Event, Record
from domain.values.organisations import Parties, succeeded
from domain.values.partial_days import day_in_shanghai, last_possible


def center_withdrawn(center: Center, record: Record[m.CenterWithdrawn]) -> Center:
    """The end, by the applicant."""
    return center.but(phase=Phase.WITHDRAWN, ended_on=record.effective_on)


def organisations_amended(center: Center, record: Record[m.OrganisationsAmended]) -> Center:
    """The organisations as they stand now."""
    return _with_parties(center, record.event)


def _with_parties(center: Center, parties: Parties) -> Center:
    return center.but(
        lead=parties.lead,
        host=parties.lead.name,
        joint=parties.joint,
        built_jointly=bool(parties.joint),
        cooperation_mechanism=parties.cooperation_mechanism,
    )


def merger_recorded(center: Center, record: Record[m.MergerRecorded]) -> Center:
    """The successor has the place of the predecessor, which stays known."""
    event, parties = record.event, center.parties()
    if parties is None:
        return center
    former = FormerParty(event.predecessor_name, event.predecessor, record.effective_on, event.successor.name)
    center = _with_parties(center, succeeded(parties, event.predecessor, event.successor))
    return center.but(former_parties=(*center.former_parties, former))


def correction_proposed(center: Center, record: Record[m.CorrectionProposed]) -> Center:
    """It waits for the approver."""
    pending = PendingCorrection(record.event.correction_id, record.actor.id, dict(record.event))
    return center.but(corrections=(*center.corrections, pending))


def record_corrected(center: Center, record: Record[m.RecordCorrected]) -> Center:
    """It waits no more; what it corrects is read anew by ``domain.replay``."""
    return _without_correction(center, record.event.correction_id)


def correction_turned_down(center: Center, record: Record[m.CorrectionTurnedDown]) -> Center:
    """It waits no more."""
    return _without_correction(center, record.event.correction_id)


def correction_taken_back(center: Center, record: Record[m.CorrectionTakenBack]) -> Center:
    """It waits no more."""
    return _without_correction(center, record.event.correction_id)


def _without_correction(center: Center, correction_id: str) -> Center:
    return center.but(corrections=tuple(item for item in center.corrections if item.id != correction_id))


def undoing_proposed(center: Center, record: Record[m.UndoingProposed]) -> Center:
    """It waits for the approver."""
    pending = PendingUndoing(record.event.undoing_id, record.actor.id, record.event)
    return center.but(undoings=(*center.undoings, pending))


def act_undone(center: Center, record: Record[m.ActUndone]) -> Center:
    """What it undoes is left out by ``domain.replay``; no clock had anything to say while the center stood ended."""
    center = act_found_unlawful(center, record)
    return center.but(resumed_on=day_in_shanghai(record.recorded_at)) if record.event.resumes else center


def act_found_unlawful(center: Center, record: Record[m.UndoingConfirmed]) -> Center:
    """It waits no more, and is on record."""
    undone = undone_act(record, record.event)
    return _without_undoing(center, record.event.undoing_id).but(undone=(*center.undone, undone))


def undone_act(record: Record[Event], event: m.UndoingConfirmed) -> UndoneAct:
    """What the record's event says of the act that counts no more, or that was found unlawful."""
    return UndoneAct(
        event.undoing_id,
        record.version,
        event.position,
        event.left_out,
        event.kind,
        event.effect,
        record.effective_on,
        event.number,
        event.deciding_body,
    )


def undoing_turned_down(center: Center, record: Record[m.UndoingTurnedDown]) -> Center:
    """It waits no more."""
    return _without_undoing(center, record.event.undoing_id)


def _without_undoing(center: Center, undoing_id: str) -> Center:
    return center.but(undoings=tuple(item for item in center.undoings if item.id != undoing_id))


def record_completed(center: Center, record: Record[m.RecordCompleted]) -> Center:
    """What the papers say is known from now on."""
    event = record.event
    if event.parties:
        center = _with_parties(center, event.parties)
    if event.term_ends_on:
        center = _with_term(center, event.term_ends_on, day_in_shanghai(record.recorded_at))
    if event.approved_on:
        center = center.but(began_by=event.approved_on)
    if event.field_in_words and center.field:
        center = center.but(field=center.field.model_copy(update={"other": event.field_in_words}))
    given = {name: value for name, value in event if value is not None and name in _PLAIN}
    proven = (PROVEN_BY_PAPER[name] for name in given if name in PROVEN_BY_PAPER)
    phase = max((center.phase, *proven), key=ORDER.index) if center.phase is Phase.UNKNOWN else center.phase
    return center.but(**given, phase=phase, settled=center.settled | set(given))


def _with_term(center: Center, term: date, known_on: date) -> Center:
    """An evaluation held while the term was unknown was one of this term."""
    evaluated = dict(center.evaluated)
    if "unknown" in evaluated:
        evaluated[term.isoformat()] = evaluated.pop("unknown")
    known = (*center.terms_known_on, known_on)
    return center.but(terms=(*center.terms, term), terms_known_on=known, evaluated=evaluated)


_PLAIN = ("approved_on", "approval_number", "established_on", "establishment_number", "name_en")


def center_imported(center: Center, record: Record[CenterImported]) -> Center:
    """A center with a past that others reported; its clocks count from the day of import."""
    event, imported_on = record.event, day_in_shanghai(record.recorded_at)
    return center.but(
        phase=Phase.UNKNOWN,
        name_zh=event.name_zh,
        name_en=event.name_en,
        level=event.level,
        region=event.region,
        host=event.host,
        built_jointly=True if event.joint_with else event.joint,
        joint_with=event.joint_with,
        field=FieldOfService.model_construct(field=event.field, branch=None, other=event.industry),
        seat=event.seat,
        seat_district=event.district,
        imported_from=event.source,
        predecessor=event.predecessor,
        followed_from=imported_on,
        known_on=imported_on,
    )


def fact_imported(center: Center, record: Record[FactImported]) -> Center:
    """One report more; the furthest phase that a report proves is the center's."""
    fact = Fact.model_construct(**{name: getattr(record.event, name) for name in Fact.model_fields})
    center = center.but(facts=(*center.facts, fact))
    if fact.kind is FactKind.ALLIANCE_FORMED:
        return center.but(alliance_formed_on=agreed_date(facts_of(center, fact.kind)) or center.alliance_formed_on)
    reached = REACHES.get(fact.kind)
    return _having_reached(center, reached) if reached else center


def report_added(center: Center, record: Record[ReportAdded]) -> Center:
    """One report more. What papers have settled, or was decided here, stays as it is."""
    fact = Fact.model_construct(**{name: getattr(record.event, name) for name in Fact.model_fields})
    center = center.but(facts=(*center.facts, fact))
    if fact.kind is FactKind.ALLIANCE_FORMED:
        has_own = bool(center.alliance) or center.alliance_dissolved_on is not None
        return center if has_own else center.but(alliance_formed_on=agreed_date(facts_of(center, fact.kind)))
    reached = REACHES.get(fact.kind)
    if reached is None:
        return center
    kept = {name: getattr(center, name) for name in ("approved_on", "established_on", "began_by")}
    settled = known_here(center)
    leads_on = ORDER.index(reached) > ORDER.index(center.phase)
    center = _having_reached(center, reached) if leads_on else _with_reported_days(center)
    names = {"approved_on": ("approved_on", "began_by"), "established_on": ("established_on",)}
    stays = {field: kept[field] for name in settled & set(names) for field in names[name]}
    return center.but(settled=settled, **stays)


def details_reported(center: Center, record: Record[DetailsReported]) -> Center:
    """What was not known of the center before is known by this report."""
    return with_details(center, record.event)


def _having_reached(center: Center, phase: Phase) -> Center:
    center = _with_reported_days(center).but(phase=max(center.phase, phase, key=ORDER.index))
    if phase is Phase.ACCEPTANCE:
        center = center.but(on_site=Verdict.PASS, revision_asked=True).with_review(
            Stage.ACCEPTANCE, materials_complete=True
        )
    return center


def _with_reported_days(center: Center) -> Center:
    return center.but(
        approved_on=agreed_date(facts_of(center, FactKind.CONSTRUCTION_APPROVED)),
        established_on=agreed_date(facts_of(center, FactKind.ESTABLISHED)),
        began_by=_began_by(center),
    )


def _began_by(center: Center) -> date | None:
    """The latest day of which a report allows that construction was approved; that of the import where none tells it,
    since by then it had been.
    """
    proofs = [fact for fact in center.facts if REACHES.get(fact.kind) in SUPERVISED]
    approvals = [fact for fact in proofs if fact.kind is FactKind.CONSTRUCTION_APPROVED] or proofs
    days = [last_possible(fact.happened) for fact in approvals]
    return max((day if day < date.max else center.known_on or day for day in days), default=None)


EFFECTS: Effects = {
    m.CenterWithdrawn: center_withdrawn,
    m.OrganisationsAmended: organisations_amended,
    m.MergerRecorded: merger_recorded,
    m.CorrectionProposed: correction_proposed,
    m.RecordCorrected: record_corrected,
    m.CorrectionTurnedDown: correction_turned_down,
    m.CorrectionTakenBack: correction_taken_back,
    m.UndoingProposed: undoing_proposed,
    m.ActUndone: act_undone,
    m.ActFoundUnlawful: act_found_unlawful,
    m.UndoingTurnedDown: undoing_turned_down,
    m.RecordCompleted: record_completed,
    CenterImported: center_imported,
    FactImported: fact_imported,
    ReportAdded: report_added,
    DetailsReported: details_reported,
    **backfill.EFFECTS,
    **service.EFFECTS,
    **officers.EFFECTS,
}
