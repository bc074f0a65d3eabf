"""Records and their fields as whoever corrects them, or confirms a correction, reads them."""

from typing import NamedTuple

from api.console.decide.forms.answers import as_rows, as_text
from api.console.decide.forms.from_models import form_of
from domain.housekeeping.correctable import CORRECTABLE, NOTHING, Reserved, reserved_in
from domain.housekeeping.messages import CorrectRecord
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.records import Event, Record
from domain.wording.fields import label_of


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


def correctable(event: Event) -> list[CorrectableField]:
    """The fields of the event that a correction may change."""
    names = CORRECTABLE.get(type(event), NOTHING).fields
    return [field for field in fields_of(event) if field.name in names]


def reserved_of(event: Event) -> Reserved | None:
    """The fields of the event that are another person's act, and the way that is open instead."""
    return reserved_in(type(event), type(event).model_fields)


def _words(event: Event, name: str) -> Label | None:
    value = getattr(event, name)
    return value.label if isinstance(value, LabeledEnum) else None
