"""One's own calendar addresses: made, shown once, listed and revoked."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.console.frame.page_request import ContentPage, PageRequest
from api.console.frame.session.csrf import Posted
from api.resources.calendar_addresses import MOST, addresses_of, make_address, revoke_address

router = APIRouter()

PATH = "/calendar/addresses"
LONGEST_NOTE = 100


@router.get(PATH)
async def addresses(page_request: ContentPage) -> Response:
    """Those that hold, and a form for another."""
    return await _page(page_request)


@router.post(PATH)
async def make(form: Posted, page_request: ContentPage) -> Response:
    """Another address; it stands on this answer and nowhere else."""
    note = str(form.get("note", ""))[:LONGEST_NOTE].strip()
    made = await make_address(page_request.app_state, page_request.actor, note, page_request.language)
    return await _page(page_request, HTTPStatus.CREATED, made=made)


@router.post(f"{PATH}/{{address_id}}/revoke")
async def revoke(_form: Posted, page_request: ContentPage, address_id: str) -> Response:
    """It holds no more."""
    await revoke_address(page_request.app_state, page_request.actor, address_id)
    return RedirectResponse(f"/console{PATH}", HTTPStatus.SEE_OTHER)


async def _page(page_request: PageRequest, status: int = HTTPStatus.OK, **shown: Any) -> Response:
    return page_request.page(
        "subscriptions/subscriptions.html",
        status,
        addresses=await addresses_of(page_request.app_state, page_request.actor),
        days=page_request.app_state.settings.calendar_address_days,
        most=MOST,
        longest_note=LONGEST_NOTE,
        **{"made": None} | shown,
    )
