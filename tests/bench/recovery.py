"""Centers recovered a second, next to raw starts of a bare workflow.

Both sides start as many workflows on one server, as many at once, and no worker takes part: what is measured is the way
from the ledger's register to a workflow that Temporal keeps.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Iterator
from itertools import count, islice
from pathlib import Path

from temporalio.client import Client

from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from recovery.recovering import living_centers, start_workflows
from settings import Settings
from tests.bench.bare_worker import BARE_QUEUE, BareLife
from tests.bench.measure import Finding, rated_pairs
from tests.bench.memory import CENTERS, take_up
from tests.temporal import running_server, settings_for

ROUNDS = 5
OF_A_ROUND = CENTERS // ROUNDS


def recovery() -> list[Finding]:
    """The comparison, in turn on one server; the first round doesn't count."""
    return asyncio.run(_recovery())


async def _recovery() -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        take_up(settings)
        pairs = await _in_turn(await until_ready(settings), settings)
    return [rated_pairs("center recovered", "/s", pairs[1:], against="raw start_workflow", aim=0.8)]


async def _in_turn(client: Client, settings: Settings) -> list[tuple[float, float]]:
    ledger, numbers = open_ledger(settings.ledger), count()
    lives = living_centers(ledger)
    try:
        return [
            (
                await _rate(start_workflows(client, settings, islice(lives, OF_A_ROUND))),
                await _rate(_start_bare(client, islice(numbers, OF_A_ROUND))),
            )
            for _ in range(ROUNDS)
        ]
    finally:
        ledger.close()


async def _start_bare(client: Client, numbers: Iterator[int]) -> None:
    async def start(number: int) -> None:
        await client.start_workflow(BareLife.run, id=f"bare/{number}", task_queue=BARE_QUEUE)

    await with_bounded_concurrency(numbers, start)


async def _rate(work: Awaitable[object]) -> float:
    start = time.perf_counter()
    await work
    return OF_A_ROUND / (time.perf_counter() - start)
