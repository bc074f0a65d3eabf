"""No release may break a center that is running: what earlier releases did is replayed by the workflows of today."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from temporal_client.payload_keys import PayloadKey
from temporal_client.payloads import converter_with
from tests.histories.record import version
from tests.histories.stories import STORIES
from workflows.calendar_keeper import CalendarKeeper
from workflows.center_life import CenterLife
from workflows.deputies_keeper import DeputiesKeeper
from workflows.state import CENTER_LIFE, WorkflowState

HERE = Path(__file__).parent
RELEASES = sorted(folder for folder in HERE.iterdir() if folder.name[0].isdigit())
BROKEN = """
Centers that run since release {release} can't be replayed by the workflows as they are now: they would stop in their
task queue and retry for ever. Keep the old way beside the new one with `workflow.patched("what-changed")` (see
https://docs.temporal.io/develop/python/versioning), and record a new history of the new way.

{failures}
"""


def history(path: Path) -> WorkflowHistory:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    return WorkflowHistory.from_json(recorded["workflowId"], {"events": recorded["events"]})


def story_of(path: Path) -> str:
    return path.name.split(".")[0]


def recorded_at(release: Path) -> dict[str, WorkflowHistory]:
    """By the name of the file."""
    return {path.name: history(path) for path in sorted(release.glob("*.json"))}


@pytest.mark.parametrize("keys", [[], [PayloadKey("k", b"k" * 32)]], ids=["plain", "encrypted from now on"])
@pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.name)
async def test_a_center_that_runs_since_a_release_goes_on(release: Path, keys: list[PayloadKey]) -> None:
    recorded = recorded_at(release)
    replayer = Replayer(workflows=[CenterLife, CalendarKeeper, DeputiesKeeper], data_converter=converter_with(keys))
    failed = (await replayer.replay_workflows(each(recorded.values()), raise_on_replay_failure=False)).replay_failures
    failures = [f"{name}: {failed[run.run_id]}" for name, run in recorded.items() if run.run_id in failed]
    if failures:
        pytest.fail(BROKEN.format(release=release.name, failures="\n".join(failures)), pytrace=False)


async def each(histories: Iterable[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for one in histories:
        yield one


def test_every_story_was_recorded_at_this_release() -> None:
    recorded = {story_of(path) for path in (HERE / version()).glob("*.json")}
    assert recorded == set(STORIES), "record them: python -m tests.histories.record"


@workflow.defn(name=CENTER_LIFE)
class Careless:
    """A center's life as somebody might rewrite it without a thought for those that are running."""

    @workflow.run
    async def run(self, _life: WorkflowState) -> str:
        await workflow.sleep(timedelta(days=1))
        return "done"


async def test_a_careless_change_is_found_out() -> None:
    path = HERE / version() / "established.1.json"
    replayer = Replayer(
        workflows=[Careless], data_converter=converter_with([]), workflow_runner=UnsandboxedWorkflowRunner()
    )
    replayed = await replayer.replay_workflow(history(path), raise_on_replay_failure=False)
    assert isinstance(replayed.replay_failure, workflow.NondeterminismError)
