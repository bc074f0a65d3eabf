"""What happens to a center if nobody acts: worked out by the rules alone, and nothing of it recorded."""

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.console.frame.page_request import CurrentPage
from api.http.problems import center_unknown
from api.http.urls import CenterId
from clock import utc_now
from domain.center import Center
from domain.deadlines.forecast import Forecast, forecast
from domain.guideline.policy import Policy
from domain.powers.authority import authority_of, is_of_the_bureau
from domain.values.partial_days import add_months, day_in_shanghai
from service_layer.queries import center_now, working_calendar
from service_layer.reading import ReadableLedger

router = APIRouter()

FARTHEST = 5
"""Years ahead."""


class CenterForecast(NamedTuple):
    """The center as it is, and what is foreseen of it."""

    center: Center
    foresight: Forecast


@router.get("/centers/{center_id}/foresight")
async def foresight(
    page_request: CurrentPage, center_id: CenterId, years: Annotated[int, Query(ge=1, le=FARTHEST)] = 2
) -> Response:
    """The coming years of one center."""
    seen = await page_request.read(_look, center_id, page_request.app_state.settings.policy, years)
    return page_request.page(
        "center/forecast/forecast.html",
        center=seen.center,
        authority=None if is_of_the_bureau(seen.center) else authority_of(seen.center).label,
        foresight=seen.foresight,
        years=years,
        choices=range(1, FARTHEST + 1),
    )


def _look(ledger: ReadableLedger, center_id: str, policy: Policy, years: int) -> CenterForecast:
    center = center_now(ledger, center_id)
    if center is None or not ledger.read_model.relation(center_id)[0].sees_record:
        raise center_unknown()
    now = utc_now()
    until = add_months(day_in_shanghai(now), 12 * years)
    return CenterForecast(center, forecast(center, policy, working_calendar(ledger), now, until))
