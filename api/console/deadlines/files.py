"""Deadlines as a file: of all centers that the reader follows, or of those that the parameters find."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.exports.asked import filters_of
from api.console.exports.columns_in_words import cell_of
from api.console.exports.exports import Cell, Column, Item
from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Made
from api.console.frame.filters import FILTERS
from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.http.language import Language, say
from api.resources.deadlines import find_deadlines
from api.resources.list_parameters import OF_DEADLINES, ListQuestion, list_question
from clock import utc_now
from domain.kernel.base import Label
from ledger.read_model.deadline_columns import DEADLINES
from ledger.read_model.pages import Page

router = APIRouter()

TITLE = Label("期限表", "Deadlines")
ON_SCREEN = ("phase", "region", "authority", "of_the_bureau", "name_en", "center_id")
"""Columns that aren't printed."""
Which = Annotated[ListQuestion, Depends(list_question(OF_DEADLINES, blank=BLANK_IS_NONE))]


@router.get("/deadlines.{kind_of_file}")
async def deadlines_file(page_request: FilePage, kind_of_file: FileKind, which: Which) -> Response:
    """All clocks that the filters find, in their order; JSON has the shape of the API's list."""

    async def page_from(cursor: str | None) -> Page:
        return await find_deadlines(page_request.reading, which, ITEMS, cursor)

    made = Made(TITLE, page_request.actor, utc_now(), filters_of(which), which.as_of, which.known_at)
    return await ListFile("deadlines", COLUMNS, made).answer(kind_of_file, page_from, page_request.language)


def _named(name: str) -> Callable[[Item, Language], Cell]:
    """What the item names in both languages."""

    def named(item: Item, language: Language) -> Cell:
        text: str = item[name][language]
        return text

    return named


def _clause(item: Item, language: Language) -> Cell:
    return say(FILTERS["clause_number"](item["clause"]), language)


_SPECIAL: dict[str, Callable[[Item, Language], Cell]] = {
    "duty": _named("duty"),
    "authority": _named("authority"),
    "clause": _clause,
}
COLUMNS = tuple(
    Column(column.heading, column.width, _SPECIAL.get(column.name) or cell_of(column), column.name not in ON_SCREEN)
    for column in DEADLINES.columns
)
