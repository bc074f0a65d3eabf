"""Every program writes its lines in the form that is set, and refuses to start with one that doesn't exist."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from embedded.ports import free_port
from settings import Settings
from tests.api.conftest import temporal_server
from tests.temporal import KEY, PATIENCE, Server
from tests.writing import make_ledger

__all__ = ["temporal_server"]

ROOT = Path(__file__).parents[2]
LOUD = {"HENGXU_LOG_LEVEL": "loud"}
JSON = {"HENGXU_LOG_FORMAT": "json"}


def environment(data: Path, **variables: str) -> dict[str, str]:
    return os.environ | {"HENGXU_DATA": str(data), "HENGXU_SIGNING_KEY": KEY, "PYTHONPATH": str(ROOT)} | variables


def ended(*command: str, data: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def read(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


@contextmanager
def working(folder: Path, server: Server, health: int, **variables: str) -> Iterator[Path]:
    """The worker as a program, once it answers; its log."""
    settings = Settings(data=folder / "data")
    make_ledger(settings.ledger)
    given = {
        "HENGXU_TEMPORAL_ADDRESS": server.address,
        "HENGXU_TASK_QUEUE": f"test-{folder.name}",
        "HENGXU_WORKER_HEALTH_PORT": str(health),
        **variables,
    }
    log = folder / "worker.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "worker"], env=environment(settings.data, **given), stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(health):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield log
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(port: int) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{port}/livez", trust_env=False).is_success
    return False


def names_at(port: int) -> set[str]:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False, timeout=10).text
    return {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}


@pytest.mark.parametrize("program", [("worker",), ("cli", "serve")])
def test_no_program_starts_with_a_level_that_does_not_exist(tmp_path: Path, program: tuple[str, ...]) -> None:
    done = ended(*program, data=tmp_path / "none", **LOUD)
    assert done.returncode in {1, 2}
    assert done.stderr == (
        "设置有误：HENGXU_LOG_LEVEL ('debug', 'info', 'warning' or 'error') / "
        "these settings are wrong: HENGXU_LOG_LEVEL ('debug', 'info', 'warning' or 'error')\n"
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("program", [("worker",), ("cli", "serve"), ("cli", "up")])
def test_no_program_starts_with_a_collector_that_can_have_no_such_address(
    tmp_path: Path, program: tuple[str, ...]
) -> None:
    done = ended(*program, data=tmp_path / "none", HENGXU_TRACES_ENDPOINT="htp://collector")
    assert done.returncode in {1, 2}
    assert done.stderr == (
        "设置有误：HENGXU_TRACES_ENDPOINT (http(s)://HOST:PORT/v1/traces) / "
        "these settings are wrong: HENGXU_TRACES_ENDPOINT (http(s)://HOST:PORT/v1/traces)\n"
    )
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("given", ["collector:4318", "http://", "http://:80", "http://collector:port", "http://[x"])
def test_what_is_no_address_is_no_collector(given: str) -> None:
    with pytest.raises(ValidationError, match="it has to be http"):
        Settings(traces_endpoint=given)


@pytest.mark.parametrize("ratio", [-0.1, 1.1])
def test_a_share_of_traces_is_between_none_and_all(ratio: float) -> None:
    with pytest.raises(ValidationError, match="traces_ratio"):
        Settings(traces_ratio=ratio)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("", None),
        ("http://collector:4318", "http://collector:4318/v1/traces"),
        ("https://collector/", "https://collector/v1/traces"),
        ("https://collector/otlp/traces", "https://collector/otlp/traces"),
    ],
)
def test_a_collector_that_names_no_path_is_asked_at_the_usual_one(given: str, meant: str | None) -> None:
    assert Settings(traces_endpoint=given).traces_endpoint == meant


def test_without_a_collector_no_program_imports_what_would_send_to_it() -> None:
    code = (
        "import sys, worker, cli, terminal.serve, api.app\n"
        "parts = ('opentelemetry.sdk', 'opentelemetry.exporter', 'temporalio.contrib.opentelemetry', 'requests')\n"
        "sys.stdout.write(' '.join(name for name in sys.modules if name.startswith(parts)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""


@pytest.mark.parametrize("program", [("worker",), ("cli", "reconcile")])
def test_why_a_program_ends_is_a_line_for_programs_too(tmp_path: Path, program: tuple[str, ...]) -> None:
    done = ended(*program, data=tmp_path / "none", HENGXU_PORT="nowhere", **JSON)
    assert done.returncode in {1, 2}
    (line,) = read(done.stderr)
    assert line["level"] == "ERROR"
    assert "HENGXU_PORT" in line["message"]


def test_a_terminal_that_lacks_characters_still_gets_json(tmp_path: Path) -> None:
    variables = {"HENGXU_COLOUR_OF_THE_CURTAINS": "𠮷", "PYTHONIOENCODING": "latin-1", "HENGXU_PORT": "nowhere"}
    unknown, wrong = read(ended("worker", data=tmp_path, **JSON, **variables).stderr)
    assert "HENGXU_COLOUR_OF_THE_CURTAINS" in unknown["message"]
    assert wrong["message"].startswith("设置有误：HENGXU_PORT")


def test_a_port_for_the_sdks_metrics_that_is_taken_is_told(tmp_path: Path, temporal_server: Server) -> None:
    settings = Settings(data=tmp_path / "data")
    make_ledger(settings.ledger)
    taken = str(temporal_server.port)
    done = ended("worker", data=settings.data, HENGXU_TEMPORAL_METRICS_PORT=taken)
    assert done.returncode == 1
    assert f"can't be served at 127.0.0.1:{taken}" in done.stderr
    assert "choose another port in HENGXU_TEMPORAL_METRICS_PORT" in done.stderr


def test_a_worker_logs_its_state_and_measures_itself_and_the_sdk(tmp_path: Path, temporal_server: Server) -> None:
    health, sdk = free_port(), free_port()
    with working(tmp_path, temporal_server, health, HENGXU_TEMPORAL_METRICS_PORT=str(sdk), **JSON) as log:
        deadline = time.monotonic() + PATIENCE
        while not any(name.startswith("temporal_") for name in names_at(sdk)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        own, of_sdk = names_at(health), names_at(sdk)
        assert {"hengxu_ready", "hengxu_proof_lag_seconds", "hengxu_free_bytes", "hengxu_tasks_waiting"} <= own
        assert "process_resident_memory_bytes" in own
        assert "temporal_worker_task_slots_available" in of_sdk
        assert own & of_sdk == set()
    lines = read(log.read_text(encoding="utf-8"))
    (began,) = [line for line in lines if line["logger"] == "hengxu.worker"]
    assert began["message"].startswith("Working for test-")
