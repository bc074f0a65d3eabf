"""The events that a center's picture names, each with its day as far as that is known, and what is unsure of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from api.console.center.chart.chart import Mark, Shape
from api.http.language import Language, say
from api.resources.center_view import CenterPage
from domain.acceptance import messages as acceptance
from domain.application import messages as application
from domain.changes.messages import CenterRelinquished
from domain.housekeeping.messages import CenterWithdrawn, RecordCompleted
from domain.imported.facts import Certainty, FactImported, FactKind, ReportAdded, ReportedEvent
from domain.imported.unknowns import DATE_OF
from domain.incubation.messages import CenterRegistered
from domain.kernel.base import Label
from domain.kernel.records import Event, Happened, Record, Within
from domain.supervision import messages as supervision
from domain.values.partial_days import earliest, in_words, latest

MAIN: tuple[type[Event], ...] = (
    CenterRegistered,
    application.ApplicationSubmitted,
    application.ConstructionApproved,
    application.ConstructionDeclined,
    acceptance.AllianceFormed,
    acceptance.AcceptanceApplied,
    acceptance.OnSiteAcceptanceReported,
    acceptance.CenterEstablished,
    supervision.ConstructionEvaluated,
    supervision.TermExtended,
    supervision.RectificationOrdered,
    FactImported,
    ReportAdded,
    RecordCompleted,
)
"""The events that a picture names."""
OF_PAPERS = {"approved_on": FactKind.CONSTRUCTION_APPROVED, "established_on": FactKind.ESTABLISHED}
"""The days that a paper settles, by the field of the record that it completes; a report of such a day is then drawn no
more: it stays among the reports.
"""
LAST = (CenterWithdrawn, supervision.CenterRevoked, CenterRelinquished)


class Drawn(NamedTuple):
    """One thing on the axis: what it was, when as far as is known, and what is unsure of the day."""

    label: Label
    happened: Happened
    doubt: Label | None = None
    is_end: bool = False
    is_disputed: bool = False

    @property
    def shape(self) -> Shape:
        """A day that is not certain is never drawn as one that is."""
        if self.is_end:
            return "end"
        if self.is_disputed:
            return "disputed"
        return "event" if self.doubt is None and isinstance(self.happened, date) else "approximate"

    @property
    def place(self) -> date | None:
        """Where it stands on the axis: the first day on which it can have been, or the bound that is known of it."""
        if not isinstance(self.happened, Within):
            return earliest(self.happened)
        bound = self.happened.not_after or self.happened.not_before
        return latest(bound) if bound is not None else None

    def mark(self, on: date, language: Language) -> Mark:
        """As the picture has it: of a day that is known the label alone, of any other as much as is known."""
        when = in_words(self.happened)
        label = joined(self.label, None if isinstance(self.happened, date) else when, self.doubt)
        aloud, what = joined(when, self.label, self.doubt), joined(self.label, self.doubt)
        return Mark(on, self.shape, *(say(words, language) for words in (label, aloud, when, what)))


def main_events(as_read: Sequence[Record[Event]], page: CenterPage) -> Iterator[Drawn]:
    """The events that the picture names, in the order of the record; of a day that a paper has settled, no report."""
    settled = {name for record in as_read for name in _settles(record.event)}
    for record in as_read:
        event = record.event
        if isinstance(event, ReportedEvent):
            if DATE_OF.get(event.kind) not in settled:
                yield _reported(record, event, page)
        elif isinstance(event, RecordCompleted):
            days = ((kind.label, getattr(event, name)) for name, kind in OF_PAPERS.items())
            yield from (Drawn(label, day) for label, day in days if day is not None)
        elif isinstance(event, (*MAIN, *LAST)):
            yield Drawn(event.LABEL, record.happened, is_end=isinstance(event, LAST))


def _settles(event: Event) -> Iterator[str]:
    """The days of which the event, a paper or the act itself, leaves no doubt."""
    if isinstance(event, RecordCompleted):
        yield from (name for name in OF_PAPERS if getattr(event, name) is not None)
    elif isinstance(event, application.ConstructionApproved):
        yield "approved_on"
    elif isinstance(event, acceptance.CenterEstablished):
        yield "established_on"


def _reported(record: Record[Event], event: ReportedEvent, page: CenterPage) -> Drawn:
    """A reported day, with what is unsure of it."""
    is_disputed = DATE_OF.get(event.kind) in page.disputed or event.certainty is Certainty.DISPUTED
    sure = Certainty.DISPUTED if is_disputed else event.certainty
    doubt = sure.label if sure is not Certainty.REPORTED else None
    return Drawn(event.kind.label, record.happened, doubt, is_disputed=is_disputed)


def joined(*labels: Label | None) -> Label:
    """The labels as one, those that are none left out."""
    return Label(*(" ".join(words) for words in zip(*filter(None, labels), strict=True)))
