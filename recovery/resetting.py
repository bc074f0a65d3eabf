"""Workflows that can't go on, and their runs begun anew: in batches, each of which has to go on before the next."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from temporalio.client import Client

from ledger.application import Ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from recovery.recovering import OneMore, living_centers
from temporal_client.client import workflow_id
from temporal_client.failing_workflows import failing_workflows, fails_its_task
from temporal_client.resetting import reset_run
from temporal_client.workflow_query import CannotReplay, NoAnswer, NotRunning, ask_whether_it_goes_on

BATCH = 50
"""How many runs are reset before it is seen whether they go on."""
PATIENCE = 60.0
"""Seconds in which the workflows of a batch have to answer."""
PAUSE = 0.2
REASON = "hengxu reset"
"""What Temporal shows beside the run that ended."""


async def stuck_workflows(client: Client, ledger: Ledger, one_more: OneMore = lambda: None) -> list[str]:
    """The ids of the workflows that can't go on under the code of the worker that runs: those whose tasks fail, and
    those of living centers that a worker can't replay when it is asked to. Raises ``RPCError``.
    """
    stuck = {failing.id for failing in await failing_workflows(client)}

    async def ask(name: str) -> None:
        if name not in stuck and await _is_stuck(client, name):
            stuck.add(name)
        one_more()

    await with_bounded_concurrency((workflow_id(center_id) for center_id, _ in living_centers(ledger)), ask)
    return sorted(stuck)


async def _is_stuck(client: Client, name: str) -> bool:
    try:
        await ask_whether_it_goes_on(client, name)
    except CannotReplay:
        return True
    except NoAnswer:
        return await fails_its_task(client, name)
    except NotRunning:
        return False
    return False


@dataclass
class Resetting:
    """Runs reset to their first workflow task. ``patience`` is in seconds."""

    client: Client
    batch: int = BATCH
    patience: float = PATIENCE
    reset: list[str] = field(default_factory=list)
    """Ids of the workflows whose runs were begun anew, as far as it has come."""

    async def all(self, workflows: Iterable[str], one_more: OneMore = lambda: None) -> list[str]:
        """One batch after the other, until those of one don't go on; the ids of these, with nothing done to those after
        them. Raises ``RPCError``.
        """
        left = iter(workflows)
        while batch := list(islice(left, self.batch)):
            if stuck := await self._batch(batch, one_more):
                return stuck
        return []

    async def _batch(self, names: Sequence[str], one_more: OneMore) -> list[str]:
        stuck: list[str] = []

        async def reset(name: str) -> None:
            await reset_run(self.client, name, REASON)
            self.reset.append(name)
            if not await self._goes_on(name):
                stuck.append(name)
            one_more()

        await with_bounded_concurrency(names, reset)
        return sorted(stuck)

    async def _goes_on(self, name: str) -> bool:
        clock = asyncio.get_running_loop().time
        until = clock() + self.patience
        while clock() < until:
            try:
                await ask_whether_it_goes_on(self.client, name)
            except CannotReplay:
                return False
            except NotRunning:
                return True
            except NoAnswer:
                await asyncio.sleep(PAUSE)
            else:
                return True
        return False
