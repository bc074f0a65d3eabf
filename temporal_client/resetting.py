"""A run begun anew under the code of today: reset to its first workflow task. Its signals are delivered again, and the
ids of their commands see to it that nothing is recorded twice.
"""

from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from temporal_client.workflow_query import NotRunning


async def reset_run(client: Client, name: str, reason: str) -> str | None:
    """Reset the last run of a workflow; the id of the run that goes on. ``None`` for a run that has no finished task
    yet: it begins under the code of today anyway. Raises ``NotRunning`` where Temporal has none, and ``RPCError``.
    """
    try:
        run_id = (await client.get_workflow_handle(name).describe()).run_id
        first = await _first_task(client, name, run_id)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotRunning(name) from None
        raise
    if first is None:
        return None
    answer = await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=name, run_id=run_id),
            reason=reason,
            workflow_task_finish_event_id=first,
            request_id=uuid4().hex,
            identity=client.identity,
        )
    )
    return answer.run_id


async def _first_task(client: Client, name: str, run_id: str) -> int | None:
    """The event by which the first workflow task of the run was done."""
    async for event in client.get_workflow_handle(name, run_id=run_id).fetch_history_events(page_size=20):
        if event.HasField("workflow_task_completed_event_attributes"):
            return event.event_id
    return None
