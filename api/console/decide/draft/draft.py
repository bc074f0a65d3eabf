"""One form on its way: what is answered, how things stand meanwhile, and what the office keeps of it between steps."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import Response

from api.console.decide.draft.decision_subject import (
    DecisionBackground,
    DecisionSubject,
    decision_background,
    not_their_role,
    since,
    trial,
    version_of,
)
from api.console.decide.forms.confirmation import REASON, DoubtsForm, SentConfirmation
from api.console.decide.forms.filled_form import AskedForm, FilledForm, by_name, texts_of
from api.console.frame.page_request import PageRequest
from api.console.frame.session.kept_drafts import discard_draft, find_draft, keep_draft
from api.decisions.bodies import DecisionRequest, decision_request_in
from api.decisions.headers import is_command_id
from api.decisions.right_fields import command_of_right_fields, decided_already
from api.http.problems import Problem, center_unknown, problem, refusal
from clock import utc_now
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from office.drafts import Draft
from service_layer.deciding import AskedDoubts

SEEN, BASED_ON = "seen", "based_on"
"""What a page of a draft sends along: the reading of the answers that stood on it, where it sends no answers itself;
and of those that it was filled in from.
"""


async def found(page_request: PageRequest, subject: DecisionSubject) -> DecisionBackground:
    """How things stand now; ``Problem`` 404 without such a center, 403 for whose decision it is about none."""
    stands = await page_request.read(
        decision_background, subject, page_request.actor, page_request.app_state.settings.policy
    )
    if stands is None:
        not_theirs = not_their_role(subject, page_request.actor)
        raise refusal(not_theirs.code, not_theirs.clause, not_theirs.params) if not_theirs else center_unknown()
    return stands


@dataclass(frozen=True)
class FormDraft:
    """A form as far as it is filled in. Its command id was made when it was first shown and stays until the receipt;
    ``expected_version`` is that of the center when its reader last saw how things stand. ``files`` are the names of
    those that came with it, by digest; ``kept`` is what the office holds of it, as its reader last left it.
    """

    page_request: PageRequest
    subject: DecisionSubject
    stands: DecisionBackground
    form: FilledForm
    command_id: str
    expected_version: int | None
    confirmation: SentConfirmation = field(default_factory=SentConfirmation)
    files: dict[str, str] = field(default_factory=dict)
    kept: Draft | None = None

    @classmethod
    def opened(cls, page_request: PageRequest, subject: DecisionSubject, stands: DecisionBackground) -> "FormDraft":
        """A new one, nothing answered, and nothing kept of it."""
        form = FilledForm.blank(subject.command, subject.type, stands.setting)
        return cls(page_request, subject, stands, form, uuid4().hex, stands.version)

    @classmethod
    def of_kept(
        cls, page_request: PageRequest, subject: DecisionSubject, stands: DecisionBackground, kept: Draft
    ) -> "FormDraft":
        """As the office keeps it."""
        texts = by_name(kept.fields)
        form = FilledForm.blank(subject.command, subject.type, stands.setting).read(texts)
        ticks, version = SentConfirmation.read(texts), kept.expected_version
        return cls(page_request, subject, stands, form, kept.draft_id, version, ticks, dict(kept.files), kept)

    @classmethod
    async def sent(
        cls, page_request: PageRequest, subject: DecisionSubject, stands: DecisionBackground, sent: FormData
    ) -> "FormDraft":
        """As a browser sends it; what the page did not ask is as it was kept. Raises ``Problem`` 422 for an id that is
        none.
        """
        texts = by_name(texts_of(sent))
        command_id = texts.get("command_id", [""])[0]
        if not is_command_id(command_id):
            raise problem("idempotency_key_invalid")
        kept = await find_draft(page_request, command_id)
        expected = version_of(texts.get("expected_version", [""])[0]) if subject.center_id else None
        before = by_name(kept.fields) if kept else {}
        form = FilledForm.blank(subject.command, subject.type, stands.setting)
        form = form.read(before if SEEN in texts else texts)
        confirmation = SentConfirmation.read(texts if REASON in texts else before)
        files = dict(kept.files) if kept else {}
        return cls(page_request, subject, stands, form, command_id, expected, confirmation, files, kept)

    def begun(self) -> "FormDraft":
        """With what the center and the address of the page answer already."""
        return replace(self, form=self.form.begun(self.page_request))

    async def keep(self, *, is_checked: bool) -> "FormDraft":
        """Kept as it is. Raises ``Problem`` 429 where its owner has too many, ``OfficeError``."""
        answers = self.form.everything()
        fields, stream = (*answers, *self.confirmation.carried()), self.subject.center_id
        title = "" if stream else dict(answers).get("name_zh", "")
        version, files = self.expected_version, self.files
        kept = Draft(self.command_id, stream, self.subject.type, title, fields, files, is_checked, version, utc_now())
        await keep_draft(self.page_request, kept)
        return replace(self, kept=kept)

    async def under_a_new_id(self) -> "FormDraft":
        """The same answers for another decision, kept in the place of these."""
        fresh = await replace(self, command_id=uuid4().hex).keep(is_checked=True)
        await discard_draft(self.page_request, self.command_id)
        return fresh

    def is_based_on_other_answers(self, sent: FormData) -> bool:
        """Whether the page was filled in from other answers than those that were kept, and would replace them."""
        return self.kept is not None and BASED_ON in sent and self.kept_reading not in {sent[BASED_ON], self.reading}

    @property
    def reading(self) -> str:
        """A digest of the answers: another one as soon as anything reads otherwise."""
        return hashlib.sha256(json.dumps(self.form.everything()).encode()).hexdigest()[:32]

    @property
    def kept_reading(self) -> str | None:
        """That of the answers as the office holds them; a page may fill in more, by what the record knows since."""
        kept = self.kept and FormDraft.of_kept(self.page_request, self.subject, self.stands, self.kept)
        return kept.reading if kept else None

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
        return await self.page_request.read(since, self.subject.center_id, self.expected_version)

    @property
    def is_stale(self) -> bool:
        """Whether something was recorded since its reader saw how things stand."""
        return self.expected_version != self.stands.version

    def command(self) -> "DecisionRequest | FormDraft":
        """The command that the answers make, or the form with what is wrong with them."""
        try:
            return decision_request_in(json.dumps(self.form.body()).encode(), self.subject.commands)
        except Problem as wrong:
            return replace(self, form=self.form.with_wrong(wrong.errors, self.page_request.language))

    async def tried_as_far_as_right(self) -> "FormDraft":
        """With a rule's refusal beside what is wrong, where the answers that are right suffice for it."""
        part = command_of_right_fields(self.subject.command, self.form.body())
        refusal = await decided_already(self._trial(part)) if part else None
        return replace(self, form=self.form.with_refused(refusal, self.page_request.language)) if refusal else self

    def confirmed(self, request: DecisionRequest) -> DecisionRequest:
        """The command with the doubts that were confirmed."""
        content = request.content | self.confirmation.body()
        return decision_request_in(json.dumps(content).encode(), self.subject.commands)

    def asking(self, doubts: AskedDoubts) -> "FormDraft":
        """With the doubts that there are about it."""
        return replace(self, confirmation=self.confirmation.asking(doubts))

    def held_to_confirmation(self) -> "FormDraft":
        """With what is missing before the doubts are confirmed."""
        return replace(self, confirmation=self.confirmation.held_to(self.page_request.language))

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with the answers, as far as somebody looked; not with their confirmation."""
        return bool(self.form.wrongs)

    async def keep_files(self, sent: FormData) -> None:
        """Keeps every file that was sent, and answers with its digest. Raises ``Problem`` where the house can't."""
        await self.form.keep_files(self.page_request, sent, self.files)

    def change_rows(self, do: str, name: str) -> str:
        """One row more (``add``) in that list, or that row less (``remove``). Where that is, as an address ends."""
        return self.form.change_rows(do, name)

    def asked(self) -> AskedForm:
        """The form to be filled in, ready to be printed, with what is wrong beside its fields."""
        return self.form.with_files(self.files).asked(self.page_request, self.subject.address)

    def answers_read_back(self) -> Markup:
        """The answers read back."""
        return self.form.with_files(self.files).answers_read_back(self.page_request)

    def follows(self) -> Markup:
        """What follows from the answers once they are signed, as far as the form shows it."""
        return self.form.follows(self.page_request)

    def stream(self, request: DecisionRequest) -> str:
        """The stream that the decision goes to."""
        return self.subject.stream(request.command, self.command_id)

    async def tried(self, request: DecisionRequest) -> "FormDraft":
        """As the decision would be met now, of which nothing is recorded: with what is doubtful about it, or with what
        a rule says no to, at its field.
        """
        refusal = await self._trial(request.command)
        doubts = refusal.params.get("doubts") if refusal else ()
        if refusal is None or doubts:
            return self.asking(doubts or ())
        return replace(self, form=self.form.with_refused(refusal, self.page_request.language))

    async def _trial(self, command: Command) -> Refusal | None:
        actor, state = self.page_request.actor, self.page_request.app_state
        stream = self.subject.stream(command, self.command_id)
        return await state.read(trial, stream, command, actor, state.settings.policy)

    def doubts(self) -> DoubtsForm:
        """The doubts to be ticked, ready to be printed, with what is missing beside them."""
        return self.confirmation.asked(self.page_request, self.subject.address)

    def page(self, template: str, status: int, *, expected_version: int | None = None, **context: Any) -> Response:
        """A page of the form, with what its next step has to know."""
        version = self.expected_version if expected_version is None else expected_version
        carried = [("command_id", self.command_id), ("expected_version", "" if version is None else str(version))]
        if self.kept_reading is not None:
            carried.append((BASED_ON if "asked_form" in context else SEEN, self.kept_reading))
        return self.page_request.page(
            template,
            status,
            subject=self.subject,
            center=self.stands.center,
            signer=self.stands.signer,
            kept=self.kept,
            carried=carried,
            **context,
        )
