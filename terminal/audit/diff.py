"""`hengxu audit diff`: what reads differently at two points, and the events and clauses that did it."""

from collections.abc import Iterator
from typing import Any

from domain.attributes import name_of, plain
from domain.comparing import Bearing, Cause, Change, Comparison, compare
from domain.guideline.clauses import citation
from domain.values.points import Point, parse_point
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, print_json, print_line
from terminal.audit import history
from terminal.language import words
from terminal.layout import print_table


def compare_points(settings: Settings, center: str, a: str, b: str, *, as_json: bool) -> int:
    """Show the differences; no is the answer where there are any."""
    points = history.typed(a, parse_point), history.typed(b, parse_point)
    found = compare(history.history_of(settings, center), *points)
    if as_json:
        print_json(_answer(center, points, found))
    else:
        _show(center, points, found)
    return NO if found.changes else DONE


def _show(center: str, points: tuple[Point, Point], found: Comparison) -> None:
    for mark, point, state in zip("AB", points, (found.before, found.after), strict=True):
        print_line(f"{mark}  {words(history.in_words(point))} · {history.standing(state)}")
    if found.changes:
        rows = (row for change in found.changes for row in _rows(change))
        print_table(f"{center} · A → B", wording.COMPARISON_COLUMNS, rows)
        print_line(words(wording.DIFFERENCES(count=len(found.changes))))
    else:
        print_line(words(wording.NO_DIFFERENCE))


def _rows(change: Change) -> Iterator[tuple[str, ...]]:
    what = words(name_of(change.path)), history.shown(change.before), history.shown(change.after)
    for place, cause in enumerate(change.causes):
        yield (*(what if place == 0 else ("", "", "")), *_reason(cause))


def _reason(cause: Cause) -> tuple[str, ...]:
    record, corrected = cause.record, cause.corrects
    clause, line = words(citation(record.event.clause)), history.line_of(record)
    if corrected is not None:
        clause, line = f"{clause} → {words(citation(corrected.event.clause))}", f"{line} → {history.line_of(corrected)}"
    if cause.bearing is Bearing.BEFORE:
        line = f"{line}（{cause.bearing.label.zh} {cause.bearing.label.en}）"
    return clause, line, history.when_of(record), f"{record.recorded_at:%Y-%m-%d %H:%M}"


def _answer(center: str, points: tuple[Point, Point], found: Comparison) -> dict[str, Any]:
    return {
        "center_id": center,
        "a": history.point_item(points[0]) | {"phase": found.before and found.before.phase.value},
        "b": history.point_item(points[1]) | {"phase": found.after and found.after.phase.value},
        "changes": [_change(change) for change in found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "field": change.path,
        "label": name_of(change.path)._asdict(),
        "before": plain(change.before),
        "after": plain(change.after),
        "events": [_cause(cause) for cause in change.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    corrected = history.item_of(cause.corrects) if cause.corrects else None
    return history.item_of(cause.record) | {"counts": cause.bearing.value, "corrects": corrected}
