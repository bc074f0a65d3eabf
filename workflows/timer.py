"""A workflow's one alarm: a named timer that is left alone as long as it is set to the same hour."""

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio import workflow

from workflows.visibility import line

A_WHILE = timedelta(hours=1)
"""An hour that was answered and is asked for again at once rings again after this: nothing may ring without end."""


class TimerSetting(NamedTuple):
    """An instant (UTC), and what happens then."""

    at: datetime | None = None
    what_for: str = ""


class Timer:
    """Set to an hour, it rings then; set to the same hour again, no timer is started anew."""

    def __init__(self) -> None:
        self._set_to = self._answered = TimerSetting()
        self._timer: asyncio.Task[None] | None = None

    def set(self, at: datetime | None, what_for: str) -> None:
        """Ring at ``at``, at once if that is past, never for ``None``."""
        if self._set_to == (fires_at := TimerSetting(at, what_for)):
            return
        self._stop()
        self._set_to = fires_at
        if at is not None:
            at = max(at, workflow.now() + A_WHILE) if fires_at == self._answered and at <= workflow.now() else at
            self._timer = asyncio.create_task(_wait_until(at, what_for))

    @property
    def has_fired(self) -> bool:
        """Whether the hour has struck, and nobody has answered yet."""
        return self._timer is not None and self._timer.done()

    @property
    def fires_at(self) -> datetime | None:
        """The instant (UTC) to which it is set."""
        return self._set_to.at

    def acknowledge(self) -> None:
        """Somebody has heard it ring."""
        self._answered = self._set_to
        self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._set_to, self._timer = TimerSetting(), None


async def _wait_until(at: datetime, what_for: str) -> None:
    if (delay := at - workflow.now()) > timedelta():
        await workflow.sleep(delay, summary=line(f"等待 Waiting: {what_for}"))
