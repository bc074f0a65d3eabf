"""Under which name, and on which day, a calendar has what is due."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadlines.calendar_entries import CalendarEntry, calendar_entries
from domain.deadlines.clocks import deadlines
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockStatus
from domain.replay import replay
from tests.domain.occasions import evaluated, imported, under_construction, with_a_served_order
from tests.domain.test_any_history import (
    a_life_with_a_term_that_passed,
    a_life_with_everything,
    an_imported_life,
    unhurried,
)
from tests.lives import Life, commands, life_in

LIVES: tuple[Callable[[], Life], ...] = (
    a_life_with_everything,
    a_life_with_a_term_that_passed,
    an_imported_life,
    lambda: life_in(Phase.RELINQUISHED),
    lambda: life_in(Phase.REVOKED),
)


def entries(life: Life) -> dict[str, CalendarEntry]:
    """What a calendar shows of the life as it stands."""
    found = list(calendar_entries(life.center, deadlines(life.center, life.policy, life.calendar)))
    named = {entry.key: entry for entry in found}
    assert len(named) == len(found), [entry.key for entry in found]
    return named


def days(life: Life) -> dict[str, date]:
    return {key: entry.on for key, entry in entries(life).items()}


def test_an_order_whose_day_is_extended_is_moved() -> None:
    life, order = with_a_served_order()
    before = days(life)
    life.take(commands()["extend_rectification"] | {"rectification_id": order, "due_on": "2024-09-30"})
    assert days(life) == before | {f"rectification/{order}": date(2024, 9, 30)}


def test_an_evaluation_is_moved_when_the_end_of_the_term_becomes_known() -> None:
    life = imported()
    life.pass_time(date(2026, 11, 1))
    assert entries(life)["evaluation/1"].deadline.status is ClockStatus.CERTAINLY_OVER
    life.take(commands()["complete_record"] | {"term_ends_on": "2025-04-01", "source": "批准文件"})
    assert days(life)["evaluation/1"] == date(2025, 4, 1)


def test_an_evaluation_is_moved_when_the_end_of_the_term_is_corrected() -> None:
    life = under_construction()
    before = days(life)["evaluation/1"]
    corrected = {"position": life.position_of("ConstructionApproved"), "corrected": {"term_months": 24}}
    life.take(commands()["correct_record"] | corrected)
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert days(life)["evaluation/1"] < before


def test_an_evaluation_that_was_held_stays_and_the_next_term_has_one_of_its_own() -> None:
    life = under_construction()
    first = days(life)["evaluation/1"]
    evaluated(life, new_term_ends_on="2027-05-01")
    assert {key: on for key, on in days(life).items() if key.startswith("evaluation/")} == {
        "evaluation/1": first,
        "evaluation/2": date(2027, 5, 1),
    }


@pytest.mark.parametrize("begin", LIVES)
def test_every_deadline_that_has_a_day_is_one_entry_on_that_day(begin: Callable[[], Life]) -> None:
    life = begin()
    for length in range(1, len(life.records) + 1):
        center = replay(life.records[:length])
        assert center is not None
        dues = deadlines(center, life.policy, life.calendar)
        found = list(calendar_entries(center, dues))
        assert len({entry.key for entry in found}) == len(found)
        shown = {entry.deadline.key for entry in found}
        assert shown >= {due.key for due in dues if due.due_on is not None}
        assert all(entry.on == entry.deadline.due_on for entry in found if entry.deadline.due_on is not None)


@pytest.mark.parametrize("begin", LIVES)
def test_what_a_deadline_is_called_stays_as_long_as_it_is_there(begin: Callable[[], Life]) -> None:
    """A reader of a calendar knows an entry by its name alone."""
    life, names = begin(), dict[str, str]()
    for length in range(1, len(life.records) + 1):
        center = replay(life.records[:length])
        assert center is not None
        for entry in calendar_entries(center, deadlines(center, life.policy, life.calendar)):
            if entry.deadline.status is not ClockStatus.FALLEN:
                assert names.setdefault(entry.deadline.key, entry.key) == entry.key


@unhurried(60)
@given(st.sampled_from(LIVES), st.dates(date(2022, 12, 1), date(2027, 12, 31)))
def test_a_day_that_fell_is_told_apart_from_the_duty_that_took_its_name(begin: Callable[[], Life], on: date) -> None:
    life = begin()
    center = replay(life.records, as_of=on)
    if center is not None:
        found = list(calendar_entries(center, deadlines(center, life.policy, life.calendar)))
        assert len({entry.key for entry in found}) == len(found)
