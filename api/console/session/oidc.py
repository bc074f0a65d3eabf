"""Signing in by the agency's identity provider: OpenID Connect's authorization code with PKCE (RFC 7636) and nonce.

Where the sign-in stands travels in a signed cookie of ten minutes; the process keeps nothing.
"""

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

import jwt
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.app_state import AppState, CurrentState
from api.auth.discovery import ProviderMetadata, ProviderUnavailable, ask_provider, object_in
from api.auth.token_verifiers import OidcVerifier
from api.console.frame.session.sessions import PATH, cookie_of, forget_cookie, sealed, set_cookie, unsealed
from api.console.frame.urls import own_path
from api.console.session.role_choice import Choice, session_or_choice
from api.http.problems import problem
from clock import utc_now
from settings import Settings

router = APIRouter()

COOKIE = "hengxu_signing_in"
PURPOSE = "signing in"
TIME_TO_SIGN_IN = timedelta(minutes=10)
LONGEST_SESSION = timedelta(hours=8)
"""A working day, even if the access token holds for longer."""


@router.get("/sign-in/agency")
async def begin_sign_in(
    request: Request, app_state: CurrentState, back: Annotated[str, Query(max_length=2_000)] = ""
) -> Response:
    """Leads to the identity provider; 404 where there is none, 503 while it is away."""
    provider = await _metadata(_verifier(app_state))
    state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": app_state.settings.oidc_client_id,
        "redirect_uri": _return_address(app_state.settings),
        "scope": app_state.settings.oidc_scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    claims = {"state": state, "nonce": nonce, "verifier": verifier, "back": own_path(back)}
    joined = "&" if "?" in provider.authorization_endpoint else "?"
    address = f"{provider.authorization_endpoint}{joined}{urlencode(asked)}"
    answer = RedirectResponse(address, HTTPStatus.SEE_OTHER)
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
    """Begins the session of whoever the identity provider sends back with a code, or asks in which of several roles."""
    begun = _begun(request, app_state)
    if not state or not secrets.compare_digest(state.encode(), str(begun["state"]).encode()):
        raise problem("sign_in_lost")
    if error or not code:
        raise problem("sign_in_refused", reason=error or "no code")
    verifier = _verifier(app_state)
    given = await _tokens(app_state, code, str(begun["verifier"]))
    token = _text_in(given, "access_token")
    identity = await verifier.identity(token)
    if "openid" in app_state.settings.oidc_scope.split():
        id_token, client_id = _text_in(given, "id_token"), str(app_state.settings.oidc_client_id)
        await verifier.check_id_token(id_token, client_id, str(begun.get("nonce", "")), token)
    choice = Choice(
        identity=identity,
        until=min(_holds_until(token), utc_now() + LONGEST_SESSION),
        back=str(begun["back"]),
        key_id=jwt.get_unverified_header(token).get("kid", ""),
    )
    answer = await session_or_choice(request, app_state, choice)
    forget_cookie(answer, request, COOKIE)
    return answer


def _begun(request: Request, app_state: AppState) -> dict[str, Any]:
    try:
        return unsealed(app_state, PURPOSE, cookie_of(request, COOKIE) or "")
    except jwt.InvalidTokenError:
        raise problem("sign_in_lost") from None


def _verifier(app_state: AppState) -> OidcVerifier:
    """The verifier of the identity provider's tokens. Raises ``Problem`` 404 where nobody comes in by one."""
    verifier = app_state.verifier
    if not app_state.settings.offers_sign_in or not isinstance(verifier, OidcVerifier):
        raise problem("not_found")
    return verifier


async def _metadata(verifier: OidcVerifier) -> ProviderMetadata:
    try:
        return await verifier.discovery.metadata()
    except ProviderUnavailable:
        raise problem("identity_unavailable") from None


async def _tokens(app_state: AppState, code: str, code_verifier: str) -> dict[str, Any]:
    """What the provider gives for the code."""
    provider, secret = await _metadata(_verifier(app_state)), app_state.settings.oidc_client_secret
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _return_address(app_state.settings),
        "client_id": app_state.settings.oidc_client_id,
        "code_verifier": code_verifier,
        **({"client_secret": secret.get_secret_value()} if secret else {}),
    }
    try:
        return object_in(await ask_provider("POST", provider.token_endpoint, data=sent))
    except ProviderUnavailable:
        raise problem("identity_unavailable") from None


def _text_in(given: dict[str, Any], name: str) -> str:
    """One of the tokens given. Raises ``Problem`` 403 where the provider gave none."""
    token = given.get(name)
    if not isinstance(token, str):
        raise problem("sign_in_refused", reason=str(given.get("error", f"no {name}"))[:200])
    return token


def _holds_until(token: str) -> datetime:
    """When an access token that was verified before expires (UTC)."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return datetime.fromtimestamp(claims["exp"], UTC)


def _return_address(settings: Settings) -> str:
    return f"{settings.public_url}{PATH}/sign-in/return"
