"""Records the histories of a release: ``python -m tests.histories.record``, once, when the release is made.

Each story is played on a real server by the workflows as they are now; every run of every workflow in it is written to
``tests/histories/<version>/<story>.<n>.json``. Those of earlier releases stay as long as a center may still be running
by them: ``tests/histories/test_replay.py`` replays all of them with the workflows of today.
"""

import asyncio
import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowExecution, WorkflowHistory

from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from settings import Settings
from temporal_client.payloads import data_converter
from tests.histories.stories import STORIES, Story
from tests.temporal import Installation, running_server, settings_for

HERE = Path(__file__).parent
NOBODY = "recorder"
"""Who recorded, instead of a process and a machine."""


def version() -> str:
    """The release that is being made."""
    project = tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


async def main() -> None:
    """Every story on a server of its own, so that each has the one calendar to itself."""
    folder = HERE / version()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, story in STORIES.items():
        histories = await played(story)
        for place, history in enumerate(histories, start=1):
            (folder / f"{name}.{place}.json").write_text(written(history), encoding="utf-8")
        sys.stdout.write(f"{name}: {len(histories)}\n")


async def played(story: Story) -> list[WorkflowHistory]:
    """The histories of all that ran in the story."""
    with tempfile.TemporaryDirectory() as data, running_server() as server:
        settings = settings_for(Path(data), server.address).model_copy(update={"task_queue": "hengxu"})
        migrate(settings.ledger)
        ledger = open_ledger(settings.ledger)
        house = Installation(settings, await nobodys_client(settings), ledger)
        try:
            async with house.working():
                await story(house, "c-story")
                await house.settled("c-story")
                return [history async for history in everything(house.client)]
        finally:
            ledger.close()


async def nobodys_client(settings: Settings) -> Client:
    """A client that doesn't tell where it ran."""
    await until_ready(settings)
    return await Client.connect(settings.temporal_address, data_converter=data_converter(settings), identity=NOBODY)


async def everything(client: Client) -> AsyncIterator[WorkflowHistory]:
    """All runs of all workflows, by their start."""
    for run in sorted(await all_runs(client), key=lambda run: (run.start_time, run.run_id)):
        yield await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()


async def all_runs(client: Client) -> list[WorkflowExecution]:
    """The server lists a run a moment after it began: once it names no more than a second ago."""
    found: list[WorkflowExecution] = []
    while True:
        again = [run async for run in client.list_workflows()]
        if found and len(found) == len(again):
            return again
        found = again
        await asyncio.sleep(1)


def written(history: WorkflowHistory) -> str:
    """The history as JSON, one event a line."""
    recorded: dict[str, Any] = history.to_json_dict()
    events = ",\n".join(json.dumps(event, ensure_ascii=False, separators=(",", ":")) for event in recorded["events"])
    return f'{{"workflowId":"{history.workflow_id}","events":[\n{events}\n]}}\n'


if __name__ == "__main__":
    asyncio.run(main())
