"""Reading a history: with its corrections, without what was undone, as of a day, as known at an instant."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from domain.center import Center
from domain.decider import fold
from domain.housekeeping.correction import as_read
from domain.kernel.records import Event, Record, Within
from domain.values.partial_days import earliest, latest


def replay(
    records: Sequence[Record[Event]], *, as_of: date | None = None, known_at: datetime | None = None
) -> Center | None:
    """The center by all its records: in force on the day ``as_of``, by what was recorded until ``known_at``.

    A correction recorded until then changes how the corrected event is read, whatever day is asked about, and what was
    undone doesn't count, save what was withdrawn from a later day on. Who the center is comes with its first record,
    also where what is asked about took effect before it was put on the register: of the days after the one that is
    asked about none has passed then, though they had when the center was taken up.
    """
    return looked_at(fold(None, counted(records, as_of=as_of, known_at=known_at)), as_of)


def looked_at(center: Center | None, as_of: date | None) -> Center | None:
    """The center with the day as of which it is looked at, where that is before it was put on the register."""
    if center is None or as_of is None or center.known_on is None or center.known_on <= as_of:
        return center
    return center.but(looked_at=as_of)


def counted(
    records: Sequence[Record[Event]], *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Record[Event]]:
    """The records that make the center of ``replay``, as they read with the corrections known then."""
    corrected = as_read(known(records, known_at), as_of)
    if as_of is None:
        return corrected
    in_force = [record for record in corrected[1:] if counts_from(record) <= as_of]
    if not in_force and (not corrected or counts_from(corrected[0]) > as_of):
        return []
    return [corrected[0], *in_force]


def counts_from(record: Record[Event]) -> date:
    """The first day on which it may have taken effect; of what nobody can date, the day by which it had happened."""
    on = record.effective_on
    return latest(on) if isinstance(record.happened, Within) else earliest(on)


def known(records: Sequence[Record[Event]], known_at: datetime | None) -> list[Record[Event]]:
    """The records that had been recorded at an instant (UTC), as they were written; all of them without one."""
    return [record for record in records if known_at is None or record.recorded_at <= known_at]


def fold_on(center: Center | None, records: Sequence[Record[Event]]) -> Center | None:
    """What a cache folds on with; a history that is read anew is replayed whole instead (``Event.AMENDS``)."""
    return fold(center, as_read(records)) if center is None else fold(center, records)


class EventOrder(StrEnum):
    """By which of its two dates a history is told."""

    RECORDED = "recorded"
    EFFECTIVE = "effective"


def in_order(records: Sequence[Record[Event]], order: EventOrder) -> list[Record[Event]]:
    """The records, oldest first: as they were recorded, or by the day on which each took effect."""
    return list(records) if order is EventOrder.RECORDED else sorted(records, key=day_and_version)


def day_and_version(record: Record[Event]) -> tuple[date, int]:
    """The first day on which it may have taken effect, and its place in the history among those of one day."""
    return counts_from(record), record.version
