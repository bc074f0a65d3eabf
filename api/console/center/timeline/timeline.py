"""A center's history as people read it: every event in words, newest first, and the papers that events refer to."""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from api.console.frame.page_request import PageRequest
from api.log.event_items import ConfirmedBody
from domain.application.messages import ApplicationSubmitted
from domain.attributes import attributes_of, in_words
from domain.housekeeping.messages import ActUndone, RecordCorrected, UndoingConfirmed, UndoingProposed
from domain.imported.facts import ReportedEvent
from domain.kernel.base import Label
from domain.kernel.messages import DocumentRef
from domain.kernel.records import Event, Record
from domain.replay import EventOrder, in_order
from domain.values.partial_days import day_in_shanghai
from domain.values.partial_days import in_words as day_in_words
from domain.wording.codes import code_in_words
from domain.wording.fields import path_label

Corrections = Sequence[Record[RecordCorrected]]
"""The confirmed corrections of one event, oldest first."""
LAST = 50
"""The events of a long history that its page shows at first."""
_FEW = 5
_HIDDEN = frozenset(
    (
        "sha256 document key correction_id corrected_version undoing_id undone position matter_id rectification_id "
        "act_version notice_id source_en note_en"
    ).split()
)
"""What means nothing to a reader: names by which programs find things; papers have a list of their own."""


class TimelineItem(NamedTuple):
    """One event on the timeline. ``kind`` is its topic's name, by which its template reads it; ``more`` are further
    contents.

    ``corrected_by`` are the corrections by which it is read otherwise, ``corrects`` the position of what it
    corrects or undoes; ``undone_by`` is the undoing by which it counts no more. ``fallen`` says of a clock's fact that
    it has lost its ground by what is on record now.
    """

    record: Record[Event]
    type: str
    kind: str
    contents: list[tuple[Label, Label]]
    more: list[tuple[Label, Label]]
    recorded_on: date
    corrected_by: Corrections
    undone_by: Record[ActUndone] | None
    corrects: int | None
    confirmed: ConfirmedBody | None = None
    fallen: bool = False

    @property
    def withheld(self) -> list[Label]:
        """What the event says besides, by name, of which the reader isn't told what."""
        return withheld_of(self.record)

    @property
    def recorded_another_day(self) -> bool:
        """Whether it was not recorded on the day on which it took effect."""
        return str(self.record.happened) != self.recorded_on.isoformat()


def history_panel(
    page_request: PageRequest,
    records: Sequence[Record[Event]],
    corrections: Mapping[int, Corrections],
    undoings: Mapping[int, Record[ActUndone]],
    *,
    fallen: Set[int],
    query: str,
    everything: bool,
    order: EventOrder,
) -> Markup:
    """The history as a panel of a page; ``query`` is what the page was asked, for the links to everything and to the
    other order. ``fallen`` are the positions of clocks' facts that have lost their ground.
    """
    lines = timeline(in_order(records, order), corrections, undoings, None if everything else LAST, fallen)
    template = "center/timeline/timeline.html"
    return page_request.panel(
        template,
        "history",
        lines=lines,
        all_lines=len(records),
        query=query,
        order=order,
        is_entered_late=_is_entered_late(records),
    )


def _is_entered_late(records: Sequence[Record[Event]]) -> bool:
    """Whether the history reads otherwise by day of happening than by day of recording."""
    return in_order(records, EventOrder.EFFECTIVE) != list(records)


def timeline(
    records: Sequence[Record[Event]],
    corrections: Mapping[int, Corrections],
    undoings: Mapping[int, Record[ActUndone]],
    limit: int | None = LAST,
    fallen: Set[int] = frozenset(),
) -> list[TimelineItem]:
    """The last of the records in words, the last first; all of them without a ``limit``."""
    last = records[-limit:] if limit else records
    return [
        line_of(
            record,
            corrections.get(record.version, ()),
            undoings.get(record.version),
            fallen=record.position in fallen,
        )
        for record in reversed(last)
    ]


def line_of(
    record: Record[Event],
    corrected_by: Corrections = (),
    undone_by: Record[ActUndone] | None = None,
    *,
    fallen: bool = False,
) -> TimelineItem:
    """One event in words."""
    event = record.event
    contents = list(contents_of(event))
    few = _FEW if len(contents) > _FEW + 1 else len(contents)
    return TimelineItem(
        record=record,
        type=event.wire_name(),
        kind=event.TOPIC.partition(":")[0],
        contents=contents[:few],
        more=contents[few:],
        recorded_on=day_in_shanghai(record.recorded_at),
        corrected_by=corrected_by,
        undone_by=undone_by,
        corrects=event.position if isinstance(event, RecordCorrected | UndoingProposed | UndoingConfirmed) else None,
        confirmed=ConfirmedBody.of(record.confirmed),
        fallen=fallen,
    )


def contents_of(event: Event) -> Iterator[tuple[Label, Label]]:
    """What the event says, by name."""
    for path, value in attributes_of("", event):
        if value not in (None, "", ()) and path.rpartition(".")[2].partition("[")[0] not in _HIDDEN:
            yield path_label(type(event), path), code_in_words(path, value) or _written(event, path) or words_of(value)


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


class TimelineDocument(NamedTuple):
    """A file that an event refers to."""

    sha256: str
    title: Label
    record: Record[Event]


def documents_of(records: Sequence[Record[Event]]) -> list[TimelineDocument]:
    """Every file that the records refer to, each title of it once, by the first that does."""
    found: dict[tuple[str, Label], TimelineDocument] = {}
    for record in records:
        for sha256, title in _named_in(record):
            found.setdefault((sha256, title), TimelineDocument(sha256, title, record))
    return list(found.values())


def _named_in(record: Record[Event]) -> Iterator[tuple[str, Label]]:
    for _, value in record.event:
        if isinstance(value, DocumentRef):
            yield value.sha256, Label(value.title, value.title)
    for document in record.documents:
        yield document.sha256, Label(document.title, document.title)
    if record.on_behalf_of is not None:
        paper = record.on_behalf_of.document
        yield paper.sha256, Label(paper.title, paper.title)
    if isinstance(record.event, ApplicationSubmitted):
        for item in record.event.evidence:
            if item.document:
                area = item.area.label
                yield item.document, Label(f"佐证材料：{area.zh}", f"Evidence: {area.en}")
