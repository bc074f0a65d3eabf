"""Every living center of the ledger gets its workflow: when the house opens, after an import, after a loss. What was
heard and never recorded is sent again.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from temporalio.client import Client

from domain.guideline.phases import LIVING, Phase
from ledger.application import Ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from recovery.pacing import Pace
from recovery.unrecorded import Unrecorded, find_unrecorded, send_again, unrecorded_of
from settings import Settings
from temporal_client.client import ensure_running, notify_of_calendar, workflow_id
from temporal_client.workflow_query import is_running, running_workflows

PAGE = 200

OneMore = Callable[[], object]
"""Called for each center that is done."""


def living_centers(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The id of every center whose life goes on, with its name and phase in one line; by id."""
    cursor: str | None = None
    while True:
        page = ledger.read_model.find_centers(limit=PAGE, cursor=cursor)
        for item in page.items:
            phase = Phase(item["phase"])
            if phase in LIVING:
                yield item["center_id"], f"{item['name_zh']} · {phase.label.zh}"
        cursor = page.next_cursor
        if cursor is None:
            return


def count_living(ledger: Ledger) -> int:
    """How many centers' lives go on."""
    return sum(ledger.read_model.find_centers(phase=phase.value, limit=1).total for phase in LIVING)


class Recovered(NamedTuple):
    """How many centers' lives go on, for how many a workflow was begun anew, and how many signals were sent again that
    ended runs had heard.
    """

    living: int
    begun: int
    sent_again: int


async def recover(client: Client, settings: Settings, ledger: Ledger, one_more: OneMore = lambda: None) -> Recovered:
    """What was heard and never recorded is sent again, and every living center gets its workflow: signals first, for
    nobody is late because their signal lay waiting. As often as one likes. Raises ``RPCError``.
    """
    found = await _unrecorded(client, ledger)
    living_ones = {center_id for center_id, _ in living_centers(ledger)}
    begun = [one for one in found if one in living_ones and not await is_running(client, workflow_id(one))]
    sent = await send_again(client, settings, found)
    living = await start_missing(client, settings, ledger, begun.append, one_more)
    return Recovered(living, len(begun), sent)


async def begin_anew(client: Client, settings: Settings, ledger: Ledger, center_id: str) -> None:
    """The same for one center whose workflow is known not to run. Raises ``RPCError``."""
    await send_again(client, settings, await unrecorded_of(client, ledger, workflow_id(center_id)))
    await ensure_running(client, settings, center_id)


async def send_unrecorded(client: Client, settings: Settings, ledger: Ledger) -> int:
    """Sends again what runs that were cut off had heard, and what is neither recorded nor waits; how many there were.
    Raises ``RPCError``.
    """
    return await send_again(client, settings, await _unrecorded(client, ledger))


async def _unrecorded(client: Client, ledger: Ledger) -> Unrecorded:
    living = (workflow_id(center_id) for center_id, _ in living_centers(ledger))
    return await find_unrecorded(client, ledger, living)


async def start_workflows(
    client: Client, settings: Settings, centers: Iterable[tuple[str, str]], one_more: OneMore = lambda: None
) -> int:
    """Let a workflow wait for each of these centers, at the pace at which workers take them up, and say how many there
    are. Raises ``RPCError``.

    One that waits already is left alone, so that whoever was interrupted simply does it again. A new one asks the
    ledger where its center stands, sets its alarm by that, and records what the clocks would have said meanwhile.
    """
    started, pace = 0, Pace(client, settings)

    async def start(center: tuple[str, str]) -> None:
        nonlocal started
        center_id, summary = center
        await pace.wait()
        await ensure_running(client, settings, center_id, summary)
        started += 1
        one_more()

    await with_bounded_concurrency(centers, start)
    return started


async def let_look_again(client: Client, centers: Iterable[str]) -> None:
    """Let the waiting workflows of these centers know that the ledger says more than they know. Raises ``RPCError``."""

    async def tell(center_id: str) -> None:
        await notify_of_calendar(client, center_id)  # the signal by which they read the ledger anew

    await with_bounded_concurrency(centers, tell)


async def start_missing(
    client: Client,
    settings: Settings,
    ledger: Ledger,
    begun: Callable[[str], object] = lambda _: None,
    one_more: OneMore = lambda: None,
) -> int:
    """Let a workflow wait for each living center that has none, and say how many live; ``begun`` is called with the id
    of each that had none.

    Those that Temporal lists as running are not spoken to; of the others each is looked at itself, as lists lag behind.
    Raises ``RPCError``.
    """
    listed, living, pace = await running_workflows(client), 0, Pace(client, settings)

    async def look(center: tuple[str, str]) -> None:
        nonlocal living
        center_id, summary = center
        name = workflow_id(center_id)
        if name not in listed and not await is_running(client, name):
            await pace.wait()
            await ensure_running(client, settings, center_id, summary)
            begun(center_id)
        living += 1
        one_more()

    await with_bounded_concurrency(living_centers(ledger), look)
    return living
