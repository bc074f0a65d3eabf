"""A year's reports: who has handed theirs in, when and how late, and who hasn't; on a page or as a file."""

from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.console.frame.days import today
from api.console.frame.page_request import ListPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.resources.centers import Cursor
from api.resources.reporting import (
    FIRST_YEAR,
    LAST_YEAR,
    ReportFilters,
    ReportsFound,
    ReportStatus,
    find_reports,
)
from domain.values.districts import District
from service_layer.reading import ReadableLedger

router = APIRouter()

PATH = "/console/annual-reports"
ITEMS = 50
YEARS_BACK = 5
"""How many years before this one are offered."""

Words = Annotated[str | None, Query(max_length=200), BLANK_IS_NONE]


async def _filters(
    *,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR), BLANK_IS_NONE] = None,
    status: Annotated[ReportStatus | None, BLANK_IS_NONE] = None,
    district: Annotated[District | None, BLANK_IS_NONE] = None,
    region: Words = None,
    q: Words = None,
) -> ReportFilters:
    return ReportFilters(year or today().year, status, district, region, q.strip() if q else None)


Which = Annotated[ReportFilters, Depends(_filters)]


def address(which: ReportFilters, path: str = PATH, **changes: Any) -> str:
    """Where the reports are shown by these filters, or by others where ``changes`` say so."""
    return with_query(path, which._asdict() | changes)


class StatusCount(NamedTuple):
    """How many reports have the status, or any; and where they are listed."""

    status: ReportStatus | None
    reports: int
    address: str
    is_chosen: bool


@router.get("/annual-reports")
async def annual_reports(page_request: ListPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the year's reports."""
    found, regions = await page_request.read(_look, which, page_request, cursor)
    more = found.page.next_cursor
    return page_request.page(
        "annual_reports/annual_reports.html",
        which=which,
        found=found.page,
        counts=status_counts(which, found),
        handed_in=found.counts[ReportStatus.MET],
        due=sum(found.counts.values()),
        years=sorted({which.year, *range(page_request.today.year - YEARS_BACK, page_request.today.year + 1)}),
        districts=list(District),
        regions=regions,
        status_of=lambda item: ReportStatus(item["status"]).label,
        narrows=any(which[1:]),
        everything=address(ReportFilters(which.year)),
        files={kind: address(which, f"{PATH}.{kind}") for kind in ("xlsx", "csv", "json")},
        next_page=address(which, cursor=more) if more else None,
        first_page=address(which) if cursor else None,
    )


def _look(
    ledger: ReadableLedger, which: ReportFilters, page_request: PageRequest, cursor: str | None
) -> tuple[ReportsFound, list[str]]:
    found = find(ledger, which, page_request, cursor, ITEMS)
    return found, ledger.read_model.regions()


def find(
    ledger: ReadableLedger, which: ReportFilters, page_request: PageRequest, cursor: str | None, limit: int
) -> ReportsFound:
    """A page of the reports, by the house's numbers, as of the visitor's today."""
    policy = page_request.app_state.settings.policy
    return find_reports(ledger, which, policy, page_request.today, limit=limit, cursor=cursor)


def status_counts(which: ReportFilters, found: ReportsFound) -> list[StatusCount]:
    """All reports first, then those of each status."""

    def counted(status: ReportStatus | None, reports: int) -> StatusCount:
        return StatusCount(status, reports, address(which._replace(status=status)), which.status is status)

    return [counted(None, sum(found.counts.values())), *(counted(*one) for one in found.counts.items())]
