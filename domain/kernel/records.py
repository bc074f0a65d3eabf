"""An event as it stands in the ledger: what happened, when it took effect, when and by whom it was recorded."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, Self, TypeVar

from pydantic import Field, StringConstraints

from domain.kernel.base import Label, Model, is_empty
from domain.kernel.doubts import ConfirmedDoubts
from domain.kernel.messages import DocumentRef, OnBehalfOf
from domain.kernel.roles import Actor

PartialDay = Annotated[
    Annotated[date, Field(strict=True)]
    | Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$")],
    Field(union_mode="left_to_right"),
]
"""A day, or as much of it as is known: ``2022-05`` is a month and ``2025`` a year; neither pretends to be a day.
The calendar is Asia/Shanghai."""


class Within(NamedTuple):
    """Some day between two, both included, as far as they are known: not before the one, not after the other. Neither
    is known of what has happened on a day that nobody tells.
    """

    not_before: PartialDay | None = None
    not_after: PartialDay | None = None


Happened = PartialDay | Within
"""When something happened: a day, a month or a year, or no more than its bounds."""


class Event(Model):
    """A fact of the field, named in the past tense. Never rewritten; a newer shape is a newer topic."""

    TOPIC: ClassVar[str]
    """The name under which the ledger keeps this shape, with its version: ``center_registered:1``."""
    CLAUSE: ClassVar[str]
    """The clause of the guideline on which the fact rests."""
    LABEL: ClassVar[Label]
    AMENDS: ClassVar[bool] = False
    """Whether the event changes how earlier ones are read, so that a history has to be folded anew."""
    ONLY_TELLS: ClassVar[bool] = False
    """Whether it only tells its reader something, and changes nothing that anybody decides on."""
    SAYS: ClassVar[Mapping[str, Any]] = {}
    """What the decision asked for that its kind says, and none of its fields: that support was granted."""
    ABOUT_A_RECORD: ClassVar[bool] = False
    """Whether it is about another record, as a correction is: it rests on what was written, which nothing changes."""
    PART: ClassVar[str] = ""
    """The field that tells apart those of its kind which a center has side by side: the stage of a review, the order of
    a rectification. Empty where the last one counts for all."""

    @classmethod
    def wire_name(cls) -> str:
        """The event's name on the wire: ``CenterRegistered``."""
        return cls.__name__

    @property
    def clause(self) -> str:
        """The clause on which this very fact rests, where its kind alone doesn't say it: ``CLAUSE`` else."""
        return self.CLAUSE

    def asked(self, _version: int) -> dict[str, Any]:
        """What the command asked for, by the command's names, where the event has this place in its stream."""
        return {**dict(self), **self.SAYS}

    def took_effect_on(self, stated: PartialDay) -> PartialDay:
        """The day the fact took effect; ``stated`` unless the fact itself knows better."""
        return stated

    def dated(self, effective_on: PartialDay) -> Happened:
        """When it happened: the day on which it took effect, unless nobody knows that day."""
        return effective_on

    def reckoned_from(self, _on: PartialDay, _stated: Collection[str]) -> Self:
        """The fact as it reads once corrected to have taken effect ``on``; what was ``stated`` stays as stated."""
        return self


def fact_key(event: type[Event], part: str | None = None) -> str:
    """A kind of fact, and the part of the center that it is about: ``ExpertsAppointed[application]``."""
    return f"{event.__name__}[{part}]" if part else event.__name__


E = TypeVar("E", bound=Event, covariant=True)


class DecidedUnder(Model):
    """By which text of the guideline, and by which numbers, something was decided: the edition of the house's defaults,
    and what this house has set otherwise.
    """

    guideline: str
    policy: int
    settings: Annotated[dict[str, Any], Field(exclude_if=is_empty)] = {}


class Record(Model, Generic[E]):
    """One event of one stream, which the stored member ``center_id`` names, with both of its dates.

    ``effective_on`` is the day on the paper (Asia/Shanghai); ``recorded_at`` the instant of recording (UTC).
    ``position`` is the place in the whole ledger, known once it is read back; 0 before. ``confirmed`` are the doubts
    that were confirmed with the decision; ``decided_under`` the guideline and the numbers of the house in force then;
    ``on_behalf_of`` whose paper the actor entered, where it is no act of their own. All three are left out of the
    stored bytes where they are empty, as in all that was recorded before there were any.
    """

    center_id: str
    version: int
    effective_on: PartialDay
    recorded_at: datetime
    actor: Actor
    command_id: str
    documents: tuple[DocumentRef, ...] = ()
    note: str | None = None
    confirmed: Annotated[ConfirmedDoubts | None, Field(exclude_if=is_empty)] = None
    decided_under: Annotated[DecidedUnder | None, Field(exclude_if=is_empty)] = None
    on_behalf_of: Annotated[OnBehalfOf | None, Field(exclude_if=is_empty)] = None
    event: E
    position: int = Field(default=0, exclude=True)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The fields of the event that its reader may not see, which are ``None``; none of a record as it stands."""
        return ()

    @property
    def key(self) -> str:
        """The kind of fact and its part, by which the center keeps the day of the last one."""
        return fact_key(type(self.event), getattr(self.event, self.event.PART) if self.event.PART else None)

    @property
    def happened(self) -> Happened:
        """When it happened, as far as that is known."""
        return self.event.dated(self.effective_on)

    @property
    def originator_id(self) -> str:
        """The stream, in the event store's word."""
        return self.center_id

    @property
    def originator_version(self) -> int:
        """The place in the stream, from 1, in the event store's word."""
        return self.version


class SeenRecord(Record[Event]):
    """A record of which something is ``left_out``: never stored, and never read from what is stored."""

    left_out: tuple[str, ...]

    @property
    def withheld(self) -> tuple[str, ...]:
        """By the names of the event's fields."""
        return self.left_out
