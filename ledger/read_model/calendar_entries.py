"""What calendar programs are told: the deadlines that have a day, with how often and when each has changed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.read_model.pages import Conditions
from ledger.read_model.rows import CalendarEntryRow
from ledger.read_model.scope import Scope
from ledger.recorder import LedgerRecorder

Narrow = Callable[[Conditions, Mapping[str, Any] | None], None]
"""Adds which centers' rows are asked for."""
Names = Mapping[str, tuple[str, str | None]]
"""By the id of a center, its Chinese and English names."""
COLUMNS = tuple(column for column in CalendarEntryRow.model_fields if column != "assigned")
ORDER = "due_on, center_id, key"


class Entry(NamedTuple):
    """An entry as the database has it, days and the instant as text: a feed has tens of thousands. The members are
    those of ``CalendarEntryRow``.
    """

    center_id: str
    key: str
    kind: str
    due_on: str
    status: str
    provisional: bool
    assumed: bool
    met_on: str | None
    subject: str
    revision: int
    modified_at: str


class Entries(NamedTuple):
    """Entries by their day, and the names of their centers."""

    entries: Sequence[Entry]
    names: Names


class CalendarEntries:
    """Queries over the entries that every append keeps current."""

    def __init__(self, recorder: LedgerRecorder, narrow: Narrow, scope: Scope | None) -> None:
        self._recorder, self._narrow, self._scope = recorder, narrow, scope

    def find(
        self,
        center_id: str | None = None,
        *,
        kinds: Collection[str] = (),
        status: str | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        answered_by_kinds: Collection[str] | None = None,
        or_missed: bool = False,
        assigned_to: str | None = None,
        centers: Mapping[str, Any] | None = None,
    ) -> Entries:
        """All that the filters find, by their day; days count in full. ``kinds`` asks for some, ``answered_by_kinds``
        for those alone that one role answers, which may be none, ``or_missed`` for what was missed besides;
        ``assigned_to`` for what is in the hands of an officer. ``centers`` is what the register is asked, where those
        of few are meant.
        """
        filters = Conditions()
        filters.equal(center_id=center_id, status=status)
        if kinds:
            filters.one_of("kind", sorted(kinds))
        if answered_by_kinds is not None:
            _answered(filters, answered_by_kinds, or_missed=or_missed)
        if due_from is not None:
            filters.add("due_on >= :due_from", due_from=due_from.isoformat())
        if due_to is not None:
            filters.add("due_on <= :due_to", due_to=due_to.isoformat())
        if assigned_to is not None:
            filters.name("assigned", assigned_to)
        self._narrow(filters, centers)
        if self._scope:
            self._scope.narrow_centers(filters)
        return Entries(self._entries(filters), self._names(filters))

    def _entries(self, filters: Conditions) -> list[Entry]:
        statement = f"SELECT {', '.join(COLUMNS)} FROM calendar_entries{filters.where} ORDER BY {ORDER}"
        return list(map(Entry._make, self._recorder.rows(statement, filters.values)))

    def _names(self, filters: Conditions) -> Names:
        """Whoever sees the entries of a center sees its names."""
        found = f"SELECT center_id FROM calendar_entries{filters.where}"
        statement = f"SELECT center_id, name_zh, name_en FROM register WHERE center_id IN ({found})"
        return {center: (zh, en) for center, zh, en in self._recorder.rows(statement, filters.values)}


def _answered(filters: Conditions, kinds: Collection[str], *, or_missed: bool) -> None:
    named = {f"answered{place}": kind for place, kind in enumerate(sorted(kinds))}
    of_kind = f"kind IN ({', '.join(f':{name}' for name in named)})" if named else "1 = 0"
    filters.add(f"({of_kind} OR status = 'missed')" if or_missed else of_kind, **named)
