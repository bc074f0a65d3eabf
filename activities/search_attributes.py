"""Search attributes that came with a later release, left out of summaries until the namespace knows them.

A workflow that puts up an attribute which its namespace lacks is stuck. Whether it has them is asked beside the
activity that answers with the summary, so that the answer stands in the history, and a replay does the same.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from temporalio.service import RPCError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.center_summary import CenterSummary

log = logging.getLogger("hengxu.worker")

ASK_AGAIN_AFTER = 30.0
"""Seconds between two questions to a namespace that lacks some."""
Missing = Callable[[], Awaitable[list[str]]]
"""Names of the search attributes that the namespace doesn't know."""
SAID_BY = {
    "OpenDeadlines": "open_deadlines",
    "OverdueDeadlines": "overdue_deadlines",
    "CertainlyOverDeadlines": "certainly_over_deadlines",
}
"""The field of a summary by which each attribute of a later release is put up."""


class KnownSearchAttributes(Interceptor):
    """Asks what the namespace lacks, again and again until it lacks nothing; summaries say no more than it takes."""

    def __init__(self, missing: Missing) -> None:
        self._missing = missing
        self._lacks: Collection[str] = tuple(SAID_BY)
        self._ask_at, self._asking = 0.0, asyncio.Lock()

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Every activity of the worker."""
        return _Shortened(next, self)

    async def lacking(self) -> Collection[str]:
        """Those that the namespace lacks, as far as is known; one that doesn't answer may lack all."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if self._lacks and now >= self._ask_at:
                await self._ask()
                self._ask_at = now + ASK_AGAIN_AFTER
        return self._lacks

    async def _ask(self) -> None:
        try:
            names = await self._missing()
        except RPCError as error:
            log.warning("Temporal didn't say which search attributes it knows (%s)", error)
            return
        self._lacks = names
        if names:
            log.warning("The namespace lacks the search attributes %s; see docs/operations.md", ", ".join(names))


class _Shortened(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, known: KnownSearchAttributes) -> None:  # noqa: A002
        super().__init__(next)
        self._known = known

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        """The activity's answer; a summary without what the namespace doesn't know."""
        answer = await super().execute_activity(input)
        if not isinstance(answer, CenterSummary):
            return answer
        lacking = await self._known.lacking()
        return answer.model_copy(update={field: None for name, field in SAID_BY.items() if name in lacking})
