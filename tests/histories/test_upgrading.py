"""The worked example of `docs/upgrading.md` is what happens: its blocks are taken from the page and run."""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from temporalio import workflow
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from domain.guideline.phases import Phase
from recovery.reconciling import Reconciliation
from temporal_client.client import workflow_id
from temporal_client.resetting import reset_run
from tests.histories.record import version
from tests.histories.stories import way
from tests.histories.test_replay import HERE, each, recorded_at
from tests.lives import commands
from tests.temporal import installed, running_server
from tests.workflows.runs import kinds
from workflows import center_life
from workflows.calendar_keeper import CalendarKeeper
from workflows.center_life import CenterLife
from workflows.deputies_keeper import DeputiesKeeper

PAGE = (Path(__file__).parents[2] / "docs" / "upgrading.md").read_text(encoding="utf-8")
NAME = "read_summary_at_start"
CARELESS, RIGHT = re.findall(r"```python\n(.+?)```", PAGE, re.DOTALL)
[ERROR] = re.findall(r"```text\n(.+?)\n```", PAGE, re.DOTALL)


@contextmanager
def changed(block: str) -> Iterator[None]:
    """A release in which the method is as the block has it."""
    found: dict[str, Callable[[CenterLife], Awaitable[None]]] = {}
    exec(compile(block, "docs/upgrading.md", "exec"), vars(center_life).copy(), found)
    unsandboxed = partial(Worker, workflow_runner=UnsandboxedWorkflowRunner())
    with patch.object(CenterLife, NAME, found[NAME]), patch("worker.Worker", unsandboxed):
        yield


async def failures() -> list[Exception]:
    """What the release that is being made can't replay of what the last one has written."""
    replayer = Replayer(
        workflows=[CenterLife, CalendarKeeper, DeputiesKeeper],
        data_converter=pydantic_data_converter,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    histories = recorded_at(HERE / version()).values()
    replayed = await replayer.replay_workflows(each(histories), raise_on_replay_failure=False)
    return list(replayed.replay_failures.values())


async def test_the_change_that_the_page_warns_of_is_found_out_as_the_page_says() -> None:
    with changed(CARELESS):
        found = await failures()
    assert found
    assert all(isinstance(failure, workflow.NondeterminismError) for failure in found)
    assert ERROR in str(found[0])


async def test_the_change_that_the_page_calls_right_replays_everything() -> None:
    with changed(RIGHT):
        assert await failures() == []


@pytest.mark.real_time
async def test_a_waiting_center_goes_on_by_the_right_change_and_is_mended_after_the_other(
    tmp_path: Path,
) -> None:
    waiting, begun_later, say = "c-waiting", "c-later", commands()
    with running_server() as server:
        async with installed(tmp_path, server) as house:
            async with house.working():
                await house.take(waiting, *way(Phase.CONSTRUCTION, waiting))
                await house.settled(waiting)

            async def difference() -> list[str]:
                compared = Reconciliation(house.ledger, house.client, house.settings.policy, patience=2)
                return [one.kind.label.en for one in await compared.differences()]

            with changed(CARELESS):
                async with house.working():
                    [shown] = await difference()
            with changed(RIGHT):
                async with house.working():
                    await house.take(waiting, say["appoint_director"])
                    await house.take(begun_later, *way(Phase.APPLICATION, begun_later))
                    await house.settled(begun_later)
                    assert await difference() == []
                    patched = [kinds(await house.workflow(center).fetch_history()) for center in (waiting, begun_later)]
            with changed(CARELESS):
                async with house.working():
                    await reset_run(house.client, workflow_id(waiting), "tried")
                    await reset_run(house.client, workflow_id(begun_later), "tried")
                    await house.take(waiting, say["hold_exchange"])
                    assert await difference() == []
    assert shown in PAGE
    assert [found["MARKER_RECORDED"] for found in patched] == [0, 1]
