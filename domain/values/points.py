"""Points on the two axes of the record: the day a fact is in force, and the instant until which it was recorded."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from domain.kernel.base import invalid
from domain.values.partial_days import end_of_day

NOW = "now"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TICK = timedelta(microseconds=1)


class Point(NamedTuple):
    """What was in force on the day ``as_of`` (Asia/Shanghai), by what was recorded until ``known_at`` (UTC).

    ``None`` leaves an axis open: every day, or everything on record now.
    """

    as_of: date | None = None
    known_at: datetime | None = None

    def __str__(self) -> str:
        day = self.as_of.isoformat() if self.as_of else ""
        known = f"@{self.known_at.isoformat().replace('+00:00', 'Z')}" if self.known_at else ""
        return day + known or NOW


def parse_point(text: str) -> Point:
    """``2026-04-01`` in force then; ``@2026-07-01T00:00:00Z`` as known then; ``2026-04-01@2026-07-01`` both; ``now``.

    Raises ``ValueError`` in both languages.
    """
    day, _, known = text.partition("@")
    if text == NOW or not (day or known):
        return _now(text)
    return Point(parse_day(day) if day else None, parse_instant(known) if "@" in text else None)


def _now(text: str) -> Point:
    if text != NOW:
        raise invalid(
            "not_a_point",
            f"“{text}”不是时点，应写作 2026-04-01、@2026-07-01T00:00:00Z、2026-04-01@2026-07-01 或 now",
            f"“{text}” is no point: write 2026-04-01, @2026-07-01T00:00:00Z, 2026-04-01@2026-07-01 or now",
        )
    return Point()


def parse_day(text: str) -> date:
    """A day of the calendar, ``YYYY-MM-DD``. Raises ``ValueError`` in both languages."""
    try:
        return date.fromisoformat(_DAY.fullmatch(text)[0])  # type: ignore[index]
    except (TypeError, ValueError):
        raise invalid(
            "not_a_day", f"“{text}”不是日期，应写作 YYYY-MM-DD", f"“{text}” is no day: write YYYY-MM-DD"
        ) from None


def parse_instant(text: str) -> datetime:
    """An instant of RFC 3339 with its offset, in UTC; a day means its end in Shanghai.

    Raises ``ValueError`` in both languages.
    """
    if _DAY.fullmatch(text):
        return end_of_day(parse_day(text)) - _TICK
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise invalid(
            "not_an_instant",
            f"“{text}”不是时刻，应写作带时区的 2026-07-01T08:00:00+08:00 或日期",
            f"“{text}” is no instant: write 2026-07-01T08:00:00+08:00 with its offset, or a day",
        )
    return instant.astimezone(UTC)
