"""Sessions: the browser keeps an id that means nothing elsewhere, the office who is behind it and until when.

Over TLS a cookie's name begins with ``__Host-``: the browser then takes it from this very host alone, and sends it back
over TLS alone (RFC 6265bis).
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any

import jwt
from fastapi import Request
from starlette.responses import Response

from api.app_state import AppState, app_state_of
from api.http.problems import problem
from clock import utc_now
from domain.kernel.roles import Actor

COOKIE = "hengxu_session"
PATH = "/console"
OVER_TLS = "__Host-"
PATH_OVER_TLS = "/"
"""Such a name asks for it."""


def is_secure(request: Request) -> bool:
    """Whether people open the console over TLS, here or at the proxy before us."""
    return request.url.scheme == "https" or (app_state_of(request).settings.url or "").startswith("https:")


def cookie_of(request: Request, name: str) -> str | None:
    """What the browser keeps for us under that name."""
    return request.cookies.get(f"{OVER_TLS}{name}" if is_secure(request) else name)


def set_cookie(response: Response, request: Request, name: str, value: str, until: datetime) -> None:
    """Lets the browser keep a value until then (UTC), out of reach of scripts. Nothing is kept any more of which the
    time has passed.
    """
    secure = is_secure(request)
    response.set_cookie(
        f"{OVER_TLS}{name}" if secure else name,
        value,
        max_age=max(0, int((until - utc_now()).total_seconds())),
        path=PATH_OVER_TLS if secure else PATH,
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget_cookie(response: Response, request: Request, name: str) -> None:
    """Lets the browser forget what it keeps under that name."""
    set_cookie(response, request, name, "", utc_now())


def session_of(request: Request) -> str | None:
    """The id of the session that the browser names."""
    return cookie_of(request, COOKIE)


async def begin(response: Response, request: Request, actor: Actor, until: datetime, key_id: str | None = None) -> None:
    """Begins a session of the actor's, open until then (UTC), in the place of the one that the browser had. ``key_id``
    names the key of the identity provider under which their token was signed; embedded there is none. Raises
    ``OfficeError``.
    """
    await end(response, request)
    session_id = await app_state_of(request).ask_office(lambda office: office.sessions.begin(actor, until, key_id))
    set_cookie(response, request, COOKIE, session_id, until)


async def end(response: Response, request: Request) -> None:
    """Ends the session, wherever its id has got to. Raises ``OfficeError``."""
    session_id = session_of(request)
    if session_id is not None:
        await app_state_of(request).ask_office(lambda office: office.sessions.end(session_id))
        forget_cookie(response, request, COOKIE)


async def actor_in(app_state: AppState, session_id: str) -> Actor:
    """Whoever the session stands for. Raises ``Problem`` 401 once it is over, or the key of its token was withdrawn."""
    session = await app_state.ask_office(lambda office: office.sessions.find(session_id))
    is_from_provider = session is not None and session.key_id is not None
    if session is None or is_from_provider != app_state.settings.is_production:
        raise problem("token_expired")
    if session.key_id is not None and not await app_state.verifier.trusts(session.key_id):
        await app_state.ask_office(lambda office: office.sessions.end(session_id))
        raise problem("token_expired")
    return session.actor


def keyed(app_state: AppState, purpose: str, claims: str) -> str:
    """A code over what was said for one purpose, which nobody finds without the installation's key."""
    key = app_state.settings.signing_key
    secret = key.get_secret_value().encode() if key else b""
    return hmac.new(secret, f"console {purpose}\n{claims}".encode(), hashlib.sha256).hexdigest()


_ALGORITHM = "HS256"


def sealed(app_state: AppState, purpose: str, claims: dict[str, Any], until: datetime) -> str:
    """What was said, signed by us for one purpose and holding until then (UTC)."""
    return jwt.encode({**claims, "aud": purpose, "exp": until}, keyed(app_state, "seal", purpose), _ALGORITHM)


def unsealed(app_state: AppState, purpose: str, seal: str) -> dict[str, Any]:
    """What we signed for that purpose. Raises ``jwt.InvalidTokenError``, for one that holds no more as well."""
    required = ["exp", "aud"]
    claims: dict[str, Any] = jwt.decode(
        seal, keyed(app_state, "seal", purpose), [_ALGORITHM], audience=purpose, options={"require": required}
    )
    return claims
