"""A season's annual reports from one workbook: looked at, then each submitted like any decision (5.2)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.app_state import AppState, CurrentState
from api.auth.identity import SignedIn
from api.decisions.bodies import decision_request_in
from api.decisions.submission import DecisionSubmission, decision
from api.http.language import InLanguage, Language
from api.http.openapi import PROBLEMS, Responses
from api.http.problems import DoubtBody, Problem, SentenceBody, doubt_body, problem, refusal
from api.reads.reading import CurrentReading
from api.resources.documents import Received, keep, received_file
from clock import today_in_shanghai, utc_now
from domain.kernel.base import Label
from domain.kernel.roles import Actor, Role
from domain.values.identifiers import FIRST_YEAR, LAST_YEAR
from domain.wording.refusals import explain
from domain.wording.shape_errors import shape_error
from importing.annual_reports import PlannedReport, PlannedReports, ReportPlanner, as_text, sentences
from importing.report_template import owing, season_template
from importing.wrong_rows import WrongRow, WrongRows
from ledger.application import Ledger
from ledger.receipts import Receipt
from service_layer.stream_types import CENTER_COMMANDS

router = APIRouter(tags=["decisions"])

PATH = "/api/v1/annual-reports"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_A_TIME = 4
"""Rows that are under way at once."""
Outcome = Literal["would_be_recorded", "doubtful", "unchanged", "recorded", "refused", "pending", "not_sent"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row; ``why`` where it was refused or could not be sent."""

    row: PlannedReport
    outcome: Outcome
    receipt: Receipt | None = None
    why: Label | None = None


class ReportRow(BaseModel):
    """A row of the file: ``place`` is the cell that names its center. ``days_late`` counts from the due day to the day
    of receipt. ``doubts`` are confirmed where ``outcome`` isn't ``doubtful``; ``detail`` says why it was refused or not
    sent.
    """

    place: str
    center_id: str
    name_zh: str
    year: int
    received_on: date | None = None
    days_late: int = 0
    outcome: Outcome
    command_id: str | None = None
    version: int | None = None
    doubts: list[DoubtBody] = []
    detail: SentenceBody | None = None


class Note(BaseModel):
    """What is to be known of the file: ``place`` is a cell, or ``$`` for the file as a whole."""

    place: str
    sentence: SentenceBody


class ReportRows(BaseModel):
    """What became of a file, row by row; ``notes`` are to be known of it and no faults."""

    dry_run: bool
    reports: list[ReportRow]
    notes: list[Note]


_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            EXCEL: {"schema": _FILE},
            "text/csv": {"schema": _FILE},
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}},
            },
        },
    }
}
_ANSWERS: Responses = {**PROBLEMS, 413: PROBLEMS[422] | {"description": "The file is too large"}}
_GIVING: Responses = {**PROBLEMS, 200: {"content": {EXCEL: {"schema": _FILE}}, "description": "The workbook"}}


async def officer(actor: SignedIn) -> Actor:
    """Whoever asks, if they enter papers on behalf; 403 otherwise."""
    if actor.role is not Role.OFFICER:
        raise refusal("on_behalf_by_officer_alone", "house", {"role": actor.role.value})
    return actor


@router.post(
    "/annual-reports",
    operation_id="submit_annual_reports",
    response_model=ReportRows,
    responses=_ANSWERS,
    openapi_extra=_BODY,
)
async def submit_annual_reports(
    actor: Annotated[Actor, Depends(officer)],
    request: Request,
    app_state: CurrentState,
    language: InLanguage,
    *,
    dry_run: Annotated[bool, Query(description="Look, submit nothing")] = False,
    reason: Annotated[str, Query(max_length=2000, description="Confirms the doubts of rows that give none")] = "",
) -> Response:
    """Enters the annual reports of many centers on their behalf, each with its day of receipt. All rows are checked
    first, by the rules and as the record stands, and with one fault none is submitted; then each is, and has a receipt
    of its own. No transaction spans several centers: a row may still be refused or left pending. The same file again
    goes on where it was broken off and records nothing twice.
    """
    received = await received_file(request, None)
    planned = await plan(app_state, actor, received.content, reason)
    if planned.faults:
        raise faulty(planned.faults)
    if dry_run:
        results: Sequence[Result] = looked_at(planned)
    else:
        if planned.doubtful:
            raise faulty(not_confirmed(planned))
        results = await submit(app_state, actor, planned, language)
    body = ReportRows(dry_run=dry_run, reports=[_row(one) for one in results], notes=_notes(planned))
    return JSONResponse(body.model_dump(mode="json"))


@router.get(
    "/annual-reports/template.xlsx",
    operation_id="read_annual_reports_template",
    response_class=Response,
    responses=_GIVING,
)
async def read_annual_reports_template(
    reading: CurrentReading,
    _actor: Annotated[Actor, Depends(officer)],
    language: InLanguage,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="This year, left out")] = None,
) -> Response:
    """The season's workbook, with a row for each center that still owes its report of the year."""
    of_year = year or today_in_shanghai().year
    rows = await reading.ask(owing, of_year)
    content = await asyncio.to_thread(season_template, of_year, rows, 0 if language == "zh" else 1)
    headers = {"Content-Disposition": f'attachment; filename="annual-reports-{of_year}.xlsx"'}
    return Response(content, media_type=EXCEL, headers=headers)


async def plan(app_state: AppState, actor: Actor, content: bytes, reason: str) -> PlannedReports:
    """What would become of the file; one that can't be read has its faults too."""

    def planned(ledger: Ledger) -> PlannedReports:
        try:
            return ReportPlanner(ledger, app_state.settings.policy, actor, utc_now(), reason).plan(content)
        except WrongRows as wrong:
            return PlannedReports(faults=wrong.rows)

    if not content:
        raise problem("document_expected")
    return await app_state.read(planned)


def faulty(faults: Sequence[WrongRow]) -> Problem:
    """422 with every fault: its place, and why."""
    return problem("body_invalid", errors=[_error(fault) for fault in faults])


def not_confirmed(planned: PlannedReports) -> list[WrongRow]:
    """The doubts that nothing confirms."""
    return [
        WrongRow(row.place, shape_error("report_not_confirmed", {"zh_": doubt.zh, "en_": doubt.en}))
        for row in planned.doubtful
        for doubt in sentences(row.doubts)
    ]


def looked_at(planned: PlannedReports) -> list[Result]:
    """What would become of each row."""
    return [Result(row, _expected(row)) for row in planned.rows]


def _expected(row: PlannedReport) -> Outcome:
    if row.is_recorded:
        return "unchanged"
    return "doubtful" if row.doubts else "would_be_recorded"


async def submit(app_state: AppState, actor: Actor, planned: PlannedReports, language: Language) -> list[Result]:
    """Each row that isn't on record, some at a time. Once Temporal or the ledger is away, the rest is not sent."""
    room, away = asyncio.Semaphore(AT_A_TIME), asyncio.Event()

    async def one(row: PlannedReport) -> Result:
        if row.is_recorded:
            return Result(row, "unchanged")
        async with room:
            if away.is_set():
                return Result(row, "not_sent")
            try:
                return _became(row, await _decided(app_state, actor, row, language))
            except Problem as trouble:
                if trouble.status is HTTPStatus.SERVICE_UNAVAILABLE:
                    away.set()
                return Result(row, "not_sent", why=trouble.detail)

    return list(await asyncio.gather(*map(one, planned.rows)))


async def _decided(app_state: AppState, actor: Actor, row: PlannedReport, language: Language) -> Receipt | None:
    asked = decision_request_in(as_text(row.content).encode(), CENTER_COMMANDS)
    if row.extract:
        title = str(row.content["on_behalf_of"]["document"]["title"])
        await keep(app_state, Received(row.extract, "text/csv", title), actor)
    patience = app_state.settings.receipt_wait
    return await decision(
        app_state, row.center_id, asked, DecisionSubmission(actor, row.command_id, None, patience, language)
    )


def _became(row: PlannedReport, receipt: Receipt | None) -> Result:
    if receipt is None:
        return Result(row, "pending")
    if receipt.refusal is None:
        return Result(row, "recorded", receipt)
    _, detail = explain(receipt.refusal.code, receipt.refusal.params)
    return Result(row, "refused", receipt, detail)


def _row(one: Result) -> ReportRow:
    row = one.row
    return ReportRow(
        place=row.place,
        center_id=row.center_id,
        name_zh=row.name_zh,
        year=row.year,
        received_on=row.received_on,
        days_late=row.days_late,
        outcome=one.outcome,
        command_id=row.command_id or None,
        version=one.receipt.version if one.receipt else None,
        doubts=[doubt_body(doubt["code"], doubt["clause"], doubt["params"]) for doubt in row.doubts or row.confirmed],
        detail=_both(one.why) if one.why else None,
    )


def _notes(planned: PlannedReports) -> list[Note]:
    return [Note(place=note.place, sentence=_both(note.sentence)) for note in planned.notes]


def _both(sentence: Label) -> SentenceBody:
    return SentenceBody(zh=sentence.zh, en=sentence.en)


def _error(fault: WrongRow) -> dict[str, Any]:
    return {"type": "cell", "loc": (fault.place,), "ctx": fault.sentence._asdict()}
