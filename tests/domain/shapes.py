"""The shapes in which events are stored, and whether today's takes everything that an earlier one took.

A closed vocabulary may grow and an optional field may be added under the same topic; narrowing is a new topic.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter

from domain.kernel.records import Event, Record

Schema = Mapping[str, Any]
ABSENT = object()
LOWER, UPPER = ("minLength", "minimum", "minItems"), ("maxLength", "maximum", "maxItems")
SAME = ("pattern", "format", "type")


def shape_of(event: type[Event]) -> Schema:
    """The JSON that the ledger keeps of the event, header and all, without what a reader alone needs."""
    adapter = TypeAdapter(cast("type[BaseModel]", Record.__class_getitem__(event)))
    return cast(Schema, _without_prose(adapter.json_schema(mode="validation")))


def _without_prose(schema: object) -> object:
    if isinstance(schema, list):
        return [_without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _without_prose(value)
        for key, value in schema.items()
        if not (key in ("title", "description", "examples") and not isinstance(value, dict))
    }


def narrowed(new: Schema, old: Schema) -> list[str]:
    """Where the new shape refuses, or reads otherwise, something that the old one took; empty where it takes all."""
    return list(_narrowed(_resolved(new, new), _resolved(old, old), "$"))


def _resolved(schema: Any, whole: Schema, seen: tuple[str, ...] = ()) -> Any:
    """The schema with every reference written out; a shape of events never refers to itself."""
    if isinstance(schema, list):
        return [_resolved(part, whole, seen) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            raise ValueError(f"{name} refers to itself")
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {**_resolved(whole["$defs"][name], whole, (*seen, name)), **_resolved(rest, whole, seen)}
    return {key: _resolved(value, whole, seen) for key, value in schema.items() if key != "$defs"}


def _narrowed(new: Schema, old: Schema, at: str) -> Iterator[str]:
    if old.get("default", ABSENT) != new.get("default", ABSENT):
        yield f"{at}: another value where it is left out"
    if "anyOf" in old or "anyOf" in new:
        yield from _alternatives(new, old, at)
        return
    for judge in (_bounds, _words, _fields, _items):
        yield from judge(new, old, at)


def _alternatives(new: Schema, old: Schema, at: str) -> Iterator[str]:
    """Each alternative of old is taken by one of today's."""
    choices = [_without_default(choice) for choice in new.get("anyOf", [new])]
    for number, choice in enumerate(old.get("anyOf", [old])):
        plain = _without_default(choice)
        if all(any(_narrowed(today, plain, at)) for today in choices):
            yield f"{at}: alternative {number} is taken no more"


def _without_default(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "default"}


def _bounds(new: Schema, old: Schema, at: str) -> Iterator[str]:
    for name in LOWER:
        if name in new and new[name] > old.get(name, float("-inf")):
            yield f"{at}: {name} is {new[name]}"
    for name in UPPER:
        if name in new and new[name] < old.get(name, float("inf")):
            yield f"{at}: {name} is {new[name]}"
    for name in SAME:
        if name in new and new[name] != old.get(name):
            yield f"{at}: {name} is {new[name]}"


def _words(new: Schema, old: Schema, at: str) -> Iterator[str]:
    """A closed vocabulary may grow."""
    if "enum" in new:
        lost = sorted(set(map(str, old.get("enum", ["anything"]))) - set(map(str, new["enum"])))
        yield from (f"{at}: {word} is no word of it" for word in lost)


def _fields(new: Schema, old: Schema, at: str) -> Iterator[str]:
    """A field may be added where it may be left out."""
    fields, before = new.get("properties", {}), old.get("properties", {})
    if new.get("additionalProperties") is False:
        yield from (f"{at}.{name}: is no field any more" for name in before if name not in fields)
        if isinstance(old.get("additionalProperties"), Mapping):
            yield f"{at}: takes no other fields any more"
    yield from (
        f"{at}.{name}: must be there" for name in new.get("required", ()) if name not in old.get("required", ())
    )
    for name in before.keys() & fields.keys():
        yield from _narrowed(fields[name], before[name], f"{at}.{name}")


def _items(new: Schema, old: Schema, at: str) -> Iterator[str]:
    for name in ("items", "additionalProperties"):
        if isinstance(new.get(name), Mapping):
            before = old.get(name)
            if isinstance(before, Mapping):
                yield from _narrowed(new[name], before, f"{at}[]")
            elif before is not False:
                yield f"{at}: {name} are bounded"
