"""What happened in a rehearsal, as a person in charge reads it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from domain.center import Center
from domain.deadlines.deadline import Deadline
from domain.guideline.vocabulary import ClockStatus
from domain.imported.unknowns import disputed, unknown
from domain.kernel.base import Label, Model
from domain.kernel.records import Event, Record
from domain.supervision.clock_facts import (
    ClockFact,
    DeadlineMissed,
    EvaluationOpened,
    ReminderSent,
    TermExpired,
    UnknownTermExpired,
)
from domain.values.partial_days import day_in_shanghai, in_words
from domain.wording.refusals import explain
from ledger.receipts import Receipt

REFUSED = Label("不予办理", "Refused")


class RehearsalResult(Model):
    """One line: the day (Asia/Shanghai), what, by which clause, of which kind, and what else is to be said."""

    on: date
    center_id: str
    event: str
    what: Label
    clause: str
    kind: Label
    note: Label


class CertainlyOver(Model):
    """A duty whose day nobody knows, and all of whose possible days have passed; ``latest`` is the last of them,
    ``assumed`` where the clause that sets it wasn't that of the approval.
    """

    key: str
    kind: str
    clause: str
    latest: date
    assumed: bool = False


class Future(Model):
    """One center's rehearsal from one day to another, with what stays unknown and what is certainly over at its end."""

    center_id: str
    name_zh: str
    first: date
    last: date
    phase_before: str
    phase_after: str
    unknown: tuple[str, ...]
    disputed: tuple[str, ...]
    certainly_over: tuple[CertainlyOver, ...]
    happenings: tuple[RehearsalResult, ...]
    counts: dict[str, int]


def future_of(
    center: Center,
    after: Center,
    dues: Sequence[Deadline],
    days: tuple[date, date],
    happenings: Sequence[RehearsalResult],
) -> Future:
    """The rehearsal as a whole, in the order of its days; ``dues`` are the deadlines after it."""
    in_order = tuple(sorted(happenings, key=lambda happening: happening.on))
    return Future(
        center_id=center.center_id,
        name_zh=center.name_zh,
        first=days[0],
        last=days[1],
        phase_before=center.phase.value,
        phase_after=after.phase.value,
        unknown=unknown(after),
        disputed=disputed(after),
        certainly_over=tuple(_certainly_over(dues)),
        happenings=in_order,
        counts=dict(Counter(happening.event for happening in in_order)),
    )


def _certainly_over(dues: Sequence[Deadline]) -> Iterator[CertainlyOver]:
    for due in dues:
        if due.status is ClockStatus.CERTAINLY_OVER and due.latest is not None:
            kind, clause = due.kind.value, due.clause
            yield CertainlyOver(key=due.key, kind=kind, clause=clause, latest=due.latest, assumed=due.assumed)


def result_of(record: Record[Event]) -> RehearsalResult:
    """A recorded event as a line."""
    event = record.event
    is_clock = isinstance(event, ClockFact)
    return RehearsalResult(
        on=day_in_shanghai(record.recorded_at),
        center_id=record.center_id,
        event=event.wire_name(),
        what=event.LABEL,
        clause=event.kind.clause if isinstance(event, ClockFact) else event.CLAUSE,
        kind=event.kind.label if isinstance(event, ClockFact) else record.actor.role.label,
        note=_said_by_the_clock(event) if is_clock else Label("", ""),
    )


def refusal_of(receipt: Receipt, label: Label) -> RehearsalResult:
    """A decision that a rule refused, as a line."""
    note = receipt.refusal
    _, sentence = explain(note.code, note.params) if note else ("", Label("", ""))
    return RehearsalResult(
        on=day_in_shanghai(receipt.recorded_at),
        center_id=receipt.center_id,
        event="refused",
        what=Label(f"{REFUSED.zh}：{label.zh}", f"{REFUSED.en}: {label.en}"),
        clause=(note.clause if note else None) or "",
        kind=receipt.actor.role.label if receipt.actor else Label("", ""),
        note=sentence,
    )


def _said_by_the_clock(event: Event) -> Label:
    match event:
        case ReminderSent():
            due = in_words(event.due_on)
            return Label(f"{due.zh}到期，还有{event.days_ahead}天", f"due {due.en}, in {event.days_ahead} d")
        case DeadlineMissed():
            due = in_words(event.due_on)
            return Label(f"应于{due.zh}前完成", f"was due {due.en}")
        case EvaluationOpened():
            due = in_words(event.due_on)
            return Label(f"筹建期至{due.zh}", f"the term ends {due.en}")
        case UnknownTermExpired():
            due = in_words(event.due_on)
            return Label(f"期满日不详，最迟为{due.zh}", f"the term ended {due.en} at the latest")
        case TermExpired():
            return Label("已评估", "evaluated") if event.evaluated else Label("尚未评估", "not evaluated")
        case _:
            return Label("", "")
