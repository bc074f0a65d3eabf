"""Deputies (代理): whose time is now or yet to come, whose is over, and the way to the forms."""

from typing import NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from api.console.frame.page_request import BureauPage
from domain.deputies.deputyships import Deputies, NamedDeputy
from domain.kernel.roles import Role
from service_layer.queries import named_deputies
from service_layer.reading import ReadableLedger

router = APIRouter()


class Listed(NamedTuple):
    """The deputyships that hold today, those that will, and those that do no more; the last one named first."""

    now: list[NamedDeputy]
    to_come: list[NamedDeputy]
    over: list[NamedDeputy]


@router.get("/deputies")
async def deputies(page_request: BureauPage) -> Response:
    """Everybody who stands in for somebody, and did."""
    today, (found, kept) = page_request.today, await page_request.read(_look)
    named = list(reversed(found.named))
    listed = Listed(
        now=[one for one in named if one.holds_on(today)],
        to_come=[one for one in named if today < one.deputyship.begins_on <= one.last_day],
        over=[one for one in named if one.last_day < max(today, one.deputyship.begins_on)],
    )
    may_name = page_request.actor.role is Role.APPROVER
    return page_request.page("deputies/deputies.html", listed=listed, kept=kept, may_name=may_name)


def _look(ledger: ReadableLedger) -> tuple[Deputies, frozenset[str]]:
    """All who were named, and the digests of the papers of these that the house holds."""
    found = named_deputies(ledger)
    papers = {one.deputyship.document.sha256 for one in found.named}
    return found, frozenset(ledger.documents.facts_of_each(papers))
