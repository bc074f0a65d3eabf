"""The headers of a decision: its id, the version it was based on, and how long its caller waits."""

import re
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Header, Request

from api.app_state import CurrentState
from api.http.problems import problem
from service_layer.envelope import WITHOUT_KEY

_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_OWN = ("clock:", "import:", "signal-", WITHOUT_KEY)
"""Ids under which clocks, imports, stray signals and requests without a key are recorded; nobody takes them first."""
_VERSION = re.compile(r'(?:W/)?"([0-9]{1,9})(?:\.[0-9a-f]+)?"|([0-9]{1,9})')
"""The version in a tag, weak or strong, with the digest of what was read behind it or without; or the version alone."""
_WAIT = re.compile(r"(?:^|[,;\s])wait=([0-9]{1,3})(?:$|[,;\s])")


async def command_id(
    idempotency_key: Annotated[
        str | None,
        Header(description="Names the decision once and for all; sent again, it is answered, not decided again."),
    ] = None,
) -> str:
    """The caller's key, or a fresh id where there is none; 422 for a key that is none."""
    if idempotency_key is None:
        return f"{WITHOUT_KEY}{uuid4().hex}"
    if not is_command_id(idempotency_key):
        raise problem("idempotency_key_invalid")
    return idempotency_key


def is_command_id(text: str) -> bool:
    """Whether a person's decision may have this id."""
    return _KEY.fullmatch(text) is not None and not text.startswith(_OWN)


async def expected_version(
    if_match: Annotated[
        str | None, Header(description='The version that the decision is based on, as in `ETag`: `"7"`.')
    ] = None,
) -> int | None:
    """The version that the caller saw; 422 when it is none."""
    if if_match is None or if_match == "*":
        return None
    found = _VERSION.fullmatch(if_match)
    if found is None:
        raise problem("if_match_invalid")
    return int(found[1] or found[2])


async def patience(request: Request, app_state: CurrentState) -> float:
    """Seconds to wait for the receipt: as set, or fewer where ``Prefer: wait=`` says so (RFC 7240)."""
    preferred = _WAIT.search(request.headers.get("prefer", ""))
    wait = app_state.settings.receipt_wait
    return min(float(preferred[1]), wait) if preferred else wait


CommandId = Annotated[str, Depends(command_id)]
ExpectedVersion = Annotated[int | None, Depends(expected_version)]
Patience = Annotated[float, Depends(patience)]


def etag(version: int) -> dict[str, str]:
    """The version as ``If-Match`` takes it."""
    return {"ETag": f'"{version}"'}
