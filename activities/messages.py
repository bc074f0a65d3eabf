"""What passes between a workflow and its activities; names only, so that a workflow may import it."""

from datetime import datetime

from domain.center_summary import CenterSummary
from domain.kernel.base import OptionalText, StreamMessage, TolerantModel


class ReceivedSignal(TolerantModel):
    """A signal as it arrived: its name, and its payload to the letter, whatever it is. ``heard_at`` is UTC;
    ``traceparent`` names what it came from (W3C trace context), where traces are collected.
    """

    signal: str
    text: str
    heard_at: datetime
    traceparent: OptionalText = None


class RecordDecision(StreamMessage):
    """Decide on one signal to a stream, and record the outcome."""

    word: ReceivedSignal


class SummaryAfterRefusal(CenterSummary):
    """Where the stream stands after a decision that was refused, and by which code: a history tells it where the
    receipt was lost with the ledger. What waits takes it for the summary that it is.
    """

    refusal: str


class PassTime(StreamMessage):
    """Record what the clocks of a stream have to say at ``now`` (UTC)."""

    now: datetime


RECORD_DECISION = "record_decision"
RECORD_PASSED_TIME = "record_passed_time"
READ_SUMMARY = "read_standing"
ANNOUNCE_CALENDAR = "announce_calendar"
"""The names under which workflows ask for activities."""

CALENDAR_CHANGED = "calendar_changed"
"""The signal that carries nothing: working days were entered or amended, look again where the center stands."""
