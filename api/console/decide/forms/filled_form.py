"""The form of a decision and what is answered in it: all that the pages of a decision need of the forms' machinery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self

from markupsafe import Markup
from pydantic import JsonValue
from starlette.datastructures import FormData

from api.console.decide.forms.answers import Answers
from api.console.decide.forms.arranged.arrangement import Arranged, Background, Scene
from api.console.decide.forms.arranged.table import arranged, background_of, by_answers
from api.console.decide.forms.changes import (
    add_row,
    keep_files,
    remove_row,
    with_counted_days,
    with_file_names,
)
from api.console.decide.forms.errors import Wrong, refused_field, wrong_fields
from api.console.decide.forms.from_center import (
    first_answers,
    with_choices,
    with_given,
    with_named_problems,
    with_proposed,
)
from api.console.decide.forms.from_models import form_of
from api.console.decide.forms.groups import Group
from api.console.decide.forms.guide import guide_to
from api.console.decide.forms.known import Found, look_up, offer, take_over, texts_in
from api.console.decide.forms.on_behalf import on_behalf_question
from api.console.frame.page_request import PageRequest
from api.http.language import Language
from domain.center import Center
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.decider import BUREAU_DECISIONS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.supervision.overdue import overdue_duties
from service_layer.reading import ReadableLedger

FORM = "decide/forms/form.html"
ARRANGED = "decide/forms/arranged/form.html"
GUIDE = "decide/forms/guide.html"
CLAUSE_OF = {one.type: one.clause for one in PEOPLE_DECIDE} | {one.type: one.clause for one in BUREAU_DECISIONS}
_CHANGES = {"add": add_row, "remove": remove_row}


class FormSetting(NamedTuple):
    """What the center brings into the form: what there is to choose from, and, where the form is arranged by hand, what
    lies behind the decision. Both are ``None`` for what is no center's. ``on_behalf`` asks an officer whose paper it is
    that they enter. ``overdue`` are the duties that it has not done.
    """

    center: Center | None = None
    background: Background | None = None
    on_behalf: Group | None = None
    overdue: tuple[Deadline, ...] = ()

    @classmethod
    def of(cls, ledger: ReadableLedger, center: Center | None, decision: Decision, context: Context) -> Self:
        """That of a decision about the center, or of one that begins a center."""
        background = background_of(ledger, decision.type, center.center_id) if center else None
        overdue = overdue_duties(deadlines(center, context.policy, context.calendar)) if center else ()
        return cls(center, background, on_behalf_question(decision, center, context), tuple(overdue))

    @property
    def is_on_behalf(self) -> bool:
        """Whether it is none of the officer's own decisions, and can be entered on behalf alone."""
        return self.on_behalf is not None and self.on_behalf.required


class AskedForm(NamedTuple):
    """The fields of the form and what stands before them, ready to be printed; ``summary`` is what is wrong, by the id
    of its field. ``clause`` is the one that the form rests on here, where the decision serves several.
    """

    summary: list[tuple[str, str]]
    before: Markup
    fields: Markup
    clause: str | None


@dataclass(frozen=True)
class FilledForm:
    """A form as far as it is filled in, and what is wrong with that as far as somebody looked. ``decision`` is
    the decision's name on the wire.
    """

    decision: str
    form: Group
    answers: Answers
    setting: FormSetting
    wrongs: Sequence[Wrong] = ()
    known: Found = field(default_factory=dict)

    @classmethod
    def blank(cls, command: type[Command], decision: str, setting: FormSetting) -> Self:
        """Nothing answered."""
        form = with_choices(form_of(command), setting.center, setting.overdue)
        if setting.on_behalf is not None:
            form = form.after(setting.on_behalf)
        return cls(decision, form, form.blank(), setting)

    def begun(self, page_request: PageRequest) -> Self:
        """With what the center and the address of the page answer already."""
        given = page_request.request.query_params
        form = self._by_answers({name: [text] for name, text in given.items()})
        answers = first_answers(form, self.decision, self.setting.center, page_request.actor, page_request.today)
        answers = with_named_problems(form, with_given(answers, given, self.setting.center), page_request.language)
        return replace(self, form=form, answers=answers)

    def read(self, sent: Mapping[str, list[str]]) -> Self:
        """With the answers that a browser sent, by field."""
        form = self._by_answers(sent)
        return replace(self, form=form, answers=form.read(sent, ""))

    def _by_answers(self, sent: Mapping[str, list[str]]) -> Group:
        return by_answers(self.decision, self.form, self.setting.background, sent)

    async def keep_files(self, page_request: PageRequest, sent: FormData, names: dict[str, str]) -> None:
        """Keeps every file that was sent, answers with its digest, and adds its name to ``names``, which are those of
        earlier ones. Raises ``Problem`` where the house can't.
        """
        await keep_files(page_request, self.form, self.answers, sent, names)

    async def with_known(self, page_request: PageRequest) -> Self:
        """With whoever the record knows by just the name that was typed, and whom else a name may be of; with what the
        proposal says that was chosen.
        """
        form = replace(self, answers=with_proposed(self.answers, self.setting.center))
        texts = texts_in(form.form, form.answers)
        if not texts:
            return form
        found = await page_request.read(look_up, texts)
        take_over(form.form, form.answers, found)
        return replace(form, known=found)

    def with_files(self, names: Mapping[str, str]) -> Self:
        """With the names of the files that came with it, by digest, for whoever looks at them."""
        return replace(self, form=with_file_names(self.form, names))

    def change_rows(self, do: str, name: str) -> str:
        """One row more (``add``) in the list of that name, or that row less (``remove``); nothing otherwise. Where on
        the page that is, as the end of an address.
        """
        place = _CHANGES[do](self.form, self.answers, name) if do in _CHANGES else None
        return f"#q-{place}" if place else ""

    def body(self) -> dict[str, JsonValue]:
        """The command that the answers make, as JSON."""
        return {"type": self.decision, **self.form.value(self.answers)}

    def everything(self) -> list[tuple[str, str]]:
        """All answers as a form carries them along, by field."""
        return list(self.form.flat(self.answers, ""))

    def with_wrong(self, errors: Sequence[Mapping[str, Any]], language: Language) -> Self:
        """With what is wrong with the command that it makes, each at its field."""
        return replace(self, wrongs=wrong_fields(self.form, self.answers, errors, language))

    def with_refused(self, refusal: Refusal, language: Language) -> Self:
        """With what a rule says no to, at its field, beside what was wrong already."""
        return replace(self, wrongs=[*self.wrongs, refused_field(self.form, self.answers, refusal, language)])

    def asked(self, page_request: PageRequest, address: str) -> AskedForm:
        """The form to be filled in and sent to ``address``."""
        offer(self.form, self.answers, self.known)
        form = with_counted_days(self.form, self.decision, page_request.app_state.settings.policy)
        given = {"answers": self.answers, "errors": self._errors(), "address": address}
        summary = [(wrong.id, wrong.in_full) for wrong in self.wrongs]
        by_hand = self._arranged(page_request, form)
        clause = by_hand.clause if by_hand else None
        guide = self._guide(page_request, clause)
        if by_hand is None:
            return AskedForm(summary, guide, page_request.panel(FORM, "fields", form=form, **given), None)
        before = guide + page_request.panel(ARRANGED, "before", arranged=by_hand)
        fields = page_request.panel(ARRANGED, "parts", arranged=by_hand, **given)
        return AskedForm(summary, before, fields, by_hand.clause)

    def _guide(self, page_request: PageRequest, clause: str | None) -> Markup:
        """What the guideline says about it, folded away."""
        policy = page_request.app_state.settings.policy
        return page_request.panel(GUIDE, "beside", guide=guide_to(clause or CLAUSE_OF[self.decision], policy))

    def _errors(self) -> dict[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for wrong in self.wrongs:
            errors.setdefault(wrong.name, []).append(wrong.sentence)
        return errors

    def answers_read_back(self, page_request: PageRequest) -> Markup:
        """The answers read back."""
        return page_request.panel(FORM, "tell", question=self.form, name="", answer=self.answers)

    def follows(self, page_request: PageRequest) -> Markup:
        """What follows from the answers once they are signed, where the form is arranged by hand."""
        by_hand = self._arranged(page_request, self.form)
        return page_request.panel(ARRANGED, "after", arranged=by_hand) if by_hand else Markup()

    def _arranged(self, page_request: PageRequest, form: Group) -> Arranged | None:
        center, background = self.setting.center, self.setting.background
        if center is None or background is None:
            return None
        policy, today = page_request.app_state.settings.policy, page_request.today
        scene = Scene(form, self.answers, center, background, page_request.actor, policy, today)
        return arranged(self.decision, scene)


def texts_of(sent: FormData) -> list[tuple[str, str]]:
    """The texts that a browser sent, each with its name; files aside."""
    return [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]


def by_name(fields: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The same, those of one name together in their order."""
    texts: dict[str, list[str]] = {}
    for name, value in fields:
        texts.setdefault(name, []).append(value)
    return texts
