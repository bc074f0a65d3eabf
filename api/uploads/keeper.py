"""What is done about documents beside the requests that bring them: who names them is noted, and orphans go, after the
drafts that nobody has gone on with.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import timedelta

from api.uploads.orphans import OrphanRemover
from clock import utc_now
from ledger.application import Ledger
from ledger.errors import LedgerError
from office.errors import OfficeError
from office.opening import Office

log = logging.getLogger("hengxu.api")

ROUND_EVERY = 600.0
"""Seconds between two rounds."""
PAUSE_AFTER_FAILURE = 5.0
"""Seconds before the store is tried again."""
MOST_WAITING = 10_000
"""Digests that are held while the store is away; of more the rounds find out for themselves."""

AskOffice = Callable[[Callable[[Office], object]], Awaitable[object]]


class UploadKeeper:
    """Notes decisions that name documents, off the way of their requests, and goes round."""

    def __init__(self, ask_office: AskOffice, ledger: Callable[[], Ledger], days: int, drafts_kept: int) -> None:
        self._ask_office, self._ledger = ask_office, ledger
        self._remover = OrphanRemover(days)
        self._drafts_kept = timedelta(days=drafts_kept)
        self._under_way: set[str] = set()
        self._named: set[str] = set()
        self._some = asyncio.Event()
        self._tasks = [asyncio.create_task(self._note_on()), asyncio.create_task(self._go_round_on())]

    def note_under_way(self, digests: Collection[str]) -> None:
        """A decision that names them is being sent."""
        self._note(self._under_way, digests)

    def note_named(self, digests: Collection[str]) -> None:
        """A decision that names them is recorded."""
        self._note(self._named, digests)

    def _note(self, into: set[str], digests: Collection[str]) -> None:
        if digests and len(into) < MOST_WAITING:
            into.update(digests)
            self._some.set()

    async def close(self) -> None:
        """Writes what is still waiting, and ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(OfficeError):
            await self._write()

    async def _note_on(self) -> None:
        while True:
            await self._some.wait()
            try:
                await self._write()
            except OfficeError:  # whoever asks the store for anything is told
                await asyncio.sleep(PAUSE_AFTER_FAILURE)

    async def _write(self) -> None:
        self._some.clear()
        under_way, named = set(self._under_way), set(self._named)
        try:
            await self._ask_office(lambda office: _written(office, under_way, named))
        except OfficeError:
            self._some.set()
            raise
        self._under_way -= under_way
        self._named -= named

    async def _go_round_on(self) -> None:
        while True:
            try:
                await self._ask_office(self._go_round)
            except (LedgerError, OfficeError):
                log.warning("文件清理推迟到下一轮 / the removal of orphaned documents is put off to the next round")
            await asyncio.sleep(ROUND_EVERY)

    def _go_round(self, office: Office) -> None:
        now = utc_now()
        office.drafts.forget(now - self._drafts_kept)
        self._remover.go_round(self._ledger(), office, now)


def _written(office: Office, under_way: Collection[str], named: Collection[str]) -> None:
    if under_way:
        office.uploads.extend(under_way, utc_now())
    if named:
        office.uploads.name(named)
