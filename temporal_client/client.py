"""Signals to workflows, and their beginning. All raise ``RPCError`` while Temporal is away; a center's workflow is
begun by the first signal to it, and begun again after its end.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from temporalio.client import Client, Interceptor, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import CALENDAR_CHANGED, ReceivedSignal
from domain.kernel.messages import CALENDAR, DEPUTIES
from settings import Settings
from telemetry.tracing import traces
from temporal_client.connection import connection_of, identity
from temporal_client.payload_keys import payload_keys
from temporal_client.payloads import data_converter
from workflows.state import CALENDAR_KEEPER, CENTER_LIFE, DEPUTIES_KEEPER, TASK_TIMEOUT, WorkflowState
from workflows.visibility import FOR_OPERATORS, line

DECIDE = "decide"
"""The signal that carries any decision; ``expert_opinion``, ``approval`` and ``acceptance`` carry the same envelope."""

SIGNAL_OF = {
    "give_opinion": "expert_opinion",
    "issue_review_report": "expert_opinion",
    "approve_construction": "approval",
    "decline_construction": "approval",
    "approve_establishment": "approval",
    "report_on_site_acceptance": "acceptance",
}
"""The decisions for which the field has a signal of its own; the names carry no rule."""


class Kept(NamedTuple):
    """The workflow of a stream that is no center's: its type, and what the Temporal UI calls it."""

    workflow: str
    name: str


KEPT = {
    CALENDAR: Kept(CALENDAR_KEEPER, "工作日历 Working calendar"),
    DEPUTIES: Kept(DEPUTIES_KEEPER, "代理 Deputies"),
}
"""By stream: those of the bureau, whose name is that of their workflow."""


class HeardSignal(NamedTuple):
    """A signal that a workflow has received: its name, its text to the letter, and when it arrived (UTC)."""

    signal: str
    text: str
    heard_at: datetime


def workflow_id(stream: str) -> str:
    """The workflow that waits for a stream: ``center/<center_id>``, or the name of the bureau's stream."""
    return stream if stream in KEPT else f"center/{stream}"


def check_settings(settings: Settings) -> None:
    """What can be said before anything is done: raises ``ConnectionWrong`` and ``PayloadKeysWrong``."""
    connection_of(settings)
    payload_keys(settings)


async def connect(settings: Settings, program: str = "hengxu", *, lazy: bool = False) -> Client:
    """A client of the installation's Temporal, which tells the program's name. A ``lazy`` one connects with its first
    call; no worker can use it.

    Raises ``RuntimeError`` when nothing answers at the address or TLS fails, ``RPCError``, ``ConnectionWrong`` and
    ``PayloadKeysWrong``.
    """
    tls, api_key = connection_of(settings)
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        tls=tls,
        api_key=api_key,
        identity=identity(program),
        data_converter=data_converter(settings),
        lazy=lazy,
        interceptors=_interceptors(),
    )


def _interceptors() -> list[Interceptor]:
    """Workers take them over from their client."""
    if (collected := traces()) is None:
        return []
    from temporal_client.tracing import DecisionTraces

    return [DecisionTraces(collected)]


async def send_signal(
    client: Client, settings: Settings, stream: str, signal: str, text: str, *, summary: str = ""
) -> WorkflowHandle[object, str]:
    """Sends a signal to the workflow of a stream: durable once this returns, whether a worker runs or not.

    ``text`` is the envelope's JSON. ``summary`` is the line that the Temporal UI shows beside a run that this signal
    begins; Temporal doesn't hand it on to the runs that follow, whose current details say more.
    """
    running: WorkflowHandle[object, str] = client.get_workflow_handle(workflow_id(stream), result_type=str)
    try:
        await running.signal(signal, text)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return await _start(client, settings, stream, summary, signal=signal, arguments=[text])
    return running


async def notify_of_calendar(client: Client, center_id: str) -> bool:
    """Lets a waiting center know that working days have changed; False where no workflow waits for it."""
    try:
        await client.get_workflow_handle(workflow_id(center_id)).signal(CALENDAR_CHANGED)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


async def ensure_running(
    client: Client, settings: Settings, center_id: str, summary: str = ""
) -> WorkflowHandle[object, str]:
    """Lets the workflow of a center that the ledger knows wait for it; one that runs already is left alone."""
    return await _start(client, settings, center_id, summary)


async def begin_anew(
    client: Client, settings: Settings, stream: str, waiting: Sequence[HeardSignal], summary: str = ""
) -> WorkflowHandle[object, str]:
    """Ends the workflow of a stream and begins it again with what still waits in it, in one step. It asks the ledger
    where its stream stands, and records what waits.
    """
    inbox = tuple(ReceivedSignal(**signal._asdict()) for signal in waiting)
    state, conflict = WorkflowState(stream=stream, inbox=inbox), WorkflowIDConflictPolicy.TERMINATE_EXISTING
    return await _start(client, settings, stream, summary, state=state, conflict=conflict)


async def _start(
    client: Client,
    settings: Settings,
    stream: str,
    summary: str,
    *,
    signal: str | None = None,
    arguments: Sequence[str] = (),
    state: WorkflowState | None = None,
    conflict: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.USE_EXISTING,
) -> WorkflowHandle[object, str]:
    return await client.start_workflow(
        KEPT[stream].workflow if stream in KEPT else CENTER_LIFE,
        state or WorkflowState(stream=stream),
        id=workflow_id(stream),
        task_queue=settings.task_queue,
        result_type=str,
        task_timeout=TASK_TIMEOUT,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=conflict,
        static_summary=line(summary or _name(stream)),
        static_details=FOR_OPERATORS,
        start_signal=signal,
        start_signal_args=arguments,
    )


def _name(stream: str) -> str:
    return KEPT[stream].name if stream in KEPT else f"中心 Center {stream}"
