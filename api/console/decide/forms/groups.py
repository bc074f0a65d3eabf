"""Questions that are made of questions: groups, and lists whose rows are groups. A whole form is a group."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from api.console.decide.forms.answers import (
    Answer,
    Answers,
    Sent,
    as_answers,
    as_rows,
    as_text,
    items_of,
    joined,
    members_of,
)
from api.console.decide.forms.questions import AnyQuestion, Question, in_a_row
from api.console.frame.numbers import number_in
from domain.kernel.base import Label

KNOWN = "known"
"""Beside its fields a group sends who of those that the record knows was chosen, as JSON."""


@dataclass(frozen=True, kw_only=True)
class Group(Question[Answers]):
    """Questions that belong together. ``known``: they ask who somebody is whom the record may know, of that kind."""

    KIND = "group"
    inside: tuple[AnyQuestion, ...] = ()
    known: str = ""

    def narrowed(self, answer: Answer) -> Answers:
        """The answers by name."""
        return as_answers(answer)

    def blank(self) -> Answers:
        """Nothing answered."""
        return {question.name: question.blank() for question in self.inside}

    def read(self, sent: Sent, name: str) -> Answers:
        """The answers by name."""
        answers = {question.name: question.read(sent, joined(name, question.name)) for question in self.inside}
        chosen = sent.get(joined(name, KNOWN), ("",))[0] if self.known else ""
        return self.taken_over(answers, _fields_in(chosen)) if chosen else answers

    def taken_over(self, answers: Answers, fields: Mapping[str, str]) -> Answers:
        """With what is known of somebody in its place, as far as it is asked here."""
        own = {question.name for question in self.inside if isinstance(answers.get(question.name), str)}
        return answers | {name: text for name, text in fields.items() if name in own}

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """Every answer under its whole name."""
        for question, inner in self.answered(answer):
            yield from question.flat(inner, joined(name, question.name))

    def tidy(self, answer: Answer) -> Answers:
        """Without empty rows, at any depth."""
        return {question.name: question.tidy(inner) for question, inner in self.answered(answer)}

    def is_blank(self, answer: Answer) -> bool:
        """Nothing in it is answered."""
        return all(question.is_blank(inner) for question, inner in self.answered(answer))

    def value(self, answer: Answer) -> dict[str, JsonValue]:
        """What is answered, by name."""
        return {
            question.name: question.value(inner)
            for question, inner in self.answered(answer)
            if not question.is_left_out(inner)
        }

    def answer(self, value: JsonValue) -> Answers:
        """The answers by name; what is not said is blank."""
        members = members_of(value)
        return {question.name: _answer_in(members, question) for question in self.inside}

    def text(self, answer: Answer) -> Label:
        """What is answered, in a line."""
        words = [question.text(inner) for question, inner in self.answered(answer) if inner]
        return Label(" · ".join(word.zh for word in words), " · ".join(word.en for word in words))

    def is_left_out(self, answer: Answer) -> bool:
        """Nobody has to answer it, and nobody has."""
        return not self.required and self.is_blank(answer)

    def answered(self, answer: Answer) -> Iterator[tuple[AnyQuestion, Answer]]:
        """Each question with its answer, in the order of the form."""
        answers = self.narrowed(answer)
        return ((question, answers[question.name]) for question in self.inside)

    def of(self, name: str) -> AnyQuestion:
        """The question of that name. Raises ``KeyError``."""
        found = next((question for question in self.inside if question.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def with_(self, *others: AnyQuestion) -> "Group":
        """The same group with other questions in place of those of their names."""
        by_name = {question.name: question for question in others}
        return replace(self, inside=tuple(by_name.get(question.name, question) for question in self.inside))

    def after(self, first: AnyQuestion) -> "Group":
        """The same group with another question before all others."""
        return replace(self, inside=(first, *self.inside))


def _fields_in(chosen: str) -> dict[str, str]:
    try:
        fields = json.loads(chosen)
    except (ValueError, RecursionError):
        return {}
    return {name: text for name, text in fields.items() if isinstance(text, str)} if isinstance(fields, dict) else {}


def _answer_in(members: Mapping[str, JsonValue], question: AnyQuestion) -> Answer:
    member = members.get(question.name)
    return question.blank() if member is None else question.answer(member)


@dataclass(frozen=True, kw_only=True)
class DocumentQuestion(Group):
    """A file and its title."""

    KIND = "document"


COUNT = "n"
"""Beside its rows a list sends their number."""


@dataclass(frozen=True, kw_only=True)
class Rows(Question[list[Answers]]):
    """The same group any number of times. ``each`` has no name of its own."""

    KIND = "rows"
    each: Group = field(default_factory=lambda: Group(name="", label=Label("", "")))
    most: int = 1000
    notes: Mapping[int, Sequence[tuple[Label, str]]] = field(default_factory=dict, compare=False)
    """What is to be noted of a row, by its place: a sentence with its clause."""

    def narrowed(self, answer: Answer) -> list[Answers]:
        """The rows."""
        return as_rows(answer)

    def blank(self) -> list[Answers]:
        """One row to fill in where one is needed."""
        return [self.each.blank()] if self.required else []

    def shown(self, answer: Answer) -> list[Answers]:
        """The rows as the form asks them."""
        return self.narrowed(answer)

    def stated(self, answer: Answer) -> list[Answers]:
        """The rows that say something."""
        return [row for row in self.narrowed(answer) if not self.each.is_blank(row)]

    def subject(self, _row: Answers) -> Label | None:
        """What a row is about, where that is settled before it is answered."""
        return None

    def read(self, sent: Sent, name: str) -> list[Answers]:
        """As many rows as were sent."""
        count = min(number_in(sent.get(joined(name, COUNT), ("0",))[0]) or 0, self.most)
        return [self.each.read(sent, joined(name, str(place))) for place in range(count)]

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """Their number, then each under its place."""
        rows = self.narrowed(answer)
        yield joined(name, COUNT), str(len(rows))
        for place, row in enumerate(rows):
            yield from self.each.flat(row, joined(name, str(place)))

    def tidy(self, answer: Answer) -> list[Answers]:
        """The rows in which something is answered."""
        return [self.each.tidy(row) for row in self.stated(answer)]

    def is_blank(self, answer: Answer) -> bool:
        """No row has anything in it."""
        return all(self.each.is_blank(row) for row in self.narrowed(answer))

    def value(self, answer: Answer) -> JsonValue:
        """Every row that says something."""
        return [self.each.value(row) for row in self.stated(answer)]

    def answer(self, value: JsonValue) -> list[Answers]:
        """A row for each."""
        return [self.each.answer(item) for item in items_of(value)]

    def text(self, answer: Answer) -> Label:
        """All of them in a row."""
        return in_a_row(map(self.each.text, self.narrowed(answer)))


@dataclass(frozen=True, kw_only=True)
class RightValues(Rows):
    """Fields by name with their right values. A value in braces or brackets is JSON; none at all is unknown."""

    def value(self, answer: Answer) -> JsonValue:
        """By name."""
        rows = self.narrowed(answer)
        return {as_text(row["name"]): _right_value(as_text(row["value"])) for row in rows if row["name"]}

    def answer(self, value: JsonValue) -> list[Answers]:
        """A row for each name."""
        return [{"name": name, "value": _as_typed(right)} for name, right in members_of(value).items()]


def _right_value(typed: str) -> JsonValue:
    if typed == "":
        return None
    try:
        parsed: JsonValue = json.loads(typed) if typed[0] in "{[" else typed
    except (ValueError, RecursionError):
        return typed
    return parsed


def _as_typed(value: JsonValue) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


Found = Callable[[AnyQuestion, str, Answer], None]


def walk(question: AnyQuestion, answer: Answer, found: Found, name: str = "") -> None:
    """Every question with its whole name and its answer, outer ones first."""
    found(question, name, answer)
    if isinstance(question, Group):
        for inner, its_answer in question.answered(answer):
            walk(inner, its_answer, found, joined(name, inner.name))
    elif isinstance(question, Rows):
        for place, row in enumerate(question.narrowed(answer)):
            walk(question.each, row, found, joined(name, str(place)))
