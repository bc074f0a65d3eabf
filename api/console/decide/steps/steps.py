"""The steps of a decision. Whatever is sent is kept as a draft, and the answer leads to the draft's own address, where
the next page is made anew from what is kept: so that Back, reload and bookmark find it, and nothing is sent twice.
"""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.console.decide.draft.decision_subject import DecisionSubject, subject_of
from api.console.decide.draft.draft import SEEN, FormDraft, found
from api.console.decide.steps.pages import asked, checked, closed, moved, reused, signed, status_of
from api.console.frame.page_request import PageRequest
from api.console.frame.session.kept_drafts import discard_draft, find_draft, find_drafts
from api.console.frame.session.kept_form import keep_fields
from api.console.frame.urls import HOME, draft_path, receipt_path, with_query
from api.decisions.bodies import DecisionRequest
from api.decisions.receipts import accepted_proof
from api.decisions.submission import DecisionSubmission, decision
from api.http.problems import Problem, problem
from api.reads.noting import note_object
from domain.values.comparing_form import same_name
from ledger.receipts import Receipt
from office.errors import OfficeError

SEE_OTHER, FORBIDDEN, UNAVAILABLE = 303, 403, 503
STALE, DOUBTFUL = "version_moved", "needs_confirmation"
CHECK = "check"
DRAFTS = f"{HOME}#drafts"
"""Where drafts are listed."""


async def opened(page_request: PageRequest, subject: DecisionSubject) -> Response:
    """A new form, of which nothing is kept, or why the decision is not open; and the drafts of the same decision."""
    stands = await found(page_request, subject)
    draft = FormDraft.opened(page_request, subject, stands)
    if stands.closed is not None:
        return await closed(draft, stands.closed)
    drafts = await find_drafts(page_request)
    return asked(draft.begun(), [one for one in drafts if (one.stream, one.type) == (subject.center_id, subject.type)])


async def taken(page_request: PageRequest, subject: DecisionSubject, sent: FormData) -> Response:
    """What the button asks for, once everything is kept; then the way to where that is shown."""
    keep_fields(page_request.request, sent)
    stands = await found(page_request, subject)
    draft = await FormDraft.sent(page_request, subject, stands, sent)
    if draft.kept is None and stands.closed is not None and status_of(stands.closed) == FORBIDDEN:
        return await closed(draft, stands.closed)
    do, _, name = str(sent.get("do", CHECK)).partition(":")
    if draft.kept is None and SEEN in sent:
        return await _without_draft(draft, do)
    return await _sign(draft, sent) if do == "sign" else await _go_on(draft, sent, do, name)


async def _without_draft(draft: FormDraft, do: str) -> Response:
    """The page showed a draft that is no more: its decision is signed, or it was discarded."""
    is_signed = do == "sign" and await _receipt(draft) is not None
    return _to(receipt_path(draft.command_id) if is_signed else draft_path(draft.command_id))


async def _go_on(draft: FormDraft, sent: FormData, do: str, name: str) -> Response:
    """The answers are kept, whatever becomes of the files."""
    earlier, why = None, "replaced" if draft.is_based_on_other_answers(sent) else None
    if draft.kept is None and await _receipt(draft) is not None:
        earlier, draft = draft.command_id, await draft.under_a_new_id()
    place = ""
    try:
        await draft.keep_files(sent)
        place = draft.change_rows(do, name)
        draft = await _with_known(draft)
    finally:
        draft = await draft.keep(is_checked=do == CHECK)
    if do == "save":
        return _to(DRAFTS)
    if do == CHECK or earlier:
        return _to_check(draft, why=why, earlier=earlier)
    return _to(with_query(draft_path(draft.command_id), {"why": why}) + place)


async def _sign(draft: FormDraft, sent: FormData) -> Response:
    """The decision, once and for all under its id; whatever had been signed under it before is answered again."""
    is_new = await _receipt(draft) is None
    if is_new:
        draft = await draft.keep(is_checked=True)
        if SEEN in sent and sent[SEEN] != draft.reading:
            return _to_check(draft, why="changed")
    draft = await draft.past_reminders()
    request = draft.command()
    is_held_up = is_new and (draft.stands.closed is not None or draft.is_stale)
    if isinstance(request, FormDraft) or is_held_up:
        return _to_check(draft)
    if is_new:
        tried = (await draft.tried(request)).held_to_confirmation()
        if tried.is_wrong or tried.confirmation.wrongs:
            return _to_check(draft, why="unconfirmed")
    return await _decided(draft, draft.confirmed(request))


async def _decided(draft: FormDraft, request: DecisionRequest) -> Response:
    page_request, stream = draft.page_request, draft.stream(request)
    patience = page_request.app_state.settings.receipt_wait
    submission = DecisionSubmission(
        page_request.actor, draft.command_id, draft.expected_version, patience, page_request.language
    )
    try:
        receipt = await decision(page_request.app_state, stream, request, submission)
    except Problem as trouble:
        if trouble.code == "command_id_reused":
            return _to_check(await draft.under_a_new_id(), earlier=draft.command_id)
        if trouble.status == UNAVAILABLE:
            return _to_check(draft, why="unavailable")
        raise
    try:
        return await _answered(draft, stream, receipt)
    except OfficeError:  # it is decided; the draft goes when it is next looked for
        return _to(receipt_address(page_request, draft.command_id, stream, receipt))


async def _answered(draft: FormDraft, stream: str, receipt: Receipt | None) -> Response:
    """Of what is recorded no draft is kept; of what was refused the answers are, for another decision."""
    code = receipt.refusal.code if receipt and receipt.refusal else ""
    if code:
        fresh = await draft.under_a_new_id()
        if code == DOUBTFUL:
            return _to_check(fresh, why="unconfirmed", earlier=draft.command_id)
        if code == STALE:
            return _to_check(fresh)
    elif receipt:
        await discard_draft(draft.page_request, draft.command_id)
    return _to(receipt_address(draft.page_request, draft.command_id, stream, receipt))


async def shown(page_request: PageRequest, draft_id: str, *, is_checked: bool, why: str, earlier: str) -> Response:
    """A draft as it stands: its answers to be filled in, or to be checked and signed. What was signed meanwhile says
    so. ``Problem`` 404 where whoever asks has no such draft in their role.
    """
    kept, receipt = await find_draft(page_request, draft_id), await _receipt_of(page_request, draft_id)
    if receipt is not None and receipt.refusal is None:
        await discard_draft(page_request, draft_id)
        return signed(page_request, receipt)
    subject = subject_of(kept.stream, kept.type) if kept else None
    if kept is None or subject is None:
        raise problem("draft_unknown")
    note_object(page_request.request, kept.stream)
    stands = await found(page_request, subject)
    draft = await FormDraft.of_kept(page_request, subject, stands, kept).past_reminders()
    if receipt is not None:
        return _to_check(await draft.under_a_new_id())
    if stands.closed is not None:
        return await closed(draft, stands.closed)
    return await _to_sign(draft, why, earlier) if is_checked else asked(await _with_known(draft), why=why)


async def _with_known(draft: FormDraft) -> FormDraft:
    """With whoever the record knows by the names that were typed: to be looked at and sent. What is signed is what is
    kept, whomever the record has come to know since.
    """
    return replace(draft, form=await draft.form.with_known(draft.page_request))


async def _to_sign(draft: FormDraft, why: str, earlier: str) -> Response:
    before = await _receipt_of(draft.page_request, earlier) if earlier else None
    if before is not None and before.refusal is None:
        return reused(draft, receipt_path(earlier))
    request = draft.command()
    if isinstance(request, FormDraft):
        return await _with_faults(draft, why)
    if draft.is_stale:
        return await moved(draft)
    draft = await draft.tried(request)
    if draft.is_wrong:
        return asked(draft, why=why)
    if before is not None and before.refusal is not None and not draft.confirmation.doubts:
        draft = draft.asking(before.refusal.params.get("doubts", ()))
    return checked(draft.held_to_confirmation() if why == "unconfirmed" else draft, why)


async def _with_faults(draft: FormDraft, why: str) -> Response:
    """The form with all that is wrong with it, once whoever the record knows is filled in."""
    draft = await _with_known(draft)
    request = draft.command()
    return asked(await request.tried_as_far_as_right() if isinstance(request, FormDraft) else draft, why=why)


async def _receipt(draft: FormDraft) -> Receipt | None:
    """What was signed under the draft's id, by whomever."""
    return await draft.page_request.read(lambda ledger: ledger.receipt(draft.command_id))


async def _receipt_of(page_request: PageRequest, command_id: str) -> Receipt | None:
    """What whoever asks has signed under that id."""
    receipt = await page_request.read(lambda ledger: ledger.receipt(command_id)) if command_id.isprintable() else None
    is_theirs = receipt is not None and receipt.actor is not None and same_name(receipt.actor.id, page_request.actor.id)
    return receipt if is_theirs else None


def receipt_address(page_request: PageRequest, command_id: str, stream: str, receipt: Receipt | None) -> str:
    """Where the page of this receipt is; of one that nobody has written yet, with the proof that it is on its way."""
    path = receipt_path(command_id)
    return path if receipt else f"{path}?accepted={accepted_proof(page_request.app_state, command_id, stream)}"


def _to(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER)


def _to_check(draft: FormDraft, **asked_for: str | None) -> Response:
    return _to(with_query(draft_path(draft.command_id, CHECK), asked_for))
