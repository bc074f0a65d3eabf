"""Deciding again on what is on record: from its events back to the command, and that on the state before it.

Each decision is taken again as it was taken: by the same person, on the day of its recording, by the numbers of the
house in force then. No doubt is asked anew, and what is about a record rests on what was written, so that it stands.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from domain.center import Center
from domain.context import Context, Decider, EmptyRegister, Register
from domain.guideline.policy import policy_under
from domain.kernel.messages import Command, Confirmation
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.working_calendar.working_days import WorkingCalendar

Records = Sequence[Record[Event]]


def asked_with(command: type[Command], records: Records) -> Command:
    """The command from which these events, of one decision, followed. It is not validated: what was taken stands."""
    first = records[0]
    said = _said(records)
    header = {
        "effective_on": first.effective_on if isinstance(first.effective_on, date) else None,
        "documents": first.documents,
        "note": first.note,
        "confirmed": _confirmation(first),
    }
    named = {name: said[name] for name in command.model_fields if name in said and name != "type"}
    return command.model_construct(**named | header)


def _said(records: Records) -> dict[str, Any]:
    """What the events say together; what several say of one list adds up."""
    said: dict[str, Any] = {"center_id": records[0].center_id}
    for record in records:
        for name, value in record.event.asked(record.version).items():
            known = said.get(name)
            said[name] = (*known, *value) if isinstance(known, tuple) and isinstance(value, tuple) else value
    return said


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
        beside.register,
        asks_doubts=asks_doubts,
        decider=beside.decider,
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
    answer = beside.decider.decide(command, decided.center, context)
    return answer if isinstance(answer, Refusal) else None


class RefusedAgain(NamedTuple):
    """A decision on record that would be refused on what comes before it: its records as they read, and why."""

    records: Records
    refusal: Refusal

    @property
    def version(self) -> int:
        """The place of the decision's first event in its stream."""
        return self.records[0].version


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
