"""What a run hands to the next one."""

from pydantic import BaseModel, ConfigDict

from activities.messages import ReceivedSignal
from domain.center_summary import CenterSummary

CENTER_LIFE = "CenterLife"
CALENDAR_KEEPER = "CalendarKeeper"
"""The names of the workflow types."""
STANDING = "standing"
"""The query that a center's workflow answers."""


class WorkflowState(BaseModel):
    """All that a workflow remembers: signals received and not yet recorded, and where its stream stood last.

    One version of the program writes it and another reads it: a field that the reader doesn't know is passed over.
    ``words`` counts what was recorded in all runs.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    center_id: str
    inbox: tuple[ReceivedSignal, ...] = ()
    standing: CenterSummary | None = None
    words: int = 0
