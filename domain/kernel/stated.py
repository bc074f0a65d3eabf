"""What somebody states now is held to more than what is on record: texts are seen, codes are somebody's.

Commands and the events that follow from them share the models of their content. What holds for both is in those models;
what holds for a text only where it is stated stands beside its type as ``StatedAs``, and what states it, a command or a
row of an import, is looked through as a whole. An event never is, so that whatever is on record stays readable.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, get_args

from pydantic import ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from domain.kernel.base import Model
from domain.kernel.visible_text import check_line, check_text

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class StatedAs:
    """What a text of a type is held to where it is stated; ``check`` raises what ``invalid`` makes."""

    check: Callable[[str], None]


ONE_LINE, PROSE = (StatedAs(check_line),), (StatedAs(check_text),)


class Stated(Model):
    """Values that somebody states now."""

    @model_validator(mode="after")
    def _is_as_stated(self) -> Self:
        check_stated(self, type(self).model_fields)
        return self


def check_stated(model: Model, fields: Collection[str]) -> None:
    """Each text in these fields is as it has to be where it is stated. Raises ``ValidationError``, with each place."""
    faults = [fault for field in fields for fault in _faults_of_field(model, field, ())]
    if faults:
        raise ValidationError.from_exception_data(type(model).__name__, faults)


def _faults_of_field(model: Model, field: str, place: Place) -> Iterator[InitErrorDetails]:
    name = type(model).model_fields[field].alias or field
    return _faults(getattr(model, field), (*place, name), _held_to(type(model), field))


def _faults(value: Any, place: Place, held_to: tuple[StatedAs, ...]) -> Iterator[InitErrorDetails]:
    """What is wrong with a value and all its parts. JSON that belongs to no model yet is held to what prose is."""
    if type(value) is str:
        yield from _faults_of_text(value, place, held_to)
    elif isinstance(value, Model):
        for field in type(value).model_fields:
            yield from _faults_of_field(value, field, place)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _faults(key, place, ONE_LINE)
            yield from _faults(part, (*place, key), PROSE)
    elif isinstance(value, tuple | list):
        for number, part in enumerate(value):
            yield from _faults(part, (*place, number), held_to)


def _faults_of_text(text: str, place: Place, held_to: tuple[StatedAs, ...]) -> Iterator[InitErrorDetails]:
    for kind in held_to:
        try:
            kind.check(text)
        except PydanticCustomError as fault:
            yield InitErrorDetails(type=fault, loc=place, input=text)


@cache
def is_line(model: type[Model], field: str) -> bool:
    """Whether the texts of a field are names, titles or codes: one line that says what is meant."""
    marks = tuple(_marks(model.model_fields[field].annotation, model.model_fields[field].metadata))
    return bool(marks) and PROSE[0] not in marks


@cache
def _held_to(model: type[Model], field: str) -> tuple[StatedAs, ...]:
    """What the texts of a field are held to; a text that says nothing of itself is one line."""
    info = model.model_fields[field]
    return tuple(_marks(info.annotation, info.metadata)) or ONE_LINE


def _marks(annotation: Any, metadata: Collection[Any]) -> Iterator[StatedAs]:
    yield from (mark for mark in metadata if isinstance(mark, StatedAs))
    for part in get_args(annotation):
        yield from _marks(part, getattr(part, "__metadata__", ()))
