"""The stage: a Temporal server with virtual time and a worker on the copy, both gone when the play is over."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from clock import utc_now
from embedded import temporal
from embedded.ports import free_port
from embedded.processes import Part, spawn
from ledger.application import Ledger
from rehearsal.script import ScriptStep
from service_layer.envelope import Envelope, Signer
from settings import Settings
from temporal_client.client import DECIDE, ensure_running, send_signal, workflow_id
from temporal_client.connection import OF_OUR_OWN
from worker import build_worker

TIMERS_AT_ONCE = {"history.timerProcessorMaxTimeShift": '"1ms"'}
"""The server fires a timer up to a second late by default; in virtual time that second is all that a year takes."""


def virtual_now() -> datetime:
    """The instant (UTC) at which the activity under way began in its own center's time, which may have run ahead of the
    machine's. For a server of our own alone: elsewhere a workflow could say that it is any time.
    """
    return max(utc_now(), activity.info().started_time)


@dataclass(frozen=True, slots=True)
class RehearsalCopy:
    """Where one or many centers are played."""

    skipper: TimeSkipper
    ledger: Ledger
    settings: Settings
    signer: Signer

    async def enter(self, center_id: str) -> None:
        """The center's workflow begins to wait, in the present."""
        await ensure_running(self.skipper.client, self.settings, center_id)

    def _handle(self, center_id: str) -> WorkflowHandle[object, object]:
        return self.skipper.client.get_workflow_handle(workflow_id(center_id))

    async def now(self, center_id: str) -> datetime:
        """The center's virtual instant (UTC)."""
        return await self.skipper.get_current_time(self._handle(center_id))

    async def let_pass(self, center_id: str, until: datetime) -> bool:
        """Let the center live until that instant; False when its workflow ended before."""
        left = until - await self.now(center_id)
        if left <= timedelta(0):
            return True
        return await self.skipper.fast_forward(self._handle(center_id), left)

    async def say(self, center_id: str, step: ScriptStep, command_id: str) -> None:
        """A decision on its way, as the API would send it."""
        envelope = Envelope(
            stream=center_id,
            command_id=command_id,
            command=step.command,
            actor=step.actor,
            sent_at=await self.now(center_id),
        )
        text = self.signer.sign(envelope).model_dump_json()
        await send_signal(self.skipper.client, self.settings, center_id, DECIDE, text)


@asynccontextmanager
async def set_up(ledger: Ledger, settings: Settings) -> AsyncIterator[RehearsalCopy]:
    """The embedded server in memory, offline, and a worker on ``ledger``. Raises ``NoTemporal``."""
    key = secrets.token_hex(32)
    with TemporaryDirectory(prefix="hengxu-stage-") as folder:
        port = free_port()
        own = Settings.model_validate(
            {
                "data": folder,
                "temporal_address": f"127.0.0.1:{port}",
                "temporal_namespace": "default",
                "temporal_keys_file": None,
                **OF_OUR_OWN,
                "signing_key": key,
                "policy": settings.policy,
            }
        )
        async with _server(port, Path(folder) / "temporal.log"):
            skipper = TimeSkipper(await temporal.until_ready(own), config=TimeSkippingConfig(enabled=False))
            async with build_worker(skipper.client, own, ledger, virtual_now):
                yield RehearsalCopy(skipper, ledger, own, own.signer)


@asynccontextmanager
async def _server(port: int, log: Path) -> AsyncIterator[None]:
    command = temporal.command_line(temporal.executable(), None, port=port, ui_port=None)
    command += [f"--dynamic-config-value={name}={value}" for name, value in TIMERS_AT_ONCE.items()]
    process = await spawn(Part("temporal", command, os.environ, log))
    try:
        yield
    finally:
        process.kill()
        await process.wait()
