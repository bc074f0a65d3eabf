"""What waits for somebody as a file."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from api.console.exports.asked import filters_of
from api.console.exports.columns_in_words import cell_of
from api.console.exports.exports import Cell, Column, Item
from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Asked, Made
from api.console.frame.filters import FILTERS
from api.console.frame.page_request import FilePage
from api.console.work.routes import Which
from api.http.language import Language, say
from api.resources.work import find_work
from clock import utc_now
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.values.districts import District
from domain.wording.values import YES
from ledger.read_model.pages import Page
from ledger.read_model.work_columns import WORK

router = APIRouter()

TITLE = Label("待办事项", "Work list")
OWN = Asked("assigned", "true", Label("范围", "of these"), Label("指定我经办的", "those in my own hands"))
ON_SCREEN = ("region", "name_en", "center_id")
"""Columns that aren't printed."""


@router.get("/work.{kind}")
async def work_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that waits for whoever asks, most urgent first, or in the order that is asked for."""

    async def page_from(cursor: str | None) -> Page:
        return await find_work(page_request.reading, which, ITEMS, cursor)

    asked = (*((OWN,) if which.assigned else ()), *filters_of(which.of))
    made = Made(TITLE, page_request.actor, utc_now(), asked, which.of.as_of, which.of.known_at)
    return await ListFile("work", COLUMNS, made).answer(kind, page_from, page_request.language)


def _term(term: str, name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(FILTERS[term](item[name]), language) if item.get(name) else None


def _whom(item: Item, language: Language) -> Cell:
    named: str | None = item["org_name"] or item["person_name"]
    return named or (say(District(item["district"]).label, language) if item["district"] else None)


def _yes(name: str) -> Callable[[Item, Language], Cell]:
    return lambda item, language: say(YES, language) if item.get(name) else None


_SPECIAL: dict[str, Callable[[Item, Language], Cell]] = {
    "decision": _term("decision", "decision"),
    "subject": _term("subject", "subject"),
    "clause": _term("clause_number", "clause"),
    "whom": _whom,
    **{name: _yes(name) for name in ("overdue", "assumed", "provisional")},
}


def _column(name: str) -> Column:
    column = WORK.column_of[name]
    cell = _SPECIAL.get(name) or cell_of(column)
    return Column(column.heading, column.width, cell, name not in ON_SCREEN)


_ON_PAPER = [_column(one.name) for one in WORK.columns if one.name not in ON_SCREEN]
COLUMNS = (
    *_ON_PAPER,
    Column(ClockStatus.CERTAINLY_OVER.label, 9, _yes("latest")),
    *map(_column, ON_SCREEN),
)
