"""One form on its way: what it carries from step to step, and the pages on which it is shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.responses import Response

from api.console.decide.decision_subject import (
    DecisionBackground,
    DecisionSubject,
    decision_background,
    last_day_decided,
    since,
    version_of,
)
from api.console.decide.forms.answers import Answers
from api.console.decide.forms.arranged.arrangement import Arranged, Scene
from api.console.decide.forms.arranged.table import arranged
from api.console.decide.forms.errors import Wrong, refused_field, wrong_fields
from api.console.decide.forms.from_center import with_choices
from api.console.decide.forms.groups import Group
from api.console.frame.page_request import PageRequest
from api.console.frame.urls import receipt_path
from api.decisions.bodies import DecisionRequest, decision_request_in
from api.decisions.headers import is_command_id
from api.decisions.receipts import accepted_proof
from api.http.problems import STATUS_OF, Problem, center_unknown, problem
from api.log.event_items import event_item
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Kind, Refusal
from domain.values.partial_days import add_months
from domain.wording.refusals import REASONS, explain
from ledger.receipts import Receipt

WRONG, STALE, REUSED = 422, 409, 422


async def found(page_request: PageRequest, subject: DecisionSubject) -> DecisionBackground:
    """How things stand now; ``Problem`` 404 without such a center."""
    stands = await page_request.app_state.read(
        decision_background, subject, page_request.actor, page_request.app_state.settings.policy
    )
    if stands is None:
        raise center_unknown()
    return stands


@dataclass(frozen=True)
class FormDraft:
    """A form as far as it is filled in. Its command id was made when it was first shown and stays until the receipt;
    ``expected_version`` is that of the center when its reader last saw how things stand.
    """

    page_request: PageRequest
    subject: DecisionSubject
    stands: DecisionBackground
    form: Group
    answers: Answers
    command_id: str
    expected_version: int | None

    @classmethod
    def opened(cls, page_request: PageRequest, subject: DecisionSubject, stands: DecisionBackground) -> "FormDraft":
        """A new one, nothing answered."""
        form = with_choices(subject.form, stands.center)
        return cls(page_request, subject, stands, form, form.blank(), uuid4().hex, stands.version)

    @classmethod
    def sent(
        cls, page_request: PageRequest, subject: DecisionSubject, stands: DecisionBackground, sent: FormData
    ) -> "FormDraft":
        """As a browser sends it. Raises ``Problem`` 422 for an id that is none."""
        form, texts = with_choices(subject.form, stands.center), _texts(sent)
        command_id = texts.get("command_id", [""])[0]
        if not is_command_id(command_id):
            raise problem("idempotency_key_invalid")
        expected = version_of(texts.get("expected_version", [""])[0]) if subject.center_id else None
        return cls(page_request, subject, stands, form, form.read(texts, ""), command_id, expected)

    def with_answers(self, answers: Answers) -> "FormDraft":
        """With these answers."""
        return replace(self, answers=answers)

    def tidy(self) -> "FormDraft":
        """Without empty rows."""
        return self.with_answers(self.form.tidy(self.answers))

    def under_a_new_id(self) -> "FormDraft":
        """The same answers for another decision."""
        return replace(self, command_id=uuid4().hex)

    async def past_reminders(self) -> "FormDraft":
        """As if its reader had seen the reminders that fell due meanwhile, if there was nothing but these."""
        missed = await self.missed()
        only_told = bool(missed) and all(record.event.ONLY_TELLS for record in missed)
        has_all = only_told and missed[-1].version == self.stands.version
        return replace(self, expected_version=self.stands.version) if has_all else self

    async def missed(self) -> Sequence[Record[Event]]:
        """What was recorded since its reader saw how things stand, oldest first."""
        if not self.is_stale or not self.subject.center_id or self.expected_version is None:
            return []
        return await self.page_request.app_state.read(since, self.subject.center_id, self.expected_version)

    @property
    def is_stale(self) -> bool:
        """Whether something was recorded since its reader saw how things stand."""
        return self.expected_version != self.stands.version

    def command(self) -> DecisionRequest | list[Wrong]:
        """The command that the answers make, or what is wrong with them."""
        body = {"type": self.subject.type, **self.form.value(self.answers)}
        try:
            return decision_request_in(json.dumps(body).encode(), self.subject.commands)
        except Problem as wrong:
            return wrong_fields(self.form, self.answers, wrong.errors, self.page_request.language)

    def place_of(self, refusal: Refusal) -> Wrong:
        """What a rule says no to, at its field."""
        return refused_field(self.form, self.answers, refusal, self.page_request.language)

    def arranged(self) -> Arranged | None:
        """The form in parts with what lies behind it, where that is made by hand."""
        center, background, page_request = self.stands.center, self.stands.background, self.page_request
        if center is None or background is None:
            return None
        policy = page_request.app_state.settings.policy
        scene = Scene(self.form, self.answers, center, background, page_request.actor, policy, page_request.today)
        return arranged(self.subject.type, scene)

    def page(self, template: str, status: int = 200, expected_version: int | None = None, **context: Any) -> Response:
        """A page that carries the form along."""
        version = self.expected_version if expected_version is None else expected_version
        carried = [("command_id", self.command_id), ("expected_version", "" if version is None else str(version))]
        center = self.stands.center
        return self.page_request.page(
            template,
            status,
            subject=self.subject,
            center=center,
            form=self.form,
            answers=self.answers,
            carried=carried,
            everything=list(self.form.flat(self.answers, "")),
            **context,
        )


def _texts(sent: FormData) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    return texts


def asked(draft: FormDraft, wrongs: Sequence[Wrong] = ()) -> Response:
    """The form; what is wrong stands beside its fields and in a summary."""
    errors: dict[str, list[str]] = {}
    for wrong in wrongs:
        errors.setdefault(wrong.name, []).append(wrong.sentence)
    summary = [(wrong.id, wrong.in_full) for wrong in wrongs]
    return draft.page(
        "decide/decide.html", WRONG if wrongs else 200, errors=errors, summary=summary, arranged=draft.arranged()
    )


async def checked(draft: FormDraft, context: DecisionRequest, trouble: Problem | None = None) -> Response:
    """The answers once more, what signing does, and what looks unusual."""
    last = await draft.page_request.app_state.read(last_day_decided, draft.stands)
    on = context.command.effective_on or draft.page_request.today
    return draft.page(
        "decide/decide_check.html",
        trouble.status.value if trouble else 200,
        trouble=trouble,
        arranged=draft.arranged(),
        earlier_than=last if last is not None and on < last else None,
        long_ago=is_over_a_year_ago(on, draft.page_request.today),
    )


def is_over_a_year_ago(on: date, today: date) -> bool:
    """Whether the day's first anniversary has passed, in a leap year too."""
    return on < today and add_months(on, 12) < today


async def closed(draft: FormDraft, refusal: Refusal) -> Response:
    """Why the decision is not open, what has happened since the form was opened, and what was typed."""
    title, detail = explain(refusal.code, refusal.params)
    status = STATUS_OF[REASONS[refusal.code].kind if refusal.code in REASONS else Kind.NOT_NOW]
    return draft.page(
        "decide/decide_closed.html",
        status.value,
        refusal=refusal,
        title=title,
        detail=detail,
        events=await _since(draft),
        is_typed=draft.page_request.request.method == "POST",
    )


async def moved(draft: FormDraft) -> Response:
    """Somebody decided meanwhile: what happened since, and the way on with all answers kept."""
    events = await _since(draft)
    return draft.page("decide/decide_moved.html", STALE, expected_version=draft.stands.version, events=events)


async def _since(draft: FormDraft) -> list[Mapping[str, Any]]:
    return [event_item(record).model_dump() for record in await draft.missed()]


def reused(draft: FormDraft) -> Response:
    """The id of this form has another decision already; the answers may begin anew."""
    earlier = receipt_path(draft.command_id)
    return draft.under_a_new_id().page("decide/decide_again.html", REUSED, earlier=earlier)


def receipt_address(page_request: PageRequest, command_id: str, stream: str, receipt: Receipt | None) -> str:
    """Where the page of this receipt is; of one that nobody has written yet, with the proof that it is on its way."""
    path = receipt_path(command_id)
    return path if receipt else f"{path}?accepted={accepted_proof(page_request.app_state, command_id, stream)}"
