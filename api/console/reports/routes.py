"""Annual reports of many centers (5.2): the season's workbook in, looked at row by row, and then submitted."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.decisions.annual_reports import EXCEL, Outcome, Result, looked_at, officer, plan, submit
from api.http.problems import Problem
from api.resources.documents import keep, received_part
from domain.kernel.base import Label
from domain.values.identifiers import FIRST_YEAR, LAST_YEAR
from domain.wording.shape_errors import shape_error
from importing.annual_reports import PlannedReports, sentences
from importing.report_template import owing, season_template
from importing.wrong_rows import WrongRow
from ledger.documents import Document
from service_layer.reading import ReadableLedger

router = APIRouter()

PAGE = "reports/reports.html"
OK, WRONG = 200, 422
MOST_SHOWN = 200
"""Faults that stand on a page; more would be read by nobody."""
OUTCOMES: Mapping[Outcome, tuple[Label, str]] = {
    "would_be_recorded": (Label("将提交", "To be submitted"), "info"),
    "doubtful": (Label("有疑点", "Doubtful"), "doubt"),
    "unchanged": (Label("已在台账", "On record already"), "plain"),
    "recorded": (Label("已记录", "Recorded"), "good"),
    "refused": (Label("未予记录", "Refused"), "late"),
    "pending": (Label("已受理，待记录", "Accepted, not recorded yet"), "soon"),
    "not_sent": (Label("未送出", "Not sent"), "late"),
}
"""What became of a row, in words, with the tone of its tag."""
Kept = tuple[str, str]
"""The digest of a workbook that was sent in, and its title."""


async def officers_page(page_request: CurrentPage) -> PageRequest:
    """Whoever enters papers on behalf; ``Problem`` 403 for others."""
    await officer(page_request.actor)
    return page_request


OfficersPage = Annotated[PageRequest, Depends(officers_page)]
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]


@router.get("/reports")
async def reports(page_request: OfficersPage, year: Year = None) -> Response:
    """Where the workbook goes in, and who still owes the report of a year."""
    return await _asked(page_request, year or page_request.today.year)


@router.get("/reports/template.xlsx")
async def reports_template(page_request: OfficersPage, year: Year = None) -> Response:
    """The workbook to fill in."""
    of_year = year or page_request.today.year
    rows = await page_request.read(owing, of_year)
    content = await asyncio.to_thread(season_template, of_year, rows, 0 if page_request.language == "zh" else 1)
    headers = {"Content-Disposition": f'attachment; filename="annual-reports-{of_year}.xlsx"'}
    return Response(content, media_type=EXCEL, headers=headers)


@router.post("/reports")
async def enter_reports(page_request: OfficersPage, sent: Posted) -> Response:
    """The next step, by the button that was pressed. Each carries the workbook along by its digest."""
    reason = str(sent.get("reason") or "").strip()
    try:
        kept = await _kept(page_request, sent)
        content = await _content(page_request, kept) if kept else None
    except Problem as trouble:
        return await _asked(page_request, page_request.today.year, trouble)
    if kept is None or content is None:
        fault = WrongRow("$", shape_error("report_file_missing", {}))
        return _faulty(page_request, None, [fault])
    planned = await plan(page_request.app_state, page_request.actor, content, reason)
    if planned.faults:
        return _faulty(page_request, kept, planned.faults)
    is_as_shown = planned.doubt_marks <= set(str(sent.get("doubts") or "").split())
    if sent.get("do") == "submit" and not is_as_shown:
        return _shown(page_request, "checked", kept, planned, looked_at(planned), has_changed=True)
    if sent.get("do") == "submit" and not planned.doubtful:
        results = await submit(page_request.app_state, page_request.actor, planned, page_request.language)
        return _shown(page_request, "done", kept, planned, results)
    return _shown(page_request, "checked", kept, planned, looked_at(planned), asks_reason=sent.get("do") == "submit")


async def _kept(page_request: PageRequest, sent: FormData) -> Kept | None:
    """A file that is sent is kept; else the one that an earlier step has kept is meant."""
    file = sent.get("file")
    if isinstance(file, UploadFile) and file.filename:
        received = await received_part(file, "")
        if not received.content:
            return None
        body, _ = await keep(page_request.app_state, received, page_request.actor)
        return body.sha256, received.title or ""
    digest = str(sent.get("sha256") or "")
    return (digest, str(sent.get("title") or "")) if digest else None


async def _content(page_request: PageRequest, kept: Kept) -> bytes | None:
    """The bytes that an earlier step has kept, whichever officer has sent them; ``None`` where the house has none."""
    document = await page_request.read(_document, kept[0])
    return document.content if document else None


def _document(ledger: ReadableLedger, digest: str) -> Document | None:
    return ledger.documents.get(digest)


async def _asked(page_request: PageRequest, year: int, trouble: Problem | None = None) -> Response:
    rows = await page_request.read(owing, year)
    status = trouble.status.value if trouble else OK
    return page_request.page(PAGE, status, step="asked", year=year, owing=rows, trouble=trouble)


def _faulty(page_request: PageRequest, kept: Kept | None, faults: Sequence[WrongRow]) -> Response:
    shown = faults[:MOST_SHOWN]
    return page_request.page(PAGE, WRONG, step="faulty", kept=kept, faults=shown, count=len(faults))


def _shown(
    page_request: PageRequest,
    step: str,
    kept: Kept,
    planned: PlannedReports,
    results: Sequence[Result],
    *,
    asks_reason: bool = False,
    has_changed: bool = False,
) -> Response:
    counts = {outcome: sum(one.outcome == outcome for one in results) for outcome in OUTCOMES}
    context: dict[str, Any] = {
        "kept": kept,
        "results": results,
        "notes": planned.notes,
        "counts": counts,
        "outcomes": OUTCOMES,
        "sentences": sentences,
        "asks_reason": asks_reason,
        "has_changed": has_changed,
        "doubts": " ".join(sorted(planned.doubt_marks)),
    }
    return page_request.page(PAGE, WRONG if asks_reason or has_changed else OK, step=step, **context)
