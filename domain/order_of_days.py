"""The order of days: no act bears a day before the fact on which it rests; the same day is allowed.

Each decision's row names, beside its needs, what it ``rests_on``. What that rests on in turn stands in its own row, so
that all days of a history are in order when those of each decision are.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from domain.acceptance.messages import CenterEstablished, OnSiteAcceptanceReported
from domain.application.messages import ConstructionApproved
from domain.center import Center
from domain.imported.facts import FactKind
from domain.imported.unknowns import agreed_date, facts_of
from domain.kernel.records import Event, PartialDay, fact_key
from domain.kernel.refusals import Refusal
from domain.values.partial_days import earliest


class RestsOn(NamedTuple):
    """A kind of fact that comes first. Of those that a center has side by side it is the one of ``part`` (a stage), or
    with ``same`` the one that the command names in this field (its stage, the order that it answers). With ``begins``
    it begins that stage alone, and is no ground of what is decided in another.
    """

    event: type[Event]
    part: str | None = None
    same: str | None = None
    begins: str | None = None

    def part_in(self, command: Any) -> str | None:
        """Which of those side by side it is, by what the command says, as far as that is said."""
        return getattr(command, self.same, None) if self.same else self.part

    def is_of(self, stage: str | None) -> bool:
        """Whether it is a ground in that stage; in one that isn't told, it may be."""
        return self.begins is None or stage is None or self.begins == stage


APPROVAL = RestsOn(ConstructionApproved)
"""Nothing of construction, management or supervision bears a day before the approval to construct (3.4.2, 4, 5)."""

_KNOWN_OTHERWISE: dict[type[Event], Callable[[Center], PartialDay | None]] = {
    ConstructionApproved: lambda center: center.approved_on,
    CenterEstablished: lambda center: center.established_on,
    OnSiteAcceptanceReported: lambda center: agreed_date(facts_of(center, FactKind.ACCEPTED_ON_SITE)),
}
"""The days that an import reports, or that papers have settled since, of a center that lived before this record."""


def day_of(ground: RestsOn, command: Any, center: Center) -> PartialDay | None:
    """The day of the fact, of the last where there were several; ``None`` where none is on record, or where it is no
    ground of this command's stage.
    """
    if not ground.is_of(getattr(command, "stage", None)):
        return None
    day = center.days.get(fact_key(ground.event, ground.part_in(command)))
    return day or _KNOWN_OTHERWISE.get(ground.event, _unknown)(center)


def _unknown(_center: Center) -> None:
    return None


def check_has_come(day: date, today: date, **named: str) -> None:
    """Raises ``Refusal`` for a day that has not come; ``named`` says which day it is, where several are stated."""
    if day > today:
        raise Refusal("effective_in_the_future", "record", effective_on=day, today=today, **named)


def check_days_in_order(grounds: tuple[RestsOn, ...], clause: str, command: Any, center: Center, on: date) -> None:
    """Raises ``Refusal``, which names both facts and both days, for a decision dated before what it rests on."""
    for ground in grounds:
        day = day_of(ground, command, center)
        if day is not None and on < earliest(day):
            event = ground.event.wire_name()
            raise Refusal(
                "day_before_its_ground", clause, decision=command.type, effective_on=on, event=event, after=day
            )
