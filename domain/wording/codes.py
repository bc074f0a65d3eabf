"""What a code in an event stands for, where nothing but its field's name tells."""

from collections.abc import Mapping
from typing import Any

from domain.decider import EVENT_LABELS
from domain.guideline.vocabulary import ClockKind
from domain.kernel.base import Label
from domain.supervision.follow_ups import is_of_duty
from domain.supervision.messages import EVALUATION_AS_GROUND
from domain.wording.deadlines import duty_name

CODES: Mapping[str, Mapping[str, Label]] = {
    "act": EVENT_LABELS,
    "ground": {EVALUATION_AS_GROUND: ClockKind.EVALUATION.label},
}
"""Codes by the name of their field."""


def code_in_words(path: str, value: Any) -> Label | None:
    """What the value of an event's field stands for; ``None``: it is no such code, and reads as it is."""
    name = path.rpartition(".")[2].partition("[")[0]
    if name == "deadlines" or (name == "about" and is_of_duty(str(value))):
        return duty_name(str(value))
    return CODES[name].get(str(value)) if name in CODES else None
