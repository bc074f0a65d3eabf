"""A decision that concerns the bureau and all centers rather than one, as a row of its stream's table."""

from typing import NamedTuple

from domain.kernel.base import Label
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role


def check_own_act(command: Command, clause: str) -> None:
    """Raises ``Refusal`` for an entry on behalf: what the bureau decides for itself, it enters on nobody's."""
    if command.on_behalf_of is not None:
        raise Refusal("not_entered_on_behalf", clause)


class BureauDecision(NamedTuple):
    """Who takes it, by which clause, what it is called and what follows. Nobody takes it as a deputy."""

    command: type[Command]
    stream: str
    clause: str
    roles: tuple[Role, ...]
    events: tuple[type[Event], ...]
    label: Label

    @property
    def type(self) -> str:
        """The decision's name on the wire."""
        return str(self.command.model_fields["type"].default)
