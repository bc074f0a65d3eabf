"""From what was decided to what is written: records with their headers, the receipt that answers the caller, and the
rows that lists show after it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.context import Context
from domain.kernel.base import Model
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.records import DecidedUnder, Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from ledger.application import Entry
from ledger.receipts import EventRef, Receipt, RefusalNote
from service_layer.stream_types import stream_type_of


class RequestedDecision(NamedTuple):
    """One decision as it was asked for. ``digest`` is the SHA-256 of its content, ``asked`` that of it without what it
    confirms; ``now`` the instant of recording (UTC).
    """

    stream: str
    command_id: str
    command_type: str
    actor: Actor | None
    digest: str
    now: datetime
    expected_version: int | None = None
    asked: str | None = None


class Beside(NamedTuple):
    """What stands on record beside an event: papers and note of the decision, the doubts that were confirmed with it,
    by which numbers it was taken, and whose paper was entered with it.
    """

    documents: tuple[DocumentRef, ...] = ()
    note: str | None = None
    confirmed: ConfirmedDoubts | None = None
    decided_under: DecidedUnder | None = None
    on_behalf_of: OnBehalfOf | None = None


NOTHING_BESIDE = Beside()


def records_of(
    requested: RequestedDecision,
    events: Sequence[Event],
    version: int,
    effective_on: date,
    beside: Beside = NOTHING_BESIDE,
) -> list[Record[Event]]:
    """The events as records that follow ``version`` of the stream."""
    if requested.actor is None:
        raise ValueError("an event needs somebody who decided it")
    return [
        Record.model_construct(
            center_id=requested.stream,
            version=version + place,
            effective_on=event.took_effect_on(effective_on),
            recorded_at=requested.now,
            actor=requested.actor,
            command_id=requested.command_id,
            documents=beside.documents,
            note=beside.note,
            confirmed=beside.confirmed,
            decided_under=beside.decided_under,
            on_behalf_of=beside.on_behalf_of,
            event=event,
            position=0,
        )
        for place, event in enumerate(events, start=1)
    ]


def entry_of(
    requested: RequestedDecision,
    records: Sequence[Record[Event]],
    state: Any,
    context: Context,
    documents_held: Sequence[str] = (),
) -> Entry:
    """Records that follow ``state``, with their receipt and the rows after them."""
    stream_type = stream_type_of(requested.stream)
    if any(record.event.AMENDS for record in records):  # a correction is read over the whole history
        after = stream_type.fold(None, [*context.history(), *records])
    else:
        after = stream_type.fold(state, records)
    rows = stream_type.rows(after, context.policy, context.calendar)
    return Entry(records, recorded(requested, records, documents_held), rows)


def recorded(
    requested: RequestedDecision, records: Sequence[Record[Event]], documents_held: Sequence[str] = ()
) -> Receipt:
    """The receipt of a decision that was taken."""
    refs = [EventRef(version=r.version, type=r.event.wire_name(), clause=r.event.clause) for r in records]
    return _receipt(requested, records[-1].version, events=refs, documents_held=documents_held)


def refused(requested: RequestedDecision, version: int, refusal: Refusal) -> Receipt:
    """The receipt of a decision that a rule refused."""
    params = _plain(refusal.params | ({"asked": requested.asked} if "doubts" in refusal.params else {}))
    note = RefusalNote(code=refusal.code, clause=refusal.clause, params=params)
    return _receipt(requested, version, refusal=note)


def _receipt(
    requested: RequestedDecision,
    version: int,
    *,
    events: Sequence[EventRef] = (),
    refusal: RefusalNote | None = None,
    documents_held: Sequence[str] = (),
) -> Receipt:
    return Receipt(
        command_id=requested.command_id,
        outcome="refused" if refusal else "recorded",
        center_id=requested.stream,
        version=version,
        command_type=requested.command_type,
        actor=requested.actor,
        recorded_at=requested.now,
        content_sha256=requested.digest,
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
