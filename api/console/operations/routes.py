"""Operations: how the parts are, how far the proof lags, and each center's workflow. For operators alone."""

from datetime import datetime
from typing import Annotated, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.app_state import AppState
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.http.problems import problem
from api.resources.centers import Cursor
from clock import utc_now
from domain.guideline.policy import numbers_in_words
from domain.kernel.roles import Role
from domain.working_calendar.messages import STREAM as CALENDAR
from health.checks import CHECKS
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.proof.leaves import Place
from ledger.proof.serving import NotProven, ProofBroken, Statement
from ledger.read_model.bases import DeclaredPolicy
from ledger.read_model.pages import Page
from settings import Settings
from temporal_client.client import workflow_id

router = APIRouter()

PATH = "/console/operations"
CENTERS = 50


async def operators_visit(page_request: CurrentPage) -> PageRequest:
    """Whoever is signed in, if they run the system; ``Problem`` 403 otherwise."""
    if page_request.actor.role is not Role.OPERATOR:
        raise problem("reading_not_allowed")
    return page_request


Operating = Annotated[PageRequest, Depends(operators_visit)]


class LastCheckpoint(NamedTuple):
    """The last checkpoint; ``made_at`` is UTC, ``root`` hex."""

    origin: str
    size: int
    root: str
    made_at: datetime


class Books(NamedTuple):
    """What the ledger holds, and a page of its centers."""

    schema: tuple[int, str]
    ends: Place
    refusals: int
    phases: dict[str, int]
    checkpoint: LastCheckpoint | None
    centers: Page
    house_rules: DeclaredPolicy | None


@router.get("/operations")
async def operations(
    page_request: Operating,
    q: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
    cursor: Cursor = None,
) -> Response:
    """How everything is, as far as it answers."""
    report = await page_request.app_state.health.report()
    books = await _books(page_request.app_state, q, cursor)
    asked = {"q": q} if q else {}
    more = books.centers.next_cursor if books else None
    return page_request.page(
        "operations/operations.html",
        report=report,
        checks=CHECKS,
        workers=report.queue.workers if report.queue else None,
        now=utc_now(),
        books=books,
        q=q,
        next_page=f"{PATH}?{urlencode({**asked, 'cursor': more})}" if more else None,
        first_page=f"{PATH}?{urlencode(asked)}" if cursor else None,
        settings=page_request.app_state.settings,
        workflow_url=lambda stream: workflow_url(page_request.app_state.settings, stream),
        workflow_id=workflow_id,
        calendar=CALENDAR,
        house_numbers=numbers_in_words(books.house_rules.settings) if books and books.house_rules else [],
    )


def workflow_url(settings: Settings, stream: str) -> str:
    """Where the Temporal UI shows the workflow of a center, or of the calendar."""
    place = f"/namespaces/{quote(settings.temporal_namespace, safe='')}/workflows/{quote(workflow_id(stream), safe='')}"
    return settings.temporal_ui_url.rstrip("/") + place


async def _books(app_state: AppState, q: str | None, cursor: str | None) -> Books | None:
    try:
        return await app_state.read(_look, q, cursor)
    except LedgerError:
        return None


def _look(ledger: Ledger, q: str | None, cursor: str | None) -> Books:
    return Books(
        schema=ledger.schema_step,
        ends=ledger.proof.ends(),
        refusals=ledger.read_model.find_lines(kind="refusal", limit=1).total,
        phases=ledger.read_model.count_by_phase(),
        checkpoint=_checkpoint(ledger),
        centers=ledger.read_model.find_centers(from_id=q, limit=CENTERS, cursor=cursor),
        house_rules=ledger.read_model.bases.in_force(),
    )


def _checkpoint(ledger: Ledger) -> LastCheckpoint | None:
    try:
        last = ledger.proof.checkpoint()
        statement = Statement.of(last)
    except (NotProven, ProofBroken):
        return None
    return LastCheckpoint(statement.origin, last.size, statement.root.hex(), datetime.fromisoformat(last.made_at))
