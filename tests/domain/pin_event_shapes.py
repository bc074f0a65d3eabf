"""``python -m tests.domain.pin_event_shapes``: pins the shapes of today's topics, and keeps those of older ones."""

import json
from typing import Any

from domain.decider import EVENTS
from tests.domain.shapes import narrowed, shape_of
from tests.domain.test_event_shapes import SHAPES


def pin() -> None:
    """Write each event's shape under its topic, a line a topic; one that would be narrowed stays as it was."""
    pinned: dict[str, Any] = json.loads(SHAPES.read_text(encoding="utf-8")) if SHAPES.exists() else {}
    for event in EVENTS:
        shape = shape_of(event)
        if event.TOPIC not in pinned or not narrowed(shape, pinned[event.TOPIC]):
            pinned[event.TOPIC] = shape
    lines = (f"{json.dumps(topic)}: {json.dumps(pinned[topic], ensure_ascii=False)}" for topic in sorted(pinned))
    SHAPES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    pin()
