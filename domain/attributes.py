"""A center field by field: every particular under a path of its own, with its name and value in words."""

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.center import Center, PendingCorrection
from domain.kernel.base import Label, LabeledEnum, Model
from domain.values.identifiers import DocumentNumber
from domain.wording.fields import path_label
from domain.wording.values import NO, NOTHING, RECTIFICATION_STATUSES, YES

Attributes = dict[str, Any]
"""Path to value: ``lead.name``, ``reviews[application].verdict``, ``rectifications[r1].due_on``, ``reports[2026].on``.
A member of a set stands under its own key with ``True``."""

_HEADER = frozenset(
    "center_id version days last_day looked_at acted processing closed_reviews panels_since public_since"
    " withheld_reviews left_parties".split()
)
_FIELD = re.compile(r"[a-z][a-z0-9_]*")


def attributes(center: Center | None) -> Attributes:
    """All of a center's particulars; the id of a part is its key.

    Of a center that isn't on record yet: those that a blank one has empty.
    """
    if center is None:
        return dict(_BLANK)
    return {path: value for name in FIELDS for path, value in attributes_of(name, getattr(center, name))}


FIELDS = tuple(field.name for field in dataclasses.fields(Center) if field.name not in _HEADER)
"""What a center is made of; its id and version name a reading of it, the days of its acts and who took them stand with
each, and when panels and parties left tells who reads."""


def attributes_of(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The particulars of one field, or of a part of it."""
    for key, part in _parts(value):
        yield from attributes_of(path + key, part)
    if not _is_composite(value):
        yield path, value


def _is_composite(value: Any) -> bool:
    if isinstance(value, Model):
        return not isinstance(value, DocumentNumber)
    if isinstance(value, tuple):
        return any(_is_composite(item) for item in value)
    return isinstance(value, Mapping | frozenset) or dataclasses.is_dataclass(value)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if not _is_composite(value):
        return
    if isinstance(value, PendingCorrection):
        content = {name: QuotedJson(part) if isinstance(part, dict) else part for name, part in value.content.items()}
        yield from _named({"proposed_by": value.proposed_by, **content})
    elif isinstance(value, Model):
        yield from _named({name: part for name, part in value if name != "id"})
    elif isinstance(value, Mapping):
        yield from ((f"[{key}]", part) for key, part in value.items())
    elif isinstance(value, frozenset):
        yield from ((f"[{key}]", True) for key in sorted(value))
    elif isinstance(value, tuple):
        yield from ((f"[{getattr(item, 'id', place)}]", item) for place, item in enumerate(value, start=1))
    else:
        names = (field.name for field in dataclasses.fields(value) if field.name != "id")
        yield from _named({name: getattr(value, name) for name in names})


def _named(parts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((f".{name}", part) for name, part in parts.items())


class QuotedJson(str):
    """What a correction says of other fields, as JSON: one particular, whatever it names."""

    __slots__ = ()

    def __new__(cls, content: Mapping[str, Any]) -> "QuotedJson":
        """From the fields and their right values."""
        return super().__new__(cls, json.dumps(content, ensure_ascii=False, sort_keys=True, default=str))


def name_of(path: str) -> Label:
    """A particular's name: 组织评审 · 筹建申报 · 结论; a key that is no stage stays as it is."""
    return path_label(Center, path)


def place_of(path: str) -> int:
    """Where the particular's field stands among the center's."""
    return FIELDS.index(_FIELD.match(path)[0])  # type: ignore[index]


def in_words(value: Any) -> Label:
    """A particular's value as people read it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, LabeledEnum):
        return value.label
    if isinstance(value, tuple):
        words = [in_words(item) for item in value]
        return Label("、".join(word.zh for word in words), ", ".join(word.en for word in words)) if words else NOTHING
    return RECTIFICATION_STATUSES.get(str(value), Label(str(value), str(value)))


def plain(value: Any) -> Any:
    """A particular's value as JSON has it."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, date | DocumentNumber) else value


_BLANK = {path: value for name in FIELDS for path, value in attributes_of(name, getattr(Center(""), name)) if not value}
