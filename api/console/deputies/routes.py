"""Deputies (代理): whose time is now or yet to come, whose is over, and the way to the forms."""

from typing import NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from api.console.frame.page_request import CurrentPage
from domain.deputies.deputyships import NamedDeputy
from domain.kernel.roles import Role
from service_layer.queries import named_deputies

router = APIRouter()


class Listed(NamedTuple):
    """The deputyships that hold today, those that will, and those that do no more; the last one named first."""

    now: list[NamedDeputy]
    to_come: list[NamedDeputy]
    over: list[NamedDeputy]


@router.get("/deputies")
async def deputies(page_request: CurrentPage) -> Response:
    """Everybody who stands in for somebody, and did."""
    today, found = page_request.today, await page_request.read(named_deputies)
    named = list(reversed(found.named))
    listed = Listed(
        now=[one for one in named if one.holds_on(today)],
        to_come=[one for one in named if today < one.deputyship.begins_on <= one.last_day],
        over=[one for one in named if one.last_day < max(today, one.deputyship.begins_on)],
    )
    return page_request.page("deputies/deputies.html", listed=listed, may_name=page_request.actor.role is Role.APPROVER)
