"""What a center's picture shows: the phases it has reached, its term, its main events and its clocks."""

from collections.abc import Container, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup

from api.console.center.chart.chart import BarKind, Chart, ChartSpan, Facts, Mark, Shape, draw
from api.console.center.chart.main_events import joined, main_events
from api.console.frame.page_request import PageRequest
from api.http.language import Language, say
from api.resources.center_view import CenterPage
from domain.end_of_term import TermBasis
from domain.guideline.phases import ENDED, LIFE, Phase
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.values.partial_days import earliest, in_words
from domain.wording.deadlines import duty_name
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.register_item import TermRange

PHASES = LIFE
_MOST = 24


class Station(NamedTuple):
    """A phase on the line: gone through, where the center is, or ahead; ``unknown`` where nobody reported whether it
    was gone through.
    """

    phase: Phase
    state: Literal["reached", "unknown", "now", "ahead", "ended"]


class Turn(NamedTuple):
    """A mark in the picture for phones, and the stretch of time in which it lies, if any."""

    mark: Mark
    span: BarKind | None


class CenterChart(NamedTuple):
    """The line of phases and the axis of time. ``undated`` are events of which nobody tells so much as a bound.

    For phones, both from today on and away from it: what is ``ahead``, the nearest first, and what is ``past``, the
    last first.
    """

    stations: list[Station]
    picture: Chart
    undated: list[str]
    ahead: list[Turn]
    past: list[Turn]


def chart_panel(
    page_request: PageRequest, page: CenterPage, as_read: Sequence[Record[Event]], as_of: date | None
) -> Markup:
    """The picture as a panel of a page, looked at from the day, or from today. ``as_read`` are the records that count,
    with their corrections.
    """
    drawn = center_chart(page, as_read, as_of or page_request.today, page_request.language)
    return page_request.panel(
        "center/chart/chart.html",
        "picture",
        drawn=drawn,
        shapes={placed.mark.shape for placed in (*drawn.picture.events, *drawn.picture.clocks)},
        name=page.name_zh,
        is_imported=page.imported_from is not None,
        today=as_of or page_request.today,
        is_of_another_day=as_of is not None,
    )


def center_chart(page: CenterPage, as_read: Sequence[Record[Event]], today: date, language: Language) -> CenterChart:
    """The picture of a center, ``today`` being the day from which it is looked at."""
    main = list(main_events(as_read, page))[-_MOST:]
    events = [one.mark(on, language) for one in main if (on := one.place) is not None]
    clocks = [mark for item in page.deadlines[-_MOST:] if (mark := _clock(item, today, language))]
    spans = list(_spans(page))
    ordered = [Turn(mark, _span_of(mark.on, spans)) for mark in sorted([*events, *clocks], key=lambda mark: mark.on)]
    return CenterChart(
        stations=stations(page),
        picture=draw(Facts(events, clocks, spans, today)),
        undated=[say(one.label, language) for one in main if one.place is None],
        ahead=[turn for turn in ordered if turn.mark.on >= today],
        past=[turn for turn in reversed(ordered) if turn.mark.on < today],
    )


def _span_of(on: date, spans: Sequence[ChartSpan]) -> BarKind | None:
    return next((span.kind for span in reversed(spans) if span.begins <= on <= span.ends), None)


def stations(page: CenterPage) -> list[Station]:
    """The five phases; where a center has ended, its end comes after the furthest that it reached. Where nobody knows
    the phase, none is drawn as passed or as ahead.
    """
    phase = Phase(page.phase)
    if phase is Phase.UNKNOWN:
        return [Station(phase, "now")]
    known = {*page.known_phases, phase}
    if phase in ENDED:
        furthest = max((PHASES.index(one) for one in page.known_phases), default=-1)
        return [*(_before(one, known) for one in PHASES[: furthest + 1]), Station(phase, "ended")]
    place = PHASES.index(phase)
    ahead = (Station(one, "ahead") for one in PHASES[place + 1 :])
    return [*(_before(one, known) for one in PHASES[:place]), Station(phase, "now"), *ahead]


def _before(phase: Phase, known: Container[Phase]) -> Station:
    return Station(phase, "reached" if phase in known else "unknown")


def _clock(item: DeadlineItem, today: date, language: Language) -> Mark | None:
    is_over = item.status == ClockStatus.CERTAINLY_OVER
    at_the_latest = is_over or item.earliest is None
    on = item.due_on or (item.latest if at_the_latest else item.earliest)
    if on is None or item.status in (ClockStatus.NOT_ON_RECORD, ClockStatus.FALLEN):
        return None
    label = duty_name(item.key)
    if item.due_on is None:
        bound = Label("最晚", "latest") if at_the_latest else Label("最早", "earliest")
        label = Label(f"{label.zh}（{bound.zh}）", f"{label.en} ({bound.en})")
    aloud = joined(in_words(on), label)
    return Mark(on, _shape(item, today), *(say(words, language) for words in (label, aloud, in_words(on), label)))


def _shape(item: DeadlineItem, today: date) -> Shape:
    if item.status == ClockStatus.MET:
        return "late" if item.days_late else "met"
    if item.status == ClockStatus.MISSED or (item.due_on is not None and item.due_on < today):
        return "missed"
    if item.status == ClockStatus.CERTAINLY_OVER:
        return "over"
    return "provisional" if item.provisional or item.due_on is None else "open"


def _spans(page: CenterPage) -> Iterator[ChartSpan]:
    """The term of construction: from approval to its end, each extension after it; or the range it must end in."""
    approved = _first_day(page)
    if page.terms:
        first, *_ = page.terms
        if approved and approved < first:
            yield ChartSpan(approved, first, "term")
        for begins, ends in pairwise(page.terms):
            if begins < ends:
                yield ChartSpan(begins, ends, "extension")
    elif page.term_range and approved:
        yield from _range(approved, page.term_range, page.term_basis)


def _range(approved: date, within: TermRange, basis: TermBasis | None) -> Iterator[ChartSpan]:
    """Until its end can have come, and from then to the last day that is possible; both are known where the day of the
    approval is.
    """
    if within.earliest is None or within.latest is None:
        return
    if basis is TermBasis.ASSUMED:
        yield ChartSpan(approved, within.latest, "assumed")
    else:
        yield ChartSpan(approved, within.earliest, "term")
        yield ChartSpan(within.earliest, within.latest, "range")


def _first_day(page: CenterPage) -> date | None:
    if page.approved_on is None:
        return None
    on = page.approved_on.on
    return date.fromisoformat(on) if page.approved_on.precision == "day" else earliest(on)
