"""Which running workflows still need which key to be replayed."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from temporal_client.payloads import ENCRYPTED, KEY_ID

RUNNING = "ExecutionStatus = 'Running'"
SIGNALED = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
AT_A_TIME = 16
"""Histories that are read at once."""


async def key_usage(client: Client, known: Collection[str]) -> Mapping[str, frozenset[str]]:
    """By the id of a key: the workflows that run by a history with payloads under it. Raises ``RPCError``.

    Signals count under a known key alone: nothing is stuck because of one, and anybody may invent an id. Temporal's
    list lags behind by a second or so.
    """
    found: dict[str, set[str]] = defaultdict(set)
    limit = asyncio.Semaphore(AT_A_TIME)

    async def look(run: WorkflowExecution) -> None:
        async with limit:
            for key in await _keys_of(client, run, known):
                found[key].add(run.id)

    await asyncio.gather(*[look(run) async for run in client.list_workflows(RUNNING)])
    return {key: frozenset(workflows) for key, workflows in found.items()}


async def _keys_of(client: Client, run: WorkflowExecution, known: Collection[str]) -> set[str]:
    """Those of its last run, which alone is replayed; none where it has ended meanwhile."""
    try:
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return set()
    keys: set[str] = set()
    for event in history.events:
        named = _keys_in(event)
        keys |= named & set(known) if event.event_type == SIGNALED else named
    return keys


def _keys_in(event: HistoryEvent) -> set[str]:
    encrypted = (payload for payload in _payloads(event) if payload.metadata.get("encoding") == ENCRYPTED)
    return {payload.metadata.get(KEY_ID, b"").decode(errors="backslashreplace") for payload in encrypted}


def _payloads(message: Message) -> Iterator[Payload]:
    """All payloads anywhere in a message."""
    if isinstance(message, Payload):
        yield message
        return
    for _, value in message.ListFields():
        values = value.values() if hasattr(value, "values") else value if hasattr(value, "append") else (value,)
        for one in values:
            if isinstance(one, Message):
                yield from _payloads(one)
