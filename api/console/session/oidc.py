"""Signing in by the agency's identity provider: OpenID Connect's authorization code with PKCE (RFC 7636).

Where the sign-in stands travels in a signed cookie of ten minutes; the process keeps nothing.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import httpx
import jwt
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.app_state import AppState, CurrentState
from api.console.frame.session.sessions import (
    PATH,
    begin,
    cookie_of,
    forget_cookie,
    sealed,
    set_cookie,
    unsealed,
)
from api.console.frame.urls import own_path
from api.http.problems import problem
from clock import utc_now
from domain.kernel.base import Model
from settings import Settings

router = APIRouter()

COOKIE = "hengxu_signing_in"
PURPOSE = "signing in"
TIME_TO_SIGN_IN = timedelta(minutes=10)
PATIENCE = 10.0
"""Seconds that the identity provider may take."""
LONGEST_SESSION = timedelta(hours=8)
"""A working day, even if the access token holds for longer."""


class Provider(Model):
    """Where the identity provider takes people, and codes."""

    authorization_endpoint: str
    token_endpoint: str


@router.get("/sign-in/agency")
async def begin_sign_in(
    request: Request, app_state: CurrentState, back: Annotated[str, Query(max_length=2_000)] = ""
) -> Response:
    """Leads to the identity provider; 404 where there is none, 503 while it is away."""
    provider = await _provider(app_state)
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": app_state.settings.oidc_client_id,
        "redirect_uri": _return_address(app_state.settings),
        "scope": app_state.settings.oidc_scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    claims = {"state": state, "verifier": verifier, "back": own_path(back)}
    answer = RedirectResponse(f"{provider.authorization_endpoint}?{urlencode(asked)}", HTTPStatus.SEE_OTHER)
    until = utc_now() + TIME_TO_SIGN_IN
    set_cookie(answer, request, COOKIE, sealed(app_state, PURPOSE, claims, until), until)
    return answer


@router.get("/sign-in/return")
async def finish_sign_in(
    request: Request,
    app_state: CurrentState,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4_000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Begins the session of whoever the identity provider sends back with a code."""
    begun = _begun(request, app_state)
    if not state or not secrets.compare_digest(state.encode(), str(begun["state"]).encode()):
        raise problem("sign_in_lost")
    if error or not code:
        raise problem("sign_in_refused", reason=error or "no code")
    token = await _token(app_state, code, str(begun["verifier"]))
    actor = await app_state.verifier.actor(token)
    until = min(_holds_until(token), utc_now() + LONGEST_SESSION)
    answer = RedirectResponse(str(begun["back"]), HTTPStatus.SEE_OTHER)
    await begin(answer, request, actor, until, jwt.get_unverified_header(token)["kid"])
    forget_cookie(answer, request, COOKIE)
    return answer


def offers_sign_in(settings: Settings) -> bool:
    """Whether people come in by an identity provider."""
    return settings.oidc_issuer is not None and settings.oidc_client_id is not None


def _begun(request: Request, app_state: AppState) -> dict[str, Any]:
    try:
        return unsealed(app_state, PURPOSE, cookie_of(request, COOKIE) or "")
    except jwt.InvalidTokenError:
        raise problem("sign_in_lost") from None


async def _provider(app_state: AppState) -> Provider:
    if not offers_sign_in(app_state.settings):
        raise problem("not_found")
    found = await _answer("GET", f"{str(app_state.settings.oidc_issuer).rstrip('/')}/.well-known/openid-configuration")
    try:
        return Provider.model_validate({name: found[name] for name in Provider.model_fields})
    except (KeyError, ValueError):
        raise problem("identity_unavailable") from None


async def _token(app_state: AppState, code: str, verifier: str) -> str:
    """The access token for the code. Raises ``Problem`` 403 when the provider gives none."""
    secret = app_state.settings.oidc_client_secret
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _return_address(app_state.settings),
        "client_id": app_state.settings.oidc_client_id,
        "code_verifier": verifier,
        **({"client_secret": secret.get_secret_value()} if secret else {}),
    }
    given = await _answer("POST", (await _provider(app_state)).token_endpoint, sent)
    token = given.get("access_token")
    if not isinstance(token, str):
        raise problem("sign_in_refused", reason=str(given.get("error", "no access token"))[:200])
    return token


async def _answer(method: str, url: str, form: dict[str, Any] | None = None) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(timeout=PATIENCE) as http:
            claims = (await http.request(method, url, data=form)).json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        raise problem("identity_unavailable") from None
    return claims if isinstance(claims, dict) else {}


def _holds_until(token: str) -> datetime:
    """When an access token that was verified before expires (UTC)."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return datetime.fromtimestamp(claims["exp"], UTC)


def _return_address(settings: Settings) -> str:
    return f"{settings.public_url}{PATH}/sign-in/return"
