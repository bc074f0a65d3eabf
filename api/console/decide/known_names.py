"""Whom the record knows by a part of their name, for the script beside a form: as far as its reader sees them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from api.console.decide.forms.arranged.panel.appoint_experts import conflicts_in_words
from api.console.decide.forms.known import label_of
from api.console.frame.page_request import ContentPage, PageRequest
from api.http.language import say
from domain.guideline.clauses import citation
from domain.reviews.rules import STAGE_OF
from service_layer.known import Known, KnownKind, known
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter()


@router.get("/known/{known_kind}")
async def known_names(
    page_request: ContentPage,
    known_kind: KnownKind,
    q: Annotated[str, Query(max_length=100)] = "",
    center: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Who matches: each with a label, what a form takes over, and why they are no member of that center's panel."""
    return JSONResponse({"items": await page_request.read(_items, page_request, known_kind, q, center)})


def _items(
    ledger: ReadableLedger, page_request: PageRequest, kind: KnownKind, q: str, center_id: str | None
) -> list[dict[str, Any]]:
    found = known(ledger, kind, [q]).get(q, [])
    return [
        {
            "label": label_of(one),
            "fields": dict(one.fields),
            "conflicts": _conflicts(ledger, page_request, one, center_id),
        }
        for one in found
    ]


def _conflicts(ledger: ReadableLedger, page_request: PageRequest, one: Known, center_id: str | None) -> list[str]:
    """Why an expert is none for the review that the center is in; nothing of a center that the reader doesn't see."""
    center = center_now(ledger, center_id) if center_id and "id" in one.fields else None
    stage = STAGE_OF.get(center.phase) if center else None
    if center is None or stage is None:
        return []
    words = conflicts_in_words(one.fields, stage, center, page_request.actor)
    language = page_request.language
    return [f"{say(sentence, language)} {say(citation(clause), language)}" for sentence, clause in words]
