"""Who has handed in the annual report of a year, who hasn't, and of whom nobody here knows (5.2)."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from domain.guideline.phases import SUPERVISED, Phase
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Model
from ledger.errors import BadCursor
from ledger.read_model.cursors import from_cursor, to_cursor
from ledger.read_model.pages import Conditions, Page
from ledger.read_model.rows import CONCERNED_VIEW, WHOLE_VIEW
from ledger.read_model.scope import Scope
from ledger.read_model.summaries import Summaries
from ledger.read_model.work_list import Narrow
from ledger.recorder import LedgerRecorder

ORDER = (ClockStatus.MISSED, ClockStatus.OPEN, ClockStatus.NOT_ON_RECORD, ClockStatus.MET)
"""What there is to see to comes first."""
_PLACES = " ".join(f"WHEN '{status}' THEN {place}" for place, status in enumerate(ORDER))
OF_REPORTS = f"kind = '{ClockKind.ANNUAL_REPORT}'"
"""Written out, so that the index of reports serves."""
RANK = f"CASE status {_PLACES} END"
LISTED = (
    "SELECT found.place, found.center_id, found.status, clocks.body"
    f" FROM (SELECT {RANK} AS place, center_id, status FROM ({{reports}}) AS reports{{where}}"
    " ORDER BY place, center_id LIMIT :limit) AS found"
    " LEFT JOIN clocks ON clocks.center_id = found.center_id AND clocks.key = :report"
    " ORDER BY found.place, found.center_id"
)
"""In order by the indexes alone, so that the long rows are read for one page only."""
MAY_OWE = (*SUPERVISED, Phase.UNKNOWN)
"""The phases of those that owe reports, or may."""


class ReportingYear(NamedTuple):
    """A year's reports and the day by which they are due (Asia/Shanghai). ``until_established``: those of established
    centers are not due.
    """

    year: int
    due_on: date
    until_established: bool = False

    @property
    def key(self) -> str:
        """Of the deadlines."""
        return f"{ClockKind.ANNUAL_REPORT}/{self.year}"


class AnnualReportItem(Model):
    """The report of a year of a center, as far as it is known here. ``status`` is that of its deadline: ``met``,
    ``missed``, ``open``, or ``not_on_record``, of which nobody here knows whether it was handed in. Days are of
    Asia/Shanghai; ``days_late`` counts calendar days until it was handed in, of one that was missed until the day for
    which the list is read.
    """

    center_id: str
    name_zh: str
    name_en: str | None
    host: str | None
    district: str | None
    region: str
    phase: str
    year: int
    due_on: date
    handed_in_on: date | None
    days_late: int
    status: str


class AnnualReports:
    """Queries over the clocks of that kind, and the centers that lived before this record."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow, scope: Scope | None) -> None:
        self._recorder, self._narrow, self._scope = recorder, narrow, scope
        self._summaries = Summaries(recorder, scope)

    def count(self, of: ReportingYear, centers: Mapping[str, Any], *, on: date) -> dict[str, int]:
        """How many reports of the year have each status, those without any left out."""
        reports, values = self._reports(of, centers, on)
        statement = f"SELECT status, count(*) FROM ({reports}) AS reports GROUP BY status"
        return dict(self._recorder.rows(statement, values))

    def find(
        self,
        of: ReportingYear,
        centers: Mapping[str, Any],
        *,
        on: date,
        status: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page:
        """The year's reports, the missed ones first, then by the center's id; days late are counted until ``on``.

        ``centers`` are parameters of the register. Raises BadCursor.
        """
        reports, values = self._reports(of, centers, on)
        filters = Conditions()
        filters.equal(status=status)
        counted = f"SELECT count(*) FROM ({reports}) AS reports{filters.where}"
        total: int = self._recorder.rows(counted, values | filters.values)[0][0]
        if cursor is not None:
            rank, center = from_cursor(cursor, 2)
            filters.add(f"({RANK}, center_id) > (CAST(:rank AS integer), :center)", rank=_number(rank), center=center)
        statement = LISTED.format(reports=reports, where=filters.where)
        found = self._recorder.rows(statement, {**values, **filters.values, "limit": limit + 1})
        more = to_cursor([str(found[limit - 1][0]), found[limit - 1][1]]) if len(found) > limit else None
        return Page(items=list(self._items(of, found[:limit], on)), next_cursor=more, total=total)

    def _reports(self, of: ReportingYear, centers: Mapping[str, Any], on: date) -> tuple[str, dict[str, Any]]:
        """Of each center that has the duty, its status; of those that lived before this record and may have had it,
        that nothing is on record.
        """
        clocks = Conditions()
        clocks.add(OF_REPORTS)
        clocks.add("key = :report", report=of.key)
        self._to_the_readers(clocks, centers)
        known = f"SELECT center_id, status FROM clocks{clocks.where}"
        if of.year > on.year:
            return known, clocks.values
        before = Conditions()
        before.add("key = :view", view=CONCERNED_VIEW if self._scope else WHOLE_VIEW)
        before.add("imported = 'true' AND of_the_bureau = 'true'")
        before.one_of("phase", [phase.value for phase in MAY_OWE])
        before.add("(approved_on IS NULL OR approved_on <= :due_on)", due_on=of.due_on.isoformat())
        if of.until_established:
            before.add("(established_on IS NULL AND phase <> 'operation')")
        before.add(f"center_id NOT IN (SELECT center_id FROM clocks WHERE {OF_REPORTS} AND key = :report)")
        self._to_the_readers(before, centers)
        unknown = f"SELECT center_id, '{ClockStatus.NOT_ON_RECORD}' AS status FROM cells{before.where}"
        return f"{known} UNION ALL {unknown}", before.values | clocks.values

    def _to_the_readers(self, filters: Conditions, centers: Mapping[str, Any]) -> None:
        self._narrow(filters, centers)
        if self._scope:
            self._scope.narrow_centers(filters)

    def _items(self, of: ReportingYear, found: Iterable[Any], on: date) -> Iterable[dict[str, Any]]:
        rows = list(found)
        summaries = self._summaries.of(center for _, center, *_ in rows)
        for _, center, status, body in rows:
            clock = json.loads(body) if body else {}
            due_on = date.fromisoformat(clock["due_on"]) if clock.get("due_on") else of.due_on
            late = (on - due_on).days if status == ClockStatus.MISSED else clock.get("days_late", 0)
            item = {name: summaries[center][name] for name in OF_CENTER}
            own = {"year": of.year, "due_on": due_on, "handed_in_on": clock.get("met_on"), "status": status}
            yield AnnualReportItem(**item, **own, days_late=max(0, late)).model_dump(mode="json")


OF_CENTER = ("center_id", "name_zh", "name_en", "host", "district", "region", "phase")


def _number(text: str) -> int:
    if not text.isdecimal():
        raise BadCursor
    return int(text)
