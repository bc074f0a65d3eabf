"""How an act comes to count no more, in two decisions: an officer proposes, an approver who is another confirms."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import groupby

from domain.acceptance.messages import CenterEstablished
from domain.application.messages import ConstructionApproved
from domain.center import Center, PendingUndoing
from domain.context import Context, NumberedAct, content
from domain.decision import decides
from domain.doubts import numbers_of
from domain.guideline.phases import ANY_PHASE, ENDED
from domain.guideline.vocabulary import UndoingEffect, UndoingKind, Verdict
from domain.housekeeping import messages as m
from domain.housekeeping.correction import as_read
from domain.housekeeping.correction_rules import find_target
from domain.housekeeping.deciding_again import Beside, Decided, beside_of, decided_again, refusal_of
from domain.housekeeping.undoing import PARTICULARS, PROPOSALS, UNDOINGS, act_of, undoings_by_version
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn, check_has_come
from domain.supervision.clock_facts import ClockFact
from domain.supervision.messages import RectificationExtended
from domain.values.comparing_form import same_name
from domain.values.partial_days import earliest

History = Sequence[Record[Event]]


def number_of_the_bureau(command: m.Undo, center: Center, context: Context) -> Iterator[NumberedAct]:
    """The bureau's own act by which another is undone; the number of a court or of another authority is its own."""
    if command.document_number is not None:
        number, on = command.document_number.normalized, context.effective_on(command)
        yield NumberedAct(center.center_id, center.name_zh, m.ActUndone.wire_name(), number, on)


def former_due_day_has_passed(command: m.Undo, _center: Center, context: Context) -> Iterator[Doubt]:
    """5.3: without an extension the former day counts again, on which the party relied no more."""
    event = find_target(command.position, context).event
    if isinstance(event, RectificationExtended) and event.former_due_on < context.today:
        yield Doubt("former_due_day_has_passed", "5.3", {"former_due_on": event.former_due_on, "due_on": event.due_on})


def party_not_heard(command: m.Undo, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: before the bureau takes back what gives a center its right, the center is heard as before a
    revocation (5.3).
    """
    gives_a_right = isinstance(find_target(command.position, context).event, ConstructionApproved | CenterEstablished)
    if gives_a_right and command.kind in (UndoingKind.WITHDRAWN_AB_INITIO, UndoingKind.WITHDRAWN):
        yield Doubt("party_not_heard", "house")


@decides(
    m.Undo,
    clause="record",
    roles=(Role.OFFICER,),
    phases=ANY_PHASE,
    doubts=(former_due_day_has_passed, party_not_heard, *numbers_of(number_of_the_bureau)),
    of_any_authority=True,
    events=(m.UndoingProposed,),
    label=Label("提出使记录失效", "Propose undoing"),
)
def undo(command: m.Undo, center: Center, context: Context) -> list[Event]:
    """An officer proposes; nothing changes until the approver confirms."""
    history = context.history()
    target = find_target(command.position, context)
    check_can_be_undone(target, history)
    undone = act_of(target, history)
    check_not_proposed(undone, center)
    check_particulars(command)
    check_days_of(command, target, context)
    proposed = m.UndoingProposed(
        **content(command, "effect"),
        effect=effect_of(command),
        undoing_id=f"u{center.version + 1}",
        undone=undone,
    )
    return [proposed.model_copy(update={"leaning": leaning(proposed, (), context)})]


def check_can_be_undone(target: Record[Event], history: History) -> None:
    """Any person's act, an imported fact and an undoing can be; what counts no more already can't."""
    position, event = target.position, target.event.wire_name()
    if isinstance(target.event, ClockFact):
        raise Refusal("undoing_of_a_clock_fact", "record", position=position, event=event)
    if isinstance(target.event, PROPOSALS):
        raise Refusal("undoing_of_a_proposal", "record", position=position, event=event)
    if target.version == 1:
        raise Refusal("undoing_of_the_beginning", "record", position=position, event=event)
    if target.version in undoings_by_version(history):
        raise Refusal("undone_already", "record", position=position, event=event)


def can_be_undone(record: Record[Event], history: History) -> bool:
    """Whether an undoing of the record can be proposed at all."""
    try:
        check_can_be_undone(record, history)
    except Refusal:
        return False
    return True


def check_not_proposed(undone: tuple[int, ...], center: Center) -> None:
    """One proposal waits for an act at a time."""
    for pending in center.undoings:
        if set(undone) & set(pending.proposal.undone):
            raise Refusal("undoing_proposed_already", "record", undoing=pending.id)


def effect_of(command: m.Undo) -> UndoingEffect:
    """The one effect that the kind has, or the one that is named of several."""
    effects = UNDOINGS[command.kind].effects
    effect = command.effect or (effects[0] if len(effects) == 1 else None)
    if effect not in effects:
        raise Refusal("undoing_effect_wrong", "record", kind=command.kind.value, effects=[one.value for one in effects])
    return effect


def check_particulars(command: m.Undo) -> None:
    """What the kind names is there, and nothing that another kind names."""
    row = UNDOINGS[command.kind]
    given = {name for name in PARTICULARS if getattr(command, name) is not None}
    missing = [name for name in row.names if name not in given]
    if missing:
        raise Refusal("undoing_incomplete", "record", kind=row.kind.value, fields=missing)
    strange = [name for name in PARTICULARS if name in given and name not in row.names]
    if strange:
        raise Refusal("undoing_of_another_kind", "record", kind=row.kind.value, fields=strange)


def check_days_of(command: m.Undo, target: Record[Event], context: Context) -> None:
    """No act is undone before its own day; a paper is served on or after its day, and neither lies ahead."""
    on, of_act = context.effective_on(command), earliest(target.effective_on)
    _check_day(on, of_act, target, command)
    days = {"served_on": command.served_on, "withdrawn_from": command.withdrawn_from}
    for name, day in days.items():
        if day is not None:
            check_has_come(day, context.today, field=name)
            _check_day(day, of_act, target, command)
    if command.served_on and command.effective_on and command.served_on < command.effective_on:
        raise Refusal("served_before_its_day", "record", date=command.served_on, effective_on=command.effective_on)


def _check_day(day: date, first: date, target: Record[Event], command: m.Undo) -> None:
    if day < first:
        event = target.event.wire_name()
        raise Refusal(
            "day_before_its_ground", "record", decision=command.type, effective_on=day, event=event, after=first
        )


def leaning(undoing: m.UndoingOfAnAct, stands: Collection[int], context: Context) -> tuple[int, ...]:
    """What leans on the act, as ``leaning_on`` finds it for a rule."""
    return leaning_on(undoing, stands, context.history(), beside_of(context))


def leaning_on(undoing: m.UndoingOfAnAct, stands: Collection[int], history: History, beside: Beside) -> tuple[int, ...]:
    """The versions of what was decided rightly with the act and would be refused without it, and without what falls
    with it; what ``stands`` doesn't fall. Whatever rests on nothing else is named, with all records of its decision.
    """
    if undoing.effect is UndoingEffect.CONFIRMS_UNLAWFUL:
        return ()
    refused = {version for again in decided_again(as_read(history), beside) for version in again.versions}
    without = as_read(history, supposing=undoing.undone)
    return tuple(_falling(without, {*refused, *stands}, beside))


def _falling(records: History, kept: Collection[int], beside: Beside) -> Iterator[int]:
    """What is refused when the history is decided again on what still counts of it, in order."""
    counting: list[Record[Event]] = []
    center: Center | None = None
    for _, group in groupby(records, lambda record: record.command_id):
        own = tuple(group)
        found = center.but(version=own[0].version - 1) if center else None
        if own[0].version not in kept and refusal_of(Decided(own, counting, found), beside):
            yield from (record.version for record in own)
        else:
            counting += own
            center = beside.decider.fold(center, own)


def needs_pending_undoing(center: Center, _context: Context) -> None:
    """What is confirmed was proposed."""
    if not center.undoings:
        raise Refusal("no_undoing_proposed", "record")


@decides(
    m.ConfirmUndo,
    clause="record",
    roles=(Role.APPROVER,),
    phases=ANY_PHASE,
    needs=(needs_pending_undoing,),
    rests_on=(RestsOn(m.UndoingProposed, same="undoing_id"),),
    of_any_authority=True,
    events=(m.ActUndone, m.ActFoundUnlawful, m.UndoingTurnedDown),
    label=Label("确认使记录失效", "Confirm undoing"),
)
def confirm_undo(command: m.ConfirmUndo, center: Center, context: Context) -> list[Event]:
    """The approver confirms or turns down, and says what stands of all that leans on the act."""
    pending = center.undoing(command.undoing_id)
    if pending is None:
        raise Refusal("undoing_unknown", "record", undoing=command.undoing_id)
    if same_name(pending.proposed_by, context.actor.id):
        raise Refusal("undoing_by_the_same_person", "record", undoing=pending.id)
    if command.verdict is Verdict.FAIL:
        return [m.UndoingTurnedDown(undoing_id=pending.id, reason=command.reason)]
    return [_confirmed(pending, command, context)]


def _confirmed(pending: PendingUndoing, command: m.ConfirmUndo, context: Context) -> Event:
    proposal = pending.proposal
    check_can_be_undone(find_target(proposal.position, context), context.history())
    stands = named_to_stand(command, proposal, context)
    stated = {**{name: value for name, value in proposal if name != "leaning"}, "confirmed_because": command.reason}
    if proposal.effect is UndoingEffect.CONFIRMS_UNLAWFUL:
        return m.ActFoundUnlawful(**stated)
    undone = m.ActUndone(**stated, falls=leaning(proposal, stands, context), stands=stands)
    return undone.model_copy(update={"resumes": _resumes(undone, context)})


def _resumes(undone: m.ActUndone, context: Context) -> bool:
    """Whether a center that has ended goes on without what counts no more."""
    fold, history = beside_of(context).decider.fold, context.history()
    before, after = fold(None, as_read(history)), fold(None, as_read(history, supposing=undone.left_out))
    return before is not None and before.phase in ENDED and after is not None and after.phase not in ENDED


def named_to_stand(command: m.ConfirmUndo, proposal: m.UndoingOfAnAct, context: Context) -> tuple[int, ...]:
    """The versions of what is to stand: whole decisions, all of which lean on the act."""
    leans = leaning(proposal, (), context)
    strange = [version for version in command.stands if version not in leans]
    if strange:
        raise Refusal("stands_without_leaning", "record", versions=strange)
    history = context.history()
    decisions = {record.command_id for record in history if record.version in command.stands}
    return tuple(record.version for record in history if record.command_id in decisions)


DECISIONS = (undo, confirm_undo)
"""Both decisions."""
