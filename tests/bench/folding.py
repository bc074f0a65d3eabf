"""Folding a history: stored bytes to a center, in events a second."""

from domain.records import Event, Record
from domain.replay import fold_on
from ledger.mapper import RecordMapper
from ledger.registry import domain_registry
from tests.bench.histories import history
from tests.bench.measure import Finding, in_turn, rate

LENGTH, TIMES = 200, 100


def folding() -> list[Finding]:
    """Parsing and folding, next to parsing alone."""
    registry = domain_registry()
    mapper = RecordMapper(registry)
    stored = [(r.center_id, r.version, *registry.dump(r)) for r in history("bench", LENGTH)]

    def parse() -> list[Record[Event]]:
        return [mapper.read(version, stream, version, topic, state) for stream, version, topic, state in stored]

    def fold_all() -> None:
        for _ in range(TIMES):
            fold_on(None, parse())

    def parse_all() -> None:
        for _ in range(TIMES):
            parse()

    events = LENGTH * TIMES
    return [
        in_turn(
            "fold a history (aim: 80,000 events/s)",
            "events/s",
            lambda: rate(events, fold_all),
            lambda: rate(events, parse_all),
            against="parsing alone",
        )
    ]
