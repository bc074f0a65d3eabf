"""Receipts over HTTP: recorded, refused, or still pending."""

import hashlib
import hmac
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.app_state import AppState
from api.decisions.consequences import ConsequencesBody
from api.decisions.headers import etag
from api.http.language import InLanguage, Language, say
from api.http.openapi import PROBLEMS
from api.http.problems import DoubtBody, Problem, doubts_in, problem, refusal
from api.reads.reading import CurrentReading, Reading
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.wording.refusals import explain
from ledger.receipts import Receipt
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["receipts"])


class EventBody(BaseModel):
    """One event that a decision brought about."""

    position: int
    version: int
    type: str
    clause: str


class RefusalBody(BaseModel):
    """Why a decision was refused; ``title`` and ``detail`` in the caller's language."""

    code: str
    clause: str | None
    params: dict[str, Any]
    errors: list[dict[str, Any]]
    title: str
    detail: str
    doubts: list[DoubtBody] | None = None
    """What is to be confirmed, where that is why: left out else."""


class ReceiptBody(BaseModel):
    """What became of a decision. While it is ``pending``, only its id and its center are known."""

    command_id: str
    outcome: Literal["recorded", "refused", "pending"]
    center_id: str
    version: int | None = None
    command_type: str | None = None
    actor: Actor | None = None
    recorded_at: datetime | None = None
    content_sha256: str | None = None
    events: list[EventBody] = []
    refusal: RefusalBody | None = None
    documents_held: list[str] = []
    """The SHA-256 of those documents the decision names that the house held when it was recorded."""
    consequences: ConsequencesBody | None = None
    """Of a correction that was proposed just now: what its confirmation would lead to."""


class TrialBody(BaseModel):
    """A decision that was tried and would be recorded now. There is no receipt of it."""

    outcome: Literal["would_be_recorded"] = "would_be_recorded"
    center_id: str
    command_type: str


def refusal_problem(refused: Refusal) -> Problem:
    """What a decision that is only tried would be answered, without a receipt."""
    found = refusal(**refused.plain())
    if refused.code == "version_moved":
        found.status = HTTPStatus.PRECONDITION_FAILED
    return found


def receipt_body(receipt: Receipt, language: Language) -> dict[str, Any]:
    """A receipt as it is answered."""
    body = receipt.model_dump(mode="json")
    if receipt.refusal is not None:
        title, detail = explain(receipt.refusal.code, receipt.refusal.params)
        body["refusal"] |= {"title": say(title, language), "detail": say(detail, language)}
        if doubts := doubts_in(receipt.refusal.params):
            body["refusal"]["doubts"] = [doubt.model_dump() for doubt in doubts]
    return body


def receipt_url(command_id: str) -> str:
    """Where the receipt is found."""
    return f"/api/v1/receipts/{quote(command_id, safe='')}"


def answer_recorded(
    receipt: Receipt, language: Language, location: str | None = None, consequences: ConsequencesBody | None = None
) -> Response:
    """201 with the receipt, and with what a proposal would lead to; ``Problem`` when a rule refused."""
    if receipt.refusal is not None:
        note = receipt.refusal
        refused = refusal(
            note.code, note.clause, note.params, instance=receipt_url(receipt.command_id), command_id=receipt.command_id
        )
        if note.code == "version_moved":  # the version that a decision is based on comes in If-Match alone
            refused.status = HTTPStatus.PRECONDITION_FAILED
        raise refused
    headers = etag(receipt.version) | ({"Location": location} if location else {})
    body = receipt_body(receipt, language)
    if consequences is not None:
        body["consequences"] = consequences.model_dump(mode="json")
    return JSONResponse(body, HTTPStatus.CREATED, headers)


def answer_pending(app_state: AppState, command_id: str, stream: str) -> Response:
    """202: the decision is safe with Temporal and nobody has answered yet. The address in ``Location`` carries a proof
    of that, so that every process of the API, and a later one, can say so.
    """
    proof = accepted_proof(app_state, command_id, stream)
    headers = {"Location": f"{receipt_url(command_id)}?accepted={proof}", "Retry-After": "1"}
    return JSONResponse(_pending(command_id, stream), HTTPStatus.ACCEPTED, headers)


def accepted_proof(app_state: AppState, command_id: str, stream: str) -> str:
    """The proof that the decision is on its way, ready for an address; this process remembers it besides."""
    app_state.receipt_waiter.remember(command_id, stream)
    return quote(f"{stream}:{_seal(app_state, command_id, stream)}", safe="")


async def pending_stream(reading: Reading, command_id: str, proof: str | None) -> str | None:
    """The stream that a decision on its way is about, for whoever has the proof of that or reads the stream's record;
    ``None`` where nothing shows them that it is on its way.
    """
    proven = _proven_stream(reading.app_state, command_id, proof)
    stream = proven or reading.app_state.receipt_waiter.pending(command_id)
    is_shown = stream is not None and await reading.ask(_is_pending, command_id, stream, proven=proven is not None)
    return stream if is_shown else None


def _is_pending(ledger: ReadableLedger, command_id: str, stream: str, *, proven: bool) -> bool:
    """Nothing is pending that was answered, though to somebody else."""
    is_known = proven or ledger.read_model.relation(stream)[0].sees_record
    return is_known and ledger.whole.receipt(command_id) is None


def _pending(command_id: str, stream: str) -> dict[str, Any]:
    return ReceiptBody(command_id=command_id, outcome="pending", center_id=stream).model_dump(mode="json")


def _seal(app_state: AppState, command_id: str, stream: str) -> str:
    key = app_state.settings.signing_key
    secret = key.get_secret_value().encode() if key else b""
    message = f"accepted\n{command_id}\n{stream}"
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def _proven_stream(app_state: AppState, command_id: str, proof: str | None) -> str | None:
    """The stream that a decision on its way is about, by the proof in its address."""
    stream, _, seal = (proof or "").partition(":")
    is_ours = hmac.compare_digest(seal.encode(), _seal(app_state, command_id, stream).encode())
    return stream if is_ours else None


@router.get("/receipts/{command_id:path}", operation_id="read_receipt", response_model=ReceiptBody, responses=PROBLEMS)
async def read_receipt(
    reading: CurrentReading,
    command_id: str,
    language: InLanguage,
    accepted: Annotated[str | None, Query(max_length=200, description="The proof in the address of a 202.")] = None,
) -> Response:
    """What became of a decision: 200 whether it was recorded or refused. It is for the bureau, for who decided, and for
    those who see all that was recorded by it.

    ``pending``: it was accepted and nobody has decided yet. That is known where this process accepted it, or by the
    proof in the address that the 202 gave. A bare id that the ledger doesn't hold and this process hasn't seen is 404:
    it may never have arrived. Sending the decision again under its id is always safe.
    """
    receipt = await reading.ask(_receipt, command_id) if command_id.isprintable() else None
    if receipt is not None:
        return JSONResponse(receipt_body(receipt, language), headers=etag(receipt.version))
    stream = await pending_stream(reading, command_id, accepted)
    if stream is None:
        raise problem("receipt_unknown", command_id=command_id[:200])
    return JSONResponse(_pending(command_id, stream), headers={"Retry-After": "1"})


def _receipt(ledger: ReadableLedger, command_id: str) -> Receipt | None:
    return ledger.receipt(command_id)
