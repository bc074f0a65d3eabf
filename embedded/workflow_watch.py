"""The centers' workflows in an embedded installation: begun when it starts, begun anew when one is missing, and named
when one can't go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from embedded import temporal
from embedded.processes import Say
from embedded.workflow_code import LastCode
from ledger.application import Ledger
from ledger.errors import LedgerError, LedgerUnavailable
from ledger.opening import open_ledger
from recovery.recovering import Recovered, recover, start_missing
from recovery.resetting import stuck_workflows
from recovery.unrecorded import find_unrecorded, send_again
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

        async def start_all(client: Client, ledger: Ledger) -> Recovered:
            return await recover(client, self.settings, ledger)

        recovered = await self._until_done(start_all)
        self._say_what_was_sent_again(recovered.sent_again)
        return recovered.living

    async def ask_after_an_upgrade(self) -> None:
        """Whether every center goes on, where another program's workflows ran last; which don't is said, and asked
        again at the next start.
        """
        code = LastCode(self.settings.data)
        if code.is_of_today():
            return
        stuck = await self._until_done(stuck_workflows)
        if stuck:
            self._say(_stuck(stuck))
            return
        with suppress(OSError):
            code.note()

    async def keep(self) -> NoReturn:
        """Look now and then, begin anew what is missing, send again what was cut off, and say so. Workflows that run
        are not spoken to.
        """
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

        async def start(client: Client, ledger: Ledger) -> int:
            sent = await send_again(client, self.settings, await find_unrecorded(client, ledger))
            await start_missing(client, self.settings, ledger, begun.append)
            return sent

        sent = await self._until_done(start)
        if begun:
            self._say(_anew(sorted(begun)))
        self._say_what_was_sent_again(sent)

    def _say_what_was_sent_again(self, count: int) -> None:
        if count:
            self._say(
                f"中断的流程已受理而未记录的信号 {count} 个，已重新送达 / "
                f"{count} signals that ended runs had accepted and not recorded were sent again"
            )

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


def _anew(centers: Sequence[str]) -> str:
    names, count = _named(centers), len(centers)
    return (
        f"{count} 个中心的流程缺失，已由台账重新开始：{names} / "
        f"the workflows of {count} centers were missing and were begun anew from the ledger: {names}"
    )


def _stuck(workflows: Sequence[str]) -> str:
    names, count = _named(workflows), len(workflows)
    return (
        f"{count} 个流程无法由本程序继续，请运行 hengxu reset（信号会重新送达，不会丢失），或换回先前的版本：{names} / "
        f"{count} workflows can't go on under this program: run hengxu reset, which delivers their signals again and "
        f"loses nothing, or go back to the release before: {names}"
    )


def _named(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
