"""What goes otherwise, as pages: who is not signed in comes to the sign-in page, everybody else reads what to do."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.console.frame.page_request import chosen_language
from api.console.frame.pages import render
from api.console.frame.session.kept_form import kept_form
from api.console.frame.session.sessions import COOKIE, forget_cookie
from api.console.frame.urls import address_of
from api.http.field_errors import field_errors
from api.http.language import Language
from api.http.problems import Problem, answer_problems
from api.resources.list_parameters import labels_asked_by
from telemetry.context import add_to_log_context

SIGNED_OUT = {"token_missing", "token_expired", "token_invalid"}
OFFERED_AGAIN = SIGNED_OUT | {"form_of_another_session", "draft_not_kept", "office_unavailable"}
"""Where nothing that was typed could be kept."""


def answer_with_pages(console: FastAPI) -> None:
    """Every problem becomes a page."""
    answer_problems(console, error_page)


def error_page(problem: Problem, request: Request) -> Response:
    """The problem as a page, in the visitor's language."""
    add_to_log_context(code=problem.code)
    if kept_form(request) and problem.code in OFFERED_AGAIN:
        return _offered_again(problem, request)
    if problem.code in SIGNED_OUT:
        return _to_sign_in(problem, request)
    language = chosen_language(request)
    page = render(
        "frame/error.html",
        language,
        request,
        page_request=getattr(request.state, "page_request", None),
        problem=problem,
        errors=_errors(problem, request, language),
        path=request.url.path,
    )
    headers = {name: value for name, value in problem.headers.items() if name == "Retry-After"}
    return HTMLResponse(page, problem.status.value, headers)


def _errors(problem: Problem, request: Request, language: Language) -> list[dict[str, Any]]:
    """What is wrong with what was sent; a parameter of a list is called what its page calls it."""
    route = request.scope.get("route")
    labels = labels_asked_by(route.dependant) if isinstance(route, APIRoute) else {}
    return [error | {"label": labels.get(error["field"])} for error in field_errors(problem.errors or (), language)]


def _offered_again(problem: Problem, request: Request) -> Response:
    """What was typed, to be sent once more from this very page by whoever has signed in again."""
    page = render(
        "frame/session/form_kept.html",
        chosen_language(request),
        request,
        page_request=getattr(request.state, "page_request", None),
        path=request.url.path,
        typed=kept_form(request),
        problem=problem,
    )
    return HTMLResponse(page, problem.status.value)


def _to_sign_in(problem: Problem, request: Request) -> Response:
    asked = {"back": address_of(request) if request.method == "GET" else "/console/work"}
    if problem.code != "token_missing":
        asked["why"] = "ended"
    answer = RedirectResponse(f"/console/sign-in?{urlencode(asked)}", HTTPStatus.SEE_OTHER)
    forget_cookie(answer, request, COOKIE)
    return answer
