"""What follows from a correction that waits, as it is answered: to whoever proposes it and to whoever confirms it."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from domain.attributes import in_words, name_of, plain
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.consequences import AttributeChange, ClockChange, Consequences, Due
from domain.housekeeping.deciding_again import RefusedAgain
from domain.values.partial_days import day_told
from domain.values.partial_days import in_words as day_in_words
from domain.wording.refusals import explain

Words = dict[str, str]
"""By language: ``zh``, ``en``."""


class DueBody(BaseModel):
    """A duty as it stands; ``due_on`` is ``None`` where its day is unknown. Days are of Asia/Shanghai."""

    due_on: date | None
    status: ClockStatus
    met_on: date | None


class ClockBody(BaseModel):
    """A duty that appears (``before`` is ``None``), vanishes (``after`` is ``None``), moves or stands otherwise."""

    key: str
    kind: ClockKind
    clause: str
    label: Words
    subject: str
    before: DueBody | None
    after: DueBody | None


class ChangeBody(BaseModel):
    """One particular of the center that reads differently, in words too."""

    path: str
    name: Words
    before: Any
    after: Any
    before_in_words: Words
    after_in_words: Words


class LosingGroundBody(BaseModel):
    """An act that was accepted, and would be refused on the center as it would read: by which rule, and why."""

    position: int
    version: int
    type: str
    label: Words
    effective_on: str | None
    when: Words
    code: str
    clause: str
    params: dict[str, Any]
    detail: Words


class ConsequencesBody(BaseModel):
    """What confirming a correction leads to, if it is confirmed now."""

    clocks: list[ClockBody]
    changes: list[ChangeBody]
    losing_ground: list[LosingGroundBody]


def consequences_body(found: Consequences) -> ConsequencesBody:
    """The consequences as they are answered."""
    return ConsequencesBody(
        clocks=[_clock(change) for change in found.clocks],
        changes=[_change(change) for change in found.changes],
        losing_ground=[_losing_ground(refused) for refused in found.losing_ground],
    )


def _clock(change: ClockChange) -> ClockBody:
    return ClockBody(
        key=change.key,
        kind=change.kind,
        clause=change.kind.clause,
        label=change.kind.label._asdict(),
        subject=change.subject,
        before=_due(change.before),
        after=_due(change.after),
    )


def _due(due: Due | None) -> DueBody | None:
    return DueBody(**due._asdict()) if due else None


def _change(change: AttributeChange) -> ChangeBody:
    return ChangeBody(
        path=change.path,
        name=name_of(change.path)._asdict(),
        before=plain(change.before),
        after=plain(change.after),
        before_in_words=in_words(change.before)._asdict(),
        after_in_words=in_words(change.after)._asdict(),
    )


def _losing_ground(refused: RefusedAgain) -> LosingGroundBody:
    record, refusal = refused.records[0], refused.refusal.plain()
    _, detail = explain(refusal["code"], refusal["params"])
    return LosingGroundBody(
        position=record.position,
        version=record.version,
        type=record.event.wire_name(),
        label=record.event.LABEL._asdict(),
        effective_on=str(on) if (on := day_told(record.happened)) is not None else None,
        when=day_in_words(record.happened)._asdict(),
        detail=detail._asdict(),
        **refusal,
    )
