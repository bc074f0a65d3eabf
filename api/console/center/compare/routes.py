"""Two moments of a center side by side: what reads differently, and the events and clauses that did it."""

from http import HTTPStatus
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query
from starlette.responses import HTMLResponse

from api.console.center.at_point.at_point import Typed, errors_in, field_of, typed
from api.console.center.timeline.timeline import words_of
from api.console.frame.page_request import CurrentPage
from api.http.problems import center_unknown
from api.http.urls import CenterId
from domain.attributes import name_of
from domain.center import Center
from domain.comparing import Bearing, Cause, Change, Comparison, as_seen, compare
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.names_in_history import Names, names_in
from domain.values.points import Point
from domain.wording.values import NOTHING
from service_layer.reading import ReadableLedger

router = APIRouter()

IN_REVIEW = Label("（评审期间不公开）", "(not public during the review)")

Text = Annotated[str, Query(max_length=100)]


class ComparedField(NamedTuple):
    """One particular that reads differently, in words."""

    name: Label
    before: Label
    after: Label
    causes: tuple[Cause, ...]


class Moment(NamedTuple):
    """One of the two points as the form holds it, and the center then; ``None`` before it was on record."""

    as_of: str
    known_at: str
    point: Point
    center: Center | None


async def _moments(
    as_of: Text = "", known_at: Text = "", to_as_of: Text = "", to_known_at: Text = ""
) -> tuple[Typed, Typed]:
    return typed(as_of, known_at), typed(to_as_of, to_known_at, "to_")


Moments = Annotated[tuple[Typed, Typed], Depends(_moments)]


@router.get("/centers/{center_id}/compare")
async def compare_moments(page_request: CurrentPage, center_id: CenterId, asked: Moments) -> HTMLResponse:
    """What reads differently at the second moment than at the first; a moment that is left out is now."""
    first, found, names = await page_request.read(_compared, center_id, asked[0].point, asked[1].point)
    errors = [error for one in asked for error in errors_in(one, page_request.language)]
    return page_request.page(
        "center/compare/compare.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        center_id=center_id,
        name_zh=getattr(first.event, "name_zh", center_id),
        moments=[_moment(asked[0], found.before), _moment(asked[1], found.after)],
        differences=[] if errors else [_difference(change, found, names) for change in found.changes],
        errors=errors,
        wrong=dict(errors),
        first_only=Bearing.BEFORE,
    )


def _compared(ledger: ReadableLedger, center_id: str, a: Point, b: Point) -> tuple[Record[Event], Comparison, Names]:
    """The center's first record, the comparison, and the names that the reader is told."""
    if not ledger.read_model.relation(center_id)[0].sees_record:
        raise center_unknown()
    history = ledger.whole.history(center_id)
    if not history:
        raise center_unknown()
    found = compare(history, a, b)
    if ledger is not ledger.whole:
        before, after = (ledger.replayed(center_id, as_of=at.as_of, known_at=at.known_at) for at in (a, b))
        found = as_seen(found, before, after, ledger.history(center_id))
    return history[0], found, names_in(ledger.history(center_id))


def _moment(asked: Typed, center: Center | None) -> Moment:
    known_at = field_of(asked.point.known_at) if asked.point.known_at else asked.known_at
    return Moment(asked.as_of, known_at, asked.point, center)


def _difference(change: Change, found: Comparison, names: Names) -> ComparedField:
    before, after = (
        _words(value, change.path, center, names)
        for value, center in ((change.before, found.before), (change.after, found.after))
    )
    return ComparedField(name_of(names.in_path(change.path)), before, after, change.causes)


def _words(value: object, path: str, center: Center | None, names: Names) -> Label:
    if value is None and center and any(path.startswith(f"reviews[{stage}]") for stage in center.withheld_reviews):
        return IN_REVIEW
    named = names.of(path.rpartition(".")[2], value)
    return Label(named, named) if named else NOTHING if value is None else words_of(value)
