"""What lists come to when they are counted: due days by month, and how long the bureau's steps took."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from ledger.read_model.pages import Conditions
from ledger.read_model.scope import Scope
from ledger.read_model.work_list import Narrow
from ledger.recorder import LedgerRecorder

MONTH = len("2026-11")


class TimesTaken(NamedTuple):
    """How often a step that was done in a year took so many days."""

    step: str
    year: int
    days: int
    times: int


class Statistics:
    """Counts over the clocks and the processing times, each by one statement."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow, scope: Scope | None) -> None:
        self._recorder, self._narrow, self._scope = recorder, narrow, scope

    def deadlines_by_month(self, first: date, last: date) -> dict[tuple[str, str], int]:
        """How many clocks of each status fall due in each month (``2026-11``), of the days between two, both counted
        in; of one that is certainly over the last possible day counts.
        """
        filters = Conditions()
        filters.add("due_on >= :first AND due_on <= :last", first=first.isoformat(), last=last.isoformat())
        self._to_the_reader(filters)
        # By day, as an index has them, and of the days a month is made here: no row is looked at for its month.
        statement = f"SELECT due_on, status, count(*) FROM clocks{filters.where} GROUP BY due_on, status"
        found = Counter[tuple[str, str]]()
        for day, status, count in self._recorder.rows(statement, filters.values):
            found[str(day)[:MONTH], status] += count
        return dict(found)

    def processing_times(self, centers: Mapping[str, Any] | None = None) -> list[TimesTaken]:
        """Of each step and year, how often it took so many days, the shortest first. ``centers`` is what the register
        is asked, where those of few centers are meant.
        """
        filters = Conditions()
        self._narrow(filters, centers)
        self._to_the_reader(filters)
        if self._scope:
            filters.add("shown")
        statement = (
            f"SELECT step, year, days, count(*) FROM processing_times{filters.where}"
            " GROUP BY step, year, days ORDER BY step, year, days"
        )
        return [TimesTaken(*row) for row in self._recorder.rows(statement, filters.values)]

    def _to_the_reader(self, filters: Conditions) -> None:
        if self._scope:
            self._scope.narrow_centers(filters)
