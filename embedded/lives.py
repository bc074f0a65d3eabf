"""Every living center of the ledger has a workflow that waits for it."""

import asyncio
from collections.abc import Iterable, Iterator
from itertools import islice

from temporalio.client import Client

from domain.phases import LIVING
from ledger.application import Ledger
from settings import Settings
from workflows.starting import ensure_running

AT_A_TIME = 16
"""Workflows that are started at once."""
PAGE = 200


def living_centers(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The id and the name of every center whose life goes on, by phase."""
    for phase in LIVING:
        cursor: str | None = None
        while True:
            page = ledger.read_model.find_centers(phase=phase.value, limit=PAGE, cursor=cursor)
            yield from ((item["center_id"], f"{item['name_zh']} · {phase.label.zh}") for item in page.items)
            cursor = page.next_cursor
            if cursor is None:
                break


async def start_lives(client: Client, settings: Settings, centers: Iterable[tuple[str, str]]) -> int:
    """Let a workflow wait for each of these centers; one that does already is left alone. Raises ``RPCError``."""
    left, started = iter(centers), 0
    while some := await asyncio.to_thread(list, islice(left, AT_A_TIME)):
        await asyncio.gather(*(ensure_running(client, settings, center, summary) for center, summary in some))
        started += len(some)
    return started
