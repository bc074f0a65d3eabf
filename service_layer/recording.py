"""Where a signed envelope becomes events and a receipt, and passed time what the clocks have to say: each in one
transaction, dated by a clock that nobody outside can set.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from pydantic import ValidationError

from clock import Clock
from domain.center import Center
from domain.center_summary import CenterSummary
from domain.context import Context
from domain.deadlines.scheduled_facts import due_facts, scheduled_facts
from domain.guideline.policy import Policy
from domain.instants import believed, check_sent, latest_believed
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.kernel.roles import CLOCK
from ledger.application import Ledger
from ledger.errors import CommandIdReused
from ledger.receipts import Receipt
from service_layer.deciding import again, context_of, decided
from service_layer.entries import Beside, RequestedDecision, entry_of, records_of, refused
from service_layer.envelope import BadEnvelope, Envelope, Signer
from service_layer.queries import working_calendar
from service_layer.remaking import other_policy_in_force, refresh_rows, refresh_rows_of_another_basis
from service_layer.stream_types import stream_type_of
from telemetry.context import add_to_log_context

DECISION_SIGNALS = frozenset({"decide", "expert_opinion", "approval", "acceptance"})
"""The signals that carry an envelope; the field names three of them."""
LONGEST_STREAM = 200
"""Characters of a stray signal's address that are kept."""


class Delivery(NamedTuple):
    """What reached a stream: by which signal, its text to the letter, whatever it is, and when (UTC)."""

    stream: str
    signal: str
    text: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRecorder:
    """Everything a decision is recorded with.

    Instants come from elsewhere, from whoever reaches Temporal; the ``clock`` bounds what is recorded of them.
    """

    ledger: Ledger
    signer: Signer
    policy: Policy
    clock: Clock

    def receive(self, delivery: Delivery) -> Receipt:
        """Record what becomes of a delivery: decided, refused, or kept as a stray that is no decision of ours."""
        delivery = delivery._replace(heard_at=believed(delivery.heard_at, self.clock()))
        try:
            return self.decide(self._open(delivery), delivery.heard_at)
        except BadEnvelope as bad:
            return self._keep_stray(delivery, Refusal(bad.code, "record", signal=delivery.signal))
        except CommandIdReused as reused:
            return self._keep_stray(delivery, Refusal("command_id_reused", "record", command_id=reused.command_id))

    def decide(self, envelope: Envelope, heard_at: datetime) -> Receipt:
        """Decide on what stands now, and record events, receipt and rows, or the refusal. ``heard_at`` is UTC.

        Raises ``CommandIdReused`` for an id that named another decision.
        """
        add_to_log_context(command_id=envelope.command_id, role=envelope.actor.role.value)
        requested = _requested(envelope, heard_at)
        try:
            check_sent(envelope.sent_at, self.clock())
            command = stream_type_of(envelope.stream).commands.validate_python(envelope.content)
        except Refusal as refusal:
            return self._refuse(requested, refusal)
        except ValidationError:
            return self._refuse(requested, Refusal("command_unreadable", "record"))
        requested = requested._replace(now=max(requested.now, envelope.sent_at))
        context = context_of(
            self.ledger, self.policy, requested.stream, envelope.actor, requested.now, sent_at=envelope.sent_at
        )
        return again(lambda: self._decide_once(requested, command, context))

    def record_passed_time(self, stream: str, now: datetime) -> Receipt | None:
        """Record what the clocks have to say by ``now`` (UTC); nothing when it is on record already."""
        return again(lambda: self._pass_time_once(stream, believed(now, self.clock())))

    def summary(self, stream: str) -> CenterSummary | None:
        """Where the stream stands; ``None`` when the ledger doesn't know it. What lists show of it is by the same house
        rules and working days then: whoever hears of a center by others is found by its rows (ADR 43).
        """
        stream_type = stream_type_of(stream)
        state, _ = self.ledger.current(stream, stream_type.fold)
        if state is None:
            return None
        refresh_rows_of_another_basis(self.ledger, self.policy, stream)
        return stream_type.standing(state, self.policy, working_calendar(self.ledger))

    def is_superseded(self) -> bool:
        """Whether another worker has declared other house rules since."""
        return other_policy_in_force(self.ledger, self.policy) is not None

    def refresh_rows(self, stream: str) -> None:
        """What lists show of the stream, looked at anew: a notice may have moved its days."""
        refresh_rows(self.ledger, self.policy, stream)

    def _open(self, delivery: Delivery) -> Envelope:
        if delivery.signal not in DECISION_SIGNALS:
            raise BadEnvelope("signal_unknown")
        return self.signer.open(delivery.text, delivery.stream)

    def _decide_once(self, requested: RequestedDecision, command: Command, context: Context) -> Receipt:
        current = self.ledger.current(requested.stream, stream_type_of(requested.stream).fold)
        requested = self._in_order(requested)
        context = replace(context, now=requested.now)
        return self.ledger.append(*decided(self.ledger, requested, command, current, context))

    def _refuse(self, requested: RequestedDecision, refusal: Refusal) -> Receipt:
        version = self.ledger.version(requested.stream)
        return self.ledger.refuse(refused(self._in_order(requested), version, refusal))

    def _in_order(self, requested: RequestedDecision) -> RequestedDecision:
        """Recorded no earlier than what the stream has on record, as far as that doesn't lie ahead itself."""
        last = self.ledger.last_recorded_at(requested.stream, latest_believed(self.clock()))
        return requested if last is None else requested._replace(now=max(requested.now, last))

    def _pass_time_once(self, stream: str, now: datetime) -> Receipt | None:
        state, version = self.ledger.current(stream, stream_type_of(stream).fold)
        if not isinstance(state, Center):
            return None
        context = context_of(self.ledger, self.policy, stream, CLOCK, now)
        due = due_facts(scheduled_facts(state, self.policy, context.calendar), now)
        if not due:
            return None
        command_id = f"clock:{stream}:{due[0].key}"
        digest = _digest(command_id, *(scheduled.key for scheduled in due))
        requested = self._in_order(RequestedDecision(stream, command_id, "pass_time", CLOCK, digest, now))
        context = replace(context, now=requested.now)
        beside = Beside(decided_under=self.policy.decided_under())
        records = records_of(requested, [scheduled.fact for scheduled in due], version, context.today, beside)
        return self.ledger.append(*entry_of(requested, records, state, context))

    def _keep_stray(self, delivery: Delivery, refusal: Refusal) -> Receipt:
        digest, stream = _digest_of(delivery), _nameable(delivery.stream)
        requested = RequestedDecision(stream, _stray_id(digest), delivery.signal, None, digest, delivery.heard_at)
        return self._refuse(requested, refusal)


def unrecorded(ledger: Ledger, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those deliveries of which the ledger doesn't say what became of them: neither under the id of the command they
    carry, nor as strays. Whether they are signed is for the recording to ask.
    """
    envelopes = {delivery: _envelope_of(delivery) for delivery in deliveries}
    strays = [_stray_id(_digest_of(delivery)) for delivery in deliveries]
    known = ledger.receipts(strays + [envelope.command_id for envelope in envelopes.values() if envelope])
    return [one for one, envelope in envelopes.items() if not _is_on_record(one, envelope, known)]


def _is_on_record(delivery: Delivery, envelope: Envelope | None, known: Mapping[str, Receipt]) -> bool:
    receipt = known.get(envelope.command_id) if envelope else None
    answered = envelope and receipt and receipt.content_sha256 == envelope.digest()
    return bool(answered) or _stray_id(_digest_of(delivery)) in known


def _envelope_of(delivery: Delivery) -> Envelope | None:
    """The envelope that a delivery carries to its stream, if it does, whoever signed it."""
    try:
        envelope = Envelope.model_validate_json(delivery.text)
        _ = envelope.content
    except ValueError:
        return None
    return envelope if envelope.stream == delivery.stream else None


def _digest_of(delivery: Delivery) -> str:
    return _digest(delivery.stream, delivery.signal, delivery.text)


def _stray_id(digest: str) -> str:
    """The name of its own under which a stray is kept, so that it can block no real decision."""
    return f"signal-{digest[:32]}"


def _requested(envelope: Envelope, heard_at: datetime) -> RequestedDecision:
    content = envelope.content
    return RequestedDecision(
        stream=envelope.stream,
        command_id=envelope.command_id,
        command_type=str(content.get("type", "")) if isinstance(content, dict) else "",
        actor=envelope.actor,
        digest=envelope.digest(),
        now=heard_at,
        expected_version=envelope.expected_version,
        asked=envelope.digest_without_confirmation(),
    )


def _nameable(stream: str) -> str:
    """A workflow started by hand may have any id; this is as much of it as a database can hold."""
    return stream.replace("\x00", "\ufffd")[:LONGEST_STREAM]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
