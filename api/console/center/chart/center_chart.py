"""What a center's picture shows: the phases it has reached, its term, its main events and its clocks."""

from collections.abc import Container, Iterator, Sequence
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
from domain.end_of_term import TermBasis
from domain.guideline.phases import ENDED, LIFE, Phase
from domain.guideline.vocabulary import ClockStatus
from domain.housekeeping.messages import CenterWithdrawn
from domain.imported.facts import Certainty, FactImported, ReportAdded, ReportedEvent
from domain.imported.unknowns import DATE_OF
from domain.incubation.messages import CenterRegistered
from domain.kernel.base import Label
from domain.kernel.records import Event, Record, Within
from domain.supervision import messages as supervision
from domain.values.partial_days import earliest, in_words, latest
from domain.wording.deadlines import duty_name
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.register_item import TermRange

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
    """A phase on the line: gone through, where the center is, or ahead; ``unknown`` where nobody reported whether it
    was gone through.
    """

    phase: Phase
    state: Literal["reached", "unknown", "now", "ahead", "ended"]


class CenterChart(NamedTuple):
    """The line of phases and the axis of time. ``undated`` are events of which nobody tells so much as a bound."""

    stations: list[Station]
    picture: Chart
    undated: list[str]


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
        is_imported=page.imported_from is not None,
        is_of_another_day=as_of is not None,
    )


def center_chart(page: CenterPage, records: Sequence[Record[Event]], today: date, language: Language) -> CenterChart:
    """The picture of a center, ``today`` being the day from which it is looked at."""
    main = _main(records)
    dated = [(record, on) for record in main if (on := _place_of(record)) is not None]
    facts = Facts(
        events=[_event(record, on, page, language) for record, on in dated],
        clocks=[mark for item in page.deadlines[-_MOST:] if (mark := _clock(item, today, language))],
        spans=list(_spans(page)),
        today=today,
    )
    undated = [say(_label(record), language) for record in main if _place_of(record) is None]
    return CenterChart(stations(page), draw(facts), undated)


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


def _main(records: Sequence[Record[Event]]) -> list[Record[Event]]:
    return [record for record in records if isinstance(record.event, (*MAIN, *LAST))][-_MOST:]


def _place_of(record: Record[Event]) -> date | None:
    """Where it stands on the axis: the first day on which it can have been, or the bound that is known of it."""
    happened = record.happened
    if not isinstance(happened, Within):
        return earliest(happened)
    bound = happened.not_after or happened.not_before
    return latest(bound) if bound is not None else None


def _event(record: Record[Event], on: date, page: CenterPage, language: Language) -> Mark:
    doubt, when = _doubt(record.event, page), in_words(record.happened)
    drawn = _joined(_label(record), None if isinstance(record.happened, date) else when, doubt)
    aloud = _joined(when, _label(record), doubt)
    return Mark(on, _shape_of(record, is_doubtful=doubt is not None), say(drawn, language), say(aloud, language))


def _joined(*labels: Label | None) -> Label:
    return Label(*(" ".join(words) for words in zip(*filter(None, labels), strict=True)))


def _label(record: Record[Event]) -> Label:
    event = record.event
    return event.kind.label if isinstance(event, ReportedEvent) else event.LABEL


def _doubt(event: Event, page: CenterPage) -> Label | None:
    """What is unsure of a reported day, unless a paper has settled it."""
    if not isinstance(event, ReportedEvent):
        return None
    is_disputed = DATE_OF.get(event.kind) in page.disputed or event.certainty is Certainty.DISPUTED
    sure = Certainty.DISPUTED if is_disputed else event.certainty
    return sure.label if sure is not Certainty.REPORTED else None


def _shape_of(record: Record[Event], *, is_doubtful: bool) -> Shape:
    if isinstance(record.event, LAST):
        return "end"
    return "doubtful" if is_doubtful or isinstance(record.happened, Within) else "event"


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
    aloud = _joined(in_words(on), label)
    return Mark(on, _shape(item, today), say(label, language), say(aloud, language))


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
