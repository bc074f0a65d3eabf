"""Against forged requests: a form carries what only our own page could know, and comes from our own address."""

import hmac
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.console.visits import FORM_PROOF, Visiting
from api.problems import problem

MOST_FILES, MOST_FIELDS = 100, 10_000
"""An alliance of a thousand members has three fields for each."""
_OURS = ("same-origin", "none")


def check_own_address(request: Request) -> None:
    """A form is sent from a page of this very address. Raises ``Problem`` 403."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        is_ours = site in _OURS
    else:
        is_ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours:
        raise problem("form_foreign")


async def posted(visit: Visiting, request: Request) -> AsyncIterator[FormData]:
    """The fields of a form of ours, its files open until it is answered. Raises ``Problem`` 403 for one that is not."""
    check_own_address(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        given = form.get(FORM_PROOF)
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visit.form_proof.encode()):
            raise problem("form_foreign")
        yield form


Posted = Annotated[FormData, Depends(posted)]
