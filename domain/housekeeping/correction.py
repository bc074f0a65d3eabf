"""How confirmed corrections change the way an earlier event is read; the event itself is never rewritten.

The corrections of one event add up: whatever fields they name are all in force, and of one field the value that was
confirmed last. What the event reckons from its fields is reckoned once, from all of them.
"""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from domain.housekeeping.messages import CorrectionContent, RecordCorrected
from domain.housekeeping.undoing import what_counts
from domain.kernel.records import Event, Record

Corrections = Sequence[CorrectionContent]
"""The corrections of one event, in the order in which they were confirmed."""


def amended(record: Record[Event], corrections: Corrections) -> Record[Event]:
    """The record as it reads with all of these corrections; ``ValidationError`` when that is no event of its kind."""
    event, stated = record.event, _fields(corrections)
    content = event.model_dump(mode="json") | stated
    right = type(event).model_validate_json(json.dumps(content, ensure_ascii=False))
    on = _day(corrections) or right.took_effect_on(record.effective_on)
    return record.model_copy(update={"event": right.reckoned_from(on, stated), "effective_on": on})


def _fields(corrections: Corrections) -> dict[str, Any]:
    return {name: value for correction in corrections for name, value in correction.corrected.items()}


def _day(corrections: Corrections) -> date | None:
    days = (correction.corrected_effective_on for correction in reversed(corrections))
    return next((day for day in days if day is not None), None)


def confirmed(records: Sequence[Record[Event]]) -> dict[int, list[Record[RecordCorrected]]]:
    """The confirmed corrections in a history by the version that they correct, oldest first."""
    found: dict[int, list[Record[RecordCorrected]]] = {}
    for record in records:
        if isinstance(record.event, RecordCorrected):
            found.setdefault(record.event.corrected_version, []).append(cast("Record[RecordCorrected]", record))
    return found


def as_corrected(records: Sequence[Record[Event]]) -> list[Record[Event]]:
    """The history with every confirmed correction in it applied to what it corrects, what is undone included."""
    by_version = confirmed(records)
    return [_corrected(record, by_version.get(record.version, ())) for record in records]


def as_read(
    records: Sequence[Record[Event]], as_of: date | None = None, supposing: Collection[int] = ()
) -> list[Record[Event]]:
    """The records that count, on the day or by now, with every correction that counts applied; ``supposing`` that the
    records of these versions were undone too.
    """
    return as_corrected(what_counts(records, as_of, supposing))


def _corrected(record: Record[Event], corrections: Sequence[Record[RecordCorrected]]) -> Record[Event]:
    return amended(record, [correction.event for correction in corrections]) if corrections else record


def if_confirmed(record: Record[Event], proposal: CorrectionContent, history: Sequence[Record[Event]]) -> Record[Event]:
    """The record as it would read once the proposal is confirmed on top of what the history has confirmed before.

    It is the same whether the record and the history are as they were written or as they read with their corrections.
    ``ValidationError`` when that is no event of its kind.
    """
    before = [correction.event for correction in confirmed(what_counts(history)).get(record.version, ())]
    return amended(record, [*before, proposal])
