"""The page of a center: where it stands, what it owes, who builds it, and its history; now, or then.

It is put together of what is known of the center (``CenterPage``) and of panels that their own folders make ready.
"""

from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from starlette.responses import HTMLResponse, Response

from api.console.center.at_point.at_point import (
    CenterAtPoint,
    HistoryAsked,
    center_at_point,
    errors_in,
    page_before_beginning,
    panels_at_point,
    typed,
)
from api.console.center.particulars.particulars import particular_panels
from api.console.center.status.status import status_panels
from api.console.center.tasks.tasks import Offer, open_decisions, task_panels
from api.console.frame.center_reader import CenterReader, reader_of
from api.console.frame.page_request import CurrentPage, PageRequest
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.resources.public_center import PublicCenterPage, public_center_page
from domain.center import SHANGHAI_REGION
from domain.values.points import Point
from domain.visibility.relations import Relation
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

router = APIRouter()

Text = Annotated[str, Query(max_length=100)]


@router.get("/centers/{center_id}")
async def show_center(
    page_request: CurrentPage, center_id: CenterId, how: HistoryAsked, *, as_of: Text = "", known_at: Text = ""
) -> HTMLResponse:
    """The center now; with a day or an instant, as it stood then. Who has no part in it reads what is public."""
    asked = typed(as_of, known_at)
    point = Point() if asked.errors else asked.point
    found = await page_request.read(_look, center_id, page_request, point)
    if isinstance(found, PublicCenterPage):
        return page_request.page("center/public.html", center=found)
    seen, offer, reader = found
    page = seen.page
    if page is None:
        return page_before_beginning(page_request, seen, asked, may_compare=reader.relation.sees_record)
    return page_request.page(
        "center/center.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if asked.errors else HTTPStatus.OK,
        errors=errors_in(asked, page_request.language),
        seen=seen,
        center=page,
        reader=reader,
        is_elsewhere=page.region != SHANGHAI_REGION,
        open_clocks=[item for item in page.deadlines if item.status == "open"],
        undated_clocks=[item for item in page.deadlines if item.status == "undated"],
        missed_clocks=[item for item in page.deadlines if item.status == "missed"],
        over_clocks=[item for item in page.deadlines if item.status == "certainly_over"],
        point_panels=panels_at_point(page_request, seen, asked, how, may_compare=reader.relation.sees_record),
        particulars=particular_panels(page_request, page, reader, seen.documents, seen.opinions),
        status_panels=status_panels(page_request, page, seen.as_read, reader.at(point)),
        task_panels=task_panels(page_request, page, offer) if offer else None,
    )


class Look(NamedTuple):
    """A center as one visitor finds it; ``decisions`` is what they may decide, which is nothing about the past."""

    seen: CenterAtPoint
    decisions: Offer | None
    reader: CenterReader


def _look(ledger: ReadableLedger, center_id: str, page_request: PageRequest, point: Point) -> Look | PublicCenterPage:
    policy, (relation, _) = page_request.app_state.settings.policy, ledger.read_model.relation(center_id)
    if relation is Relation.PUBLIC and point == Point():
        return public_center_page(ledger.whole, center_id)
    seen = center_at_point(ledger, center_id, policy, point)
    center = center_now(ledger, center_id) if seen.is_now and relation.sees_record else None
    offer = open_decisions(ledger, center, page_request.actor, policy) if center else None
    predecessor = seen.page.predecessor if seen.page else None
    return Look(seen, offer, reader_of(ledger, center_id, point, predecessor))


@router.get("/centers/{center_id}/version")
async def center_version(page_request: CurrentPage, center_id: CenterId) -> Response:
    """The version, for a page that watches whether it has grown old."""
    version = await page_request.read(lambda ledger: ledger.version(center_id))
    if version == 0:
        raise center_unknown()
    return JSONResponse({"version": version})
