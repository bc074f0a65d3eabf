"""The lists as they would have been: every center in force on a day, as known at an instant, as its reader sees it.

Lists of the present are kept with each decision; those of then are made from the histories when somebody asks.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, cast

from domain.center import Center
from domain.guideline.policy import Policy
from domain.replay import replay
from domain.visibility.relations import Relation
from domain.working_calendar.decider import fold as fold_calendar
from domain.working_calendar.messages import STREAM as CALENDAR
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from ledger.read_model.bases import basis_of
from ledger.read_model.past_streams import batches
from ledger.read_model.projection import rows_then
from ledger.read_model.queries import ReadModel, ReadRows
from ledger.recorder import LedgerRecorder
from ledger.sqlite.memory import RowsInMemory
from service_layer.reading import ReadableLedger

PAGE = 1_000


class Then(NamedTuple):
    """In force on a day (Asia/Shanghai), as known at an instant, or both; at least one is said."""

    as_of: date | None = None
    known_at: datetime | None = None


def lists_then(ledger: ReadableLedger, policy: Policy, then: Then) -> ReadModel:
    """The register, the clocks and the work of then. Centers of which the reader sees no more than the public
    register are left out: it has no past.
    """
    rows, calendar = RowsInMemory(), _calendar(ledger, then)
    if ledger is ledger.whole:
        _put_whole(rows, ledger.whole, policy, calendar, then)
    else:
        rows.put(list(_seen(ledger, policy, calendar, then)))
    rows.end()
    return ReadModel(cast("LedgerRecorder", rows), ledger.whole)


def _put_whole(rows: RowsInMemory, ledger: Ledger, policy: Policy, calendar: WorkingCalendar, then: Then) -> None:
    """What has not changed since is as it stands; of the others no more is read than may have counted."""
    past, basis = ledger.read_model.past_streams, basis_of(policy, calendar)
    copied = set[str]()
    for found in past.rows(past.standing(basis, *then), basis):
        copied |= found.centers
        for table, listed in found.by_table.items():
            rows.copy(table, listed)
    changed = [center for center in past.centers() if center not in copied]
    for centers in batches(changed):
        histories = ledger.histories(centers, past.not_counting(centers, *then))
        stood = (replay(records, as_of=then.as_of, known_at=then.known_at) for records in histories)
        rows.put([_whole_rows(center, policy, calendar) for center in stood if center])


def _whole_rows(center: Center, policy: Policy, calendar: WorkingCalendar) -> ReadRows:
    return rows_then(center, policy, calendar, is_former=False, is_whole=True, whole=center)


def _seen(ledger: ReadableLedger, policy: Policy, calendar: WorkingCalendar, then: Then) -> Iterator[ReadRows]:
    """Whoever is concerned with few centers sees each as they saw it then."""
    for center_id in _centers(ledger):
        relation, _ = ledger.read_model.relation(center_id)
        center = ledger.replayed(center_id, as_of=then.as_of, known_at=then.known_at)
        if center is not None:
            is_former = relation is Relation.FORMER
            waiting = _whole_center(ledger, center_id, relation, then)
            yield rows_then(center, policy, calendar, is_former=is_former, is_whole=False, whole=waiting)


def _whole_center(ledger: ReadableLedger, stream: str, relation: Relation, then: Then) -> Center | None:
    """All of the center whose record the reader sees: what waits is made of that, and each asks for their own."""
    if not relation.sees_record:
        return None
    return ledger.whole.replayed(stream, as_of=then.as_of, known_at=then.known_at)


def _centers(ledger: ReadableLedger) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = ledger.read_model.find_centers(limit=PAGE, cursor=cursor)
        yield from (item["center_id"] for item in page.items)
        if (cursor := page.next_cursor) is None:
            return


def _calendar(ledger: ReadableLedger, then: Then) -> WorkingCalendar:
    """By the notices that had been entered."""
    notices = ledger.history(CALENDAR)
    known = [one for one in notices if then.known_at is None or one.recorded_at <= then.known_at]
    return fold_calendar(None, known).working_calendar()
