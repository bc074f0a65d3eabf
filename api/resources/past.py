"""Lists of then over HTTP: made from the histories beside the requests, kept for a while, and waited for briefly."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from api.http.problems import problem
from clock import utc_now
from domain.guideline.policy import Policy
from domain.kernel.roles import Actor, Role
from domain.visibility.relations import SEES_ALL
from ledger.application import Ledger
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import Then, lists_then
from service_layer.reading import ledger_for

T = TypeVar("T")
KEPT = 4
"""How many moments' lists are kept at a time."""
ASKERS = 1_000
"""How many of those who asked are remembered."""
WAIT = 8.0
"""Seconds that a request waits for lists that are being made; the next one finds them further on."""


@dataclass
class PastLists:
    """The lists of some moments, each made once, one after the other. Of each who asks one moment waits its turn at
    most, the last that they asked about: nobody keeps others waiting by asking about many.
    """

    made: OrderedDict[Any, Future[ReadModel]] = field(default_factory=OrderedDict)
    asked: dict[tuple[str, Role], Any] = field(default_factory=dict)
    makers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="past"))

    async def ask(
        self, ledger: Ledger, policy: Policy, actor: Actor, then: Then, question: Callable[[ReadModel], T]
    ) -> T:
        """What the lists of then, as the actor sees them, answer. Raises ``Problem`` 503 while they are being made."""
        key = await asyncio.to_thread(_key, ledger, actor, then)
        making = self._making(key, ledger, policy, actor, then)
        try:
            lists = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(making)), WAIT)
        except TimeoutError:
            raise problem("past_lists_being_made") from None
        except asyncio.CancelledError:
            if making.cancelled():
                raise problem("past_lists_being_made") from None
            raise
        return await asyncio.to_thread(question, lists)

    def close(self) -> None:
        """Makes none any more; whoever waits is answered by what stops them."""
        self.makers.shutdown(wait=False, cancel_futures=True)

    def _making(self, key: Any, ledger: Ledger, policy: Policy, actor: Actor, then: Then) -> Future[ReadModel]:
        self._leave_waiting(actor, key)
        found = self.made.pop(key, None)
        if found is None or found.cancelled() or (found.done() and found.exception() is not None):
            found = self.makers.submit(lists_then, ledger_for(ledger, actor), policy, then)
        self.made[key] = found
        while len(self.made) > KEPT:
            _, oldest = self.made.popitem(last=False)
            oldest.cancel()
        return found

    def _leave_waiting(self, actor: Actor, key: Any) -> None:
        """What they asked about before waits no more, unless it is being made or somebody else has asked about it."""
        asker = (actor.id, actor.role)
        before = self.asked.pop(asker, None)
        if before not in (None, key, *self.asked.values()) and before in self.made and self.made[before].cancel():
            del self.made[before]
        self.asked[asker] = key
        if len(self.asked) > ASKERS:
            del self.asked[next(iter(self.asked))]


def _key(ledger: Ledger, actor: Actor, then: Then) -> Any:
    """By what the lists are told apart: what is recorded later changes nothing of what was known before, but whose the
    centers are, and what is known now.
    """
    sees_all = actor.role in SEES_ALL
    is_past = sees_all and then.known_at is not None and then.known_at < utc_now()
    return (None if sees_all else actor, then, None if is_past else ledger.head())
