"""The rules of corrections: proposed, taken back, confirmed or turned down.

A corrected event is decided on again, on the state before it, by the rules and the numbers of the day on which it was
recorded: no correction makes of it what no decision could have been.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.center import Center, PendingCorrection
from domain.context import Context, content
from domain.decision import decides
from domain.guideline.phases import ANY_PHASE
from domain.guideline.vocabulary import Verdict
from domain.housekeeping import messages as m
from domain.housekeeping.correctable import DAY, by_paper_in, following_in, reserved_in
from domain.housekeeping.deciding_again import misplaced, new_doubts, new_refusal, once_corrected
from domain.housekeeping.undoing import undoings_by_version
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn, check_has_come
from domain.supervision.messages import RectificationExtended, RectificationOrdered
from domain.values.comparing_form import same_name

WITH_DUE_DAY = (RectificationOrdered, RectificationExtended)
"""What gives a party a day by which something is to be put right."""


def needs_pending_correction(center: Center, _context: Context) -> None:
    """What is confirmed or taken back was proposed."""
    if not center.corrections:
        raise Refusal("no_correction_proposed", "record")


def doubts_of_the_corrected(command: m.CorrectRecord, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: what is unusual about the corrected event and is not about it as it reads now is asked at once."""
    target = find_target(command.position, context)
    yield from new_doubts(once_corrected(target, command, context), context)


def due_day_corrected_into_the_past(command: m.CorrectRecord, _center: Center, context: Context) -> Iterator[Doubt]:
    """5.3: nobody is late for a day that they could not know; one that comes to lie in the past is asked about."""
    reread = once_corrected(find_target(command.position, context), command, context)
    for now, then in zip(reread.now.records, reread.then.records, strict=True):
        if isinstance(now.event, WITH_DUE_DAY) and isinstance(then.event, WITH_DUE_DAY):
            former, due_on = now.event.due_on, then.event.due_on
            if due_on != former and due_on < context.today:
                yield Doubt("due_day_corrected_into_the_past", "5.3", {"due_on": due_on, "former_due_on": former})


@decides(
    m.CorrectRecord,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    doubts=(doubts_of_the_corrected, due_day_corrected_into_the_past),
    of_any_authority=True,
    events=(m.CorrectionProposed,),
    label=Label("提出记录更正", "Correct record"),
)
def correct_record(command: m.CorrectRecord, center: Center, context: Context) -> list[Event]:
    """An officer proposes; nothing changes until the approver confirms."""
    target = find_target(command.position, context)
    check_says_something(command, context.today)
    check_target(target, context)
    check_fields(named_in(command), target.event)
    check_none_waits(command, target, center)
    check_decided_again(command, target, context)
    check_paper(command, target.event)
    return [
        m.CorrectionProposed(
            **content(command), correction_id=f"c{center.version + 1}", corrected_version=target.version
        )
    ]


def find_target(position: int, context: Context) -> Record[Event]:
    """The record at a position, which is one of this center's own."""
    for record in context.history():
        if record.position == position:
            return record
    raise Refusal("corrected_event_unknown", "record", position=position)


def check_says_something(command: m.CorrectionContent, today: date) -> None:
    """A correction changes something, and no event took effect on a day that has not come."""
    on = command.corrected_effective_on
    if not command.corrected and on is None:
        raise Refusal("nothing_corrected", "record")
    if on is not None:
        check_has_come(on, today, field="corrected_effective_on")


def check_target(target: Record[Event], context: Context) -> None:
    """What is about another record is never corrected; another of its kind says otherwise. Nor is what is undone."""
    check_still_counts(target, context)
    if isinstance(target.event, m.UndoingContent | m.UndoingTurnedDown):
        event = target.event.wire_name()
        raise Refusal("correction_of_an_undoing", "record", position=target.position, event=event)
    if target.event.ABOUT_A_RECORD:
        raise Refusal("correction_of_a_correction", "record", position=target.position)


def check_still_counts(target: Record[Event], context: Context) -> None:
    """There is nothing to correct in what counts no more."""
    if target.version in undoings_by_version(context.history()):
        event = target.event.wire_name()
        raise Refusal("correction_of_what_is_undone", "record", position=target.position, event=event)


def named_in(correction: m.CorrectionContent) -> list[str]:
    """The names of what the correction changes, the day among them."""
    return [*correction.corrected, *((DAY,) if correction.corrected_effective_on else ())]


def check_fields(names: Sequence[str], event: Event) -> None:
    """A correction names fields of the event; none is another person's act, and none follows from others."""
    strangers = sorted(set(names) - set(type(event).model_fields) - {DAY})
    if strangers:
        raise Refusal("corrected_field_unknown", "record", fields=strangers, event=event.wire_name())
    reserved = reserved_in(type(event), names)
    if reserved:
        raise Refusal(
            "correction_of_anothers_act",
            event.clause,
            event=event.wire_name(),
            reserved=list(reserved.fields),
            way=reserved.way.value,
        )
    check_nothing_follows(names, event)


def check_paper(command: m.CorrectRecord, event: Event) -> None:
    """What moves a center to another authority rests on the paper of its approval."""
    fields = by_paper_in(type(event), command.corrected)
    if fields and not command.documents:
        raise Refusal("correction_without_paper", event.clause, event=event.wire_name(), fields=fields)


def check_nothing_follows(names: Sequence[str], event: Event) -> None:
    """What is reckoned from other fields, and the names that an event gives, are corrected with what they follow."""
    following = following_in(type(event), names)
    if following:
        raise Refusal("correction_of_what_follows", event.clause, event=event.wire_name(), fields=following)


def check_none_waits(command: m.CorrectionContent, target: Record[Event], center: Center) -> None:
    """Of one field of an event one correction waits at a time."""
    for pending in center.corrections:
        if pending.content["corrected_version"] != target.version:
            continue
        both = sorted(set(named_in(content_of(pending))).intersection(named_in(command)))
        if both:
            event = target.event.wire_name()
            raise Refusal("correction_waits_already", "record", correction=pending.id, event=event, fields=both)


def content_of(pending: PendingCorrection) -> m.CorrectionContent:
    """What a correction that waits says."""
    known: dict[str, Any] = {name: pending.content.get(name) for name in m.CorrectionContent.model_fields}
    return m.CorrectionContent.model_construct(**known)


def check_decided_again(correction: m.CorrectionContent, target: Record[Event], context: Context) -> None:
    """The corrected event is one of its kind, and one that the rules of its own day would take.

    Raises ``Refusal``, which names the rule's own: its code, its clause and what fills its sentence.
    """
    event = target.event.wire_name()
    try:
        reread = once_corrected(target, correction, context)
    except ValidationError as wrong:
        raise Refusal("corrected_content_wrong", "record", fields=_places(wrong), event=event) from None
    if places := misplaced(reread, context):
        raise Refusal("corrected_content_wrong", "record", fields=places, event=event)
    refused = new_refusal(reread, context)
    if refused:
        raise Refusal("corrected_act_refused", refused.clause, event=event, refused=refused.plain())


def _places(wrong: ValidationError) -> list[str]:
    return sorted({".".join(map(str, error["loc"])) for error in wrong.errors()})


@decides(
    m.TakeBackCorrection,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    needs=(needs_pending_correction,),
    rests_on=(RestsOn(m.CorrectionProposed, same="correction_id"),),
    of_any_authority=True,
    events=(m.CorrectionTakenBack,),
    label=Label("收回更正", "Take back correction"),
)
def take_back_correction(command: m.TakeBackCorrection, center: Center, context: Context) -> list[Event]:
    """Whoever proposed takes it back, as long as it waits."""
    pending = find_pending(command.correction_id, center)
    if not same_name(pending.proposed_by, context.actor.id):
        raise Refusal("correction_by_another_person", "record", correction=pending.id)
    return [m.CorrectionTakenBack(**content(command))]


def find_pending(correction_id: str, center: Center) -> PendingCorrection:
    """The correction of that id, while it waits."""
    pending = center.correction(correction_id)
    if pending is None:
        raise Refusal("correction_unknown", "record", correction=correction_id)
    return pending


@decides(
    m.ConfirmCorrection,
    clause="record",
    roles=(Role.APPROVER,),
    phases=ANY_PHASE,
    needs=(needs_pending_correction,),
    rests_on=(RestsOn(m.CorrectionProposed, same="correction_id"),),
    of_any_authority=True,
    events=(m.RecordCorrected, m.CorrectionTurnedDown),
    label=Label("确认记录更正", "Confirm correction"),
)
def confirm_correction(command: m.ConfirmCorrection, center: Center, context: Context) -> list[Event]:
    """The approver confirms or turns down; whoever proposed doesn't confirm."""
    pending = find_pending(command.correction_id, center)
    if same_name(pending.proposed_by, context.actor.id):
        raise Refusal("correction_by_the_same_person", "record", correction=command.correction_id)
    if command.verdict is Verdict.FAIL:
        return [m.CorrectionTurnedDown(correction_id=pending.id, reason=command.reason)]
    check_confirmable(pending, context)
    return [m.RecordCorrected(**pending.content)]


def check_confirmable(pending: PendingCorrection, context: Context) -> None:
    """What may not be corrected is not, though it was proposed while that was still possible."""
    target = corrected_record(pending.content, context.history())
    if target is None:
        return
    check_still_counts(target, context)
    event, correction = target.event, content_of(pending)
    reserved = reserved_in(type(event), correction.corrected)
    if reserved:
        raise Refusal(
            "correction_only_turned_down",
            event.clause,
            correction=pending.id,
            event=event.wire_name(),
            reserved=list(reserved.fields),
            way=reserved.way.value,
        )
    check_nothing_follows(named_in(correction), event)
    check_decided_again(correction, target, context)


def corrected_record(correction: Mapping[str, Any], history: Sequence[Record[Event]]) -> Record[Event] | None:
    """The record that a correction is about."""
    version = correction["corrected_version"]
    return next((record for record in history if record.version == version), None)


DECISIONS = (correct_record, take_back_correction, confirm_correction)
"""The decisions about corrections."""
