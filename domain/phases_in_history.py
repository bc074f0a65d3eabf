"""Which phase of a center's life each of its records belongs to, by the order in which its history is told.

An act that leads into a phase is its first. By day of happening, what was entered late belongs to the phase that the
center was in on that day.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from domain.center import Center
from domain.guideline.phases import Phase
from domain.kernel.records import Event, Record
from domain.replay import EventOrder, day_and_version, fold_on, in_order

Key = tuple[date, int]


class PhaseBegun(NamedTuple):
    """That a center came into a phase: by which version of its record, and from when on, as histories are ordered by
    day.
    """

    phase: Phase
    version: int
    since: Key


class PhaseOfHistory(NamedTuple):
    """Some records in a row that belong to one phase, oldest first."""

    phase: Phase
    records: list[Record[Event]]


def phases_begun(as_read: Sequence[Record[Event]]) -> list[PhaseBegun]:
    """The phases that a center came into, in the order of its record, of a history as it reads with its corrections.
    None begins before the one before it; the first one has no beginning.
    """
    begun: list[PhaseBegun] = []
    center: Center | None = None
    for record in as_read:
        center = fold_on(center, [record])
        if center is not None and (not begun or begun[-1].phase is not center.phase):
            begun = _with(PhaseBegun(center.phase, record.version, day_and_version(record)), begun, as_read[0], record)
    return begun


def _with(
    next_one: PhaseBegun, begun: list[PhaseBegun], first: Record[Event], record: Record[Event]
) -> list[PhaseBegun]:
    """What was imported together begins with the first phase that is known of it."""
    was_unknown = len(begun) == 1 and begun[0].phase is Phase.UNKNOWN and record.recorded_at == first.recorded_at
    if not begun or was_unknown:
        return [PhaseBegun(next_one.phase, 0, (date.min, 0))]
    return [*begun, next_one._replace(since=max(begun[-1].since, next_one.since))]


def by_phase(records: Sequence[Record[Event]], begun: Sequence[PhaseBegun], order: EventOrder) -> list[PhaseOfHistory]:
    """The records in that order, oldest first, folded by phase; none without ``begun``."""
    if not begun:
        return []
    marks = [one.version for one in begun] if order is EventOrder.RECORDED else [one.since for one in begun]

    def place(record: Record[Event]) -> int:
        key = record.version if order is EventOrder.RECORDED else day_and_version(record)
        return max(bisect_right(marks, key) - 1, 0)

    grouped = groupby(in_order(records, order), key=place)
    return [PhaseOfHistory(begun[at].phase, list(group)) for at, group in grouped]
