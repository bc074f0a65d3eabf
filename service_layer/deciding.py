"""A decision on a stream as it is: a trial of it, and what is to be written. Nothing is written yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from domain.context import Context, Register
from domain.doubts import REPEATED_AT_ONCE
from domain.guideline.policy import Policy
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command, documents_in
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.visibility.relations import Relation
from ledger.application import Entry, Ledger
from ledger.errors import DocumentsGone, VersionConflict
from service_layer.entries import Beside, RequestedDecision, entry_of, records_of, refused
from service_layer.envelope import WITHOUT_KEY
from service_layer.queries import named_deputies, working_calendar
from service_layer.reading import ledger_for
from service_layer.stream_types import stream_type_of

ATTEMPTS = 5
"""How often a decision is taken anew when another writer was quicker."""

AT_ONCE = timedelta(minutes=1)
"""Within which the very same decision without a key is asked about."""
LOOKED_BACK = 10
"""How many of the last records are looked at for it."""

T = TypeVar("T")
AskedDoubts = Sequence[Mapping[str, Any]]
"""Doubts as a receipt holds them."""
Current = tuple[Any, int]
"""A stream's folded state and its version; ``None`` and 0 before its first record."""


def context_of(
    ledger: Ledger, policy: Policy, stream: str, actor: Actor, now: datetime, *, sent_at: datetime | None = None
) -> Context:
    """What a decision about a stream is taken in, recorded ``now`` and asked for at ``sent_at`` (UTC)."""
    return Context(
        actor,
        now,
        working_calendar(ledger),
        policy,
        lambda: ledger.history(stream),
        sent_at,
        _register_seen_by(actor, ledger),
        asks_doubts=actor.role is not Role.SYSTEM,
        deputies=named_deputies(ledger),
        held=lambda files: ledger.documents.held(set(files)),
    )


def _register_seen_by(actor: Actor, ledger: Ledger) -> Register:
    """What whoever decides may learn of other centers; nothing is asked of the clock."""
    return (ledger.read_model if actor.role is Role.SYSTEM else ledger.read_model.seen_by(actor)).lookups


def trial(ledger: Ledger, stream: str, command: Command, context: Context) -> Refusal | None:
    """The refusal that the decision would meet now; nothing is recorded of it.

    Whether an id is free is told by a registration alone, which leaves a receipt: its trial goes by the centers that
    are there for whoever tries it, or ids could be tried one by one without a trace.
    """
    stream_type = stream_type_of(stream)
    state, _ = ledger.current(stream, stream_type.fold)
    if isinstance(command, RegisterCenter) and _is_hidden(ledger, stream, context.actor):
        state = None
    decided = stream_type.decide(command, state, context)
    return decided if isinstance(decided, Refusal) else None


def _is_hidden(ledger: Ledger, stream: str, actor: Actor) -> bool:
    relation, _ = ledger_for(ledger, actor).read_model.relation(stream)
    return relation is Relation.NONE


def decided(
    ledger: Ledger, requested: RequestedDecision, command: Command, current: Current, context: Context
) -> Entry:
    """What is to be written of a decision about a stream as it is: its events with their receipt, or the receipt of its
    refusal. Either says by whom it was taken: a deputy in the role of whoever they stand in for.
    """
    state, version = current
    stream_type = stream_type_of(requested.stream)
    signer = stream_type.signer_of(command, context)
    requested, context = requested._replace(actor=signer), replace(context, actor=signer)
    if requested.expected_version not in (None, version):
        moved = Refusal("version_moved", "record", expected=requested.expected_version, actual=version)
        return Entry((), refused(requested, version, moved))
    try:
        asked_before = _asked_before(ledger, requested, command)
    except Refusal as refusal:
        return Entry((), refused(requested, version, refusal))
    repeated = _was_repeated(asked_before) or _is_repeated(ledger, requested, version)
    context = replace(context, asked_before=asked_before, repeated=repeated)
    events = stream_type.decide(command, state, context)
    if isinstance(events, Refusal):
        return Entry((), refused(requested, version, events))
    beside = Beside(
        command.documents,
        command.note,
        stream_type.confirmed_with(command, state, context),
        context.policy.decided_under(),
        command.on_behalf_of,
    )
    records = records_of(requested, events, version, context.effective_on(command), beside)
    held = ledger.documents.held({named.sha256 for named in documents_in(command)})
    return entry_of(requested, records, state, context, held)


def _asked_before(ledger: Ledger, requested: RequestedDecision, command: Command) -> AskedDoubts | None:
    """The doubts that were asked under the command which this one confirms; ``None`` where it confirms none.

    ``Refusal`` where this person was not asked about the same decision then.
    """
    confirmed = command.confirmed
    if confirmed is None or confirmed.confirms is None:
        return None
    receipt = ledger.receipt(confirmed.confirms)
    params = receipt.refusal.params if receipt and receipt.refusal else {}
    if params.get("asked") != requested.asked:
        raise Refusal("confirms_another_decision", "record", confirms=confirmed.confirms)
    doubts: AskedDoubts = params["doubts"]
    return doubts


def _is_repeated(ledger: Ledger, requested: RequestedDecision, version: int) -> bool:
    """Whether a request without a key asks for what was recorded a moment ago."""
    if not requested.command_id.startswith(WITHOUT_KEY):
        return False
    latest = ledger.stream_page(requested.stream, max(0, version - LOOKED_BACK), LOOKED_BACK)
    recent = {record.command_id for record in latest if record.recorded_at > requested.now - AT_ONCE}
    same = (requested.digest, requested.asked)
    return any(receipt.content_sha256 in same for receipt in ledger.receipts(sorted(recent)).values())


def _was_repeated(asked_before: AskedDoubts | None) -> bool:
    """Whether what is confirmed was asked about as a repetition: it is one still, under whatever key."""
    return any(doubt["code"] == REPEATED_AT_ONCE for doubt in asked_before or ())


def again(attempt: Callable[[], T]) -> T:
    """Decide anew on what stands now when another writer was quicker, or a document has gone; ``VersionConflict`` or
    ``DocumentsGone`` after some attempts.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except (VersionConflict, DocumentsGone):
            continue
    return attempt()
