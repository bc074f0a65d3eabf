"""A center's history as a panel of its page: a line an event, folded by phase, by day of happening or of recording."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Annotated, NamedTuple

from fastapi import Query
from markupsafe import Markup

from api.console.center.timeline.timeline import Corrections, TimelineItem, timeline
from api.console.frame.page_request import PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from domain.guideline.phases import Phase
from domain.housekeeping.messages import ActUndone
from domain.kernel.records import Event, Record
from domain.names_in_history import names_in
from domain.phases_in_history import PhaseBegun, by_phase
from domain.replay import EventOrder, in_order
from domain.values.comparing_form import comparing_form
from domain.values.partial_days import in_words
from domain.wording.actors import name_of, part_of

FEW = 8
"""The lines of a phase that are seen at once; what is before them is folded."""
MOST = 100
"""The lines of a long history that its page has, unless all of them are asked for."""


class HistoryQuestion(NamedTuple):
    """How a history is asked for: in which order, by which words, with its contents, and all of it."""

    order: EventOrder = EventOrder.EFFECTIVE
    find: str | None = None
    content: bool = False
    everything: bool = False

    def address(self, point: Mapping[str, str], **changes: object) -> str:
        """Where it is shown so, or otherwise where ``changes`` say so; ``point`` is that at which one looks."""
        asked = self._replace(**changes)  # type: ignore[arg-type]
        given = {
            "by": asked.order.value if asked.order is not EventOrder.EFFECTIVE else None,
            "find": asked.find,
            "content": "yes" if asked.content else None,
            "all": "yes" if asked.everything else None,
        }
        return f"{with_query('', {**point, **given}) or '?'}#history"


async def history_question(
    by: Annotated[EventOrder | None, BLANK_IS_NONE] = None,
    order: Annotated[EventOrder | None, BLANK_IS_NONE, Query(description="as by, in older addresses")] = None,
    find: Annotated[str | None, Query(max_length=200), BLANK_IS_NONE] = None,
    content: Annotated[str | None, Query(max_length=10), BLANK_IS_NONE] = None,
    whole: Annotated[str | None, Query(alias="all", max_length=10), BLANK_IS_NONE] = None,
) -> HistoryQuestion:
    """What an address asks of a history."""
    found = find.strip() if find else None
    return HistoryQuestion(by or order or EventOrder.EFFECTIVE, found, content is not None, whole is not None)


class CenterHistory(NamedTuple):
    """What a history is made of: its ``records`` as they were written, oldest first, and ``as_read`` with the
    ``corrections`` that stand by the version that they correct; the ``undoings`` by that of what doesn't count, the
    positions of the clocks' facts that have ``fallen``, and the phases that the center came into.
    """

    records: Sequence[Record[Event]]
    as_read: Sequence[Record[Event]]
    corrections: Mapping[int, Corrections]
    undoings: Mapping[int, Record[ActUndone]]
    fallen: Set[int]
    phases: Sequence[PhaseBegun]


class PhaseLines(NamedTuple):
    """The lines of one phase, newest first: those that are seen at once, and the ``earlier`` ones; ``total`` is how
    many there are, those left out among them.
    """

    phase: Phase
    lines: list[TimelineItem]
    earlier: list[TimelineItem]
    total: int
    is_open: bool


def history_panel(
    page_request: PageRequest, history: CenterHistory, question: HistoryQuestion, point: Mapping[str, str], path: str
) -> Markup:
    """The history as a panel of the page at that path; ``point`` is the one at which the page looks, as it is asked."""
    lines = _found(history, question)
    shown = lines if question.everything or question.find else lines[:MOST]
    return page_request.panel(
        "center/timeline/timeline.html",
        "history",
        phases=list(folded(shown, lines, history, question)),
        question=question,
        found=len(lines),
        total=len(history.records),
        shown=len(shown),
        point=point,
        path=path,
        other=EventOrder.RECORDED if question.order is EventOrder.EFFECTIVE else EventOrder.EFFECTIVE,
        differs=in_order(history.records, EventOrder.EFFECTIVE) != list(history.records),
    )


def _found(history: CenterHistory, question: HistoryQuestion) -> list[TimelineItem]:
    """Every line that the words find, newest first."""
    ordered = in_order(history.records, question.order)
    as_read = {record.version: record for record in history.as_read}
    names = names_in(history.records)
    lines = timeline(
        ordered, history.corrections, history.undoings, fallen=history.fallen, names=names, as_read=as_read
    )
    if not question.find:
        return lines
    wanted = comparing_form(question.find)
    return [line for line in lines if any(wanted in comparing_form(words) for words in words_in(line))]


def words_in(line: TimelineItem) -> Iterator[str]:
    """All that can be searched for in a line, in both languages: what it was, when, its contents, who, its papers."""
    record, event = line.record, line.record.event
    labels = [event.LABEL, in_words(record.happened), name_of(record.actor), part_of(record.actor), *line.essence]
    contents = [label for pair in (*line.contents, *line.more) for label in pair]
    for label in (*labels, *contents):
        yield from label
    yield str(record.happened)
    yield line.recorded_on.isoformat()
    yield from (document.title for document in record.documents)
    yield from filter(None, (record.note, line.confirmed.reason if line.confirmed else None))


def folded(
    shown: Sequence[TimelineItem], lines: Sequence[TimelineItem], history: CenterHistory, question: HistoryQuestion
) -> Iterator[PhaseLines]:
    """The lines by phase, the last phase first. What was searched for lies open, else the phase of now alone."""
    place = {line.record.version: line for line in shown}
    phases = by_phase([line.record for line in reversed(lines)], history.phases, question.order)
    for at, one in enumerate(reversed(phases)):
        found = [place[record.version] for record in reversed(one.records) if record.version in place]
        few = len(found) if question.find or len(found) <= FEW + 2 else FEW
        if found:
            yield PhaseLines(one.phase, found[:few], found[few:], len(one.records), bool(question.find) or at == 0)
