"""The centers' workflows in an embedded installation: begun when it starts, and begun anew when one is missing."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NoReturn, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from embedded import temporal
from embedded.processes import Say
from ledger.application import Ledger
from ledger.errors import LedgerError, LedgerUnavailable
from ledger.opening import open_ledger
from recovery.recovering import living_centers, start_missing, start_workflows
from settings import Settings

LOOK_EVERY = 180.0
"""Seconds between two looks at whether every living center has its workflow."""
PAUSE = 1.0
"""Seconds before the workflows are tried again while Temporal or the ledger is away."""
NAMED = 10
"""How many centers are named in one line."""

T = TypeVar("T")
Work = Callable[[Client, Ledger], Awaitable[T]]


class WorkflowWatch:
    """The workflows of all living centers. ``every`` is in seconds."""

    def __init__(self, settings: Settings, say: Say, every: float = LOOK_EVERY) -> None:
        self.settings, self._say, self._every = settings, say, every
        self._hurry = asyncio.Event()

    def look_soon(self) -> None:
        """Look without waiting: Temporal has lost them."""
        self._hurry.set()

    async def wake(self) -> int:
        """Every living center gets its workflow, however often Temporal goes away meanwhile; how many there are."""

        async def start_all(client: Client, ledger: Ledger) -> int:
            return await start_workflows(client, self.settings, living_centers(ledger))

        return await self._until_done(start_all)

    async def keep(self) -> NoReturn:
        """Look now and then, begin anew what is missing, and say so. Workflows that run are not spoken to."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._every)
            self._hurry.clear()
            try:
                await self._begin_missing()
            except LedgerError as trouble:
                self._say(str(trouble))

    async def _begin_missing(self) -> None:
        begun: list[str] = []

        async def start(client: Client, ledger: Ledger) -> None:
            await start_missing(client, self.settings, ledger, begun.append)

        await self._until_done(start)
        if begun:
            self._say(_anew(sorted(begun)))

    async def _until_done(self, work: Work[T]) -> T:
        while True:
            with suppress(RPCError, temporal.NoTemporal, LedgerUnavailable):
                return await self._try(work)
            await asyncio.sleep(PAUSE)

    async def _try(self, work: Work[T]) -> T:
        client, ledger = await temporal.until_ready(self.settings), open_ledger(self.settings.ledger)
        try:
            return await work(client, ledger)
        finally:
            ledger.close()


def _anew(centers: list[str]) -> str:
    names = ", ".join(centers[:NAMED]) + (" …" if len(centers) > NAMED else "")
    count = len(centers)
    return (
        f"{count} 个中心的流程缺失，已由台账重新开始：{names} / "
        f"the workflows of {count} centers were missing and were begun anew from the ledger: {names}"
    )
