"""One's own calendar addresses: made, shown once, listed and revoked."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.console.frame.page_request import ContentPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.session.csrf import Posted
from api.http.urls import is_center_id
from api.resources.calendar_addresses import MOST, AddressWanted, addresses_of, make_address, revoke_address
from domain.guideline.vocabulary import ClockKind
from domain.values.districts import District

router = APIRouter()

PATH = "/calendar/addresses"
LONGEST_NOTE = 100


@router.get(PATH)
async def addresses(page_request: ContentPage, center: Annotated[str | None, BLANK_IS_NONE] = None) -> Response:
    """Those that hold, and a form for another; of a ``center``, where one comes from it."""
    return await _page(page_request, wanted=AddressWanted(center=center if is_center_id(center or "") else None))


@router.post(PATH)
async def make(form: Posted, page_request: ContentPage) -> Response:
    """Another address; it stands on this answer and nowhere else."""
    wanted = _wanted(form)
    made = await make_address(page_request.app_state, page_request.actor, wanted, page_request.language)
    return await _page(page_request, HTTPStatus.CREATED, made=made)


@router.post(f"{PATH}/{{address_id}}/revoke")
async def revoke(_form: Posted, page_request: ContentPage, address_id: str) -> Response:
    """It holds no more."""
    await revoke_address(page_request.app_state, page_request.actor, address_id)
    return RedirectResponse(f"/console{PATH}", HTTPStatus.SEE_OTHER)


def _wanted(form: FormData) -> AddressWanted:
    """What is chosen. Raises ``RequestValidationError`` for a word that none of the choices is."""
    whose = str(form.get("whose", ""))
    asked = {
        "note": str(form.get("note", ""))[:LONGEST_NOTE].strip(),
        "kinds": form.getlist("kind"),
        "district": form.get("district") or None,
        "center": str(form.get("center") or "").strip() or None,
        "mine": whose == "mine",
        "assigned": whose == "assigned",
    }
    try:
        return AddressWanted.model_validate(asked)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None


async def _page(page_request: PageRequest, status: int = HTTPStatus.OK, **shown: Any) -> Response:
    return page_request.page(
        "subscriptions/subscriptions.html",
        status,
        addresses=await addresses_of(page_request.app_state, page_request.actor),
        days=page_request.app_state.settings.calendar_address_days,
        most=MOST,
        longest_note=LONGEST_NOTE,
        kinds=list(ClockKind),
        districts=list(District),
        **{"made": None, "wanted": AddressWanted()} | shown,
    )
