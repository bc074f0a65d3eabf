"""Names for the ids that the events of a history have: people, organisations, what orders and proposals are about."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.supervision import messages as supervision
from domain.values.comparing_form import comparing_form

THINGS: Mapping[type[Event], tuple[str, str]] = {
    supervision.MajorMatterNotified: ("matter_id", "title"),
    supervision.RectificationProposed: ("proposal_id", "problems"),
    supervision.RecommendationProposed: ("proposal_id", "reason"),
    supervision.RectificationOrdered: ("rectification_id", "problems"),
}
"""By the event that brings a thing up: the field with the id that the thing bears from then on, and that which says
what it is.
"""
PEOPLE = frozenset({"expert_id", "lead", "signed_by"})
PARTIES = frozenset({"predecessor"})
OF_THINGS = frozenset({"about", "basis", "follows", "ground", "matter_id", "proposal_id", "rectification_id"})
"""The fields of events whose values are ids, of whom or of what."""
_KEY = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Names:
    """By their ids in comparing form: people, organisations, and what matters, orders and proposals are about;
    ``acts`` are the kinds of the events by their versions.
    """

    people: Mapping[str, str]
    organisations: Mapping[str, str]
    things: Mapping[str, str]
    acts: Mapping[int, type[Event]]

    def of(self, field: str, value: Any) -> str | None:
        """The name of whom, or of what, the id in the field of an event is; ``None`` where the field has no id."""
        known = self._known(field)
        return known.get(comparing_form(value)) if known is not None and isinstance(value, str) else None

    def _known(self, field: str) -> Mapping[str, str] | None:
        if field in PEOPLE:
            return self.people
        if field in PARTIES:
            return self.organisations
        return self.things if field in OF_THINGS else None

    def in_path(self, path: str) -> str:
        """The path of a particular with the names of those who are a key in it."""
        return _KEY.sub(lambda key: f"[{self.people.get(comparing_form(key[1]), key[1])}]", path)

    def act(self, version: int) -> Label | None:
        """What kind of event stands at that version of the history."""
        return self.acts[version].LABEL if version in self.acts else None


NOBODY = Names({}, {}, {}, {})
"""Without a history, every id stands as it is."""


def names_in(records: Iterable[Record[Event]]) -> Names:
    """The names that the records tell, the later ones before the earlier."""
    people: dict[str, str] = {}
    organisations: dict[str, str] = {}
    things: dict[str, str] = {}
    acts: dict[int, type[Event]] = {}
    for record in records:
        event = record.event
        acts[record.version] = type(event)
        for part in _models_in(event):
            name, id_, uscc = (getattr(part, field, None) for field in ("name", "id", "uscc"))
            if isinstance(name, str) and isinstance(id_, str):
                people[comparing_form(id_)] = name
            elif isinstance(name, str) and isinstance(uscc, str):
                organisations[comparing_form(uscc)] = name
        if type(event) in THINGS:
            id_, words = (getattr(event, field) for field in THINGS[type(event)])
            if id_ and words:
                things[comparing_form(id_)] = words
    return Names(people, organisations, things, acts)


def is_its_own_id(event: type[Event], field: str) -> bool:
    """Whether the field has the id of what the event itself brings up, which tells a reader nothing."""
    return event in THINGS and THINGS[event][0] == field


def _models_in(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for _, part in value:
            yield from _models_in(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _models_in(part)
