"""The files of a center: all that its history refers to, as far as the reader sees that, and which are kept."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from api.http.openapi import PROBLEMS
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.log.event_items import EventPage, LabelBody
from api.reads.reading import CurrentReading
from api.resources.centers import Cursor, Limit
from api.resources.documents import PATH
from domain.documents_in_history import NamedDocument, documents_of
from domain.values.partial_days import Precision, day_told, in_words, precision
from ledger.documents import KeptDocument
from ledger.read_model.cursors import to_cursor
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["documents"])


class NamingEvent(BaseModel):
    """The first event that refers to a file under a title. ``on`` is the day, month or year, as ``precision`` says, on
    which it happened (Asia/Shanghai), ``None`` where nobody tells it; ``when`` says it in words.
    """

    position: int
    version: int
    type: str
    clause: str
    label: LabelBody
    on: str | None
    precision: Precision | None
    when: LabelBody


class CenterDocument(BaseModel):
    """A file of a center, once for each title. ``kept`` says whether the house holds it and this reader may have it:
    then ``size`` (bytes) and ``media_type`` are those of what is kept, and ``url`` gives it out.
    """

    sha256: str
    title: LabelBody
    event: NamingEvent
    kept: bool
    size: int | None
    media_type: str | None
    url: str | None


class CenterDocuments(BaseModel):
    """Some files, in the order in which the history names them; ``total`` counts all."""

    items: list[CenterDocument]
    next_cursor: str | None
    total: int


@router.get(
    "/centers/{center_id}/documents",
    operation_id="list_center_documents",
    response_model=CenterDocuments,
    responses=PROBLEMS,
)
async def list_center_documents(
    reading: CurrentReading, center_id: CenterId, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """Every file that the center's history refers to, kept here or not, as far as the reader sees what names it."""
    page = await reading.ask(_page, center_id, limit, cursor)
    return Response(page.model_dump_json(), media_type="application/json")


def _page(ledger: ReadableLedger, center_id: str, limit: int, cursor: str | None) -> CenterDocuments:
    if ledger.version(center_id) == 0:
        raise center_unknown()
    begin = EventPage.place(cursor)
    named = documents_of(ledger.history(center_id))
    shown = named[begin : begin + limit]
    kept = ledger.documents.facts_of_each({one.sha256 for one in shown})
    items = [_item(one, kept.get(one.sha256)) for one in shown]
    more = to_cursor([str(begin + limit)]) if len(named) > begin + limit else None
    return CenterDocuments(items=items, next_cursor=more, total=len(named))


def _item(named: NamedDocument, facts: KeptDocument | None) -> CenterDocument:
    event, on = named.record.event, day_told(named.record.happened)
    return CenterDocument(
        sha256=named.sha256,
        title=LabelBody(**named.title._asdict()),
        event=NamingEvent(
            position=named.record.position,
            version=named.record.version,
            type=event.wire_name(),
            clause=event.clause,
            label=LabelBody(**event.LABEL._asdict()),
            on=str(on) if on is not None else None,
            precision=precision(on) if on is not None else None,
            when=LabelBody(**in_words(named.record.happened)._asdict()),
        ),
        kept=facts is not None,
        size=facts.size if facts else None,
        media_type=facts.media_type if facts else None,
        url=f"{PATH}/{named.sha256}" if facts else None,
    )
