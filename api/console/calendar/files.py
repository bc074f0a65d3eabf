"""Deadlines as a file: of all centers that the reader follows, or of those that the register's parameters find."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.console.exports.exports import Cell, Column, Item
from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Asked, Made
from api.console.frame.filters import FILTERS
from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.register.files import filters_of
from api.http.language import Language, say
from api.resources.deadlines import SORT, DeadlineFilters, find_deadlines
from api.resources.list_parameters import RegisterQuestion, register_question
from clock import utc_now
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label, LabeledEnum
from domain.kernel.messages import Day
from domain.wording.headings import HEADINGS
from domain.wording.values import YES
from ledger.read_model.pages import Page

router = APIRouter()

TITLE = Label("时限一览", "Deadlines")
LABELS = {
    "kind": Label("事项", "Matter"),
    "status": Label("状态", "Status"),
    "due_from": Label("期限（自）", "Due on, from"),
    "due_to": Label("期限（至）", "Due on, to"),
}
OfCenters = Annotated[RegisterQuestion, Depends(register_question(blank=BLANK_IS_NONE, without=SORT))]


async def _filters(
    kind: Annotated[ClockKind | None, BLANK_IS_NONE] = None,
    status: Annotated[ClockStatus | None, BLANK_IS_NONE] = None,
    due_from: Annotated[Day | None, Query(), BLANK_IS_NONE] = None,
    due_to: Annotated[Day | None, Query(), BLANK_IS_NONE] = None,
) -> DeadlineFilters:
    return DeadlineFilters(kind=kind, status=status, due_from=due_from, due_to=due_to)


Which = Annotated[DeadlineFilters, Depends(_filters)]


@router.get("/deadlines.{kind_of_file}")
async def deadlines_file(page_request: FilePage, kind_of_file: FileKind, which: Which, centers: OfCenters) -> Response:
    """All clocks that the filters find, by their day; JSON has the shape of the API's list."""

    async def page_from(cursor: str | None) -> Page:
        return await find_deadlines(page_request.reading, which, centers, ITEMS, cursor)

    filters = (*_asked(which), *filters_of(centers))
    made = Made(TITLE, page_request.actor, utc_now(), filters, centers.as_of, centers.known_at)
    return await ListFile("deadlines", COLUMNS, made).answer(kind_of_file, page_from, page_request.language)


def _asked(which: DeadlineFilters) -> list[Asked]:
    found = {name: value for name, value in dict(which).items() if value is not None}
    return [
        Asked(
            name, str(value), LABELS[name], value.label if isinstance(value, LabeledEnum) else Label(*[str(value)] * 2)
        )
        for name, value in found.items()
    ]


def _plain(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: item.get(name) or None


def _term(term: str, name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(FILTERS[term](item[name]), language)


def _day(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, _language: date.fromisoformat(item[name]) if item.get(name) else None


COLUMNS = (
    Column(HEADINGS["name_zh"], 34, _plain("center_name_zh")),
    Column(LABELS["kind"], 20, _term("clock_kind", "kind")),
    Column(Label("内容", "About"), 30, _plain("subject")),
    Column(Label("依据", "Clause"), 12, _term("clause_number", "clause")),
    Column(Label("期限", "Due on"), 12, _day("due_on")),
    Column(Label("最早", "Earliest"), 12, _day("earliest")),
    Column(Label("最晚", "Latest"), 12, _day("latest")),
    Column(LABELS["status"], 12, _term("clock_status", "status")),
    Column(Label("暂定", "Provisional"), 9, lambda item, language: say(YES, language) if item["provisional"] else None),
    Column(Label("推定", "Assumed"), 9, lambda item, language: say(YES, language) if item.get("assumed") else None),
    Column(Label("完成日期", "Done on"), 12, _day("met_on")),
    Column(Label("逾期天数", "Days late"), 9, _plain("days_late")),
    Column(HEADINGS["center_id"], 26, _plain("center_id")),
)
