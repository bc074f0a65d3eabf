"""Days and instants as people write them: 2026年11月30日, 30 November 2026. Instants are shown in Shanghai's time."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from api.http.language import Language
from clock import today_in_shanghai

SHANGHAI = ZoneInfo("Asia/Shanghai")
_LOCALE = {"zh": "zh_Hans_CN", "en": "en_GB"}
_DAY = {"zh": "y年M月d日", "en": "d MMMM y"}
_MONTH = {"zh": "y年M月", "en": "MMMM y"}
_YEAR = {"zh": "y年", "en": "y"}
_INSTANT = {"zh": "y年M月d日 HH:mm:ss", "en": "d MMMM y, HH:mm:ss"}
_YEAR_LENGTH, _MONTH_LENGTH = len("2026"), len("2026-11")


def today() -> date:
    """The day in Shanghai."""
    return today_in_shanghai()


@lru_cache(maxsize=4096)
def say_day(day: date | str, language: Language) -> str:
    """A day, or as much of it as is known: a month or a year stays one."""
    text = str(day)
    if len(text) == _YEAR_LENGTH:
        return format_date(date(int(text), 1, 1), _YEAR[language], _LOCALE[language])
    if len(text) == _MONTH_LENGTH:
        return format_date(date.fromisoformat(f"{text}-01"), _MONTH[language], _LOCALE[language])
    return format_date(date.fromisoformat(text), _DAY[language], _LOCALE[language])


def say_weekday(day: date, language: Language) -> str:
    """周一, Monday."""
    return format_date(day, "EEE" if language == "zh" else "EEEE", _LOCALE[language])


def say_month(day: date, language: Language) -> str:
    """The day's month without its year: 11月, Nov."""
    return format_date(day, "LLL", _LOCALE[language])


def say_instant(instant: datetime | str, language: Language) -> str:
    """An instant by the clocks of Shanghai, to the second."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return format_datetime(at.astimezone(SHANGHAI), _INSTANT[language], locale=_LOCALE[language])


def machine_instant(instant: datetime | str) -> str:
    """An instant as machines read it: RFC 3339 in UTC."""
    at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def days_left(due_on: date | str, on: date) -> int:
    """Days from ``on`` until the day is over; negative when it has passed."""
    due = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    return (due - on).days
