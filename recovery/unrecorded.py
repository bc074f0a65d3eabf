"""What was accepted and never recorded: signals that a run had heard when somebody terminated it, or it failed. They
are read from its history, as long as Temporal keeps that, and put to the workflow that waits for the stream now: with
the same command ids, and with the instants at which they were sent.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from temporalio.client import Client, WorkflowExecutionStatus

from ledger.application import Ledger
from recovery.bounded_concurrency import with_bounded_concurrency
from service_layer.recording import Delivery, unrecorded
from settings import Settings
from temporal_client.client import send_signal, workflow_id
from temporal_client.heard_signals import Run, heard_by, last_run, runs_cut_off

Unrecorded = Mapping[str, Sequence[Delivery]]
"""Signals by their stream, in the order in which they were heard; no stream without any."""


async def find_unrecorded(client: Client, ledger: Ledger, workflows: Iterable[str] = ()) -> Unrecorded:
    """What runs that were cut off had heard, and that neither is on record nor waits in a run that goes on.

    Temporal's lists lag behind: of these ``workflows`` the last run is looked at itself. Raises ``RPCError``.
    """
    runs: dict[Run, Sequence[Delivery]] = dict.fromkeys(await runs_cut_off(client), ())

    async def look_at(name: str) -> None:
        last = await last_run(client, name)
        if last and last.was_cut_off:
            runs[last] = ()

    async def listen(run: Run) -> None:
        runs[run] = await heard_by(client, run)

    await with_bounded_concurrency(workflows, look_at)
    await with_bounded_concurrency(list(runs), listen)
    in_order = sorted(runs, key=lambda run: run.began_at)
    return await _by_stream(client, ledger, [delivery for run in in_order for delivery in runs[run]])


async def unrecorded_of(client: Client, ledger: Ledger, name: str) -> Unrecorded:
    """The same of the last run of one workflow alone."""
    last = await last_run(client, name)
    return await _by_stream(client, ledger, await heard_by(client, last) if last and last.was_cut_off else [])


async def _by_stream(client: Client, ledger: Ledger, deliveries: Sequence[Delivery]) -> Unrecorded:
    heard: dict[str, list[Delivery]] = {}
    for delivery in deliveries:
        heard.setdefault(delivery.stream, []).append(delivery)
    found = {stream: await _left(client, ledger, stream, heard[stream]) for stream in sorted(heard)}
    return {stream: left for stream, left in found.items() if left}


async def _left(client: Client, ledger: Ledger, stream: str, heard: Sequence[Delivery]) -> list[Delivery]:
    """What of it neither waits in the run that goes on nor is on record; each once."""
    waiting = {_same(delivery) for delivery in await _heard_now(client, stream)}
    once = {_same(delivery): delivery for delivery in heard if _same(delivery) not in waiting}
    return await asyncio.to_thread(unrecorded, ledger, list(once.values()))


async def _heard_now(client: Client, stream: str) -> list[Delivery]:
    last = await last_run(client, workflow_id(stream))
    return await heard_by(client, last) if last and last.status is WorkflowExecutionStatus.RUNNING else []


def _same(delivery: Delivery) -> tuple[str, str]:
    return delivery.signal, delivery.text


async def send_again(client: Client, settings: Settings, found: Unrecorded) -> int:
    """Sends each to the workflow of its stream, which is begun where none runs; how many there were."""
    for stream in found:
        for delivery in found[stream]:
            await send_signal(client, settings, stream, delivery.signal, delivery.text)
    return sum(map(len, found.values()))
