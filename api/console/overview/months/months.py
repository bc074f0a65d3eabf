"""Twelve months of due days: a bar a month, told apart by shapes and words, and drawn here. Pure.

Distances are in pixels of a month's picture.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from api.console.frame.days import say_month
from api.http.language import Language
from api.resources.overview import MonthOfDeadlines
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label

HEIGHT, WIDTH, TOP = 64, 30, 16
LEAST = 3
"""Of a part that counts anything, so that it is seen."""

Shape = Literal["missed", "late", "open", "doubtful", "fallen", "met"]


class Part(NamedTuple):
    """What a bar is made of: the statuses that are drawn alike, the shape of their mark, and their words."""

    shape: Shape
    statuses: tuple[ClockStatus, ...]
    label: Label


PARTS = (
    Part("missed", (ClockStatus.MISSED,), ClockStatus.MISSED.label),
    Part("late", (ClockStatus.CERTAINLY_OVER,), ClockStatus.CERTAINLY_OVER.label),
    Part("open", (ClockStatus.OPEN, ClockStatus.UNDATED), ClockStatus.OPEN.label),
    Part("doubtful", (ClockStatus.NOT_ON_RECORD,), ClockStatus.NOT_ON_RECORD.label),
    Part("fallen", (ClockStatus.FALLEN,), ClockStatus.FALLEN.label),
    Part("met", (ClockStatus.MET,), ClockStatus.MET.label),
)
"""From above to below: what there is to see to is on top."""


class Segment(NamedTuple):
    """A part of a month's bar in its place, and how many deadlines it stands for."""

    part: Part
    deadlines: int
    y: float
    height: float


class ShownMonth(NamedTuple):
    """A month: its first day, its name, its bar, how many fall due, where they are listed, and whether it is the one
    of the day that is asked about.
    """

    first: date
    name: str
    segments: list[Segment]
    total: int
    address: str
    is_now: bool


def strip(
    months: Sequence[MonthOfDeadlines], on: date, language: Language, address: Callable[[str], str]
) -> list[ShownMonth]:
    """The months in their order, their bars on one scale."""
    most = max((month.total for month in months), default=0)
    return [_shown(month, most, on, language, address(month.month)) for month in months]


def _shown(month: MonthOfDeadlines, most: int, on: date, language: Language, address: str) -> ShownMonth:
    first = date.fromisoformat(f"{month.month}-01")
    is_now = first == on.replace(day=1)
    return ShownMonth(first, say_month(first, language), _segments(month.statuses, most), month.total, address, is_now)


def _segments(statuses: Mapping[ClockStatus, int], most: int) -> list[Segment]:
    """Laid upwards from the ground, the last part first."""
    found: list[Segment] = []
    ground = float(TOP + HEIGHT)
    for part in reversed(PARTS):
        count = sum(statuses.get(status, 0) for status in part.statuses)
        if count:
            height = max(LEAST, round(HEIGHT * count / most, 1))
            ground -= height
            found.append(Segment(part, count, round(ground, 1), height))
    return found[::-1]
