"""A record on a form of its own: prefilled with how it reads now, so that what is typed otherwise is the correction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from api.console.decide.forms.answers import Answer, Answers, Sent, joined, members_of
from api.console.decide.forms.from_models import questions_of
from api.console.decide.forms.groups import Group, RightValues
from api.console.decide.forms.questions import AnyQuestion, Line, Text
from domain.housekeeping.correctable import CORRECTABLE, NOTHING
from domain.kernel.base import Label
from domain.kernel.records import Event, Record

OF = "of"
"""Beside its fields a record sends its position, by which fields of another, chosen before, are known not to be its."""
COUNT = "n"
"""Sent where right values were typed by the names of fields, before the record was known."""


@dataclass(frozen=True, kw_only=True)
class RecordForm(Group):
    """The correctable fields of the record at ``position``, and what they say ``now``."""

    KIND = "record"
    position: str
    now: Mapping[str, JsonValue]

    @classmethod
    def of_record(cls, name: str, label: Label, record: Record[Event]) -> "RecordForm":
        """The form of a record, in place of the question of that name."""
        names = CORRECTABLE.get(type(record.event), NOTHING).fields
        inside = questions_of(type(record.event), names)
        now = record.event.model_dump(mode="json", include=set(names), exclude_none=True)
        return cls(name=name, label=label, inside=inside, position=str(record.position), now=now)

    def blank(self) -> Answers:
        """As the record reads."""
        return self.answer(dict(self.now))

    def read(self, sent: Sent, name: str) -> Answers:
        """What was sent of this very record; as it reads where nothing was."""
        if list(sent.get(joined(name, OF), ())) == [self.position]:
            return super().read(sent, name)
        if joined(name, COUNT) in sent:
            typed = RightValues(name=self.name, label=self.label, each=_BY_NAME)
            return self.answer({**self.now, **members_of(typed.value(typed.read(sent, name)))})
        return self.blank()

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """The position, and every answer."""
        yield joined(name, OF), self.position
        yield from super().flat(answer, name)

    def is_blank(self, answer: Answer) -> bool:
        """Nothing reads otherwise."""
        return not any(self.changed(answer))

    def changed(self, answer: Answer) -> Iterator[tuple[AnyQuestion, Answer]]:
        """What reads otherwise, with its answer."""
        now = self.blank()
        for question, inner in self.answered(answer):
            if _as_sent(question, inner) != _as_sent(question, now[question.name]):
                yield question, inner

    def value(self, answer: Answer) -> dict[str, JsonValue]:
        """What reads otherwise, by name; ``None`` where it is to say nothing."""
        return {
            question.name: None if question.is_left_out(inner) else question.value(inner)
            for question, inner in self.changed(answer)
        }


_BY_NAME = Group(
    name="",
    label=Label("", ""),
    inside=(Line(name="name", label=Label("", "")), Text(name="value", label=Label("", ""))),
)


def _as_sent(question: AnyQuestion, answer: Answer) -> Answer:
    """The answer as a browser gives it back."""
    sent: dict[str, list[str]] = {}
    for name, text in question.flat(answer, question.name):
        sent.setdefault(name, []).append(text)
    return question.tidy(question.read(sent, question.name))


def record_at(records: Sequence[Record[Event]], position: str) -> Record[Event] | None:
    """The record that is chosen, where it may be corrected."""
    found = next((record for record in records if str(record.position) == position), None)
    return found if found and CORRECTABLE.get(type(found.event), NOTHING) != NOTHING else None
