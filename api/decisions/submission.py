"""Decision submission: a command becomes a signed envelope, a signal, and a receipt."""

import asyncio
import json
import time
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends
from temporalio.service import RPCError, RPCStatusCode

from api.app_state import AppState
from api.auth.identity import SignedIn
from api.decisions.bodies import DecisionRequest
from api.decisions.headers import CommandId, ExpectedVersion, Patience
from api.http.language import InLanguage, Language
from api.http.problems import Problem, center_unknown, problem, refusal
from clock import utc_now
from domain.guideline.policy import Policy
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import BUREAU_STREAMS, CALENDAR, Command, documents_in
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.visibility.relations import Relation
from ledger.application import Ledger
from ledger.errors import check_not_ahead
from ledger.receipts import Receipt
from service_layer.deciding import context_of, trial
from service_layer.envelope import Envelope, decision_digest
from service_layer.reading import ledger_for
from telemetry.context import add_to_log_context
from temporal_client.client import DECIDE, SIGNAL_OF, send_signal

HEAVIEST_PAYLOAD = 1_800_000
"""Bytes of a signal; Temporal takes 2 MiB, and the command's quotes have been escaped twice by then."""
TEMPORAL_PATIENCE = 5.0
"""Seconds within which Temporal has to take a signal."""


@dataclass(frozen=True, slots=True)
class DecisionSubmission:
    """Who asks, under which id, based on which version; how long they wait, in seconds, and in which language."""

    actor: Actor
    command_id: str
    expected_version: int | None
    patience: float
    language: Language


async def submission(
    actor: SignedIn, command_id: CommandId, expected_version: ExpectedVersion, patience: Patience, language: InLanguage
) -> DecisionSubmission:
    """What a request for a decision says beside its body."""
    return DecisionSubmission(actor, command_id, expected_version, patience, language)


Submission = Annotated[DecisionSubmission, Depends(submission)]


async def decision(
    app_state: AppState, stream: str, request: DecisionRequest, submission: DecisionSubmission
) -> Receipt | None:
    """The receipt of the decision, one already there before all; ``None`` when nobody has answered in time. From here
    to the ledger a center's id is the name of a ``stream``: a decision about a stream of the bureau goes the same way.

    ``Problem`` 404 without such a center, 413 for what no signal carries, 422 for an id that named another decision,
    503 while Temporal or the ledger is away.
    """
    add_to_log_context(command_id=submission.command_id, center=stream, role=submission.actor.role.value)
    await app_state.read(_check_seen, stream, request.command, submission)
    submission = await app_state.read(_by_version_seen, stream, request.command, submission)
    envelope = _envelope(app_state, stream, request, submission)
    papers = {named.sha256 for named in documents_in(request.command)}
    app_state.uploads.note_under_way(papers)
    receipt = await app_state.read(_known, envelope, request.command) or await _sent(
        app_state, envelope, request.command, submission.patience
    )
    if receipt is None:
        return None
    receipt = _checked(receipt, decision_digest(stream, request.content, submission.actor))
    if receipt.outcome == "recorded":
        app_state.uploads.note_named(papers)
    return receipt


async def tried(
    app_state: AppState, stream: str, request: DecisionRequest, submission: DecisionSubmission
) -> Refusal | None:
    """The refusal that the decision would meet now, doubts among them; nothing is sent or recorded.

    ``Problem`` 404 without such a center.
    """
    await app_state.read(_check_seen, stream, request.command, submission)
    submission = await app_state.read(_by_version_seen, stream, request.command, submission)
    return await app_state.read(_trial, stream, request.command, submission, app_state.settings.policy)


def _trial(
    ledger: Ledger, stream: str, command: Command, submission: DecisionSubmission, policy: Policy
) -> Refusal | None:
    version = ledger.version(stream)
    if submission.expected_version not in (None, version):
        return Refusal("version_moved", "record", expected=submission.expected_version, actual=version)
    return trial(ledger, stream, command, context_of(ledger, policy, stream, submission.actor, utc_now()))


def _check_seen(ledger: Ledger, stream: str, command: Command, submission: DecisionSubmission) -> None:
    """Nobody decides about a center that isn't there for them, and no expert about one on whose panel they don't sit:
    why not would tell who does. Who registers one may take any id that is free; what was decided already is answered.
    """
    if stream in BUREAU_STREAMS or isinstance(command, RegisterCenter):
        return
    seen = ledger_for(ledger, submission.actor)
    relation, _ = seen.read_model.relation(stream)
    is_an_outsider = relation is Relation.PUBLIC and submission.actor.role is Role.EXPERT
    if not (is_an_outsider or relation is Relation.NONE) or seen.receipt(submission.command_id) is not None:
        return
    if is_an_outsider:
        raise refusal("center_not_yours", "record", {"center_id": stream, "role": Role.EXPERT.value})
    raise center_unknown()


def _by_version_seen(
    ledger: Ledger, stream: str, command: Command, submission: DecisionSubmission
) -> DecisionSubmission:
    """A version is compared for those alone whose record it is of: others would learn how long it has become, and who
    registers a center whether there is a record under its id.
    """
    if submission.expected_version is None or stream == CALENDAR:
        return submission
    if ledger.version(stream) == 0 and not isinstance(command, RegisterCenter):
        return submission
    relation, _ = ledger_for(ledger, submission.actor).read_model.relation(stream)
    return submission if relation.sees_record else replace(submission, expected_version=None)


def _envelope(app_state: AppState, stream: str, request: DecisionRequest, submission: DecisionSubmission) -> Envelope:
    envelope = app_state.signer.sign(
        Envelope(
            stream=stream,
            command_id=submission.command_id,
            command=request.text,
            actor=submission.actor,
            expected_version=submission.expected_version,
            sent_at=utc_now(),
        )
    )
    if len(json.dumps(envelope.model_dump_json(), ensure_ascii=False).encode()) > HEAVIEST_PAYLOAD:
        raise problem("body_too_large", limit=app_state.settings.body_limit)
    return envelope


def _known(ledger: Ledger, envelope: Envelope, command: Command) -> Receipt | None:
    """The receipt of a retry; 404 when there is no such center to decide about. Raises ``AheadOfLog`` for an expected
    version that is not on record, or is no more.
    """
    if receipt := ledger.receipt(envelope.command_id):
        return receipt
    begins = isinstance(command, RegisterCenter) or envelope.stream in BUREAU_STREAMS
    if not begins and ledger.version(envelope.stream) == 0:
        raise center_unknown()
    check_not_ahead(envelope.expected_version or 0, ledger.version(envelope.stream))
    return None


async def _sent(app_state: AppState, envelope: Envelope, command: Command, patience: float) -> Receipt | None:
    began = time.perf_counter()
    await _tell(app_state, envelope, command)
    with app_state.metrics.receipt_waiter.track_inprogress():
        receipt = await app_state.receipt_waiter.receipt(envelope.command_id, patience)
    app_state.metrics.decisions.labels(_type(command), receipt.outcome if receipt else "pending").inc()
    if receipt is not None:
        app_state.metrics.receipt_seconds.observe(time.perf_counter() - began)
    return receipt


async def _tell(app_state: AppState, envelope: Envelope, command: Command) -> None:
    """The signal, durable when this returns; the same id may be sent again when it doesn't."""
    signal = SIGNAL_OF.get(_type(command), DECIDE)
    summary = command.name_zh if isinstance(command, RegisterCenter) else ""
    text = envelope.model_dump_json()
    try:
        async with asyncio.timeout(TEMPORAL_PATIENCE):
            await send_signal(app_state.client, app_state.settings, envelope.stream, signal, text, summary=summary)
    except (RPCError, RuntimeError, TimeoutError) as error:
        app_state.metrics.decisions.labels(_type(command), "not_sent").inc()
        raise _not_taken(error, envelope.command_id, app_state.settings.body_limit) from error


def _not_taken(error: Exception, command_id: str, limit: int) -> Problem:
    if isinstance(error, RPCError) and error.status is RPCStatusCode.INVALID_ARGUMENT:
        return problem("body_too_large", limit=limit)
    return problem("temporal_unavailable", command_id=command_id)


def _checked(receipt: Receipt, digest: str) -> Receipt:
    """The receipt, if it answers what is asked here."""
    if receipt.content_sha256 == digest:
        return receipt
    command_id = receipt.command_id
    raise refusal("command_id_reused", None, {"command_id": command_id}, command_id=command_id)


def _type(command: Command) -> str:
    named: Any = getattr(command, "type", "")
    return str(named)
