"""Which workflows can't go on, by what Temporal itself reports of them."""

from datetime import timedelta
from typing import NamedTuple

from temporalio.client import Client, WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from temporal_client.workflow_query import OURS, center_id_in

PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
FAILING = f"ExecutionStatus = 'Running' AND {PROBLEMS.name} IS NOT NULL AND {OURS}"


class FailingWorkflow(NamedTuple):
    """A workflow that runs and whose tasks fail again and again; ``why`` in Temporal's words. What is sent to it waits
    until its run is reset, or a worker whose code can go on takes it.
    """

    id: str
    stream: str
    why: str


async def failing_workflows(client: Client, within: timedelta | None = None) -> list[FailingWorkflow]:
    """Those of centers and of the bureau's streams whose tasks fail, by id: Temporal reports them once several in a row
    have failed (two, as the embedded server and the one in Compose are set). One to which nothing has come since the
    worker's code changed is not among them; ``ask_whether_it_goes_on`` finds it.

    Raises ``RPCError``, also after ``within``.
    """
    listed = client.list_workflows(FAILING, rpc_timeout=within)
    return sorted([_failing(run) async for run in listed])


def _failing(run: WorkflowExecution) -> FailingWorkflow:
    why = ", ".join(run.typed_search_attributes.get(PROBLEMS) or ())
    return FailingWorkflow(run.id, center_id_in(run.id) or run.id, why)


async def fails_its_task(client: Client, name: str) -> bool:
    """Whether the workflow's next task was tried in vain, by the execution itself; lists lag behind. Raises
    ``RPCError``.
    """
    try:
        found = await client.get_workflow_handle(name).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return found.raw_description.pending_workflow_task.attempt > 1
