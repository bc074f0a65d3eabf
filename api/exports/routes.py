"""The API's lists as files: whole, by the parameters of each list, as its reader sees it, under the list's own name."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.exports.centers import centers_file
from api.exports.deadlines import deadlines_file
from api.exports.list_files import FileKind
from api.exports.processing_times import processing_times_file
from api.exports.tables import CSV, EXCEL
from api.exports.work import work_file
from api.http.language import InLanguage, Language
from api.http.openapi import PROBLEMS, Responses
from api.http.representations import IfNoneMatch, names_tag, tagged
from api.reads.reading import CurrentFileReading, Reading
from api.resources.list_parameters import OF_DEADLINES, ListQuestion, list_question, register_question
from api.resources.processing_times import check_oversees, step_question
from api.resources.work import WorkQuestion, work_question
from clock import today_in_shanghai
from service_layer.reading import ReadableLedger
from service_layer.remaking import basis_now

router = APIRouter()

MEDIA_TYPES: dict[FileKind, str] = {"csv": CSV.partition(";")[0], "xlsx": EXCEL}
SCHEMAS: dict[FileKind, dict[str, str]] = {
    "csv": {"type": "string"},
    "xlsx": {"type": "string", "format": "binary"},
}


class ExportedList(NamedTuple):
    """A list that there is as a file: its group in the document, what it is asked, what makes the file of that, and
    what raises ``Problem`` for whoever it isn't for.
    """

    tag: str
    question: Callable[..., Any]
    file: Callable[[Reading, Any, FileKind, Language], Awaitable[Response]]
    about: str
    check: Callable[[Reading], None] | None = None


EXPORTED = {
    "centers": ExportedList(
        "centers", register_question(), centers_file, "The register as a file: every center that the parameters find."
    ),
    "deadlines": ExportedList(
        "deadlines",
        list_question(OF_DEADLINES),
        deadlines_file,
        "Deadlines as a file: every clock that the parameters find, as `/deadlines` lists them.",
    ),
    "work": ExportedList(
        "work", work_question(), work_file, "What waits for whoever asks as a file, as `/work` lists it."
    ),
    "statistics/steps": ExportedList(
        "overview",
        step_question,
        processing_times_file,
        "How long the steps of the bureau's took as a file, as `/statistics/steps` lists them.",
        check_oversees,
    ),
}
"""By the list's own address."""
OF_ALL = (
    "It is the whole list, so nothing asks for a page of it. Cells are words in the language of `Accept-Language`, and"
    " no cell is a formula; above the list stands what was asked, by whom and when. 503 while lists are made anew."
)


def _route(exported: ExportedList, kind: FileKind) -> Callable[..., Awaitable[Response]]:
    async def export_list(
        reading: CurrentFileReading,
        which: Annotated[Any, Depends(exported.question)],
        language: InLanguage,
        if_none_match: IfNoneMatch = None,
    ) -> Response:
        if exported.check:
            exported.check(reading)  # who may not have a file isn't told either whether it is the same
        tag = await reading.ask(_tag, reading, which, kind, language)
        if names_tag(if_none_match, tag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=tagged(tag))
        answer = await exported.file(reading, which, kind, language)
        answer.headers.update(tagged(tag))
        return answer

    export_list.__doc__ = f"{exported.about} {OF_ALL}"
    return export_list


def _tag(
    ledger: ReadableLedger, reading: Reading, which: ListQuestion | WorkQuestion, kind: FileKind, language: Language
) -> str:
    """The tag of a file before anything of it is read: lists follow the log, which tells its head to everybody, the
    house rules, the working days and the day. That it says when it was made makes no other file of it.
    """
    basis = basis_now(ledger, reading.app_state.settings.policy)
    asked = {name: str(value) for name, value in which.given.items()}
    made_by = [basis, str(today_in_shanghai()), reading.actor.model_dump_json(), asked, kind, language]
    digest = hashlib.sha256(json.dumps(made_by, ensure_ascii=False).encode()).hexdigest()[:16]
    return f'W/"{ledger.head()}-{digest}"'


def _answered(kind: FileKind) -> Responses:
    content = {MEDIA_TYPES[kind]: {"schema": SCHEMAS[kind]}}
    return {**PROBLEMS, 200: {"content": content, "description": "The whole list, as an attachment"}}


for _address, _exported in EXPORTED.items():
    for _kind in MEDIA_TYPES:
        router.get(
            f"/{_address}.{_kind}",
            operation_id=f"export_{_address.replace('/', '_')}_{_kind}",
            response_class=Response,
            responses=_answered(_kind),
            tags=[_exported.tag],
        )(_route(_exported, _kind))
