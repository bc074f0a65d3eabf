"""A center's events in words, each as a line: its day, what it was, its essence, and its contents on demand."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from api.log.event_items import ConfirmedBody
from domain.attributes import attributes_of, in_words
from domain.housekeeping.messages import (
    ActUndone,
    RecordCorrected,
    UndoingConfirmed,
    UndoingProposed,
)
from domain.imported.facts import ReportedEvent
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.names_in_history import NOBODY, Names, is_its_own_id
from domain.values.partial_days import day_in_shanghai
from domain.values.partial_days import in_words as day_in_words
from domain.wording.codes import code_in_words
from domain.wording.essence import essence
from domain.wording.fields import path_label

Corrections = Sequence[Record[RecordCorrected]]
"""The confirmed corrections of one event, oldest first."""
NO_CORRECTIONS: Mapping[int, Corrections] = {}
AS_WRITTEN: Mapping[int, Record[Event]] = {}
NO_UNDOINGS: Mapping[int, Record[ActUndone]] = {}
_FEW = 5
_HIDDEN = frozenset(
    (
        "sha256 document key correction_id corrected_version undoing_id undone position matter_id rectification_id "
        "act_version notice_id source_en note_en deputyship_id supervision_id"
    ).split()
)
"""What means nothing to a reader: names by which programs find things; papers have a list of their own."""


class TimelineItem(NamedTuple):
    """One event as a line. ``kind`` is its topic's name, by which its template reads it; ``essence`` what the line says
    of it, ``contents`` all that it says, of which ``more`` are further ones.

    ``corrected_by`` are the corrections by which it is read otherwise, ``reads`` the record with them; ``corrects`` is
    the position of what it corrects or undoes; ``undone_by`` is the undoing by which it counts no more. ``fallen`` says
    of a clock's fact that it has lost its ground by what is on record now.
    """

    record: Record[Event]
    type: str
    kind: str
    essence: list[Label]
    contents: list[tuple[Label, Label]]
    more: list[tuple[Label, Label]]
    recorded_on: date
    corrected_by: Corrections
    undone_by: Record[ActUndone] | None
    corrects: int | None
    confirmed: ConfirmedBody | None = None
    fallen: bool = False
    reads: Record[Event] | None = None
    reads_essence: Sequence[Label] = ()

    @property
    def withheld(self) -> list[Label]:
        """What the event says besides, by name, of which the reader isn't told what."""
        return withheld_of(self.record)

    @property
    def recorded_another_day(self) -> bool:
        """Whether it was not recorded on the day on which it took effect."""
        return str(self.record.happened) != self.recorded_on.isoformat()


def timeline(
    records: Sequence[Record[Event]],
    corrections: Mapping[int, Corrections] = NO_CORRECTIONS,
    undoings: Mapping[int, Record[ActUndone]] = NO_UNDOINGS,
    *,
    fallen: Set[int] = frozenset(),
    names: Names = NOBODY,
    as_read: Mapping[int, Record[Event]] = AS_WRITTEN,
) -> list[TimelineItem]:
    """The records in words, the last first; ``as_read`` are those that read otherwise than they were written."""
    return [
        line_of(
            record,
            corrections.get(record.version, ()),
            undoings.get(record.version),
            fallen=record.position in fallen,
            names=names,
            reads=as_read.get(record.version),
        )
        for record in reversed(records)
    ]


def line_of(
    record: Record[Event],
    corrected_by: Corrections = (),
    undone_by: Record[ActUndone] | None = None,
    *,
    fallen: bool = False,
    names: Names = NOBODY,
    reads: Record[Event] | None = None,
) -> TimelineItem:
    """One event in words."""
    event = record.event
    contents = list(contents_of(event, names))
    few = _FEW if len(contents) > _FEW + 1 else len(contents)
    return TimelineItem(
        record=record,
        type=event.wire_name(),
        kind=event.TOPIC.partition(":")[0],
        essence=essence(record, names),
        contents=contents[:few],
        more=contents[few:],
        recorded_on=day_in_shanghai(record.recorded_at),
        corrected_by=corrected_by,
        undone_by=undone_by,
        corrects=event.position if isinstance(event, RecordCorrected | UndoingProposed | UndoingConfirmed) else None,
        confirmed=ConfirmedBody.of(record.confirmed),
        fallen=fallen,
        reads=reads if corrected_by else None,
        reads_essence=essence(reads, names) if reads and corrected_by else (),
    )


def contents_of(event: Event, names: Names = NOBODY) -> Iterator[tuple[Label, Label]]:
    """What the event says, by name; names for ids as far as they are known."""
    for path, value in attributes_of("", event):
        name = path.rpartition(".")[2].partition("[")[0]
        if value not in (None, "", ()) and name not in _HIDDEN and not is_its_own_id(type(event), name):
            words = code_in_words(path, value) or _written(event, path) or _named(name, value, names)
            yield _field(event, path, names), words or words_of(value)


def _field(event: Event, path: str, names: Names) -> Label:
    """What the field is called; one that is corrected as in the record that is."""
    name, version = path.removeprefix("corrected[").removesuffix("]"), getattr(event, "corrected_version", 0)
    if name != path and version in names.acts:
        return path_label(names.acts[version], name)
    return path_label(type(event), names.in_path(path))


def _named(field: str, value: Any, names: Names) -> Label | None:
    """Whom or what the ids stand for."""
    values = value if isinstance(value, tuple) else (value,)
    found = [names.of(field, one) for one in values]
    if not any(found):
        return None
    words = [name or str(one) for name, one in zip(found, values, strict=True)]
    return Label("、".join(words), ", ".join(words))


def _written(event: Event, path: str) -> Label | None:
    """What was written down in both languages."""
    in_english = getattr(event, f"{path}_en", None) if isinstance(event, ReportedEvent) else None
    return Label(getattr(event, path), in_english) if in_english else None


def withheld_of(record: Record[Event]) -> list[Label]:
    """The fields of the event that the reader may not see, by name."""
    return [path_label(type(record.event), name) for name in record.withheld if name not in _HIDDEN]


def words_of(value: Any) -> Label:
    """A value as people read it; days as they write them."""
    if isinstance(value, tuple) and value:
        words = [words_of(item) for item in value]
        return Label("、".join(word.zh for word in words), ", ".join(word.en for word in words))
    return day_in_words(value) if isinstance(value, date) else in_words(value)
