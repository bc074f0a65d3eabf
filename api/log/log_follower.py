"""News of the log: what was recorded is noticed and read once, for all who follow it, whatever each may see of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from fastapi.sse import format_sse_event

from api.log.event_items import event_items
from domain.guideline.policy import Policy
from domain.kernel.records import Event, Record
from ledger.application import Ledger
from ledger.errors import AheadOfLog, LedgerError, check_not_ahead
from service_layer.reading import ReadableLedger
from telemetry.availability import Availability

log = logging.getLogger("hengxu.api")

RECORDED = "recorded"
"""The name of a message that tells an event."""
PAGE = 100
"""Events that are read at once."""
PAUSE = 0.5
"""Seconds between two looks at the log."""


class Message(NamedTuple):
    """A record of the log as a stream tells it. ``text`` is a whole server-sent event."""

    position: int
    text: bytes
    record: Record[Event]


def messages_after(ledger: Ledger, position: int, policy: Policy) -> list[Message]:
    """At most ``PAGE`` events of the whole log after a position, oldest first. Raises ``AheadOfLog`` beyond its end."""
    records = ledger.log(position, PAGE)
    if not records:
        check_not_ahead(position, ledger.head())
    return messages_of(ledger, records, policy)


def messages_of(ledger: ReadableLedger, records: Sequence[Record[Event]], policy: Policy) -> list[Message]:
    """Records as they are told to whoever reads this ledger."""
    items = event_items(ledger, policy, records)
    return [
        Message(
            item.position,
            format_sse_event(data_str=item.model_dump_json(), event=RECORDED, id=str(item.position)),
            record,
        )
        for item, record in zip(items, records, strict=True)
    ]


class LogFollower:
    """Those who follow the log, and the one task that looks for all of them, while there are any.

    ``read`` gives the messages after a position; it may raise ``LedgerError``.
    """

    def __init__(self, read: Callable[[int], Awaitable[list[Message]]], pause: float = PAUSE) -> None:
        self.read, self._pause = read, pause
        self._log = Availability(log, "事件流", "the stream of events")
        self._listeners: dict[asyncio.Future[list[Message]], int] = {}
        self._task: asyncio.Task[None] | None = None
        self.is_over = False

    async def after(self, position: int, seconds: float) -> list[Message]:
        """What was recorded after a position, as soon as there is something; nothing when there was none within
        ``seconds``, or when news are over. Raises what reading raises.
        """
        if self.is_over:
            return []
        future: asyncio.Future[list[Message]] = asyncio.get_running_loop().create_future()
        self._listeners[future] = position
        self._look_out()
        try:
            done, _ = await asyncio.wait([future], timeout=seconds)
            return future.result() if done else []
        finally:
            self._listeners.pop(future, None)

    def end(self) -> None:
        """There will be no more: whoever listens is told at once."""
        self.is_over = True
        for future in self._dismissed():
            future.set_result([])
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """The end; nobody looks any more."""
        self.end()
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await self._task

    def _look_out(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow(), name="following the log")

    async def _follow(self) -> None:
        while self._listeners:
            if await self._look() < PAGE:
                await asyncio.sleep(self._pause)

    async def _look(self) -> int:
        """Reads on from where the hindmost listener is, and tells everybody what is new to them; how much was read."""
        position, foremost = min(self._listeners.values()), max(self._listeners.values())
        try:
            page = await self.read(position)
            if len(page) < PAGE and foremost > (page[-1].position if page else position):
                await self.read(foremost)
        except AheadOfLog as error:
            log.warning("Somebody follows from beyond the log's end: %s", error)
            return self._fail(error, beyond=error.head)
        except LedgerError as error:
            self._log.away(error)
            return self._fail(error)
        except Exception as error:
            log.exception("The log cannot be followed")
            return self._fail(error)
        self._log.back()
        self._tell(page)
        return len(page)

    def _tell(self, page: list[Message]) -> None:
        for future, position in list(self._listeners.items()):
            if new := [message for message in page if message.position > position]:
                del self._listeners[future]
                future.set_result(new)

    def _fail(self, error: Exception, beyond: int = -1) -> int:
        for future in self._dismissed(beyond):
            future.set_exception(error)
        return 0

    def _dismissed(self, beyond: int = -1) -> list[asyncio.Future[list[Message]]]:
        """Those who are beyond a position listen no more."""
        futures = [future for future, position in self._listeners.items() if position > beyond]
        for future in futures:
            del self._listeners[future]
        return futures
