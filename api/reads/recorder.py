"""Reads on their way into the office's store: nobody waits for it, and none fails because the store is away."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from api.http.metrics import Metrics
from clock import utc_now
from office.errors import OfficeError
from office.opening import Office
from office.reads import Read

log = logging.getLogger("hengxu.api")

WRITE_EVERY = 1.0
"""Seconds in which reads are gathered before they are written together."""
PAUSE_AFTER_FAILURE = 5.0
"""Seconds before the store is tried again."""
FORGET_EVERY = 3_600.0
"""Seconds between two looks for what has been kept long enough."""
MOST_WAITING = 20_000
"""Reads that are held while the store is away; of more the oldest are lost, and counted."""
AT_ONCE = 500

AskOffice = Callable[[Callable[[Office], object]], Awaitable[object]]


class ReadRecorder:
    """Gathers reads and writes them; forgets those that have been kept for ``days``."""

    def __init__(self, ask_office: AskOffice, metrics: Metrics, days: int) -> None:
        self._ask_office, self._metrics, self._time = ask_office, metrics, timedelta(days=days)
        self._waiting: deque[Read] = deque()
        self._some = asyncio.Event()
        self._is_failing = False
        self._tasks = [asyncio.create_task(self._write_on()), asyncio.create_task(self._forget_on())]

    def note(self, read: Read) -> None:
        """Takes one read; it never waits and never fails."""
        self._waiting.append(read)
        self._keep_within_bounds()
        self._some.set()

    async def close(self) -> None:
        """Writes what is still waiting, and ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._write()
        if self._waiting:
            self._metrics.reads_lost.inc(len(self._waiting))
            log.error(
                "%(count)d 条阅览记录未能写入，已丢失 / %(count)d reads could not be written and are lost",
                {"count": len(self._waiting)},
            )

    async def _write_on(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(PAUSE_AFTER_FAILURE if self._is_failing else WRITE_EVERY)
            await self._write()

    async def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            try:
                await self._ask_office(_writing(batch))
            except BaseException as error:
                self._take_back(batch)
                if not isinstance(error, Exception):
                    raise  # cancelled: the store may have them, and leaves them alone when they come again
                self._note_failure(error)
                return
            self._is_failing = False
            self._metrics.reads_waiting.set(len(self._waiting))
        self._some.clear()

    def _take_back(self, batch: Sequence[Read]) -> None:
        self._waiting.extendleft(reversed(batch))
        self._keep_within_bounds()

    def _keep_within_bounds(self) -> None:
        while len(self._waiting) > MOST_WAITING:
            self._waiting.popleft()
            self._metrics.reads_lost.inc()
        self._metrics.reads_waiting.set(len(self._waiting))

    def _note_failure(self, error: Exception) -> None:
        """Said once until it is over."""
        if not self._is_failing:
            known = isinstance(error, OfficeError)
            log.error(
                "阅览记录暂时无法写入，阅览不受影响 / reads cannot be written for now; nobody's reading is held up: %s",
                error,
                exc_info=None if known else error,
            )
        self._is_failing = True

    async def _forget_on(self) -> None:
        while True:
            with suppress(OfficeError):
                await self._ask_office(self._forget)
            await asyncio.sleep(FORGET_EVERY)

    def _forget(self, office: Office) -> None:
        office.sessions.forget_expired()
        count = office.reads.forget(utc_now() - self._time)
        if count:
            log.info("%d reads have been kept long enough and were forgotten", count)


def _writing(batch: Sequence[Read]) -> Callable[[Office], object]:
    return lambda office: office.reads.write(batch)
