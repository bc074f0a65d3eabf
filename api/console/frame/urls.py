"""Addresses of the console, and what a stream of the log is called where it is linked."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from domain.kernel.base import Label
from domain.working_calendar.messages import STREAM as CALENDAR

HOME = "/console/work"
OUR_CALENDAR = Label("工作日历", "Working calendar")


def own_path(path: str) -> str:
    """The path, if it is one of the console's; nobody is led elsewhere."""
    is_ours = path.startswith("/console/") and "\\" not in path
    return quote(path, safe="/?&=%:+,;@~!$'()*.-_") if is_ours else HOME


def with_query(path: str, asked: Mapping[str, Any]) -> str:
    """The path with what is asked of it; what nobody asked for is left out."""
    text = urlencode({name: _spelled(value) for name, value in asked.items() if value is not None})
    return f"{path}?{text}" if text else path


def _spelled(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def center_name(stream: str, names: Mapping[str, tuple[str, str | None]]) -> Label:
    """What a stream of the log is called; ``names`` are those of the centers on the register."""
    if stream == CALENDAR:
        return OUR_CALENDAR
    zh, en = names.get(stream, (stream, None))
    return Label(zh, en or zh)


def center_path(stream: str) -> str:
    """Where a center is shown, or the calendar."""
    return "/console/calendar" if stream == CALENDAR else f"/console/centers/{quote(stream, safe='')}"


def receipt_path(command_id: str) -> str:
    """Where the receipt of a decision is shown."""
    return f"/console/receipts/{quote(command_id, safe='')}"
