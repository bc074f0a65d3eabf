"""A list whose rows are prepared: what there is to be said something about stands there, and nothing is said yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import JsonValue

from api.console.decide.forms.answers import Answer, Answers, Sent, joined
from api.console.decide.forms.groups import Rows
from api.console.decide.forms.questions import AnyQuestion, Choice, Line, Option, Options
from domain.kernel.base import Label

REST = "rest"
"""Beside its rows the list sends whether its one tick is set."""


class Rest(NamedTuple):
    """What one tick says of every prepared row about which nobody has said it: ``label`` is the sentence of the tick,
    ``decides`` the question by which a row counts as answered, ``says`` the answers that fill in what is empty.
    """

    label: Label
    decides: str
    says: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PreparedChoice(Choice):
    """Which of the prepared things a row is about; by itself that says nothing."""

    def is_blank(self, _answer: Answer) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, kw_only=True)
class PreparedLine(Line):
    """What a row is about, in words: prepared, or somebody's own."""

    prepared: frozenset[str] = frozenset()

    def is_blank(self, answer: Answer) -> bool:
        """Nothing was typed: what is prepared says nothing by itself."""
        return answer == "" or answer in self.prepared


@dataclass(frozen=True, kw_only=True)
class PreparedRows(Rows):
    """Rows of which there is one for each of ``prepared``, told by its answer to ``key``, and others as they are added.

    A prepared row in which nothing is answered is no part of the decision. What is sent is read row by row as it comes,
    so that an error leads to its row; rows that are missing stand at the end (``shown``).
    """

    KIND = "prepared"
    key: str
    prepared: tuple[Option, ...] = ()
    rest: Rest | None = None

    @classmethod
    def of(cls, rows: Rows, key: str, prepared: Sequence[Option], rest: Rest | None = None) -> "PreparedRows":
        """The same list with its rows prepared."""
        about = rows.each.of(key)
        return cls(
            name=rows.name,
            label=rows.label,
            hint=rows.hint,
            required=rows.required,
            each=rows.each.with_(_about(about, prepared)),
            most=rows.most,
            key=key,
            prepared=tuple(prepared),
            rest=rest,
        )

    def blank(self) -> list[Answers]:
        """A row for each, nothing answered."""
        return [self._row(option) for option in self.prepared]

    def shown(self, answer: Answer) -> list[Answers]:
        """The rows as they stand, and those of the prepared that are missing."""
        rows = self.narrowed(answer)
        known = {row[self.key] for row in rows}
        return [*rows, *(self._row(option) for option in self.prepared if option.code not in known)]

    def subject(self, row: Answers) -> Label | None:
        """What a prepared row is about; ``None`` for one that somebody has added."""
        return next((option.label for option in self.prepared if option.code == row[self.key]), None)

    def read(self, sent: Sent, name: str) -> list[Answers]:
        """As many rows as were sent; where the tick is set, the prepared ones filled in with what it says."""
        rows = super().read(sent, name)
        if self.rest is None or not any(sent.get(joined(name, REST), ())):
            return rows
        return [self._filled(row) for row in self.shown(rows)]

    def answer(self, value: JsonValue) -> list[Answers]:
        """A row for each, and for what is prepared besides."""
        return self.shown(super().answer(value))

    def _row(self, option: Option) -> Answers:
        return {**self.each.blank(), self.key: option.code}

    def _filled(self, row: Answers) -> Answers:
        rest = self.rest
        if rest is None or self.subject(row) is None or row[rest.decides]:
            return row
        return {**row, **{name: text for name, text in rest.says.items() if not row[name]}}


def _about(question: AnyQuestion, prepared: Sequence[Option]) -> AnyQuestion:
    if isinstance(question, Choice):
        groups = (Options(None, tuple(prepared)),)
        return PreparedChoice(name=question.name, label=question.label, hint=question.hint, groups=groups)
    if isinstance(question, Line):
        codes = frozenset(option.code for option in prepared)
        return PreparedLine(name=question.name, label=question.label, hint=question.hint, prepared=codes)
    raise TypeError(f"no row is prepared by {type(question).__name__}")


def with_prepared(rows: AnyQuestion, key: str, prepared: Sequence[Option], rest: Rest | None = None) -> AnyQuestion:
    """The list with its rows prepared. Raises ``TypeError`` for a question that is none."""
    if not isinstance(rows, Rows):
        raise TypeError(f"{rows.name} is no list")
    return PreparedRows.of(rows, key, prepared, rest)
