"""Deadlines as a file: of all centers that the reader follows, or of those that the parameters find."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.exports.deadlines import deadlines_file
from api.exports.list_files import FileKind
from api.resources.list_parameters import OF_DEADLINES, ListQuestion, list_question

router = APIRouter()

Which = Annotated[ListQuestion, Depends(list_question(OF_DEADLINES, blank=BLANK_IS_NONE))]


@router.get("/deadlines.{kind_of_file}")
async def show_deadlines_file(page_request: FilePage, kind_of_file: FileKind, which: Which) -> Response:
    """All clocks that the filters find, in their order; JSON has the shape of the API's list."""
    return await deadlines_file(page_request.reading, which, kind_of_file, page_request.language)
