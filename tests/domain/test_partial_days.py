"""Days known in part, and days in Shanghai."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.records import PartialDay
from domain.values.partial_days import (
    SHANGHAI,
    add_months,
    at_hour,
    day_in_shanghai,
    earliest,
    end_of_day,
    in_words,
    latest,
    precision,
    start_of_day,
)

days = st.dates(date(1949, 10, 1), date(2199, 12, 31))
months = days.map(lambda day: f"{day:%Y-%m}")
years = days.map(lambda day: f"{day:%Y}")
partial_days = st.one_of(days, months, years)


@pytest.mark.parametrize(
    ("day", "known", "first", "last"),
    [
        (date(2023, 5, 11), "day", date(2023, 5, 11), date(2023, 5, 11)),
        ("2022-05", "month", date(2022, 5, 1), date(2022, 5, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_day_known_in_part_spans_all_that_it_can_have_been(
    day: PartialDay, known: str, first: date, last: date
) -> None:
    assert (precision(day), earliest(day), latest(day)) == (known, first, last)


@given(days)
def test_the_month_and_the_year_of_a_day_hold_the_day(day: date) -> None:
    for part in (day, f"{day:%Y-%m}", f"{day:%Y}"):
        assert earliest(part) <= day <= latest(part)


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 30), "2026年11月30日", "30 November 2026"),
        (date(2023, 5, 1), "2023年5月1日", "1 May 2023"),
        ("2022-05", "2022年5月", "May 2022"),
        ("2025", "2025年", "2025"),
    ],
)
def test_a_day_is_read_with_no_more_than_is_known(day: PartialDay, zh: str, en: str) -> None:
    assert in_words(day) == (zh, en)


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2023, 5, 11), 24, date(2025, 5, 11)),
        (date(2023, 5, 11), 36, date(2026, 5, 11)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 8, 31), 30, date(2026, 2, 28)),
        (date(2023, 8, 31), 1, date(2023, 9, 30)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 1, 31), -2, date(2023, 11, 30)),
    ],
)
def test_a_term_ends_on_the_same_day_of_its_last_month_or_on_that_months_last(
    day: date, count: int, then: date
) -> None:
    assert add_months(day, count) == then


@given(days, st.integers(-600, 600))
def test_adding_months_lands_in_that_month_and_never_on_a_later_day_of_it(day: date, count: int) -> None:
    then = add_months(day, count)
    assert (then.year - day.year) * 12 + then.month - day.month == count
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


def test_a_due_day_is_over_at_midnight_in_shanghai() -> None:
    assert end_of_day(date(2026, 11, 30)) == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_reminders_at_nine_go_out_at_one_in_the_morning_utc() -> None:
    assert at_hour(date(2026, 11, 23), 9) == datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize("naming", [start_of_day, end_of_day, lambda day: at_hour(day, 9)])
def test_instants_are_utc(naming: object) -> None:
    assert callable(naming)
    assert naming(date(2026, 11, 30)).tzinfo is UTC


@given(days)
def test_one_day_ends_where_the_next_begins(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))


@given(days, st.integers(0, 23))
def test_every_hour_of_a_day_lies_in_that_day(day: date, hour: int) -> None:
    instant = at_hour(day, hour)
    assert day_in_shanghai(instant) == day
    assert start_of_day(day) <= instant < end_of_day(day)


@given(st.datetimes(datetime(1949, 10, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_lies_in_its_own_day(instant: datetime) -> None:
    day = day_in_shanghai(instant)
    assert start_of_day(day) <= instant < end_of_day(day)


def test_the_day_in_shanghai_begins_before_the_day_in_utc() -> None:
    assert day_in_shanghai(datetime(2026, 11, 30, 16, tzinfo=UTC)) == date(2026, 12, 1)
    assert day_in_shanghai(datetime(2026, 11, 30, 23, 59, tzinfo=SHANGHAI)) == date(2026, 11, 30)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_in_shanghai(datetime(2026, 11, 30))  # noqa: DTZ001
