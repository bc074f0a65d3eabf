"""Deadlines as a file: what a clock's line says, in words."""

from collections.abc import Callable

from starlette.responses import Response

from api.exports.asked import made_by
from api.exports.columns_in_words import cell_of, clause, named
from api.exports.list_files import ITEMS, FileKind, ListFile
from api.exports.tables import Cell, Column, Item
from api.http.language import Language
from api.reads.reading import Reading
from api.resources.deadlines import find_deadlines
from api.resources.list_parameters import ListQuestion
from domain.kernel.base import Label
from ledger.read_model.deadline_columns import DEADLINES
from ledger.read_model.pages import Page

TITLE = Label("期限表", "Deadlines")
ON_SCREEN = ("phase", "region", "authority", "of_the_bureau", "name_en", "center_id")
"""Columns that aren't printed."""


_SPECIAL: dict[str, Callable[[Item, Language], Cell]] = {
    "duty": named("duty"),
    "authority": named("authority"),
    "clause": clause,
}
COLUMNS = tuple(
    Column(column.heading, column.width, _SPECIAL.get(column.name) or cell_of(column), column.name not in ON_SCREEN)
    for column in DEADLINES.columns
)


async def deadlines_file(reading: Reading, which: ListQuestion, kind: FileKind, language: Language) -> Response:
    """All clocks that are asked for, in their order. Raises ``Problem`` 503 while lists of then are made."""

    async def page_from(cursor: str | None) -> Page:
        return await find_deadlines(reading, which, ITEMS, cursor)

    return await ListFile("deadlines", COLUMNS, made_by(reading.actor, TITLE, which)).answer(kind, page_from, language)
