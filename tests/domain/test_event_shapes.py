"""What lies in a ledger stays readable under its topic: a shape may grow, and never narrows."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.decider import EVENTS
from domain.kernel.records import Event
from tests.domain.shapes import narrowed, shape_of

SHAPES = Path(__file__).with_name("event_shapes.json")
HOW_TO_PIN = "python -m tests.domain.pin_event_shapes"


def pinned() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("event", EVENTS)
def test_the_shape_under_a_topic_takes_everything_that_it_ever_took(event: type[Event]) -> None:
    assert event.TOPIC in pinned(), f"{event.TOPIC} is new: {HOW_TO_PIN}"
    assert not narrowed(shape_of(event), pinned()[event.TOPIC]), (
        f"{event.__name__} refuses what {event.TOPIC} took. Records of that shape may be in a ledger already: give the "
        "new shape a new topic and lift the old one in ledger/registry.py."
    )


@pytest.mark.parametrize("event", EVENTS)
def test_a_shape_that_grew_is_pinned_so_that_it_never_narrows_again(event: type[Event]) -> None:
    assert pinned().get(event.TOPIC) == shape_of(event), f"{event.TOPIC} has grown: {HOW_TO_PIN}"


def test_no_topic_that_was_ever_pinned_is_forgotten() -> None:
    from ledger.registry import domain_registry

    assert pinned().keys() <= domain_registry().topics


FIELD = {"type": "string", "maxLength": 9}
OBJECT = {"type": "object", "additionalProperties": False, "properties": {"name": FIELD}, "required": ["name"]}


def with_field(name: str, field: object, *required: str) -> dict[str, Any]:
    return {**OBJECT, "properties": {"name": FIELD, name: field}, "required": ["name", *required]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}),
        (FIELD, {"type": "string"}),
        (OBJECT, with_field("note", {**FIELD, "default": ""})),
        ({"anyOf": [FIELD]}, {"anyOf": [FIELD, {"type": "null"}]}),
        (FIELD, {"anyOf": [{"type": "null"}, FIELD]}),
        ({"type": "array", "items": FIELD}, {"type": "array", "items": {"type": "string"}}),
    ],
    ids=["a word more", "a longer text", "a field that may be left out", "an alternative", "optional now", "items"],
)
def test_a_shape_may_grow(old: Any, new: Any) -> None:
    assert narrowed(new, old) == []
    assert narrowed(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OBJECT, with_field("note", FIELD, "note")),
        (OBJECT, {**OBJECT, "properties": {}, "required": []}),
        ({**FIELD, "default": "x"}, {**FIELD, "default": "y"}),
        ({"$ref": "#/$defs/D", "$defs": {"D": {"enum": ["a", "b"]}}}, {"enum": ["b"]}),
        (FIELD, {**FIELD, "pattern": "^a$"}),
        ({"type": "integer"}, {"type": "integer", "minimum": 1}),
    ],
    ids=["a field that must be there", "a field gone", "another default", "a word gone", "a pattern", "a bound"],
)
def test_a_shape_that_narrows_is_found(old: Any, new: Any) -> None:
    assert narrowed(new, old)
