"""What workflows have heard and let be recorded, read from their histories: no worker is needed, and closed runs
tell it too, as long as Temporal keeps them.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus, WorkflowHandle

from activities.messages import CALENDAR_CHANGED, ReceivedSignal
from temporal_client.answered_signals import AnsweredSignals, decoded
from temporal_client.client import KEPT, HeardSignal
from temporal_client.workflow_query import OF_A_CENTER, center_id_in
from workflows.state import CENTER_LIFE

TYPES = (CENTER_LIFE, *(kept.workflow for kept in KEPT.values()))
OURS = "WorkflowType IN ({})".format(", ".join(f"'{name}'" for name in TYPES))
RUNNING_OR_CLOSED_AFTER = " AND (ExecutionStatus = 'Running' OR CloseTime >= '{}')"
WITHOUT_WORDS = {CALENDAR_CHANGED}
"""Signals that carry no decision."""


class HeardRun(NamedTuple):
    """One run of a stream's workflow. ``heard`` are its signals in the order in which they are recorded, of which the
    first ``recorded`` were; ``version`` is the stream's last one that it knew of, 0 where it knew of none. ``refused``
    has by their payload which of them were answered with a refusal, and by which code.
    """

    workflow_id: str
    run_id: str
    stream: str
    is_running: bool
    heard: tuple[HeardSignal, ...]
    recorded: int
    version: int
    refused: Mapping[str, str] = {}


async def runs_since(client: Client, since: datetime | None = None) -> AsyncIterator[WorkflowExecution]:
    """Every run of ours that Temporal lists: those that run, and those that ended after ``since`` (UTC). Raises
    ``RPCError``.
    """
    later = RUNNING_OR_CLOSED_AFTER.format(since.astimezone(UTC).isoformat()) if since else ""
    async for execution in client.list_workflows(OURS + later):
        yield execution


async def heard_in(client: Client, execution: WorkflowExecution) -> HeardRun:
    """What one run has heard. Raises ``RPCError``."""
    handle: WorkflowHandle[Any, Any] = client.get_workflow_handle(execution.id, run_id=execution.run_id)
    reading = _Reading(client)
    async for event in handle.fetch_history_events():
        await reading.take(event)
    return HeardRun(
        execution.id,
        execution.run_id,
        center_id_in(execution.id) if execution.id.startswith(OF_A_CENTER) else execution.id,
        execution.status is WorkflowExecutionStatus.RUNNING,
        tuple(reading.heard),
        reading.answered.recorded,
        reading.version,
        reading.answered.codes,
    )


class _Reading:
    """One history, event by event."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.heard: list[HeardSignal] = []
        self.version = 0
        self.answered = AnsweredSignals(client)

    async def take(self, event: HistoryEvent) -> None:
        """What this event tells."""
        await self.answered.take(event)
        match event.event_type:
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                self._begin(await decoded(self._client, event.workflow_execution_started_event_attributes.input))
            case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
                await self._hear(event)
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                self._know(await decoded(self._client, event.activity_task_completed_event_attributes.result))
            case _:
                pass

    def _begin(self, given: Sequence[Any]) -> None:
        """What the run before has handed over."""
        state = given[0] if given and isinstance(given[0], dict) else {}
        self._know([state.get("standing")])
        words = (ReceivedSignal.model_validate(word) for word in state.get("inbox") or ())
        self.heard += [HeardSignal(word.signal, word.text, word.heard_at) for word in words]

    async def _hear(self, event: HistoryEvent) -> None:
        signaled = event.workflow_execution_signaled_event_attributes
        given = await decoded(self._client, signaled.input)
        if signaled.signal_name in WITHOUT_WORDS:
            return
        text = given[0] if given and isinstance(given[0], str) else ""
        heard_at = event.event_time.ToDatetime(UTC)
        self.heard.append(HeardSignal(signaled.signal_name, text, heard_at))

    def _know(self, given: Sequence[Any]) -> None:
        """A summary says at which version its stream stands."""
        if given and isinstance(given[0], dict) and isinstance(version := given[0].get("version"), int):
            self.version = version
