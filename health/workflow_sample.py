"""A few centers at a time: whether their workflows agree with the ledger. Who asks waits for none of it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError

from clock import Clock, utc_now
from domain.kernel.messages import BUREAU_STREAMS
from ledger.application import Ledger
from ledger.errors import LedgerError
from recovery.differences import Difference, Disagreement
from recovery.reconciling import NoWorker, Reconciliation
from recovery.recovering import begin_anew
from service_layer.remaking import basis_now
from settings import Settings
from temporal_client.client import workflow_id

log = logging.getLogger("hengxu.health")

CENTERS = 10
"""Looked at each time, the next ones in their order."""
EVERY = 60.0
"""Seconds from one sample to the next."""
AGAIN = 6.0
"""Seconds after which a difference is looked at once more: what is just being recorded is none."""
PATIENCE = 20.0
"""Seconds that a sample may take."""
SETTLED = timedelta(minutes=5)
"""A center whose last record is younger may be about to get its workflow from whoever brought it in."""
REMEMBERED = 20
"""Centers whose workflows were begun anew that are told."""


class WorkflowSample:
    """Looks when somebody asks and the last sample is old. With ``mend`` a workflow that is missing is begun anew from
    the ledger, which is safe at any time; any other difference is for a person.
    """

    def __init__(
        self,
        settings: Settings,
        client: Client,
        ledger: Callable[[], Ledger],
        *,
        mend: bool = False,
        clock: Clock = utc_now,
    ) -> None:
        self._settings, self._client, self._ledger, self._mend, self._clock = settings, client, ledger, mend, clock
        self._task: asyncio.Task[None] | None = None
        self._next_at, self._last = 0.0, ""
        self._suspected: list[str] = []
        self._differences: list[Difference] = []
        self.begun_anew: deque[str] = deque(maxlen=REMEMBERED)

    async def look(self) -> Sequence[Difference]:
        """What the last samples found and a second look has confirmed."""
        rests = self._task is None or self._task.done()
        if rests and asyncio.get_running_loop().time() >= self._next_at:
            self._task = asyncio.create_task(self._sample(), name="sampling workflows")
        return self._differences

    async def close(self) -> None:
        """No sample goes on."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _sample(self) -> None:
        with suppress(RPCError, RuntimeError, LedgerError, NoWorker, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._compare()
        pause = AGAIN if self._suspected else EVERY
        self._next_at = asyncio.get_running_loop().time() + pause

    async def _compare(self) -> None:
        again = self._suspected or [one.workflow_id for one in self._differences]
        names = list(dict.fromkeys([*again, *([] if self._suspected else await asyncio.to_thread(self._next_ones))]))
        comparison = Reconciliation(self._ledger(), self._client, self._settings.policy, patience=0)
        found = [one for one in await comparison.differences_among(names) if await asyncio.to_thread(self._counts, one)]
        known = {(one.workflow_id, one.kind) for one in self._differences}
        confirmed = [one for one in found if one.workflow_id in self._suspected or (one.workflow_id, one.kind) in known]
        self._suspected = [] if self._suspected else [one.workflow_id for one in found if one not in confirmed]
        self._differences = await self._left(confirmed)

    def _next_ones(self) -> list[str]:
        page = self._ledger().streams(self._last, CENTERS)
        self._last = page[-1] if len(page) == CENTERS else ""
        return [workflow_id(stream) for stream in page if stream not in BUREAU_STREAMS]

    def _counts(self, one: Difference) -> bool:
        if one.kind is Disagreement.CLOCK and self._is_to_be_told(one.center_id):
            return False
        if one.kind is not Disagreement.NOT_RUNNING:
            return True
        last = self._ledger().last_recorded_at(one.center_id, self._clock())
        return last is None or self._clock() - last > SETTLED

    def _is_to_be_told(self, center_id: str) -> bool:
        """Whether its workflow waits by earlier house rules or working days, and hears of those of now yet."""
        ledger = self._ledger()
        return ledger.read_model.bases.of_center(center_id) != basis_now(ledger, self._settings.policy)

    async def _left(self, confirmed: list[Difference]) -> list[Difference]:
        if not self._mend:
            return confirmed
        for one in (one for one in confirmed if one.kind is Disagreement.NOT_RUNNING):
            await begin_anew(self._client, self._settings, self._ledger(), one.center_id)
            self.begun_anew.append(one.center_id)
            log.warning("No workflow ran for %s: it was begun anew from the ledger", one.center_id)
        return [one for one in confirmed if one.kind is not Disagreement.NOT_RUNNING]
