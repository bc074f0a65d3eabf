"""The command and the events of the calendar."""

from typing import Literal

from domain.kernel.base import Label
from domain.kernel.messages import CALENDAR, Command
from domain.kernel.records import Event
from domain.working_calendar.working_days import HolidayNotice

STREAM = CALENDAR
"""The calendar is one for all centers, and has a stream of its own."""


class EnterHolidayNotice(Command):
    """Enter the notice of a year when it is published, or its amendment, citing its number."""

    type: Literal["enter_holiday_notice"] = "enter_holiday_notice"
    notice: HolidayNotice


class HolidayNoticeEntered(Event):
    """The working days of a year are known."""

    TOPIC = "holiday_notice_entered:1"
    CLAUSE = "5.2"
    LABEL = Label("录入节假日安排通知", "Holiday notice entered")

    notice: HolidayNotice


class HolidayNoticeAmended(Event):
    """The working days of a year are known anew."""

    TOPIC = "holiday_notice_amended:1"
    CLAUSE = "5.2"
    LABEL = Label("修改节假日安排通知", "Holiday notice amended")

    notice: HolidayNotice
    former_number: str
