"""Which workflows run, and what a center's workflow answers when it is asked where its center stands."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypedDict, TypeVar

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from domain.center_summary import CenterSummary
from temporal_client.client import KEPT, workflow_id
from workflows.center_life import CenterLife
from workflows.state import CENTER_LIFE

WAIT_FOR_ANSWER = timedelta(seconds=10)
OF_A_CENTER = workflow_id("")
"""How the ids of all centers' workflows begin."""
OF_CENTERS = f"(WorkflowType = '{CENTER_LIFE}' OR WorkflowId STARTS_WITH '{OF_A_CENTER}')"
OF_THE_BUREAU = " OR ".join(f"WorkflowId = '{name}'" for name in KEPT)
OURS = f"({OF_CENTERS} OR {OF_THE_BUREAU})"
"""Of centers, and of the bureau's streams, in the words of Temporal's lists."""
RUNNING = f"ExecutionStatus = 'Running' AND {OF_CENTERS}"
NONDETERMINISM = "[TMPRL1100]"
"""How Temporal's SDK begins when a workflow's code doesn't do again what its history says."""
SILENCE = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.CANCELLED)

T = TypeVar("T")


class _Patiently(TypedDict):
    reject_condition: QueryRejectCondition
    rpc_timeout: timedelta


_PATIENTLY: _Patiently = {"reject_condition": QueryRejectCondition.NOT_OPEN, "rpc_timeout": WAIT_FOR_ANSWER}


class NotRunning(Exception):
    """No workflow of that id runs."""


class NoAnswer(Exception):
    """The workflow runs and doesn't answer: no worker has it, or it is stuck. The argument is Temporal's reason."""


class CannotReplay(NoAnswer):
    """The worker's code can't replay the workflow's history: whatever comes for it waits until its run is reset."""


async def running_workflows(client: Client) -> set[str]:
    """The ids of what runs for centers, by Temporal's list, which lags behind. Raises ``RPCError``."""
    return {run.id async for run in client.list_workflows(RUNNING)}


def center_id_in(name: str) -> str:
    """The center that a workflow of this id waits for; empty where it can wait for none."""
    return name.removeprefix(OF_A_CENTER) if name.startswith(OF_A_CENTER) else ""


async def query_summary(client: Client, name: str) -> CenterSummary | None:
    """Where the workflow believes its center to stand; ``None`` while it doesn't know.

    Raises ``NotRunning``, ``CannotReplay``, ``NoAnswer``, and ``RPCError`` while Temporal is away.
    """
    handle = client.get_workflow_handle_for(CenterLife.run, name)
    return await _asked(name, handle.query(CenterLife.current_summary, **_PATIENTLY))


async def ask_whether_it_goes_on(client: Client, name: str) -> None:
    """Lets a worker replay the workflow, of whatever kind; nothing comes of it for the workflow.

    Raises ``NotRunning``, ``CannotReplay``, ``NoAnswer``, and ``RPCError`` while Temporal is away.
    """
    handle = client.get_workflow_handle(name)
    await _asked(name, handle.query("__temporal_workflow_metadata", **_PATIENTLY))


async def _asked(name: str, query: Awaitable[T]) -> T:
    try:
        return await query
    except WorkflowQueryRejectedError:
        raise NotRunning(name) from None
    except WorkflowQueryFailedError as failed:
        raise (CannotReplay if NONDETERMINISM in failed.message else NoAnswer)(failed.message) from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NotRunning(name) from None
        if error.status in SILENCE:
            raise NoAnswer(error.message) from None
        raise


async def is_running(client: Client, name: str) -> bool:
    """By the execution itself; lists lag behind."""
    try:
        found = await client.get_workflow_handle(name).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.status is WorkflowExecutionStatus.RUNNING
