"""What the Temporal server remembers of a workflow, read for tests, and what anybody may send to it."""

from collections import Counter

from temporalio.api.common.v1 import Payload, Payloads, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflowservice.v1 import SignalWorkflowExecutionRequest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from temporal_client.client import workflow_id
from tests.temporal import Installation


async def runs_of(house: Installation, stream: str) -> list[WorkflowHistory]:
    """The histories of the last run and of those that it continues, first to last."""
    runs: list[WorkflowHistory] = []
    run_id = (await house.workflow(stream).describe()).run_id
    while run_id:
        run = await house.client.get_workflow_handle(workflow_id(stream), run_id=run_id).fetch_history()
        runs.insert(0, run)
        run_id = run.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return runs


async def last_run_of(house: Installation, stream: str) -> WorkflowHistory:
    return await house.workflow(stream).fetch_history()


def kinds(history: WorkflowHistory) -> Counter[str]:
    """How many events there are of each kind, by names such as ``TIMER_STARTED``."""
    return Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)


def summary_of(event: HistoryEvent) -> str:
    """The line that the UI shows beside a timer or an activity."""
    if not event.user_metadata.HasField("summary"):
        return ""
    [text] = pydantic_data_converter.payload_converter.from_payloads([event.user_metadata.summary])
    return str(text)


async def details_of(house: Installation, stream: str) -> str:
    """The current details, as the UI asks for them."""
    metadata = await house.workflow(stream).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return str(metadata.current_details)


async def send_payload(house: Installation, stream: str, payload: Payload) -> None:
    """A signal with this payload to the letter, past the SDK and its converter."""
    request = SignalWorkflowExecutionRequest(
        namespace=house.client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=workflow_id(stream)),
        signal_name="decide",
        input=Payloads(payloads=[payload]),
    )
    await house.client.workflow_service.signal_workflow_execution(request)
