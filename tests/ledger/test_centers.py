"""Folded states: only what is new is read, except after a correction."""

from collections.abc import Mapping, Sequence

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


def test_the_states_of_many_streams_are_the_same_asked_for_at_once(ledger: Ledger) -> None:
    decide(ledger, "ic", Opened(name_zh="集成电路"), Renamed(name_zh="芯片"))
    decide(ledger, "sh", Opened(name_zh="海缆"))
    assert ledger.current_of_each(["sh", "ic", "none"], trail) == {
        "sh": (((1,),), 1),
        "ic": (((1, 2),), 2),
        "none": (None, 0),
    }
    decide(ledger, "ic", Corrected(version=2, name_zh="正名"))
    decide(ledger, "sh", Renamed(name_zh="光缆"))
    decide(ledger, "new", Opened(name_zh="新"))
    assert ledger.current_of_each(["sh", "ic", "new"], trail) == {
        "sh": (((1,), (2,)), 2),
        "ic": (((1, 2, 3),), 3),
        "new": (((1,),), 1),
    }
    assert ledger.current_of_each([], trail) == {}


def test_only_the_states_used_last_are_kept() -> None:
    asked: list[tuple[str, int]] = []
    mapper = RecordMapper(REGISTRY)

    def rows(versions: Mapping[str, int]) -> dict[str, list[StoredEvent]]:
        asked.extend(versions.items())
        found = {name: records_of(name, 0, "c", Opened(name_zh=name), Renamed(name_zh="新名")) for name in versions}
        return {name: [mapper.to_stored_event(one) for one in found[name][after:]] for name, after in versions.items()}

    states = StateCache(rows, mapper.to_domain_event, size=2)
    for stream in ("a", "b", "a", "c", "a", "b"):
        states.current(stream, trail)
    assert asked == [("a", 0), ("b", 0), ("a", 1), ("c", 0), ("a", 1), ("b", 0)]
