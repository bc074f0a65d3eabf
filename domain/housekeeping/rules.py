"""The rules of decisions of any time."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

from pydantic import ValidationError

from domain.application.messages import ConstructionApproved
from domain.center import Center, PendingCorrection
from domain.context import Context, NumberedAct, content
from domain.decision import decides
from domain.doubts import numbers_of, unusual_end, unusual_months
from domain.guideline.phases import ANY_PHASE, BEFORE_APPROVAL, LIVING
from domain.guideline.vocabulary import Verdict
from domain.housekeeping import messages as m
from domain.housekeeping.correction import if_confirmed
from domain.housekeeping.imports import CenterImported, Fact, FactImported, FactKind, ImportCenter
from domain.housekeeping.numbered_acts import ACTS
from domain.housekeeping.reserved import reserved_in
from domain.housekeeping.unknowns import agreed_date, disputed, unknown
from domain.incubation.messages import CenterRegistered
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.kernel.stated import check_stated
from domain.order_of_days import RestsOn
from domain.values.comparing_form import same_name
from domain.values.organisations import check_parties
from domain.values.partial_days import earliest, latest


@decides(
    m.Withdraw,
    clause="record",
    roles=(Role.APPLICANT,),
    phases=BEFORE_APPROVAL,
    rests_on=(RestsOn(CenterRegistered),),
    events=(m.CenterWithdrawn,),
    label=Label("撤回申报", "Withdraw"),
    ends=True,
)
def withdraw(command: m.Withdraw, _center: Center, _context: Context) -> list[Event]:
    """Before approval, the applicant may give up."""
    return [m.CenterWithdrawn(**content(command))]


@decides(
    m.AmendOrganisations,
    clause="record",
    roles=(Role.OFFICER,),
    phases=LIVING,
    rests_on=(RestsOn(CenterRegistered),),
    events=(m.OrganisationsAmended,),
    label=Label("变更承建单位", "Amend organisations"),
)
def amend_organisations(command: m.AmendOrganisations, _center: Center, _context: Context) -> list[Event]:
    """The organisations, stated anew, obey 3.1.1 again."""
    check_parties(command)
    return [m.OrganisationsAmended(**content(command))]


def needs_pending_correction(center: Center, _context: Context) -> None:
    """What is confirmed was proposed."""
    if not center.corrections:
        raise Refusal("no_correction_proposed", "record")


def corrected_term(command: m.CorrectRecord, _center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.1: a corrected term, or a corrected end of it, is asked about as one that is approved."""
    record = as_corrected_by(command, context)
    event = record.event
    if not isinstance(event, ConstructionApproved):
        return
    if "term_months" in command.corrected:
        yield from unusual_months(event.term_months, context.policy)
    if "term_ends_on" in command.corrected:
        yield from unusual_end(event.term_ends_on, record.effective_on, context.policy)


def corrected_act(command: m.CorrectRecord, center: Center, context: Context) -> Iterator[NumberedAct]:
    """The act as it would read, where its number or its day is corrected."""
    record = as_corrected_by(command, context)
    number = getattr(record.event, "document_number", None)
    if number is not None and ("document_number" in command.corrected or command.corrected_effective_on):
        event, on = record.event.wire_name(), record.effective_on
        yield NumberedAct(center.center_id, center.name_zh, event, number.normalized, on)


def as_corrected_by(command: m.CorrectRecord, context: Context) -> Record[Event]:
    """What is to be corrected, as it would read with the correction. The rule has let it pass."""
    return if_confirmed(find_target(command, context), command, context.history())


@decides(
    m.CorrectRecord,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    doubts=(corrected_term, *numbers_of(corrected_act)),
    events=(m.CorrectionProposed,),
    label=Label("提出记录更正", "Correct record"),
)
def correct_record(command: m.CorrectRecord, center: Center, context: Context) -> list[Event]:
    """An officer proposes; nothing changes until the approver confirms."""
    target = find_target(command, context)
    check_correction(command, target, context)
    return [
        m.CorrectionProposed(
            **content(command), correction_id=f"c{center.version + 1}", corrected_version=target.version
        )
    ]


def find_target(command: m.CorrectionContent, context: Context) -> Record[Event]:
    """The event to correct is one of this center's own."""
    for record in context.history():
        if record.position == command.position:
            return record
    raise Refusal("corrected_event_unknown", "record", position=command.position)


def check_correction(command: m.CorrectionContent, target: Record[Event], context: Context) -> None:
    """A correction changes something that may be corrected, and leaves the event one of its kind."""
    if not command.corrected and command.corrected_effective_on is None:
        raise Refusal("nothing_corrected", "record")
    check_corrected_day(command.corrected_effective_on, context.today)
    if isinstance(target.event, m.CorrectionProposed | m.RecordCorrected | m.CorrectionTurnedDown):
        raise Refusal("correction_of_a_correction", "record", position=command.position)
    check_corrected_fields(command, target.event)
    try:
        corrected = if_confirmed(target, command, context.history())
        check_stated(corrected.event, command.corrected)
    except ValidationError as wrong:
        where = sorted({".".join(map(str, error["loc"])) for error in wrong.errors()})
        raise Refusal("corrected_content_wrong", "record", fields=where, event=target.event.wire_name()) from None


def check_corrected_day(on: date | None, today: date) -> None:
    """No event took effect on a day that has not come."""
    if on is not None and on > today:
        raise Refusal("effective_in_the_future", "record", effective_on=on, today=today)


def check_corrected_fields(command: m.CorrectionContent, event: Event) -> None:
    """A correction names fields of the event, and none of them is another person's act."""
    strangers = sorted(set(command.corrected) - set(type(event).model_fields))
    if strangers:
        raise Refusal("corrected_field_unknown", "record", fields=strangers, event=event.wire_name())
    reserved = reserved_in(type(event), command.corrected)
    if reserved:
        raise Refusal(
            "correction_of_anothers_act",
            event.clause,
            event=event.wire_name(),
            reserved=list(reserved.fields),
            way=reserved.way.value,
        )


@decides(
    m.ConfirmCorrection,
    clause="record",
    roles=(Role.APPROVER,),
    phases=ANY_PHASE,
    needs=(needs_pending_correction,),
    rests_on=(RestsOn(m.CorrectionProposed, same="correction_id"),),
    events=(m.RecordCorrected, m.CorrectionTurnedDown),
    label=Label("确认记录更正", "Confirm correction"),
)
def confirm_correction(command: m.ConfirmCorrection, center: Center, context: Context) -> list[Event]:
    """The approver confirms or turns down; whoever proposed doesn't confirm."""
    pending = center.correction(command.correction_id)
    if pending is None:
        raise Refusal("correction_unknown", "record", correction=command.correction_id)
    if same_name(pending.proposed_by, context.actor.id):
        raise Refusal("correction_by_the_same_person", "record", correction=command.correction_id)
    if command.verdict is Verdict.FAIL:
        return [m.CorrectionTurnedDown(correction_id=pending.id, reason=command.reason)]
    check_confirmable(pending, context)
    return [m.RecordCorrected(**pending.content)]


def check_confirmable(pending: PendingCorrection, context: Context) -> None:
    """What is another person's act is not corrected, though it was proposed while that was still possible."""
    event = corrected_event(pending, context.history())
    reserved = reserved_in(type(event), pending.content["corrected"]) if event else None
    if event and reserved:
        raise Refusal(
            "correction_only_turned_down",
            event.clause,
            correction=pending.id,
            event=event.wire_name(),
            reserved=list(reserved.fields),
            way=reserved.way.value,
        )


def corrected_event(pending: PendingCorrection, history: Sequence[Record[Event]]) -> Event | None:
    """The event that a pending correction is about."""
    version = pending.content["corrected_version"]
    return next((record.event for record in history if record.version == version), None)


def needs_imported(center: Center, _context: Context) -> None:
    """Only what an import brought can have gaps of an import."""
    if center.imported_from is None:
        raise Refusal("nothing_unknown", "record")


def completed_term(command: m.CompleteRecord, center: Center, context: Context) -> Iterator[Doubt]:
    """3.5.1: a term that papers tell is asked about as one that is approved."""
    approved_on = command.approved_on or center.approved_on
    if command.term_ends_on and approved_on:
        yield from unusual_end(command.term_ends_on, approved_on, context.policy)


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
    doubts=(completed_term, *numbers_of(completed_acts)),
    events=(m.RecordCompleted,),
    label=Label("补全历史资料", "Complete record"),
)
def complete_record(command: m.CompleteRecord, center: Center, context: Context) -> list[Event]:
    """Only what is unknown or disputed is entered; what is known is corrected instead."""
    given = {name for name in m.RecordSupplement.model_fields if name != "source" and getattr(command, name)}
    if not given:
        raise Refusal("nothing_entered", "record")
    check_asked_for(given, center)
    if command.parties:
        check_parties(command.parties)
    check_days(command, center, context.today)
    return [m.RecordCompleted(**content(command))]


def check_asked_for(given: Set[str], center: Center) -> None:
    """What is known is corrected; what comes with a later decision is not entered before it."""
    settled = sorted(given - set(unknown(center)) - set(disputed(center)))
    to_come = [name for name in settled if getattr(center, name, "") is None]
    if to_come:
        raise Refusal("not_of_this_phase", "record", fields=to_come, phase=center.phase.value)
    if settled:
        raise Refusal("already_known", "record", fields=settled)


def check_days(command: m.CompleteRecord, center: Center, today: date) -> None:
    """Approval and establishment lie in the past, and the term ends after the approval."""
    days: Mapping[str, date | None] = {"approved_on": command.approved_on, "established_on": command.established_on}
    for name, day in days.items():
        if day is not None and day > today:
            raise Refusal("effective_in_the_future", "record", effective_on=day, today=today, field=name)
    approved = command.approved_on or (earliest(center.approved_on) if center.approved_on else None)
    if command.term_ends_on and approved and command.term_ends_on <= approved:
        raise Refusal("term_before_approval", "3.5.1", term_ends_on=command.term_ends_on, approved_on=approved)
    established = command.established_on or (latest(center.established_on) if center.established_on else None)
    if approved and established and established < approved:
        raise Refusal("establishment_before_approval", "3.5.3", established_on=established, approved_on=approved)


@decides(
    ImportCenter,
    clause="record",
    roles=(Role.SYSTEM,),
    phases=(),
    events=(CenterImported, FactImported),
    label=Label("导入历史中心", "Import center"),
)
def import_center(command: ImportCenter, _center: Center, context: Context) -> list[Event]:
    """What was reported, as it was reported; a decision dated ahead of us was none yet."""
    for fact in command.facts:
        if fact.kind is not FactKind.TARGET_COMPLETION and earliest(fact.date) > context.today:
            raise Refusal("fact_in_the_future", "record", fact=fact.kind.value, date=str(fact.date))
    check_facts_in_order(command.facts)
    facts = [FactImported.model_construct(**fact.__dict__) for fact in command.facts]
    return [CenterImported(**content(command, "center_id", "facts")), *facts]


ORDER_OF_FACTS = (
    (FactKind.CONSTRUCTION_APPROVED, FactKind.ACCEPTED_ON_SITE),
    (FactKind.CONSTRUCTION_APPROVED, FactKind.ESTABLISHED),
    (FactKind.ACCEPTED_ON_SITE, FactKind.ESTABLISHED),
)
"""The order of days among reported facts: the first of each pair is what the second rests on."""


def check_facts_in_order(facts: Sequence[Fact]) -> None:
    """Reports on whose dates all agree do not contradict the order of days; disputed ones are imported as such."""
    for ground, fact in ORDER_OF_FACTS:
        before, after = agreed_date(_of_kind(facts, ground)), agreed_date(_of_kind(facts, fact))
        if before is not None and after is not None and latest(after) < earliest(before):
            raise Refusal(
                "facts_out_of_order", "record", fact=fact.value, date=after, ground=ground.value, after=before
            )


def _of_kind(facts: Sequence[Fact], kind: FactKind) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.kind is kind)


DECISIONS = (withdraw, amend_organisations, complete_record, correct_record, confirm_correction, import_center)
"""The chapter's decisions, in the order of its clauses."""
