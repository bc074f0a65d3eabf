"""Problem details (RFC 9457): one shape for everything that is not as the caller hoped."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.field_errors import FieldError, field_errors
from api.http.language import Language, language_of, say
from api.http.problem_reasons import PROBLEM_REASONS
from domain.kernel.base import Label
from domain.kernel.refusals import Kind
from domain.wording.refusals import REASONS, explain, explain_doubt
from ledger.errors import AheadOfLog, BadCursor, LedgerError
from office.errors import OfficeError
from telemetry.context import add_to_log_context, known_fields

log = logging.getLogger("hengxu.api")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "5"}

STATUS_OF: dict[Kind, HTTPStatus] = {
    Kind.NOT_NOW: HTTPStatus.CONFLICT,
    Kind.NOT_YOURS: HTTPStatus.FORBIDDEN,
    Kind.WRONG_CONTENT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.UNKNOWN: HTTPStatus.NOT_FOUND,
}
"""The status of each kind of refusal."""


class SentenceBody(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class DoubtBody(BaseModel):
    """Something unusual about a decision, to be confirmed: its code, the clause or ``house``, and what it is."""

    code: str
    clause: str
    sentence: SentenceBody


class ProblemDetails(BaseModel):
    """RFC 9457. ``code`` is a stable word; ``clause`` the guideline's, where a rule refused; ``instance`` the receipt
    of the refusal, or the address asked for; ``params`` what the sentence names, for programs.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    clause: str | None = None
    params: dict[str, Any] | None = None
    errors: list[FieldError] | None = None
    doubts: list[DoubtBody] | None = None
    command_id: str | None = None
    correlation_id: str | None = None


class Problem(Exception):
    """What went otherwise. ``errors`` name fields; ``members`` are further members of the answer."""

    def __init__(
        self,
        code: str,
        status: HTTPStatus,
        title: Label,
        detail: Label,
        *,
        clause: str | None = None,
        params: Mapping[str, Any] | None = None,
        errors: Sequence[dict[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(code)
        self.code, self.status, self.title, self.detail = code, status, title, detail
        self.clause, self.params, self.errors = clause, params, errors
        self.headers, self.members = dict(headers or {}), members


def problem(
    code: str,
    *,
    errors: Sequence[dict[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    for_programs: Mapping[str, Any] | None = None,
    **params: Any,
) -> Problem:
    """A problem of the API's own, by its code; ``params`` fill its sentence, ids among them stand beside it, and so
    does what is ``for_programs``, as its ``params``.
    """
    reason = PROBLEM_REASONS[code]
    filled = Label(reason.detail.zh.format(**params), reason.detail.en.format(**params))
    if reason.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers = RETRY_AFTER | dict(headers or {})
    ids = {name: params[name] for name in ("command_id", "correlation_id") if name in params}
    return Problem(
        code, reason.status, reason.title, filled, params=for_programs, errors=errors, headers=headers, **ids
    )


def doubts_in(params: Mapping[str, Any]) -> list[DoubtBody]:
    """What a refusal asks to confirm, as the caller reads it."""
    return [doubt_body(doubt["code"], doubt["clause"], doubt["params"]) for doubt in params.get("doubts", ())]


def doubt_body(code: str, clause: str, params: Mapping[str, Any]) -> DoubtBody:
    """A doubt with its sentence."""
    sentence = explain_doubt(code, params)
    return DoubtBody(code=code, clause=clause, sentence=SentenceBody(zh=sentence.zh, en=sentence.en))


def refusal(code: str, clause: str | None, params: Mapping[str, Any], **members: Any) -> Problem:
    """A refusal of the domain's, as the caller reads it."""
    title, detail = explain(code, params)
    if "doubts" in params:
        members["doubts"] = [doubt.model_dump() for doubt in doubts_in(params)]
    status = STATUS_OF[REASONS[code].kind] if code in REASONS else HTTPStatus.CONFLICT
    return Problem(code, status, title, detail, clause=clause, params=params, **members)


def center_unknown() -> Problem:
    """There is no center of that id."""
    return refusal("center_unknown", None, {})


def details(raised: Problem, request: Request) -> dict[str, Any]:
    """The problem's members, in the language of the request."""
    language: Language = language_of(request)
    members = {
        "type": f"urn:hengxu:problem:{raised.code}",
        "title": say(raised.title, language),
        "status": raised.status.value,
        "detail": say(raised.detail, language),
        "instance": request.url.path,
        "code": raised.code,
        "clause": raised.clause,
        "params": raised.params,
        "errors": field_errors(raised.errors, language) if raised.errors else None,
        **raised.members,
    }
    return {name: value for name, value in members.items() if value is not None}


def answer(raised: Problem, request: Request) -> Response:
    """The problem as a response, in the language of the request."""
    add_to_log_context(code=raised.code)
    language = "zh-CN" if language_of(request) == "zh" else "en"
    headers = {"Content-Language": language, "Vary": "Accept-Language", **raised.headers}
    return JSONResponse(details(raised, request), raised.status, headers, MEDIA_TYPE)


Answer = Callable[[Problem, Request], Response]


def answer_problems(app: FastAPI, say_it: Answer = answer) -> None:
    """Every error that a route can meet becomes a problem, and is answered like this."""
    for kind, problem_of in _PROBLEM_OF.items():
        app.add_exception_handler(kind, _answering(problem_of, say_it))
    app.add_exception_handler(ClientDisconnect, _answer_nobody)


def _answering(problem_of: Callable[[Any], Problem], say_it: Answer) -> Callable[[Request, Exception], Any]:
    async def answering(request: Request, error: Exception) -> Response:
        return say_it(problem_of(error), request)

    return answering


async def _answer_nobody(_request: Request, _left: Exception) -> Response:
    """Whoever was sending something has left in the middle of it, which is no error of anybody's."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def _of_http_exception(error: HTTPException) -> Problem:
    is_method = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    return problem("method_not_allowed" if is_method else "not_found", headers=error.headers)


def _of_wrong_parameters(error: RequestValidationError) -> Problem:
    return problem("request_invalid", errors=error.errors())


def of_ledger_error(error: LedgerError) -> Problem:
    """What the ledger could not do, in its own words."""
    if isinstance(error, BadCursor):
        return problem("cursor_invalid")
    if isinstance(error, AheadOfLog):
        position, head = error.position, error.head
        beyond = {"position": position, "head": head}
        return problem("ahead_of_log", for_programs=beyond, position=position, head=head)
    return problem("ledger_unavailable", sentence_zh=error.sentence.zh, sentence_en=error.sentence.en)


def of_office_error(error: OfficeError) -> Problem:
    """What the store of sessions and reads could not do, in its own words."""
    return problem("office_unavailable", sentence_zh=error.sentence.zh, sentence_en=error.sentence.en)


_PROBLEM_OF: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda raised: raised,
    HTTPException: _of_http_exception,
    RequestValidationError: _of_wrong_parameters,
    LedgerError: of_ledger_error,
    OfficeError: of_office_error,
}


def correlation() -> str:
    """Under which id the log tells of what the caller is answered: the request's, where there is one."""
    return known_fields().get("request_id") or uuid4().hex


class Unforeseen:
    """The last door: what nobody thought of is logged under a number and answered with 503, never with 500; so is what
    the server cancels because it stops.
    """

    def __init__(self, app: ASGIApp, say_it: Answer = answer) -> None:
        self._app, self._say_it = app, say_it

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Problem as raised:
            await self._say_it(raised, Request(scope))(scope, receive, send)
        except asyncio.CancelledError:
            if not started:
                await self._say_it(problem("stopping"), Request(scope))(scope, receive, send)
            raise
        except Exception:
            correlation_id = correlation()
            log.exception("Unforeseen %s at %s %s", correlation_id, scope["method"], scope["path"])
            if started:
                raise
            unforeseen = problem("unforeseen", correlation_id=correlation_id)
            await self._say_it(unforeseen, Request(scope))(scope, receive, send)
