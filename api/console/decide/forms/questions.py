"""The questions of a form: how each is read from what a browser sends, put into a command, and read back.

An answer is what somebody typed: a text, a list of texts, or answers by name, at any depth. Nothing is lost of it,
right or wrong. ``name`` in the methods is the field's place in the form: ``joint.0.organisation.name``.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar, NamedTuple

from domain.kernel.base import Label
from domain.values.partial_days import in_words

Sent = Mapping[str, Sequence[str]]
"""What a browser sent, by name; files aside."""
Answers = dict[str, Any]

FEW = 7
"""Options that can stand on the page one beneath the other; more are folded away."""
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


class Option(NamedTuple):
    """One choice: its code on the wire, and what people read."""

    code: str
    label: Label


class Options(NamedTuple):
    """Choices that belong together, under their heading where they have one."""

    label: Label | None
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field of a form. ``default`` is the answer that stands there before anybody has answered."""

    KIND: ClassVar[str]

    name: str
    label: Label
    hint: Label | None = None
    required: bool = True
    default: str = ""

    def blank(self) -> Any:
        """The answer before anybody has answered."""
        return self.default

    def read(self, sent: Sent, name: str) -> Any:
        """The answer in what a browser sent."""
        return plain_text(sent.get(name, ("",))[0])

    def flat(self, answer: Any, name: str) -> Iterator[tuple[str, str]]:
        """The answer as a browser sends it."""
        yield name, answer

    def tidy(self, answer: Any) -> Any:
        """The answer without empty rows."""
        return answer

    def is_blank(self, answer: Any) -> bool:
        """Whether nobody has answered anything."""
        return bool(answer in ("", self.default))

    def value(self, answer: Any) -> Any:
        """The answer as the command takes it."""
        return answer

    def answer(self, value: Any) -> Any:
        """What was answered, by the command."""
        return str(value)

    def text(self, answer: Any) -> Label:
        """The answer as it is read back."""
        return Label(answer, answer)

    def is_left_out(self, answer: Any) -> bool:
        """Whether the command does without it; an empty list says so itself."""
        return bool(answer == "")


@dataclass(frozen=True, kw_only=True)
class Line(Question):
    """A line of text."""

    KIND = "line"


@dataclass(frozen=True, kw_only=True)
class Text(Question):
    """A passage of prose."""

    KIND = "text"


@dataclass(frozen=True, kw_only=True)
class Digest(Question):
    """A file by its digest; it may be sent in beside."""

    KIND = "digest"


@dataclass(frozen=True, kw_only=True)
class Day(Question):
    """A day."""

    KIND = "day"

    def text(self, answer: Any) -> Label:
        """As people write days; what is none stays as typed."""
        try:
            return in_words(date.fromisoformat(answer))
        except ValueError:
            return Label(answer, answer)


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A whole number."""

    KIND = "number"

    def value(self, answer: Any) -> Any:
        """The number, or what was typed instead."""
        return int(answer) if _WHOLE_NUMBER.fullmatch(answer) else answer


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    """One of some options."""

    KIND = "choice"
    groups: tuple[Options, ...] = ()

    @property
    def options(self) -> tuple[Option, ...]:
        """All of them, headings aside."""
        return tuple(option for group in self.groups for option in group.options)

    @property
    def is_short(self) -> bool:
        """Whether the options can stand on the page one beneath the other."""
        return len(self.options) <= FEW and all(group.label is None for group in self.groups)

    def text(self, answer: Any) -> Label:
        """The label of what was chosen."""
        return next((option.label for option in self.options if option.code == answer), Label(answer, answer))


@dataclass(frozen=True, kw_only=True)
class YesNo(Choice):
    """Yes or no, in whichever words."""

    def value(self, answer: Any) -> Any:
        """True or false, or what was sent instead."""
        return {"true": True, "false": False}.get(answer, answer)

    def answer(self, value: Any) -> Any:
        """As it is sent."""
        return "true" if value else "false"


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any number of some options."""

    KIND = "choices"

    def blank(self) -> Any:
        """None chosen."""
        return []

    def read(self, sent: Sent, name: str) -> Any:
        """Every one that is ticked."""
        return [text for text in sent.get(name, ()) if text]

    def flat(self, answer: Any, name: str) -> Iterator[tuple[str, str]]:
        """One pair for each."""
        yield from ((name, code) for code in answer)

    def is_blank(self, answer: Any) -> bool:
        """None is ticked."""
        return not answer

    def answer(self, value: Any) -> Any:
        """Codes."""
        return [str(item) for item in value]

    def text(self, answer: Any) -> Label:
        """All of them in a row."""
        words = [super(Choices, self).text(code) for code in answer]
        return Label("、".join(word.zh for word in words), "; ".join(word.en for word in words))


@dataclass(frozen=True, kw_only=True)
class Lines(Question):
    """Some short texts or days, one on each line."""

    KIND = "lines"
    days: bool = False

    def value(self, answer: Any) -> Any:
        """The lines that are not blank."""
        return [line.strip() for line in answer.splitlines() if line.strip()]

    def answer(self, value: Any) -> Any:
        """One on each line."""
        return "\n".join(str(item) for item in value)


@dataclass(frozen=True, kw_only=True)
class Group(Question):
    """Questions that belong together."""

    KIND = "group"
    inside: tuple[Question, ...] = ()

    def blank(self) -> Any:
        """Nothing answered."""
        return {question.name: question.blank() for question in self.inside}

    def read(self, sent: Sent, name: str) -> Any:
        """The answers by name."""
        return {question.name: question.read(sent, _joined(name, question.name)) for question in self.inside}

    def flat(self, answer: Any, name: str) -> Iterator[tuple[str, str]]:
        """Every answer under its whole name."""
        for question in self.inside:
            yield from question.flat(answer[question.name], _joined(name, question.name))

    def tidy(self, answer: Any) -> Any:
        """Without empty rows, at any depth."""
        return {question.name: question.tidy(answer[question.name]) for question in self.inside}

    def is_blank(self, answer: Any) -> bool:
        """Nothing in it is answered."""
        return all(question.is_blank(answer[question.name]) for question in self.inside)

    def value(self, answer: Any) -> Any:
        """What is answered, by name."""
        return {
            question.name: question.value(answer[question.name])
            for question in self.inside
            if not question.is_left_out(answer[question.name])
        }

    def answer(self, value: Any) -> Any:
        """The answers by name; what is not said is blank."""
        return {
            question.name: question.blank()
            if value.get(question.name) is None
            else question.answer(value[question.name])
            for question in self.inside
        }

    def is_left_out(self, answer: Any) -> bool:
        """Nobody has to answer it, and nobody has."""
        return not self.required and self.is_blank(answer)

    def of(self, name: str) -> Question:
        """The question of that name. Raises ``KeyError``."""
        found = next((question for question in self.inside if question.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def with_(self, *others: Question) -> "Group":
        """The same group with other questions in place of those of their names."""
        by_name = {question.name: question for question in others}
        return replace(self, inside=tuple(by_name.get(question.name, question) for question in self.inside))


@dataclass(frozen=True, kw_only=True)
class Paper(Group):
    """A file and its title."""

    KIND = "paper"


COUNT = "n"
"""Beside its rows a list sends their number."""


@dataclass(frozen=True, kw_only=True)
class Rows(Question):
    """The same group any number of times. ``each`` has no name of its own."""

    KIND = "rows"
    each: Group = field(default_factory=lambda: Group(name="", label=Label("", "")))
    most: int = 1000

    def blank(self) -> Any:
        """One row to fill in where one is needed."""
        return [self.each.blank()] if self.required else []

    def read(self, sent: Sent, name: str) -> Any:
        """As many rows as were sent."""
        text = sent.get(_joined(name, COUNT), ("0",))[0]
        count = min(int(text), self.most) if text.isdecimal() and text.isascii() else 0
        return [self.each.read(sent, _joined(name, str(place))) for place in range(count)]

    def flat(self, answer: Any, name: str) -> Iterator[tuple[str, str]]:
        """Their number, then each under its place."""
        yield _joined(name, COUNT), str(len(answer))
        for place, row in enumerate(answer):
            yield from self.each.flat(row, _joined(name, str(place)))

    def tidy(self, answer: Any) -> Any:
        """The rows in which something is answered."""
        return [self.each.tidy(row) for row in answer if not self.each.is_blank(row)]

    def is_blank(self, answer: Any) -> bool:
        """No row has anything in it."""
        return all(self.each.is_blank(row) for row in answer)

    def value(self, answer: Any) -> Any:
        """Every row that says something."""
        return [self.each.value(row) for row in answer if not self.each.is_blank(row)]

    def answer(self, value: Any) -> Any:
        """A row for each."""
        return [self.each.answer(item) for item in value]


@dataclass(frozen=True, kw_only=True)
class RightValues(Rows):
    """Fields by name with their right values. A value in braces or brackets is JSON; none at all is unknown."""

    def value(self, answer: Any) -> Any:
        """By name."""
        return {row["name"]: _right_value(row["value"]) for row in answer if row["name"]}

    def answer(self, value: Any) -> Any:
        """A row for each name."""
        return [{"name": name, "value": _as_typed(right)} for name, right in value.items()]


def _right_value(typed: str) -> Any:
    if typed == "":
        return None
    try:
        return json.loads(typed) if typed[0] in "{[" else typed
    except ValueError:
        return typed


def _as_typed(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _joined(*names: str) -> str:
    return ".".join(name for name in names if name)


def plain_text(text: str) -> str:
    """Without blank ends, its lines ended as ours are."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


Found = Callable[[Question, str, Any], None]


def walk(question: Question, answer: Any, found: Found, name: str = "") -> None:
    """Every question with its whole name and its answer, outer ones first."""
    found(question, name, answer)
    if isinstance(question, Group):
        for inner in question.inside:
            walk(inner, answer[inner.name], found, _joined(name, inner.name))
    elif isinstance(question, Rows):
        for place, row in enumerate(answer):
            walk(question.each, row, found, _joined(name, str(place)))
