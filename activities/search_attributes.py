"""Search attributes that came with a later release, left out of summaries until the namespace knows them.

A workflow that puts up an attribute which its namespace lacks is stuck. Whether it has them is asked beside the
activity that answers with the summary, so that the answer stands in the history, and a replay does the same.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from temporalio.service import RPCError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from domain.center_summary import CenterSummary

log = logging.getLogger("hengxu.worker")

ASK_AGAIN_AFTER = 30.0
"""Seconds between two questions to a namespace that lacks some."""
Missing = Callable[[], Awaitable[list[str]]]
"""Names of the search attributes that the namespace doesn't know."""


class KnownSearchAttributes(Interceptor):
    """Asks what the namespace lacks, again and again until it lacks nothing; summaries say no more than it takes."""

    def __init__(self, missing: Missing) -> None:
        self._missing = missing
        self._lacks_some, self._ask_at, self._asking = True, 0.0, asyncio.Lock()

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """Every activity of the worker."""
        return _Shortened(next, self)

    async def lacks_some(self) -> bool:
        """Whether the namespace lacks any, as far as is known; one that doesn't answer may."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if self._lacks_some and now >= self._ask_at:
                await self._ask()
                self._ask_at = now + ASK_AGAIN_AFTER
        return self._lacks_some

    async def _ask(self) -> None:
        try:
            names = await self._missing()
        except RPCError as error:
            log.warning("Temporal didn't say which search attributes it knows (%s)", error)
            return
        self._lacks_some = bool(names)
        if names:
            log.warning("The namespace lacks the search attributes %s; see docs/operations.md", ", ".join(names))


class _Shortened(ActivityInboundInterceptor):
    def __init__(self, next: ActivityInboundInterceptor, known: KnownSearchAttributes) -> None:  # noqa: A002
        super().__init__(next)
        self._known = known

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002
        """The activity's answer; a summary without what the namespace doesn't know."""
        answer = await super().execute_activity(input)
        if isinstance(answer, CenterSummary) and await self._known.lacks_some():
            return answer.model_copy(update={"open_deadlines": None, "overdue_deadlines": None})
        return answer
