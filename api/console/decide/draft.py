"""One form on its way: what it carries from step to step, and the pages on which it is shown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from starlette.datastructures import FormData
from starlette.responses import Response

from api.console.decide.decision_subject import (
    A_YEAR,
    Matter,
    Situation,
    last_day_decided,
    since,
    situation,
    version_of,
)
from api.console.decide.forms.arranged.arrangement import Arranged, Scene
from api.console.decide.forms.arranged.table import arranged
from api.console.decide.forms.errors import Wrong, refused_field, wrong_fields
from api.console.decide.forms.from_center import with_choices
from api.console.decide.forms.questions import Answers, Group
from api.console.frame.page_request import Visit
from api.decisions.bodies import Asked, asked_in
from api.decisions.headers import is_command_id
from api.decisions.receipts import accepted_proof
from api.http.problems import STATUS_OF, Problem, center_unknown, problem
from api.log.event_items import event_item
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Kind, Refusal
from domain.wording.refusals import REASONS, explain
from ledger.receipts import Receipt

WRONG, STALE, REUSED = 422, 409, 422


async def found(visit: Visit, matter: Matter) -> Situation:
    """How things stand now; ``Problem`` 404 without such a center."""
    stands = await visit.here.read(situation, matter, visit.actor, visit.here.settings.policy)
    if stands is None:
        raise center_unknown()
    return stands


@dataclass(frozen=True)
class Sheet:
    """A form as far as it is filled in. Its command id was made when it was first shown and stays until the receipt;
    ``expected_version`` is that of the center when its reader last saw how things stand.
    """

    visit: Visit
    matter: Matter
    stands: Situation
    form: Group
    answers: Answers
    command_id: str
    expected_version: int | None

    @classmethod
    def opened(cls, visit: Visit, matter: Matter, stands: Situation) -> "Sheet":
        """A new one, nothing answered."""
        form = with_choices(matter.form, stands.center)
        return cls(visit, matter, stands, form, form.blank(), uuid4().hex, stands.version)

    @classmethod
    def sent(cls, visit: Visit, matter: Matter, stands: Situation, sent: FormData) -> "Sheet":
        """As a browser sends it. Raises ``Problem`` 422 for an id that is none."""
        form, texts = with_choices(matter.form, stands.center), _texts(sent)
        command_id = texts.get("command_id", [""])[0]
        if not is_command_id(command_id):
            raise problem("idempotency_key_invalid")
        expected = version_of(texts.get("expected_version", [""])[0]) if matter.center_id else None
        return cls(visit, matter, stands, form, form.read(texts, ""), command_id, expected)

    def with_answers(self, answers: Answers) -> "Sheet":
        """With these answers."""
        return replace(self, answers=answers)

    def tidy(self) -> "Sheet":
        """Without empty rows."""
        return self.with_answers(self.form.tidy(self.answers))

    def under_a_new_id(self) -> "Sheet":
        """The same answers for another decision."""
        return replace(self, command_id=uuid4().hex)

    async def past_reminders(self) -> "Sheet":
        """As if its reader had seen the reminders that went out meanwhile, if there was nothing but these."""
        missed = await self.missed()
        only_told = bool(missed) and all(record.event.ONLY_TELLS for record in missed)
        has_all = only_told and missed[-1].version == self.stands.version
        return replace(self, expected_version=self.stands.version) if has_all else self

    async def missed(self) -> Sequence[Record[Event]]:
        """What was recorded since its reader saw how things stand, oldest first."""
        if not self.is_stale or not self.matter.center_id or self.expected_version is None:
            return []
        return await self.visit.here.read(since, self.matter.center_id, self.expected_version)

    @property
    def is_stale(self) -> bool:
        """Whether something was recorded since its reader saw how things stand."""
        return self.expected_version != self.stands.version

    def command(self) -> Asked | list[Wrong]:
        """The command that the answers make, or what is wrong with them."""
        body = {"type": self.matter.type, **self.form.value(self.answers)}
        try:
            return asked_in(json.dumps(body).encode(), self.matter.commands)
        except Problem as wrong:
            return wrong_fields(self.form, self.answers, wrong.errors, self.visit.language)

    def place_of(self, refusal: Refusal) -> Wrong:
        """What a rule says no to, at its field."""
        return refused_field(self.form, self.answers, refusal, self.visit.language)

    def arranged(self) -> Arranged | None:
        """The form in parts with what lies behind it, where that is made by hand."""
        center, background, visit = self.stands.center, self.stands.background, self.visit
        if center is None or background is None:
            return None
        policy = visit.here.settings.policy
        scene = Scene(self.form, self.answers, center, background, visit.actor, policy, visit.today)
        return arranged(self.matter.type, scene)

    def page(self, template: str, status: int = 200, expected_version: int | None = None, **said: Any) -> Response:
        """A page that carries the form along."""
        version = self.expected_version if expected_version is None else expected_version
        carried = [("command_id", self.command_id), ("expected_version", "" if version is None else str(version))]
        center = self.stands.center
        return self.visit.page(
            template,
            status,
            matter=self.matter,
            center=center,
            form=self.form,
            answers=self.answers,
            carried=carried,
            everything=list(self.form.flat(self.answers, "")),
            **said,
        )


def _texts(sent: FormData) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    return texts


def asked(sheet: Sheet, wrongs: Sequence[Wrong] = ()) -> Response:
    """The form; what is wrong stands beside its fields and in a summary."""
    errors: dict[str, list[str]] = {}
    for wrong in wrongs:
        errors.setdefault(wrong.name, []).append(wrong.sentence)
    summary = [(wrong.id, wrong.in_full) for wrong in wrongs]
    return sheet.page(
        "decide/decide.html", WRONG if wrongs else 200, errors=errors, summary=summary, arranged=sheet.arranged()
    )


async def checked(sheet: Sheet, said: Asked, trouble: Problem | None = None) -> Response:
    """The answers once more, what signing does, and what looks unusual."""
    last = await sheet.visit.here.read(last_day_decided, sheet.stands)
    on = said.command.effective_on or sheet.visit.today
    return sheet.page(
        "decide/decide_check.html",
        trouble.status.value if trouble else 200,
        trouble=trouble,
        arranged=sheet.arranged(),
        earlier_than=last if last is not None and on < last else None,
        long_ago=_is_long_ago(on, sheet.visit.today),
    )


def _is_long_ago(on: date, today: date) -> bool:
    return today - on > A_YEAR


async def closed(sheet: Sheet, refusal: Refusal) -> Response:
    """Why the decision is not open, what has happened since the form was opened, and what was typed."""
    title, detail = explain(refusal.code, refusal.params)
    status = STATUS_OF[REASONS[refusal.code].kind if refusal.code in REASONS else Kind.NOT_NOW]
    return sheet.page(
        "decide/decide_closed.html",
        status.value,
        refusal=refusal,
        title=title,
        detail=detail,
        events=await _since(sheet),
        is_typed=sheet.visit.request.method == "POST",
    )


async def moved(sheet: Sheet) -> Response:
    """Somebody decided meanwhile: what happened since, and the way on with all answers kept."""
    events = await _since(sheet)
    return sheet.page("decide/decide_moved.html", STALE, expected_version=sheet.stands.version, events=events)


async def _since(sheet: Sheet) -> list[Mapping[str, Any]]:
    return [event_item(record).model_dump() for record in await sheet.missed()]


def reused(sheet: Sheet) -> Response:
    """The id of this form has another decision already; the answers may begin anew."""
    earlier = receipt_path(sheet.command_id)
    return sheet.under_a_new_id().page("decide/decide_again.html", REUSED, earlier=earlier)


def receipt_path(command_id: str) -> str:
    """Where the page of a receipt is."""
    return f"/console/receipts/{quote(command_id, safe='')}"


def receipt_address(visit: Visit, command_id: str, stream: str, receipt: Receipt | None) -> str:
    """Where the page of this receipt is; of one that nobody has written yet, with the proof that it is on its way."""
    path = receipt_path(command_id)
    return path if receipt else f"{path}?accepted={accepted_proof(visit.here, command_id, stream)}"
