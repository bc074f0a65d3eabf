"""Whatever differs between the ledger and Temporal is shown, and nothing else is."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from domain.center_summary import CenterSummary
from recovery.reconciling import NoWorker
from temporal_client.client import workflow_id
from tests.bench.processes import environment_of
from tests.recovery.conftest import Town
from tests.temporal import Installation
from workflows.center_life import CenterLife
from workflows.state import WorkflowState

ROOT = Path(__file__).parents[2]
INCUBATION, CONSTRUCTION, WITHDRAWN = "c-000", "c-002", "c-005"


async def hengxu(town: Town, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as an operator gives it."""
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env=environment_of(town.house.settings),
        capture_output=True,
        text=True,
        check=False,
    )


async def begin(house: Installation, name: str, center: str, standing: CenterSummary | None = None) -> None:
    """A workflow that nobody should have started, or not so; its waiting has begun."""
    life = WorkflowState(stream=center, standing=standing)
    await house.client.start_workflow(CenterLife.run, life, id=name, task_queue=house.settings.task_queue)


def outdated(center: str) -> CenterSummary:
    return CenterSummary(center_id=center, version=1, phase="incubation")


async def test_a_sound_house_shows_no_difference_and_says_so(town: Town) -> None:
    async with town.house.working():
        await town.settle(6)
        outcome = await hengxu(town, "reconcile")
        read = await hengxu(town, "reconcile", "--json")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "5 living centers, 0 differences" in outcome.stdout
    assert (read.returncode, json.loads(read.stdout)) == (
        0,
        {"living": 5, "lists_left": 0, "differences": [], "ended_runs_kept_days": 1.0},
    )


async def test_every_kind_of_difference_is_shown_and_nothing_else(town: Town) -> None:
    house = town.house
    async with house.working():
        await town.settle(6)
        for center in (INCUBATION, CONSTRUCTION):
            await house.workflow(center).terminate()
        await begin(house, workflow_id(CONSTRUCTION), CONSTRUCTION, outdated(CONSTRUCTION))
        await begin(house, workflow_id(WITHDRAWN), WITHDRAWN, outdated(WITHDRAWN))
        await begin(house, workflow_id("c-nobody"), "c-nobody", outdated("c-nobody"))
        await begin(house, "by-hand", INCUBATION)
        read = await hengxu(town, "reconcile", "--json")
        outcome = await hengxu(town, "reconcile")
    shown = [
        (one["workflow_id"], one["kind"], one["ledger"], one["temporal"])
        for one in json.loads(read.stdout)["differences"]
        if one["kind"] != "wake_at"
    ]
    version = house.ledger.version(CONSTRUCTION)
    assert shown == [
        ("by-hand", "unknown_center", "–", "running"),
        (workflow_id(INCUBATION), "not_running", "incubation v1", "–"),
        (workflow_id(CONSTRUCTION), "version", str(version), "1"),
        (workflow_id(CONSTRUCTION), "phase", "construction", "incubation"),
        (workflow_id(WITHDRAWN), "ended_center", "withdrawn", "running"),
        (workflow_id("c-nobody"), "unknown_center", "–", "running"),
    ]
    [clock] = [one for one in json.loads(read.stdout)["differences"] if one["kind"] == "wake_at"]
    assert (clock["center_id"], clock["temporal"]) == (CONSTRUCTION, "–")
    assert (read.returncode, outcome.returncode, read.stderr) == (1, 1, "")
    assert "没有运行中的流程" in outcome.stdout
    assert "7 differences" in outcome.stdout


async def test_a_workflow_of_another_kind_under_a_centers_id_gives_no_answer(town: Town) -> None:
    async with town.house.working():
        await town.settle(2)
        await town.house.workflow(INCUBATION).terminate()
        await town.house.client.start_workflow(
            "CalendarKeeper",
            WorkflowState(stream=INCUBATION),
            id=workflow_id(INCUBATION),
            task_queue=f"{town.house.settings.task_queue}-nobody",
        )
        [difference] = await town.reconcile(patience=0)
    assert (difference.workflow_id, difference.kind) == (workflow_id(INCUBATION), "no_answer")


async def test_a_house_without_a_worker_is_not_taken_for_one_full_of_differences(town: Town) -> None:
    async with town.house.working():
        await town.settle(2)
    with pytest.raises(NoWorker):
        await town.reconcile()
    outcome = await hengxu(town, "reconcile")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    [line] = outcome.stderr.splitlines()
    assert "no worker runs" in line


async def test_everything_lost_is_shown_and_recovered_by_the_command(town: Town) -> None:
    async with town.house.working():
        await town.settle(6)
    await town.lose_temporal()
    lost = await hengxu(town, "reconcile", "--json")
    assert lost.returncode == 1
    assert {one["kind"] for one in json.loads(lost.stdout)["differences"]} == {"not_running"}
    recovered = await hengxu(town, "recover", "--json")
    expected = {"living": 5, "begun": 5, "sent_again": 0}
    assert (recovered.returncode, json.loads(recovered.stdout)) == (0, expected)
    async with town.house.working():
        assert (await hengxu(town, "reconcile")).returncode == 0
        again = await hengxu(town, "recover")
    assert "the workflows of all 5 living centers run" in again.stdout
    assert again.stderr == ""


@pytest.mark.parametrize("command", ["reconcile", "recover"])
async def test_without_temporal_the_answer_is_one_line_in_both_languages(town: Town, command: str) -> None:
    town.server.stop()
    outcome = await hengxu(town, command)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    [line] = outcome.stderr.splitlines()
    assert "没有应答 / Temporal doesn't answer" in line
