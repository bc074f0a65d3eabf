"""Working days by the State Council's yearly notices: holidays and the weekends worked in exchange.

Published years come from the ``chinese_calendar`` library; a notice entered here replaces the library's year. A year
with neither counts weekends only, and a day reckoned through it is provisional.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Annotated, NamedTuple

from chinese_calendar.constants import Holiday, holidays, workdays
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from domain.kernel.base import Model, invalid
from domain.kernel.messages import Day
from domain.values.identifiers import FIRST_YEAR, LAST_YEAR, DocumentNumber

_SATURDAY = 5
_DECEMBER = 12
_ONE_DAY = timedelta(days=1)
_DIGITS_OF_DIGEST = 16
_DAYS_NAMED_BEFORE_NEW_YEAR = 7


def _check_of_its_year(day: date, info: ValidationInfo) -> date:
    """Nothing where the year itself is wrong, which is said then."""
    year = info.data.get("year")
    if year is not None:
        first = date(year, 1, 1) - timedelta(days=_DAYS_NAMED_BEFORE_NEW_YEAR)
        if not first <= day <= date(year, 12, 31):
            raise invalid(
                "notice_day_out_of_year",
                f"{day}不在{year}年通知所涉日期之内",
                f"{day} is no day of the notice for {year}",
            )
    return day


def _check_weekend(day: date) -> date:
    if day.weekday() < _SATURDAY:
        raise invalid(
            "working_weekend_on_weekday",
            f"调休上班日{day}不是周六或周日",
            f"The make-up working day {day} is neither Saturday nor Sunday",
        )
    return day


def _check_no_holiday(day: date, info: ValidationInfo) -> date:
    if day in info.data.get("holidays", ()):
        raise invalid("notice_day_both", f"{day}不能既放假又上班", f"{day} cannot be both a holiday and a working day")
    return day


NoticeDay = Annotated[Day, AfterValidator(_check_of_its_year)]
WorkingWeekend = Annotated[NoticeDay, AfterValidator(_check_weekend), AfterValidator(_check_no_holiday)]
"""Each day is checked by itself, so that each wrong one is named."""


class HolidayNotice(Model):
    """国务院办公厅关于节假日安排的通知: one year's arrangement, whole, as it stands by this notice.

    ``holidays`` are the days off, ``working_weekends`` the Saturdays and Sundays worked (调休上班). Around New Year
    a notice also names days of the December before. An amended notice is entered with all of the year's days, not
    only those that it changes.
    """

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    number: DocumentNumber
    issued_on: Day
    holidays: tuple[NoticeDay, ...]
    working_weekends: tuple[WorkingWeekend, ...] = ()

    @field_validator("holidays", "working_weekends")
    @classmethod
    def _in_order_and_once(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        return tuple(sorted(set(days)))

    @property
    def days(self) -> Mapping[date, bool]:
        """Each day that the notice names, and whether it is worked."""
        return dict.fromkeys(self.holidays, False) | dict.fromkeys(self.working_weekends, True)


class Due(NamedTuple):
    """The day on which a count of working days ends, and whether a notice still to come may move it."""

    on: date
    provisional: bool


def _year_of_notice(day: date, holiday: str) -> int:
    """The year whose notice names the day: New Year's days of December belong to the next year's."""
    return day.year + (day.month == _DECEMBER and holiday == Holiday.new_years_day.value)


@cache
def _published() -> Mapping[int, Mapping[date, bool]]:
    """What the library knows, by the year of the notice."""
    years: dict[int, dict[date, bool]] = {}
    for days, worked in ((holidays, False), (workdays, True)):
        for day, holiday in days.items():
            years.setdefault(_year_of_notice(day, holiday), {})[day] = worked
    return years


def _nothing_entered() -> Mapping[int, HolidayNotice]:
    return {}


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days as they are known: the library's years, and over them the notices entered, by year."""

    notices: Mapping[int, HolidayNotice] = field(default_factory=_nothing_entered)

    def __post_init__(self) -> None:
        if any(year != notice.year for year, notice in self.notices.items()):
            raise ValueError("a notice stands under its own year")
        object.__setattr__(self, "notices", MappingProxyType(dict(self.notices)))

    def __hash__(self) -> int:
        """By the years with a notice, whatever the order in which they were entered."""
        return hash(frozenset(self.notices))

    @property
    def digest(self) -> str:
        """Of all days that are named, published or entered: two calendars with the same one reckon alike."""
        years = sorted({*_published(), *self.notices})
        named = [(year, sorted((str(day), worked) for day, worked in self._named_in(year).items())) for year in years]
        return hashlib.sha256(json.dumps(named).encode()).hexdigest()[:_DIGITS_OF_DIGEST]

    def is_published(self, year: int) -> bool:
        """Whether the year's notice is known, from the library or entered."""
        return year in self.notices or year in _published()

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked. In a year without a notice, Monday to Friday are."""
        for year in (day.year + 1, day.year):
            worked = self._named_in(year).get(day)
            if worked is not None:
                return worked
        return day.weekday() < _SATURDAY

    def add_working_days(self, day: date, n: int) -> Due:
        """The ``n``-th working day after ``day``, which itself is not counted; ``n`` from 1.

        Provisional when any day counted over, through the due day, lies in a year whose notice is not known.
        """
        if n < 1:
            raise ValueError("at least one working day is counted")
        on = self._nth(self._working_days_after(day), n)
        counted_years = range((day + _ONE_DAY).year, on.year + 1)
        return Due(on, provisional=not all(map(self.is_published, counted_years)))

    def _named_in(self, year: int) -> Mapping[date, bool]:
        notice = self.notices.get(year)
        return notice.days if notice else _published().get(year, {})

    def _working_days_after(self, day: date) -> Iterator[date]:
        while True:
            day += _ONE_DAY
            if self.is_working_day(day):
                yield day

    @staticmethod
    def _nth(days: Iterator[date], n: int) -> date:
        return next(day for count, day in enumerate(days, start=1) if count == n)
