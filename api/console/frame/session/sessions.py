"""Sessions: a signed cookie that scripts cannot read.

Embedded, it holds the token that the API would be shown. In production an access token may be larger than a cookie
can be: the cookie then holds what was read in it, signed by us, for as long as the access token holds.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any

import jwt
from fastapi import Request
from starlette.responses import Response

from api.app_state import AppState
from api.auth.token_verifiers import actor_of
from api.http.problems import problem
from clock import utc_now
from domain.kernel.roles import Actor

COOKIE = "hengxu_session"
PATH = "/console"


def session_of(request: Request) -> str | None:
    """The token that the browser keeps for us."""
    return request.cookies.get(COOKIE)


def is_secure(request: Request, app_state: AppState) -> bool:
    """Whether people open the console over TLS, here or at the proxy before us."""
    return request.url.scheme == "https" or (app_state.settings.url or "").startswith("https:")


def begin(response: Response, token: str, seconds: int, *, secure: bool) -> None:
    """Lets the browser keep the token, for so many seconds."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=seconds,
        path=PATH,
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def end(response: Response) -> None:
    """Lets the browser forget it."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="lax")


def keyed(app_state: AppState, purpose: str, claims: str) -> str:
    """A code over what was said for one purpose, which nobody finds without the installation's key."""
    key = app_state.settings.signing_key
    secret = key.get_secret_value().encode() if key else b""
    return hmac.new(secret, f"console {purpose}\n{claims}".encode(), hashlib.sha256).hexdigest()


_ALGORITHM = "HS256"
_SESSION = "session"


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


def session_for(app_state: AppState, actor: Actor, until: datetime) -> str:
    """A session of our own for somebody whom the OIDC issuer named."""
    claims = actor.model_dump(mode="json", exclude={"id", "anyone"}, exclude_none=True)
    return sealed(app_state, _SESSION, {**claims, "sub": actor.id}, until)


async def actor_in(app_state: AppState, session: str) -> Actor:
    """Whoever the session stands for. Raises ``Problem`` 401 or 403, as for a token of the API."""
    if not app_state.settings.is_production:
        return await app_state.verifier.actor(session)
    try:
        return actor_of(unsealed(app_state, _SESSION, session), anyone=False)
    except jwt.ExpiredSignatureError:
        raise problem("token_expired") from None
    except jwt.InvalidTokenError:
        raise problem("token_invalid") from None


def seconds_until(instant: datetime) -> int:
    """Seconds from now until then; none when it has passed."""
    return max(0, int((instant - utc_now()).total_seconds()))
