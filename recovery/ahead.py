"""Temporal ahead of a ledger that was restored: which decisions it has taken that are on record no more, and the
workflows that know of them begun anew from the ledger.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from ledger.application import Ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from recovery.lost_decisions import LostDecision, write_down
from recovery.recovering import living_centers
from service_layer.envelope import BadEnvelope, Envelope, Signer
from settings import Settings
from temporal_client.client import HeardSignal, begin_anew, send_signal
from temporal_client.histories import HeardRun, heard_in, runs_since

REASON = "the ledger was restored to before what this workflow knows of"
Word = tuple[HeardSignal, Envelope]


class Heard(NamedTuple):
    """What the runs of one stream's workflow tell: decisions that were ``lost``, what still waits in the one that runs,
    and whether that one knows of more than the ledger has.
    """

    lost: list[Word]
    waiting: list[HeardSignal]
    is_ahead: bool
    running: HeardRun | None


class Found(NamedTuple):
    """After a restore: streams whose workflows were begun anew, and the decisions that were lost, written to ``file``
    where there are any.
    """

    begun_anew: list[str]
    lost: list[LostDecision]
    file: Path


async def begin_anew_what_is_ahead(
    client: Client, settings: Settings, ledger: Ledger, file: Path, since: datetime | None = None
) -> Found:
    """Write down which decisions Temporal knows and the ledger doesn't, then begin the workflows anew that know of
    them. May be done again after an interruption. Raises ``RPCError``, ``LedgerError``, ``OSError``.
    """
    ahead = AheadOfLedger(client, settings, ledger, since)
    if lost := await ahead.lost_decisions():
        write_down(file, lost)
    return Found(await ahead.begin_anew(), lost, file)


@dataclass
class AheadOfLedger:
    """Everything that Temporal knows and the ledger doesn't, after a restore. ``since``: only runs that ended later
    (UTC) are looked at, beside those that run.
    """

    client: Client
    settings: Settings
    ledger: Ledger
    since: datetime | None = None
    begun_anew: list[str] = field(default_factory=list)
    """Streams whose workflow was begun anew, or ended where the ledger doesn't know the center."""
    _runs: dict[str, list[HeardRun]] = field(default_factory=dict)

    async def lost_decisions(self) -> list[LostDecision]:
        """Those that a workflow has let be recorded, or heard before it ended, and of which the ledger has no receipt;
        in the order in which they were sent. Nothing is changed. Raises ``RPCError``, ``LedgerError``.
        """
        executions = [execution async for execution in runs_since(self.client, self.since)]
        self._runs = {}

        async def read(execution: WorkflowExecution) -> None:
            run = await heard_in(self.client, execution)
            self._runs.setdefault(run.workflow_id, []).append(run)

        await with_bounded_concurrency(executions, read)
        words = (word for runs in self._runs.values() for word in self._heard(runs).lost)
        once = {envelope.command_id: (signal, envelope) for signal, envelope in words}
        refused = {text: code for runs in self._runs.values() for run in runs for text, code in run.refused.items()}
        found = (LostDecision.of(signal, envelope, refused.get(signal.text)) for signal, envelope in once.values())
        return sorted(found, key=lambda lost: lost.sent_at)

    async def begin_anew(self) -> list[str]:
        """Begin every workflow anew that is ahead, with what still waits in it, and say of which streams; to be called
        once what is lost has been written down. Raises ``RPCError``, ``LedgerError``.
        """
        names = dict(living_centers(self.ledger))

        async def look(workflow: str) -> None:
            heard = self._heard(self._runs[workflow])
            if heard.running is not None and heard.is_ahead:
                await self._begin(heard.running, heard.waiting, names)
                self.begun_anew.append(heard.running.stream)

        await with_bounded_concurrency(list(self._runs), look)
        return sorted(self.begun_anew)

    async def _begin(self, run: HeardRun, waiting: Sequence[HeardSignal], names: dict[str, str]) -> None:
        if waiting or run.stream in names:
            await begin_anew(self.client, self.settings, run.stream, waiting, names.get(run.stream, ""))
        else:
            await self._end(run)
        await self._pass_on(run)

    async def _end(self, run: HeardRun) -> None:
        """There is nothing that it could wait for."""
        try:
            await self.client.get_workflow_handle(run.workflow_id, run_id=run.run_id).terminate(reason=REASON)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _pass_on(self, run: HeardRun) -> None:
        """What reached the ended run after it was read goes to the one that follows: nothing accepted is dropped."""
        handle = self.client.get_workflow_handle(run.workflow_id, run_id=run.run_id)
        ended = await heard_in(self.client, await handle.describe())
        for signal in ended.heard[len(run.heard) :]:
            await send_signal(self.client, self.settings, run.stream, signal.signal, signal.text)

    def _heard(self, runs: Iterable[HeardRun]) -> Heard:
        runs = list(runs)
        running = next((run for run in runs if run.is_running), None)
        waiting = list(running.heard[running.recorded :]) if running else []
        texts = {signal.text for signal in waiting}
        lost = [word for word in self._without_receipt(runs) if word[0].text not in texts]
        return Heard(lost, waiting, running is not None and self._is_ahead(running, lost), running)

    def _is_ahead(self, run: HeardRun, lost: Sequence[Word]) -> bool:
        """By the version that it knows of; or by a decision that it let be recorded, which a refusal is too."""
        recorded = {signal.text for signal in run.heard[: run.recorded]}
        return run.version > self.ledger.version(run.stream) or any(signal.text in recorded for signal, _ in lost)

    def _without_receipt(self, runs: Iterable[HeardRun]) -> Iterator[Word]:
        signer: Signer = self.settings.signer
        words = [(signal, opened) for run in runs for signal in run.heard if (opened := _opened(signer, run, signal))]
        known = self.ledger.receipts([envelope.command_id for _, envelope in words])
        yield from (word for word in words if word[1].command_id not in known)


def _opened(signer: Signer, run: HeardRun, signal: HeardSignal) -> Envelope | None:
    """What nobody of ours has signed was never a decision."""
    try:
        return signer.open(signal.text, run.stream)
    except BadEnvelope:
        return None
