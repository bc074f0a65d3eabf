"""What the auditor's commands share: a center's history from the ledger, points as typed, events as a line."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic_core import PydanticCustomError

from domain import attributes as particulars
from domain.center import Center
from domain.guideline.phases import Phase
from domain.kernel.base import Label
from domain.kernel.messages import BUREAU_STREAMS
from domain.kernel.records import Event, Record, Within
from domain.values.partial_days import bounds_of, day_told
from domain.values.partial_days import in_words as day_in_words
from domain.values.points import Point
from domain.wording.actors import name_of
from ledger.opening import open_ledger
from settings import Settings
from terminal import wording
from terminal.answers import CommandError
from terminal.language import words

Read = TypeVar("Read")


def history_of(settings: Settings, center: str) -> Sequence[Record[Event]]:
    """The center's whole history. Raises ``CommandError`` for a center that the ledger doesn't have."""
    ledger = open_ledger(settings.ledger_to_read)
    try:
        records = ledger.history(center) if center not in BUREAU_STREAMS else []
    finally:
        ledger.close()
    if not records:
        raise CommandError(wording.CENTER_UNKNOWN(center=center))
    return records


def typed(text: str, read: Callable[[str], Read]) -> Read:
    """What was typed, read as a day, an instant or a point. Raises ``CommandError`` with the reader's own words."""
    try:
        return read(text)
    except PydanticCustomError as wrong:
        context = wrong.context or {}
        raise CommandError(Label(str(context.get("zh", "")), str(context.get("en", "")))) from None


def in_words(point: Point) -> Label:
    """The point as a sentence's part."""
    parts = [wording.IN_FORCE_ON(day=point.as_of)] if point.as_of else []
    if point.known_at:
        parts.append(wording.KNOWN_AT(instant=f"{point.known_at:%Y-%m-%dT%H:%M:%SZ}"))
    if not parts:
        return wording.NOW
    return Label("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def shown(value: Any) -> str:
    """A particular's value in a table's cell; once where both languages say the same."""
    return words(particulars.in_words(value))


def standing(center: Center | None) -> str:
    """The center's phase at a point, or that it wasn't on record."""
    return words(Phase(center.phase).label if center else wording.NOT_YET_ON_RECORD)


def line_of(record: Record[Event]) -> str:
    """An event in a table's cell."""
    return f"#{record.version} {words(record.event.LABEL)}"


def when_of(record: Record[Event]) -> str:
    """When it happened, in a table's cell: a day as far as it is known, or its bounds in words."""
    return words(day_in_words(record.happened)) if isinstance(record.happened, Within) else str(record.happened)


def item_of(record: Record[Event]) -> dict[str, Any]:
    """An event for a program, named as the API's lists name it."""
    event = record.event
    return {
        "position": record.position,
        "version": record.version,
        "type": event.wire_name(),
        "clause": event.clause,
        "label": event.LABEL._asdict(),
        "effective_on": str(on) if (on := day_told(record.happened)) is not None else None,
        "when": day_in_words(record.happened)._asdict(),
        **bounds_of(record.happened),
        "recorded_at": record.recorded_at.isoformat(),
        "actor": name_of(record.actor).zh,
        "role": record.actor.role.value,
    }


def point_item(point: Point) -> dict[str, str | None]:
    """A point for a program."""
    day, instant = point
    return {"as_of": day.isoformat() if day else None, "known_at": instant.isoformat() if instant else None}
