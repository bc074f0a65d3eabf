"""A line of the list of deadlines: a clock, with what the register says of its center."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Model
from domain.values.districts import District
from domain.values.partial_days import days_late
from domain.wording.deadlines import duty_name
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.register_item import AuthorityNamed


class DutyNamed(Model):
    """A duty in words, with its year where it is a yearly one."""

    zh: str
    en: str


class DeadlineListItem(DeadlineItem):
    """A clock in the list of all deadlines. ``days_late`` counts calendar days until what was due was done; of what was
    missed and isn't there, until the day for which the list is read; else it is 0. ``district`` is that of the lead, or
    that of the seat of a center which is known from reports alone.
    """

    duty: DutyNamed
    center_name_en: str | None
    phase: Phase
    host: str | None
    district: District | None
    region: str
    authority: AuthorityNamed
    of_the_bureau: bool


OF_CENTER = ("phase", "host", "region", "authority", "of_the_bureau")
"""What a line says of the center as its line of the register has it."""


def deadline_list_item(clock: Mapping[str, Any], center: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
    """The clock, an item of its center's list, with its center's line of the register, as JSON; how late it is on that
    day (Asia/Shanghai).
    """
    return {
        **clock,
        "days_late": days_late_on(clock, on),
        "duty": duty_name(clock["key"])._asdict(),
        "center_name_en": center["name_en"],
        "district": district_of(center),
        **{name: center[name] for name in OF_CENTER},
    }


def district_of(center: Mapping[str, Any]) -> str | None:
    """The district of a center in the register: its lead's; where reports alone are known, that which they say."""
    district: str | None = center["district"] or center["seat_district"]
    return district


def days_late_on(clock: Mapping[str, Any], on: date | None) -> int:
    """How late it was done, or how late it is on that day."""
    if clock["status"] != ClockStatus.MISSED or on is None or clock["due_on"] is None:
        counted: int = clock.get("days_late", 0)
        return counted
    return days_late(date.fromisoformat(clock["due_on"]), on)
