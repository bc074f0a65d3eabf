"""Annual reports over HTTP: who has handed in that of a year, and who hasn't (5.2)."""

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.http.openapi import PROBLEMS
from api.reads.reading import CurrentListReading
from api.resources.centers import Cursor, Limit
from clock import today_in_shanghai
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import LabeledEnum
from domain.values.districts import District
from ledger.read_model.annual_reports import AnnualReportItem, ReportingYear
from ledger.read_model.pages import Page
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["deadlines"])

FIRST_YEAR, LAST_YEAR = 2000, 2200
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="This year where left out")]


class ReportStatus(LabeledEnum):
    """How a year's report stands; the codes are those of its deadline."""

    MET = ClockStatus.MET.value, "已报送", "Handed in"
    MISSED = ClockStatus.MISSED.value, "逾期未报", "Not handed in by its day"
    OPEN = ClockStatus.OPEN.value, "未到期", "Not due yet"
    NOT_ON_RECORD = ClockStatus.NOT_ON_RECORD.value, "未登记", "Not on record here"


class ReportFilters(NamedTuple):
    """Which reports, of which centers; of this year without one."""

    year: int
    status: ReportStatus | None = None
    district: District | None = None
    region: str | None = None
    q: str | None = None

    @property
    def centers(self) -> dict[str, str | None]:
        """Which centers, as the lists take it."""
        return {"district": self.district, "region": self.region, "q": self.q}


class AnnualReportPage(BaseModel):
    """A page of a year's reports, those that were missed first. ``total`` counts all that the filters find, ``counts``
    how many have each status, whichever is asked for. ``being_remade``: house rules or working days have changed, and
    what stands here may be by those of before.
    """

    year: int
    items: list[AnnualReportItem]
    next_cursor: str | None
    total: int
    counts: dict[ReportStatus, int]
    being_remade: bool = False


class ReportsFound(NamedTuple):
    """A page of reports, and how many have each status."""

    page: Page
    counts: dict[ReportStatus, int]


async def _filters(
    *,
    year: Year = None,
    status: ReportStatus | None = None,
    district: District | None = None,
    region: Annotated[str | None, Query(max_length=200, description="Region of the center")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of the center, as in the register")] = None,
) -> ReportFilters:
    return ReportFilters(year or today_in_shanghai().year, status, district, region, q)


@router.get("/annual-reports", operation_id="list_annual_reports", response_model=AnnualReportPage, responses=PROBLEMS)
async def list_annual_reports(
    reading: CurrentListReading,
    which: Annotated[ReportFilters, Depends(_filters)],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Of a year, who has handed in the annual report, when and how late, and who hasn't."""
    policy = reading.app_state.settings.policy
    found = await reading.ask(find_reports, which, policy, today_in_shanghai(), limit=limit, cursor=cursor)
    more = {"counts": found.counts, "being_remade": reading.being_remade}
    return JSONResponse({"year": which.year, **found.page.model_dump(), **more})


def find_reports(
    ledger: ReadableLedger, which: ReportFilters, policy: Policy, on: date, *, limit: int, cursor: str | None
) -> ReportsFound:
    """A page of the year's reports, and how many have each status. Raises ``BadCursor``."""
    year = ReportingYear(which.year, policy.annual_report_due(which.year), not policy.annual_report_in_operation)
    reports, status = ledger.read_model.annual_reports, which.status.value if which.status else None
    counted = reports.count(year, which.centers, on=on)
    page = reports.find(year, which.centers, on=on, status=status, limit=limit, cursor=cursor)
    return ReportsFound(page, {one: counted.get(one.value, 0) for one in ReportStatus})
