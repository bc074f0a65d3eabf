"""Telling every waiting center that working days have changed, so that it looks at its clocks again."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import ANNOUNCE_CALENDAR, CALENDAR_CHANGED, workflow_id
from domain.working_calendar.messages import STREAM as CALENDAR
from ledger.application import Ledger

PAGE = 100
"""Centers that are told at a time; after each page the activity says how far it has come."""


@dataclass(frozen=True, slots=True)
class Announcer:
    """Knows every center from the ledger, and reaches those that wait."""

    ledger: Ledger
    client: Client

    @activity.defn(name=ANNOUNCE_CALENDAR)
    async def announce_calendar(self) -> int:
        """Tell every center whose workflow runs; how many were told. Goes on where an earlier attempt stopped."""
        last, told = _progress()
        async for page in self._pages(last):
            told += sum(await asyncio.gather(*(self._tell(center_id) for center_id in page)))
            activity.heartbeat(page[-1], told)
        return told

    async def _pages(self, last: str) -> AsyncIterator[list[str]]:
        while page := await asyncio.to_thread(self.ledger.streams, last, PAGE):
            last = page[-1]
            yield page

    async def _tell(self, center_id: str) -> bool:
        """A center that has ended has no clocks and nobody to hear."""
        if center_id == CALENDAR:
            return False
        try:
            await self.client.get_workflow_handle(workflow_id(center_id)).signal(CALENDAR_CHANGED)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True


def _progress() -> tuple[str, int]:
    """The last center told by an earlier attempt, and how many had been."""
    details = activity.info().heartbeat_details
    return (str(details[0]), int(details[1])) if details else ("", 0)
