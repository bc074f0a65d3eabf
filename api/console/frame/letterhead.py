"""What every page bears on paper: whose it is, when it was made, and where it stands."""

from datetime import datetime
from typing import NamedTuple

from starlette.requests import Request

from api.app_state import app_state_of
from api.console.frame.days import say_instant
from api.console.frame.urls import lasting_address_of
from api.http.language import Language, say
from clock import utc_now
from domain.powers.authority import THE_BUREAU
from telemetry.secrets import without_secrets


class Letterhead(NamedTuple):
    """``organisation`` as it stands on a letterhead; ``made_at`` when what the page shows was looked up (UTC);
    ``address`` where people find it again, without what lets somebody in; ``line`` all of it, for the margin of each
    sheet.
    """

    organisation: str
    made_at: datetime
    address: str
    line: str


def letterhead_of(request: Request, language: Language) -> Letterhead:
    """Of the page that answers this request."""
    organisation = say(THE_BUREAU, language).removeprefix("the ")
    made_at = utc_now()
    address = app_state_of(request).settings.public_url + without_secrets(lasting_address_of(request))
    return Letterhead(organisation, made_at, address, f"{organisation} · {say_instant(made_at, language)} · {address}")
