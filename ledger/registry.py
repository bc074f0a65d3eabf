"""The closed list of shapes that the ledger can hold: a stored name is looked up here and nowhere else."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from pydantic_core import from_json, to_json

from domain.kernel.records import Event, Record
from ledger.errors import UnknownTopic

Lift = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns an event's data of an older shape into the data of the next one."""
Lifts = Mapping[str, tuple[str, Lift]]
"""An older topic, the topic that follows it, and how its data is lifted."""
Parser = Callable[[bytes], Record[Event]]

LIFTS: Lifts = {}
"""The older shapes of this program's own events: none yet."""

TOPIC = re.compile(r"[a-z][a-z0-9_]*:[1-9][0-9]*")


class Registry:
    """Topic to shape, for the given event classes and the older topics that ``lifts`` leads to them."""

    def __init__(self, events: Iterable[type[Event]], lifts: Lifts | None = None) -> None:
        self._made_of = tuple(events), lifts
        self._parsers: dict[str, Parser] = {}
        self._shapes: dict[type[Event], type[Record[Event]]] = {}
        for event in self._made_of[0]:
            self._add(event)
        for topic in lifts or {}:
            self._add_older(topic, lifts or {})

    def __reduce__(self) -> tuple[type["Registry"], tuple[object, ...]]:
        """For another process, which makes it anew of the same classes: parsers cannot be sent."""
        return Registry, self._made_of

    @property
    def topics(self) -> frozenset[str]:
        """Every name that can be read."""
        return frozenset(self._parsers)

    def parse(self, topic: str, state: bytes) -> Record[Event]:
        """The stored bytes as a record of today's shape. Raises UnknownTopic, or pydantic's ValidationError."""
        try:
            parser = self._parsers[topic]
        except KeyError:
            raise UnknownTopic(topic) from None
        return parser(state)

    def dump(self, record: Record[Event]) -> tuple[str, bytes]:
        """The record's topic and the bytes to store. Raises UnknownTopic for a class that is not in the list."""
        event = type(record.event)
        try:
            shape = self._shapes[event]
        except KeyError:
            raise UnknownTopic(event.__name__) from None
        if type(record) not in (shape, Record):
            record = shape.model_construct(**vars(record))  # Record[Event] would keep nothing but Event's own fields
        return event.TOPIC, record.__pydantic_serializer__.to_json(record)

    def _add(self, event: type[Event]) -> None:
        topic = vars(event).get("TOPIC")
        if not isinstance(topic, str) or not TOPIC.fullmatch(topic):
            raise ValueError(f"{event.__name__} needs a TOPIC of its own, like center_registered:1, not {topic!r}")
        if topic in self._parsers:
            raise ValueError(f"two events are called {topic}")
        shape = cast("type[Record[Event]]", Record.__class_getitem__(event))
        self._shapes[event] = shape
        self._parsers[topic] = shape.__pydantic_validator__.validate_json

    def _add_older(self, topic: str, lifts: Lifts) -> None:
        if topic in self._shapes_by_topic():
            raise ValueError(f"{topic} is today's shape and cannot be lifted")
        steps: list[Lift] = []
        current = topic
        while current in lifts:
            current, lift = lifts[current]
            if len(steps) > len(lifts):
                raise ValueError(f"lifting {topic} goes in a circle")
            steps.append(lift)
        if current not in self._shapes_by_topic():
            raise ValueError(f"lifting {topic} ends at {current}, which is no event")
        self._parsers[topic] = _lifting(steps, self._parsers[current])

    def _shapes_by_topic(self) -> set[str]:
        return {event.TOPIC for event in self._shapes}


def _lifting(steps: list[Lift], parser: Parser) -> Parser:
    def parse(state: bytes) -> Record[Event]:
        record = from_json(state)
        for lift in steps:
            record["event"] = lift(record["event"])
        return parser(to_json(record))

    return parse


def domain_registry() -> Registry:
    """The events of the domain as they are today, with the older shapes."""
    from domain.decider import EVENTS

    return Registry(EVENTS, LIFTS)
