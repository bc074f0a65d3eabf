"""The questions of a form: how each is read from what a browser sends, put into a command, and read back.

A question is generic in the shape of its answer. Where questions of several shapes stand together, an answer comes as
any of them, and each question narrows it to its own. ``name`` in the methods is the field's place in the form:
``joint.0.organisation.name``.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Generic, NamedTuple, TypeAlias, TypeVar

from pydantic import JsonValue

from api.console.decide.forms.answers import Answer, Sent, as_text, as_texts, items_of, plain_text
from domain.kernel.base import Label
from domain.values.partial_days import in_words
from domain.values.written_days import NoWrittenDay, written_day

A_co = TypeVar("A_co", bound=Answer, covariant=True)

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
class Question(ABC, Generic[A_co]):
    """One field of a form. ``default`` is the answer that stands there before anybody has answered."""

    KIND: ClassVar[str]

    name: str
    label: Label
    hint: Label | None = None
    required: bool = True
    default: str = ""

    @abstractmethod
    def narrowed(self, answer: Answer) -> A_co:
        """The answer, itself, in the shape that this question has. Raises ``TypeError`` for any other shape."""

    @abstractmethod
    def blank(self) -> A_co:
        """The answer before anybody has answered."""

    @abstractmethod
    def read(self, sent: Sent, name: str) -> A_co:
        """The answer in what a browser sent."""

    @abstractmethod
    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """The answer as a browser sends it."""

    def tidy(self, answer: Answer) -> A_co:
        """The answer without empty rows."""
        return self.narrowed(answer)

    @abstractmethod
    def is_blank(self, answer: Answer) -> bool:
        """Whether nobody has answered anything."""

    @abstractmethod
    def value(self, answer: Answer) -> JsonValue:
        """The answer as the command takes it."""

    @abstractmethod
    def answer(self, value: JsonValue) -> A_co:
        """What was answered, by the command."""

    @abstractmethod
    def text(self, answer: Answer) -> Label:
        """The answer as it is read back."""

    def is_left_out(self, answer: Answer) -> bool:
        """Whether the command does without it; an empty list says so itself."""
        return answer == ""


AnyQuestion: TypeAlias = Question[Answer]
"""A question whose answer may have any shape: what a form is made of."""


@dataclass(frozen=True, kw_only=True)
class Single(Question[str]):
    """A question that one text answers."""

    def narrowed(self, answer: Answer) -> str:
        """The text."""
        return as_text(answer)

    def blank(self) -> str:
        """What stands there by itself."""
        return self.default

    def read(self, sent: Sent, name: str) -> str:
        """The first text of that name."""
        return plain_text(sent.get(name, ("",))[0])

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """One pair."""
        yield name, self.narrowed(answer)

    def is_blank(self, answer: Answer) -> bool:
        """Nothing was typed, or nothing changed."""
        return answer in ("", self.default)

    def value(self, answer: Answer) -> JsonValue:
        """The text as it was typed."""
        return self.narrowed(answer)

    def answer(self, value: JsonValue) -> str:
        """As it would be typed."""
        return str(value)

    def text(self, answer: Answer) -> Label:
        """The same in both languages."""
        typed = self.narrowed(answer)
        return Label(typed, typed)


@dataclass(frozen=True, kw_only=True)
class Line(Single):
    """A line of text. ``known``: it names somebody whom the record may know, of that kind."""

    KIND = "line"
    known: str = ""


@dataclass(frozen=True, kw_only=True)
class Text(Single):
    """A passage of prose."""

    KIND = "text"


@dataclass(frozen=True, kw_only=True)
class Digest(Single):
    """A file by its digest; it may be sent in beside. ``names`` are those of the files that were, by digest."""

    KIND = "digest"
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Day(Single):
    """A day, however it is written."""

    KIND = "day"

    def read(self, sent: Sent, name: str) -> str:
        """As the command takes it: 2023-05-17 for 2023年5月17日. What is no day stays as typed."""
        return spelled_day(super().read(sent, name))

    def text(self, answer: Answer) -> Label:
        """As people write days; what is none stays as typed."""
        typed = self.narrowed(answer)
        try:
            return in_words(date.fromisoformat(typed))
        except ValueError:
            return Label(typed, typed)


@dataclass(frozen=True, kw_only=True)
class Number(Single):
    """A whole number."""

    KIND = "number"

    def value(self, answer: Answer) -> JsonValue:
        """The number, or what was typed instead."""
        typed = self.narrowed(answer)
        return int(typed) if _WHOLE_NUMBER.fullmatch(typed) else typed


@dataclass(frozen=True, kw_only=True)
class WithOptions:
    """What there is to choose from."""

    groups: tuple[Options, ...] = ()

    @property
    def options(self) -> tuple[Option, ...]:
        """All of them, headings aside."""
        return tuple(option for group in self.groups for option in group.options)

    @property
    def is_short(self) -> bool:
        """Whether the options can stand on the page one beneath the other."""
        return len(self.options) <= FEW and all(group.label is None for group in self.groups)

    def label_of(self, code: str) -> Label:
        """The label of what was chosen; what is no option stays as sent."""
        return next((option.label for option in self.options if option.code == code), Label(code, code))


@dataclass(frozen=True, kw_only=True)
class Choice(WithOptions, Single):
    """One of some options. ``insisted``: none may be left to the command, which would take one for granted."""

    KIND = "choice"
    insisted: bool = False

    def is_left_out(self, answer: Answer) -> bool:
        """Where nothing is chosen, and nothing has to be."""
        return super().is_left_out(answer) and not self.insisted

    def text(self, answer: Answer) -> Label:
        """The label of what was chosen."""
        return self.label_of(self.narrowed(answer))


@dataclass(frozen=True, kw_only=True)
class YesNo(Choice):
    """Yes or no, in whichever words."""

    def value(self, answer: Answer) -> JsonValue:
        """True or false, or what was sent instead."""
        sent = self.narrowed(answer)
        return {"true": True, "false": False}.get(sent, sent)

    def answer(self, value: JsonValue) -> str:
        """As it is sent."""
        return "true" if value else "false"


@dataclass(frozen=True, kw_only=True)
class Choices(WithOptions, Question[list[str]]):
    """None, one or several of some options."""

    KIND = "choices"

    def narrowed(self, answer: Answer) -> list[str]:
        """The codes."""
        return as_texts(answer)

    def blank(self) -> list[str]:
        """None chosen."""
        return []

    def read(self, sent: Sent, name: str) -> list[str]:
        """Every one that is ticked."""
        return [text for text in sent.get(name, ()) if text]

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """One pair for each."""
        yield from ((name, code) for code in self.narrowed(answer))

    def is_blank(self, answer: Answer) -> bool:
        """None is ticked."""
        return not answer

    def value(self, answer: Answer) -> JsonValue:
        """Their codes."""
        return [*self.narrowed(answer)]

    def answer(self, value: JsonValue) -> list[str]:
        """Codes."""
        return [str(item) for item in items_of(value)]

    def text(self, answer: Answer) -> Label:
        """All of them in a row."""
        return in_a_row(map(self.label_of, self.narrowed(answer)))


@dataclass(frozen=True, kw_only=True)
class Lines(Single):
    """Some short texts or days, one on each line."""

    KIND = "lines"
    days: bool = False

    def read(self, sent: Sent, name: str) -> str:
        """The lines; days among them as the command takes them."""
        typed = super().read(sent, name)
        return "\n".join(map(spelled_day, typed.split("\n"))) if self.days else typed

    def value(self, answer: Answer) -> JsonValue:
        """The lines that are not blank."""
        return [line.strip() for line in self.narrowed(answer).splitlines() if line.strip()]

    def answer(self, value: JsonValue) -> str:
        """One on each line."""
        return "\n".join(str(item) for item in items_of(value))


def spelled_day(typed: str) -> str:
    """The day that was written, as the command takes it; what is none, or one in part, stays as typed."""
    try:
        day = written_day(typed)
    except NoWrittenDay:
        return typed
    return day.on.isoformat() if isinstance(day.on, date) and not day.approximate else typed


def in_a_row(labels: Iterable[Label]) -> Label:
    """Several answers of one question, one after the other."""
    words = list(labels)
    return Label("、".join(word.zh for word in words), "; ".join(word.en for word in words))
