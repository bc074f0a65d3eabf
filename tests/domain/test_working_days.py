"""Working days, and the notices they follow."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.values.identifiers import DocumentNumber
from domain.working_calendar.working_days import HolidayNotice, WorkingCalendar

PUBLISHED = WorkingCalendar()
LAST_PUBLISHED = max(holidays).year
NEXT_YEAR = LAST_PUBLISHED + 1
"""The first year that the library doesn't know."""


def span(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=offset) for offset in range((last - first).days + 1))


def notice(year: int, days_off: tuple[date, ...], worked: tuple[date, ...] = ()) -> HolidayNotice:
    number = DocumentNumber(raw=f"国办发明电〔{year - 1}〕7号")
    return HolidayNotice(
        year=year, number=number, issued_on=date(year - 1, 11, 4), holidays=days_off, working_weekends=worked
    )


def entered(*notices: HolidayNotice) -> WorkingCalendar:
    return WorkingCalendar({each.year: each for each in notices})


def next_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def error_code(caught: pytest.ExceptionInfo[ValidationError]) -> str:
    return caught.value.errors()[0]["type"]


calendars = st.sampled_from(
    [
        PUBLISHED,
        entered(notice(2027, span(date(2027, 1, 1), date(2027, 1, 3)) + span(date(2027, 2, 5), date(2027, 2, 13)))),
        entered(notice(2028, span(date(2027, 12, 31), date(2028, 1, 2)))),
    ]
)
days = st.dates(date(2003, 1, 1), date(2035, 12, 31))
counts = st.integers(1, 40)


@given(st.dates(date(2004, 1, 1), date(LAST_PUBLISHED, 12, 31)))
def test_every_published_day_is_as_the_library_has_it(day: date) -> None:
    worked = day in workdays or (day.weekday() < 5 and day not in holidays)
    assert PUBLISHED.is_working_day(day) == worked


@pytest.mark.parametrize(
    "festival",
    [
        span(date(2024, 2, 10), date(2024, 2, 17)),
        span(date(2025, 1, 28), date(2025, 2, 4)),
        span(date(2026, 2, 15), date(2026, 2, 23)),
    ],
    ids=["2024", "2025", "2026"],
)
def test_nobody_works_through_spring_festival(festival: tuple[date, ...]) -> None:
    assert not any(map(PUBLISHED.is_working_day, festival))


@pytest.mark.parametrize(
    "day",
    [date(2024, 2, 4), date(2024, 2, 18), date(2025, 1, 26), date(2025, 2, 8), date(2026, 2, 14), date(2026, 2, 28)],
    ids=str,
)
def test_weekends_are_worked_in_exchange_for_spring_festival(day: date) -> None:
    assert day.weekday() >= 5
    assert PUBLISHED.is_working_day(day)


@pytest.mark.parametrize(
    ("matter", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2024, 2, 8), date(2024, 2, 21)),
        (date(2026, 2, 13), date(2026, 2, 27)),
        (date(2026, 2, 16), date(2026, 2, 28)),
        (date(2026, 9, 30), date(2026, 10, 13)),
        (date(2025, 12, 29), date(2026, 1, 6)),
        (date(2026, 9, 27), date(2026, 10, 9)),
        (date(2026, 10, 1), date(2026, 10, 13)),
        (date(2026, 4, 30), date(2026, 5, 11)),
        (date(2024, 2, 9), date(2024, 2, 22)),
        (date(2025, 1, 27), date(2025, 2, 10)),
        (date(2026, 6, 18), date(2026, 6, 26)),
    ],
    ids=str,
)
def test_five_working_days_are_counted_from_the_day_after_the_matter(matter: date, due: date) -> None:
    assert PUBLISHED.add_working_days(matter, 5) == (due, False)


def test_a_day_reckoned_into_a_year_without_a_notice_is_provisional() -> None:
    reckoned = PUBLISHED.add_working_days(date(LAST_PUBLISHED, 12, 29), 5)
    assert reckoned.provisional
    assert reckoned.on.year == NEXT_YEAR


def test_five_working_days_from_the_end_of_2026_move_when_the_notice_for_2027_is_entered() -> None:
    before = WorkingCalendar()
    after = entered(notice(2027, span(date(2027, 1, 1), date(2027, 1, 3)), (date(2027, 1, 9),)))
    assert before.add_working_days(date(2026, 12, 29), 5).on == date(2027, 1, 5)
    assert after.add_working_days(date(2026, 12, 29), 5) == (date(2027, 1, 6), False)


def test_a_day_reckoned_within_the_last_published_year_is_certain() -> None:
    assert not PUBLISHED.add_working_days(date(LAST_PUBLISHED, 12, 24), 1).provisional


def test_a_year_without_a_notice_counts_weekends_only() -> None:
    new_year = date(NEXT_YEAR, 1, 1)
    assert PUBLISHED.is_working_day(new_year) == (new_year.weekday() < 5)


def test_the_library_says_which_years_are_published() -> None:
    known = [year for year in range(1990, 2100) if PUBLISHED.is_published(year)]
    assert known == list(range(2004, LAST_PUBLISHED + 1))


def test_an_entered_notice_publishes_its_year() -> None:
    assert entered(notice(NEXT_YEAR, (date(NEXT_YEAR, 1, 1),))).is_published(NEXT_YEAR)


def test_an_amended_notice_replaces_the_published_year() -> None:
    amended = entered(notice(2026, (date(2026, 2, 13),), (date(2026, 3, 7),)))
    assert not amended.is_working_day(date(2026, 2, 13))
    assert amended.is_working_day(date(2026, 3, 7))
    assert amended.is_working_day(date(2026, 2, 17))
    assert not amended.is_working_day(date(2026, 2, 14))


def test_an_amended_notice_leaves_the_december_that_the_next_years_notice_names() -> None:
    amended = entered(notice(2011, (date(2011, 1, 1),)))
    assert amended.is_working_day(date(2011, 12, 31))


def test_a_notice_decides_over_the_december_before_it() -> None:
    eve = next_weekday(date(2027, 12, 25), 4)
    calendar = entered(notice(2028, (eve,)), notice(2027, (date(2027, 1, 1),)))
    assert eve.year == 2027
    assert not calendar.is_working_day(eve)


@given(calendars, days, counts)
def test_a_count_ends_on_a_working_day_with_exactly_that_many_counted(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    due = calendar.add_working_days(day, count).on
    assert calendar.is_working_day(due)
    assert sum(map(calendar.is_working_day, span(day + timedelta(days=1), due))) == count


@given(calendars, days, counts)
def test_one_more_working_day_ends_later(calendar: WorkingCalendar, day: date, count: int) -> None:
    assert calendar.add_working_days(day, count).on < calendar.add_working_days(day, count + 1).on


@given(calendars, days, counts)
def test_a_later_matter_is_never_due_earlier(calendar: WorkingCalendar, day: date, count: int) -> None:
    later = calendar.add_working_days(day + timedelta(days=1), count)
    assert calendar.add_working_days(day, count).on <= later.on


@given(calendars, days, counts)
def test_a_due_day_is_provisional_exactly_when_a_day_counted_over_lacks_its_notice(
    calendar: WorkingCalendar, day: date, count: int
) -> None:
    due = calendar.add_working_days(day, count)
    counted = span(day + timedelta(days=1), due.on)
    assert due.provisional == any(not calendar.is_published(each.year) for each in counted)


@pytest.mark.parametrize("count", [0, -1])
def test_fewer_than_one_working_day_is_no_count(count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        PUBLISHED.add_working_days(date(2026, 11, 23), count)


def test_a_notice_stands_under_its_own_year() -> None:
    with pytest.raises(ValueError, match="own year"):
        WorkingCalendar({2026: notice(2027, (date(2027, 1, 1),))})


def test_a_calendar_does_not_change_with_what_it_was_made_from() -> None:
    notices = {2027: notice(2027, (date(2027, 1, 1),))}
    calendar = WorkingCalendar(notices)
    notices.clear()
    assert calendar.is_published(2027)
    assert calendar == entered(notice(2027, (date(2027, 1, 1),)))


def test_a_notices_days_are_kept_in_order_and_once() -> None:
    made = notice(2027, (date(2027, 1, 3), date(2027, 1, 1), date(2027, 1, 3)))
    assert made.holidays == (date(2027, 1, 1), date(2027, 1, 3))
    assert HolidayNotice.model_validate_json(made.model_dump_json()) == made


def test_a_notice_may_name_the_last_days_of_december_before_it() -> None:
    assert notice(2008, span(date(2007, 12, 30), date(2008, 1, 1)), (date(2007, 12, 29),)).days[date(2007, 12, 29)]


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2028, 1, 1), date(2026, 10, 1)])
def test_a_day_of_another_year_is_no_day_of_the_notice(day: date) -> None:
    with pytest.raises(ValidationError) as caught:
        notice(2027, (day,))
    assert error_code(caught) == "notice_day_out_of_year"


def test_only_a_saturday_or_sunday_is_worked_in_exchange() -> None:
    with pytest.raises(ValidationError) as caught:
        notice(2027, (), (next_weekday(date(2027, 3, 1), 2),))
    assert error_code(caught) == "working_weekend_on_weekday"


def test_no_day_is_both_a_holiday_and_worked() -> None:
    saturday = next_weekday(date(2027, 3, 1), 5)
    with pytest.raises(ValidationError) as caught:
        notice(2027, (saturday,), (saturday,))
    assert error_code(caught) == "notice_day_both"
