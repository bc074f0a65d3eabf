"""Deciding again on what is on record: from its events back to the command, and that on the state before it.

Each decision is taken again as it was taken: by the same person, on the day of its recording, by the numbers of the
house in force then. No doubt is asked anew, and what is about a record rests on what was written, so that it stands.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import ValidationError

from domain.center import Center
from domain.context import Context, Decider, EmptyRegister, NumberedAct, Register, RegisteredCenter
from domain.guideline.policy import edition_of, policy_under
from domain.housekeeping.correction import as_read, if_confirmed
from domain.housekeeping.messages import CorrectionContent
from domain.kernel.doubts import Doubt
from domain.kernel.messages import Command, Confirmation
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.working_calendar.working_days import WorkingCalendar

Records = Sequence[Record[Event]]


def asked_with(command: type[Command], records: Records) -> Command:
    """The command from which these events, of one decision, followed. It is not validated: what was taken stands."""
    first = records[0]
    fields = _fields(records)
    header = {
        "effective_on": first.effective_on if isinstance(first.effective_on, date) else None,
        "documents": first.documents,
        "note": first.note,
        "confirmed": _confirmation(first),
        "on_behalf_of": first.on_behalf_of,
    }
    named = {name: fields[name] for name in command.model_fields if name in fields and name != "type"}
    return command.model_construct(**named | header)


def _fields(records: Records) -> dict[str, Any]:
    """What the events say together; what several say of one list adds up."""
    fields: dict[str, Any] = {"center_id": records[0].center_id}
    for record in records:
        for name, value in record.event.asked(record.version).items():
            known = fields.get(name)
            fields[name] = (*known, *value) if isinstance(known, tuple) and isinstance(value, tuple) else value
    return fields


def _confirmation(record: Record[Event]) -> Confirmation | None:
    confirmed = record.confirmed
    if confirmed is None:
        return None
    return Confirmation(doubts=tuple(doubt.code for doubt in confirmed.doubts), reason=confirmed.reason)


class Beside(NamedTuple):
    """What decisions are taken again with, beside their own records: all decisions, the working days and the register
    as they are known now.
    """

    decider: Decider
    calendar: WorkingCalendar
    register: Register = EmptyRegister()


def beside_of(context: Context) -> Beside:
    """What a rule has beside it."""
    if context.decider is None:
        raise LookupError("all decisions are at hand only where one is decided")
    return Beside(context.decider, context.calendar, context.register)


class OthersOnRegister(NamedTuple):
    """The register without this decision's own center and act, which it did not find there when it was taken."""

    register: Register
    own: Record[Event]

    def has_center(self, center_id: str) -> bool:
        """Whether there is another center of this id."""
        return center_id != self.own.center_id and self.register.has_center(center_id)

    def centers_like(self, name: str) -> Sequence[RegisteredCenter]:
        """The other centers whose own name, or whose lead's name, is the same."""
        return self._others(self.register.centers_like(name))

    def centers_nearly_named(self, name: str) -> Sequence[RegisteredCenter]:
        """The other centers of nearly the same name."""
        return self._others(self.register.centers_nearly_named(name))

    def centers_formerly_named(self, name: str) -> Sequence[RegisteredCenter]:
        """The other centers that bore this name before."""
        return self._others(self.register.centers_formerly_named(name))

    def centers_of(self, uscc: str) -> Sequence[RegisteredCenter]:
        """The other centers whose lead has this unified social credit code."""
        return self._others(self.register.centers_of(uscc))

    def acts_numbered(self, number: str) -> Sequence[NumberedAct]:
        """The other acts that bear this document number."""
        own = (self.own.center_id, self.own.event.wire_name())
        return [act for act in self.register.acts_numbered(number) if (act.center_id, act.event) != own]

    def _others(self, centers: Sequence[RegisteredCenter]) -> Sequence[RegisteredCenter]:
        return [center for center in centers if center.center_id != self.own.center_id]


def context_then(records: Records, before: Records, beside: Beside, *, asks_doubts: bool = False) -> Context:
    """What a decision was taken in when it was recorded; ``before`` are the records that it found."""
    first = records[0]
    return Context(
        first.actor,
        first.recorded_at,
        beside.calendar,
        policy_under(first.decided_under),
        lambda: before,
        first.recorded_at,
        OthersOnRegister(beside.register, first),
        asks_doubts=asks_doubts,
        decider=beside.decider,
        edition=edition_of(first.decided_under),
    )


class Decided(NamedTuple):
    """One decision in a history: its records, those before them, and the center that it found (``None``: its first)."""

    records: Records
    before: Records
    center: Center | None


def decisions_in(records: Records, decider: Decider) -> Iterator[Decided]:
    """A history decision by decision, the clocks' facts among them, on the records as they are given."""
    center: Center | None = None
    place = 0
    for _, group in groupby(records, lambda record: record.command_id):
        own = tuple(group)
        found = center.but(version=own[0].version - 1) if center else None
        yield Decided(own, records[:place], found)
        center = decider.fold(center, own)
        place += len(own)


def refusal_of(decided: Decided, beside: Beside) -> Refusal | None:
    """The refusal that the decision meets when it is taken again; ``None`` where it is taken, or nobody decides it."""
    event = type(decided.records[0].event)
    if event.ABOUT_A_RECORD or not beside.decider.decides(event):
        return None
    command = beside.decider.command_of(decided.records)
    context = context_then(decided.records, decided.before, beside)
    for day in _days(decided.records) or (None,):
        of_that_day = command.model_copy(update={"effective_on": day})
        answer = beside.decider.decide(of_that_day, decided.center, context)
        if isinstance(answer, Refusal):
            return answer
    return None


def _days(records: Records) -> list[date]:
    """The days that the events of a decision bear: one, unless some but not all of them were corrected. One that an
    event knows by itself, as a reported fact does, is none of the decision's.
    """
    stated = (record.effective_on for record in records if record.event.took_effect_on(date.min) == date.min)
    return sorted({day for day in stated if isinstance(day, date)})


class RefusedAgain(NamedTuple):
    """A decision on record that would be refused on what comes before it: its records as they read, and why."""

    records: Records
    refusal: Refusal

    @property
    def version(self) -> int:
        """The place of the decision's first event in its stream."""
        return self.records[0].version

    @property
    def versions(self) -> tuple[int, ...]:
        """The places of all of its events."""
        return tuple(record.version for record in self.records)


def decided_again(records: Records, beside: Beside) -> Iterator[RefusedAgain]:
    """Every decision of a history, taken again one after the other; those that are refused, oldest first.

    ``records`` are the history as it is to be read, with what was corrected, without what was undone. What is refused
    stays in it, so that only what rests on nothing else is named with it.
    """
    for decided in decisions_in(records, beside.decider):
        refusal = refusal_of(decided, beside)
        if refusal is not None:
            yield RefusedAgain(decided.records, refusal)


def refused_since(before: Records, after: Records, beside: Beside) -> list[RefusedAgain]:
    """What is refused in a history after a change of its reading, and was not before: what loses its ground by it."""
    refused = {again.version for again in decided_again(before, beside)}
    return [again for again in decided_again(after, beside) if again.version not in refused]


class Reread(NamedTuple):
    """One decision on record as it reads now, and as it would read by a change."""

    now: Decided
    then: Decided

    def commands(self, decider: Decider) -> tuple[Command, Command]:
        """What was asked by either reading."""
        return decider.command_of(self.now.records), decider.command_of(self.then.records)


def once_corrected(target: Record[Event], proposal: CorrectionContent, context: Context) -> Reread:
    """The decision of a record as it would read once the proposal is confirmed.

    ``ValidationError`` when the record would be no event of its kind.
    """
    corrected = if_confirmed(target, proposal, context.history())
    read = as_read(context.history())
    now = next(found for found in decisions_in(read, beside_of(context).decider) if _has(found, target))
    records = tuple(corrected if record.version == target.version else record for record in now.records)
    return Reread(now, now._replace(records=records))


def _has(decided: Decided, target: Record[Event]) -> bool:
    return any(record.version == target.version for record in decided.records)


def misplaced(reread: Reread, context: Context) -> list[str]:
    """The places of what its command would not take among what the change touches; what was taken before stays."""
    now, then = reread.commands(beside_of(context).decider)
    touched = {name for name in type(then).model_fields if getattr(now, name) != getattr(then, name)}
    try:
        type(then).model_validate_json(then.model_dump_json())
    except ValidationError as wrong:
        places = (error["loc"] for error in wrong.errors())
        return sorted({".".join(map(str, place)) for place in places if place and place[0] in touched})
    return []


def new_refusal(reread: Reread, context: Context) -> Refusal | None:
    """The refusal that the decision meets as it would read; ``None`` where it meets none, or the same as it reads now:
    by which numbers a house had set otherwise a decision was taken does not stand beside the oldest ones.
    """
    beside = beside_of(context)
    refusal = refusal_of(reread.then, beside)
    return refusal if refusal != refusal_of(reread.now, beside) else None


def new_doubts(reread: Reread, context: Context) -> Iterator[Doubt]:
    """What is unusual about the decision as it would read and is not as it reads now."""
    beside = beside_of(context)
    known, found = (_doubts(decided, beside) for decided in reread)
    yield from (doubt for doubt in found if doubt not in known)


def _doubts(decided: Decided, beside: Beside) -> Sequence[Doubt]:
    context = context_then(decided.records, decided.before, beside, asks_doubts=True)
    return beside.decider.doubts(beside.decider.command_of(decided.records), decided.center, context)
