"""Deciding: a form, the answers to check, the signature. Each step carries all answers along; nothing is kept here."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.console.decide import draft as pages
from api.console.decide.decision_subject import NOTICE, REGISTRATION, DecisionSubject, about_center, trial
from api.console.decide.draft import FormDraft, found
from api.console.decide.forms.changes import add_row, keep_files, remove_row
from api.console.decide.forms.from_center import first_answers, with_given
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.decisions.bodies import DecisionRequest
from api.decisions.submission import DecisionSubmission, decision
from api.http.problems import Problem, problem
from api.http.urls import CenterId
from domain.kernel.refusals import Refusal
from ledger.application import Ledger
from ledger.receipts import Receipt

router = APIRouter()

STALE = "version_moved"
SEE_OTHER, UNAVAILABLE = 303, 503


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


def _about(center_id: str, type_: str) -> DecisionSubject:
    subject = about_center(center_id, type_)
    if subject is None:
        raise problem("not_found")
    return subject


async def _ask(page_request: PageRequest, subject: DecisionSubject) -> Response:
    stands = await found(page_request, subject)
    draft = FormDraft.opened(page_request, subject, stands)
    if stands.closed is not None:
        return await pages.closed(draft, stands.closed)
    answers = first_answers(draft.form, subject.type, stands.center, page_request.actor, page_request.today)
    return pages.asked(draft.with_answers(with_given(answers, page_request.request.query_params)))


async def _step(page_request: PageRequest, subject: DecisionSubject, sent: FormData) -> Response:
    stands = await found(page_request, subject)
    draft = await FormDraft.sent(page_request, subject, stands, sent).past_reminders()
    do, _, name = str(sent.get("do", "check")).partition(":")
    if do == "sign":
        return await _sign(draft)
    if stands.closed is not None:
        return await pages.closed(draft, stands.closed)
    await keep_files(page_request.app_state, draft.form, draft.answers, sent, page_request.actor.id)
    if do in _CHANGES:
        _CHANGES[do](draft.form, draft.answers, name)
        return pages.asked(draft)
    return pages.asked(draft) if do == "change" else await _check(draft)


_CHANGES = {"add": add_row, "remove": remove_row}


async def _check(draft: FormDraft) -> Response:
    draft = draft.tidy()
    request = draft.command()
    if not isinstance(request, DecisionRequest):
        return pages.asked(draft, request)
    if draft.is_stale:
        return await pages.moved(draft)
    refusal = await _tried(draft, request)
    if refusal is not None:
        return pages.asked(draft, [draft.place_of(refusal)])
    return await pages.checked(draft, request)


async def _tried(draft: FormDraft, request: DecisionRequest) -> Refusal | None:
    stream = draft.subject.stream(request.command, draft.command_id)
    page_request = draft.page_request
    return await page_request.app_state.read(
        trial, stream, request.command, page_request.actor, page_request.app_state.settings.policy
    )


async def _sign(draft: FormDraft) -> Response:
    """The decision, once and for all under its id; whatever had been signed under it before is answered again."""
    request = draft.command()
    if not isinstance(request, DecisionRequest):
        return pages.asked(draft, request)
    if await draft.page_request.app_state.read(Ledger.receipt, draft.command_id) is None:
        if draft.stands.closed is not None:
            return await pages.closed(draft, draft.stands.closed)
        if draft.is_stale:
            return await pages.moved(draft)
        refusal = await _tried(draft, request)
        if refusal is not None:
            return pages.asked(draft, [draft.place_of(refusal)])
    return await _decided(draft, request)


async def _decided(draft: FormDraft, request: DecisionRequest) -> Response:
    page_request, subject = draft.page_request, draft.subject
    stream = subject.stream(request.command, draft.command_id)
    patience = page_request.app_state.settings.receipt_wait
    submission = DecisionSubmission(
        page_request.actor, draft.command_id, draft.expected_version, patience, page_request.language
    )
    try:
        receipt = await decision(page_request.app_state, stream, request, submission)
    except Problem as trouble:
        return await _troubled(draft, request, trouble)
    if _has_moved(receipt):
        return await pages.moved(draft.under_a_new_id())
    return RedirectResponse(pages.receipt_address(page_request, draft.command_id, stream, receipt), SEE_OTHER)


def _has_moved(receipt: Receipt | None) -> bool:
    return receipt is not None and receipt.refusal is not None and receipt.refusal.code == STALE


async def _troubled(draft: FormDraft, request: DecisionRequest, trouble: Problem) -> Response:
    """What was typed is shown again where sending it again may help. Raises the problem otherwise."""
    if trouble.code == "command_id_reused":
        return pages.reused(draft)
    if trouble.status == UNAVAILABLE:
        return await pages.checked(draft, request, trouble)
    raise trouble
