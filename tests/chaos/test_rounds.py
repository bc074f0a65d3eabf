"""A few rounds of `make chaos`, always the same."""

from collections.abc import Sequence

import pytest

from tests.chaos.report import summary
from tests.chaos.rounds import Ask, lives, print_line

pytestmark = [pytest.mark.slow, pytest.mark.real_time, pytest.mark.timeout(900)]


@pytest.mark.parametrize(
    ("installation", "faults"),
    [
        ("embedded", ("kill-worker", "kill-all", "terminate-workflows")),
        ("postgresql", ("kill-postgresql", "kill-worker-and-api", "lose-answer")),
    ],
)
async def test_no_decision_is_lost_doubled_or_answered_otherwise_under_faults(
    installation: str, faults: Sequence[str]
) -> None:
    ask = Ask(rounds=len(faults), seed=1, only=faults, on=[installation], say=print_line)
    found = summary([life async for life in lives(ask)])
    assert found["failed"] == []
    assert found["rounds"] == len(faults)
    assert {kind.split("@")[0] for kind in found["faults"]} == set(faults)
    assert found["acknowledged"]
