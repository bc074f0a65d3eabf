"""Playing: time passes, decisions of the script are asked for on their days, and everything recorded is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clock import today_in_shanghai
from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.decider import PEOPLE_DECIDE
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.values.partial_days import add_months, at_hour, end_of_day
from ledger.application import Ledger
from ledger.receipts import Receipt
from rehearsal.copying import copied
from rehearsal.rehearsal_copy import RehearsalCopy, set_up
from rehearsal.results import Future, RehearsalResult, future_of, refusal_of, result_of
from rehearsal.script import ScriptStep
from service_layer.queries import center_now, working_calendar
from settings import Settings

AT_A_TIME = 16
"""Centers that are played side by side."""
HOUR_OF_DECISIONS = 12
"""The full hour, Asia/Shanghai, at which the decisions of a script are asked for."""
LAST_MOMENT = timedelta(seconds=1)
"""Before the end of the last day: what is missed when it is over belongs to the day after."""
WAIT_FOR_RECEIPT = 30.0
PAUSE = 0.02
"""Seconds."""
LABELS = {decision.type: decision.label for decision in PEOPLE_DECIDE}
NOT_PLAYED = Label("中心已结束，未执行", "the center had ended: not asked for")


class NoReceipt(Exception):
    """A decision of the script got no receipt in time."""


@dataclass(frozen=True, slots=True)
class RehearsalSpan:
    """From today to the same day some years later (Asia/Shanghai); a day means its end."""

    first: date
    last: date

    @classmethod
    def of_years(cls, years: int) -> "RehearsalSpan":
        """The next ``years`` years."""
        today = today_in_shanghai()
        return cls(today, add_months(today, 12 * years))


async def rehearse(
    source: Ledger, settings: Settings, centers: Sequence[str], span: RehearsalSpan, steps: Sequence[ScriptStep] = ()
) -> list[Future]:
    """The future of each center, on a copy. Raises ``NoTemporal`` or ``NoReceipt``."""
    places = asyncio.Semaphore(AT_A_TIME)

    async def one(stage: RehearsalCopy, center_id: str) -> Future:
        async with places:
            return await Simulation(stage, center_id, span).perform(steps)

    with copied(source, centers, settings.policy) as ledger:
        async with set_up(ledger, settings) as stage:
            return list(await asyncio.gather(*(one(stage, center_id) for center_id in centers)))


@dataclass(frozen=True, slots=True)
class Simulation:
    """One center's play."""

    stage: RehearsalCopy
    center_id: str
    span: RehearsalSpan

    async def perform(self, steps: Sequence[ScriptStep]) -> Future:
        """From today to the last day, with the steps between."""
        before = self._center()
        refused: list[RehearsalResult] = []
        await self.stage.enter(self.center_id)
        for number, step in enumerate(steps):
            refused += await self._take(step, f"rehearsal:{self.center_id}:{number}")
        await self._live_until(end_of_day(self.span.last) - LAST_MOMENT)
        lines = [result_of(record) for record in self.stage.ledger.history(self.center_id, before.version)]
        after, calendar = self._center(), working_calendar(self.stage.ledger)
        dues = deadlines(after, self.stage.settings.policy, calendar)
        return future_of(before, after, dues, (self.span.first, self.span.last), [*lines, *refused])

    async def _take(self, step: ScriptStep, command_id: str) -> list[RehearsalResult]:
        if not await self._live_until(at_hour(step.on, HOUR_OF_DECISIONS)):
            return [self._not_played(step)]
        await self.stage.say(self.center_id, step, command_id)
        receipt = await self._receipt(command_id)
        return [refusal_of(receipt, LABELS[step.type])] if receipt.refusal else []

    async def _live_until(self, instant: datetime) -> bool:
        if self._center().ended_on is not None:
            return False
        return await self.stage.let_pass(self.center_id, instant)

    async def _receipt(self, command_id: str) -> Receipt:
        try:
            async with asyncio.timeout(WAIT_FOR_RECEIPT):
                while True:
                    found = await asyncio.to_thread(self.stage.ledger.receipt, command_id)
                    if found is not None:
                        return found
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise NoReceipt(command_id) from None

    def _center(self) -> Center:
        center = center_now(self.stage.ledger, self.center_id)
        if center is None:
            raise KeyError(self.center_id)
        return center

    def _not_played(self, step: ScriptStep) -> RehearsalResult:
        role: Role = step.actor.role
        return RehearsalResult(
            on=step.on,
            center_id=self.center_id,
            event="not_played",
            what=LABELS[step.type],
            clause="",
            kind=role.label,
            note=NOT_PLAYED,
        )
