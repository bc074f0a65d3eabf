"""Decisions over HTTP: each is a command in, and its receipt out."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import TypeAdapter

from api.app_state import AppState, CurrentState
from api.decisions.bodies import DecisionRequest, decision_request
from api.decisions.consequences import ConsequencesBody, consequences_body
from api.decisions.receipts import ReceiptBody, TrialBody, answer_pending, answer_recorded, refusal_problem
from api.decisions.submission import DecisionSubmission, Submission, decision, tried
from api.http.openapi import DECISION_BODY, DECISION_PROBLEMS, DEPUTY_BODY, NOTICE_BODY, REGISTRATION_BODY
from api.http.urls import CenterId, center_url
from api.reads.reading import ask_as
from clock import utc_now
from domain.deputies.messages import STREAM as DEPUTIES
from domain.guideline.policy import Policy
from domain.housekeeping.messages import CorrectRecord
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command
from domain.working_calendar.messages import STREAM as CALENDAR
from ledger.receipts import Receipt
from service_layer.queries import center_now, consequences_by_correction
from service_layer.reading import ReadableLedger
from service_layer.stream_types import CALENDAR_COMMANDS, CENTER_COMMANDS, DEPUTY_COMMANDS

router = APIRouter(tags=["decisions"])

REGISTRATIONS: TypeAdapter[Command] = TypeAdapter(RegisterCenter)


@router.post(
    "/centers",
    operation_id="register_center",
    status_code=201,
    response_model=ReceiptBody,
    responses=DECISION_PROBLEMS,
    openapi_extra=REGISTRATION_BODY,
)
async def register_center(submission: Submission, request: Request, app_state: CurrentState) -> Response:
    """Puts a center on the register (3.1). Without a ``center_id`` one is made from the command id."""
    asked = await decision_request(request, REGISTRATIONS, "register_center")
    center_id = center_id_of(asked.command, submission.command_id)
    receipt = await decision(app_state, center_id, asked, submission)
    return _answer(app_state, submission, center_id, receipt, center_url(center_id))


@router.post(
    "/centers/{center_id}/decisions",
    operation_id="decide",
    status_code=201,
    response_model=ReceiptBody,
    responses={**DECISION_PROBLEMS, 200: {"model": TrialBody, "description": "Tried: it would be recorded now"}},
    openapi_extra=DECISION_BODY,
)
async def decide(
    submission: Submission,
    request: Request,
    center_id: CenterId,
    app_state: CurrentState,
    *,
    dry_run: Annotated[bool, Query(description="Tries it: nothing is sent and nothing is recorded")] = False,
) -> Response:
    """Takes a decision about a center. What may be decided now, and with which body: ``/actions``. With ``dry_run`` it
    is answered as it would be now, a refusal and doubts included, and is 200 where it would be recorded; whether the
    id of a center that its caller doesn't see is taken is told by a registration alone, which leaves a receipt.
    """
    asked = await decision_request(request, CENTER_COMMANDS)
    if dry_run:
        return await _trial(app_state, center_id, asked, submission)
    receipt = await decision(app_state, center_id, asked, submission)
    if receipt is None or receipt.refusal is not None or not isinstance(asked.command, CorrectRecord):
        return _answer(app_state, submission, center_id, receipt)
    policy = app_state.settings.policy
    found = await ask_as(app_state, submission.actor, _consequences, center_id, f"c{receipt.version}", policy)
    return answer_recorded(receipt, submission.language, consequences=found)


async def _trial(app_state: AppState, stream: str, asked: DecisionRequest, submission: DecisionSubmission) -> Response:
    refused = await tried(app_state, stream, asked, submission)
    if refused is not None:
        raise refusal_problem(refused)
    body = TrialBody(center_id=stream, command_type=asked.content["type"])
    return JSONResponse(body.model_dump(mode="json"))


def _consequences(
    ledger: ReadableLedger, center_id: str, correction_id: str, policy: Policy
) -> ConsequencesBody | None:
    """What a correction that was proposed just now would lead to; ``None`` where it waits no more."""
    center = center_now(ledger, center_id)
    found = consequences_by_correction(ledger, center, policy, utc_now()) if center else {}
    return consequences_body(found[correction_id]) if correction_id in found else None


@router.post(
    "/calendar/notices",
    operation_id="enter_holiday_notice",
    status_code=201,
    response_model=ReceiptBody,
    responses=DECISION_PROBLEMS,
    openapi_extra=NOTICE_BODY,
)
async def enter_holiday_notice(submission: Submission, request: Request, app_state: CurrentState) -> Response:
    """Enters the State Council's notice of a year's working days, or its amendment; provisional days move with it."""
    asked = await decision_request(request, CALENDAR_COMMANDS, "enter_holiday_notice")
    receipt = await decision(app_state, CALENDAR, asked, submission)
    return _answer(app_state, submission, CALENDAR, receipt, "/api/v1/calendar/notices")


@router.post(
    "/deputies",
    operation_id="decide_about_deputies",
    status_code=201,
    response_model=ReceiptBody,
    responses=DECISION_PROBLEMS,
    openapi_extra=DEPUTY_BODY,
)
async def decide_about_deputies(submission: Submission, request: Request, app_state: CurrentState) -> Response:
    """Names a deputy for a period (`name_deputy`), or ends a deputyship before its time (`end_deputy`)."""
    asked = await decision_request(request, DEPUTY_COMMANDS)
    receipt = await decision(app_state, DEPUTIES, asked, submission)
    return _answer(app_state, submission, DEPUTIES, receipt, "/api/v1/deputies")


def center_id_of(command: Command, command_id: str) -> str:
    """The id that the command asks for, or one made from its id, so that a retry meets the same center; or from that of
    the request whose doubts it confirms.
    """
    wished: str | None = getattr(command, "center_id", None)
    first = command.confirmed.confirms if command.confirmed and command.confirmed.confirms else command_id
    return wished or f"c-{hashlib.sha256(first.encode()).hexdigest()[:12]}"


def _answer(
    app_state: AppState,
    submission: DecisionSubmission,
    stream: str,
    receipt: Receipt | None,
    location: str | None = None,
) -> Response:
    if receipt is None:
        return answer_pending(app_state, submission.command_id, stream)
    return answer_recorded(receipt, submission.language, location)
