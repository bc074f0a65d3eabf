"""The kinds of stream that a decision can be about, a center, the calendar and the deputies, in one shape."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Protocol, Union

from pydantic import Field, TypeAdapter

from domain import decider
from domain.center_summary import CenterSummary, summarize
from domain.context import Context
from domain.deputies import decider as deputies_decider
from domain.deputies.deputyships import Deputies
from domain.deputies.messages import STREAM as DEPUTIES
from domain.deputies.messages import EndDeputy, NameDeputy
from domain.guideline.policy import Policy
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
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
DEPUTY_COMMANDS: TypeAdapter[Command] = TypeAdapter(Annotated[NameDeputy | EndDeputy, Field(discriminator="type")])


class StreamType(Protocol):
    """One kind of stream: how its commands are read, decided on, folded and shown."""

    commands: TypeAdapter[Command]

    def fold(self, state: Any, records: Sequence[Record[Event]]) -> Any:
        """The state after these records; a module's function, since states are kept by it."""

    def decide(self, command: Command, state: Any, context: Context) -> list[Event] | Refusal:
        """The events that follow, or the refusal."""

    def signer_of(self, command: Command, context: Context) -> Actor:
        """By whom the decision is taken, as it goes on record."""

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
    signer_of = staticmethod(decider.signer_of)
    confirmed_with = staticmethod(decider.confirmed_with)
    rows = staticmethod(rows_of)
    standing = staticmethod(summarize)


class BureauStream:
    """What all streams have in common that are no center's: no doubts, no deputies, no rows, no clocks."""

    @staticmethod
    def signer_of(_command: Command, context: Context) -> Actor:
        """Whoever asks for it."""
        return context.actor

    @staticmethod
    def confirmed_with(_command: Command, _state: Any, _context: Context) -> ConfirmedDoubts | None:
        """Nothing is asked about it."""
        return None

    @staticmethod
    def rows(_state: Any, _policy: Policy, _calendar: WorkingCalendar) -> ReadRows | None:
        """The register lists centers alone."""
        return None


class CalendarStream(BureauStream):
    """The notices of working days, one book for all centers."""

    commands = CALENDAR_COMMANDS
    fold = staticmethod(calendar_decider.fold)

    @staticmethod
    def decide(command: EnterHolidayNotice, state: EnteredNotices | None, context: Context) -> list[Event] | Refusal:
        """Entered, amended, or refused."""
        return calendar_decider.decide(command, state or EnteredNotices(), context)

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


class DeputiesStream(BureauStream):
    """The deputies of the bureau."""

    commands = DEPUTY_COMMANDS
    fold = staticmethod(deputies_decider.fold)

    @staticmethod
    def decide(command: NameDeputy | EndDeputy, state: Deputies | None, context: Context) -> list[Event] | Refusal:
        """Named, ended, or refused."""
        return deputies_decider.decide(command, state or Deputies(), context)

    @staticmethod
    def standing(state: Deputies, _policy: Policy, _calendar: WorkingCalendar) -> CenterSummary:
        """How many were named, and nobody's name."""
        return CenterSummary(
            center_id=DEPUTIES,
            version=state.version,
            phase="deputies",
            summary="代理 Deputies",
            details=f"**已指定 Named**: {len(state.named)}",
        )


CENTERS: Any = CenterStream()
OF_THE_BUREAU: Mapping[str, Any] = {CALENDAR: CalendarStream(), DEPUTIES: DeputiesStream()}


def stream_type_of(stream: str) -> StreamType:
    """The kind of stream that a name belongs to."""
    stream_type: StreamType = OF_THE_BUREAU.get(stream, CENTERS)
    return stream_type
