"""Waiting for receipts: one task per process looks for all that are waited for."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from ledger.errors import LedgerError
from ledger.receipts import Receipt
from telemetry.availability import Availability

log = logging.getLogger("hengxu.api")

Look = Callable[[Sequence[str]], Awaitable[dict[str, Receipt]]]

SHORTEST_PAUSE, LONGEST_PAUSE, GROWTH = 0.01, 0.1, 1.5
"""Seconds between two looks: short while answers come, longer while none does."""
PENDING_REMEMBERED = 10_000


class ReceiptWaiter:
    """Those who wait for a receipt, by command id, and the one task that looks for all of them.

    It also remembers the latest ids that were sent and not answered in time, so that this process can say that they
    are pending; the ledger alone says what became of them.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._waiters: dict[str, list[asyncio.Future[Receipt | None]]] = {}
        self._pending: OrderedDict[str, str] = OrderedDict()
        self._has_news = asyncio.Event()
        self._ledger = Availability(log, "回执查询", "the look for receipts")
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    async def receipt(self, command_id: str, seconds: float) -> Receipt | None:
        """The receipt, as soon as it is there; ``None`` when nobody has answered within ``seconds``, or once waiting is
        over.
        """
        if self._is_over:
            return None
        future: asyncio.Future[Receipt | None] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(command_id, []).append(future)
        self._look_out()
        try:
            async with asyncio.timeout(seconds):
                return await future
        except TimeoutError:
            return None
        finally:
            self._forget(command_id, future)

    def remember(self, command_id: str, stream: str) -> None:
        """The decision is on its way and was not answered in time."""
        self._pending[command_id] = stream
        if len(self._pending) > PENDING_REMEMBERED:
            self._pending.popitem(last=False)

    def pending(self, command_id: str) -> str | None:
        """The stream that a decision on its way is about, where this process sent it."""
        return self._pending.get(command_id)

    def __len__(self) -> int:
        return len(self._waiters)

    def end(self) -> None:
        """Waiting is over: whoever waits is told at once that nobody has answered yet."""
        self._is_over = True
        for future in (waiter for waiters in self._waiters.values() for waiter in waiters):
            if not future.done():
                future.set_result(None)

    async def close(self) -> None:
        """The end; nobody looks any more."""
        self.end()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _look_out(self) -> None:
        self._has_news.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_for_all(), name="waiting for receipts")

    async def _look_for_all(self) -> None:
        pause = SHORTEST_PAUSE
        while self._waiters:
            self._has_news.clear()
            await asyncio.sleep(SHORTEST_PAUSE)
            found = await self._found(list(self._waiters))
            for command_id, receipt in found.items():
                self._hand_over(command_id, receipt)
            pause = SHORTEST_PAUSE if found else min(pause * GROWTH, LONGEST_PAUSE)
            if pause > SHORTEST_PAUSE and await self._hears_news(pause):
                pause = SHORTEST_PAUSE

    async def _hears_news(self, pause: float) -> bool:
        """Rests so long, or until somebody new waits."""
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                return await self._has_news.wait()
        return False

    async def _found(self, command_ids: Sequence[str]) -> dict[str, Receipt]:
        """What is there; nothing while the ledger is away, which is said once."""
        try:
            found = await self._look(command_ids)
        except LedgerError as error:
            self._ledger.away(error)
            return {}
        self._ledger.back()
        return found

    def _hand_over(self, command_id: str, receipt: Receipt) -> None:
        self._pending.pop(command_id, None)
        for future in self._waiters.get(command_id, ()):
            if not future.done():
                future.set_result(receipt)

    def _forget(self, command_id: str, future: asyncio.Future[Receipt | None]) -> None:
        waiters = self._waiters.get(command_id, [])
        if future in waiters:
            waiters.remove(future)
        if not waiters:
            self._waiters.pop(command_id, None)
