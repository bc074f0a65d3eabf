"""What a center's workflow says when it is asked where its center stands."""

from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from domain.center_summary import CenterSummary
from workflows.center_life import CenterLife

WAIT_FOR_ANSWER = timedelta(seconds=10)
SILENCE = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.CANCELLED)


class NotRunning(Exception):
    """No workflow of that id runs."""


class NoAnswer(Exception):
    """The workflow runs and doesn't answer: no worker has it, or it is stuck. The argument is Temporal's reason."""


async def query(client: Client, workflow_id: str) -> CenterSummary | None:
    """Where the workflow believes its center to stand; ``None`` while it doesn't know.

    Raises ``NotRunning``, ``NoAnswer``, and ``RPCError`` while Temporal is away.
    """
    handle = client.get_workflow_handle_for(CenterLife.run, workflow_id)
    try:
        return await handle.query(
            CenterLife.current_summary, reject_condition=QueryRejectCondition.NOT_OPEN, rpc_timeout=WAIT_FOR_ANSWER
        )
    except WorkflowQueryRejectedError:
        raise NotRunning(workflow_id) from None
    except WorkflowQueryFailedError as failed:
        raise NoAnswer(failed.message) from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotRunning(workflow_id) from None
        if error.status in SILENCE:
            raise NoAnswer(error.message) from None
        raise


async def is_running(client: Client, workflow_id: str) -> bool:
    """By the execution itself; lists lag behind."""
    try:
        found = await client.get_workflow_handle(workflow_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.status is WorkflowExecutionStatus.RUNNING
