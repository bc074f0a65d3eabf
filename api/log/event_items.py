"""Events as lists show them, those of a center and those of the whole log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel

from api.http.problems import DoubtBody, doubt_body
from domain.center import UndoneAct
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import UndoingEffect, UndoingKind
from domain.housekeeping.messages import UndoingConfirmed
from domain.imported.facts import CenterImported, FactImported
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.records import DecidedUnder, Event, Record
from domain.kernel.roles import Actor
from domain.values.partial_days import Precision, bounds_of, day_told, in_words, precision
from ledger.errors import BadCursor
from ledger.read_model.cursors import from_cursor, to_cursor
from service_layer.queries import fallen_facts, undone_acts
from service_layer.reading import ReadableLedger

LAST_PLACE = 2**63 - 1


class LabelBody(BaseModel):
    """A term in both languages."""

    zh: str
    en: str


class ConfirmedBody(BaseModel):
    """The doubts that were confirmed with a decision, why, and under which command id they had been asked before."""

    confirms: str | None
    doubts: list[DoubtBody]
    reason: str

    @classmethod
    def of(cls, confirmed: ConfirmedDoubts | None) -> "ConfirmedBody | None":
        """As the record has them; ``None`` without any."""
        if confirmed is None:
            return None
        doubts = [doubt_body(doubt.code, doubt.clause, doubt.params) for doubt in confirmed.doubts]
        return cls(confirms=confirmed.confirms, doubts=doubts, reason=confirmed.reason)


class UndoneBy(BaseModel):
    """Why an event counts no more: by which version of its center's record, of which kind, on which day, under which
    number, and whose where it is another's.
    """

    version: int
    kind: UndoingKind
    effect: UndoingEffect
    on: str
    number: str | None
    body: str | None

    @classmethod
    def of(cls, act: UndoneAct | None) -> "UndoneBy | None":
        """As the center has it; ``None`` for what counts."""
        if act is None:
            return None
        return cls(version=act.by, kind=act.kind, effect=act.effect, on=str(act.on), number=act.number, body=act.body)


class EventItem(BaseModel):
    """One event of the log. ``effective_on`` is a day, a month or a year, as ``precision`` says; ``recorded_at`` UTC.
    What is ``undated`` happened on a day that nobody tells, within ``not_before`` and ``not_after`` as far as they are
    known: ``effective_on`` and ``precision`` are ``None``, and ``when`` says in words when it happened.

    ``on_behalf_of`` says whose paper the actor entered, and when it was received. ``imported`` events were reported by
    ``source``, and no decision of this record. ``fallen`` says of a clock's fact
    that it has lost its ground by what is on record now, ``undone_by`` of another event why it counts no more, as of
    the reading of the list; the stream brings the undoing as an event of its own, whose ``undoes`` are the versions
    that count no more by it. ``withheld`` names the fields of ``data`` that the reader may not see, which are left out.
    """

    position: int
    center_id: str
    version: int
    type: str
    clause: str
    label: LabelBody
    effective_on: str | None
    precision: Precision | None
    recorded_at: datetime
    actor: Actor
    role: str
    command_id: str
    data: dict[str, Any]
    withheld: list[str] = []
    documents: list[DocumentRef]
    note: str | None
    confirmed: ConfirmedBody | None
    decided_under: DecidedUnder | None
    on_behalf_of: OnBehalfOf | None = None
    imported: bool
    source: str | None
    fallen: bool
    undone_by: UndoneBy | None = None
    undoes: list[int] = []
    when: LabelBody
    undated: bool = False
    not_before: str | None = None
    not_after: str | None = None


def event_items(ledger: ReadableLedger, policy: Policy, records: Sequence[Record[Event]]) -> list[EventItem]:
    """Records as lists show them. Of those that the ledger shows, what has become of them by acts that it shows too."""
    fallen = fallen_facts(ledger, policy, records)
    undone = _undone_as_seen(ledger, {record.center_id for record in records})
    return [
        event_item(record, fallen=record.position in fallen, undone=undone.get((record.center_id, record.version)))
        for record in records
    ]


def _undone_as_seen(ledger: ReadableLedger, streams: Iterable[str]) -> Mapping[tuple[str, int], UndoneAct]:
    """What counts no more, where the reader sees by which act."""
    undone = undone_acts(ledger.whole, streams)
    histories = ledger.histories(sorted({stream for stream, _ in undone}))
    seen = {records[0].center_id: {record.version for record in records} for records in histories if records}
    return {(stream, version): act for (stream, version), act in undone.items() if act.by in seen.get(stream, ())}


def event_item(record: Record[Event], *, fallen: bool = False, undone: UndoneAct | None = None) -> EventItem:
    """A record as lists show it; ``undone`` says by what it counts no more."""
    event, on = record.event, day_told(record.happened)
    imported = isinstance(event, CenterImported | FactImported)
    return EventItem(
        position=record.position,
        center_id=record.center_id,
        version=record.version,
        type=event.wire_name(),
        clause=event.clause,
        label=LabelBody(zh=event.LABEL.zh, en=event.LABEL.en),
        effective_on=str(on) if on is not None else None,
        precision=precision(on) if on is not None else None,
        recorded_at=record.recorded_at,
        actor=record.actor,
        role=record.actor.role.value,
        command_id=record.command_id,
        data=event.model_dump(mode="json", exclude=set(record.withheld)),
        withheld=list(record.withheld),
        documents=list(record.documents),
        note=record.note,
        confirmed=ConfirmedBody.of(record.confirmed),
        decided_under=record.decided_under,
        on_behalf_of=record.on_behalf_of,
        imported=imported,
        source=getattr(event, "source", None) if imported else None,
        fallen=fallen,
        undone_by=UndoneBy.of(undone),
        undoes=list(event.left_out) if isinstance(event, UndoingConfirmed) else [],
        when=LabelBody(**in_words(record.happened)._asdict()),
        **bounds_of(record.happened),
    )


class EventPage(BaseModel):
    """Some events, oldest first."""

    items: list[EventItem]
    next_cursor: str | None

    @classmethod
    def of(cls, items: Sequence[EventItem], limit: int, place: Callable[[EventItem], Sequence[object]]) -> "EventPage":
        """At most ``limit`` of the items, and where they end if there are more."""
        more = to_cursor([str(part) for part in place(items[limit - 1])]) if len(items) > limit else None
        return cls(items=list(items[:limit]), next_cursor=more)

    @staticmethod
    def place(cursor: str | None) -> int:
        """The version or position after which a page begins. Raises ``BadCursor``."""
        if cursor is None:
            return 0
        (place,) = from_cursor(cursor, 1)
        return _place(place)

    @staticmethod
    def day_and_place(cursor: str | None) -> tuple[date, int]:
        """The day of happening and the version after which a page begins. Raises ``BadCursor``."""
        if cursor is None:
            return date.min, 0
        day, place = from_cursor(cursor, 2)
        try:
            return date.fromisoformat(day), _place(place)
        except ValueError:
            raise BadCursor from None


def _place(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LAST_PLACE:
        raise BadCursor
    return int(text)


def event_page(page: EventPage) -> Response:
    """The page as a response."""
    return Response(page.model_dump_json(), media_type="application/json")
