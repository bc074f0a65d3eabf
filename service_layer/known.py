"""Experts and organizations that the record knows already, by a part of their name, as far as its reader sees them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from domain.acceptance.messages import AllianceChanged, AllianceFormed, AllianceMember
from domain.housekeeping.messages import OrganisationsAmended
from domain.incubation.messages import CenterRegistered
from domain.kernel.base import Model
from domain.kernel.records import Event
from domain.reviews.messages import Expert, ExpertsAppointed
from domain.values.comparing_form import comparing_form
from domain.values.organisations import Organisation
from service_layer.reading import ReadableLedger

LEAST = 2
"""Characters of a name from which it is looked for."""
MOST = 12
"""Answers to one text."""
LOOKED_AT = 60
"""The latest events that are looked at for one text."""


class KnownKind(StrEnum):
    """Of whom there is something to be known."""

    EXPERTS = "experts"
    ORGANIZATIONS = "organizations"


class Known(NamedTuple):
    """Somebody on record: by which their kind tells them apart, and what forms ask of them, by field."""

    key: str
    fields: Mapping[str, str]

    @property
    def name(self) -> str:
        """Their own name."""
        return self.fields["name"]


class _Source(NamedTuple):
    """In which events they are named, as which models, and by which field they are told apart."""

    events: tuple[type[Event], ...]
    models: tuple[type[Model], ...]
    key: str


SOURCES: dict[KnownKind, _Source] = {
    KnownKind.EXPERTS: _Source((ExpertsAppointed,), (Expert,), "id"),
    KnownKind.ORGANIZATIONS: _Source(
        (CenterRegistered, OrganisationsAmended, AllianceFormed, AllianceChanged),
        (Organisation, AllianceMember),
        "uscc",
    ),
}


def known(ledger: ReadableLedger, kind: KnownKind, texts: Sequence[str]) -> dict[str, list[Known]]:
    """By text, those of the kind in whose name or employer it stands, each once, as they were named last."""
    long_enough = [text for text in dict.fromkeys(texts) if len(comparing_form(text)) >= LEAST]
    if not long_enough:
        return {}
    source = SOURCES[kind]
    types = [event.wire_name() for event in source.events]
    places = ledger.read_model.positions_naming(types, long_enough, LOOKED_AT * len(long_enough))
    records = ledger.records_at(places)
    everybody = list(_once(source, (record.event for record in reversed(records))))
    return {text: _matching(everybody, text)[:MOST] for text in long_enough}


def _once(source: _Source, events: Iterable[Event]) -> Iterator[Known]:
    seen: set[str] = set()
    for event in events:
        for one in _named_in(event, source.models):
            fields = {name: str(value) for name, value in one.model_dump(mode="json", exclude_none=True).items()}
            key = comparing_form(fields.get(source.key) or fields["name"])
            if key not in seen:
                seen.add(key)
                yield Known(key, {name: fields[name] for name in _TAKEN if name in fields})


_TAKEN = ("id", "name", "organisation", "uscc", "kind", "district")
"""The fields that are taken over; where in the chain a member of an alliance stands is another matter each time."""


def _named_in(value: Any, models: tuple[type[Model], ...]) -> Iterator[Model]:
    if isinstance(value, models):
        yield value
    elif isinstance(value, Model):
        for _, part in value:
            yield from _named_in(part, models)
    elif isinstance(value, tuple):
        for part in value:
            yield from _named_in(part, models)


def _matching(everybody: Iterable[Known], text: str) -> list[Known]:
    form = comparing_form(text)
    found = [one for one in everybody if form in comparing_form(one.name) or form in comparing_form(_employer(one))]
    return sorted(found, key=lambda one: (form != comparing_form(one.name), form not in comparing_form(one.name)))


def _employer(one: Known) -> str:
    return one.fields.get("organisation", "")
