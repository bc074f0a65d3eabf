"""Whether every living center has exactly one workflow that agrees with the ledger and can go on, no other workflow
runs, and nothing is lost of what workflows have heard.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from temporalio.client import Client

from domain.center import Center
from domain.deadlines.scheduled_facts import scheduled_facts
from domain.guideline.phases import LIVING
from domain.guideline.policy import Policy
from domain.kernel.messages import BUREAU_STREAMS
from domain.working_calendar.working_days import WorkingCalendar
from ledger.application import Ledger
from recovery.bounded_concurrency import AT_A_TIME, with_bounded_concurrency
from recovery.differences import Difference, Disagreement, Position, between
from recovery.recovering import OneMore
from recovery.unrecorded import find_unrecorded
from service_layer.queries import center_now, working_calendar
from service_layer.recording import Delivery
from temporal_client.client import workflow_id
from temporal_client.failing_workflows import FailingWorkflow, failing_workflows, fails_its_task
from temporal_client.workflow_query import (
    CannotReplay,
    NoAnswer,
    NotRunning,
    center_id_in,
    is_running,
    query_summary,
    running_workflows,
)

PATIENCE = 5.0
"""Seconds in which a difference may vanish: what is just being recorded is none."""
PAUSE = 0.2

Found = dict[str, list[Difference]]
"""Differences by the workflow's id."""


class NoWorker(Exception):
    """No workflow answers at all."""


@dataclass
class Reconciliation:
    """One comparison of everything that the ledger knows with everything that runs."""

    ledger: Ledger
    client: Client
    policy: Policy
    patience: float = PATIENCE
    living: int = 0
    """How many centers' lives go on, as far as it has come."""
    _calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    _failing: Mapping[str, FailingWorkflow] = field(default_factory=dict)
    _answers: int = 0
    _silences: int = 0

    async def differences(self, one_more: OneMore = lambda: None) -> list[Difference]:
        """All of them, by workflow; those that stay when looked at again.

        Raises ``NoWorker``, ``LedgerError``, and ``RPCError`` while Temporal is away.
        """
        running = await running_workflows(self.client)
        found = await self._among(self._expected_and(running), one_more)
        lost = await self._unrecorded()
        clock = asyncio.get_running_loop().time
        until = clock() + self.patience
        while ((fleeting := _fleeting(found)) or lost) and clock() < until:
            await asyncio.sleep(PAUSE)
            lost = await self._unrecorded() if lost else {}
            found = {name: found[name] for name in found if name not in fleeting} | await self._among(fleeting)
        found |= {name: found.get(name, []) + lost[name] for name in lost}
        return [difference for name in sorted(found) for difference in found[name]]

    async def differences_among(self, workflows: Iterable[str]) -> list[Difference]:
        """Those of these workflows alone, looked at once. Raises as ``differences``."""
        found = await self._among(workflows)
        return [difference for name in sorted(found) for difference in found[name]]

    def _expected_and(self, running: set[str]) -> Iterator[str]:
        """Every workflow that should run, and then those that run besides."""
        unexpected = set(running)
        for stream in self._centers():
            name = workflow_id(stream)
            if self._is_living(self._center(stream)):
                self.living += 1
                unexpected.discard(name)
                yield name
        yield from unexpected.union(self._failing.keys() & BUREAU_STREAMS)

    def _centers(self) -> Iterator[str]:
        last = ""
        while page := self.ledger.streams(last):
            yield from (stream for stream in page if stream not in BUREAU_STREAMS)
            last = page[-1]

    async def _unrecorded(self) -> Found:
        """What was accepted by runs that were cut off, and is lost unless it is sent again."""
        found = await find_unrecorded(self.client, self.ledger)
        return {workflow_id(stream): [_lost(stream, found[stream])] for stream in found}

    async def _among(self, workflows: Iterable[str], one_more: OneMore = lambda: None) -> Found:
        self._calendar = await asyncio.to_thread(working_calendar, self.ledger)
        self._failing = {failing.id: failing for failing in await failing_workflows(self.client)}
        found: Found = {}

        async def look(name: str) -> None:
            if differences := await self._look(name):
                found[name] = differences
            one_more()

        await with_bounded_concurrency(workflows, look)
        self._check_that_somebody_answers(patience=0)
        return found

    async def _look(self, name: str) -> list[Difference]:
        if name in self._failing:
            return [_stuck(self._failing[name])]
        center_id = center_id_in(name)
        center = await asyncio.to_thread(self._center, center_id) if center_id else None
        if center is not None and self._is_living(center):
            return await self._compare(name, self._position(center))
        if not await is_running(self.client, name):
            return []
        kind = Disagreement.UNKNOWN_CENTER if center is None else Disagreement.ENDED_CENTER
        phase = center.phase.value if center else "–"
        return [Difference(center_id=center_id, workflow_id=name, kind=kind, ledger=phase, temporal="running")]

    async def _compare(self, name: str, ours: Position) -> list[Difference]:
        try:
            standing = await query_summary(self.client, name)
        except NotRunning:
            return [_difference(name, ours, Disagreement.NOT_RUNNING, "–")]
        except CannotReplay as why:
            self._answers += 1
            return [_difference(name, ours, Disagreement.STUCK, str(why))]
        except NoAnswer as why:
            self._silences += 1
            self._check_that_somebody_answers(patience=AT_A_TIME)
            kind = Disagreement.STUCK if await fails_its_task(self.client, name) else Disagreement.NO_ANSWER
            return [_difference(name, ours, kind, str(why))]
        self._answers += 1
        if standing is None:
            return between(name, ours, None)
        theirs = Position(standing.center_id, standing.version, standing.phase, standing.wake_at)
        return between(name, ours, theirs)

    def _check_that_somebody_answers(self, patience: int) -> None:
        if self._silences > patience and not self._answers:
            raise NoWorker

    def _center(self, center_id: str) -> Center | None:
        return None if center_id in BUREAU_STREAMS else center_now(self.ledger, center_id)

    @staticmethod
    def _is_living(center: Center | None) -> bool:
        return center is not None and center.phase in LIVING

    def _position(self, center: Center) -> Position:
        pending = scheduled_facts(center, self.policy, self._calendar)
        return Position(center.center_id, center.version, center.phase.value, pending[0].at if pending else None)


def _difference(name: str, ours: Position, kind: Disagreement, temporal: str) -> Difference:
    return Difference(
        center_id=ours.center_id, workflow_id=name, kind=kind, ledger=f"{ours.phase} v{ours.version}", temporal=temporal
    )


def _lost(stream: str, signals: Sequence[Delivery]) -> Difference:
    since = min(signal.heard_at for signal in signals)
    what = f"{len(signals)} × {', '.join(sorted({signal.signal for signal in signals}))}, {since.isoformat()}"
    return Difference(
        center_id=stream, workflow_id=workflow_id(stream), kind=Disagreement.UNRECORDED, ledger="–", temporal=what
    )


def _fleeting(found: Found) -> Found:
    """What may agree a moment later; a workflow that can't go on can't then either."""
    return {
        name: differences
        for name, differences in found.items()
        if any(difference.kind is not Disagreement.STUCK for difference in differences)
    }


def _stuck(failing: FailingWorkflow) -> Difference:
    return Difference(
        center_id=failing.stream, workflow_id=failing.id, kind=Disagreement.STUCK, ledger="–", temporal=failing.why
    )
