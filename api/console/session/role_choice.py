"""In which role somebody signs in to whom the identity provider gives several of ours.

Until they choose, who they are travels in a signed cookie of ten minutes. To change the role is to sign in once more:
the identity provider says each time which roles there are, and a session that was ended begins no other.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import jwt
from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.app_state import AppState, CurrentState
from api.auth.claims import Identity
from api.console.frame.page_request import SEVERAL_ROLES_COOKIE, chosen_language
from api.console.frame.pages import render
from api.console.frame.session.csrf import check_same_origin
from api.console.frame.session.sessions import PATH, begin, cookie_of, forget_cookie, sealed, set_cookie, unsealed
from api.console.session.duties import DUTIES
from api.http.problems import problem
from clock import utc_now
from domain.kernel.base import Model
from domain.kernel.roles import Actor

router = APIRouter()

COOKIE = "hengxu_choosing_role"
PURPOSE = "choosing a role"
PAGE = f"{PATH}/sign-in/role"
TIME_TO_CHOOSE = timedelta(minutes=10)


class Choice(Model):
    """Who chooses, until when their session holds (UTC), the page to which they come back, and the key by which their
    token was signed: no text for one without an id.
    """

    identity: Identity
    until: datetime
    back: str
    key_id: str


async def session_or_choice(request: Request, app_state: AppState, choice: Choice) -> Response:
    """Begins the session of somebody in their only role, or leads them to the page where they choose one."""
    if len(choice.identity.roles) == 1:
        answer = await _begun(request, choice, choice.identity.acting())
        forget_cookie(answer, request, SEVERAL_ROLES_COOKIE)
        return answer
    answer = RedirectResponse(PAGE, HTTPStatus.SEE_OTHER)
    until = min(choice.until, utc_now() + TIME_TO_CHOOSE)
    set_cookie(answer, request, COOKIE, sealed(app_state, PURPOSE, choice.model_dump(mode="json"), until), until)
    return answer


@router.get("/sign-in/role")
async def choose_role_page(request: Request, app_state: CurrentState) -> Response:
    """The roles that somebody may choose from; 403 where nobody is about to sign in."""
    choice = _choice(request, app_state)
    duties = {role: DUTIES[role] for role in choice.identity.roles}
    page = render(
        "session/choose_role.html",
        chosen_language(request),
        request,
        page_request=None,
        name=choice.identity.name,
        duties=duties,
        back=PAGE,
    )
    return HTMLResponse(page)


@router.post("/sign-in/role")
async def choose_role(request: Request, app_state: CurrentState, role: Annotated[str, Form(max_length=40)]) -> Response:
    """Begins the session in that role; 403 for one that the identity provider didn't name."""
    check_same_origin(request)
    choice = _choice(request, app_state)
    answer = await _begun(request, choice, choice.identity.acting(role))
    forget_cookie(answer, request, COOKIE)
    set_cookie(answer, request, SEVERAL_ROLES_COOKIE, "1", choice.until)
    return answer


async def _begun(request: Request, choice: Choice, actor: Actor) -> Response:
    answer = RedirectResponse(choice.back, HTTPStatus.SEE_OTHER)
    await begin(answer, request, actor, choice.until, choice.key_id)
    return answer


def _choice(request: Request, app_state: AppState) -> Choice:
    try:
        kept = unsealed(app_state, PURPOSE, cookie_of(request, COOKIE) or "")
    except jwt.InvalidTokenError:
        raise problem("sign_in_lost") from None
    return Choice.model_validate({name: kept[name] for name in Choice.model_fields})
