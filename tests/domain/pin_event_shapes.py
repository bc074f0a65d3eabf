"""``python -m tests.domain.pin_event_shapes``: pins the shapes of today's topics, and keeps those of older ones."""

import json

from domain.decider import EVENTS
from tests.domain.test_tables import SHAPES, shape_of


def pin() -> None:
    """Write the digest of each event's shape under its topic."""
    pinned = json.loads(SHAPES.read_text(encoding="utf-8")) if SHAPES.exists() else {}
    shapes = pinned | {event.TOPIC: shape_of(event) for event in EVENTS}
    SHAPES.write_text(json.dumps(dict(sorted(shapes.items())), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    pin()
