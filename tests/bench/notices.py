"""``python -m tests.bench.notices [centers]``: how long people wait while all centers are being told that working days
have changed.

A Temporal server with its store on disk, a worker of its own process, a SQLite ledger with so many centers under
construction, whose workflows wait. One notice while nothing else is under way is the yardstick; then one that all
centers are notified of, and, a moment after its receipt, another notice, and one decision about a center after
the other. In seconds, from the signal to the receipt.
"""

import asyncio
import os
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from rich.console import Console
from temporalio.client import Client

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.messages import CALENDAR
from domain.kernel.roles import Role
from embedded.temporal import until_ready
from ledger.migrations import migrate
from ledger.opening import open_ledger
from recovery.recovering import start_workflows
from settings import Settings
from temporal_client.client import workflow_id
from temporal_client.workers import tasks_waiting
from tests.bench.crowds import move_in
from tests.bench.processes import environment_of, running
from tests.temporal import Installation, running_server, settings_for, until

CENTERS = 1_000
PAUSE = 0.2
"""Seconds between two decisions."""
BUSY = 10
"""Centers that people decide about meanwhile; the last one is none of them, since it would hear by that."""
RARELY = 0.5
"""Seconds between two looks at whether all are told, which cost something too."""
LONGEST = 600.0
"""Seconds after which it is given up."""
LOOK_WITHIN = timedelta(seconds=5)


class Waited(NamedTuple):
    """In seconds: the notice while nothing else goes on, the next one after it, and decisions while centers are told;
    and until the last center had been notified.
    """

    quiet: float
    second: float
    decisions: tuple[float, ...]
    notified: float


async def waited(centers: int) -> Waited:
    """One round."""
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder) / "temporal.sqlite3") as server:
        settings = settings_for(Path(folder), server.address)
        migrate(settings.ledger)
        with closing(open_ledger(settings.ledger)) as ledger:
            move_in(ledger, centers, today_in_shanghai(), [Phase.CONSTRUCTION])
            house = Installation(settings, await until_ready(settings), ledger)
            with running(environment_of(settings), "-m", "worker"):
                await _all_wait(house, settings, centers)
                return await _told(house, centers)


async def _all_wait(house: Installation, settings: Settings, centers: int) -> None:
    names = [(f"crowd-{number:05}", "") for number in range(centers)]
    await start_workflows(house.client, settings, names)
    await until(lambda: _rests(house.client, settings), LONGEST)


async def _rests(client: Client, settings: Settings) -> bool | None:
    return True if await tasks_waiting(client, settings, LOOK_WITHIN) == 0 else None


async def _told(house: Installation, centers: int) -> Waited:
    years = count(today_in_shanghai().year + 3)
    last = f"crowd-{centers - 1:05}"
    quiet = await _timed(house, CALENDAR, Role.OFFICER, **_notice(next(years)))
    await _until_told(house, last, 1)
    began = time.perf_counter()
    await _timed(house, CALENDAR, Role.OFFICER, **_notice(next(years)))
    await asyncio.sleep(PAUSE)
    second = asyncio.create_task(_timed(house, CALENDAR, Role.OFFICER, **_notice(next(years))))
    telling = asyncio.create_task(_until_told(house, last, 2))
    decisions = []
    for number in cycle(range(BUSY)):
        await asyncio.sleep(PAUSE)
        note = {"type": "record_supervision", "findings": "正常", "period": "2026年上半年"}
        decisions.append(await _timed(house, f"crowd-{number:05}", Role.DISTRICT, expected="any", **note))
        if telling.done() and second.done():
            break
    await telling
    return Waited(quiet, await second, tuple(decisions), time.perf_counter() - began)


def _notice(year: int) -> dict[str, Any]:
    stated = {"year": year, "number": f"国办发明电〔{year - 1}〕7号", "issued_on": f"{today_in_shanghai():%Y-%m-%d}"}
    return {"type": "enter_holiday_notice", "notice": {**stated, "holidays": [f"{year}-01-01"]}}


async def _timed(house: Installation, stream: str, role: Role, expected: str = "recorded", **body: Any) -> float:
    """From the signal to its receipt; a refusal is an answer too, where any is expected."""
    began = time.perf_counter()
    receipt = await house.receipt(await house.say(stream, role, **body))
    if expected not in {"any", receipt.outcome}:
        raise RuntimeError(str(receipt.refusal))
    return time.perf_counter() - began


async def _until_told(house: Installation, center: str, times: int) -> None:
    """Once the center has been told so often that working days have changed."""
    handle = house.client.get_workflow_handle(workflow_id(center))

    async def look() -> bool | None:
        await asyncio.sleep(RARELY)
        notified = 0
        async for event in handle.fetch_history_events():
            if event.HasField("workflow_execution_signaled_event_attributes"):
                notified += event.workflow_execution_signaled_event_attributes.signal_name == "calendar_changed"
        return True if notified >= times else None

    await until(look, LONGEST)


def main(centers: int = CENTERS) -> None:
    """Measure and show."""
    found = asyncio.run(waited(centers))
    lines = (
        f"{centers} centers, {os.cpu_count()} cores",
        f"a notice while nothing goes on            {found.quiet:.2f} s",
        f"the next notice while centers are notified    {found.second:.2f} s, {found.second / found.quiet:.1f} times",
        f"decisions meanwhile, median of {len(found.decisions):3}        {median(found.decisions):.2f} s",
        f"… the longest                             {max(found.decisions):.2f} s",
        f"until the last center was notified            {found.notified:.1f} s",
    )
    Console().print("\n".join(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
