"""What waits for somebody as a file."""

from collections.abc import Callable, Iterator
from datetime import date

from fastapi import APIRouter
from starlette.responses import Response

from api.console.exports.exports import Cell, Column, Item
from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Asked, Made
from api.console.frame.filters import FILTERS
from api.console.frame.page_request import FilePage
from api.console.work.routes import Which, WorkFilters, look
from api.http.language import Language, say
from clock import utc_now
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.wording.headings import HEADINGS
from domain.wording.values import YES
from ledger.read_model.pages import Page

router = APIRouter()

TITLE = Label("待办事项", "Work list")
OWN = Asked("assigned", "true", Label("范围", "of these"), Label("指定我经办的", "those in my own hands"))
COMMA = Label("、", ", ")


@router.get("/work.{kind}")
async def work_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that waits for whoever asks, most urgent first."""

    async def page_from(cursor: str | None) -> Page:
        work = await page_request.read(look, page_request.actor, page_request.today, cursor, which, limit=ITEMS)
        return work.found

    made = Made(TITLE, page_request.actor, utc_now(), tuple(_asked(which)))
    return await ListFile("work", COLUMNS, made).answer(kind, page_from, page_request.language)


def _asked(which: WorkFilters) -> Iterator[Asked]:
    """The filters in words."""
    if which.assigned:
        yield OWN
    if which.district:
        yield Asked("district", which.district.value, HEADINGS["district"], which.district.label)
    if which.region:
        yield Asked("region", which.region, HEADINGS["region"], Label(which.region, which.region))


def _plain(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: item.get(name) or None


def _term(term: str, name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(FILTERS[term](item[name]), language) if item.get(name) else None


def _day(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: date.fromisoformat(item[name]) if item.get(name) else None


def _yes(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(YES, language) if item.get(name) else None


def _officers(item: Item, language: Language) -> Cell:
    return say(COMMA, language).join(officer["name"] for officer in item["assigned"]) or None


COLUMNS = (
    Column(HEADINGS["name_zh"], 34, _plain("center_name_zh")),
    Column(Label("待办", "To decide"), 24, _term("decision", "decision")),
    Column(Label("内容", "About"), 30, _term("subject", "subject")),
    Column(Label("依据", "Clause"), 12, _term("clause_number", "clause")),
    Column(HEADINGS["phase"], 12, _term("phase", "phase")),
    Column(Label("期限", "Due on"), 12, _day("due_on")),
    Column(Label("已逾期", "Overdue"), 9, _yes("overdue")),
    Column(ClockStatus.CERTAINLY_OVER.label, 9, _yes("latest")),
    Column(Label("最晚", "Latest"), 12, _day("latest")),
    Column(Label("推定", "Assumed"), 9, _yes("assumed")),
    Column(Label("暂定", "Provisional"), 9, _yes("provisional")),
    Column(Label("自", "Since"), 12, _day("since")),
    Column(Label("单位", "Organisation"), 28, _plain("org_name")),
    Column(Label("经办人", "Officers"), 16, _officers),
    Column(HEADINGS["center_id"], 26, _plain("center_id")),
)
