"""Deputyships as they were named and ended: in which of them somebody stands on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.kernel.base import LabeledEnum, Model
from domain.kernel.messages import Day, DocumentRef, Text
from domain.kernel.roles import Person, Role
from domain.values.comparing_form import same_name
from domain.values.identifiers import DocumentNumber


class DeputizedRole(LabeledEnum):
    """The bureau's roles, in which somebody can stand in for another."""

    OFFICER = Role.OFFICER.value, *Role.OFFICER.label
    APPROVER = Role.APPROVER.value, *Role.APPROVER.label

    @property
    def role(self) -> Role:
        """The role itself."""
        return Role(self.value)


class Deputyship(Model):
    """One person stands in for another in a role, from the first day to the last (both counted in, Asia/Shanghai)."""

    deputy: Person
    deputy_for: Person
    role: DeputizedRole
    begins_on: Day
    ends_on: Day
    document: DocumentRef
    document_number: DocumentNumber | None = None
    reason: Text


class NamedDeputy(NamedTuple):
    """A deputyship on record. ``named_on`` is the day of its naming; ``ended_on`` the first day on which it holds no
    more, where it was ended before its time.
    """

    id: str
    deputyship: Deputyship
    named_on: date
    ended_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which it holds; before its first where it was ended before it began."""
        last = self.deputyship.ends_on
        return last if self.ended_on is None else min(last, self.ended_on - timedelta(days=1))

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.deputyship.begins_on <= day <= self.last_day

    def overlaps(self, first: date, last: date) -> bool:
        """Whether it is in force on any of these days."""
        return max(self.deputyship.begins_on, first) <= min(self.last_day, last)


@dataclass(frozen=True, slots=True)
class Deputies:
    """Every deputyship that was named, in the order of naming."""

    version: int = 0
    named: tuple[NamedDeputy, ...] = ()

    def find(self, deputyship_id: str) -> NamedDeputy | None:
        """The one of this id."""
        return next((one for one in self.named if one.id == deputyship_id), None)

    def of(self, person_id: str) -> Iterator[NamedDeputy]:
        """Those in which this person stands in for somebody, whenever."""
        return (one for one in self.named if same_name(one.deputyship.deputy.id, person_id))
