"""Documents over HTTP: a file in, once and for all under its digest; the same bytes out, or none."""

import re
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.app_state import AppState, CurrentState
from api.auth.identity import SignedIn
from api.http.media_types import OF_ANY_KIND, served_type
from api.http.openapi import DECISION_PROBLEMS, PROBLEMS, Responses
from api.http.problems import Problem, problem
from api.reads.reading import CurrentReading
from api.uploads.admission import Admission
from domain.decider import PEOPLE_DECIDE
from domain.kernel.roles import Actor
from ledger.application import Ledger
from ledger.documents import Document, DocumentChanged, KeptDocument
from ledger.errors import LedgerError
from ledger.proof.digests import digests
from service_layer.reading import ReadableLedger, ledger_for

router = APIRouter(tags=["documents"])

PATH = "/api/v1/documents"
LONGEST_TITLE = 200
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_OF_FORMS = frozenset({"application/x-www-form-urlencoded"})
"""What programs say of a body when nobody told them what it is."""
DECIDING = frozenset(role for decision in PEOPLE_DECIDE for role in decision.roles)
"""The roles whose decisions refer to papers."""
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}
"""Whatever somebody has sent in, no browser runs it in this address's name, nor keeps it for whoever comes next."""


class DocumentBody(BaseModel):
    """A file that the house holds. ``size`` in bytes; digests in hex, ``sm3`` where that is set; ``title`` and
    ``media_type`` as its first sender gave them.
    """

    sha256: str
    sm3: str | None = None
    size: int
    media_type: str
    title: str | None = None


class Received(NamedTuple):
    """A file as it was sent."""

    content: bytes
    media_type: str
    title: str | None


_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_FORM = {"type": "object", "required": ["file"], "properties": {"file": _FILE, "title": {"type": "string"}}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": _FORM}, OF_ANY_KIND: {"schema": _FILE}},
    }
}
_SENDING: Responses = {
    **PROBLEMS,
    200: {"model": DocumentBody, "description": "These bytes are kept already"},
    413: DECISION_PROBLEMS[413],
    507: DECISION_PROBLEMS[413] | {"description": "There is no room for more documents"},
}
_GIVING: Responses = {
    **PROBLEMS,
    200: {"content": {OF_ANY_KIND: {"schema": _FILE}}, "description": "The bytes"},
    304: {"description": "The caller has them already"},
}


async def sender(actor: SignedIn) -> Actor:
    """Whoever asks, if their role decides anything; 403 otherwise."""
    if actor.role not in DECIDING:
        raise problem("sending_not_allowed")
    return actor


@router.post(
    "/documents",
    operation_id="keep_document",
    status_code=201,
    response_model=DocumentBody,
    responses=_SENDING,
    openapi_extra=_BODY,
)
async def keep_document(
    actor: Annotated[Actor, Depends(sender)],
    request: Request,
    app_state: CurrentState,
    title: Annotated[
        str | None, Query(max_length=LONGEST_TITLE, description="Of a file that is the body itself")
    ] = None,
) -> Response:
    """Takes one file, as a part of `multipart/form-data` or as the body itself, and keeps it under its SHA-256, by
    which decisions refer to it. The same bytes again are answered with what is kept.
    """
    received = await received_file(request, title)
    if not received.content:
        raise problem("document_expected")
    body, is_new = await keep(app_state, received, actor)
    headers = {"Location": f"{PATH}/{body.sha256}"}
    return JSONResponse(body.model_dump(exclude_none=True), 201 if is_new else 200, headers)


async def keep(app_state: AppState, received: Received, by: Actor) -> tuple[DocumentBody, bool]:
    """Keeps the file, and says whether it is new to its sender. ``Problem`` where it may not come in, or what is kept
    under its digest has changed.
    """
    admission = Admission(app_state, received.content, by.id)
    taken = await admission.begin()
    try:
        return await app_state.read(_kept, received, by, sm3=app_state.settings.sm3)
    except DocumentChanged as changed:
        raise _damaged(changed) from None
    except LedgerError:
        if taken is not None:
            await admission.give_back(taken)
        raise


def _kept(ledger: Ledger, received: Received, by: Actor, *, sm3: bool) -> tuple[DocumentBody, bool]:
    """As the sender described it, if what is kept isn't theirs to see: nobody learns that others have sent it."""
    kept, is_new = ledger.documents.keep(*received, by.id)
    if not is_new and ledger_for(ledger, by).documents.facts(kept.sha256) is None:
        kept, is_new = kept._replace(media_type=received.media_type, title=received.title), True
    facts = {"size": kept.size, "media_type": kept.media_type, "title": kept.title}
    return DocumentBody.model_validate(digests(received.content, sm3=sm3) | facts), is_new


async def received_file(request: Request, title: str | None) -> Received:
    """The one file of a request: the body, or a part of a form. Raises ``Problem`` where there is none."""
    content = await request.body()
    sent_as = request.headers.get("content-type", "")
    if not sent_as.lower().startswith("multipart/form-data"):
        return Received(content, _media_type(sent_as), _title(title))
    try:
        async with request.form(max_files=1, max_fields=10) as form:
            files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
            if len(files) != 1:
                raise problem("document_expected")
            return await received_part(files[0], str(form.get("title") or title or ""))
    except HTTPException:
        raise problem("document_expected") from None


async def received_part(part: UploadFile, title: str) -> Received:
    """A file of a form; it is called as its own name says where nobody gave it a title."""
    called = title or part.filename
    return Received(await part.read(), _media_type(part.content_type or ""), _title(called))


def file_name(part: UploadFile) -> str | None:
    """The name of a file of a form, as its sender has it."""
    return _title(part.filename)


def _media_type(given: str) -> str:
    """The kind of file, without parameters; any kind, where nothing sensible was said."""
    kind = given.partition(";")[0].strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) and kind not in _OF_FORMS else OF_ANY_KIND


def _title(given: str | None) -> str | None:
    """A title in one line, of signs that are seen; of a path its last part."""
    last = re.split(r"[/\\]", given or "")[-1]
    shown = "".join(sign if sign.isprintable() else " " for sign in last)
    return " ".join(shown.split())[:LONGEST_TITLE].strip() or None


@router.get("/documents/{sha256}", operation_id="read_document", response_class=Response, responses=_GIVING)
async def read_document(reading: CurrentReading, sha256: str, request: Request) -> Response:
    """A file's bytes, as an attachment, under its media type where no browser runs such files and as
    `application/octet-stream` otherwise: for whoever has sent it, and whoever sees what names it. Bytes that have
    changed since are never given out.
    """
    tag = f'"{sha256}"'
    known = await reading.ask(_facts, sha256)
    if known is None:
        raise problem("document_unknown")
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers={"ETag": tag, **HARMLESS})
    try:
        found = await reading.ask(_document, sha256)
    except DocumentChanged as changed:
        raise _damaged(changed) from None
    if found is None:
        raise problem("document_unknown")
    return Response(found.content, headers=_headers(found.kept) | {"ETag": tag})


def _damaged(changed: DocumentChanged) -> Problem:
    return problem("document_changed", sha256=changed.sha256)


def _facts(ledger: ReadableLedger, sha256: str) -> KeptDocument | None:
    return ledger.documents.facts(sha256) if _DIGEST.fullmatch(sha256) else None


def _document(ledger: ReadableLedger, sha256: str) -> Document | None:
    return ledger.documents.get(sha256)


def _tags(listed: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in listed.split(",")}


def _headers(kept: KeptDocument) -> dict[str, str]:
    name = quote(kept.title or kept.sha256, safe="")
    return {
        "Content-Type": served_type(kept.media_type),
        "Content-Disposition": f"attachment; filename=\"{kept.sha256}\"; filename*=UTF-8''{name}",
        **HARMLESS,
    }
