"""How a deadline is named, and what is certain of one whose day nobody knows."""

from datetime import date

from domain.deadlines.clocks import CLOCK_OF
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.values.partial_days import in_words


def duty_name(key: str) -> Label:
    """The duty that a deadline's key names, with its year where it is a yearly one; what names none stands as it is."""
    code, _, part = key.partition("/")
    if code not in set(ClockKind) or not part:
        return Label(key, key)
    kind = ClockKind(code)
    if CLOCK_OF[kind].has_years:
        return Label(f"{part.partition('/')[0]}年{kind.label.zh}", f"{kind.label.en} {part.partition('/')[0]}")
    return kind.label


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
