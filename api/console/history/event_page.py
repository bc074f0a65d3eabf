"""One event of the log: as it reads, as it lies there byte for byte, and how that is proven."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.console.center.timeline.timeline import contents_of, withheld_of
from api.console.decide.forms.arranged.corrections.corrections import may_be_corrected
from api.console.frame.page_request import CurrentPage, PageRequest
from api.console.frame.urls import OF_THE_BUREAU, center_name, center_path, receipt_path
from api.http.problems import problem
from api.log.event_items import LAST_PLACE, EventItem, event_items
from api.resources.proven import Proven, proof_of
from clock import utc_now
from domain.center import Center
from domain.context import Context
from domain.decider import DECISION_OF, why_not_open
from domain.housekeeping.correction import as_read
from domain.housekeeping.messages import (
    CorrectionProposed,
    CorrectRecord,
    RecordCorrected,
    Undo,
    UndoingConfirmed,
    UndoingProposed,
)
from domain.housekeeping.service import CAN_BE_SERVED, RecordService, ServiceRecorded, can_be_served
from domain.housekeeping.undoing import undoings_by_version
from domain.housekeeping.undoing_rules import can_be_undone
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS, Command
from domain.kernel.records import Event, Record
from domain.names_in_history import names_in
from domain.values.partial_days import earliest
from ledger.read_model.index_rows import digests_named
from ledger.recorder import StoredRow
from service_layer.deciding import context_of
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter()

Position = Annotated[int, Path(ge=1, le=LAST_PLACE)]


class Service(NamedTuple):
    """Of an act that is served: on which day it was, and where that is on record; ``None`` while it isn't."""

    on: date | None = None
    position: int | None = None


class Looked(NamedTuple):
    """One event and its neighbors, as far as its reader sees them. ``row`` is what is stored, ``None`` where something
    of it is ``withheld``. ``proven`` is ``None`` while no checkpoint covers it; ``broken`` when one that does
    disagrees with what is stored. ``before`` and ``after`` are those of its stream, ``log_before`` and ``log_after``
    those of the whole log. ``corrections`` are the records that correct how it reads or undo it, ``about`` is the one
    that it corrects or undoes itself; ``to_correct`` and ``to_undo`` are where a visitor who may proposes another;
    ``service`` is how an act that is served was, and ``to_serve`` where a visitor who may records it. ``receipt`` and
    ``asked_before`` are addresses of receipts, ``kept`` the files that open.
    """

    row: StoredRow | None
    item: EventItem
    contents: list[tuple[Label, Label]]
    withheld: list[Label]
    names: dict[str, tuple[str, str | None]]
    proven: Proven | None
    broken: bool
    before: int | None
    after: int | None
    log_before: int | None
    log_after: int | None
    corrections: list[int]
    about: int | None
    to_correct: str | None
    to_undo: str | None
    service: Service | None
    to_serve: str | None
    receipt: str | None
    asked_before: str | None
    kept: frozenset[str]
    center_path: str | None

    @property
    def sha256(self) -> str:
        """Of the stored bytes, in hex."""
        return hashlib.sha256(self.row.state).hexdigest() if self.row else ""


@router.get("/events/{position}")
async def event_page(page_request: CurrentPage, position: Position) -> Response:
    """One event."""
    found = await page_request.read(_look, position, page_request)
    return page_request.page(
        "history/event.html",
        found=found,
        item=found.item,
        row=found.row,
        proven=found.proven,
        center_path=found.center_path,
        center=center_name(found.item.center_id, found.names),
        is_a_centers=found.item.center_id not in BUREAU_STREAMS,
    )


@router.get("/events/{position}/bytes")
async def event_bytes(page_request: CurrentPage, position: Position) -> Response:
    """The stored bytes, to be hashed by whoever doesn't trust this page."""
    row = await page_request.read(_row, position)
    headers = {"Content-Disposition": f'attachment; filename="event-{position}.json"'}
    return Response(row.state, headers=headers, media_type="application/octet-stream")


def _row(ledger: ReadableLedger, position: int) -> StoredRow:
    rows = ledger.stored_log(position - 1, 1)
    if not rows or rows[0].position != position:
        raise problem("position_unknown", position=position)
    return rows[0]


def _look(ledger: ReadableLedger, position: int, page_request: PageRequest) -> Looked:
    record = _record(ledger, position)
    rows = [row for row in ledger.stored_log(position - 1, 1) if row.position == position]
    proven, broken = proof_of(ledger, position) if rows else (None, False)
    stream, history = record.center_id, ledger.history(record.center_id)
    item = event_items(ledger, page_request.app_state.settings.policy, [record])[0]
    names = ledger.read_model.names([stream])
    log_before, log_after = _beside(ledger, position)
    forms = Forms(ledger, record, page_request)
    return Looked(
        row=rows[0] if rows else None,
        item=item,
        contents=list(contents_of(record.event, names_in(history))),
        withheld=withheld_of(record),
        names=names,
        proven=proven,
        broken=broken,
        before=max((one.position for one in history if one.version < record.version), default=None),
        after=min((one.position for one in history if one.version > record.version), default=None),
        log_before=log_before,
        log_after=log_after,
        corrections=[later.position for later in history if _corrects(later, record.version)],
        about=_about(record, history),
        to_correct=forms.about(CorrectRecord) if may_be_corrected(record) else None,
        to_undo=forms.about(Undo) if can_be_undone(record, history) else None,
        service=_service(record, history),
        to_serve=_to_serve(forms, record, history),
        receipt=_receipt(ledger, record.command_id),
        asked_before=_receipt(ledger, item.confirmed.confirms) if item.confirmed else None,
        kept=frozenset(ledger.documents.facts_of_each(digests_named(record))),
        center_path=center_path(stream) if stream in names or stream in OF_THE_BUREAU else None,
    )


def _record(ledger: ReadableLedger, position: int) -> Record[Event]:
    """What the reader sees of an event. ``Problem`` 404 where that is nothing."""
    records = ledger.records_at([position])
    if not records:
        raise problem("position_unknown", position=position)
    return records[0]


def _beside(ledger: ReadableLedger, position: int) -> tuple[int | None, int | None]:
    """The positions before and after, for who sees the whole log; to others it would tell what they don't see."""
    if ledger is not ledger.whole:
        return None, None
    return position - 1 or None, position + 1 if position < ledger.head() else None


def _about(record: Record[Event], history: Sequence[Record[Event]]) -> int | None:
    position = getattr(record.event, "position", None)
    return position if any(one.position == position for one in history) else None


def _receipt(ledger: ReadableLedger, command_id: str | None) -> str | None:
    """Where the receipt is, which opens for whose decision it was, and for who sees all of it."""
    return receipt_path(command_id) if command_id and ledger.receipt(command_id) else None


def _service(record: Record[Event], history: Sequence[Record[Event]]) -> Service | None:
    """Whether, and by which record that counts, an act that is served was; ``None`` for anything else."""
    if not isinstance(record.event, CAN_BE_SERVED):
        return None
    for later in as_read(history):
        if isinstance(later.event, ServiceRecorded) and later.event.act_version == record.version:
            return Service(earliest(later.effective_on), later.position)
    return Service()


def _to_serve(forms: "Forms", record: Record[Event], history: Sequence[Record[Event]]) -> str | None:
    """The form of a service with this act in it, where the visitor may record one."""
    center = forms.center if isinstance(record.event, CAN_BE_SERVED) else None
    if center is None or not can_be_served(record, center):
        return None
    return None if record.version in undoings_by_version(history) else forms.about(RecordService)


@dataclass
class Forms:
    """The forms with one record in them, for one visitor; what they depend on is looked up once for all."""

    ledger: ReadableLedger
    record: Record[Event]
    page_request: PageRequest

    @cached_property
    def center(self) -> Center | None:
        """Whose record it is, as the visitor sees it now; ``None`` of one of the bureau's own."""
        stream = self.record.center_id
        return center_now(self.ledger, stream) if stream not in BUREAU_STREAMS else None

    @cached_property
    def context(self) -> Context:
        """What the visitor would decide by."""
        policy, actor = self.page_request.app_state.settings.policy, self.page_request.actor
        return context_of(self.ledger.whole, policy, self.record.center_id, actor, utc_now())

    def about(self, command: type[Command]) -> str | None:
        """Where the visitor may decide that about the record."""
        decision, record = DECISION_OF[command], self.record
        if self.center is None or why_not_open(decision, self.center, self.context):
            return None
        return f"/console/centers/{record.center_id}/decide/{decision.type}?position={record.position}"


def _corrects(record: Record[Event], version: int) -> bool:
    event = record.event
    if isinstance(event, RecordCorrected | CorrectionProposed):
        return event.corrected_version == version
    return isinstance(event, UndoingProposed | UndoingConfirmed) and version in event.undone
