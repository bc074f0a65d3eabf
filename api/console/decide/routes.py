"""Deciding: a form, the answers to check, the signature. Each step carries all answers along; nothing is kept here."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.console.decide.draft.decision_subject import (
    END_OF_DEPUTYSHIP,
    NAMING,
    NOTICE,
    REGISTRATION,
    DecisionSubject,
    about_center,
)
from api.console.decide.draft.draft import FormDraft, found
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.console.frame.urls import receipt_path
from api.decisions.bodies import DecisionRequest
from api.decisions.receipts import accepted_proof
from api.decisions.submission import DecisionSubmission, decision
from api.http.problems import STATUS_OF, Problem, problem
from api.http.urls import CenterId
from api.log.event_items import event_item
from domain.kernel.refusals import Kind, Refusal
from domain.wording.refusals import REASONS, explain
from ledger.receipts import Receipt

router = APIRouter()

STALE, DOUBTFUL = "version_moved", "needs_confirmation"
SEE_OTHER, UNAVAILABLE = 303, 503
OK, WRONG, CONFLICT, REUSED = 200, 422, 409, 422
PAGE = "decide/decide.html"
"""Of every step."""


@router.get("/centers/{center_id}/decide/{type_}")
async def ask_about_center(page_request: CurrentPage, center_id: CenterId, type_: str) -> Response:
    """The form of a decision about a center, or why it is not open."""
    return await _ask(page_request, _about(center_id, type_))


@router.post("/centers/{center_id}/decide/{type_}")
async def decide_about_center(page_request: CurrentPage, center_id: CenterId, type_: str, sent: Posted) -> Response:
    """The next step of the form, by the button that was pressed."""
    return await _step(page_request, _about(center_id, type_), sent)


@router.get("/decide/register_center")
async def ask_about_registration(page_request: CurrentPage) -> Response:
    """The form of a new center."""
    return await _ask(page_request, REGISTRATION)


@router.post("/decide/register_center")
async def decide_about_registration(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a new center's form."""
    return await _step(page_request, REGISTRATION, sent)


@router.get("/calendar/notices/new")
async def ask_about_notice(page_request: CurrentPage) -> Response:
    """The form of a notice of working days."""
    return await _ask(page_request, NOTICE)


@router.post("/calendar/notices/new")
async def decide_about_notice(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a notice's form."""
    return await _step(page_request, NOTICE, sent)


@router.get("/deputies/new")
async def ask_about_deputy(page_request: CurrentPage) -> Response:
    """The form that names a deputy."""
    return await _ask(page_request, NAMING)


@router.post("/deputies/new")
async def decide_about_deputy(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of a naming's form."""
    return await _step(page_request, NAMING, sent)


@router.get("/deputies/end")
async def ask_about_end_of_deputyship(page_request: CurrentPage) -> Response:
    """The form that ends a deputyship before its time."""
    return await _ask(page_request, END_OF_DEPUTYSHIP)


@router.post("/deputies/end")
async def decide_about_end_of_deputyship(page_request: CurrentPage, sent: Posted) -> Response:
    """The next step of that form."""
    return await _step(page_request, END_OF_DEPUTYSHIP, sent)


def _about(center_id: str, type_: str) -> DecisionSubject:
    subject = about_center(center_id, type_)
    if subject is None:
        raise problem("not_found")
    return subject


async def _ask(page_request: PageRequest, subject: DecisionSubject) -> Response:
    stands = await found(page_request, subject)
    draft = FormDraft.opened(page_request, subject, stands)
    if stands.closed is not None:
        return await closed(draft, stands.closed)
    return asked(draft.begun())


async def _step(page_request: PageRequest, subject: DecisionSubject, sent: FormData) -> Response:
    stands = await found(page_request, subject)
    draft = await FormDraft.sent(page_request, subject, stands, sent).past_reminders()
    do, _, name = str(sent.get("do", "check")).partition(":")
    if do == "sign":
        return await _sign(draft)
    if stands.closed is not None:
        return await closed(draft, stands.closed)
    await draft.keep_files(sent)
    draft.change_rows(do, name)
    return asked(draft) if do in _ASKED_AGAIN else await _check(draft)


_ASKED_AGAIN = {"add", "remove", "change"}


async def _check(draft: FormDraft) -> Response:
    draft = draft.tidy()
    request = draft.command()
    if isinstance(request, FormDraft):
        return asked(request)
    if draft.is_stale:
        return await moved(draft)
    draft = await draft.tried(request)
    return asked(draft) if draft.is_wrong else checked(draft)


async def _sign(draft: FormDraft) -> Response:
    """The decision, once and for all under its id; whatever had been signed under it before is answered again."""
    is_new = await draft.page_request.read(lambda ledger: ledger.receipt(draft.command_id)) is None
    if is_new and draft.stands.closed is not None:
        return await closed(draft, draft.stands.closed)
    request = draft.command()
    if isinstance(request, FormDraft):
        return asked(request)
    if is_new:
        if draft.is_stale:
            return await moved(draft)
        draft = (await draft.tried(request)).held_to_confirmation()
        if draft.is_wrong:
            return asked(draft)
        if draft.confirmation.wrongs:
            return checked(draft)
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
        return _troubled(draft, trouble)
    code = receipt.refusal.code if receipt and receipt.refusal else ""
    if receipt and receipt.refusal and code == DOUBTFUL:
        doubtful = draft.under_a_new_id().asking(receipt.refusal.params["doubts"])
        return checked(doubtful.held_to_confirmation())
    if code == STALE:
        return await moved(draft.under_a_new_id())
    return RedirectResponse(receipt_address(page_request, draft.command_id, stream, receipt), SEE_OTHER)


def _troubled(draft: FormDraft, trouble: Problem) -> Response:
    """What was typed is shown again where sending it again may help. Raises the problem otherwise."""
    if trouble.code == "command_id_reused":
        return reused(draft)
    if trouble.status == UNAVAILABLE:
        return checked(draft, trouble)
    raise trouble


def asked(draft: FormDraft) -> Response:
    """The form; what is wrong stands beside its fields and in a summary."""
    return draft.page(PAGE, WRONG if draft.is_wrong else OK, step="asked", asked_form=draft.asked())


def checked(draft: FormDraft, trouble: Problem | None = None) -> Response:
    """The answers once more, what signing does, and what is unusual, to be ticked."""
    wrong = WRONG if draft.confirmation.wrongs else OK
    return _page(
        draft,
        "checked",
        trouble.status.value if trouble else wrong,
        trouble=trouble,
        follows=draft.follows(),
        doubts=draft.doubts(),
    )


async def closed(draft: FormDraft, refusal: Refusal) -> Response:
    """Why the decision is not open, what has happened since the form was opened, and what was typed."""
    title, detail = explain(refusal.code, refusal.params)
    status = STATUS_OF[REASONS[refusal.code].kind if refusal.code in REASONS else Kind.NOT_NOW]
    return _page(
        draft,
        "closed",
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
    return _page(draft, "moved", CONFLICT, expected_version=draft.stands.version, events=events)


async def _since(draft: FormDraft) -> list[Mapping[str, Any]]:
    return [event_item(record).model_dump() for record in await draft.missed()]


def reused(draft: FormDraft) -> Response:
    """The id of this form has another decision already; the answers may begin anew."""
    earlier = receipt_path(draft.command_id)
    return _page(draft.under_a_new_id(), "reused", REUSED, earlier=earlier)


def _page(draft: FormDraft, step: str, status: int, **context: Any) -> Response:
    return draft.page(PAGE, status, step=step, answers=draft.answers_read_back(), **context)


def receipt_address(page_request: PageRequest, command_id: str, stream: str, receipt: Receipt | None) -> str:
    """Where the page of this receipt is; of one that nobody has written yet, with the proof that it is on its way."""
    path = receipt_path(command_id)
    return path if receipt else f"{path}?accepted={accepted_proof(page_request.app_state, command_id, stream)}"
