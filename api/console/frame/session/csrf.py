"""Against forged requests: a form carries what only our own page could know, and comes from our own address."""

import hmac
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from api.console.frame.page_request import CurrentPage
from api.console.frame.session.kept_form import FORM_PROOF, MOST_FIELDS, MOST_FILES, is_from_own_address, keep_fields
from api.http.problems import problem


def check_same_origin(request: Request) -> None:
    """A form is sent from a page of this very address. Raises ``Problem`` 403."""
    if not is_from_own_address(request):
        raise problem("form_foreign")


async def posted(page_request: CurrentPage, request: Request) -> AsyncIterator[FormData]:
    """The fields of a form of ours, its files open until it is answered. Raises ``Problem`` 403 for one that is not."""
    check_same_origin(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        given = form.get(FORM_PROOF)
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), page_request.form_proof.encode()):
            keep_fields(request, form)
            raise problem("form_of_another_session")
        yield form


Posted = Annotated[FormData, Depends(posted)]
