"""The desk where words become decisions: open the envelope, decide on the folded state, record in one transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from temporalio import activity

from activities.messages import (
    READ_SUMMARY,
    RECORD_DECISION,
    RECORD_PASSED_TIME,
    PassTime,
    ReceivedSignal,
    RecordDecision,
)
from clock import Clock
from domain.center import Center
from domain.center_summary import CenterSummary
from domain.context import Context
from domain.deadlines.scheduled_facts import due_facts, scheduled_facts
from domain.guideline.policy import Policy
from domain.instants import believed, check_sent, latest_believed
from domain.kernel.messages import Command, documents_in
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import CLOCK
from ledger.application import Ledger
from ledger.errors import CommandIdReused, VersionConflict
from ledger.receipts import Receipt
from service_layer.entries import RequestedDecision, recorded, records_of, refused
from service_layer.envelope import BadEnvelope, Envelope, Signer
from service_layer.queries import working_calendar
from service_layer.stream_types import StreamType, stream_type_of

DECISION_SIGNALS = frozenset({"decide", "expert_opinion", "approval", "acceptance"})
"""The signals that carry an envelope; the field names three of them."""
ATTEMPTS = 5
"""How often a decision is taken anew when another writer was quicker."""
LONGEST_STREAM = 200
"""Characters of a stray word's address that are kept."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DecisionRecorder:
    """Everything a decision is recorded with. Its methods are the activities of every workflow.

    Whoever reaches Temporal can ask for them with any instant, so the ``clock`` bounds what is recorded.
    """

    ledger: Ledger
    signer: Signer
    policy: Policy
    clock: Clock

    @activity.defn(name=RECORD_DECISION)
    def record_decision(self, request: RecordDecision) -> CenterSummary | None:
        """Record what becomes of one word, a refusal included; then say where the stream stands."""
        stream, word = request.center_id, self._heard(request.word)
        try:
            envelope = self._open(stream, word)
            self._decide(envelope, word)
        except BadEnvelope as bad:
            self._keep_stray(stream, word, Refusal(bad.code, "record", signal=word.signal))
        except CommandIdReused as reused:
            self._keep_stray(stream, word, Refusal("command_id_reused", "record", command_id=reused.command_id))
        return self._standing(stream, word.heard_at)

    @activity.defn(name=RECORD_PASSED_TIME)
    def record_passed_time(self, request: PassTime) -> CenterSummary | None:
        """Record what the clocks have to say by now; nothing when it is on record already."""
        stream, now = request.center_id, believed(request.now, self.clock())
        again(lambda: self._pass_time(stream, now))
        return self._standing(stream, now)

    @activity.defn(name=READ_SUMMARY)
    def read_standing(self, request: PassTime) -> CenterSummary | None:
        """Where the stream stands, looked at anew: a notice may have moved its days, and so what lists show.

        ``None`` when the ledger doesn't know it.
        """
        book = stream_type_of(request.center_id)
        state, version = self.ledger.current(request.center_id, book.fold)
        if state is not None:
            rows = book.rows(state, self.policy, working_calendar(self.ledger))
            if rows is not None:
                self.ledger.read_model.put(rows, version)
        return self._standing(request.center_id, believed(request.now, self.clock()))

    def _heard(self, word: ReceivedSignal) -> ReceivedSignal:
        return word.model_copy(update={"heard_at": believed(word.heard_at, self.clock())})

    def _open(self, stream: str, word: ReceivedSignal) -> Envelope:
        if word.signal not in DECISION_SIGNALS:
            raise BadEnvelope("signal_unknown")
        return self.signer.open(word.text, stream)

    def _decide(self, envelope: Envelope, word: ReceivedSignal) -> Receipt:
        book, asked = stream_type_of(envelope.stream), _asked(envelope, word)
        try:
            check_sent(envelope.sent_at, self.clock())
            command = book.commands.validate_json(envelope.command)
        except Refusal as refusal:
            return self._refuse(asked, refusal)
        except ValidationError:
            return self._refuse(asked, Refusal("command_unreadable", "record"))
        asked = asked._replace(now=max(asked.now, envelope.sent_at))
        context = Context(
            actor=envelope.actor,
            now=asked.now,
            calendar=working_calendar(self.ledger),
            policy=self.policy,
            history=lambda: self.ledger.history(asked.stream),
            sent_at=envelope.sent_at,
        )
        return again(lambda: self._decide_once(book, command, asked, context))

    def _refuse(self, asked: RequestedDecision, refusal: Refusal) -> Receipt:
        version = self.ledger.version(asked.stream)
        return self.ledger.refuse(refused(self._in_order(asked), version, refusal))

    def _in_order(self, asked: RequestedDecision) -> RequestedDecision:
        """Recorded no earlier than what the stream has on record, as far as that doesn't lie ahead itself."""
        last = self.ledger.last_recorded_at(asked.stream, latest_believed(self.clock()))
        return asked if last is None else asked._replace(now=max(asked.now, last))

    def _decide_once(self, book: StreamType, command: Command, asked: RequestedDecision, context: Context) -> Receipt:
        state, version = self.ledger.current(asked.stream, book.fold)
        asked = self._in_order(asked)
        context = replace(context, now=asked.now)
        if asked.expected_version not in (None, version):
            moved = Refusal("version_moved", "record", expected=asked.expected_version, actual=version)
            return self.ledger.refuse(refused(asked, version, moved))
        decided = book.decide(command, state, context)
        if isinstance(decided, Refusal):
            return self.ledger.refuse(refused(asked, version, decided))
        records = records_of(asked, decided, version, context.effective_on(command), command)
        rows = book.rows(self._after(book, state, records), self.policy, context.calendar)
        held = self.ledger.documents.held({named.sha256 for named in documents_in(command)})
        return self.ledger.append(records, recorded(asked, records, held), rows)

    def _after(self, book: StreamType, state: Any, records: Sequence[Record[Event]]) -> Any:
        """The state after what is about to be written; a correction is read over the whole history."""
        if any(record.event.AMENDS for record in records):
            return book.fold(None, [*self.ledger.history(records[0].center_id), *records])
        return book.fold(state, records)

    def _pass_time(self, stream: str, now: datetime) -> Receipt | None:
        book = stream_type_of(stream)
        state, version = self.ledger.current(stream, book.fold)
        if not isinstance(state, Center):
            return None
        calendar = working_calendar(self.ledger)
        due = due_facts(scheduled_facts(state, self.policy, calendar), now)
        if not due:
            return None
        facts: list[Event] = [alarm.fact for alarm in due]
        command_id = f"clock:{stream}:{due[0].key}"
        digest = _digest(command_id, *(alarm.key for alarm in due))
        asked = self._in_order(RequestedDecision(stream, command_id, "pass_time", CLOCK, digest, now))
        records = records_of(asked, facts, version, Context(CLOCK, asked.now).today)
        rows = book.rows(book.fold(state, records), self.policy, calendar)
        return self.ledger.append(records, recorded(asked, records), rows)

    def _keep_stray(self, stream: str, word: ReceivedSignal, refusal: Refusal) -> Receipt:
        """A word that is no decision of ours is kept under a name of its own, so that it can block no real one."""
        digest = _digest(stream, word.signal, word.text)
        named = _nameable(stream)
        asked = RequestedDecision(named, f"signal-{digest[:32]}", word.signal, None, digest, word.heard_at)
        return self._refuse(asked, refusal)

    def _standing(self, stream: str, now: datetime) -> CenterSummary | None:
        book = stream_type_of(stream)
        state, _ = self.ledger.current(stream, book.fold)
        if state is None:
            return None
        return book.standing(state, self.policy, working_calendar(self.ledger), now)


def _asked(envelope: Envelope, word: ReceivedSignal) -> RequestedDecision:
    said = json.loads(envelope.command)
    return RequestedDecision(
        stream=envelope.stream,
        command_id=envelope.command_id,
        command_type=str(said.get("type", "")) if isinstance(said, dict) else "",
        actor=envelope.actor,
        digest=envelope.digest(),
        now=word.heard_at,
        expected_version=envelope.expected_version,
    )


def again(attempt: Callable[[], T]) -> T:
    """Decide anew on what stands now when another writer was quicker; ``VersionConflict`` after some attempts."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except VersionConflict:
            continue
    return attempt()


def _nameable(stream: str) -> str:
    """A workflow started by hand may have any id; this is as much of it as a database can hold."""
    return stream.replace("\x00", "\ufffd")[:LONGEST_STREAM]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).hexdigest()
