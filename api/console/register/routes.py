"""The register: every center, by filters that stand in the address, on a page or as a file."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from api.console.exports.exports import CSV, EXCEL, ExcelSheet, as_file, as_json, csv_lines, pages
from api.console.frame.page_request import FilePage, ListPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.console.register.columns import COLUMNS, TITLE
from api.http.language import Language
from api.resources.centers import CenterFilters, Cursor, find_centers
from domain.decider import DECISION_OF
from domain.guideline.fields import CLAUSE_OF_GROUP, FIELDS_OF
from domain.guideline.fields import Field as FieldCode
from domain.guideline.phases import Phase
from domain.incubation.messages import RegisterCenter
from domain.values.districts import District
from domain.visibility.relations import SEES_ALL
from ledger.read_model.pages import Page
from service_layer.reading import ReadableLedger

router = APIRouter()

PATH = "/console/centers"
ITEMS = 50
ITEMS_OF_A_FILE = 1_000


async def _filters(
    phase: Annotated[Phase | None, BLANK_IS_NONE] = None,
    field: Annotated[FieldCode | None, BLANK_IS_NONE] = None,
    district: Annotated[District | None, BLANK_IS_NONE] = None,
    overdue: Annotated[bool | None, BLANK_IS_NONE] = None,
    q: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
) -> CenterFilters:
    return CenterFilters(phase, field, district, overdue, q.strip() if q else None)


Which = Annotated[CenterFilters, Depends(_filters)]


def address(which: CenterFilters, path: str = PATH, **more: Any) -> str:
    """Where the register is shown by these filters."""
    return with_query(path, which._asdict() | more)


class PhaseCount(NamedTuple):
    """How many centers stand in the phase, or in all of them, and where they are listed."""

    phase: Phase | None
    centers: int
    address: str
    app_state: bool


@router.get("/centers")
async def register(page_request: ListPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the register."""
    found, counts = await page_request.read(_look, which, cursor)
    return page_request.page(
        "register/register.html",
        which=which,
        found=found,
        phases=phase_counts(which, counts),
        filtered=any(value is not None for value in which),
        next_page=address(which, cursor=found.next_cursor) if found.next_cursor else None,
        first_page=address(which) if cursor else None,
        everything=PATH,
        files={kind: address(which, f"{PATH}.{kind}") for kind in ("csv", "xlsx", "json")},
        field_groups=FIELDS_OF,
        clause_of_group=CLAUSE_OF_GROUP,
        districts=list(District),
        marks_own=page_request.actor.role not in SEES_ALL,
        may_register=page_request.actor.role in DECISION_OF[RegisterCenter].roles,
    )


def _look(ledger: ReadableLedger, which: CenterFilters, cursor: str | None) -> tuple[Page, dict[str, int]]:
    others: dict[str, Any] = which._replace(phase=None)._asdict()
    del others["phase"]
    return find_centers(ledger, which, ITEMS, cursor), ledger.read_model.count_by_phase(**others)


def phase_counts(which: CenterFilters, counts: dict[str, int]) -> list[PhaseCount]:
    """All centers first, then those of each phase in its order."""

    def counted(phase: Phase | None, count: int) -> PhaseCount:
        return PhaseCount(phase, count, address(which._replace(phase=phase)), which.phase is phase)

    return [counted(None, sum(counts.values())), *(counted(phase, counts.get(phase.value, 0)) for phase in Phase)]


@router.get("/centers.csv")
async def register_as_csv(page_request: FilePage, which: Which) -> Response:
    """All that the filters find, as CSV."""
    further = _reading(page_request, which)
    lines = csv_lines(COLUMNS, pages(await further(None), further), page_request.language)
    return StreamingResponse(lines, headers=as_file("centers.csv"), media_type=CSV)


@router.get("/centers.xlsx")
async def register_as_excel(page_request: FilePage, which: Which) -> Response:
    """All that the filters find, as an Excel workbook."""
    content = await page_request.read(_workbook, which, page_request.language)
    return Response(content, headers=as_file("centers.xlsx"), media_type=EXCEL)


@router.get("/centers.json")
async def register_as_json(page_request: FilePage, which: Which) -> Response:
    """All that the filters find, in the shape of the API's list."""
    further = _reading(page_request, which)
    content = as_json(await further(None), further)
    return StreamingResponse(content, headers=as_file("centers.json"), media_type="application/json")


def _reading(page_request: PageRequest, which: CenterFilters) -> Callable[[str | None], Awaitable[Page]]:
    return lambda cursor: page_request.read(find_centers, which, ITEMS_OF_A_FILE, cursor)


def _workbook(ledger: ReadableLedger, which: CenterFilters, language: Language) -> bytes:
    sheet, cursor = ExcelSheet(TITLE, COLUMNS, language), None
    while True:
        page = find_centers(ledger, which, ITEMS_OF_A_FILE, cursor)
        sheet.add(page.items)
        if (cursor := page.next_cursor) is None:
            return sheet.content()
