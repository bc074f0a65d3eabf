"""Points of the time machine as its form sends them: a day, and an instant by the clocks of Shanghai."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from api.console.frame.days import SHANGHAI
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.values.points import Point, parse_instant

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_DAY_LENGTH = len("2026-11-30")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
NO_DAY = Label("请填写日期，例如 2026-03-01", "Enter a day, for example 2026-03-01")
NO_INSTANT = Label(
    "请填写北京时间的日期和时刻，例如 2026-03-01T08:00", "Enter a day and a time, such as 2026-03-01T08:00"
)


class Typed(NamedTuple):
    """What somebody typed, and the point that it names as far as it can be read. ``errors`` are by field."""

    as_of: str
    known_at: str
    point: Point
    errors: list[tuple[str, Label]]


def typed(as_of: str, known_at: str, prefix: str = "") -> Typed:
    """What the two fields say; an empty one leaves its axis open. ``prefix`` stands before the fields' names."""
    errors: list[tuple[str, Label]] = []
    day, instant = _day(as_of.strip()), _instant(known_at.strip())
    if isinstance(day, Label):
        errors.append((f"{prefix}as_of", day))
    if isinstance(instant, Label):
        errors.append((f"{prefix}known_at", instant))
    point = Point(None if isinstance(day, Label) else day, None if isinstance(instant, Label) else instant)
    return Typed(as_of.strip(), known_at.strip(), point, errors)


def _day(text: str) -> date | Label | None:
    try:
        return _DAY.validate_python(text) if text else None
    except ValidationError:
        return NO_DAY


def _instant(text: str) -> datetime | Label | None:
    """An instant; without an offset it is one of Shanghai, and a day means its end."""
    if not text:
        return None
    try:
        if len(text) == _DAY_LENGTH:
            return parse_instant(_DAY.validate_python(text).isoformat())
        instant = datetime.fromisoformat(text)
    except (PydanticCustomError, ValidationError, ValueError):
        return NO_INSTANT
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        return NO_INSTANT
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def query_of(point: Point) -> str:
    """The point in an address: ``as_of=…&known_at=…``; empty for now."""
    query = {
        "as_of": point.as_of.isoformat() if point.as_of else "",
        "known_at": point.known_at.isoformat().replace("+00:00", "Z") if point.known_at else "",
    }
    return urlencode({name: text for name, text in query.items() if text})


def field_of(instant: datetime | None) -> str:
    """The instant as a form's field holds it, by the clocks of Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S") if instant else ""
