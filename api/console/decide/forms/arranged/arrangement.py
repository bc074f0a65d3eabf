"""How a form is arranged by hand: its questions in parts, and what stands around them. Nothing is parsed here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from pydantic import TypeAdapter, ValidationError

from api.console.decide.forms.answers import Answer, Answers, Sent
from api.console.decide.forms.groups import Group
from api.console.decide.forms.questions import AnyQuestion, Choice, Option, Single
from domain.center import Center
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor
from domain.working_calendar.working_days import WorkingCalendar

_DAY: TypeAdapter[date] = TypeAdapter(Day)


class Line(NamedTuple):
    """One line of a sheet: its words, whether they are somebody's own, the record that says so with its day, and a tag
    with its tone, as of the pages' own.
    """

    text: Label
    record: Record[Any] | None = None
    tag: Label | None = None
    tone: str = "plain"
    quoted: bool = False


class Fact(NamedTuple):
    """What one thing is, in lines; where there is none, nothing of it is on record."""

    label: Label
    lines: tuple[Line, ...]


class Sheet(NamedTuple):
    """One sheet of the dossier beside a decision."""

    key: str
    heading: Label
    facts: tuple[Fact, ...]


class FormPart(NamedTuple):
    """Questions that stand together under a heading, with the clause that asks for them where it is one of its own."""

    key: str
    heading: Label
    names: tuple[str, ...]
    clause: str | None = None


DATE_AND_DOCUMENTS = FormPart(
    "documents", Label("日期与附件", "Date and documents"), ("effective_on", "documents", "note")
)
ENTERED_ON_BEHALF = FormPart("on_behalf", Label("来件", "Paper handed in"), ("on_behalf_of",))
DOCUMENTS = FormPart("documents", Label("附件与备注", "Documents and note"), ("documents", "note"))


class Background(NamedTuple):
    """What the ledger holds behind a decision: the center's records as they read with their corrections, oldest first,
    the digests of the files it knows, the working days, and by the id of each undoing that waits the versions of what
    leans on the act.
    """

    records: Sequence[Record[Event]]
    kept: frozenset[str]
    calendar: WorkingCalendar = WorkingCalendar()
    leaning: Mapping[str, tuple[int, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Scene:
    """Everything that an arrangement looks at. ``today`` is the day in Shanghai."""

    form: Group
    answers: Answers
    center: Center
    background: Background
    actor: Actor
    policy: Policy
    today: date

    @property
    def effective_on(self) -> date:
        """The day that was answered, or today."""
        try:
            return _DAY.validate_python(self.answers["effective_on"])
        except ValidationError:
            return self.today


def as_it_is(scene: Scene) -> Group:
    """The questions unchanged."""
    return scene.form


def as_asked_of_all(form: Group, _background: Background, _sent: Sent) -> Group:
    """The same questions whatever was answered."""
    return form


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """One decision's form. ``asked`` words its questions for the scene: hints, and what there is to choose; ``dossier``
    is what lies before whoever decides; ``context`` is what its template says around them, where it has one; ``clause``
    the one it rests on here, where the decision serves several. ``by_answers`` gives the questions that follow from
    what was answered already, before the rest of it is read.
    """

    parts: tuple[FormPart, ...]
    context: Callable[[Scene], Mapping[str, object]] | None = None
    dossier: tuple[Callable[[Scene], Sheet | None], ...] = ()
    asked: Callable[[Scene], Group] = as_it_is
    by_answers: Callable[[Group, Background, Sent], Group] = as_asked_of_all
    clause: Callable[[Scene], str] | None = None


class Arranged(NamedTuple):
    """A form ready to be shown: each part with its questions, and what stands around them, as Jinja takes it."""

    template: str | None
    dossier: list[Sheet]
    parts: list[tuple[FormPart, list[AnyQuestion]]]
    context: Mapping[str, Any]
    clause: str | None


@dataclass(frozen=True, kw_only=True)
class Settled(Single):
    """A question with one possible answer, which is given: it is read rather than asked."""

    KIND: ClassVar[str] = "settled"
    option: Option


def settled(question: AnyQuestion, answer: Answer) -> AnyQuestion:
    """The question as one that is settled, where there is nothing else to choose."""
    if not isinstance(question, Choice) or [option.code for option in question.options] != [answer]:
        return question
    return Settled(name=question.name, label=question.label, option=question.options[0])
