"""The rules of the calendar: a notice is entered once, and amended by another notice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.bureau_decision import BureauDecision
from domain.context import Context
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.working_calendar.messages import STREAM, EnterHolidayNotice, HolidayNoticeAmended, HolidayNoticeEntered
from domain.working_calendar.working_days import HolidayNotice, WorkingCalendar

DECISIONS = (
    BureauDecision(
        EnterHolidayNotice,
        STREAM,
        HolidayNoticeEntered.CLAUSE,
        (Role.OFFICER,),
        (HolidayNoticeEntered, HolidayNoticeAmended),
        Label("录入节假日安排通知", "Enter holiday notice"),
    ),
)


@dataclass(frozen=True, slots=True)
class EnteredNotices:
    """The notices that were entered, by year."""

    version: int = 0
    notices: Mapping[int, HolidayNotice] = field(default_factory=dict)

    def working_calendar(self) -> WorkingCalendar:
        """The calendar by these notices; years without one are by the published data, or provisional."""
        return WorkingCalendar(self.notices)


def decide(command: EnterHolidayNotice, book: EnteredNotices, context: Context) -> list[Event] | Refusal:
    """Entered, or amended, or refused as already there."""
    if context.actor.role is not Role.OFFICER:
        return Refusal("role_not_allowed", "5.2", role=context.actor.role.value, allowed=[Role.OFFICER.value])
    if command.on_behalf_of is not None:
        return Refusal("not_entered_on_behalf", "5.2")
    if context.effective_on(command) > context.today:
        on = context.effective_on(command)
        return Refusal("effective_in_the_future", "record", effective_on=on, today=context.today)
    notice = command.notice
    former = book.notices.get(notice.year)
    if former is None:
        return [HolidayNoticeEntered(notice=notice)]
    if _is_same(former, notice):
        return Refusal("notice_already_entered", "5.2", year=notice.year, number=notice.number.normalized)
    return [HolidayNoticeAmended(notice=notice, former_number=former.number.normalized)]


def _is_same(former: HolidayNotice, notice: HolidayNotice) -> bool:
    """Whether it says the same days by the same number, however that is typed."""
    return former.number.is_same(notice.number) and former == notice.model_copy(update={"number": former.number})


def fold(book: EnteredNotices | None, records: Iterable[Record[Event]]) -> EnteredNotices:
    """The book after these records."""
    book = book or EnteredNotices()
    for record in records:
        event = record.event
        if isinstance(event, HolidayNoticeEntered | HolidayNoticeAmended):
            book = EnteredNotices(record.version, {**book.notices, event.notice.year: event.notice})
    return book
