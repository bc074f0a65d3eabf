"""The Temporal worker: ``python -m worker``. It holds no state: more load, more of them."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from typing import TypedDict

from prometheus_client import CollectorRegistry, generate_latest
from pydantic import ValidationError
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkflowRunner

from activities.announcing import announce_calendar
from activities.recording import RecordingActivities
from activities.search_attributes import KnownSearchAttributes
from activities.signs_of_life import SignsOfLife
from clock import Clock, utc_now
from health.checks import Parts
from health.metrics import HealthMetrics
from health.monitor import Health
from health.workflow_sample import WorkflowSample
from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.proof.checkpoint_worker import CheckpointWorker
from ledger.proof.keys import KeyFile
from ledger.settings import in_service
from process_exit import exit_process
from production import check_identity, unknown_variables
from recovery.remaking import Remaker
from service_layer.recording import DecisionRecorder
from settings import NoSigningKey, Settings
from telemetry.settings import LogSettings
from telemetry.setup import configure_logging
from telemetry.tracing import traces, tracing
from temporal_client.client import check_settings, connect
from temporal_client.connection import ConnectionWrong, settings_to_blame
from temporal_client.runtime import begin_runtime
from temporal_client.search_attributes import missing_search_attributes
from terminal import wording
from terminal.answers import print_error, wrong_settings
from terminal.language import both
from terminal.streams import prepare_streams
from worker_health import serving_health
from workflows.calendar_keeper import CalendarKeeper
from workflows.center_life import CenterLife
from workflows.deputies_keeper import DeputiesKeeper

log = logging.getLogger("hengxu.worker")

WAITING_CENTERS_IN_MEMORY = 1_000
"""Others are replayed from their histories when something comes for them."""
WORKFLOWS_AT_A_TIME = 16
"""More would only wait for each other in one Python process, and Temporal takes a slow workflow for a stuck one."""
TIME_TO_RETURN = timedelta(seconds=2)
"""A worker that doesn't take up a center it knows by heart within this time has died; any other may then."""
TIME_TO_FINISH = timedelta(seconds=10)
"""How long recordings under way may take once the worker is asked to stop."""
PAUSE_BETWEEN_CALLS = 2.0
"""Seconds between attempts to reach a Temporal that doesn't answer yet."""


def build_worker(client: Client, settings: Settings, ledger: Ledger, clock: Clock = utc_now) -> Worker:
    """A worker for every workflow and activity; it runs as ``async with``. Raises ``NoSigningKey``.

    ``clock`` bounds the instants that are recorded; only where time is virtual is it another than the machine's. It
    takes up no more recordings at a time than the ledger has connections.
    """
    recording = RecordingActivities(DecisionRecorder(ledger, settings.signer, settings.policy, clock))
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[CenterLife, CalendarKeeper, DeputiesKeeper],
        activities=[
            recording.record_decision,
            recording.record_passed_time,
            recording.read_summary,
            announce_calendar,
        ],
        interceptors=[KnownSearchAttributes(lambda: missing_search_attributes(client)), SignsOfLife()],
        activity_executor=ThreadPoolExecutor(settings.ledger_pool_size, thread_name_prefix="recording"),
        max_concurrent_activities=settings.ledger_pool_size,
        max_concurrent_workflow_tasks=WORKFLOWS_AT_A_TIME,
        max_cached_workflows=WAITING_CENTERS_IN_MEMORY,
        sticky_queue_schedule_to_start_timeout=TIME_TO_RETURN,
        graceful_shutdown_timeout=TIME_TO_FINISH,
        **_sandbox(),
    )


class _Sandbox(TypedDict, total=False):
    workflow_runner: WorkflowRunner


def _sandbox() -> _Sandbox:
    """Temporal's own, unless traces are collected."""
    if traces() is None:
        return {}
    from temporal_client.tracing import traced_runner

    return {"workflow_runner": traced_runner()}


async def reach(settings: Settings) -> Client:
    """A connected client, however long Temporal takes to come up. Raises ``ConnectionWrong`` where that is in vain."""
    while True:
        try:
            return await connect(settings, "worker")
        except (RPCError, RuntimeError) as error:
            if blame := await asyncio.to_thread(settings_to_blame, settings, error):
                raise ConnectionWrong(blame) from None
            log.warning("Temporal doesn't answer at %s yet; trying again (%s)", settings.temporal_address, error)
            await asyncio.sleep(PAUSE_BETWEEN_CALLS)


async def work(settings: Settings) -> None:
    """Works until it is cancelled, then finishes what is under way. Raises ``IdentityMissing``, ``PayloadKeysWrong``
    and ``ConnectionWrong`` before it begins.
    """
    check_identity(settings)
    check_settings(settings)
    ledger = open_ledger(in_service(settings.ledger))
    try:
        client = await reach(settings)
        follower = checkpoint_worker(settings, ledger)
        sample = WorkflowSample(settings, client, lambda: ledger, mend=True)
        health = Health(Parts(settings, client, lambda: ledger, signing=lambda: follower.troubles, sample=sample))
        async with (
            serving_health(settings.host, settings.worker_health_port, lambda: trouble(health), measuring(health)),
            aclosing(health),
            proving(follower, settings.checkpoint_interval),
            build_worker(client, settings, ledger),
            remaking(Remaker(client, settings, ledger)),
        ):
            health.begin_watching()
            log.info("Working for %s on %s", settings.task_queue, settings.temporal_address)
            await asyncio.Event().wait()
    finally:
        ledger.close()


def checkpoint_worker(settings: Settings, ledger: Ledger) -> CheckpointWorker:
    """Who signs checkpoints in this process, and hands them to the witness."""
    projection = ledger.proof.projection(
        KeyFile(settings.checkpoint_key_path), settings.log_name, settings.checkpoint_entries
    )
    place = settings.checkpoint_witness
    witness = ledger.proof.witness(place, settings.witness_key) if place else None
    return CheckpointWorker(projection, witness)


@asynccontextmanager
async def proving(follower: CheckpointWorker, interval: float) -> AsyncIterator[None]:
    """What is recorded comes under checkpoints meanwhile, and what the worker finished at last too. ``interval`` is in
    seconds.
    """

    async def follow() -> None:
        while True:
            await asyncio.to_thread(follower.follow)
            await asyncio.sleep(interval)

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        following.cancel()
        await asyncio.to_thread(follower.follow)


@asynccontextmanager
async def remaking(remaker: Remaker) -> AsyncIterator[None]:
    """What lists show and workflows wait for follows the house rules and the working days meanwhile."""
    keeping = asyncio.create_task(remaker.keep(), name="making anew what lists show")
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def trouble(health: Health) -> str:
    """Why the worker can't work now, a line for each cause; nothing when all is well."""
    found = (await health.report()).troubles
    return "\n".join(f"{one.word}: {one.sentence.zh} / {one.sentence.en}" for one in found)


def measuring(health: Health) -> Callable[[], Awaitable[bytes]]:
    """What the worker measures of itself, for Prometheus."""
    registry = CollectorRegistry()
    metrics = HealthMetrics(registry)

    async def measured() -> bytes:
        metrics.note(await health.report())
        return generate_latest(registry)

    return measured


async def _until_told_to_stop(settings: Settings) -> None:
    """SIGTERM and SIGINT stop the work; what was begun is finished."""
    begin_runtime(settings.host, settings.temporal_metrics_port)
    working = asyncio.create_task(work(settings))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    with tracing(settings.traces_endpoint, settings.traces_ratio, "hengxu-worker"), suppress(asyncio.CancelledError):
        await working


def _settings() -> Settings:
    """What the environment says; variables that nothing reads are told. Raises ``ValueError``."""
    for name, meant in unknown_variables(os.environ, Settings.model_fields).items():
        log.warning("There is no setting %s%s", name, f"; is {meant} meant?" if meant else "")
    return Settings()


def main() -> None:
    """The worker as a program; one line on standard error says why it can't begin."""
    prepare_streams()
    status = 1
    try:
        configure_logging(LogSettings())
        asyncio.run(_until_told_to_stop(_settings()))
        status = 0
    except ValidationError as wrong:
        print_error(wrong_settings(wrong))
    except (LedgerError, NoSigningKey, ValueError) as error:
        print_error(str(error))
    except Exception:
        log.exception(both(wording.PROGRAM_FAULT))
    exit_process(status)


if __name__ == "__main__":
    main()
