"""`hengxu audit replay`: a center as it stood, and the event by which each of its particulars does."""

from collections.abc import Iterator
from typing import Any

from domain.attributes import name_of, plain
from domain.comparing import Reading, read_at
from domain.guideline.clauses import citation
from domain.values.points import Point, parse_day, parse_instant
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, print_json, print_line
from terminal.audit import history
from terminal.language import words
from terminal.layout import print_table


def replay_center(settings: Settings, center: str, as_of: str | None, known_at: str | None, *, as_json: bool) -> int:
    """Show the center at a point; no is the answer where it wasn't on record."""
    point = Point(
        history.typed(as_of, parse_day) if as_of else None, history.typed(known_at, parse_instant) if known_at else None
    )
    records = history.history_of(settings, center)
    reading = read_at(records, point)
    if as_json:
        print_json(_answer(center, point, reading, len(records)))
    else:
        _show(center, point, reading, len(records))
    return DONE if reading.center else NO


def _show(center: str, point: Point, reading: Reading, recorded: int) -> None:
    name = reading.center.name_zh if reading.center else ""
    title = f"{name} {center} · {words(history.in_words(point))} · {history.standing(reading.center)}".lstrip()
    if reading.center is None:
        print_line(title)
        return
    print_table(title, wording.REPLAY_COLUMNS, _rows(reading))
    counting = len(reading.counted)
    print_line(words(wording.EVENTS_COUNTED(counting=counting, recorded=recorded)))


def _rows(reading: Reading) -> Iterator[tuple[str, ...]]:
    for path, value in reading.attributes.items():
        origin = reading.origin(path)
        if origin is not None:
            when = (history.when_of(origin), f"{origin.recorded_at:%Y-%m-%d %H:%M}")
            what = (words(name_of(path)), history.shown(value))
            yield (*what, words(citation(origin.event.clause)), history.line_of(origin), *when)


def _answer(center: str, point: Point, reading: Reading, recorded: int) -> dict[str, Any]:
    return {
        "center_id": center,
        **history.point_item(point),
        "phase": reading.center.phase.value if reading.center else None,
        "events_counted": len(reading.counted),
        "events_recorded": recorded,
        "fields": [_field(path, value, reading) for path, value in reading.attributes.items()]
        if reading.center
        else [],
    }


def _field(path: str, value: Any, reading: Reading) -> dict[str, Any]:
    origin = reading.origin(path)
    event = history.item_of(origin) if origin else None
    return {"field": path, "label": name_of(path)._asdict(), "value": plain(value), "event": event}
