"""The questions asked together, with bounds: whatever hangs, an answer comes, and nobody's looking makes it worse."""

import asyncio
from contextlib import suppress
from contextvars import Context

from clock import utc_now
from health.checks import CHECKS, PATIENCE, Check, Parts
from health.report import Answer, Report
from health.transitions import Transitions

KEPT = 3.0
"""Seconds for which a report is good: whoever asks meanwhile is given it."""


WATCHED_EVERY = 5.0
"""Seconds between two looks of a program at itself, whether or not anybody asks it."""


class Health:
    """One of each process; what changes is logged. Each question is on its way once at a time: one that hangs holds one
    thread, however often somebody looks. A report is ``kept`` for so many seconds.
    """

    def __init__(self, parts: Parts, kept: float = KEPT, patience: float = PATIENCE) -> None:
        self.parts, self.kept, self._patience = parts, kept, patience
        self._asked: dict[str, asyncio.Task[Answer]] = {}
        self._report: Report | None = None
        self._good_until = 0.0
        self._turn = asyncio.Lock()
        self._transitions = Transitions()
        self._watching: asyncio.Task[None] | None = None

    async def report(self) -> Report:
        """How everything is, no older than ``KEPT``, after ``PATIENCE`` at the latest."""
        clock = asyncio.get_running_loop().time
        async with self._turn:
            if self._report is None or clock() >= self._good_until:
                self._report = await self.look()
                Context().run(self._transitions.take, self._report)  # about no request, whoever happens to ask
                self._good_until = clock() + self.kept
            return self._report

    def begin_watching(self, every: float = WATCHED_EVERY) -> None:
        """Looks now and then from here on, so that the log tells what goes wrong while nobody asks. ``every`` is in
        seconds.
        """
        self._watching = asyncio.create_task(self._watch(every), name="watching health")

    async def _watch(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            await self.report()

    async def look(self) -> Report:
        """How everything is now, after ``PATIENCE`` at the latest; nobody is told."""
        for check in CHECKS:
            if check.name not in self._asked:
                self._asked[check.name] = asyncio.create_task(self._answer(check), name=f"asking {check.name}")
        await asyncio.wait(self._asked.values(), timeout=self._patience)
        answers = {check.name: self._answered(check) for check in CHECKS}
        silent = {name for name, answer in answers.items() if answer is None}
        spoken = {name: answer for name, answer in answers.items() if answer is not None}
        for check in (check for check in CHECKS if check.name in silent):
            base = spoken.get(check.rests_on)
            spoken[check.name] = Answer() if base is not None and base.troubles else Answer([check.silence])
        anew = self.parts.sample.begun_anew if self.parts.sample else ()
        return Report(utc_now(), {check.name: spoken[check.name] for check in CHECKS}, tuple(anew))

    async def _answer(self, check: Check) -> Answer:
        return await check.answer(self.parts)

    def _answered(self, check: Check) -> Answer | None:
        """The answer, if it has come; the question may be asked again then."""
        if not self._asked[check.name].done():
            return None
        return self._asked.pop(check.name).result()

    async def aclose(self) -> None:
        """Nobody asks any more; a thread that hangs is left to its end."""
        for task in [*self._asked.values(), *([self._watching] if self._watching else [])]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self.parts.sample:
            await self.parts.sample.close()
        self.parts.threads.shutdown(wait=False, cancel_futures=True)
