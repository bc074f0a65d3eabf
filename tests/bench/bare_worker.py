"""The yardstick's worker: a workflow that hears signals and runs an activity that does nothing for each."""

import asyncio
import json
import socket
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

BARE_QUEUE = "bare"


@workflow.defn
class BareLife:
    """Nothing but the waiting and the asking."""

    def __init__(self) -> None:
        self.inbox: deque[str] = deque()

    @workflow.run
    async def run(self) -> None:
        """For ever."""
        while True:
            await workflow.wait_condition(lambda: bool(self.inbox))
            await workflow.execute_activity(
                "do_nothing", self.inbox.popleft(), start_to_close_timeout=timedelta(seconds=10)
            )

    @workflow.signal
    def hear(self, word: str) -> None:
        """One word."""
        self.inbox.append(word)


async def main(address: str, path: str) -> None:
    """Work until killed."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    @activity.defn(name="do_nothing")
    def do_nothing(word: str) -> None:
        door.sendto(json.loads(word)["id"].encode(), path)

    client = await Client.connect(address)
    async with Worker(
        client,
        task_queue=BARE_QUEUE,
        workflows=[BareLife],
        activities=[do_nothing],
        activity_executor=ThreadPoolExecutor(8),
        max_concurrent_activities=8,
        max_concurrent_workflow_tasks=16,
    ):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
