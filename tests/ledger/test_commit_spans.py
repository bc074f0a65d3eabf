"""What is written into either database is a span of its trace, refusals too, and says nothing but ids and numbers."""

import pytest

from ledger.application import Ledger
from ledger.errors import VersionConflict
from telemetry.tracing import span, tracing
from tests.ledger.sample import Opened, Renamed, decide, refusal_of
from tests.telemetry.collector import collecting, line_to

NAME = "集成电路"


def test_a_commit_says_where_its_events_stand(ledger: Ledger) -> None:
    with collecting() as collector:
        with tracing(f"{collector.endpoint}/v1/traces", 1.0, "hengxu-test"), span("recording"):
            decide(ledger, "ic", Opened(name_zh=NAME), Renamed(name_zh=NAME), command_id="c-1")
        spans = collector.spans
    assert line_to(spans, "commit") == ["recording", "commit"]
    (commit,) = [one for one in spans if one.name == "commit"]
    assert commit.attributes == {
        "hengxu.center_id": "ic",
        "hengxu.command_id": "c-1",
        "hengxu.outcome": "recorded",
        "hengxu.role": "system",
        "hengxu.events": 2,
        "hengxu.position": 2,
    }
    assert not any(NAME.encode() in body for body in collector.bodies)


def test_a_refusal_is_no_failure_a_repetition_neither_and_a_conflict_is_one(ledger: Ledger) -> None:
    with collecting() as collector:
        with tracing(f"{collector.endpoint}/v1/traces", 1.0, "hengxu-test"):
            for _ in range(2):
                decide(ledger, "ic", Opened(name_zh=NAME), command_id="c-1", base=0)
            ledger.refuse(refusal_of("ic", 1, "too-soon"))
            with pytest.raises(VersionConflict):
                decide(ledger, "ic", Renamed(name_zh=NAME), command_id="late", base=0)
        commits = {one.attributes["hengxu.command_id"]: one for one in collector.spans}
    assert len(collector.spans) == 4
    assert {name for name, one in commits.items() if one.failed} == {"late"}
    assert commits["late"].attributes["error.type"] == "ledger.errors.VersionConflict"
    assert commits["too-soon"].attributes.items() >= {"hengxu.outcome": "refused"}.items()
    assert "hengxu.position" not in commits["too-soon"].attributes
