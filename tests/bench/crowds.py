"""A whole city of centers in a ledger, quickly: lives of every phase, each told again under many ids."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice

from domain.center import Center
from domain.guideline.fields import Field
from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.incubation.messages import CenterRegistered
from domain.kernel.records import Event, Record
from domain.replay import replay
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Entry, Ledger
from ledger.read_model.projection import rows_of
from tests.lives import life_in
from tests.writing import receipt_for

PHASES = (*Phase, Phase.OPERATION)
"""How the centers are spread; their histories have 22 events on average."""
BATCH = 500
"""Centers of one transaction."""


def move_in(ledger: Ledger, centers: int, until: date, phases: Sequence[Phase] = PHASES) -> int:
    """So many centers, whose clocks have run until that day (Asia/Shanghai); the number of their events.

    All that befell a center stands under one receipt.
    """
    lives, events = _told_again(phases, until), 0
    numbers = iter(range(centers))
    while batch := [_entry(number, next(lives)) for number in islice(numbers, BATCH)]:
        ledger.append_all(batch)
        events += sum(len(entry.records) for entry in batch)
    return events


def _told_again(phases: Sequence[Phase], until: date) -> Iterator[list[Record[Event]]]:
    lives = [life_in(phase) for phase in phases]
    for life in lives:
        life.pass_time(until)
    return cycle([life.records for life in lives])


def _entry(number: int, history: Sequence[Record[Event]]) -> Entry:
    center_id = f"crowd-{number:05}"
    records = [_of(record, center_id, number) for record in history]
    return Entry(records, receipt_for(records), rows_of(_folded(records), Policy(), WorkingCalendar()))


def _of(record: Record[Event], center_id: str, number: int) -> Record[Event]:
    event = record.event
    if isinstance(event, CenterRegistered):
        fields = tuple(Field)
        known = event.field.model_copy(update={"field": fields[number % (len(fields) - 1)]})
        event = event.model_copy(update={"name_zh": f"上海市第{number}产业计量测试中心", "field": known})
    return record.model_copy(update={"center_id": center_id, "command_id": f"move-in-{number}", "event": event})


def _folded(records: Sequence[Record[Event]]) -> Center:
    center = replay(records)
    if center is None:
        raise ValueError("no history to fold")
    return center
