"""Which workers ask Temporal for tasks."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from clock import utc_now
from settings import Settings

ALIVE = timedelta(seconds=90)
"""A worker asks for tasks each minute; one that hasn't for so long is gone."""


class PollingWorker(NamedTuple):
    """A process that takes tasks, by the name it gives itself, and when it last asked (UTC)."""

    identity: str
    asked_at: datetime


class Queue(NamedTuple):
    """Who takes tasks from the installation's queue, how many tasks wait, and for how long the first of them has."""

    workers: list[PollingWorker]
    waiting: int
    oldest: timedelta


KINDS = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)


async def tasks_waiting(client: Client, settings: Settings, within: timedelta) -> int:
    """How many tasks of workflows and of activities nobody has taken yet. Raises as ``queue`` does."""
    asked = (
        client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=settings.temporal_namespace,
                task_queue=TaskQueue(name=settings.task_queue),
                task_queue_type=kind,
                report_stats=True,
            ),
            timeout=within,
        )
        for kind in KINDS
    )
    return sum(answer.stats.approximate_backlog_count for answer in await asyncio.gather(*asked))


async def queue(client: Client, settings: Settings, within: timedelta) -> Queue:
    """By what Temporal says. Raises ``RPCError`` or ``RuntimeError`` while it is away."""
    request = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        report_stats=True,
    )
    answer = await client.workflow_service.describe_task_queue(request, timeout=within)
    found = (PollingWorker(one.identity, one.last_access_time.ToDatetime(UTC)) for one in answer.pollers)
    workers = sorted(worker for worker in found if utc_now() - worker.asked_at < ALIVE)
    stats = answer.stats
    return Queue(workers, stats.approximate_backlog_count, stats.approximate_backlog_age.ToTimedelta())
