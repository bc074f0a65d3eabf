"""The overview: five figures, districts, the season of reports, due days, processing times and the last decisions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.responses import Response

from api.console.frame.page_request import ListPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import OF_THE_BUREAU, center_name, center_path, with_query
from api.console.overview.months.months import strip
from api.resources.list_parameters import ListQuestion, register_question
from api.resources.overview import WITHOUT, DecisionLine, DistrictLine, FigureName, OverviewPage, find_overview
from api.resources.reporting import ReportStatus
from domain.guideline.phases import LIVING
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.oversight import DUE_SOON_DAYS
from domain.values.partial_days import SHANGHAI, add_months
from domain.visibility.relations import SEES_ALL
from ledger.read_model.columns import COLUMN_OF

router = APIRouter()

PATH, REGISTER = "/console/overview", "/console/centers"
YEARS = 3
"""How many years of processing times the page has room for."""
FIGURES = {
    FigureName.IN_CHARGE: COLUMN_OF["in_charge"].heading,
    FigureName.OVERDUE: COLUMN_OF["overdue"].heading,
    FigureName.DUE_SOON: Label(f"{DUE_SOON_DAYS} 天内到期", f"Due within {DUE_SOON_DAYS} days"),
    FigureName.WAITING: Label("待我方办理", "Waiting for us"),
    FigureName.IN_DOUBT: COLUMN_OF["in_doubt"].heading,
}
WAITING_FOR_THE_BUREAU = Label("待市局办理", "Waiting for the bureau")
LATE = (FigureName.OVERDUE,)

Which = Annotated[ListQuestion, Depends(register_question(blank=BLANK_IS_NONE, without=WITHOUT))]


class ShownFigure(NamedTuple):
    """One of the five: its name in words, how many centers, or work where ``is_work``, and where they are listed."""

    label: Label
    number: int
    is_work: bool
    is_late: bool
    address: str


class ShownDecision(NamedTuple):
    """A decision of the week, what it is about, and where both are shown."""

    line: DecisionLine
    center: Label
    path: str
    center_path: str | None


class Addresses(NamedTuple):
    """Where the lists are that the page counts, of then where it is of then; a district's hold its own centers."""

    moment: dict[str, Any]
    own: dict[str, Any]

    @classmethod
    def of(cls, page_request: PageRequest, which: ListQuestion) -> "Addresses":
        """Those of one visit."""
        own = {} if page_request.actor.role in SEES_ALL else {"view": "record"}
        return cls({"as_of": which.as_of, "known_at": which.known_at}, own)

    @property
    def is_then(self) -> bool:
        """Whether a moment is asked about."""
        return any(self.moment.values())

    def register(self, **asked: Any) -> str:
        """The centers that these parameters find."""
        return with_query(REGISTER, {**asked, **self.own, **self.moment})

    def of_district(self, line: DistrictLine, **asked: Any) -> str:
        """The centers in charge of a line of the table."""
        where = {"district": line.district} if line.district else {"missing": "district"}
        return self.register(in_charge=True, **where, **asked)

    def soon(self, page: OverviewPage) -> dict[str, Any]:
        """What finds the centers with something due soon."""
        asked = page.figures[FigureName.DUE_SOON].parameters or {}
        return {name: asked[name] for name in ("next_due_on_from", "next_due_on_to")}

    def month(self, month: str) -> str:
        """The deadlines of a month."""
        first = date.fromisoformat(f"{month}-01")
        last = add_months(first, 1) - timedelta(days=1)
        return with_query("/console/deadlines", {"due_from": first, "due_to": last, **self.moment})

    def earlier(self, status: ClockStatus, first_month: str) -> str:
        """What fell due before a month, and is still of that status."""
        until = date.fromisoformat(f"{first_month}-01") - timedelta(days=1)
        return with_query("/console/deadlines", {"status": status, "due_to": until, **self.moment})

    def reports(self, year: int, status: ReportStatus | None = None) -> str | None:
        """The year's reports, as they are now."""
        return None if self.is_then else with_query("/console/annual-reports", {"year": year, "status": status})

    def center(self, center_id: str) -> str:
        """A center's page."""
        return with_query(center_path(center_id), self.moment)

    def decisions(self, page: OverviewPage) -> str:
        """The history of the week."""
        until = page.decisions.to_day if self.is_then else None
        return with_query("/console/history", {"kind": "decision", "from": page.decisions.from_day, "to": until})


@router.get("/overview")
async def overview(page_request: ListPage, which: Which) -> Response:
    """All centers on one page, now or then."""
    page = await find_overview(page_request.reading, which.then)
    addresses = Addresses.of(page_request, which)
    years = sorted({year.year for step in page.processing_times for year in step.years})[-YEARS:]
    return page_request.page(
        "overview/overview.html",
        page=page,
        which=which,
        known_at=f"{which.known_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}" if which.known_at else "",
        addresses=addresses,
        soon=addresses.soon(page),
        figures=shown_figures(page, addresses, page_request.actor.role),
        phases=[phase for phase in LIVING if page.total.phases[phase]],
        months=_months(page_request, page, addresses.month),
        statuses=[one for one in ReportStatus if one is not ReportStatus.MET and page.annual_reports.counts[one]],
        files={kind: f"/console/annual-reports.{kind}?year={page.annual_reports.year}" for kind in ("xlsx", "csv")},
        years=years[::-1],
        decisions=[_decision(line) for line in page.decisions.items],
    )


def shown_figures(page: OverviewPage, addresses: Addresses, role: Role) -> list[ShownFigure]:
    """The five, in their order."""
    return [_figure(name, page, addresses, role) for name in FigureName]


def _figure(name: FigureName, page: OverviewPage, addresses: Addresses, role: Role) -> ShownFigure:
    figure, label = page.figures[name], FIGURES[name]
    if figure.parameters is None:
        return ShownFigure(label, figure.count, True, False, "/console/work")
    if name is FigureName.WAITING and role is Role.AUDITOR:
        label = WAITING_FOR_THE_BUREAU
    is_late = name in LATE and figure.count > 0
    return ShownFigure(label, figure.count, False, is_late, addresses.register(**figure.parameters))


def _months(page_request: PageRequest, page: OverviewPage, address: Callable[[str], str]) -> Markup:
    months = strip(page.months, page.on, page_request.language, address)
    return page_request.panel("overview/months/months.html", "strip", months=months)


def _decision(line: DecisionLine) -> ShownDecision:
    stream = line.center_id
    names = {stream: (line.center_name_zh, line.center_name_en)} if line.center_name_zh else {}
    is_shown = bool(names) or stream in OF_THE_BUREAU
    path = f"/console/events/{line.position}"
    return ShownDecision(line, center_name(stream, names), path, center_path(stream) if is_shown else None)
