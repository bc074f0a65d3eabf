"""What a center's picture shows: the phases it has reached, its term, its main events and its clocks."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from markupsafe import Markup

from api.console.center.chart.chart import Chart, ChartSpan, Facts, Mark, Shape, draw
from api.console.frame.page_request import PageRequest
from api.http.language import Language, say
from api.resources.center_view import CenterPage
from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.changes.messages import CenterRelinquished
from domain.guideline.phases import ENDED, LIFE, Phase
from domain.guideline.vocabulary import ClockStatus, Stage
from domain.housekeeping.messages import CenterWithdrawn
from domain.imported.facts import FactImported, ReportAdded
from domain.incubation.messages import CenterRegistered
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.supervision import messages as supervision
from domain.values.partial_days import earliest, in_words
from domain.wording.deadlines import duty_name
from ledger.read_model.center_item import DeadlineItem

MAIN: tuple[type[Event], ...] = (
    CenterRegistered,
    application.ApplicationSubmitted,
    application.ConstructionApproved,
    application.ConstructionDeclined,
    acceptance.AllianceFormed,
    acceptance.AcceptanceApplied,
    acceptance.OnSiteAcceptanceReported,
    acceptance.CenterEstablished,
    supervision.ConstructionEvaluated,
    supervision.TermExtended,
    supervision.RectificationOrdered,
    FactImported,
    ReportAdded,
)
"""The events that a picture names."""
LAST = (CenterWithdrawn, supervision.CenterRevoked, CenterRelinquished)
PHASES = LIFE
_MOST = 24


class Station(NamedTuple):
    """A phase on the line: gone through, where the center is, or ahead."""

    phase: Phase
    state: Literal["reached", "now", "ahead", "ended"]


class CenterChart(NamedTuple):
    """The line of phases and the axis of time."""

    stations: list[Station]
    picture: Chart


def chart_panel(
    page_request: PageRequest, page: CenterPage, records: Sequence[Record[Event]], as_of: date | None
) -> Markup:
    """The picture as a panel of a page, looked at from the day, or from today."""
    drawn = center_chart(page, records, as_of or page_request.today, page_request.language)
    return page_request.panel(
        "center/chart/chart.html",
        "picture",
        drawn=drawn,
        shapes={placed.mark.shape for placed in (*drawn.picture.events, *drawn.picture.clocks)},
        name=page.name_zh,
        is_of_another_day=as_of is not None,
    )


def center_chart(page: CenterPage, records: Sequence[Record[Event]], today: date, language: Language) -> CenterChart:
    """The picture of a center, ``today`` being the day from which it is looked at."""
    facts = Facts(
        events=[_event(record, language) for record in _main(records)],
        clocks=[mark for item in page.deadlines[-_MOST:] if (mark := _clock(item, today, language))],
        spans=list(_spans(page)),
        today=today,
    )
    return CenterChart(stations(page), draw(facts))


def stations(page: CenterPage) -> list[Station]:
    """The five phases; where a center has ended, its end comes after the furthest that it reached. Where nobody knows
    the phase, none is drawn as passed or as ahead.
    """
    phase = Phase(page.phase)
    if phase is Phase.UNKNOWN:
        return [Station(phase, "now")]
    if phase not in ENDED:
        place = PHASES.index(phase)
        states = ["reached"] * place + ["now"] + ["ahead"] * (len(PHASES) - place - 1)
        return [Station(*pair) for pair in zip(PHASES, states, strict=True)]  # type: ignore[arg-type]
    reached = PHASES[: PHASES.index(_furthest(page)) + 1]
    return [*(Station(one, "reached") for one in reached), Station(phase, "ended")]


def _furthest(page: CenterPage) -> Phase:
    if page.established_on:
        return Phase.OPERATION
    if page.approved_on:
        in_acceptance = any(review.stage == Stage.ACCEPTANCE for review in page.reviews)
        return Phase.ACCEPTANCE if in_acceptance else Phase.CONSTRUCTION
    return Phase.APPLICATION if page.steps.applied else Phase.INCUBATION


def _main(records: Sequence[Record[Event]]) -> list[Record[Event]]:
    return [record for record in records if isinstance(record.event, (*MAIN, *LAST))][-_MOST:]


def _event(record: Record[Event], language: Language) -> Mark:
    event = record.event
    label = event.kind.label if isinstance(event, FactImported | ReportAdded) else event.LABEL
    on = record.effective_on
    if not isinstance(on, date):
        about = in_words(on)
        label = Label(f"{label.zh}（{about.zh}）", f"{label.en} ({about.en})")
    return Mark(earliest(on), "end" if isinstance(event, LAST) else "event", say(label, language))


def _clock(item: DeadlineItem, today: date, language: Language) -> Mark | None:
    is_over = item.status == ClockStatus.CERTAINLY_OVER
    on = item.due_on or (item.latest if is_over else item.earliest)
    if on is None or item.status in (ClockStatus.NOT_ON_RECORD, ClockStatus.FALLEN):
        return None
    label = duty_name(item.key)
    if item.due_on is None:
        bound = Label("最晚", "latest") if is_over else Label("最早", "earliest")
        label = Label(f"{label.zh}（{bound.zh}）", f"{label.en} ({bound.en})")
    return Mark(on, _shape(item, today), say(label, language))


def _shape(item: DeadlineItem, today: date) -> Shape:
    if item.status == ClockStatus.MET:
        return "late" if item.days_late else "met"
    if item.status == ClockStatus.MISSED or (item.due_on is not None and item.due_on < today):
        return "missed"
    return "provisional" if item.provisional else "open"


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
        yield ChartSpan(approved, page.term_range.earliest, "term")
        yield ChartSpan(page.term_range.earliest, page.term_range.latest, "range")


def _first_day(page: CenterPage) -> date | None:
    if page.approved_on is None:
        return None
    on = page.approved_on.on
    return date.fromisoformat(on) if page.approved_on.precision == "day" else earliest(on)
