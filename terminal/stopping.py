"""Long work that Ctrl-C or SIGTERM ends in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run_until_told_to_stop(work: Coroutine[Any, Any, T]) -> T:
    """What the work answers. Raises ``CancelledError`` when it was told to stop before."""
    return asyncio.run(_until_told_to_stop(work))


async def _until_told_to_stop(work: Coroutine[Any, Any, T]) -> T:
    working = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    return await working
