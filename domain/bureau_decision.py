"""A decision that concerns the bureau and all centers rather than one, as a row of its stream's table."""

from typing import NamedTuple

from domain.kernel.base import Label
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.roles import Role


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
