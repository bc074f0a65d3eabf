"""What lists come to when they are counted, on both databases: due days by month, processing times, late decisions."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.kernel.roles import Actor, Role
from ledger.application import Ledger
from ledger.migrations import migrate
from ledger.opening import open_ledger
from ledger.read_model.rows import CONCERNED_VIEW, ProcessingTimeRow, ReaderRow, ReadRows
from ledger.read_model.statistics import TimesTaken
from ledger.settings import LedgerSettings
from tests.ledger.sample import NOON, REGISTRY, Opened, decide, receipt_of, records_of
from tests.ledger.sample import rows_of as sample_rows

DISTRICT = Actor(id="d", name="区局", role=Role.DISTRICT, district="pudong")
OFFICER = Actor(id="o", name="经办", role=Role.OFFICER)


def _time(center_id: str, number: int, days: int, *, done_on: date, shown: bool = True) -> ProcessingTimeRow:
    return ProcessingTimeRow(
        center_id=center_id,
        key=f"guidance/{number}",
        step="guidance",
        year=done_on.year,
        days=days,
        begun_on=done_on - timedelta(days=days),
        done_on=done_on,
        shown=shown,
    )


def _rows(center_id: str, *times: ProcessingTimeRow, is_of_district: bool = False) -> ReadRows:
    rows = sample_rows(
        records_of(center_id, 0, "x", Opened(name_zh=f"{center_id}中心"), Opened(name_zh=f"{center_id}所"))
    )
    reader = ReaderRow(center_id=center_id, key="district:pudong", relation="supervisor", view=CONCERNED_VIEW)
    return rows.model_copy(update={"processing_times": times, "readers": (reader,) if is_of_district else ()})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def counted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with ExitStack() as stack:
        if request.param == "sqlite":
            settings = LedgerSettings(url=f"sqlite:///{tmp_path_factory.mktemp('counted') / 'ledger.sqlite3'}")
            migrate(settings, REGISTRY)
        else:
            settings = stack.enter_context(request.getfixturevalue("postgres").database(template="migrated"))
        ledger = open_ledger(settings, REGISTRY)
        stack.callback(ledger.close)
        spring = date(2026, 4, 1)
        own = (_time("aa", 1, 5, done_on=spring), _time("aa", 2, 9, done_on=spring, shown=False))
        decide(ledger, "aa", Opened(name_zh="aa"), Opened(name_zh="aa"), rows=_rows("aa", *own, is_of_district=True))
        others = (_time("bb", 1, 5, done_on=spring), _time("bb", 2, 0, done_on=date(2025, 4, 1)))
        decide(ledger, "bb", Opened(name_zh="bb"), Opened(name_zh="bb"), rows=_rows("bb", *others))
        for number in range(3):
            _decide_at(ledger, f"by-{number}", NOON + timedelta(hours=number))
        yield ledger


def _decide_at(ledger: Ledger, center_id: str, at: datetime) -> None:
    """A decision of an officer's, recorded at that instant."""
    records = [
        record.model_copy(update={"actor": OFFICER, "recorded_at": at})
        for record in records_of(center_id, 0, center_id, Opened(name_zh=center_id))
    ]
    receipt = receipt_of(center_id, 1, center_id, records[0].event)
    ledger.append(records, receipt.model_copy(update={"actor": OFFICER, "recorded_at": at}), None)


def test_due_days_are_counted_by_month_and_status(counted: Ledger) -> None:
    statistics = counted.read_model.statistics
    assert statistics.deadlines_by_month(date(2027, 1, 1), date(2028, 12, 31)) == {
        ("2027-11", "met"): 2,
        ("2028-11", "open"): 2,
    }
    assert statistics.deadlines_by_month(date(2027, 11, 30), date(2027, 11, 30)) == {("2027-11", "met"): 2}
    assert statistics.deadlines_by_month(date(2027, 12, 1), date(2028, 11, 29)) == {}


def test_processing_times_are_counted_by_step_year_and_length(counted: Ledger) -> None:
    assert counted.read_model.statistics.processing_times() == [
        TimesTaken("guidance", 2025, 0, 1),
        TimesTaken("guidance", 2026, 5, 2),
        TimesTaken("guidance", 2026, 9, 1),
    ]
    assert counted.read_model.statistics.processing_times({"q": "aa"}) == [
        TimesTaken("guidance", 2026, 5, 1),
        TimesTaken("guidance", 2026, 9, 1),
    ]


def test_a_district_counts_its_own_centers_and_what_it_is_told(counted: Ledger) -> None:
    statistics = counted.read_model.seen_by(DISTRICT).statistics
    assert statistics.processing_times() == [TimesTaken("guidance", 2026, 5, 1)]
    assert statistics.deadlines_by_month(date(2027, 1, 1), date(2027, 12, 31)) == {("2027-11", "met"): 1}


def test_nobody_counts_what_is_not_theirs(counted: Ledger) -> None:
    stranger = DISTRICT.model_copy(update={"district": "xuhui"})
    statistics = counted.read_model.seen_by(stranger).statistics
    assert statistics.processing_times() == []
    assert statistics.deadlines_by_month(date(2027, 1, 1), date(2027, 12, 31)) == {}


def test_the_latest_decisions_are_those_of_people_within_the_time(counted: Ledger) -> None:
    lists = counted.read_model
    found = lists.latest_decisions(NOON, NOON + timedelta(hours=1), 10)
    assert [(item["stream"], found.total) for item in found.items] == [("by-1", 2), ("by-0", 2)]
    page = lists.latest_decisions(datetime(2020, 1, 1, tzinfo=UTC), NOON + timedelta(days=1), 1)
    assert ([item["stream"] for item in page.items], page.total) == (["by-2"], 3)
    assert lists.find_lines(kind="decision").total == 3
    assert lists.find_lines(kind="event").total == 7
    stranger = lists.seen_by(DISTRICT.model_copy(update={"district": "xuhui"}))
    assert stranger.latest_decisions(NOON, NOON + timedelta(days=1), 10).total == 0


def test_a_center_told_anew_keeps_no_time_of_before(counted: Ledger) -> None:
    center_id = "cc"
    first, second = (_time(center_id, 1, days, done_on=date(2024, 4, 1)) for days in (3, 4))
    decide(counted, center_id, Opened(name_zh="cc"), Opened(name_zh="cc"), rows=_rows(center_id, first))
    assert counted.read_model.put(_rows(center_id, second), 2)
    assert TimesTaken("guidance", 2024, 4, 1) in counted.read_model.statistics.processing_times()
    assert counted.read_model.put(_rows(center_id), 2)
    assert 2024 not in {one.year for one in counted.read_model.statistics.processing_times()}
