"""What is answered on a form and what it makes of a command: the shapes of both, and how each is told from the others.

An answer is what somebody typed: a text, a list of texts, or answers by name, at any depth. Nothing is lost of it,
right or wrong.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeGuard

from pydantic import JsonValue

Sent = Mapping[str, Sequence[str]]
"""What a browser sent, by name; files aside."""
Answer: TypeAlias = str | list[str] | list[dict[str, "Answer"]] | dict[str, "Answer"]
"""One text; texts that were ticked; rows of a list; or a group's answers by name. Recursive: rows and groups nest."""
Answers: TypeAlias = dict[str, Answer]
"""Answers by the names of their questions: a group, a row of a list, or a whole form."""


def as_text(answer: Answer) -> str:
    """The answer as one text. Raises ``TypeError`` for any other shape."""
    if isinstance(answer, str):
        return answer
    raise _another_shape("a text", answer)


def as_texts(answer: Answer) -> list[str]:
    """The answer, itself, as a list of texts. Raises ``TypeError`` for any other shape."""
    if isinstance(answer, list) and _are_texts(answer):
        return answer
    raise _another_shape("texts", answer)


def as_rows(answer: Answer) -> list[Answers]:
    """The answer, itself, as the rows of a list. Raises ``TypeError`` for any other shape."""
    if isinstance(answer, list) and _are_rows(answer):
        return answer
    raise _another_shape("rows", answer)


def as_answers(answer: Answer) -> Answers:
    """The answer, itself, as answers by name. Raises ``TypeError`` for any other shape."""
    if isinstance(answer, dict):
        return answer
    raise _another_shape("answers by name", answer)


def items_of(value: JsonValue) -> list[JsonValue]:
    """What a list in a command holds. Raises ``TypeError`` for any other value."""
    if isinstance(value, list):
        return value
    raise _another_shape("a list", value)


def members_of(value: JsonValue) -> dict[str, JsonValue]:
    """What an object in a command holds by name. Raises ``TypeError`` for any other value."""
    if isinstance(value, dict):
        return value
    raise _another_shape("an object", value)


def _are_texts(items: list[str] | list[Answers]) -> TypeGuard[list[str]]:
    return all(isinstance(item, str) for item in items)


def _are_rows(items: list[str] | list[Answers]) -> TypeGuard[list[Answers]]:
    return all(isinstance(item, dict) for item in items)


def _another_shape(wanted: str, found: object) -> TypeError:
    return TypeError(f"{wanted} wanted, not {type(found).__name__}")


def joined(*names: str) -> str:
    """A field's place in the form, from the outermost name on: ``joint.0.organisation.name``."""
    return ".".join(name for name in names if name)


def plain_text(text: str) -> str:
    """Without blank ends, its lines ended as ours are."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
