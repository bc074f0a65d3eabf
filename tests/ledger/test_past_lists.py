"""Lists of then are made the short way, which replays what has changed since alone: they are those of replaying all."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from domain.guideline.phases import Phase
from domain.guideline.policy import Policy
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Entry, Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.past_streams import LISTED
from ledger.read_model.projection import rows_of, rows_then
from ledger.read_model.queries import ReadModel
from ledger.read_model.upserts import REGISTER
from ledger.settings import LedgerSettings
from ledger.sqlite.memory import RowsInMemory
from service_layer.past_lists import Then, lists_then
from tests.domain.test_any_history import a_life_with_a_term_that_passed, a_life_with_everything, an_imported_life
from tests.lives import Life, commands, life_in, noon
from tests.writing import receipt_for

POLICY, CALENDAR = Policy(), WorkingCalendar()
UNTIL = date(2026, 11, 23)
BEGINNINGS: dict[str, Callable[[], Life]] = {
    "all": a_life_with_everything,
    "passed": a_life_with_a_term_that_passed,
    "imported": an_imported_life,
    **{phase.value: partial(life_in, phase) for phase in Phase},
}
DAYS = st.dates(date(2022, 5, 1), date(2028, 6, 1))
MOMENTS = st.one_of(
    st.builds(Then, DAYS, st.none()),
    st.builds(Then, st.none(), DAYS.map(noon)),
    st.builds(Then, DAYS, DAYS.map(noon)),
)


def settle(ledger: Ledger, center_id: str, life: Life, policy: Policy = POLICY) -> None:
    """The life as it was recorded, under one receipt."""
    one = {"command_id": f"settle-{center_id}", "center_id": center_id}
    records = [record.model_copy(update=one) for record in life.records]
    rows = rows_of(life.center.but(center_id=center_id), policy, CALENDAR)
    ledger.append_all([Entry(records, receipt_for(records), rows)])


@pytest.fixture
def city(settings: LedgerSettings) -> Iterator[Ledger]:
    """Centers in every phase, one of which has rows by house rules of before, on either database."""
    migrate(settings)
    ledger = open_ledger(settings)
    for name, begin in BEGINNINGS.items():
        life = begin()
        if name in ("construction", "application"):
            life.pass_time(UNTIL)
        settle(ledger, f"c-{name}", life)
    settle(ledger, "c-otherwise", life_in(Phase.CONSTRUCTION), Policy(annual_report_month_day=(12, 20)))
    yield ledger
    ledger.close()


def by_replaying_all(ledger: Ledger, then: Then) -> ReadModel:
    """What the short way has to come to."""
    rows = RowsInMemory()
    for center_id in ledger.read_model.past_streams.centers():
        center = ledger.replayed(center_id, *then)
        if center is not None:
            rows.put([rows_then(center, POLICY, CALENDAR, is_former=False, is_whole=True, whole=center)])
    rows.end()
    return ReadModel(cast("Any", rows), ledger)


def contents(lists: ReadModel) -> dict[str, set[tuple[Any, ...]]]:
    """All that lists are asked of; by what rows were made is told of those of now alone."""
    found = {}
    for table in LISTED:
        columns = [column for column in table.columns if (table, column) != (REGISTER, "basis")]
        found[table.name] = set(lists._recorder.rows(f"SELECT {', '.join(columns)} FROM {table.name}", {}))
    return found


@examples(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(MOMENTS)
def test_lists_of_then_are_those_of_replaying_every_center(city: Ledger, then: Then) -> None:
    assert contents(lists_then(city, POLICY, then)) == contents(by_replaying_all(city, then))


def test_what_has_not_changed_since_is_replayed_by_nobody(city: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    replayed = list[str]()

    def histories(streams: list[str], _left_out: object) -> Iterator[Any]:
        replayed.extend(streams)
        return iter(())

    monkeypatch.setattr(city, "histories", histories)
    lists = lists_then(city, POLICY, Then(known_at=datetime(2100, 1, 1, tzinfo=UTC)))
    assert replayed == ["c-otherwise"]
    assert lists.find_centers().total == len(BEGINNINGS)
    replayed.clear()
    lists_then(city, POLICY, Then(as_of=date(2100, 1, 1)))
    assert "c-operation" not in replayed
    assert {"c-all", "c-otherwise"} <= set(replayed)


def test_a_center_that_is_decided_about_meanwhile_is_left_to_be_replayed(city: Ledger) -> None:
    past, (basis,) = city.read_model.past_streams, {city.read_model.bases.of_center("c-operation")}
    assert basis is not None
    standing = past.standing(basis, date(2100, 1, 1), None)
    assert "c-operation" in standing
    found = list(past.rows({**standing, "c-operation": standing["c-operation"] - 1}, basis))
    copied = {center for rows in found for center in rows.centers}
    assert copied == set(standing) - {"c-operation"}
    assert all("c-operation" not in row for rows in found for listed in rows.by_table.values() for row in listed)


def test_records_that_cannot_count_are_not_read(city: Ledger) -> None:
    past = city.read_model.past_streams
    life = life_in(Phase.OPERATION)
    middle = life.records[10]
    later = past.not_counting(["c-operation"], middle.effective_on, None)  # type: ignore[arg-type]
    assert later == {
        ("c-operation", record.version)
        for record in life.records
        if record.effective_on > middle.effective_on  # type: ignore[operator]
    }
    unknown = past.not_counting(["c-operation"], None, middle.recorded_at)
    assert unknown == {
        ("c-operation", record.version) for record in life.records if record.recorded_at > middle.recorded_at
    }
    assert past.not_counting(["c-operation"], None, None) == frozenset()


def test_a_history_that_is_amended_is_read_whole(city: Ledger) -> None:
    assert any(event.AMENDS for event in a_life_with_everything().events)
    assert city.read_model.past_streams.not_counting(["c-all"], date(2022, 12, 1), None) == frozenset()


def test_a_correction_of_today_changes_what_was_in_force_then(city: Ledger) -> None:
    life = life_in(Phase.CONSTRUCTION)
    life.take(commands()["correct_record"])
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    settle(city, "c-corrected", life)
    then = Then(as_of=life.records[5].recorded_at.date() + timedelta(days=1))
    assert contents(lists_then(city, POLICY, then)) == contents(by_replaying_all(city, then))
