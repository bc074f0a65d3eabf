"""What waits for somebody as a file."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.exports.list_files import FileKind
from api.exports.work import work_file
from api.resources.work import WorkQuestion, work_question

router = APIRouter()

Which = Annotated[WorkQuestion, Depends(work_question(blank=BLANK_IS_NONE))]


@router.get("/work.{kind}")
async def show_work_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that waits for whoever asks, most urgent first, or in the order that is asked for."""
    return await work_file(page_request.reading, which, kind, page_request.language)
