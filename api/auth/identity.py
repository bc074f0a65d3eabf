"""Who is asking: the actor behind a request, and may_read says what an actor may see."""

from typing import Annotated

import jwt
from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.app_state import CurrentState
from api.auth.challenge import CHALLENGE
from api.auth.claims import ROLE_HEADER
from api.http.caller_address import caller_address
from api.http.problems import problem
from api.reads.noting import note_reader
from domain.kernel.roles import PEOPLE, Actor
from telemetry.context import add_to_log_context

LAST_SECOND = 2**40
"""Some time after the year 30000."""
LONGEST_TOKEN = 16_000
"""Characters; a longer one is no token of anybody's."""

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="OIDC access token, or one of `hengxu token`.")

AskedRole = Annotated[
    str | None,
    Header(alias=ROLE_HEADER, max_length=40, description="In which role, for a token that names several of ours."),
]


async def signed_in(
    request: Request,
    app_state: CurrentState,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    role: AskedRole = None,
) -> Actor:
    """Whoever asks, known and not asking too often; 400, 401, 403, 429 or 503 otherwise."""
    address = caller_address(request)
    if credentials is None:
        app_state.rate_limiter.count(address)
        raise problem("token_missing", headers=CHALLENGE)
    if len(credentials.credentials) > LONGEST_TOKEN:
        raise problem("token_invalid", headers=CHALLENGE)
    try:
        actor = await app_state.verifier.actor(credentials.credentials, role)
    except Exception:
        app_state.rate_limiter.count(address)
        raise
    add_to_log_context(role=actor.role.value, center=request.path_params.get("center_id"))
    app_state.rate_limiter.count(f"{actor.role.value} {actor.id}")
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


def may_read(actor: Actor) -> bool:
    """Who may read the register, a center's page and history, receipts, clocks and the log.

    Everybody who is signed in, in any role that people hold: the register is one of public bodies, and the guideline
    asks for it to be open to those who work with it (4.3). Deciding is another matter, and the domain's.
    """
    return actor.role in PEOPLE


async def reader(request: Request, app_state: CurrentState, actor: SignedIn) -> Actor:
    """Whoever asks, if they may read, which is noted; 403 otherwise."""
    if not may_read(actor):
        raise problem("reading_not_allowed")
    note_reader(request, app_state.reads, actor, "token")
    return actor


Reader = Annotated[Actor, Depends(reader)]


async def reader_of_proofs(
    request: Request,
    app_state: CurrentState,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    role: AskedRole = None,
) -> Actor | None:
    """Whoever asks, as ``reader``; ``None`` is somebody without a token, where proofs are public."""
    if credentials is None and app_state.settings.proofs_public:
        app_state.rate_limiter.count(caller_address(request))
        return None
    return await reader(request, app_state, await signed_in(request, app_state, credentials, role))


ReaderOfProofs = Annotated[Actor | None, Depends(reader_of_proofs)]


async def _expiry(_reader: Reader, credentials: Annotated[HTTPAuthorizationCredentials, Security(_bearer)]) -> int:
    claims = jwt.decode(credentials.credentials, options={"verify_signature": False})
    return min(int(claims["exp"]), LAST_SECOND)


Expiry = Annotated[int, Depends(_expiry)]
"""When the token of whoever reads expires, in seconds of UTC since 1970; it was verified just before."""
