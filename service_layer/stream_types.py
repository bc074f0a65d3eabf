"""The two kinds of stream that a decision can be about, a center and the calendar, in one shape."""

from collections.abc import Sequence
from typing import Annotated, Any, Protocol, Union

from pydantic import Field, TypeAdapter

from domain import decider
from domain.center_summary import CenterSummary, summarize
from domain.context import Context
from domain.guideline.policy import Policy
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.replay import fold_on
from domain.working_calendar import decider as calendar_decider
from domain.working_calendar.decider import EnteredNotices
from domain.working_calendar.messages import STREAM as CALENDAR
from domain.working_calendar.messages import EnterHolidayNotice
from domain.working_calendar.working_days import WorkingCalendar
from ledger.read_model.projection import rows_of
from ledger.read_model.rows import ReadRows

_ANY_DECISION: Any = Union[tuple(decision.command for decision in decider.PEOPLE_DECIDE)]  # noqa: UP007 - from the table
CENTER_COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[_ANY_DECISION, Field(discriminator="type")])
"""Every decision that people take about a center, told apart by ``type``."""
CALENDAR_COMMANDS: TypeAdapter[Command] = TypeAdapter(EnterHolidayNotice)


class StreamType(Protocol):
    """One kind of stream: how its commands are read, decided on, folded and shown."""

    commands: TypeAdapter[Command]

    def fold(self, state: Any, records: Sequence[Record[Event]]) -> Any:
        """The state after these records; a module's function, since states are kept by it."""

    def decide(self, command: Command, state: Any, context: Context) -> list[Event] | Refusal:
        """The events that follow, or the refusal."""

    def confirmed_with(self, command: Command, state: Any, context: Context) -> ConfirmedDoubts | None:
        """The doubts that are confirmed with a decision that was taken."""

    def rows(self, state: Any, policy: Policy, calendar: WorkingCalendar) -> ReadRows | None:
        """What the read model shows."""

    def standing(self, state: Any, policy: Policy, calendar: WorkingCalendar) -> CenterSummary:
        """What the stream's workflow waits with."""


class CenterStream:
    """The life of one center."""

    commands = CENTER_COMMANDS
    fold = staticmethod(fold_on)
    decide = staticmethod(decider.decide)
    confirmed_with = staticmethod(decider.confirmed_with)
    rows = staticmethod(rows_of)
    standing = staticmethod(summarize)


class CalendarStream:
    """The notices of working days, one book for all centers."""

    commands = CALENDAR_COMMANDS
    fold = staticmethod(calendar_decider.fold)

    @staticmethod
    def decide(command: EnterHolidayNotice, state: EnteredNotices | None, context: Context) -> list[Event] | Refusal:
        """Entered, amended, or refused."""
        return calendar_decider.decide(command, state or EnteredNotices(), context)

    @staticmethod
    def confirmed_with(_command: Command, _state: EnteredNotices | None, _context: Context) -> ConfirmedDoubts | None:
        """Nothing about a notice is asked."""
        return None

    @staticmethod
    def rows(_state: EnteredNotices, _policy: Policy, _calendar: WorkingCalendar) -> ReadRows | None:
        """The register lists centers alone."""
        return None

    @staticmethod
    def standing(state: EnteredNotices, _policy: Policy, _calendar: WorkingCalendar) -> CenterSummary:
        """The years that were entered; no clock runs here."""
        years = ", ".join(str(year) for year in sorted(state.notices))
        return CenterSummary(
            center_id=CALENDAR,
            version=state.version,
            phase="calendar",
            summary="工作日历 Working calendar",
            details=f"**已录入 Entered**: {years}",
        )


CENTERS: Any = CenterStream()
CALENDARS: Any = CalendarStream()


def stream_type_of(stream: str) -> StreamType:
    """The kind of stream that a name belongs to."""
    stream_type: StreamType = CALENDARS if stream == CALENDAR else CENTERS
    return stream_type
