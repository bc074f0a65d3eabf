"""The proofs over HTTP: the signed checkpoint, and that it holds an entry or continues an older log.

Hashes and entries are base64 (RFC 4648, with padding), in JSON as in the checkpoint itself. A setting lets anybody read
checkpoints, consistency and inclusion by leaf hash, without signing in: what somebody needs who holds an entry already.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.app_state import AppState, CurrentState
from api.auth.challenge import CHALLENGE
from api.auth.identity import ReaderOfProofs
from api.http.field_errors import wrong
from api.http.openapi import PROBLEMS, PROBLEMS_OF_FOLLOWERS, Responses
from api.http.problems import Problem, problem
from api.log.event_items import LAST_PLACE
from api.reads.reading import ask_as
from domain.kernel.roles import Actor
from ledger.errors import check_not_ahead
from ledger.proof import checkpoint
from ledger.proof.checkpoint import ROOT_BYTES, BadCheckpoint
from ledger.proof.digests import digests
from ledger.proof.keys import KeyFile, KeyFileError
from ledger.proof.serving import Consistency, Inclusion, NoSuchEntry, NotProven, ProofBroken, Statement
from ledger.proof.tables import StoredCheckpoint
from service_layer.reading import ReadableLedger
from settings import Settings

router = APIRouter(prefix="/audit", tags=["audit"])

T = TypeVar("T")

NOTE = "text/plain; charset=utf-8"
VARY = {"Vary": "Accept"}
_NOTE: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class CheckpointBody(BaseModel):
    """The log of this ``origin`` had ``size`` entries and this ``root``, says the signed ``note``.

    ``key`` is the verifier key that has signed it, where this service knows it: compare it with the published one.
    ``digests`` are those of the note, in hex; ``made_at`` is UTC.
    """

    origin: str
    size: int
    root: str
    note: str
    key: str | None
    digests: dict[str, str]
    made_at: datetime


class InclusionBody(BaseModel):
    """``entry`` is the ``leaf``-th entry, from 0, of the log of ``size`` entries whose ``root`` the ``note`` signs; it
    is ``None`` where something of it is withheld from the caller, and where it was asked for by its hash.

    ``leaf_hash`` is the SHA-256 of a zero byte and the entry; with ``path`` (RFC 6962, 2.1.1) it leads to the root. An
    entry is ``event``, position, stream, version, topic, state; or ``receipt``, number, command id, stream, version,
    head, body: each part after its length, lengths and numbers in 8 bytes, big-endian.
    """

    leaf: int
    size: int
    root: str
    leaf_hash: str
    path: list[str]
    entry: str | None
    note: str


class ConsistencyBody(BaseModel):
    """The log of ``old_size`` entries is the beginning of the one of ``size``: ``path`` (RFC 6962, 2.1.2) leads to both
    roots. ``note`` is the last checkpoint, of as many entries or more.
    """

    old_size: int
    size: int
    old_root: str
    root: str
    path: list[str]
    note: str


@router.get("/checkpoint", operation_id="read_checkpoint", response_model=CheckpointBody, responses=PROBLEMS | _NOTE)
async def read_checkpoint(_reader: ReaderOfProofs, app_state: CurrentState, request: Request) -> Response:
    """The last checkpoint: the signed note (C2SP tlog-checkpoint), or JSON where `Accept` names `application/json`."""
    if "application/json" not in request.headers.get("accept", ""):
        return Response((await _asked(app_state, _last)).note, headers=VARY, media_type=NOTE)
    body = await _asked(app_state, _described, app_state.settings)
    return JSONResponse(body.model_dump(mode="json"), headers=VARY)


def _last(ledger: ReadableLedger) -> StoredCheckpoint:
    return ledger.proof.checkpoint()


def _described(ledger: ReadableLedger, settings: Settings) -> CheckpointBody:
    last = ledger.proof.checkpoint()
    statement = Statement.of(last)
    return CheckpointBody(
        origin=statement.origin,
        size=statement.size,
        root=_text(statement.root),
        note=last.text,
        key=_signer(last.text, KeyFile(settings.checkpoint_key_path)),
        digests=digests(last.note, sm3=settings.sm3),
        made_at=datetime.fromisoformat(last.made_at),
    )


def _signer(note: str, keys: KeyFile) -> str | None:
    try:
        return str(checkpoint.read(note, keys.verifier_keys()).signer)
    except (BadCheckpoint, KeyFileError):
        return None


@router.get("/inclusion", operation_id="prove_inclusion", response_model=InclusionBody, responses=PROBLEMS)
async def prove_inclusion(
    reader: ReaderOfProofs,
    app_state: CurrentState,
    position: Annotated[int | None, Query(ge=1, le=LAST_PLACE, description="An event, by its position")] = None,
    receipt: Annotated[
        str | None, Query(max_length=1_000, description="Instead: a receipt, of a refusal too, by its command id")
    ] = None,
    leaf_hash: Annotated[
        str | None, Query(max_length=100, description="Instead: an entry that the caller holds, by its leaf hash")
    ] = None,
) -> Response:
    """That the last checkpoint holds one event, one receipt, or the entry of a leaf hash. The contents of an event are
    answered where nothing of it is withheld; a receipt is proven to those who may read it.
    """
    if [position, receipt, leaf_hash].count(None) != len(("position", "receipt", "leaf_hash")) - 1:
        zh, en = "须给出 position、receipt 或 leaf_hash 之一", "Give one of position, receipt and leaf_hash"
        raise _wrong("position", zh, en)
    if leaf_hash is not None:
        found = await _asked(app_state, _leaf, _hash(leaf_hash))
    elif reader is None:
        raise problem("token_missing", headers=CHALLENGE)
    elif position is not None:
        found = await _asked_by(reader, app_state, _event, position)
    else:
        found = await _asked_by(reader, app_state, _receipt, receipt)
    body = InclusionBody(
        leaf=found.leaf,
        size=found.checkpoint.size,
        root=_text(Statement.of(found.checkpoint).root),
        leaf_hash=_text(found.hash),
        path=_texts(found.path),
        entry=None if found.entry is None else _text(found.entry),
        note=found.checkpoint.text,
    )
    return JSONResponse(body.model_dump())


def _event(ledger: ReadableLedger, position: int) -> Inclusion:
    try:
        found = ledger.proof.inclusion(position)
    except NoSuchEntry:
        raise problem("position_unknown", position=position) from None
    return found if ledger.stored_log(position - 1, 1) else found._replace(entry=None)


def _leaf(ledger: ReadableLedger, hashed: bytes) -> Inclusion:
    try:
        return ledger.proof.inclusion_of_leaf(hashed)
    except NoSuchEntry:
        raise problem("leaf_unknown") from None


def _hash(text: str) -> bytes:
    """The hash, in either alphabet of base64, and where a query has made a blank of its plus signs."""
    try:
        found = b64decode(text.replace(" ", "+"), altchars=b"-_" if set(text) & set("-_") else None, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != ROOT_BYTES:
        raise _wrong("leaf_hash", "须为 32 字节散列的 base64", "The base64 of a hash of 32 bytes")
    return found


def _receipt(ledger: ReadableLedger, command_id: str) -> Inclusion:
    try:
        if command_id.isprintable() and ledger.receipt(command_id) is not None:
            return ledger.proof.inclusion_of_receipt(command_id)
    except NoSuchEntry:
        pass
    raise problem("receipt_unknown", command_id=command_id[:200])


@router.get(
    "/consistency", operation_id="prove_consistency", response_model=ConsistencyBody, responses=PROBLEMS_OF_FOLLOWERS
)
async def prove_consistency(
    _reader: ReaderOfProofs,
    app_state: CurrentState,
    old_size: Annotated[int, Query(alias="from", ge=1, le=LAST_PLACE, description="Entries of the older checkpoint")],
    size: Annotated[
        int | None, Query(alias="to", ge=1, le=LAST_PLACE, description="Of the newer one; the last if left out")
    ] = None,
) -> Response:
    """That the log only grew between two checkpoints."""
    if size is not None and size < old_size:
        raise _wrong("to", "不得小于 from", "At least as many as from")
    found = await _asked(app_state, _growth, old_size, size)
    body = ConsistencyBody(
        old_size=found.old,
        size=found.size,
        old_root=_text(found.old_root),
        root=_text(found.root),
        path=_texts(found.path),
        note=found.checkpoint.text,
    )
    return JSONResponse(body.model_dump())


def _growth(ledger: ReadableLedger, old_size: int, size: int | None) -> Consistency:
    try:
        return ledger.proof.consistency(old_size, size)
    except NotProven:
        check_not_ahead(old_size, ledger.proof.ends().size)
        raise


async def _asked(app_state: AppState, question: Callable[..., T], *arguments: object) -> T:
    """What the proof answers anybody, which holds hashes alone."""
    return await _proven(app_state.read(question, *arguments))


async def _asked_by(reader: Actor, app_state: AppState, question: Callable[..., T], *arguments: object) -> T:
    """What it answers whoever reads, by what they see."""
    return await _proven(ask_as(app_state, reader, question, *arguments))


async def _proven(answer: Awaitable[T]) -> T:
    """404 while no checkpoint covers what was asked, 503 where what is stored disagrees with one."""
    try:
        return await answer
    except NotProven:
        raise problem("not_proven") from None
    except ProofBroken:
        raise problem("proof_broken") from None


def _wrong(parameter: str, zh: str, en: str) -> Problem:
    return problem("request_invalid", errors=[wrong("value_error", "query", parameter, zh=zh, en=en)])


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _texts(path: Sequence[bytes]) -> list[str]:
    return [_text(step) for step in path]
