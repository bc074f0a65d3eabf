"""How often an entry of a calendar has changed, and when: counted by the database, on either one."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.read_model.calendar_entries import Entry
from ledger.read_model.index_rows import sortable
from ledger.read_model.projection import rows_of
from ledger.read_model.rows import WITHDRAWN, CalendarEntryRow, ReadRows
from tests.domain.occasions import under_construction, with_a_served_order
from tests.ledger.sample import NOON, Opened, decide
from tests.lives import ACTORS, CENTER_ID, Life, commands, life_in

FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
CENTERS = count()
STATES = st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.sampled_from(["open", "met"]), st.booleans())
"""Day, status, and whether it is provisional, few enough to come again."""
TELLINGS = st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), STATES, max_size=3), min_size=1, max_size=6)


def shown(ledger: Ledger, center_id: str | None = None, **filters: Any) -> dict[str, Entry]:
    found = ledger.read_model.find_calendar_entries(center_id, **filters)
    assert list(found.entries) == sorted(found.entries, key=lambda one: (one.due_on, one.center_id, one.key))
    assert {entry.center_id for entry in found.entries} == set(found.names)
    return {entry.key: entry for entry in found.entries}


def rows_for(center_id: str, shown: Mapping[str, tuple[date, str, bool]], assigned: str = "") -> ReadRows:
    made = rows_of(under_construction().center.but(center_id=center_id), Life().policy, Life().calendar)
    entries = tuple(
        CalendarEntryRow(
            center_id=center_id,
            key=key,
            kind="annual_report",
            due_on=on,
            status=status,
            provisional=provisional,
            assigned=assigned,
        )
        for key, (on, status, provisional) in shown.items()
    )
    return made.model_copy(update={"calendar_entries": entries, "clocks": (), "work": ()})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TELLINGS)
def test_an_entry_changes_once_more_with_each_change_of_what_is_shown(
    ledger: Ledger, tellings: list[dict[str, tuple[date, str, bool]]]
) -> None:
    center, expected = f"center-{next(CENTERS)}", dict[str, tuple[Any, int, datetime]]()
    for hour, entries in enumerate(tellings):
        at = FIRST + timedelta(hours=hour)
        assert ledger.read_model.put(rows_for(center, entries).dated(at), 0)
        for key in (*entries, *expected):
            before = expected.get(key)
            last_day = (before[0][0], WITHDRAWN, before[0][2]) if before else None
            now = entries.get(key, last_day)
            if before is None or before[0] != now:
                expected[key] = (now, before[1] + 1 if before else 0, at)
        found = shown(ledger, center)
        assert {
            key: ((date.fromisoformat(one.due_on), one.status, bool(one.provisional)), one.revision, one.modified_at)
            for key, one in found.items()
        } == {key: (state, revision, sortable(at)) for key, (state, revision, at) in expected.items()}


def test_the_instant_of_a_change_never_goes_back(ledger: Ledger) -> None:
    on = date(2026, 1, 1)
    ledger.read_model.put(rows_for("late", {"a": (on, "open", False)}).dated(FIRST), 0)
    ledger.read_model.put(rows_for("late", {"a": (on, "met", False)}).dated(FIRST - timedelta(days=1)), 0)
    assert (shown(ledger, "late")["a"].revision, shown(ledger, "late")["a"].modified_at) == (1, sortable(FIRST))


def test_in_whose_hands_a_center_is_changes_nothing_that_is_shown(ledger: Ledger) -> None:
    entries = {"a": (date(2026, 1, 1), "open", False)}
    ledger.read_model.put(rows_for("ours", entries).dated(FIRST), 0)
    ledger.read_model.put(rows_for("ours", entries, assigned="officer-1").dated(FIRST + timedelta(days=1)), 0)
    assert (shown(ledger, "ours")["a"].revision, shown(ledger, "ours")["a"].modified_at) == (0, sortable(FIRST))
    assert shown(ledger, "ours", assigned_to="Officer-1").keys() == {"a"}
    assert shown(ledger, "ours", assigned_to="officer-2") == {}


def tell(ledger: Ledger, life: Life) -> None:
    """A decision, after which the center stands as this life does."""
    decide(ledger, CENTER_ID, Opened(name_zh="某中心"), rows=rows_of(life.center, life.policy, life.calendar))


@pytest.fixture
def known(ledger: Ledger) -> Ledger:
    """A center whose rows were made a while ago."""
    life, _ = with_a_served_order()
    decide(ledger, CENTER_ID, Opened(name_zh="某中心"))
    ledger.read_model.put(rows_of(life.center, life.policy, life.calendar).dated(FIRST), 1)
    return ledger


def test_a_day_that_a_decision_moves_bears_the_instant_of_its_record(known: Ledger) -> None:
    life, order = with_a_served_order()
    before = shown(known)
    life.take(commands()["extend_rectification"] | {"rectification_id": order, "due_on": "2024-09-30"})
    tell(known, life)
    after, key = shown(known), f"rectification/{order}"
    assert (before[key].due_on, after[key].due_on) == ("2024-06-30", "2024-09-30")
    assert (after[key].revision, after[key].modified_at) == (1, sortable(NOON))
    assert {name: one for name, one in after.items() if name != key} == {
        name: one for name, one in before.items() if name != key
    }


def test_rows_made_anew_from_the_log_change_no_entry(known: Ledger) -> None:
    before, life = shown(known), with_a_served_order()[0]
    known.read_model.rebuild(lambda _records: rows_of(life.center, life.policy, life.calendar))
    assert shown(known) == before


def test_what_is_due_no_more_is_withdrawn_and_stays(ledger: Ledger) -> None:
    tell(ledger, under_construction())
    life = under_construction()
    before = shown(ledger)
    life.take(commands()["relinquish"]).take(commands()["record_relinquishment"])
    tell(ledger, life)
    after = shown(ledger)
    assert after.keys() == before.keys()
    assert {one.status for one in after.values()} == {WITHDRAWN}
    assert [one.due_on for one in after.values()] == [one.due_on for one in before.values()]


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({}, {"annual_report", "evaluation", "exchanges"}),
        ({"kinds": ["evaluation"]}, {"evaluation"}),
        ({"kinds": ["evaluation", "exchanges"]}, {"evaluation", "exchanges"}),
        ({"status": "met"}, set()),
        ({"answered_by_kinds": []}, set()),
        ({"answered_by_kinds": ["annual_report"]}, {"annual_report"}),
        ({"due_from": date(2024, 12, 1)}, {"evaluation", "exchanges"}),
        ({"due_to": date(2024, 12, 1)}, {"annual_report"}),
        ({"due_from": date(2024, 12, 31), "due_to": date(2024, 12, 31)}, {"exchanges"}),
        ({"centers": {"district": "pudong"}}, {"annual_report", "evaluation", "exchanges"}),
        ({"centers": {"district": "minhang"}}, set()),
    ],
)
def test_entries_are_found_by(ledger: Ledger, filters: dict[str, Any], kinds: set[str]) -> None:
    tell(ledger, life_in(Phase.CONSTRUCTION))
    assert {entry.kind for entry in shown(ledger, **filters).values()} == kinds


def test_what_was_missed_is_found_besides(ledger: Ledger) -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 2))
    tell(ledger, life)
    found = shown(ledger, answered_by_kinds=["evaluation"], or_missed=True)
    assert {entry.kind for entry in found.values()} == {"evaluation", "annual_report"}


def test_a_reader_finds_the_entries_of_the_centers_that_concern_them(ledger: Ledger) -> None:
    tell(ledger, life_in(Phase.CONSTRUCTION))
    for actor, sees in (
        (ACTORS[Role.APPLICANT], True),
        (ACTORS[Role.APPLICANT].model_copy(update={"org": "91310000132203002T"}), False),
        (ACTORS[Role.DISTRICT], True),
        (ACTORS[Role.DISTRICT].model_copy(update={"district": "minhang"}), False),
    ):
        found = ledger.read_model.seen_by(actor).find_calendar_entries()
        assert bool(found.entries) == sees
        assert set(found.names) == ({CENTER_ID} if sees else set())
