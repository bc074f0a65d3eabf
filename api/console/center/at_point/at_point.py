"""A center looked at from a point of the two axes, now or then: the point as it is asked for, the center, its panels.

A point is typed into a form as a day, and as an instant by the clocks of Shanghai.
"""

from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import Depends
from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from starlette.responses import HTMLResponse

from api.console.center.timeline.history import CenterHistory, HistoryQuestion, history_panel, history_question
from api.console.frame.days import SHANGHAI
from api.console.frame.page_request import PageRequest
from api.http.language import Language, say
from api.http.problems import Problem, center_unknown
from api.resources.center_view import CenterPage
from api.resources.centers import page_now, page_then
from domain.documents_in_history import NamedDocument, documents_of
from domain.guideline.policy import Policy
from domain.housekeeping.correction import confirmed
from domain.housekeeping.messages import ActUndone, RecordCorrected
from domain.housekeeping.undoing import undoings_by_version, what_counts
from domain.kernel.base import Label
from domain.kernel.messages import Day
from domain.kernel.records import Event, Record
from domain.phases_in_history import PhaseBegun, phases_begun
from domain.replay import counted, known
from domain.reviews.messages import ExpertOpinionGiven
from domain.values.points import Point, parse_instant
from service_layer.queries import fallen_facts
from service_layer.reading import ReadableLedger

HistoryAsked = Annotated[HistoryQuestion, Depends(history_question)]

BEFORE_ITS_BEGINNING = "center_unknown_then"
TEMPLATE = "center/at_point/at_point.html"
_DAY: TypeAdapter[date] = TypeAdapter(Day)
_DAY_LENGTH = len("2026-11-30")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
NO_DAY = Label("请填写日期，例如 2026-03-01", "Enter a day, for example 2026-03-01")
NO_INSTANT = Label(
    "请填写北京时间的日期和时刻，例如 2026-03-01T08:00", "Enter a day and a time, such as 2026-03-01T08:00"
)


class Typed(NamedTuple):
    """What somebody typed, and the point that it names as far as it can be read. ``errors`` are by field."""

    as_of: str
    known_at: str
    point: Point
    errors: list[tuple[str, Label]]


def typed(as_of: str, known_at: str, prefix: str = "") -> Typed:
    """What the two fields say; an empty one leaves its axis open. ``prefix`` stands before the fields' names."""
    errors: list[tuple[str, Label]] = []
    day, instant = _day(as_of.strip()), _instant(known_at.strip())
    if isinstance(day, Label):
        errors.append((f"{prefix}as_of", day))
    if isinstance(instant, Label):
        errors.append((f"{prefix}known_at", instant))
    point = Point(None if isinstance(day, Label) else day, None if isinstance(instant, Label) else instant)
    return Typed(as_of.strip(), known_at.strip(), point, errors)


def errors_in(asked: Typed, language: Language) -> list[tuple[str, str]]:
    """What is wrong with the two fields, by field."""
    return [(field, say(why, language)) for field, why in asked.errors]


def _day(text: str) -> date | Label | None:
    try:
        return _DAY.validate_python(text) if text else None
    except ValidationError:
        return NO_DAY


def _instant(text: str) -> datetime | Label | None:
    """An instant; without an offset it is one of Shanghai, and a day means its end."""
    if not text:
        return None
    try:
        if len(text) == _DAY_LENGTH:
            return parse_instant(_DAY.validate_python(text).isoformat())
        instant = datetime.fromisoformat(text)
    except (PydanticCustomError, ValidationError, ValueError):
        return NO_INSTANT
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        return NO_INSTANT
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def asked_of(point: Point) -> dict[str, str]:
    """The point as addresses have it: ``as_of``, ``known_at``; empty for now."""
    query = {
        "as_of": point.as_of.isoformat() if point.as_of else "",
        "known_at": point.known_at.isoformat().replace("+00:00", "Z") if point.known_at else "",
    }
    return {name: text for name, text in query.items() if text}


def field_of(instant: datetime | None) -> str:
    """The instant as a form's field holds it, by the clocks of Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S") if instant else ""


class CenterAtPoint(NamedTuple):
    """A center at a point. ``records`` are those that count there, as they were written, oldest first; now also those
    that count no more. ``as_read`` are those that count alone, as they read with their corrections.

    ``page`` is ``None`` before its beginning. ``corrections`` known there stand by the version that they correct, and
    ``undoings`` by that of what doesn't count. ``documents`` are the files that the records refer to; each says whether
    the house holds it. ``fallen`` are the positions of the clocks' facts that have lost their ground by what is on
    record today, ``phases`` those that the center came into.
    """

    center_id: str
    point: Point
    page: CenterPage | None
    records: list[Record[Event]]
    as_read: list[Record[Event]]
    corrections: dict[int, list[Record[RecordCorrected]]]
    undoings: dict[int, Record[ActUndone]]
    first: Record[Event]
    documents: list[tuple[NamedDocument, bool]]
    fallen: frozenset[int]
    phases: list[PhaseBegun]

    @property
    def is_now(self) -> bool:
        """Whether nothing was asked but how it stands."""
        return self.point == Point()

    @property
    def opinions(self) -> dict[str, list[ExpertOpinionGiven]]:
        """What the experts said, by stage."""
        found: dict[str, list[ExpertOpinionGiven]] = {}
        for record in self.as_read:
            if isinstance(record.event, ExpertOpinionGiven):
                found.setdefault(record.event.stage.value, []).append(record.event)
        return found


def center_at_point(ledger: ReadableLedger, center_id: str, policy: Policy, point: Point) -> CenterAtPoint:
    """The center at the point. Raises ``Problem`` 404 without it."""
    page = _page(ledger, center_id, policy, point)
    history = ledger.history(center_id)
    if not history:
        raise center_unknown()
    on_record, as_read = known(history, point.known_at), counted(history, as_of=point.as_of, known_at=point.known_at)
    versions = {record.version for record in as_read}
    records = history if point == Point() else [record for record in history if record.version in versions]
    return CenterAtPoint(
        center_id=center_id,
        point=point,
        page=page,
        records=records,
        as_read=as_read,
        corrections=confirmed(what_counts(on_record, point.as_of)),
        undoings=undoings_by_version(on_record, point.as_of),
        first=history[0],
        documents=_documents(ledger, records),
        fallen=fallen_facts(ledger, policy, records),
        phases=_phases(ledger, center_id, history, point),
    )


def _documents(ledger: ReadableLedger, records: list[Record[Event]]) -> list[tuple[NamedDocument, bool]]:
    """The files that the records name, which whoever sees the records may have."""
    named = documents_of(records)
    kept = frozenset(ledger.whole.documents.held({one.sha256 for one in named}))
    return [(one, one.sha256 in kept) for one in named]


def _phases(ledger: ReadableLedger, center_id: str, seen: list[Record[Event]], point: Point) -> list[PhaseBegun]:
    """By the whole record up to the last that the reader sees: of a phase everybody concerned knows."""
    whole = seen if ledger is ledger.whole else ledger.whole.history(center_id)
    until = [record for record in whole if record.version <= seen[-1].version]
    return phases_begun(counted(until, as_of=point.as_of, known_at=point.known_at))


def _page(ledger: ReadableLedger, center_id: str, policy: Policy, point: Point) -> CenterPage | None:
    if point == Point():
        return page_now(ledger, center_id, policy)
    try:
        return page_then(ledger, center_id, policy, point.as_of, point.known_at)
    except Problem as problem:
        if problem.code != BEFORE_ITS_BEGINNING or problem.status is not HTTPStatus.NOT_FOUND:
            raise
        return None


class PanelsAtPoint(NamedTuple):
    """What a center's page says of the point, ready to be printed. ``notice`` is empty for now."""

    notice: Markup
    form: Markup
    history: Markup


def panels_at_point(
    page_request: PageRequest, seen: CenterAtPoint, asked: Typed, question: HistoryQuestion, *, may_compare: bool
) -> PanelsAtPoint:
    """The panels; ``question`` says how the history is asked for."""
    shown = _shown(asked, page_request.language)
    made_of = CenterHistory(seen.records, seen.as_read, seen.corrections, seen.undoings, seen.fallen, seen.phases)
    path = f"/console/centers/{seen.center_id}"
    history = history_panel(page_request, made_of, question, asked_of(seen.point), path)
    form = page_request.panel(TEMPLATE, "form", seen=seen, asked=shown, may_compare=may_compare)
    notice = Markup() if seen.is_now else _notice(page_request, seen, asked, may_compare=may_compare)
    return PanelsAtPoint(notice, form, history)


def page_before_beginning(
    page_request: PageRequest, seen: CenterAtPoint, asked: Typed, *, may_compare: bool
) -> HTMLResponse:
    """The page of a center that was not on record yet."""
    notice = _notice(page_request, seen, asked, may_compare=may_compare)
    return page_request.page("center/at_point/before.html", HTTPStatus.NOT_FOUND, seen=seen, notice=notice)


def _notice(page_request: PageRequest, seen: CenterAtPoint, asked: Typed, *, may_compare: bool) -> Markup:
    shown = _shown(asked, page_request.language)
    return page_request.panel(TEMPLATE, "notice", seen=seen, asked=shown, may_compare=may_compare)


def _shown(asked: Typed, language: Language) -> dict[str, object]:
    """The form as it was sent."""
    known_at = field_of(asked.point.known_at) if asked.point.known_at else asked.known_at
    return {"as_of": asked.as_of, "known_at": known_at, "wrong": dict(errors_in(asked, language))}
