"""What lies before people who review and decide: what was handed in for a stage, and what was said of it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from api.console.decide.forms.arranged.arrangement import Background
from domain.acceptance.messages import AcceptanceApplied, SelfInspectionCompleted
from domain.application.messages import ApplicationSubmitted
from domain.center import Center
from domain.decider import DECIDER
from domain.documents_in_history import NamedDocument, documents_of
from domain.guideline.vocabulary import Stage
from domain.housekeeping.correction import as_read
from domain.housekeeping.deciding_again import Beside
from domain.housekeeping.undoing_rules import leaning_on
from domain.incubation.messages import IndustryResearchSubmitted, PreliminaryPlanReported, PreReviewHeld
from domain.kernel.records import Event, Record
from domain.reviews.messages import ExpertOpinionGiven, ReviewEvent, SupplementRequested, SupplementSubmitted
from domain.reviews.rules import STAGE_OF
from service_layer.queries import center_now, working_calendar
from service_layer.reading import ReadableLedger

E = TypeVar("E", bound=Event)
Records = Sequence[Record[Event]]

_BEGINS: dict[Stage, type[Event]] = {
    Stage.APPLICATION: ApplicationSubmitted,
    Stage.ACCEPTANCE: AcceptanceApplied,
}
"""What a stage begins with, each time anew; guidance begins with the center."""
_HANDED_IN: dict[Stage, tuple[type[Event], ...]] = {
    Stage.GUIDANCE: (IndustryResearchSubmitted, PreliminaryPlanReported),
    Stage.APPLICATION: (PreReviewHeld, ApplicationSubmitted),
    Stage.ACCEPTANCE: (SelfInspectionCompleted, AcceptanceApplied),
}
"""What the applicant hands in for a stage; the last of each counts."""


class Material(NamedTuple):
    """Something handed in, with its files; each says whether the house holds it."""

    record: Record[Event]
    documents: list[tuple[NamedDocument, bool]]


def background(ledger: ReadableLedger, center_id: str) -> Background:
    """Everything on record about the center."""
    history = ledger.history(center_id)
    records, center = as_read(history), center_now(ledger, center_id)
    digests = {document.sha256 for document in documents_of(records)}
    kept = frozenset(ledger.documents.facts_of_each(digests))
    calendar = working_calendar(ledger)
    beside = Beside(DECIDER, calendar)
    waiting = center.undoings if center else ()
    leaning = {pending.id: leaning_on(pending.proposal, (), history, beside) for pending in waiting}
    return Background(records, kept, calendar, leaning)


def stage_of(center: Center) -> Stage:
    """The stage whose review the center is in; that of its application where it is in none."""
    return STAGE_OF.get(center.phase, Stage.APPLICATION)


def all_of(records: Records, kind: type[E]) -> list[Record[E]]:
    """Every record of that kind, oldest first."""
    return [cast("Record[E]", record) for record in records if isinstance(record.event, kind)]


def last_of(records: Records, kind: type[E]) -> Record[E] | None:
    """The last record of that kind."""
    found = all_of(records, kind)
    return found[-1] if found else None


def of_stage(records: Records, stage: Stage) -> Records:
    """What has happened since the stage began, the last time."""
    kind = _BEGINS.get(stage)
    first = last_of(records, kind) if kind else None
    return [record for record in records if first is None or record.version >= first.version]


def materials(background: Background, stage: Stage) -> list[Material]:
    """What was handed in for the stage, oldest first; supplements too."""
    handed_in = [last_of(background.records, kind) for kind in _HANDED_IN[stage]]
    supplements = _of_review(background.records, stage, SupplementSubmitted)
    found = sorted((one for one in (*handed_in, *supplements) if one), key=lambda one: one.version)
    return [
        Material(one, [(document, document.sha256 in background.kept) for document in documents_of([one])])
        for one in found
    ]


def opinions(records: Records, stage: Stage) -> list[Record[ExpertOpinionGiven]]:
    """What the experts have said in this review, oldest first."""
    return list(_of_review(records, stage, ExpertOpinionGiven))


def supplements_requested(records: Records, stage: Stage) -> list[Record[SupplementRequested]]:
    """What was asked for beside."""
    return list(_of_review(records, stage, SupplementRequested))


def _of_review(records: Records, stage: Stage, kind: type[Any]) -> Iterator[Record[Any]]:
    for record in of_stage(records, stage):
        if isinstance(record.event, kind) and isinstance(record.event, ReviewEvent) and record.event.stage is stage:
            yield record
