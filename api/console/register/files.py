"""The register as a file, by the same filters as its page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.exports.asked import filters_of
from api.console.exports.list_files import ITEMS, FileKind, ListFile
from api.console.exports.made import Made
from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.register.columns import FILE_COLUMNS, TITLE
from api.resources.centers import find_centers
from api.resources.list_parameters import ListQuestion, register_question
from clock import utc_now
from domain.kernel.roles import Actor
from ledger.read_model.pages import Page

router = APIRouter()

Which = Annotated[ListQuestion, Depends(register_question(blank=BLANK_IS_NONE))]


@router.get("/centers.{kind}")
async def register_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that the filters find, in their order; JSON has the shape of the API's list."""

    async def page_from(cursor: str | None) -> Page:
        return await find_centers(page_request.reading, which, ITEMS, cursor)

    file = ListFile("centers", FILE_COLUMNS, made_by(page_request.actor, which))
    return await file.answer(kind, page_from, page_request.language)


def made_by(actor: Actor, which: ListQuestion) -> Made:
    """The account of a file of these centers."""
    return Made(TITLE, actor, utc_now(), filters_of(which), which.as_of, which.known_at)
