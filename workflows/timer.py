"""A workflow's one timer, named, and left alone as long as it is set to the same instant."""

import asyncio
from datetime import datetime, timedelta
from typing import NamedTuple

from temporalio import workflow

from workflows.visibility import line

SHORTEST_REPEAT = timedelta(hours=1)
"""A setting that was acknowledged and is asked for again at once fires again after this: no timer fires without end."""


class TimerSetting(NamedTuple):
    """An instant (UTC), and what happens then."""

    at: datetime | None = None
    what_for: str = ""


class Timer:
    """Set to an instant, it fires then; set to the same instant again, no timer is started anew."""

    def __init__(self) -> None:
        self._setting = self._acknowledged = TimerSetting()
        self._timer: asyncio.Task[None] | None = None

    def set(self, at: datetime | None, what_for: str) -> None:
        """Fire at ``at``, at once if that is past, never for ``None``."""
        if self._setting == (setting := TimerSetting(at, what_for)):
            return
        self._stop()
        self._setting = setting
        if at is not None:
            at = (
                max(at, workflow.now() + SHORTEST_REPEAT)
                if setting == self._acknowledged and at <= workflow.now()
                else at
            )
            self._timer = asyncio.create_task(_wait_until(at, what_for))

    @property
    def has_fired(self) -> bool:
        """Whether the instant has come, and it is not acknowledged yet."""
        return self._timer is not None and self._timer.done()

    @property
    def fires_at(self) -> datetime | None:
        """The instant (UTC) to which it is set."""
        return self._setting.at

    def acknowledge(self) -> None:
        """What it fired for is being done."""
        self._acknowledged = self._setting
        self._stop()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._setting, self._timer = TimerSetting(), None


async def _wait_until(at: datetime, what_for: str) -> None:
    if (delay := at - workflow.now()) > timedelta():
        await workflow.sleep(delay, summary=line(f"等待 Waiting: {what_for}"))
