"""The page of a center: where it stands, what it owes, who builds it, and its history; now, or then."""

from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from starlette.responses import HTMLResponse, Response

from api.console.center.center_at_point import CenterAtPoint, center_at_point
from api.console.center.chart.center_chart import center_chart
from api.console.center.compare.points import Typed, field_of, query_of, typed
from api.console.center.obligations import obligations
from api.console.center.open_decisions import Offer, open_decisions
from api.console.center.timeline.timeline import LAST, TimelineDocument, documents_of, timeline
from api.console.frame.page_request import CurrentPage, PageRequest
from api.http.language import say
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.resources.center_view import CenterPage
from domain.deadlines.clocks import SHANGHAI_REGION
from domain.guideline.vocabulary import ResponsibilityArea
from domain.reviews.messages import ExpertOpinionGiven
from domain.values.points import Point
from ledger.application import Ledger
from service_layer.queries import center_now

router = APIRouter()

Text = Annotated[str, Query(max_length=100)]
Whole = Annotated[str | None, Query(alias="all", max_length=10)]
"""Given where the whole of a long history is asked for."""


@router.get("/centers/{center_id}")
async def show_center(
    page_request: CurrentPage, center_id: CenterId, as_of: Text = "", known_at: Text = "", whole: Whole = None
) -> HTMLResponse:
    """The center now; with a day or an instant, as it stood then."""
    asked = typed(as_of, known_at)
    point = Point() if asked.errors else asked.point
    look = await page_request.app_state.read(_look, center_id, page_request, point)
    seen = look.seen
    if seen.page is None:
        return page_request.page(
            "center/center_before.html", HTTPStatus.NOT_FOUND, seen=seen, asked=_shown(asked, page_request)
        )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if asked.errors else HTTPStatus.OK
    context = _context(look, seen.page, page_request, everything=whole is not None)
    return page_request.page("center/center.html", status, asked=_shown(asked, page_request), **context)


class Look(NamedTuple):
    """A center as one visitor finds it: ``kept`` are the digests of its documents that the house holds, ``decisions``
    what they may decide, which is nothing about the past.
    """

    seen: CenterAtPoint
    kept: set[str]
    decisions: Offer | None


def _look(ledger: Ledger, center_id: str, page_request: PageRequest, point: Point) -> Look:
    policy = page_request.app_state.settings.policy
    seen = center_at_point(ledger, center_id, policy, point)
    digests = {document.sha256 for document in documents_of(seen.records)}
    kept = {sha256 for sha256 in digests if ledger.documents.facts(sha256)}
    center = center_now(ledger, center_id) if seen.is_now else None
    return Look(seen, kept, open_decisions(ledger, center, page_request.actor, policy) if center else None)


def _context(look: Look, page: CenterPage, page_request: PageRequest, *, everything: bool) -> dict[str, Any]:
    """What the page says."""
    seen = look.seen
    day = seen.point.as_of or page_request.today
    drawn = center_chart(page, seen.records, day, page_request.language)
    return {
        "seen": seen,
        "decisions": look.decisions,
        "center": page,
        "is_elsewhere": page.region != SHANGHAI_REGION,
        "query": query_of(seen.point),
        "drawn": drawn,
        "shapes": {placed.mark.shape for placed in (*drawn.picture.events, *drawn.picture.clocks)},
        "duties": obligations(page, page_request.app_state.settings.policy, day),
        "open_clocks": [item for item in page.deadlines if item.status == "open"],
        "missed_clocks": [item for item in page.deadlines if item.status == "missed"],
        "areas": list(ResponsibilityArea),
        "opinions": _opinions(seen),
        "documents": _with_kept(documents_of(seen.records), look.kept),
        "lines": timeline(seen.records, seen.corrections, None if everything else LAST),
        "all_lines": len(seen.records),
    }


def _opinions(seen: CenterAtPoint) -> dict[str, list[ExpertOpinionGiven]]:
    """What the experts said, by stage."""
    found: dict[str, list[ExpertOpinionGiven]] = {}
    for record in seen.records:
        if isinstance(record.event, ExpertOpinionGiven):
            found.setdefault(record.event.stage.value, []).append(record.event)
    return found


def _with_kept(found: list[TimelineDocument], kept: set[str]) -> list[tuple[TimelineDocument, bool]]:
    return [(document, document.sha256 in kept) for document in found]


def _shown(asked: Typed, page_request: PageRequest) -> dict[str, Any]:
    """The form of the time machine as it was sent."""
    known_at = field_of(asked.point.known_at) if asked.point.known_at else asked.known_at
    errors = [(field, say(why, page_request.language)) for field, why in asked.errors]
    return {"as_of": asked.as_of, "known_at": known_at, "errors": errors, "wrong": dict(errors)}


@router.get("/centers/{center_id}/version")
async def center_version(page_request: CurrentPage, center_id: CenterId) -> Response:
    """The version, for a page that watches whether it has grown old."""
    version = await page_request.app_state.read(lambda ledger: ledger.version(center_id))
    if version == 0:
        raise center_unknown()
    return JSONResponse({"version": version})
