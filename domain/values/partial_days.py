"""Days that are known in part, and the calendar of Asia/Shanghai in which every day of the field is meant."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from domain.kernel.base import Label
from domain.kernel.records import Happened, PartialDay, Within

SHANGHAI = ZoneInfo("Asia/Shanghai")

Precision = Literal["day", "month", "year"]

_MONTHS_PER_YEAR = 12
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def precision(day: PartialDay) -> Precision:
    """How much of the day is known."""
    if isinstance(day, date):
        return "day"
    return "month" if "-" in day else "year"


def earliest(day: PartialDay) -> date:
    """The first day that it can have been. Raises ``ValueError`` for a text that is no month or year."""
    if isinstance(day, date):
        return day
    year, month = _year_and_month(day)
    return date(year, month or 1, 1)


def latest(day: PartialDay) -> date:
    """The last day that it can have been. Raises ``ValueError`` for a text that is no month or year."""
    if isinstance(day, date):
        return day
    year, month = _year_and_month(day)
    month = month or _MONTHS_PER_YEAR
    return date(year, month, monthrange(year, month)[1])


def later_of(known: date | None, day: PartialDay) -> date:
    """The later one of a day and the last day that another can have been."""
    return latest(day) if known is None else max(known, latest(day))


def first_possible(happened: Happened) -> date:
    """The first day on which it can have been; the first of all days where nobody knows one."""
    if isinstance(happened, Within):
        return earliest(happened.not_before) if happened.not_before is not None else date.min
    return earliest(happened)


def last_possible(happened: Happened) -> date:
    """The last day on which it can have been; the last of all days where nobody knows one."""
    if isinstance(happened, Within):
        return latest(happened.not_after) if happened.not_after is not None else date.max
    return latest(happened)


def in_words(day: Happened) -> Label:
    """The day as it is read: 2026年11月30日 / 30 November 2026. A month, a year, a bound say no more than is known."""
    if isinstance(day, Within):
        return _within_in_words(day)
    if isinstance(day, date):
        name = _MONTH_NAMES[day.month - 1]
        return Label(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {name} {day.year}")
    year, month = _year_and_month(day)
    if month is None:
        return Label(f"{year}年", f"{year}")
    return Label(f"{year}年{month}月", f"{_MONTH_NAMES[month - 1]} {year}")


def _within_in_words(within: Within) -> Label:
    since = in_words(within.not_before) if within.not_before is not None else None
    until = in_words(within.not_after) if within.not_after is not None else None
    if since and until:
        return Label(f"{since.zh}至{until.zh}之间", f"between {since.en} and {until.en}")
    if until:
        return Label(f"不晚于{until.zh}", f"not after {until.en}")
    return Label(f"不早于{since.zh}", f"not before {since.en}") if since else Label("日期不详", "on an unknown day")


def day_told(happened: Happened) -> PartialDay | None:
    """The day as far as it is known; ``None`` where nobody tells one."""
    return None if isinstance(happened, Within) else happened


def bounds_of(happened: Happened) -> dict[str, Any]:
    """As programs read it, beside a day of effect: whether nobody tells the day, and the bounds that are then known."""
    bounds = happened if isinstance(happened, Within) else Within()
    days = {name: str(day) if day is not None else None for name, day in bounds._asdict().items()}
    return {"undated": isinstance(happened, Within), **days}


def add_months(day: date, months: int) -> date:
    """The same day of another month; where that month is too short, its last day."""
    whole_years, month_index = divmod(day.month - 1 + months, _MONTHS_PER_YEAR)
    year, month = day.year + whole_years, month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_in_shanghai(instant: datetime) -> date:
    """The day it is in Shanghai at an aware instant. Raises ``ValueError`` for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries its time zone")
    return instant.astimezone(SHANGHAI).date()


def days_late(due_on: date, done_on: date) -> int:
    """Calendar days past the due day; 0 when in time."""
    return max(0, (done_on - due_on).days)


def start_of_day(day: date) -> datetime:
    """The UTC instant at which the day begins in Shanghai."""
    return _in_utc(day, time.min)


def end_of_day(day: date) -> datetime:
    """The UTC instant at which the day is over in Shanghai: the next day's first. A due day means this."""
    return start_of_day(day + timedelta(days=1))


def at_hour(day: date, hour: int) -> datetime:
    """The UTC instant of a full hour, 0 to 23, of the day in Shanghai."""
    return _in_utc(day, time(hour))


def _in_utc(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def _year_and_month(day: str) -> tuple[int, int | None]:
    year, _, month = day.partition("-")
    return int(year), int(month) if month else None
