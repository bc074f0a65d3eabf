"""Events as lists show them, those of a center and those of the whole log."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel

from api.http.problems import DoubtBody, doubt_body
from domain.housekeeping.imports import CenterImported, FactImported
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import DocumentRef
from domain.kernel.records import DecidedUnder, Event, Record
from domain.kernel.roles import Actor
from domain.values.partial_days import Precision, precision
from ledger.errors import BadCursor
from ledger.read_model.cursors import from_cursor, to_cursor

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


class EventItem(BaseModel):
    """One event of the log. ``effective_on`` is a day, a month or a year, as ``precision`` says; ``recorded_at`` UTC.

    ``imported`` events were reported by ``source``, and no decision of this record.
    """

    position: int
    center_id: str
    version: int
    type: str
    clause: str
    label: LabelBody
    effective_on: str
    precision: Precision
    recorded_at: datetime
    actor: Actor
    role: str
    command_id: str
    data: dict[str, Any]
    documents: list[DocumentRef]
    note: str | None
    confirmed: ConfirmedBody | None
    decided_under: DecidedUnder | None
    imported: bool
    source: str | None


def event_item(record: Record[Event]) -> EventItem:
    """A record as lists show it."""
    event = record.event
    imported = isinstance(event, CenterImported | FactImported)
    return EventItem(
        position=record.position,
        center_id=record.center_id,
        version=record.version,
        type=event.wire_name(),
        clause=event.clause,
        label=LabelBody(zh=event.LABEL.zh, en=event.LABEL.en),
        effective_on=str(record.effective_on),
        precision=precision(record.effective_on),
        recorded_at=record.recorded_at,
        actor=record.actor,
        role=record.actor.role.value,
        command_id=record.command_id,
        data=event.model_dump(mode="json"),
        documents=list(record.documents),
        note=record.note,
        confirmed=ConfirmedBody.of(record.confirmed),
        decided_under=record.decided_under,
        imported=imported,
        source=getattr(event, "source", None) if imported else None,
    )


class EventPage(BaseModel):
    """Some events, oldest first."""

    items: list[EventItem]
    next_cursor: str | None

    @classmethod
    def of(cls, records: Sequence[Record[Event]], limit: int, place: Callable[[Record[Event]], int]) -> "EventPage":
        """At most ``limit`` of the records, and where they end if there are more."""
        more = to_cursor([str(place(records[limit - 1]))]) if len(records) > limit else None
        return cls(items=[event_item(record) for record in records[:limit]], next_cursor=more)

    @staticmethod
    def place(cursor: str | None) -> int:
        """The version or position after which a page begins. Raises ``BadCursor``."""
        if cursor is None:
            return 0
        (place,) = from_cursor(cursor, 1)
        if not place.isascii() or not place.isdecimal() or int(place) > LAST_PLACE:
            raise BadCursor
        return int(place)


def event_page(page: EventPage) -> Response:
    """The page as a response."""
    return Response(page.model_dump_json(), media_type="application/json")
