"""A year's reports as a file."""

from collections.abc import Callable, Iterator
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from api.console.annual_reports.routes import Which, find
from api.console.frame.filters import FILTERS
from api.console.frame.page_request import FilePage
from api.exports.list_files import ITEMS, FileKind, ListFile
from api.exports.made import Asked, Made
from api.exports.tables import Cell, Column, Item
from api.http.language import Language, say
from api.resources.reporting import ReportFilters, ReportStatus
from clock import utc_now
from domain.center import Center
from domain.kernel.base import Label, LabeledEnum
from domain.values.organisations import Organisation
from domain.wording.fields import label_of
from ledger.read_model.pages import Page

router = APIRouter()

TITLE = Label("年度报送", "Annual reports")
LABELS = {
    "year": Label("年度", "Year"),
    "status": Label("状态", "Status"),
    "district": label_of(Organisation, "district"),
    "region": label_of(Center, "region"),
    "q": Label("中心", "Center"),
}
"""What is asked for, by the names of the parameters."""


def _plain(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: item[name] or None


def _day(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: date.fromisoformat(item[name]) if item[name] else None


def _term(term: str, name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(FILTERS[term](item[name]), language) if item[name] else None


def _status(item: Item, language: Language) -> Cell:
    return say(ReportStatus(item["status"]).label, language)


COLUMNS = (
    Column(Label("中心名称", "Center"), 44, _plain("name_zh")),
    Column(Label("中心编号", "Center id"), 30, _plain("center_id")),
    Column(label_of(Center, "host"), 36, _plain("host")),
    Column(label_of(Organisation, "district"), 20, _term("district", "district")),
    Column(label_of(Center, "region"), 10, _plain("region")),
    Column(label_of(Center, "phase"), 14, _term("phase", "phase")),
    Column(Label("年度", "Year"), 8, _plain("year")),
    Column(Label("期限", "Due on"), 13, _day("due_on")),
    Column(Label("报送日期", "Handed in on"), 13, _day("handed_in_on")),
    Column(Label("逾期天数", "Days late"), 10, _plain("days_late")),
    Column(Label("状态", "Status"), 18, _status),
)


@router.get("/annual-reports.{kind}")
async def annual_reports_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that the filters find, as a file."""

    async def page_from(cursor: str | None) -> Page:
        return (await page_request.read(find, which, page_request, cursor, ITEMS)).page

    made = Made(TITLE, page_request.actor, utc_now(), tuple(_asked(which)))
    name = f"annual-reports-{which.year}"
    return await ListFile(name, COLUMNS, made).answer(kind, page_from, page_request.language)


def _asked(which: ReportFilters) -> Iterator[Asked]:
    """The filters in words."""
    for name, value in which._asdict().items():
        if value is not None:
            words = value.label if isinstance(value, LabeledEnum) else Label(str(value), str(value))
            yield Asked(name, str(value), LABELS[name], words)
