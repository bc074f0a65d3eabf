"""How a deadline is named, and what is certain of one whose day nobody knows."""

from datetime import date

from domain.center import Center
from domain.deadlines.clocks import CLOCK_OF
from domain.guideline.vocabulary import ClockKind
from domain.imported.not_on_record import followed_from_within
from domain.kernel.base import Label
from domain.values.partial_days import in_words


def duty_name(key: str) -> Label:
    """The duty that a deadline's key names, with its year where it is a yearly one; what names none stands as it is."""
    code, _, part = key.partition("/")
    if code not in set(ClockKind) or not part:
        return Label(key, key)
    kind, year = ClockKind(code), year_of(key)
    if year is not None:
        return Label(f"{year}年{kind.label.zh.removeprefix('年')}", f"{kind.label.en} {year}")
    return kind.label


def year_of(key: str) -> str | None:
    """The year of the yearly duty that a deadline's key names; ``None`` where it names none."""
    code, _, part = key.partition("/")
    return part.partition("/")[0] if part and code in set(ClockKind) and CLOCK_OF[ClockKind(code)].has_years else None


def followed_from_of(key: str, center: Center) -> date | None:
    """Of a yearly duty: the day from which this record follows an imported center, where that is within the duty's
    year, of which it knows a part alone.
    """
    year = year_of(key)
    return followed_from_within(center, int(year)) if year is not None and year.isdecimal() else None


def followed_since_words(key: str, center: Center) -> Label | None:
    """The same in words."""
    since = followed_from_of(key, center)
    return follows_since(since) if since else None


def follows_since(since: date) -> Label:
    """That this record follows a center from a day on."""
    day = in_words(since)
    return Label(f"本系统自{day.zh}起记录该中心", f"this record follows the center since {day.en}")


def over_at_the_latest(latest: date, *, assumed: bool = False) -> Label:
    """That a term of which nobody knows the end is over, as its last possible day has passed: certain, but for an
    extension that nobody here knows of, and as far as its range isn't ``assumed``.
    """
    day = in_words(latest)
    if assumed:
        return Label(
            f"推定最晚已于{day.zh}届满，除非曾经延长",
            f"assumed to be over since {day.en} at the latest, unless it was extended",
        )
    return Label(f"最晚已于{day.zh}届满，除非曾经延长", f"over since {day.en} at the latest, unless it was extended")
