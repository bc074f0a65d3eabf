"""Workflows are begun no faster than workers take them up: what people decide meanwhile waits behind few of them."""

import asyncio
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError

from settings import Settings
from temporal_client.workers import tasks_waiting

ROOM = 8
"""Tasks that may wait; what comes after them waits for a fraction of a second."""
PAUSE = 0.1
"""Seconds between two looks."""
PATIENCE = 5.0
"""Seconds in which the number that waits has to fall: where nobody takes tasks, nobody is overtaken either."""
LOOK_WITHIN = timedelta(seconds=3)


class Pace:
    """One for all that begin workflows together."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._turn = asyncio.Lock()
        self._given = 0
        self._is_free = False

    async def wait(self) -> None:
        """Returns when the next workflow may be begun."""
        async with self._turn:
            if self._given == 0 and not self._is_free:
                await self._until_there_is_room()
                self._given = ROOM
            self._given = max(0, self._given - 1)

    async def _until_there_is_room(self) -> None:
        clock = asyncio.get_running_loop().time
        least, since = float("inf"), clock()
        while (waiting := await self._waiting()) > ROOM:
            if waiting < least:
                least, since = waiting, clock()
            if clock() - since > PATIENCE:
                self._is_free = True
                return
            await asyncio.sleep(PAUSE)

    async def _waiting(self) -> int:
        try:
            return await tasks_waiting(self._client, self._settings, LOOK_WITHIN)
        except (RPCError, RuntimeError):
            return 0
