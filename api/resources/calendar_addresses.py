"""Addresses by which somebody's calendar program reads the days without signing in: made, listed and revoked."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from api.app_state import AppState, CurrentState
from api.auth.identity import Reader
from api.http.language import InLanguage, Language
from api.http.openapi import PROBLEMS, PROBLEMS_OF_ADDRESSES
from api.http.problems import center_unknown, problem
from api.http.urls import is_center_id
from clock import utc_now
from domain.guideline.vocabulary import ClockKind
from domain.kernel.roles import Actor
from domain.values.districts import District
from office.calendars import CalendarAddress
from office.opening import Office

router = APIRouter(tags=["calendar"])

MOST = 20
"""Addresses that one person may have."""

Note = Annotated[str, Field(max_length=100)]


class AddressItem(BaseModel):
    """One address. Its key is told once, when it is made. Instants are UTC."""

    address_id: str
    note: str
    made_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, address: CalendarAddress) -> "AddressItem":
        """As the list shows it."""
        return cls(
            address_id=address.address_id,
            note=address.note,
            made_at=address.made_at,
            expires_at=address.expires_at,
        )


class AddressList(BaseModel):
    """One's own addresses that hold, the oldest first."""

    items: list[AddressItem]
    next_cursor: None = None


class AddressWanted(BaseModel):
    """``note`` is what its owner calls it, such as the program that reads it. The rest says which deadlines it is of,
    as the parameters of the feed do: of some ``kinds``, of a ``district``, of one ``center``, what is ``mine`` to do,
    what is in my hands (``assigned``). All that its owner sees without any.
    """

    note: Note = ""
    kinds: Annotated[tuple[ClockKind, ...], Field(max_length=len(ClockKind))] = ()
    district: District | None = None
    center: Annotated[str | None, Field(max_length=200)] = None
    mine: bool = False
    assigned: bool = False

    @property
    def query(self) -> list[tuple[str, str]]:
        """As parameters of the address."""
        asked = {"district": self.district, "center": self.center, "mine": self.mine, "assigned": self.assigned}
        found = [(name, "true" if value is True else str(value)) for name, value in asked.items() if value]
        return [*(("kind", kind.value) for kind in dict.fromkeys(self.kinds)), *found]


class MadeAddress(AddressItem):
    """A new address. Whoever has ``url`` reads the days without signing in: it is shown this once."""

    url: str


class NewAddress(NamedTuple):
    """What was made, and where it reads."""

    address: CalendarAddress
    url: str


@router.get(
    "/calendar/addresses", operation_id="list_calendar_addresses", response_model=AddressList, responses=PROBLEMS
)
async def list_calendar_addresses(reader: Reader, app_state: CurrentState) -> Response:
    """One's own calendar addresses."""
    found = await addresses_of(app_state, reader)
    listed = AddressList(items=[AddressItem.of(address) for address in found])
    return Response(listed.model_dump_json(), media_type="application/json")


@router.post(
    "/calendar/addresses",
    operation_id="make_calendar_address",
    status_code=HTTPStatus.CREATED,
    response_model=MadeAddress,
    responses=PROBLEMS_OF_ADDRESSES,
)
async def make_calendar_address(
    reader: Reader, app_state: CurrentState, language: InLanguage, wanted: AddressWanted
) -> Response:
    """A calendar address of one's own; 409 for one too many."""
    made = await make_address(app_state, reader, wanted, language)
    shown = MadeAddress(**AddressItem.of(made.address).model_dump(), url=made.url)
    headers = {"Cache-Control": "no-store"}
    return Response(shown.model_dump_json(), HTTPStatus.CREATED, headers, "application/json")


@router.delete(
    "/calendar/addresses/{address_id}",
    operation_id="revoke_calendar_address",
    status_code=HTTPStatus.NO_CONTENT,
    response_class=Response,
    responses=PROBLEMS,
)
async def revoke_calendar_address(reader: Reader, app_state: CurrentState, address_id: str) -> Response:
    """One's own address holds no more; 404 for any other."""
    await revoke_address(app_state, reader, address_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def addresses_of(app_state: AppState, owner: Actor) -> list[CalendarAddress]:
    """The owner's addresses that hold."""
    return await app_state.ask_office(lambda office: office.calendars.of(owner.id))


async def make_address(app_state: AppState, owner: Actor, wanted: AddressWanted, language: Language) -> NewAddress:
    """A new address of the owner's, for as long as the settings say. Raises ``Problem`` 404 without such a center, and
    409 for one too many.
    """
    if wanted.center is not None and not is_center_id(wanted.center):
        raise center_unknown()
    until = utc_now() + timedelta(days=app_state.settings.calendar_address_days)

    def make(office: Office) -> tuple[CalendarAddress, str]:
        if len(office.calendars.of(owner.id)) >= MOST:
            raise problem("calendar_addresses_too_many", limit=MOST)
        return office.calendars.make(owner, wanted.note, until)

    address, key = await app_state.ask_office(make)
    query = urlencode([("key", key), ("language", language), *wanted.query])
    return NewAddress(address, f"{app_state.settings.public_url}/console/calendar.ics?{query}")


async def revoke_address(app_state: AppState, owner: Actor, address_id: str) -> None:
    """The address holds no more. Raises ``Problem`` 404 where the owner has none of that id."""
    if not await app_state.ask_office(lambda office: office.calendars.revoke(owner.id, address_id)):
        raise problem("calendar_address_unknown")
