"""Telling every waiting center that working days have changed, so that it looks at its clocks again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from temporalio import activity

from activities.messages import ANNOUNCE_CALENDAR
from domain.kernel.messages import BUREAU_STREAMS
from ledger.application import Ledger

PAGE = 100
"""Centers that are notified at a time; after each page the activity says how far it has come."""

Notify = Callable[[str], Awaitable[bool]]
"""Lets one center know; False where no workflow waits for it."""


@dataclass(frozen=True, slots=True)
class Announcer:
    """Knows every center from the ledger, and notifies those that wait."""

    ledger: Ledger
    notify: Notify

    @activity.defn(name=ANNOUNCE_CALENDAR)
    async def announce_calendar(self) -> int:
        """Notify every center whose workflow runs; how many were notified. Goes on where an earlier attempt stopped."""
        last, notified = _progress()
        async for page in self._pages(last):
            centers = (stream for stream in page if stream not in BUREAU_STREAMS)
            notified += sum(await asyncio.gather(*map(self.notify, centers)))
            activity.heartbeat(page[-1], notified)
        return notified

    async def _pages(self, last: str) -> AsyncIterator[list[str]]:
        while page := await asyncio.to_thread(self.ledger.streams, last, PAGE):
            last = page[-1]
            yield page


def _progress() -> tuple[str, int]:
    """The last center notified by an earlier attempt, and how many had been."""
    details = activity.info().heartbeat_details
    return (str(details[0]), int(details[1])) if details else ("", 0)
