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
from domain.kernel.roles import Actor
from domain.visibility.relations import SEES_ALL
from ledger.application import Ledger
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import Then, lists_then
from service_layer.reading import ledger_for

T = TypeVar("T")
KEPT = 4
"""How many moments' lists are kept at a time."""
WAIT = 8.0
"""Seconds that a request waits for lists that are being made; the next one finds them further on."""


@dataclass
class PastLists:
    """The lists of some moments, each made once, one after the other."""

    made: OrderedDict[Any, Future[ReadModel]] = field(default_factory=OrderedDict)
    makers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="past"))

    async def ask(
        self, ledger: Ledger, policy: Policy, actor: Actor, then: Then, question: Callable[[ReadModel], T]
    ) -> T:
        """What the lists of then, as the actor sees them, answer. Raises ``Problem`` 503 while they are being made."""
        making = self._making(ledger, policy, actor, then)
        try:
            lists = await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(making)), WAIT)
        except TimeoutError:
            raise problem("past_lists_being_made") from None
        return await asyncio.to_thread(question, lists)

    def close(self) -> None:
        """Makes none any more; whoever waits is answered by what stops them."""
        self.makers.shutdown(wait=False, cancel_futures=True)

    def _making(self, ledger: Ledger, policy: Policy, actor: Actor, then: Then) -> Future[ReadModel]:
        key = _key(ledger, actor, then)
        found = self.made.pop(key, None)
        if found is None or (found.done() and found.exception() is not None):
            found = self.makers.submit(lists_then, ledger_for(ledger, actor), policy, then)
        self.made[key] = found
        while len(self.made) > KEPT:
            self.made.popitem(last=False)
        return found


def _key(ledger: Ledger, actor: Actor, then: Then) -> Any:
    """By what the lists are told apart: what is recorded later changes nothing of what was known before, but whose the
    centers are, and what is known now.
    """
    sees_all = actor.role in SEES_ALL
    is_past = sees_all and then.known_at is not None and then.known_at < utc_now()
    return (None if sees_all else actor, then, None if is_past else ledger.head())
