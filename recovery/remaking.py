"""What lists show and what workflows wait for, made anew when the house rules, the program or the working days are
others than those by which they were made. Each worker has one of these, and those of one installation leave each other
the work.

A center's workflow is told, and whichever worker answers it writes the center's rows too: rows say by what its workflow
was answered, so that nothing is to be kept of who was told, and one that a worker of before has answered is told again.
Where no workflow runs, or one can't go on, the rows are written here.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from temporalio.client import Client
from temporalio.service import RPCError

from clock import Clock, utc_now
from ledger.application import Ledger
from ledger.errors import LedgerError
from recovery.pacing import Pace
from service_layer.remaking import basis_now, other_policy_in_force, refresh_rows
from settings import Settings
from temporal_client.client import notify_of_calendar
from temporal_client.failing_workflows import failing_workflows

log = logging.getLogger("hengxu.remaking")

EVERY = 2.0
"""Seconds between two looks."""
DECIDED_MEANWHILE = 2
"""Centers that people decide about between two looks, which are made anew by that: more were done by another worker. A
busy day keeps nobody from beginning.
"""
LONGEST_REST = 128
"""Looks that are rested at most where telling centers has changed nothing: each time their histories grow longer."""
PAGE = 8
"""Centers that are told at a time: what people decide meanwhile waits behind no more of them. Before each page it is
asked whether the same still holds.
"""
ANSWERED_WITHIN = 1.0
"""Seconds in which those are waited for; a workflow whose worker died takes two, and others go on meanwhile."""
PAUSE = 0.05
"""Seconds between two looks at whether they have answered."""


class Remaker:
    """One of each worker. ``every`` is in seconds."""

    def __init__(
        self, client: Client, settings: Settings, ledger: Ledger, clock: Clock = utc_now, every: float = EVERY
    ) -> None:
        self._client, self._settings, self._ledger, self._clock, self._every = client, settings, ledger, clock, every
        self._policy = settings.policy
        self._left = 0
        self._looks, self._rest = 0, 1
        self._trouble = ""

    async def keep(self) -> NoReturn:
        """Declares the house rules of this worker, and looks again and again."""
        is_declared = False
        while True:
            try:
                is_declared = is_declared or await self.declare()
                await self.look()
                self._trouble = ""
            except (LedgerError, RPCError, RuntimeError) as error:
                self._tell_of_trouble(str(error))
            await asyncio.sleep(self._every)

    async def declare(self) -> bool:
        """The house rules of this worker are in force from now on."""
        declared = await asyncio.to_thread(self._ledger.read_model.bases.declare, self._policy, self._clock())
        log.info("House rules no. %d are in force: %s", declared.number, dict(declared.settings) or "the defaults")
        return True

    async def look(self) -> int:
        """How many centers were told or made anew: none, where far fewer are left than a look ago, since somebody is at
        it, and where other rules have been declared since.
        """
        left = await asyncio.to_thread(self._count)
        before, self._left = self._left, left
        if not (left and before) or before - left > DECIDED_MEANWHILE:
            self._looks, self._rest = 0, 1
            return 0
        self._looks += 1
        if self._looks < self._rest:
            return 0
        self._looks, self._rest = 0, min(2 * self._rest, LONGEST_REST)
        log.info("What lists show and workflows wait for is made anew, of %d centers", left)
        done = await self._remake_all()
        self._left = await asyncio.to_thread(self._count)
        log.info("%d centers were told or made anew, %d are left", done, self._left)
        return done

    def _count(self) -> int:
        if other_policy_in_force(self._ledger, self._policy):
            return 0
        left, _ = self._ledger.read_model.bases.count_of_another(basis_now(self._ledger, self._policy))
        return left

    async def _remake_all(self) -> int:
        pace, last, done = Pace(self._client, self._settings), "", 0
        stuck = {failing.stream for failing in await failing_workflows(self._client)}
        while page := await asyncio.to_thread(self._next, last):
            await pace.wait()
            for center in page:
                done += await self._remake(center, can_answer=center not in stuck)
            last = page[-1]
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWERED_WITHIN):
                    await self._until_answered(page)
        return done

    async def _until_answered(self, page: Sequence[str]) -> None:
        """Once the workflows of these centers know where they stand now, which their rows show."""
        while True:
            if not await asyncio.to_thread(self._any_is_left, page):
                return
            await asyncio.sleep(PAUSE)

    def _any_is_left(self, page: Sequence[str]) -> bool:
        bases, basis = self._ledger.read_model.bases, basis_now(self._ledger, self._policy)
        return any(bases.of_center(center) != basis for center in page)

    def _next(self, after: str) -> Sequence[str]:
        """The next centers, by what holds now: other rules may have been declared, or working days entered."""
        if other_policy_in_force(self._ledger, self._policy):
            return ()
        return self._ledger.read_model.bases.of_another(basis_now(self._ledger, self._policy), PAGE, after)

    async def _remake(self, center: str, *, can_answer: bool = True) -> bool:
        """One center; of a center that can't be made anew nothing is hidden: its rows stay as they were, and count."""
        if await notify_of_calendar(self._client, center) and can_answer:
            return True
        try:
            await asyncio.to_thread(refresh_rows, self._ledger, self._policy, center)
        except LedgerError:
            raise
        except Exception:
            log.exception("What lists show of %s can't be made anew", center)
            return False
        return True

    def _tell_of_trouble(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("What lists show can't be made anew now; trying again (%s)", trouble)
        self._trouble = trouble
