"""A center on one picture: its phases as a line, and its term, events and clocks on an axis of time. Pure.

Distances are in pixels of the picture. Labels stand to the right of their marks and are laid into lanes from right to
left, so that no label lies on another and no stem runs through one.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

WIDTH, MARGIN, LABEL_ROOM = 1100, 24, 226
LANE, AXIS_ROOM, TOP = 22, 50, 30
MARK_TO_LABEL, GAP = 11, 10
_WIDE_SIGN, _SIGN = 13.0, 7.2
_NARROWEST_YEAR = 44
_STEPS = (1, 2, 5, 10, 20, 50, 100)

Shape = Literal["event", "doubtful", "end", "met", "late", "missed", "open", "provisional"]
BarKind = Literal["term", "extension", "range", "assumed"]


class Mark(NamedTuple):
    """Something on a day: ``shape`` says what; clocks stand below the axis, everything else above. ``aloud`` is what is
    read aloud of it: when it was, as far as that is known, and all of its label.
    """

    on: date
    shape: Shape
    label: str
    aloud: str = ""


class ChartSpan(NamedTuple):
    """A stretch of time on the axis."""

    begins: date
    ends: date
    kind: BarKind


class Facts(NamedTuple):
    """What there is to draw, in the words of one language."""

    events: Sequence[Mark]
    clocks: Sequence[Mark]
    spans: Sequence[ChartSpan]
    today: date


class Placed(NamedTuple):
    """A mark in its place; its label begins at ``label_x`` and is ``width`` wide at most."""

    x: float
    y: float
    label_x: float
    width: float
    mark: Mark


class Bar(NamedTuple):
    """A stretch of the axis."""

    x: float
    width: float
    kind: BarKind


class Tick(NamedTuple):
    """The beginning of a year."""

    x: float
    year: int


class Chart(NamedTuple):
    """Everything with its place; ``axis`` is the height of the axis of time."""

    width: int
    height: int
    axis: int
    begin: float
    end: float
    today: float
    ticks: list[Tick]
    bars: list[Bar]
    events: list[Placed]
    clocks: list[Placed]


class Axis:
    """Days to places, over whole years."""

    def __init__(self, days: Iterable[date]) -> None:
        years = [day.year for day in days]
        self.first, self.last = min(years), max(*years, min(years) + 1)
        self._begin, self._end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal()

    def x(self, day: date) -> float:
        """Where the day lies."""
        share = (day.toordinal() - self._begin) / (self._end - self._begin)
        return round(MARGIN + share * (WIDTH - MARGIN - LABEL_ROOM), 1)

    def ticks(self) -> list[Tick]:
        """As many years as can be read."""
        per_year = (WIDTH - MARGIN - LABEL_ROOM) / (self.last - self.first + 1)
        step = next((step for step in _STEPS if step * per_year >= _NARROWEST_YEAR), _STEPS[-1])
        return [
            Tick(self.x(date(year, 1, 1)), year) for year in range(self.first, self.last + 1) if year % step == 0
        ] or [Tick(self.x(date(self.first, 1, 1)), self.first)]


def draw(facts: Facts) -> Chart:
    """The facts in their places."""
    axis = Axis(_days(facts))
    events, above = _laid(facts.events, axis)
    clocks, below = _laid(facts.clocks, axis)
    level = TOP + above * LANE + 14
    return Chart(
        width=WIDTH,
        height=level + AXIS_ROOM + below * LANE,
        axis=level,
        begin=axis.x(date(axis.first, 1, 1)),
        end=axis.x(date(axis.last, 12, 31)),
        today=axis.x(facts.today),
        ticks=axis.ticks(),
        bars=[_bar(span, axis) for span in facts.spans],
        events=[_placed(one, axis, level - 24 - lane * LANE) for one, lane in events],
        clocks=[_placed(one, axis, level + AXIS_ROOM - 6 + lane * LANE) for one, lane in clocks],
    )


def _days(facts: Facts) -> list[date]:
    marks = [mark.on for mark in (*facts.events, *facts.clocks)]
    return [facts.today, *marks, *(span.begins for span in facts.spans), *(span.ends for span in facts.spans)]


def _laid(marks: Sequence[Mark], axis: Axis) -> tuple[list[tuple[Mark, int]], int]:
    """Each mark with its lane, the first next to the axis; and how many lanes there are.

    A label ends before whatever stands to its right in its own lane, and before each stem that leads to a further one.
    """
    begins: list[float] = []
    laid = []
    for mark in sorted(marks, key=lambda mark: mark.on, reverse=True):
        x = axis.x(mark.on)
        ends = x + MARK_TO_LABEL + width_of(_cut(mark.label)) + GAP
        lane = next((lane for lane in range(len(begins)) if ends <= min(begins[lane:])), len(begins))
        begins[lane : lane + 1] = [x - MARK_TO_LABEL]
        laid.append((mark, lane))
    return laid[::-1], len(begins)


def _placed(mark: Mark, axis: Axis, y: float) -> Placed:
    x, label = axis.x(mark.on), _cut(mark.label)
    return Placed(x, y, x + MARK_TO_LABEL, width_of(label), mark._replace(label=label))


def _bar(span: ChartSpan, axis: Axis) -> Bar:
    begins, ends = axis.x(span.begins), axis.x(span.ends)
    return Bar(begins, round(max(ends - begins, 1), 1), span.kind)


def width_of(text: str) -> float:
    """How wide a text is at most, in the picture's letters."""
    return sum(_WIDE_SIGN if unicodedata.east_asian_width(sign) in "WFA" else _SIGN for sign in text)


def _cut(label: str) -> str:
    """As much of a label as has room."""
    room = LABEL_ROOM - MARK_TO_LABEL - GAP
    if width_of(label) <= room:
        return label
    while width_of(label) + _WIDE_SIGN > room:
        label = label[:-1]
    return label.rstrip() + "…"
