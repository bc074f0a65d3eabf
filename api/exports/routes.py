"""The API's lists as files: the parameters of each list, whole, as its reader sees it, under the list's own name."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.exports.centers import centers_file
from api.exports.deadlines import deadlines_file
from api.exports.list_files import FileKind
from api.exports.tables import CSV, EXCEL
from api.exports.work import work_file
from api.http.language import InLanguage
from api.http.openapi import PROBLEMS, Responses
from api.reads.reading import CurrentFileReading
from api.resources.centers import Which as WhichCenters
from api.resources.deadlines import Asked as WhichDeadlines
from api.resources.work import WorkQuestion, work_question

router = APIRouter()

MEDIA_TYPES: dict[FileKind, str] = {"csv": CSV.partition(";")[0], "xlsx": EXCEL}
SCHEMAS: dict[FileKind, dict[str, str]] = {
    "csv": {"type": "string"},
    "xlsx": {"type": "string", "format": "binary"},
}
Route = Callable[..., Any]
WhichWork = Annotated[WorkQuestion, Depends(work_question())]


def _centers(kind: FileKind) -> Route:
    async def export_centers(reading: CurrentFileReading, which: WhichCenters, language: InLanguage) -> Response:
        """The register as a file: every center that the parameters find, each cell in words. What is asked, by whom and
        when stands above the list; no cell is a formula.
        """
        return await centers_file(reading, which, kind, language)

    return export_centers


def _deadlines(kind: FileKind) -> Route:
    async def export_deadlines(reading: CurrentFileReading, which: WhichDeadlines, language: InLanguage) -> Response:
        """Deadlines as a file: every clock that the parameters find, as ``/deadlines`` lists them."""
        return await deadlines_file(reading, which, kind, language)

    return export_deadlines


def _work(kind: FileKind) -> Route:
    async def export_work(reading: CurrentFileReading, which: WhichWork, language: InLanguage) -> Response:
        """What waits for whoever asks as a file, as ``/work`` lists it."""
        return await work_file(reading, which, kind, language)

    return export_work


FILES: dict[str, Callable[[FileKind], Route]] = {"centers": _centers, "deadlines": _deadlines, "work": _work}
"""By the name of the list, what answers with it as a file of a kind; the name is its group in the document too."""


def _answered(kind: FileKind) -> Responses:
    content = {MEDIA_TYPES[kind]: {"schema": SCHEMAS[kind]}}
    return {**PROBLEMS, 200: {"content": content, "description": "The whole list, as an attachment"}}


for _name, _file in FILES.items():
    for _kind in MEDIA_TYPES:
        router.get(
            f"/{_name}.{_kind}",
            operation_id=f"export_{_name}_{_kind}",
            response_class=Response,
            responses=_answered(_kind),
            tags=[_name],
        )(_file(_kind))
