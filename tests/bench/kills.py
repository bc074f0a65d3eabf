"""``python -m tests.bench.kills [rounds]``: two workers take decisions, one is killed within one of them; the seconds
to the receipt, where it cost something, and whether a workflow's task or a recording was in hand.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from domain.kernel.roles import Role
from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from temporal_client.workers import queue
from tests.bench.processes import environment_of, running
from tests.lives import commands
from tests.temporal import Installation, running_server, settings_for, until

ROUNDS = 12
SEED = 5
WITHIN = 0.05
"""Seconds after the sending within which the worker is killed."""
SAY = commands()


async def kills(rounds: int) -> None:
    """Says a line for each round that cost more than a second."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        house = Installation(settings, await until_ready(settings), open_ledger(settings.ledger))
        environment = environment_of(settings)
        with ExitStack() as started:

            def worker() -> subprocess.Popen[bytes]:
                return started.enter_context(running(environment, "-m", "worker"))

            workers = [worker(), worker()]
            for number in range(rounds):
                center = f"c-{uuid4().hex[:8]}"
                await until(lambda: _both_ask(house, workers))
                await house.take(center, {**SAY["register_center"], "center_id": center})
                began = time.perf_counter()
                sent = asyncio.create_task(house.say(center, Role.APPLICANT, **SAY["submit_industry_research"]))
                await asyncio.sleep(chance.uniform(0, WITHIN))
                workers.pop(number % 2).kill()
                await house.receipt(await sent)
                if (cost := time.perf_counter() - began) > 1:
                    sys.stdout.write(f"{cost:.1f} s, {await _in_hand(house, center)}\n")
                workers.insert(number % 2, worker())
        house.ledger.close()


async def _both_ask(house: Installation, workers: list[subprocess.Popen[bytes]]) -> bool | None:
    """Once each of these processes asks for tasks."""
    asking = (await queue(house.client, house.settings, timedelta(seconds=5))).workers
    names = {identity.split("@")[0] for identity, _ in asking}
    return {str(worker.pid) for worker in workers} <= names or None


async def _in_hand(house: Installation, center: str) -> str:
    history = await house.workflow(center).fetch_history()
    timed_out = any(event.HasField("workflow_task_timed_out_event_attributes") for event in history.events)
    return "a workflow's task" if timed_out else "a recording"


if __name__ == "__main__":
    asyncio.run(kills(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
