"""On what the ledger and Temporal can disagree about a center."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from domain.kernel.base import LabeledEnum, Model


class Disagreement(LabeledEnum):
    """Of which kind a difference is."""

    NOT_RUNNING = "not_running", "没有运行中的流程", "no workflow runs"
    UNKNOWN_CENTER = "unknown_center", "台账中没有这个中心", "the ledger knows no such center"
    ENDED_CENTER = "ended_center", "中心已结束", "the center has ended"
    NO_ANSWER = "no_answer", "流程不应答", "the workflow doesn't answer"
    STUCK = "stuck", "流程无法继续", "the workflow can't go on"
    UNRECORDED = "unrecorded", "已受理而未记录", "accepted and not recorded"
    CENTER = "center_id", "中心不同", "another center"
    VERSION = "version", "版本不同", "another version"
    PHASE = "phase", "阶段不同", "another phase"
    CLOCK = "wake_at", "时限不同", "another hour of the clock"


class Difference(Model):
    """One disagreement: what the ledger says, and what Temporal says. Instants are UTC."""

    center_id: str
    workflow_id: str
    kind: Disagreement
    ledger: str = ""
    temporal: str = ""


class Position(NamedTuple):
    """What both sides must agree on. ``wake_at`` is the next instant (UTC) at which a clock has something to say."""

    center_id: str
    version: int
    phase: str
    wake_at: datetime | None


def between(workflow_id: str, ledger: Position, temporal: Position | None) -> list[Difference]:
    """Field by field; ``None`` is a workflow that knows nothing of its center yet."""
    return [
        Difference(
            center_id=ledger.center_id,
            workflow_id=workflow_id,
            kind=Disagreement(name),
            ledger=_text(ours),
            temporal=_text(theirs),
        )
        for name, ours, theirs in _fields(ledger, temporal)
        if ours != theirs
    ]


def _fields(ledger: Position, temporal: Position | None) -> Iterator[tuple[str, object, object]]:
    theirs = temporal or (None,) * len(ledger)
    return zip(Position._fields, ledger, theirs, strict=True)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return "–" if value is None else str(value)
