"""How a confirmed correction changes the way an earlier event is read; the event itself is never rewritten."""

import json
from collections.abc import Sequence

from domain.housekeeping.messages import CorrectionContent, RecordCorrected
from domain.kernel.records import Event, Record


def amended(record: Record[Event], correction: CorrectionContent) -> Record[Event]:
    """The record as it reads with the correction; ``ValidationError`` when that is no event of its kind."""
    event = record.event
    said = event.model_dump(mode="json") | correction.corrected
    right = type(event).model_validate_json(json.dumps(said, ensure_ascii=False))
    on = correction.corrected_effective_on or right.took_effect_on(record.effective_on)
    right = right.reckoned_from(on, correction.corrected)
    return record.model_copy(update={"event": right, "effective_on": on})


def as_corrected(records: Sequence[Record[Event]]) -> list[Record[Event]]:
    """The history with every correction in it applied to what it corrects, later ones over earlier ones."""
    corrections = [record.event for record in records if isinstance(record.event, RecordCorrected)]
    if not corrections:
        return list(records)
    by_version = {record.version: record for record in records}
    for correction in corrections:
        target = by_version.get(correction.corrected_version)
        if target is not None:
            by_version[correction.corrected_version] = amended(target, correction)
    return sorted(by_version.values(), key=lambda record: record.version)
