"""Folded states: only what is new is read, except after a correction."""

from collections.abc import Sequence

from eventsourcing.persistence import StoredEvent

from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.mapper import RecordMapper
from ledger.state_cache import StateCache
from tests.ledger.sample import REGISTRY, Corrected, Opened, Renamed, decide, name_of, records_of

Trail = tuple[tuple[int, ...], ...]


def trail(state: Trail | None, records: Sequence[Record[Event]]) -> Trail:
    """The versions that each fold was given."""
    return (*(state or ()), tuple(record.version for record in records))


def last_name(state: str | None, records: Sequence[Record[Event]]) -> str:
    return name_of(records)


def test_a_stream_without_records_has_no_state(ledger: Ledger) -> None:
    assert ledger.current("nobody", trail) == (None, 0)


def test_a_state_goes_on_from_where_it_was_folded_last(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), Renamed(name_zh="新名"))
    assert ledger.current("ic", trail) == (((1, 2),), 2)
    assert ledger.current("ic", trail) == (((1, 2),), 2)

    decide(ledger, "ic", Renamed(name_zh="又一名"))
    assert ledger.current("ic", trail) == (((1, 2), (3,)), 3)


def test_a_correction_folds_the_whole_history_anew(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), Renamed(name_zh="错名"))
    assert ledger.current("ic", trail) == (((1, 2),), 2)

    decide(ledger, "ic", Corrected(version=2, name_zh="正名"))
    assert ledger.current("ic", trail) == (((1, 2, 3),), 3)
    assert ledger.current("ic", last_name) == ("正名", 3)


def test_each_fold_has_states_of_its_own(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"))
    assert ledger.current("ic", trail) == (((1,),), 1)
    assert ledger.current("ic", last_name) == ("集成电路", 1)


def test_only_the_states_used_last_are_kept() -> None:
    asked: list[tuple[str, int]] = []
    mapper = RecordMapper(REGISTRY)

    def rows(stream: str, after: int) -> list[StoredEvent]:
        asked.append((stream, after))
        records = records_of(stream, 0, "c", Opened(name_zh=stream), Renamed(name_zh="新名"))
        return [mapper.to_stored_event(record) for record in records[after:]]

    states = StateCache(rows, mapper.to_domain_event, size=2)
    for stream in ("a", "b", "a", "c", "a", "b"):
        states.current(stream, trail)
    assert asked == [("a", 0), ("b", 0), ("a", 1), ("c", 0), ("a", 1), ("b", 0)]
