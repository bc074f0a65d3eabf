"""A panel as a list of people of whom one leads: the lead is a choice in the row, and a conflict shows in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from api.console.decide.forms.answers import Answer, Answers, Sent, as_rows, as_text, items_of, members_of
from api.console.decide.forms.groups import Group, Rows
from api.console.decide.forms.questions import AnyQuestion, Option, Options, Single, YesNo
from domain.kernel.base import Label
from domain.wording.values import NO, YES

LEADS, LEAD, EXPERTS = "leads", "lead", "experts"


@dataclass(frozen=True, kw_only=True)
class Leads(YesNo):
    """Whether this member leads: one button among those of all rows, sent as ``lead`` with the place of the row, or
    with the member's id, as it was before.
    """

    KIND = "lead"

    def read(self, sent: Sent, name: str) -> str:
        """Whether the row's place, or its member's id, was sent."""
        place = name.rpartition(".")[0]
        chosen, own = sent.get(LEAD, ("",))[0], sent.get(f"{place}.id", ("",))[0]
        return "true" if chosen and chosen in (place, own.strip()) else ""

    def answer(self, value: JsonValue) -> str:
        """Pressed, or not."""
        return "true" if value else ""

    def flat(self, answer: Answer, name: str) -> Iterator[tuple[str, str]]:
        """The place of the row, where its member leads."""
        if answer:
            yield LEAD, name.rpartition(".")[0]


@dataclass(frozen=True, kw_only=True)
class PanelForm(Group):
    """The form of a panel, whose lead is the member whose row says so."""

    @classmethod
    def of_panel(cls, form: Group) -> "PanelForm":
        """The same questions, with the lead asked in the rows."""
        experts, lead = form.of(EXPERTS), form.of(LEAD)
        if not isinstance(experts, Rows):
            raise TypeError(f"{EXPERTS} is no list")
        leads = Leads(name=LEADS, label=lead.label, required=False, groups=(Options(None, _YES_NO),))
        each = replace(experts.each, inside=(*experts.each.inside, leads))
        inside = form.with_(replace(experts, each=each), LedInRows(name=LEAD, label=lead.label)).inside
        return cls(name=form.name, label=form.label, inside=inside)

    def value(self, answer: Answer) -> dict[str, JsonValue]:
        """With the id of the member who leads; of one who has none yet, that of their row, so that one fault is one."""
        value = super().value(answer)
        members = [members_of(row) for row in items_of(value.get(EXPERTS, []))]
        led = [row for row in members if row.pop(LEADS, None)]
        value[EXPERTS] = [*members]
        return value | ({LEAD: led[0].get("id") or LEADS} if led else {})

    def answer(self, value: JsonValue) -> Answers:
        """With the button of whoever leads pressed."""
        answers, lead = super().answer(value), members_of(value).get(LEAD)
        for row in as_rows(answers[EXPERTS]):
            row[LEADS] = "true" if row[LEADS] or (lead and as_text(row["id"]) == lead) else ""
        return answers


@dataclass(frozen=True, kw_only=True)
class LedInRows(Single):
    """Where an error about the lead leads to; the answer stands in the rows."""

    KIND = "led"

    def read(self, _sent: Sent, _name: str) -> str:
        """Nothing of its own."""
        return ""

    def answer(self, _value: JsonValue) -> str:
        """Nothing of its own."""
        return ""

    def flat(self, _answer: Answer, _name: str) -> Iterator[tuple[str, str]]:
        """Nothing of its own."""
        return iter(())


_YES_NO = (Option("true", YES), Option("", NO))


def with_notes(experts: AnyQuestion, notes: Mapping[int, tuple[tuple[Label, str], ...]]) -> AnyQuestion:
    """The list with what is to be noted of its rows, by their place: a sentence with its clause."""
    return replace(experts, notes=notes) if isinstance(experts, Rows) else experts
