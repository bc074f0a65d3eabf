"""What a run hands to the next one."""

from datetime import timedelta

from activities.messages import ReceivedSignal
from domain.center_summary import CenterSummary
from domain.kernel.base import StreamMessage

CENTER_LIFE = "CenterLife"
CALENDAR_KEEPER = "CalendarKeeper"
DEPUTIES_KEEPER = "DeputiesKeeper"
"""The names of the workflow types."""
TASK_TIMEOUT = timedelta(seconds=5)
"""A worker that died with a workflow in hand is noticed after this; one that lives has it for milliseconds, and for
longer only where many long histories are replayed at once.
"""
STANDING = "standing"
"""The query that a center's workflow answers."""


class WorkflowState(StreamMessage):
    """All that a workflow remembers: signals received and not yet recorded, and where its stream stood last. ``words``
    counts what was recorded in all runs.
    """

    inbox: tuple[ReceivedSignal, ...] = ()
    standing: CenterSummary | None = None
    words: int = 0
