"""Of `hengxu up`, API and worker each send their part of one trace."""

from pathlib import Path

from tests.embedded.service import running, until
from tests.lives import commands, confirming
from tests.telemetry.collector import collecting, line_to


def test_a_decision_is_one_trace_through_both_programs(tmp_path: Path) -> None:
    with collecting() as collector:
        traced = {"HENGXU_TRACES_ENDPOINT": collector.endpoint}
        with running(tmp_path / "data", tmp_path / "output", "--no-seed", **traced) as service:
            body = confirming(commands()["register_center"] | {"center_id": "traced"})
            answer = service.ask("POST", "/centers", "applicant", "k-1", body)
            assert answer.status_code == 201, answer.text
            until(lambda: collector.trace_of("POST /api/v1/centers"), "the API's spans")
            assert service.stop() == 0
        found = collector.trace_of("POST /api/v1/centers")
    assert line_to(found, "commit")[0] == "POST /api/v1/centers"
    services = {one.name.partition(":")[0]: one.service for one in found}
    assert services == {
        "POST /api/v1/centers": "hengxu-api",
        "SignalWorkflow": "hengxu-api",
        "SignalWithStartWorkflow": "hengxu-api",
        "HandleSignal": "hengxu-worker",
        "StartActivity": "hengxu-worker",
        "RunActivity": "hengxu-worker",
        "commit": "hengxu-worker",
    }
