"""The register as a file, by the same filters as its page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.frame.page_request import FilePage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.exports.centers import centers_file
from api.exports.list_files import FileKind
from api.resources.list_parameters import ListQuestion, register_question

router = APIRouter()

Which = Annotated[ListQuestion, Depends(register_question(blank=BLANK_IS_NONE))]


@router.get("/centers.{kind}")
async def register_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that the filters find, in their order; JSON has the shape of the API's list."""
    return await centers_file(page_request.reading, which, kind, page_request.language)
