"""What changed between two points on both axes, field by field, with the events that did it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from domain.attributes import FIELDS, Attributes, attributes, attributes_of, place_of
from domain.center import Center
from domain.decider import fold
from domain.housekeeping.messages import ActUndone, RecordCorrected
from domain.housekeeping.undoing import what_counts
from domain.kernel.base import LabeledEnum
from domain.kernel.records import Event, Record
from domain.replay import counted, known, looked_at
from domain.values.points import Point

Records = Sequence[Record[Event]]


class Bearing(LabeledEnum):
    """At which of two points an event counts."""

    AFTER = "after", "后一时点计入", "counts at the second point"
    BEFORE = "before", "仅前一时点计入", "counts at the first point only"
    BOTH = "both", "两时点均计入", "counts at both points"


class Cause(NamedTuple):
    """An event that made a change, as it was written; ``corrects`` is the event that it corrects or undoes, if any."""

    record: Record[Event]
    bearing: Bearing
    corrects: Record[Event] | None = None


class Change(NamedTuple):
    """One particular that reads differently; ``None`` where it isn't known or isn't there."""

    path: str
    before: Any
    after: Any
    causes: tuple[Cause, ...]


class Comparison(NamedTuple):
    """The center at both points, ``None`` before it was on record, and all that reads differently."""

    before: Center | None
    after: Center | None
    changes: tuple[Change, ...]


class Reading(NamedTuple):
    """A history read at a point. ``origins`` are the records that set each particular, oldest first; ``corrections``
    those by which others are read otherwise, or not at all.
    """

    center: Center | None
    attributes: Attributes
    origins: dict[str, list[Record[Event]]]
    counted: dict[int, Record[Event]]
    corrections: dict[int, Record[Event]]

    def origin(self, path: str) -> Record[Event] | None:
        """The record by which the particular reads as it does; ``None`` for what nobody has stated."""
        return self.origins[path][-1] if path in self.origins else None


def read_at(records: Records, point: Point) -> Reading:
    """The center at a point, and where each of its particulars comes from."""
    counting = counted(records, as_of=point.as_of, known_at=point.known_at)
    center: Center | None = None
    origins: dict[str, list[Record[Event]]] = {}
    for record in counting:
        before, center = center, fold(center, [record])
        for path in _set_by(before, center):
            origins.setdefault(path, []).append(record)
    on_record = what_counts(known(records, point.known_at), point.as_of)
    corrections = {record.version: record for record in on_record if record.event.AMENDS}
    counts = {record.version: record for record in counting}
    return Reading(looked_at(center, point.as_of), attributes(center), origins, counts, corrections)


def _set_by(before: Center | None, after: Center | None) -> Iterator[str]:
    if before is None or after is None:
        yield from differing(attributes(before), attributes(after))
        return
    for name in FIELDS:
        was, now = getattr(before, name), getattr(after, name)
        if was is not now:
            yield from differing(dict(attributes_of(name, was)), dict(attributes_of(name, now)))


def differing(before: Attributes, after: Attributes) -> Iterator[str]:
    """The paths under which two readings differ; what is empty and what isn't there are the same."""
    for path in {**before, **after}:
        if path in before and path in after:
            if before[path] != after[path]:
                yield path
        elif before.get(path) or after.get(path):
            yield path


def compare(records: Records, a: Point, b: Point) -> Comparison:
    """What reads differently at ``b`` than at ``a``, whichever comes first. ``records`` are the whole history."""
    first, second = read_at(records, a), read_at(records, b)
    written = {record.version: record for record in records}
    changes = tuple(
        Change(path, first.attributes.get(path), second.attributes.get(path), _causes(path, first, second, written))
        for path in sorted(differing(first.attributes, second.attributes), key=place_of)
    )
    return Comparison(first.center, second.center, changes)


def as_seen(found: Comparison, before: Center | None, after: Center | None, seen: Records) -> Comparison:
    """The comparison for a reader who sees these two centers, and of what made the changes these records."""
    first, second = attributes(before), attributes(after)
    shown = {record.version: record for record in seen}
    causes = {change.path: tuple(_causes_seen(change.causes, shown)) for change in found.changes}
    changes = tuple(
        Change(path, first.get(path), second.get(path), causes.get(path, ()))
        for path in sorted(differing(first, second), key=place_of)
    )
    return Comparison(before, after, changes)


def _causes_seen(causes: tuple[Cause, ...], shown: dict[int, Record[Event]]) -> Iterator[Cause]:
    for cause in causes:
        if cause.record.version in shown:
            corrects = shown.get(cause.corrects.version) if cause.corrects else None
            yield Cause(shown[cause.record.version], cause.bearing, corrects)


def _causes(path: str, first: Reading, second: Reading, written: dict[int, Record[Event]]) -> tuple[Cause, ...]:
    setting = {record.version for reading in (first, second) for record in reading.origins.get(path, ())}
    moved = {version for version in setting if first.counted.get(version) != second.counted.get(version)}
    versions = _responsible(moved, first, second) if moved else setting | _corrections_between(first, second)
    return tuple(_cause(written[version], first, second, written) for version in sorted(versions))


def _responsible(moved: set[int], first: Reading, second: Reading) -> set[int]:
    """The events that count at one point only, and what corrects or undoes others between the two."""
    corrections = _corrections_between(first, second)
    correcting = {version for version in corrections if _targets(version, first, second) & moved}
    return correcting | {version for version in moved if (version in first.counted) != (version in second.counted)}


def _corrections_between(first: Reading, second: Reading) -> set[int]:
    return first.corrections.keys() ^ second.corrections.keys()


def _targets(version: int, first: Reading, second: Reading) -> set[int]:
    """The versions that a correction or an undoing makes read otherwise, the one that it is about among them."""
    event = (first.corrections | second.corrections)[version].event
    if isinstance(event, ActUndone):
        return set(event.left_out)
    return {event.corrected_version} if isinstance(event, RecordCorrected) else set()


def _cause(record: Record[Event], first: Reading, second: Reading, written: dict[int, Record[Event]]) -> Cause:
    version = record.version
    if version in first.corrections or version in second.corrections:
        corrected = _at(getattr(record.event, "position", None), written)
        return Cause(record, _bearing(version in first.corrections, version in second.corrections), corrected)
    return Cause(record, _bearing(version in first.counted, version in second.counted))


def _at(position: int | None, written: dict[int, Record[Event]]) -> Record[Event] | None:
    return next((record for record in written.values() if record.position == position), None)


def _bearing(before: bool, after: bool) -> Bearing:
    if before and after:
        return Bearing.BOTH
    return Bearing.AFTER if after else Bearing.BEFORE
