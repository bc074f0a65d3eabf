"""`hengxu up`: ready with the real centers, alive when its parts die, gone when told, whole again when started anew."""

import json
import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from temporalio.client import Client

from domain.kernel.roles import PEOPLE
from embedded.folder import DataFolder
from tests.embedded.service import Service, hengxu, lives, running, start, until
from tests.importing.test_seed import PHASES

pytestmark = pytest.mark.real_time


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("up")
    with running(folder / "data", folder / "output") as found:
        yield found


def test_the_register_lists_the_real_centers_in_their_phases(service: Service) -> None:
    items = service.get("/centers?limit=100")["items"]
    assert {item["center_id"]: item["phase"] for item in items} == PHASES


def test_every_address_answers_and_no_token_is_printed(service: Service) -> None:
    assert f" token officer --data {service.data}" in service.printed()
    assert TOKEN.findall(service.printed()) == []
    for url in (f"http://127.0.0.1:{service.port}/docs", DataFolder(service.data).endpoints().temporal_ui_url):  # type: ignore[union-attr]
        assert url in service.printed()
        assert httpx.get(url, trust_env=False, follow_redirects=True, timeout=60).status_code == 200


async def test_every_center_has_its_workflow(service: Service) -> None:
    until(lambda: "the workflows of 12 centers run" in service.printed(), "workflows run")
    endpoints = DataFolder(service.data).endpoints()
    assert endpoints is not None
    client = await Client.connect(endpoints.temporal_address)
    for center in PHASES:
        description = await client.get_workflow_handle(f"center/{center}").describe()
        assert description.status is not None
        assert description.status.name == "RUNNING"


def test_what_it_keeps_is_its_owners_alone(service: Service) -> None:
    assert stat.S_IMODE(service.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((service.data / "signing-key").stat().st_mode) == 0o600
    logs = {path.name for path in (service.data / "logs").iterdir()}
    assert logs - {"up.log"} == {"temporal.log", "worker.log", "api.log"}
    files = [path for path in service.data.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_token_of_the_command_line_is_taken(service: Service) -> None:
    token = hengxu("token", "auditor", "--data", str(service.data)).stdout.strip()
    assert centers(service, token).status_code == 200


def centers(service: Service, token: str) -> httpx.Response:
    """The register, as the bearer of the token sees it."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"http://127.0.0.1:{service.port}/api/v1/centers", headers=headers, trust_env=False, timeout=60)


def test_a_second_service_on_the_same_folder_is_refused(service: Service) -> None:
    answer = hengxu("up", "--data", str(service.data))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.splitlines()) == 1
    assert f"127.0.0.1:{service.port}" in answer.stderr


def test_a_port_in_use_is_named_with_what_to_do(service: Service, tmp_path: Path) -> None:
    answer = hengxu("up", "--data", str(tmp_path / "other"), "--port", str(service.port))
    assert (answer.returncode, answer.stdout) == (2, "")
    (line,) = answer.stderr.splitlines()
    assert line.startswith(f"端口 {service.port} 已被占用")
    assert line.endswith(f"port {service.port} is in use: choose another with --port")


def test_importing_the_seed_again_while_it_runs_changes_nothing(service: Service) -> None:
    answer = hengxu("import", "seeds/real-centers.json", "--data", str(service.data))
    assert answer.returncode == 0, answer.stderr
    assert "the workflows of 12 centers run" in answer.stdout


def test_a_holiday_notice_is_entered_from_a_file(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "2027.yaml"
    file.write_text(
        "year: 2027\nnumber: 国办发明电〔2026〕7号\nissued_on: 2026-11-04\nholidays: [2027-01-01]\n", encoding="utf-8"
    )
    for _ in range(2):
        answer = hengxu("calendar", "enter", str(file), "--data", str(service.data))
        assert answer.returncode == 0, answer.stderr
    assert "the deadlines of all centers follow in the background" in answer.stdout
    again = file.with_name("again.yaml")
    again.write_text(file.read_text(encoding="utf-8").replace("〔2026〕7号", "〔2026〕 7号"), encoding="utf-8")
    answer = hengxu("calendar", "enter", str(again), "--data", str(service.data), "--json")
    assert answer.returncode == 1
    answered = json.loads(answer.stdout)
    assert answered["en"].startswith(
        "not entered: The holiday notice of 2027 (国办发明电〔2026〕7号) is entered already"
    )
    assert answered["zh"].startswith("未录入：")
    assert [notice["year"] for notice in service.get("/calendar/notices")["items"]] == [2027]


@pytest.mark.parametrize("part", ["worker", "api", "temporal"])
def test_a_part_that_is_killed_comes_back_and_decisions_go_on(service: Service, part: str) -> None:
    before = service.children()[part]
    os.kill(before, signal.SIGKILL)
    until(lambda: service.children().get(part, before) != before, f"{part} again")
    receipt = service.decide("sh-space-energy", "district", f"after-{part}", type="record_supervision", **SUPERVISION)
    assert receipt["outcome"] == "recorded"
    assert f"{part} ended (-9)" in service.printed()


def test_everything_stops_when_told_and_is_found_again_when_started_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = start(data, tmp_path / "first", "--no-seed", "--tokens")
    printed = dict(TOKEN.findall(first.printed()))
    assert printed.keys() == set(PEOPLE)
    for token in printed.values():
        assert centers(first, token).json()["items"] == []
    parts = first.children()
    assert first.stop(signal.SIGINT) == 0
    assert not any(map(lives, parts.values()))
    assert DataFolder(data).endpoints() is None

    with running(data, tmp_path / "second") as second:
        assert "12 real centers imported" in second.printed()
        receipt = second.decide("sh-beidou", "officer", "kept", type="complete_record", name_en="Beidou", source="批复")
        parts = second.children()
        second.stop(signal.SIGKILL)
        until(lambda: not any(map(lives, parts.values())), "no orphan")

    with running(data, tmp_path / "third") as third:
        assert "imported" not in third.printed()
        assert "put aside" not in third.printed()
        assert third.get("/receipts/kept")["events"] == receipt["events"]
        assert third.get("/centers?limit=100")["total"] == len(PHASES)
        again = third.decide("sh-beidou", "officer", "again", **NUMBER)
        assert again["version"] > receipt["version"]
        assert third.decide("sh-beidou", "officer", "again", **NUMBER) == again
        assert third.stop() == 0


def test_a_store_that_is_damaged_is_put_aside_and_every_workflow_begun_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    DataFolder(data).make()
    store = data / "temporal.sqlite3"
    store.write_bytes(b"")  # what is left of a server that was killed in its first second
    with running(data, tmp_path / "output") as service:
        assert "Temporal's store was never finished and was put aside" in service.printed()
        until(lambda: "the workflows of 12 centers run" in service.printed(), "workflows run")
        store.write_bytes(b"no database\n" * 10_000)
        os.kill(service.children()["temporal"], signal.SIGKILL)
        until(lambda: "the workflows of 12 centers were missing and were begun anew" in service.printed(), "begun anew")
        receipt = service.decide("sh-beidou", "officer", "after", **NUMBER)
        assert receipt["outcome"] == "recorded"
        assert "Temporal's store is damaged and was put aside" in (data / "logs" / "up.log").read_text(encoding="utf-8")
    assert len(list(data.glob("temporal.sqlite3.*Z"))) == 2, "beside a store may lie its journal"


def test_it_stops_in_seconds_while_somebody_follows_the_log(tmp_path: Path) -> None:
    with running(tmp_path / "data", tmp_path / "output") as service:
        headers = {"Authorization": f"Bearer {service.token('auditor')}"}
        url = f"http://127.0.0.1:{service.port}/api/v1/events/stream"
        with httpx.stream("GET", url, headers=headers, timeout=30, trust_env=False) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 3000"
            began = time.monotonic()
            assert service.stop() == 0
            assert time.monotonic() - began < SECONDS_TO_STOP
            positions = [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]
            assert positions == list(range(1, len(positions) + 1))


SECONDS_TO_STOP = 10.0
TOKEN = re.compile(r"^  (\w+) \S+ (ey\S+)$", re.MULTILINE)
"""A role and its token, as they are printed."""
SUPERVISION = {"findings": [{"topic": "operation", "finding": "现场查看，运行正常"}]}
NUMBER = {"type": "complete_record", "approval_number": "沪市监计量〔2024〕99号", "source": "批复"}
