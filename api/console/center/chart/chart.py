"""A center on one picture: its phases as a line, and its term, events and clocks on an axis of time. Pure.

Distances are in pixels of the picture. Labels stand to the right of their marks; where one would lie across the line
of today, or across the stem of a mark that stands so itself, to the left. They are laid into lanes so that no label
lies on another and no stem runs through one, and are never cut: the picture is as wide as they need.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

WIDTH, MARGIN, NARROWEST_AXIS = 1126, 24, 480
LANE, AXIS_ROOM, TOP = 22, 50, 30
MARK_TO_LABEL, GAP = 11, 10
_WIDE_SIGN, _SIGN = 13.0, 7.2
_NARROWEST_YEAR = 44
_STEPS = (1, 2, 5, 10, 20, 50, 100)

Shape = Literal["event", "disputed", "approximate", "end", "met", "late", "missed", "over", "open", "provisional"]
BarKind = Literal["term", "extension", "range", "assumed"]


class Mark(NamedTuple):
    """Something on a day: ``shape`` says what; clocks stand below the axis, everything else above. ``aloud`` is what is
    read aloud of it: when it was, as far as that is known, and all of its label; ``when`` and ``what`` are the two.
    """

    on: date
    shape: Shape
    label: str
    aloud: str = ""
    when: str = ""
    what: str = ""


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
    """A mark in its place; its label begins at ``label_x`` and is ``width`` wide at most, ``is_left`` of the mark or
    right.
    """

    x: float
    y: float
    label_x: float
    width: float
    mark: Mark
    is_left: bool = False


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
    """Days to places, over whole years, with room at either end."""

    def __init__(self, days: Iterable[date], left: float = MARGIN, right: float = MARGIN) -> None:
        years = [day.year for day in days]
        self.first, self.last = min(years), max(*years, min(years) + 1)
        self._begin, self._end = date(self.first, 1, 1).toordinal(), date(self.last, 12, 31).toordinal()
        self.left, self.length = left, max(WIDTH - left - right, NARROWEST_AXIS)
        self.width = round(left + self.length + right)

    def x(self, day: date) -> float:
        """Where the day lies."""
        share = (day.toordinal() - self._begin) / (self._end - self._begin)
        return round(self.left + share * self.length, 1)

    def ticks(self) -> list[Tick]:
        """As many years as can be read."""
        per_year = self.length / (self.last - self.first + 1)
        step = next((step for step in _STEPS if step * per_year >= _NARROWEST_YEAR), _STEPS[-1])
        return [
            Tick(self.x(date(year, 1, 1)), year) for year in range(self.first, self.last + 1) if year % step == 0
        ] or [Tick(self.x(date(self.first, 1, 1)), self.first)]


def draw(facts: Facts) -> Chart:
    """The facts in their places."""
    axis = _axis(facts)
    today = axis.x(facts.today)
    events, above = _laid(_sided(facts.events, axis, today))
    clocks, below = _laid(_sided(facts.clocks, axis, today))
    level = TOP + above * LANE + 14
    return Chart(
        width=axis.width,
        height=level + AXIS_ROOM + below * LANE,
        axis=level,
        begin=axis.x(date(axis.first, 1, 1)),
        end=axis.x(date(axis.last, 12, 31)),
        today=today,
        ticks=axis.ticks(),
        bars=[_bar(span, axis) for span in facts.spans],
        events=[one.placed(level - 24 - lane * LANE) for one, lane in events],
        clocks=[one.placed(level + AXIS_ROOM - 6 + lane * LANE) for one, lane in clocks],
    )


def _axis(facts: Facts) -> Axis:
    """With as much room at either end as the labels need that reach over it."""
    days, marks = _days(facts), (*facts.events, *facts.clocks)
    left = right = float(MARGIN)
    for _ in range(_ROUNDS):
        axis = Axis(days, left, right)
        sided = [one for row in (facts.events, facts.clocks) for one in _sided(row, axis, axis.x(facts.today))]
        lacks_left = max((-one.begins for one in sided), default=0.0)
        lacks_right = max((one.ends - axis.width for one in sided), default=0.0)
        if lacks_left <= 0 and lacks_right <= 0:
            return axis
        left, right = left + max(lacks_left, 0), right + max(lacks_right, 0)
    widest = max((width_of(mark.label) for mark in marks), default=0.0) + MARK_TO_LABEL + GAP
    return Axis(days, widest + MARGIN, widest + MARGIN)


_ROUNDS = 6
"""How often room is made before there is enough for any label at either end."""


def _days(facts: Facts) -> list[date]:
    marks = [mark.on for mark in (*facts.events, *facts.clocks)]
    return [facts.today, *marks, *(span.begins for span in facts.spans), *(span.ends for span in facts.spans)]


class _Sided(NamedTuple):
    """A mark whose label has its side; it takes the room from ``begins`` to ``ends``."""

    mark: Mark
    x: float
    width: float
    is_left: bool

    @property
    def begins(self) -> float:
        return self.x - MARK_TO_LABEL - (self.width + GAP if self.is_left else 0)

    @property
    def ends(self) -> float:
        return self.x + MARK_TO_LABEL + (0 if self.is_left else self.width + GAP)

    def placed(self, y: float) -> Placed:
        """In its place at that height."""
        label_x = self.x - MARK_TO_LABEL - self.width if self.is_left else self.x + MARK_TO_LABEL
        return Placed(self.x, y, round(label_x, 1), self.width, self.mark, self.is_left)


def _sided(marks: Sequence[Mark], axis: Axis, today: float) -> list[_Sided]:
    """From right to left. A label keeps to the right of its mark unless it would lie across the line of today, or
    across the stem of a mark whose label stands left of it.
    """
    sided: list[_Sided] = []
    walls = [today]
    for mark in sorted(marks, key=lambda mark: mark.on, reverse=True):
        x, width = axis.x(mark.on), width_of(mark.label)
        is_left = any(x + MARK_TO_LABEL < wall < x + MARK_TO_LABEL + width + GAP for wall in walls)
        if is_left:
            walls.append(x)
        sided.append(_Sided(mark, x, width, is_left))
    return sided


def _laid(marks: Sequence[_Sided]) -> tuple[list[tuple[_Sided, int]], int]:
    """Each mark with its lane, the first next to the axis, by day and those of one day as they are listed; and how many
    lanes there are. Those with their label to the right are laid from right to left, then those to the left from left
    to right: so whatever a stem has to run past is laid before it.
    """
    laid: list[tuple[_Sided, int]] = []
    rest = [one for one in marks if not one.is_left], [one for one in reversed(marks) if one.is_left]
    for one in (*rest[0], *rest[1]):
        laid.append((one, _lane(one, laid)))
    place = {id(one): number for number, one in enumerate(marks)}
    laid.sort(key=lambda pair: (pair[0].mark.on, place[id(pair[0])]))
    return laid, max((lane for _, lane in laid), default=-1) + 1


def _lane(one: _Sided, laid: Sequence[tuple[_Sided, int]]) -> int:
    """The first lane in which its label touches no other, no stem runs through it, and its own through none."""
    lane = 0
    while not all(_fits(one, lane, other, its) for other, its in laid):
        lane += 1
    return lane


def _fits(one: _Sided, lane: int, other: _Sided, its: int) -> bool:
    if lane == its:
        return one.ends <= other.begins or other.ends <= one.begins
    nearer, farther = (one, other) if lane < its else (other, one)
    label_x = nearer.placed(0).label_x
    return not label_x < farther.x < label_x + nearer.width


def _bar(span: ChartSpan, axis: Axis) -> Bar:
    begins, ends = axis.x(span.begins), axis.x(span.ends)
    return Bar(begins, round(max(ends - begins, 1), 1), span.kind)


def width_of(text: str) -> float:
    """How wide a text is at most, in the picture's letters."""
    return sum(_WIDE_SIGN if unicodedata.east_asian_width(sign) in "WFA" else _SIGN for sign in text)
