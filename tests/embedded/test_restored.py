"""`hengxu up` on a folder that was restored from a backup made while it ran: it serves, and what Temporal knew besides
is found and sent again.
"""

import json
from pathlib import Path

import pytest

from tests.embedded.service import Service, hengxu, running, until
from tests.lives import confirming

pytestmark = [pytest.mark.real_time, pytest.mark.slow]

FIRST, SECOND = "sh-beidou", "hn-steel"


def complete(service: Service, center: str, command_id: str) -> None:
    """A decision that needs nothing but an imported center."""
    number = {"approval_number": "沪市监计量〔2026〕0101号", "source": "示例：批复文件"}
    service.decide(center, "officer", command_id, **confirming({"type": "complete_record", **number}))


def command(service_data: Path, *words: str) -> tuple[int, str]:
    answer = hengxu(*words, "--data", str(service_data))
    return answer.returncode, answer.stdout + answer.stderr


def test_a_restored_folder_serves_and_what_was_decided_since_is_told_and_sent_again(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup"
    with running(data, tmp_path / "first") as service:
        complete(service, FIRST, "before")
        assert command(data, "backup", str(backup))[0] == 0
        head = json.loads((backup / "manifest.json").read_bytes())["ledger"]["position"]
        complete(service, SECOND, "since")
        until(lambda: command(data, "audit", "verify", "--json")[1].count('"uncovered": 0'), "under a checkpoint")
        assert service.stop() == 0
    status, lines = command(data, "restore", str(backup), "--replace")
    assert status == 1
    assert f"of {SECOND}" in lines
    assert command(data, "restore", str(backup), "--replace", "--accept-missing")[0] == 0

    with running(data, tmp_path / "second") as service:
        until(lambda: "workflows of 12 centers run" in service.printed(), "workflows run")
        assert f"were begun anew from it: {SECOND}" in service.printed()
        assert "1 of them are recorded again: tell those who took them" in service.printed()
        for decision in ("before", "since"):
            assert service.get(f"/receipts/{decision}")["outcome"] == "recorded"
        ahead = service.ask("GET", f"/events?after={head + 100}", "auditor")
        assert (ahead.status_code, ahead.json()["code"]) == (409, "ahead_of_log")
        (lost,) = data.glob("lost-decisions-*.jsonl")
        status, lines = command(data, "recover", "--send-again", str(lost))
        assert (status, "on record before" in lines) == (0, True), lines
        assert command(data, "reconcile")[0] == 0
        assert command(data, "audit", "verify")[0] == 0
        assert service.stop() == 0
    assert not (data / "restored.json").exists()
