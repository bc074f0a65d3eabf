"""Deciding: a form, the answers to check, the signature. Each step carries all answers along; nothing is kept here."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.console.decide import draft as pages
from api.console.decide.decision_subject import NOTICE, REGISTRATION, Matter, about_center, trial
from api.console.decide.draft import Sheet, found
from api.console.decide.forms.changes import add_row, keep_files, remove_row
from api.console.decide.forms.from_center import first_answers, with_given
from api.console.frame.page_request import Visit, Visiting
from api.console.session.csrf import Posted
from api.decisions.bodies import Asked
from api.decisions.submission import Asking, decision
from api.http.problems import Problem, problem
from api.http.urls import CenterId
from domain.kernel.refusals import Refusal
from ledger.application import Ledger
from ledger.receipts import Receipt

router = APIRouter()

STALE = "version_moved"
SEE_OTHER, UNAVAILABLE = 303, 503


@router.get("/centers/{center_id}/decide/{type_}")
async def ask_about_center(visit: Visiting, center_id: CenterId, type_: str) -> Response:
    """The form of a decision about a center, or why it is not open."""
    return await _ask(visit, _about(center_id, type_))


@router.post("/centers/{center_id}/decide/{type_}")
async def decide_about_center(visit: Visiting, center_id: CenterId, type_: str, sent: Posted) -> Response:
    """The next step of the form, by the button that was pressed."""
    return await _step(visit, _about(center_id, type_), sent)


@router.get("/decide/register_center")
async def ask_about_registration(visit: Visiting) -> Response:
    """The form of a new center."""
    return await _ask(visit, REGISTRATION)


@router.post("/decide/register_center")
async def decide_about_registration(visit: Visiting, sent: Posted) -> Response:
    """The next step of a new center's form."""
    return await _step(visit, REGISTRATION, sent)


@router.get("/calendar/notices/new")
async def ask_about_notice(visit: Visiting) -> Response:
    """The form of a notice of working days."""
    return await _ask(visit, NOTICE)


@router.post("/calendar/notices/new")
async def decide_about_notice(visit: Visiting, sent: Posted) -> Response:
    """The next step of a notice's form."""
    return await _step(visit, NOTICE, sent)


def _about(center_id: str, type_: str) -> Matter:
    matter = about_center(center_id, type_)
    if matter is None:
        raise problem("not_found")
    return matter


async def _ask(visit: Visit, matter: Matter) -> Response:
    stands = await found(visit, matter)
    sheet = Sheet.opened(visit, matter, stands)
    if stands.closed is not None:
        return await pages.closed(sheet, stands.closed)
    answers = first_answers(sheet.form, matter.type, stands.center, visit.actor, visit.today)
    return pages.asked(sheet.with_answers(with_given(answers, visit.request.query_params)))


async def _step(visit: Visit, matter: Matter, sent: FormData) -> Response:
    stands = await found(visit, matter)
    sheet = await Sheet.sent(visit, matter, stands, sent).past_reminders()
    do, _, name = str(sent.get("do", "check")).partition(":")
    if do == "sign":
        return await _sign(sheet)
    if stands.closed is not None:
        return await pages.closed(sheet, stands.closed)
    await keep_files(visit.here, sheet.form, sheet.answers, sent, visit.actor.id)
    if do in _CHANGES:
        _CHANGES[do](sheet.form, sheet.answers, name)
        return pages.asked(sheet)
    return pages.asked(sheet) if do == "change" else await _check(sheet)


_CHANGES = {"add": add_row, "remove": remove_row}


async def _check(sheet: Sheet) -> Response:
    sheet = sheet.tidy()
    said = sheet.command()
    if not isinstance(said, Asked):
        return pages.asked(sheet, said)
    if sheet.is_stale:
        return await pages.moved(sheet)
    refusal = await _tried(sheet, said)
    if refusal is not None:
        return pages.asked(sheet, [sheet.place_of(refusal)])
    return await pages.checked(sheet, said)


async def _tried(sheet: Sheet, said: Asked) -> Refusal | None:
    stream = sheet.matter.stream(said.command, sheet.command_id)
    visit = sheet.visit
    return await visit.here.read(trial, stream, said.command, visit.actor, visit.here.settings.policy)


async def _sign(sheet: Sheet) -> Response:
    """The decision, once and for all under its id; whatever had been signed under it before is answered again."""
    said = sheet.command()
    if not isinstance(said, Asked):
        return pages.asked(sheet, said)
    if await sheet.visit.here.read(Ledger.receipt, sheet.command_id) is None:
        if sheet.stands.closed is not None:
            return await pages.closed(sheet, sheet.stands.closed)
        if sheet.is_stale:
            return await pages.moved(sheet)
        refusal = await _tried(sheet, said)
        if refusal is not None:
            return pages.asked(sheet, [sheet.place_of(refusal)])
    return await _decided(sheet, said)


async def _decided(sheet: Sheet, said: Asked) -> Response:
    visit, matter = sheet.visit, sheet.matter
    stream = matter.stream(said.command, sheet.command_id)
    patience = visit.here.settings.receipt_wait
    who = Asking(visit.actor, sheet.command_id, sheet.expected_version, patience, visit.language)
    try:
        receipt = await decision(visit.here, stream, said, who)
    except Problem as trouble:
        return await _troubled(sheet, said, trouble)
    if _has_moved(receipt):
        return await pages.moved(sheet.under_a_new_id())
    return RedirectResponse(pages.receipt_address(visit, sheet.command_id, stream, receipt), SEE_OTHER)


def _has_moved(receipt: Receipt | None) -> bool:
    return receipt is not None and receipt.refusal is not None and receipt.refusal.code == STALE


async def _troubled(sheet: Sheet, said: Asked, trouble: Problem) -> Response:
    """What was typed is shown again where sending it again may help. Raises the problem otherwise."""
    if trouble.code == "command_id_reused":
        return pages.reused(sheet)
    if trouble.status == UNAVAILABLE:
        return await pages.checked(sheet, said, trouble)
    raise trouble
