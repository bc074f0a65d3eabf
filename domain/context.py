"""What a decision is taken in: who asks, when, by which calendar and which house rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from domain.center import Center
from domain.deputies.deputyships import Deputies
from domain.guideline.policy import EDITION, POWERS_ASKED_SINCE, Policy
from domain.kernel.doubts import Doubt
from domain.kernel.messages import Command
from domain.kernel.records import Event, PartialDay, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.values.partial_days import day_in_shanghai
from domain.working_calendar.working_days import WorkingCalendar


class NumberedAct(NamedTuple):
    """An act that bears a document number: of which center, by which kind of event, which number in its official form,
    of which day, as far as that is known.
    """

    center_id: str
    name_zh: str
    event: str
    number: str
    on: PartialDay | None


class RegisteredCenter(NamedTuple):
    """A center on the register, with the comparing form of its lead's name and the lead's credit code. Of an imported
    center the host's name may be all that is known of the lead; empty where not even that is.
    """

    center_id: str
    name_zh: str
    lead_form: str
    lead_uscc: str | None


class Register(Protocol):
    """What the read model knows of all centers: best effort, since two decisions at the same instant don't see each
    other. Names and numbers are compared by their comparing form.
    """

    def has_center(self, center_id: str) -> bool:
        """Whether there is a center of this id."""

    def centers_like(self, name: str) -> Sequence[RegisteredCenter]:
        """The centers whose own name, or whose lead's name, is the same."""

    def centers_nearly_named(self, name: str) -> Sequence[RegisteredCenter]:
        """The centers whose own name tells nothing else apart than this one does (``center_names``)."""

    def centers_formerly_named(self, name: str) -> Sequence[RegisteredCenter]:
        """The centers that bore this name before and bear another now."""

    def centers_of(self, uscc: str) -> Sequence[RegisteredCenter]:
        """The centers whose lead has this unified social credit code."""

    def acts_numbered(self, number: str) -> Sequence[NumberedAct]:
        """The acts that bear this document number, by its official form."""


class EmptyRegister:
    """Nothing is known of other centers."""

    def has_center(self, center_id: str) -> bool:  # noqa: ARG002
        """No."""
        return False

    def centers_like(self, name: str) -> Sequence[RegisteredCenter]:  # noqa: ARG002
        """None."""
        return ()

    def centers_nearly_named(self, name: str) -> Sequence[RegisteredCenter]:  # noqa: ARG002
        """None."""
        return ()

    def centers_formerly_named(self, name: str) -> Sequence[RegisteredCenter]:  # noqa: ARG002
        """None."""
        return ()

    def centers_of(self, uscc: str) -> Sequence[RegisteredCenter]:  # noqa: ARG002
        """None."""
        return ()

    def acts_numbered(self, number: str) -> Sequence[NumberedAct]:  # noqa: ARG002
        """None."""
        return ()


class Decider(Protocol):
    """All decisions together, for a rule by which others are decided again; ``decide`` hands it to every rule."""

    def decides(self, event: type[Event]) -> bool:
        """Whether events of this kind follow from a decision; a clock's facts do not."""

    def command_of(self, records: Sequence[Record[Event]]) -> Command:
        """The command from which these events, of one decision, followed."""

    def decide(self, command: Command, center: Center | None, context: "Context") -> list[Event] | Refusal:
        """The events that follow from the command, or the rule that says no."""

    def doubts(self, command: Command, center: Center | None, context: "Context") -> Sequence[Doubt]:
        """Everything unusual about a decision that the rules allow."""

    def fold(self, center: Center | None, records: Sequence[Record[Event]]) -> Center | None:
        """The center after these records."""


History = Callable[[], Sequence[Record[Event]]]
Held = Callable[[Collection[str]], Collection[str]]
"""Of files, by their SHA-256: those that the house holds."""


def no_history() -> Sequence[Record[Event]]:
    """The history of a center that has none yet."""
    return ()


def all_held(files: Collection[str]) -> Collection[str]:
    """Where nobody asks whether the house holds the files that a decision names."""
    return files


@dataclass(frozen=True, slots=True)
class Context:
    """``now`` is the instant of recording, ``sent_at`` that at which the decision was asked for (UTC; ``None``: now).
    ``history`` gives the center's records when a rule asks for them, ``register`` what is known of other centers.
    ``asks_doubts`` is off where nobody can confirm any. ``asked_before`` are the doubts that were asked under the
    command which this one confirms; ``repeated``: the same was recorded a moment ago, and this request has no key of
    its own, or confirms one that had none. ``decider``, there for every rule, takes other decisions again.
    ``edition`` is that of the numbers and readings of the house by which it is decided: an earlier one for what was
    decided then. ``deputies`` are those that the bureau has named; whoever decides again is asked for none, since the
    record has the role. ``held`` says which files are here.
    """

    actor: Actor
    now: datetime
    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    policy: Policy = field(default_factory=Policy)
    history: History = no_history
    sent_at: datetime | None = None
    register: Register = field(default_factory=EmptyRegister)
    asks_doubts: bool = True
    asked_before: Sequence[Mapping[str, Any]] | None = None
    repeated: bool = False
    decider: Decider | None = None
    edition: int = EDITION
    deputies: Deputies = field(default_factory=Deputies)
    held: Held = all_held

    @property
    def asks_powers(self) -> bool:
        """Whether it is asked who may decide what, and how, as it is asked today (``POWERS_ASKED_SINCE``)."""
        return self.edition >= POWERS_ASKED_SINCE

    @property
    def today(self) -> date:
        """The day of recording in Shanghai."""
        return day_in_shanghai(self.now)

    @property
    def sent_on(self) -> date:
        """The day in Shanghai on which the decision was sent."""
        return day_in_shanghai(self.sent_at or self.now)

    def handed_in_on(self, command: Command) -> date:
        """The day in Shanghai on which the decision was handed in: that of sending, or the day of receipt that an entry
        on behalf states. Nobody is late because a decision lay waiting for whoever records or enters it.
        """
        behalf = command.on_behalf_of
        return behalf.received_on if behalf else self.sent_on

    def effective_on(self, command: Command) -> date:
        """The day on which the decision takes effect: as stated, or that on which it was handed in."""
        return command.effective_on or self.handed_in_on(command)


def content(command: Command, *without: str) -> dict[str, Any]:
    """What the command says beyond the fields every command has, for the event that follows from it. Raises
    ``IncompleteCommand`` where it doesn't say all of that yet.
    """
    left_out = {*Command.model_fields, "type", *without}
    command.check_complete(left_out)
    return {name: value for name, value in command.__dict__.items() if name not in left_out}
