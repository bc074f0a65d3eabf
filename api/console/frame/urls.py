"""Addresses of the console, and what a stream of the log is called where it is linked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from urllib.parse import quote, unquote_plus, urlencode

from starlette.requests import Request

from domain.kernel.base import Label
from domain.kernel.messages import CALENDAR, DEPUTIES

HOME = "/console/work"


class OwnStream(NamedTuple):
    """A stream of the bureau: what it is called, and where it is shown."""

    label: Label
    path: str


OF_THE_BUREAU = {
    CALENDAR: OwnStream(Label("工作日历", "Working calendar"), "/console/calendar"),
    DEPUTIES: OwnStream(Label("代理", "Deputies"), "/console/deputies"),
}


def own_path(path: str) -> str:
    """The path, if it is one of the console's; nobody is led elsewhere."""
    is_ours = path.startswith("/console/") and "\\" not in path
    return quote(path, safe="/?&=%:+,;@~!$'()*.-_") if is_ours else HOME


def address_of(request: Request) -> str:
    """Where somebody is, to come back to."""
    url = request.url
    return f"{url.path}?{url.query}" if url.query else url.path


OF_THE_MOMENT = frozenset({"accepted", "back", "earlier", "why"})
"""Parameters that serve a visit and not the page: the proof of a decision that waits, where to go on, the id under
which answers were sent before, and why somebody was led here. A cursor is none: it says which sheet of a list.
"""


def lasting_address_of(request: Request) -> str:
    """Where people find the page again, later or from paper."""
    url = request.url
    kept = [part for part in url.query.split("&") if unquote_plus(part.partition("=")[0]) not in OF_THE_MOMENT]
    query = "&".join(filter(None, kept))
    return f"{url.path}?{query}" if query else url.path


class Moment(Protocol):
    """In force on a day (Asia/Shanghai), as known at an instant, or both; neither of now."""

    @property
    def as_of(self) -> date | None:
        """The day (Asia/Shanghai)."""

    @property
    def known_at(self) -> datetime | None:
        """The instant (UTC)."""


def with_query(path: str, asked: Mapping[str, Any]) -> str:
    """The path with what is asked of it; what nobody asked for is left out."""
    text = urlencode({name: _spelled(value) for name, value in asked.items() if value is not None})
    return f"{path}?{text}" if text else path


def _spelled(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


def center_name(stream: str, names: Mapping[str, tuple[str, str | None]]) -> Label:
    """What a stream of the log is called; ``names`` are those of the centers on the register."""
    if stream in OF_THE_BUREAU:
        return OF_THE_BUREAU[stream].label
    zh, en = names.get(stream, (stream, None))
    return Label(zh, en or zh)


def center_path(stream: str) -> str:
    """Where a center is shown, or a stream of the bureau."""
    return OF_THE_BUREAU[stream].path if stream in OF_THE_BUREAU else f"/console/centers/{quote(stream, safe='')}"


def center_then(stream: str, which: Moment) -> str:
    """Where a center is shown as of the moment that a list is about; as it is now, where that is of now."""
    return with_query(center_path(stream), {"as_of": which.as_of, "known_at": which.known_at})


def draft_path(draft_id: str, step: str = "") -> str:
    """Where a draft is gone on with, at its answers or at a further ``step``."""
    path = f"/console/drafts/{quote(draft_id, safe='')}"
    return f"{path}/{step}" if step else path


def receipt_path(command_id: str) -> str:
    """Where the receipt of a decision is shown."""
    return f"/console/receipts/{quote(command_id, safe='')}"
