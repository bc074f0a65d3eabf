"""Folding a history: stored bytes to a center, in events a second."""

from pydantic_core import from_json

from domain.replay import fold_on
from ledger.mapper import RecordMapper
from ledger.registry import domain_registry
from tests.bench.histories import history
from tests.bench.measure import Finding, in_turn, rate

LENGTH, TIMES, ROUNDS = 200, 20, 25


def folding() -> list[Finding]:
    """Parsing and folding, next to reading the same bytes as plain JSON."""
    registry = domain_registry()
    mapper = RecordMapper(registry)
    stored = [(r.center_id, r.version, *registry.dump(r)) for r in history("bench", LENGTH)]

    def fold_all() -> None:
        for _ in range(TIMES):
            fold_on(None, [mapper.read(n, stream, n, topic, state) for stream, n, topic, state in stored])

    def plain_json() -> None:
        for _ in range(TIMES):
            for _stream, _version, _topic, state in stored:
                from_json(state)

    events = LENGTH * TIMES

    def ours() -> float:
        return rate(events, fold_all)

    def yardstick() -> float:
        return rate(events, plain_json)

    typical = in_turn("fold a history", "events/s", ours, yardstick, against="plain JSON", rounds=ROUNDS)
    best = max(ours() for _ in range(ROUNDS))
    return [typical, Finding("fold a history, best round (aim: 80,000 events/s)", "events/s", best)]
