"""Signing in to an embedded installation: one of the seven roles, and for whom; and signing out."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import Field
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.app_state import CurrentState
from api.auth.tokens import LIFETIME, issue_token
from api.console.frame.page_request import LANGUAGE_COOKIE, SEVERAL_ROLES_COOKIE, CurrentPage, chosen_language
from api.console.frame.pages import render
from api.console.frame.session.csrf import Posted, check_same_origin
from api.console.frame.session.sessions import begin, end, forget_cookie, set_cookie
from api.console.frame.urls import HOME, own_path
from api.console.session.duties import DUTIES
from api.console.session.own_machine import check_own_machine
from api.http.language import Language
from api.http.problems import problem
from clock import utc_now
from domain.kernel.base import Model
from domain.kernel.roles import PEOPLE, Role
from domain.values.districts import District

router = APIRouter()

A_YEAR = timedelta(days=365)


@router.get("/sign-in")
async def sign_in_page(
    request: Request, app_state: CurrentState, back: Annotated[str, Query(max_length=2_000)] = HOME, why: str = ""
) -> Response:
    """The roles to choose from."""
    language = chosen_language(request)
    page = render(
        "session/sign_in.html",
        language,
        request,
        page_request=None,
        embedded=not app_state.settings.is_production,
        by_agency=app_state.settings.offers_sign_in,
        duties=DUTIES,
        districts=list(District),
        public_register=app_state.settings.public_register,
        back=own_path(back),
        ended=why == "ended",
    )
    return HTMLResponse(page)


class Wished(Model):
    """The role somebody wants to work in, and for whom; blank, they speak for everyone in it."""

    role: Role
    back: str = Field(default=HOME, max_length=2_000)
    name: str = Field(default="", max_length=100)
    org: str = Field(default="", max_length=100)
    district: District | Literal[""] = ""


@router.post("/sign-in")
async def sign_in(request: Request, app_state: CurrentState, wished: Annotated[Wished, Form()]) -> Response:
    """Begins a session in that role; 404 where identities come from elsewhere, 403 from another machine, 401 for an
    organisation that is no credit code.
    """
    check_same_origin(request)
    if app_state.settings.is_production or wished.role not in PEOPLE:
        raise problem("not_found")
    check_own_machine(request)
    token = issue_token(
        app_state.settings,
        wished.role,
        org=wished.org or None,
        district=wished.district or None,
        subject=wished.name or None,
        name=wished.name or None,
    )
    actor = await app_state.verifier.actor(token)
    answer = RedirectResponse(own_path(wished.back), HTTPStatus.SEE_OTHER)
    await begin(answer, request, actor, utc_now() + LIFETIME)
    return answer


@router.post("/sign-out")
async def sign_out(_form: Posted, page_request: CurrentPage) -> Response:
    """Ends the session, here and in the browser."""
    answer = RedirectResponse("/console/sign-in", HTTPStatus.SEE_OTHER)
    await end(answer, page_request.request)
    forget_cookie(answer, page_request.request, SEVERAL_ROLES_COOKIE)
    return answer


@router.get("/language/{chosen}")
async def choose_language(
    request: Request, chosen: Language, back: Annotated[str, Query(max_length=2_000)] = HOME
) -> Response:
    """Keeps the language for this browser and returns to the page."""
    answer = RedirectResponse(own_path(back), HTTPStatus.SEE_OTHER)
    set_cookie(answer, request, LANGUAGE_COOKIE, chosen, utc_now() + A_YEAR)
    return answer
