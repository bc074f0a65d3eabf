"""What a run of a workflow has heard, read from its history: the signals to it, and those that the run before handed
over. All raise ``RPCError`` while Temporal is away.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.common import RawValue
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import CALENDAR_CHANGED, ReceivedSignal
from domain.kernel.messages import BUREAU_STREAMS
from service_layer.recording import Delivery
from temporal_client.answered_signals import AnsweredSignals
from temporal_client.payloads import is_encrypted
from temporal_client.search_attributes import KEEPS_IT_TO_ITSELF
from temporal_client.workflow_query import OURS, center_id_in
from workflows.received_signals import received_signal
from workflows.state import WorkflowState

CUT_OFF = (
    WorkflowExecutionStatus.TERMINATED,
    WorkflowExecutionStatus.FAILED,
    WorkflowExecutionStatus.TIMED_OUT,
    WorkflowExecutionStatus.CANCELED,
)
"""How a run can end that has not recorded all it heard. One that completes, or continues as new, has: Temporal takes
neither from it while a signal is unheard.
"""
LISTED = f"ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled') AND {OURS}"


class Run(NamedTuple):
    """One run of a workflow; ``began_at`` is UTC."""

    workflow_id: str
    run_id: str
    began_at: datetime
    status: WorkflowExecutionStatus | None

    @property
    def was_cut_off(self) -> bool:
        """Whether it may have ended with something unrecorded."""
        return self.status in CUT_OFF


async def runs_cut_off(client: Client) -> list[Run]:
    """The runs that were cut off: by Temporal's list, which lags behind, and as long as it keeps them."""
    return [_run(found) async for found in client.list_workflows(LISTED)]


async def last_run(client: Client, name: str) -> Run | None:
    """The last run of a workflow, by the execution itself; ``None`` where Temporal has none."""
    try:
        found = await client.get_workflow_handle(name).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    return _run(found)


def _run(found: WorkflowExecution) -> Run:
    return Run(found.id, found.run_id, found.start_time, found.status)


async def heard_by(client: Client, run: Run) -> list[Delivery]:
    """Everything that the run heard, in its order, but for what was refused; nothing where Temporal keeps its history
    no more.
    """
    heard: list[Delivery] = []
    answered = AnsweredSignals(client)
    stream = center_id_in(run.workflow_id) or run.workflow_id
    try:
        async for event in client.get_workflow_handle(run.workflow_id, run_id=run.run_id).fetch_history_events():
            await answered.take(event)
            if event.HasField("workflow_execution_started_event_attributes"):
                stream, carried = await _begun_with(client, event, stream)
                heard += carried
            elif event.HasField("workflow_execution_signaled_event_attributes"):
                heard += [_delivery(stream, signal) for signal in await _signals_of(client, event)]
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return []
    return [one for one in heard if one.text not in answered.codes and not _carries_nothing(one)]


def _carries_nothing(delivery: Delivery) -> bool:
    return delivery.signal == CALENDAR_CHANGED and delivery.stream not in BUREAU_STREAMS


async def _begun_with(client: Client, event: HistoryEvent, stream: str) -> tuple[str, list[Delivery]]:
    """The stream of the run, and what it was handed; another program's run, under an id of ours, has neither."""
    given = await _raw(client, event.workflow_execution_started_event_attributes.input.payloads)
    try:
        state = WorkflowState.model_validate_json(given[0].payload.data)
    except (IndexError, ValidationError):
        return stream, []
    return state.stream, [_delivery(state.stream, signal) for signal in state.inbox]


async def _signals_of(client: Client, event: HistoryEvent) -> list[ReceivedSignal]:
    """The signal as a workflow keeps it; none where no key opens it: what it asked for isn't known, nor that it was
    malformed. ``hengxu payload-keys list`` tells which key is needed.
    """
    signal = event.workflow_execution_signaled_event_attributes
    given = await _raw(client, signal.input.payloads)
    if any(is_encrypted(value.payload) for value in given):
        return []
    return [received_signal(signal.signal_name, given, event.event_time.ToDatetime(UTC))]


async def _raw(client: Client, payloads: Sequence[Payload]) -> list[RawValue]:
    return await client.data_converter.decode(payloads, [RawValue] * len(payloads)) if payloads else []


def _delivery(stream: str, signal: ReceivedSignal) -> Delivery:
    return Delivery(stream, signal.signal, signal.text, signal.heard_at)


async def closed_runs_kept(client: Client) -> timedelta | None:
    """How long Temporal keeps the history of a run that has ended; ``None`` where it doesn't tell."""
    request = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        found = await client.workflow_service.describe_namespace(request)
    except RPCError as error:
        if error.status not in KEEPS_IT_TO_ITSELF:
            raise
        return None
    return found.config.workflow_execution_retention_ttl.ToTimedelta()
