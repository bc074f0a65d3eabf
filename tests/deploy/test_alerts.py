"""What `ops/alerts.yml` asks for is measured, says what to do in both languages, and is tried where promtool is."""

import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import SecretStr
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from api.app import create_app
from embedded.ports import free_port
from embedded.temporal import until_ready
from health.metrics import HealthMetrics
from settings import Settings
from temporal_client.runtime import prometheus_at
from tests.api.conftest import temporal_server
from tests.temporal import KEY, Server, settings_for, until
from tests.writing import make_ledger

__all__ = ["temporal_server"]

OPS = Path(__file__).parents[2] / "ops"
ALERTS = OPS / "alerts.yml"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]
TRIED = yaml.safe_load((OPS / "alerts.test.yml").read_text(encoding="utf-8"))
NAME = re.compile(r"\b(?:hengxu|temporal|process)_\w+")
PROMTOOL = shutil.which("promtool")


def names_in(exposed: str) -> set[str]:
    """The names of samples, as far as the description of each metric tells them."""
    kinds = dict(line.split()[2:4] for line in exposed.splitlines() if line.startswith("# TYPE "))
    histograms = [name for name, kind in kinds.items() if kind == "histogram"]
    return set(kinds) | {f"{name}_{part}" for name in histograms for part in ("bucket", "sum", "count")}


def asked_for(prefix: str) -> set[str]:
    return {name for rule in RULES for name in NAME.findall(rule["expr"]) if name.startswith(prefix)}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_an_alert_says_how_grave_it_is_and_what_to_do_in_both_languages(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    zh, en = rule["annotations"]["summary"].split(" / ")
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.search(r"[\u4e00-\u9fff]", en) is None


def test_every_alert_is_tried() -> None:
    text = str(TRIED)
    assert [rule["alert"] for rule in RULES if f'alertname="{rule["alert"]}"' not in text] == []
    assert TRIED["rule_files"] == [ALERTS.name]


async def test_every_number_of_ours_that_an_alert_asks_for_is_shown_by_the_api(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, signing_key=SecretStr(KEY), temporal_address=f"127.0.0.1:{free_port()}")
    make_ledger(settings.ledger)
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        shown = names_in((await http.get("/metrics")).text)
    assert asked_for("hengxu_") - shown == set()
    assert len(asked_for("hengxu_")) >= 8


def test_the_worker_shows_what_health_finds_under_the_same_names() -> None:
    registry = CollectorRegistry()
    HealthMetrics(registry)
    shown = names_in(generate_latest(registry).decode())
    of_requests = {name for name in asked_for("hengxu_") if re.match(r"hengxu_(requests|receipt|reads)_", name)}
    assert asked_for("hengxu_") - of_requests - shown == set()


@activity.defn
async def fail_once() -> None:
    if activity.info().attempt == 1:
        raise ValueError("once")


@workflow.defn
class Stuck:
    @workflow.run
    async def run(self) -> None:
        again = RetryPolicy(initial_interval=timedelta(milliseconds=10))
        await workflow.execute_activity(fail_once, start_to_close_timeout=timedelta(seconds=10), retry_policy=again)
        raise RuntimeError("a fault of the program")


async def test_what_alerts_ask_of_the_sdk_is_what_it_measures(tmp_path: Path, temporal_server: Server) -> None:
    await until_ready(settings_for(tmp_path, temporal_server.address))
    port = free_port()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=prometheus_at("127.0.0.1", port)))
    client = await Client.connect(temporal_server.address, runtime=runtime)
    worker = Worker(
        client,
        task_queue="stuck",
        workflows=[Stuck],
        activities=[fail_once],
        workflow_runner=UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker, httpx.AsyncClient(trust_env=False) as http:
        stuck = await client.start_workflow(Stuck.run, id="stuck", task_queue="stuck")

        async def found() -> bool | None:
            shown = names_in((await http.get(f"http://127.0.0.1:{port}/metrics")).text)
            return asked_for("temporal_") <= shown or None

        await until(found)
        await stuck.terminate()
    assert len(asked_for("temporal_")) == 2


@pytest.mark.skipif(PROMTOOL is None, reason="promtool (Debian: prometheus) is not installed")
@pytest.mark.parametrize(
    "question", ["check rules alerts.yml", "check config prometheus.yml", "test rules alerts.test.yml"]
)
def test_promtool_finds_the_rules_in_order(question: str) -> None:
    command = [str(PROMTOOL), *question.split()]
    done = subprocess.run(command, cwd=OPS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
