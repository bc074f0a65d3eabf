"""A commit that a fail-over or a restore has lost: nobody who knew of it decides on it any more."""

from collections.abc import Iterator, Sequence

import pytest

from domain.kernel.records import Event, Record
from ledger.application import Entry, Ledger
from ledger.errors import VersionConflict
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide, name_of, receipt_of, records_of
from tests.proof.house import Intruder


def names(state: tuple[str, ...] | None, records: Sequence[Record[Event]]) -> tuple[str, ...]:
    """All names in their order."""
    return (*(state or ()), *(name_of([record]) for record in records))


@pytest.fixture
def other(settings: LedgerSettings, ledger: Ledger) -> Iterator[Ledger]:
    """Another worker's; it and ``ledger`` have the same two decisions in memory."""
    decide(ledger, "ic", Opened(name_zh="一"), Renamed(name_zh="二"))
    opened = open_ledger(settings, REGISTRY)
    opened.current("ic", names)
    ledger.current("ic", names)
    yield opened
    opened.close()


def lose_after(settings: LedgerSettings, version: int) -> None:
    """The database is back where it was at a version of the stream."""
    tables = ("receipts", "events", "lines" if settings.is_sqlite else "read_model.lines")
    where = "WHERE stream = ? AND version > ?"
    Intruder(settings).do(*((f"DELETE FROM {table} {where}", ("ic", version)) for table in tables))
    if settings.is_sqlite:
        for table, place in (("events", "position"), ("receipts", "number")):
            last = f"(SELECT ifnull(max({place}), 0) FROM {table})"
            Intruder(settings).do((f"UPDATE sqlite_sequence SET seq = {last} WHERE name = ?", (table,)))


def test_what_was_recorded_in_place_of_a_lost_commit_is_what_counts(
    settings: LedgerSettings, ledger: Ledger, other: Ledger
) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"))
    assert ledger.current("ic", names) == (("一", "二", "同意"), 3)
    lose_after(settings, 2)
    decide(other, "ic", Renamed(name_zh="不同意"))
    assert ledger.current("ic", names) == (("一", "二", "不同意"), 3)
    decide(other, "ic", Renamed(name_zh="四"))
    assert ledger.current("ic", names) == (("一", "二", "不同意", "四"), 4)


def test_more_recorded_in_place_of_a_lost_commit_is_not_taken_for_what_follows_it(
    settings: LedgerSettings, ledger: Ledger, other: Ledger
) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"))
    ledger.current("ic", names)
    lose_after(settings, 2)
    for name in ("不同意", "四", "五"):
        decide(other, "ic", Renamed(name_zh=name))
    assert ledger.current("ic", names) == (("一", "二", "不同意", "四", "五"), 5)


def test_a_stream_that_is_shorter_than_it_was_is_folded_as_it_is(
    settings: LedgerSettings, ledger: Ledger, other: Ledger
) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"), Renamed(name_zh="四"))
    ledger.current("ic", names)
    lose_after(settings, 1)
    for _ in range(2):
        assert ledger.current("ic", names) == (("一",), 1)
        assert other.current("ic", names) == (("一",), 1)
    lose_after(settings, 0)
    assert ledger.current("ic", names) == (None, 0)


def test_each_fold_of_the_stream_is_made_anew(settings: LedgerSettings, ledger: Ledger, other: Ledger) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"))
    ledger.current("ic", names)
    ledger.current("ic", name_after)
    lose_after(settings, 2)
    decide(other, "ic", Renamed(name_zh="不同意"))
    assert ledger.current("ic", name_after) == ("不同意", 3)
    assert ledger.current("ic", names)[0] == ("一", "二", "不同意")


def name_after(_state: str | None, records: Sequence[Record[Event]]) -> str:
    return name_of(records)


def test_a_conflict_that_shows_a_loss_drops_what_was_known(
    settings: LedgerSettings, ledger: Ledger, other: Ledger
) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"))
    ledger.current("ic", names)
    assert other.version("ic") == 3
    lose_after(settings, 2)
    with pytest.raises(VersionConflict) as lost:
        decide(ledger, "ic", Renamed(name_zh="四"), base=3)
    assert (lost.value.expected, lost.value.actual) == (3, 2)
    assert ledger._states._states == {}


def test_of_several_decisions_at_once_one_conflict_that_shows_a_loss_drops_what_was_known(
    settings: LedgerSettings, ledger: Ledger, other: Ledger
) -> None:
    decide(ledger, "ic", Renamed(name_zh="同意"))
    ledger.current("ic", names)
    assert other.version("ic") == 3
    lose_after(settings, 2)
    event = Renamed(name_zh="四")
    with pytest.raises(VersionConflict):
        ledger.append_all([Entry(records_of("ic", 3, "d", event), receipt_of("ic", 4, "d", event))])
    assert ledger._states._states == {}


def test_a_conflict_with_somebody_quicker_keeps_what_is_still_true(ledger: Ledger, other: Ledger) -> None:
    decide(other, "ic", Renamed(name_zh="三"))
    with pytest.raises(VersionConflict):
        decide(ledger, "ic", Renamed(name_zh="四"), base=2)
    assert len(ledger._states._states) == 1
    assert ledger.current("ic", names) == (("一", "二", "三"), 3)
