"""What a decision is taken in: who asks, when, by which calendar and which house rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.guideline.policy import Policy
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.roles import Actor
from domain.values.partial_days import day_in_shanghai
from domain.working_calendar.working_days import WorkingCalendar

History = Callable[[], Sequence[Record[Event]]]


def no_history() -> Sequence[Record[Event]]:
    """The history of a center that has none yet."""
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """``now`` is the instant of recording, ``sent_at`` that at which the decision was asked for (UTC; ``None``: now).
    ``history`` gives the center's records when a rule asks for them.
    """

    actor: Actor
    now: datetime
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    policy: Policy = field(default_factory=Policy)
    history: History = no_history
    sent_at: datetime | None = None

    @property
    def today(self) -> date:
        """The day of recording in Shanghai."""
        return day_in_shanghai(self.now)

    def effective_on(self, command: Command) -> date:
        """The day on which the decision takes effect: as stated, or the day in Shanghai on which it was sent. Nobody is
        late because the decision lay waiting for whoever records it.
        """
        return command.effective_on or day_in_shanghai(self.sent_at or self.now)


def content(command: Command, *without: str) -> dict[str, Any]:
    """What the command says beyond the fields every command has, for the event that follows from it."""
    left_out = {"type", "effective_on", "documents", "note", *without}
    return {name: value for name, value in command.__dict__.items() if name not in left_out}
