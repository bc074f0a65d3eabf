"""The stream of holiday notices: entered once, amended by another notice, by the bureau's officer."""

from datetime import date

import pytest

from domain.context import Context
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.working_calendar.decider import EnteredNotices, decide, fold
from domain.working_calendar.messages import STREAM, EnterHolidayNotice, HolidayNoticeAmended, HolidayNoticeEntered
from tests.lives import ACTORS, noon

TODAY = date(2026, 11, 23)
NOTICE = {"year": 2031, "number": "国办发明电〔2030〕9号", "issued_on": "2030-11-01", "holidays": ["2031-01-01"]}


def entering(role: Role = Role.OFFICER, book: EnteredNotices | None = None, **changes: object) -> list[Event] | Refusal:
    on = changes.pop("effective_on", None)
    command = EnterHolidayNotice.model_validate({"notice": NOTICE | changes, "effective_on": on})
    return decide(command, book or EnteredNotices(), Context(ACTORS[role], noon(TODAY)))


def book_after(*events: Event) -> EnteredNotices:
    records: list[Record[Event]] = [
        Record(
            center_id=STREAM,
            version=version,
            effective_on=TODAY,
            recorded_at=noon(TODAY),
            actor=ACTORS[Role.OFFICER],
            command_id=f"test-{version}",
            event=event,
        )
        for version, event in enumerate(events, start=1)
    ]
    return fold(None, records)


def entered() -> list[Event]:
    events = entering()
    assert not isinstance(events, Refusal)
    return events


def test_an_entered_notice_makes_the_year_known() -> None:
    book = book_after(*entered())
    assert (book.version, book.working_calendar().is_published(2031)) == (1, True)
    assert not book.working_calendar().is_working_day(date(2031, 1, 1))


def test_the_same_notice_is_not_entered_twice() -> None:
    refusal = Refusal("notice_already_entered", "5.2", year=2031, number="国办发明电〔2030〕9号")
    assert entering(book=book_after(*entered())) == refusal


def test_another_notice_of_the_year_amends_the_first() -> None:
    events = entering(book=book_after(*entered()), number="国办发明电〔2031〕1号", holidays=["2031-01-02"])
    assert isinstance(events, list)
    assert isinstance(events[0], HolidayNoticeAmended)
    assert events[0].former_number == "国办发明电〔2030〕9号"
    assert book_after(*entered(), *events).working_calendar().is_working_day(date(2031, 1, 1))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER}))
def test_the_officer_alone_enters_notices(role: Role) -> None:
    assert entering(role) == Refusal("role_not_allowed", "5.2", role=role.value, allowed=["officer"])


def test_no_notice_is_entered_from_the_future() -> None:
    refusal = Refusal("effective_in_the_future", "record", effective_on=date(2026, 11, 24), today=TODAY)
    assert entering(effective_on="2026-11-24") == refusal


def test_an_event_of_the_calendar_is_what_was_entered() -> None:
    (event,) = entered()
    assert isinstance(event, HolidayNoticeEntered)
    assert event.notice.holidays == (date(2031, 1, 1),)
