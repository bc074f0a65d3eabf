"""A decision on a stream as it is: a trial of it, and what is to be written. Nothing is written yet."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from domain.context import Context
from domain.guideline.policy import Policy
from domain.kernel.messages import Command, documents_in
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from ledger.application import Entry, Ledger
from ledger.errors import VersionConflict
from service_layer.entries import RequestedDecision, entry_of, records_of, refused
from service_layer.queries import working_calendar
from service_layer.stream_types import stream_type_of

ATTEMPTS = 5
"""How often a decision is taken anew when another writer was quicker."""

T = TypeVar("T")
Current = tuple[Any, int]
"""A stream's folded state and its version; ``None`` and 0 before its first record."""


def context_of(
    ledger: Ledger, policy: Policy, stream: str, actor: Actor, now: datetime, *, sent_at: datetime | None = None
) -> Context:
    """What a decision about a stream is taken in, recorded ``now`` and asked for at ``sent_at`` (UTC)."""
    return Context(actor, now, working_calendar(ledger), policy, lambda: ledger.history(stream), sent_at)


def trial(ledger: Ledger, stream: str, command: Command, context: Context) -> Refusal | None:
    """The refusal that the decision would meet now; nothing is recorded of it."""
    stream_type = stream_type_of(stream)
    state, _ = ledger.current(stream, stream_type.fold)
    decided = stream_type.decide(command, state, context)
    return decided if isinstance(decided, Refusal) else None


def decided(
    ledger: Ledger, requested: RequestedDecision, command: Command, current: Current, context: Context
) -> Entry:
    """What is to be written of a decision about a stream as it is: its events with their receipt, or the receipt of its
    refusal.
    """
    state, version = current
    if requested.expected_version not in (None, version):
        moved = Refusal("version_moved", "record", expected=requested.expected_version, actual=version)
        return Entry((), refused(requested, version, moved))
    events = stream_type_of(requested.stream).decide(command, state, context)
    if isinstance(events, Refusal):
        return Entry((), refused(requested, version, events))
    records = records_of(requested, events, version, context.effective_on(command), command)
    held = ledger.documents.held({named.sha256 for named in documents_in(command)})
    return entry_of(requested, records, state, context, held)


def again(attempt: Callable[[], T]) -> T:
    """Decide anew on what stands now when another writer was quicker; ``VersionConflict`` after some attempts."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except VersionConflict:
            continue
    return attempt()
