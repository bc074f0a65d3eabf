"""The commands and the events of deputies."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from domain.deputies.deputyships import Deputyship
from domain.kernel.base import Label, Model
from domain.kernel.messages import DEPUTIES, Command, Text
from domain.kernel.records import Event

STREAM = DEPUTIES
"""Deputies stand in the whole bureau, and have a stream of their own."""

DeputyshipId = Annotated[str, StringConstraints(pattern=r"^d[1-9][0-9]{0,8}$")]
"""``d`` and the version with which it was named."""


class NameDeputy(Deputyship, Command):
    """Name somebody who stands in for an officer or approver, for a period and with the paper that says so."""

    type: Literal["name_deputy"] = "name_deputy"


class EndedDeputyship(Model):
    """Which deputyship ends before its time, and why."""

    deputyship_id: DeputyshipId
    reason: Text


class EndDeputy(EndedDeputyship, Command):
    """End a deputyship before its time; ``effective_on`` is the first day on which it holds no more."""

    type: Literal["end_deputy"] = "end_deputy"


class DeputyNamed(Deputyship, Event):
    """Somebody stands in for another for a period."""

    TOPIC = "deputy_named:1"
    CLAUSE = "house"
    LABEL = Label("指定代理", "Deputy named")


class DeputyEnded(EndedDeputyship, Event):
    """A deputyship holds no more from the day on which this takes effect."""

    TOPIC = "deputy_ended:1"
    CLAUSE = "house"
    LABEL = Label("终止代理", "Deputyship ended")
