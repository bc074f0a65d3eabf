"""From what was decided to what is written: records with their headers, and the receipt that answers the caller."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.kernel.base import Model
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from ledger.receipts import EventRef, Receipt, RefusalNote


class RequestedDecision(NamedTuple):
    """One decision as it was asked for. ``digest`` is the SHA-256 of its content; ``now`` the instant of
    recording (UTC).
    """

    stream: str
    command_id: str
    command_type: str
    actor: Actor | None
    digest: str
    now: datetime
    expected_version: int | None = None


def records_of(
    asked: RequestedDecision, events: Sequence[Event], version: int, effective_on: date, command: Command | None = None
) -> list[Record[Event]]:
    """The events as records that follow ``version`` of the stream."""
    if asked.actor is None:
        raise ValueError("an event needs somebody who decided it")
    return [
        Record.model_construct(
            center_id=asked.stream,
            version=version + place,
            effective_on=event.took_effect_on(effective_on),
            recorded_at=asked.now,
            actor=asked.actor,
            command_id=asked.command_id,
            documents=command.documents if command else (),
            note=command.note if command else None,
            event=event,
            position=0,
        )
        for place, event in enumerate(events, start=1)
    ]


def recorded(asked: RequestedDecision, records: Sequence[Record[Event]], documents_held: Sequence[str] = ()) -> Receipt:
    """The receipt of a decision that was taken."""
    refs = [EventRef(version=r.version, type=r.event.wire_name(), clause=r.event.clause) for r in records]
    return _receipt(asked, records[-1].version, events=refs, documents_held=documents_held)


def refused(asked: RequestedDecision, version: int, refusal: Refusal) -> Receipt:
    """The receipt of a decision that a rule refused."""
    note = RefusalNote(code=refusal.code, clause=refusal.clause, params=_plain(refusal.params))
    return _receipt(asked, version, refusal=note)


def _receipt(
    asked: RequestedDecision,
    version: int,
    *,
    events: Sequence[EventRef] = (),
    refusal: RefusalNote | None = None,
    documents_held: Sequence[str] = (),
) -> Receipt:
    return Receipt(
        command_id=asked.command_id,
        outcome="refused" if refusal else "recorded",
        center_id=asked.stream,
        version=version,
        command_type=asked.command_type,
        actor=asked.actor,
        recorded_at=asked.now,
        content_sha256=asked.digest,
        events=list(events),
        refusal=refusal,
        documents_held=list(documents_held),
    )


class _Params(Model):
    params: dict[str, object]


def _plain(params: dict[str, object]) -> dict[str, object]:
    """The parameters as JSON has them, so that a receipt reads back as it was written."""
    plain = _Params(params=params).model_dump(mode="json")["params"]
    return dict(plain)
