"""Records and their fields as whoever corrects them, or confirms a correction, reads them."""

from collections.abc import Mapping
from typing import NamedTuple

from api.console.center.timeline.timeline import words_of
from api.console.decide.forms.answers import as_rows, as_text
from api.console.decide.forms.arranged.arrangement import Scene
from api.console.decide.forms.from_models import form_of
from domain.attributes import attributes_of, name_of
from domain.comparing import differing
from domain.housekeeping.consequences import AttributeChange, Consequences, consequences
from domain.housekeeping.correctable import CORRECTABLE, NOTHING, Reserved, reserved_in
from domain.housekeeping.correction import if_confirmed
from domain.housekeeping.deciding_again import RefusedAgain
from domain.housekeeping.messages import CorrectionContent, CorrectRecord
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event, Record
from domain.values.partial_days import start_of_day
from domain.wording.fields import label_of, path_label
from domain.wording.refusals import explain
from domain.wording.values import NOTHING as NO_VALUE


class ProposedChange(NamedTuple):
    """One thing that the record says, as it reads now and as it is to read; ``None`` where it says nothing."""

    label: Label
    now: Label | None
    then: Label | None


def changes_of(event: Event, corrected: Event) -> list[ProposedChange]:
    """What the event says otherwise once it is corrected."""
    now, then = dict(attributes_of("", event)), dict(attributes_of("", corrected))
    return [
        ProposedChange(path_label(type(event), path), _words_of(now.get(path)), _words_of(then.get(path)))
        for path in differing(now, then)
    ]


def _words_of(value: object) -> Label | None:
    return None if value in (None, "", ()) else words_of(value)


def consequences_of(proposal: CorrectionContent, scene: Scene) -> Consequences:
    """What confirming it today would lead to."""
    background, now = scene.background, start_of_day(scene.today)
    return consequences(background.records, proposal, scene.policy, background.calendar, now)


class Proposal(NamedTuple):
    """A correction that waits: the record that it is about, and that record as it would read.

    ``reserved`` is what of it is another person's act, so that it can only be turned down; ``consequences`` what
    confirming it now would lead to.
    """

    id: str
    record: Record[Event]
    corrected: Record[Event]
    what_was_wrong: str
    changes: list[ProposedChange]
    reserved: Reserved | None
    consequences: Consequences


def proposal_of(id_: str, record: Record[Event], proposal: CorrectionContent, scene: Scene) -> Proposal:
    """The record as it would read, and what that would lead to. ``ValidationError`` for none of its kind."""
    corrected = if_confirmed(record, proposal, scene.background.records)
    changes = changes_of(record.event, corrected.event)
    reserved = reserved_in(type(record.event), proposal.corrected)
    found = consequences_of(proposal, scene)
    return Proposal(id_, record, corrected, proposal.what_was_wrong, changes, reserved, found)


def in_words(change: AttributeChange) -> tuple[Label, Label, Label]:
    """A particular's name, and its value before and after."""
    return name_of(change.path), _words_of(change.before) or NO_VALUE, _words_of(change.after) or NO_VALUE


def why(refused: RefusedAgain) -> Label:
    """The sentence of the rule by which an act loses its ground."""
    _, detail = explain(refused.refusal.code, refused.refusal.params)
    return detail


WORDS_OF_CONSEQUENCES: Mapping[str, object] = {"in_words": in_words, "why": why}
"""What the templates of corrections word consequences with."""


class CorrectableField(NamedTuple):
    """One field of a record: its name there, what it is called, and its value as it would be typed.

    ``words`` are what a code on the wire means.
    """

    name: str
    label: Label
    value: str
    words: Label | None = None


def may_be_corrected(record: Record[Event]) -> bool:
    """What is about another record is never corrected, and a clock's fact follows from what its clock counts."""
    return CORRECTABLE.get(type(record.event), NOTHING) != NOTHING


def fields_of(event: Event) -> list[CorrectableField]:
    """Every field that the event may have; what it does not say is empty."""
    known = event.model_dump(mode="json", exclude_none=True)
    values = {name: known.get(name) for name in type(event).model_fields}
    rows = as_rows(form_of(CorrectRecord).of("corrected").answer(values))
    return [_field(event, as_text(row["name"]), as_text(row["value"])) for row in rows]


def _field(event: Event, name: str, value: str) -> CorrectableField:
    return CorrectableField(name, label_of(type(event), name), value, _words(event, name))


def reserved_of(event: Event) -> Reserved | None:
    """The fields of the event that are another person's act, and the way that is open instead."""
    return reserved_in(type(event), type(event).model_fields)


def _words(event: Event, name: str) -> Label | None:
    value = getattr(event, name)
    return value.label if isinstance(value, LabeledEnum) else None
