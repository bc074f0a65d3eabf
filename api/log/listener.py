"""One who follows the log: what lies behind they read themselves, what is new they are told as they see it then."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from api.log import log_follower
from api.log.log_follower import Message, messages_of
from api.reads.reading import Reading
from domain.guideline.policy import Policy
from ledger.errors import check_not_ahead
from service_layer.reading import ReadableLedger, SeenLedger


class News(NamedTuple):
    """What a listener is told, the position up to which the log was looked through for them, and whether there is more
    at once.
    """

    messages: Sequence[Message]
    position: int
    is_full: bool = False


class Listener:
    """Whoever reads, as they are related to each center when it is told: relations may change while they listen. Each
    method raises what reading raises.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading, self._log = reading, reading.app_state.log_follower

    @property
    def is_over(self) -> bool:
        """Whether there will be no more."""
        return self._log.is_over

    async def behind(self, position: int) -> News:
        """What they see of the log after a position, read for them alone."""
        return await self._reading.ask(_behind, position, self._reading.app_state.settings.policy)

    async def after(self, position: int, seconds: float) -> News:
        """What they see of what is recorded after a position, as soon as there is something; nothing when there was
        none within ``seconds``, or when news are over. What they don't see passes in silence.
        """
        clock = asyncio.get_running_loop()
        until = clock.time() + seconds
        while (left := until - clock.time()) > 0 and (page := await self._log.after(position, left)):
            position = page[-1].position
            if seen := await self._reading.ask(_seen, page, self._reading.app_state.settings.policy):
                return News(seen, position, is_full=len(page) == log_follower.PAGE)
        return News((), position)


def _behind(ledger: ReadableLedger, position: int, policy: Policy) -> News:
    head = ledger.head()  # before the log: what comes meanwhile is told, or comes after it
    messages = messages_of(ledger, ledger.log(position, log_follower.PAGE), policy)
    if not messages:
        check_not_ahead(position, ledger.head())
    is_full = len(messages) == log_follower.PAGE
    last = messages[-1].position if messages else position
    return News(messages, last if is_full else max(head, last), is_full)


def _seen(ledger: ReadableLedger, page: Sequence[Message], policy: Policy) -> Sequence[Message]:
    if not isinstance(ledger, SeenLedger):
        return page
    return messages_of(ledger, ledger.seen([message.record for message in page]), policy)
