"""A recording that takes long tells Temporal that its worker lives: one that says nothing has died."""

import asyncio
from typing import Any

from temporalio import activity
from temporalio.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from activities.messages import READ_SUMMARY, RECORD_DECISION, RECORD_PASSED_TIME

EVERY = 0.8
"""Seconds; a recording takes milliseconds, so hardly any says it even once."""


RECORDINGS = frozenset({RECORD_DECISION, RECORD_PASSED_TIME, READ_SUMMARY})


class SignsOfLife(Interceptor):
    """For recordings; an announcement says by itself how far it has come."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 - as the SDK calls it
        """One around each activity."""
        return _WithSignsOfLife(next)


class _WithSignsOfLife(ActivityInboundInterceptor):
    """The SDK's own call is for the thread in which the activity runs, and would hold the loop; the outbound is not."""

    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        self._outbound = outbound
        super().init(outbound)

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        if activity.info().activity_type not in RECORDINGS:
            return await super().execute_activity(input)
        telling = asyncio.create_task(self._tell())
        try:
            return await super().execute_activity(input)
        finally:
            telling.cancel()

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self._outbound.heartbeat()
