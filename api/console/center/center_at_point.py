"""A center as a visitor sees it, now or at a point of the two axes: its page, and the events that make it."""

from http import HTTPStatus
from typing import NamedTuple

from api.http.problems import Problem, center_unknown
from api.resources.center_view import CenterPage
from api.resources.centers import page_now, page_then
from domain.guideline.policy import Policy
from domain.housekeeping.correction import confirmed
from domain.housekeeping.messages import RecordCorrected
from domain.kernel.records import Event, Record
from domain.replay import counted, known
from domain.values.points import Point
from ledger.application import Ledger

BEFORE_ITS_BEGINNING = "center_unknown_then"


class CenterAtPoint(NamedTuple):
    """A center at a point. ``records`` are those that count there, as they were written, oldest first.

    ``page`` is ``None`` before its beginning. ``corrections`` known there stand by the version that they correct.
    """

    center_id: str
    point: Point
    page: CenterPage | None
    records: list[Record[Event]]
    corrections: dict[int, list[Record[RecordCorrected]]]
    first: Record[Event]

    @property
    def is_now(self) -> bool:
        """Whether nothing was asked but how it stands."""
        return self.point == Point()


def center_at_point(ledger: Ledger, center_id: str, policy: Policy, point: Point) -> CenterAtPoint:
    """The center at the point. Raises ``Problem`` 404 without it."""
    page = _page(ledger, center_id, policy, point)
    history = ledger.history(center_id)
    if not history:
        raise center_unknown()
    corrections = confirmed(known(history, point.known_at))
    return CenterAtPoint(center_id, point, page, _counting(history, point), corrections, history[0])


def _page(ledger: Ledger, center_id: str, policy: Policy, point: Point) -> CenterPage | None:
    if point == Point():
        return page_now(ledger, center_id, policy)
    try:
        return page_then(ledger, center_id, policy, point.as_of, point.known_at)
    except Problem as problem:
        if problem.code != BEFORE_ITS_BEGINNING or problem.status is not HTTPStatus.NOT_FOUND:
            raise
        return None


def _counting(history: list[Record[Event]], point: Point) -> list[Record[Event]]:
    if point == Point():
        return history
    versions = {record.version for record in counted(history, as_of=point.as_of, known_at=point.known_at)}
    return [record for record in history if record.version in versions]
