"""Bringing a list of centers: a file, what it would bring row by row, and, once confirmed, what it brought.

Nothing is kept here but the file, as a document that no decision names: within its sender's quota, scanned as all are,
and removed in time. What is shown is worked out anew each time from its bytes and the ledger.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response
from temporalio.service import RPCError

from api.app_state import AppState, ask
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.exports.tables import EXCEL, as_file
from api.http.problems import problem
from api.resources.documents import keep, received_part
from clock import utc_now
from domain.kernel.roles import Role
from importing.center_lists import template
from importing.importer import Importer, importer_of
from importing.review import Review, review, take_up
from ledger.application import Ledger
from ledger.documents import Document
from ledger.errors import LedgerSilent
from recovery.recovering import let_look_again, start_workflows

router = APIRouter()
log = logging.getLogger("hengxu.api")

PATH, PAGE = "/console/imports", "imports/imports.html"
ROWS, FAULTS = 100, 200
"""Rows on one page, and faults that are shown of a list."""
WITHIN = 120.0
"""Seconds that a list may take; it is thousands of decisions in one."""
SEE_OTHER, WRONG, CONFLICT = 303, 422, 409
T = TypeVar("T")


async def importers_visit(page_request: CurrentPage) -> PageRequest:
    """Whoever is signed in, if they bring lists; ``Problem`` 403 otherwise."""
    if page_request.actor.role is not Role.OFFICER:
        raise problem("reading_not_allowed")
    return page_request


Importing = Annotated[PageRequest, Depends(importers_visit)]


@router.get("/imports")
async def ask_for_list(page_request: Importing) -> Response:
    """What is taken, the template, and where to choose the file."""
    return page_request.page(PAGE, listed=None, wrong=None)


@router.get("/imports/template.xlsx")
async def give_template(page_request: Importing) -> Response:
    """The workbook to fill in, in the language of the page."""
    content = await asyncio.to_thread(template, 0 if page_request.language == "zh" else 1)
    return Response(content, headers=as_file("centers.xlsx"), media_type=EXCEL)


@router.post("/imports")
async def take_file(page_request: Importing, sent: Posted) -> Response:
    """Keeps the file until it is looked at and confirmed."""
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.filename or not file.size:
        return page_request.page(PAGE, WRONG, listed=None, wrong="file")
    body, _is_new = await keep(page_request.app_state, await received_part(file, ""), page_request.actor)
    return RedirectResponse(f"{PATH}/{body.sha256}", SEE_OTHER)


@router.get("/imports/{sha256}")
async def look(page_request: Importing, sha256: str, after: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> Response:
    """What the list would bring, or what it brought."""
    document = await _kept(page_request, sha256)
    found = await _in_its_time(page_request.app_state, _reviewing(page_request, document))
    return _shown(page_request, document, found, after)


@router.post("/imports/{sha256}")
async def confirm(page_request: Importing, sha256: str, sent: Posted) -> Response:
    """Takes the list up as it was shown; the same list again changes nothing."""
    document, shown = await _kept(page_request, sha256), str(sent.get("shown", ""))

    def taking_up(ledger: Ledger) -> tuple[Review, bool]:
        return take_up(_importer(ledger, page_request, document), document.content, shown)

    found, is_on_record = await _in_its_time(page_request.app_state, taking_up)
    if not is_on_record:
        return _shown(page_request, document, found, status=CONFLICT, moved=not found.faults)
    waiting = BackgroundTask(_start, page_request.app_state, found)
    return RedirectResponse(f"{PATH}/{sha256}", SEE_OTHER, background=waiting)


async def _kept(page_request: PageRequest, sha256: str) -> Document:
    """The list as it was sent in. ``Problem`` 404 where it has gone, or never was."""
    document = await page_request.read(lambda ledger: ledger.documents.get(sha256))
    if document is None:
        raise problem("list_gone")
    return document


def _reviewing(page_request: PageRequest, document: Document) -> Callable[[Ledger], Review]:
    return lambda ledger: review(_importer(ledger, page_request, document), document.content)


def _importer(ledger: Ledger, page_request: PageRequest, document: Document) -> Importer:
    policy, name = page_request.app_state.settings.policy, document.kept.title or document.kept.sha256
    return Importer(ledger, policy, name, utc_now(), importer_of(page_request.actor))


async def _in_its_time(app_state: AppState, question: Callable[[Ledger], T]) -> T:
    """What becomes of a list, one list at a time: others wait for their turn, and nobody else waits for any."""
    try:
        async with asyncio.timeout(WITHIN), app_state.imports:
            return await ask(app_state.threads, lambda: question(app_state.ledger.get()))
    except TimeoutError:
        raise LedgerSilent(f"{WITHIN:g} s") from None


def _shown(
    page_request: PageRequest,
    document: Document,
    found: Review,
    after: int = 0,
    status: int = 200,
    *,
    moved: bool = False,
) -> Response:
    last = after + ROWS
    return page_request.page(
        PAGE,
        status,
        listed=document.kept,
        wrong=None,
        found=found,
        moved=moved,
        rows=found.rows[after:last],
        first=after + 1,
        last=min(last, len(found.rows)),
        faults=found.faults[:FAULTS],
        next_page=f"{PATH}/{document.kept.sha256}?after={last}" if last < len(found.rows) else None,
        first_page=f"{PATH}/{document.kept.sha256}" if after else None,
    )


async def _start(app_state: AppState, found: Review) -> None:
    """A workflow for each living center, at the pace of the workers; what fails here, the worker finds missing."""
    try:
        await let_look_again(app_state.client, found.added)
        await start_workflows(app_state.client, app_state.settings, found.living)
    except (RPCError, RuntimeError):
        log.warning("导入的中心尚未全部启动流程，稍后补启 / not all workflows of imported centers are begun yet")
