"""What waits for somebody as a file."""

from fastapi import APIRouter
from starlette.responses import Response

from api.console.frame.page_request import FilePage
from api.console.work.routes import Which
from api.exports.list_files import FileKind
from api.exports.work import work_file

router = APIRouter()


@router.get("/work.{kind}")
async def show_work_file(page_request: FilePage, kind: FileKind, which: Which) -> Response:
    """All that waits for whoever asks, most urgent first, or in the order that is asked for."""
    return await work_file(page_request.reading, which, kind, page_request.language)
