"""How an act comes to count no more: the five ways, and how a history is read in which something was undone.

Nothing is rewritten. What is undone is left out when the center is folded, from the recording of the undoing on; an
undoing that was itself undone leaves nothing out.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple, cast

from domain.guideline.vocabulary import UndoingEffect, UndoingKind
from domain.housekeeping import messages as m
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.roles import Role


class Undoing(NamedTuple):
    """One way to undo an act: whose act that is, what a proposal of it names, and which effects it can have.

    Of all of them an officer proposes, and an approver who is somebody else confirms; ``by`` is who decides.
    """

    kind: UndoingKind
    by: Label
    names: tuple[str, ...]
    effects: tuple[UndoingEffect, ...]


_THE_BUREAU = Label("市局", "the bureau")
_ANOTHERS = ("deciding_body", "deciding_number", "served_on")
_OF_ANOTHER = (UndoingEffect.ANNULS, UndoingEffect.CHANGES, UndoingEffect.CONFIRMS_UNLAWFUL)

UNDOINGS: dict[UndoingKind, Undoing] = {
    row.kind: row
    for row in (
        Undoing(UndoingKind.ENTRY_ERROR, _THE_BUREAU, (), (UndoingEffect.ANNULS,)),
        Undoing(UndoingKind.WITHDRAWN_AB_INITIO, _THE_BUREAU, ("document_number",), (UndoingEffect.ANNULS,)),
        Undoing(UndoingKind.WITHDRAWN, _THE_BUREAU, ("document_number", "withdrawn_from"), (UndoingEffect.ENDS,)),
        Undoing(UndoingKind.RECONSIDERATION, Label("复议机关", "the reconsidering authority"), _ANOTHERS, _OF_ANOTHER),
        Undoing(UndoingKind.JUDGMENT, Label("人民法院", "a court"), _ANOTHERS, _OF_ANOTHER),
    )
}
"""Every way, one row each. After a change the new act is entered by the decision that it is."""

PARTICULARS = ("document_number", *_ANOTHERS, "withdrawn_from")
"""What some kinds name and others don't."""

PROPOSALS: tuple[type[Event], ...] = (
    m.CorrectionProposed,
    m.CorrectionTurnedDown,
    m.CorrectionTakenBack,
    m.UndoingProposed,
    m.UndoingTurnedDown,
)
"""What changes nothing: it is confirmed or turned down, or proposed anew."""


def undoings_by_version(
    records: Sequence[Record[Event]], as_of: date | None = None, supposing: Collection[int] = ()
) -> dict[int, Record[m.ActUndone]]:
    """By the version of what doesn't count, on the day or at all: the undoing by which it doesn't; ``supposing`` that
    these versions were undone too.
    """
    found: dict[int, Record[m.ActUndone]] = {}
    for record in reversed(records):
        if isinstance(record.event, m.ActUndone) and record.version not in found and record.version not in supposing:
            undoing = cast("Record[m.ActUndone]", record)
            found = dict.fromkeys(_left_out(undoing.event, as_of), undoing) | found
    return found


def _left_out(undoing: m.ActUndone, as_of: date | None) -> tuple[int, ...]:
    """What is withdrawn from a day on counts on the days before it."""
    still_counts = undoing.withdrawn_from is not None and as_of is not None and as_of < undoing.withdrawn_from
    return () if still_counts else undoing.left_out


def what_counts(
    records: Sequence[Record[Event]], as_of: date | None = None, supposing: Collection[int] = ()
) -> list[Record[Event]]:
    """The records as they were written, without what is undone on the day, or by now."""
    left_out = {*undoings_by_version(records, as_of, supposing), *supposing}
    return [record for record in records if record.version not in left_out]


def act_of(target: Record[Event], history: Sequence[Record[Event]]) -> tuple[int, ...]:
    """The versions of all records of one act: what one decision recorded, or a single reported fact; with a correction
    or an undoing its proposal, which else would wait again.
    """
    if target.actor.role is Role.SYSTEM:
        return (target.version,)
    confirms = _proposal_in(target.event)
    return tuple(
        record.version
        for record in history
        if record.command_id == target.command_id or (confirms is not None and _proposal_in(record.event) == confirms)
    )


def _proposal_in(event: Event) -> str | None:
    """The id of the proposal that an event of a correction or an undoing is about."""
    if isinstance(event, m.CorrectionProposed | m.RecordCorrected):
        return event.correction_id
    return event.undoing_id if isinstance(event, m.UndoingProposed | m.UndoingConfirmed) else None
