"""The parts of an embedded installation as child processes: started, kept alive, stopped in order, never orphaned."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from embedded.folder import FOLDER_MODE

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
"""Seconds before a dead child is started again; doubled each time it dies young."""
MINIMUM_UPTIME = 30.0
"""Seconds after which a child counts as having started well."""
LAST_LINES = 6
_PR_SET_PDEATHSIG = 1
_prctl: Callable[..., int] | None = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

Say = Callable[[str], None]


async def nothing() -> None:
    """What most parts need before they start."""


@dataclass(frozen=True, slots=True)
class Part:
    """One program of the installation. ``patience`` is how long, in seconds, it may take to stop; ``before`` is done
    before each start, the first and every later one.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    patience: float = 10.0
    before: Callable[[], Awaitable[None]] = nothing


@dataclass(slots=True)
class ChildProcess:
    """A part that runs until told to stop; when it dies before, it is started again and its last lines are shown."""

    part: Part
    say: Say
    process: asyncio.subprocess.Process | None = None
    _keeper: asyncio.Task[None] | None = field(default=None, repr=False)
    _told: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    async def start(self) -> None:
        """Start it, and keep it running from now on."""
        await self.part.before()
        self.process = await spawn(self.part)
        self._keeper = asyncio.create_task(self._keep(self.process))
        self._keeper.add_done_callback(self._tell_of_fault)

    async def stop(self) -> None:
        """Ask it to end, and end it when its patience is over."""
        self._told.set()
        if self._keeper is None:
            return
        self._signal(signal.SIGTERM)
        done, _ = await asyncio.wait([self._keeper], timeout=self.part.patience)
        if not done:
            self._signal(signal.SIGKILL)
            await self._keeper

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        pause, clock = FIRST_PAUSE / 2, asyncio.get_running_loop().time
        while True:
            began = clock()
            status = await process.wait()
            if self._told.is_set():
                return
            pause = FIRST_PAUSE if clock() - began > MINIMUM_UPTIME else min(pause * 2, LONGEST_PAUSE)
            self._report_exit(status, pause)
            started = await self._started_after(pause)
            if started is None:
                return
            self.process = process = started
            if self._told.is_set():
                self._signal(signal.SIGTERM)

    async def _started_after(self, pause: float) -> asyncio.subprocess.Process | None:
        """The part, started again, however often that fails; ``None`` once it is told to stop. ``pause`` in seconds."""
        while not await self._told_within(pause):
            try:
                await self.part.before()
                return await spawn(self.part)
            except (OSError, subprocess.SubprocessError) as why:
                pause = min(pause * 2, LONGEST_PAUSE)
                name = self.part.name
                again = f"{pause:g} 秒后再试 / {name} can't be started ({why}); again in {pause:g} s"
                self.say(f"{name} 无法启动（{why}），{again}")
        return None

    async def _told_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._told.wait(), seconds)
        return False

    def _tell_of_fault(self, keeper: asyncio.Task[None]) -> None:
        """Nobody keeps the part any more for a reason that nobody foresaw: not in silence."""
        if not keeper.cancelled() and (fault := keeper.exception()):
            name = self.part.name
            self.say(f"{name} 无人看护（{fault!r}），请重启服务 / {name} is kept no more ({fault!r}): start anew")

    def _report_exit(self, status: int, pause: float) -> None:
        name = self.part.name
        self.say(f"{name} 已退出（{status}），{pause:g} 秒后重启 / {name} ended ({status}); again in {pause:g} s")
        for line in last_lines(self.part.log):
            self.say(f"  {name} | {line}")


async def spawn(part: Part) -> asyncio.subprocess.Process:
    """Start a part in a session of its own, so that Ctrl-C reaches the supervisor alone; it dies when we do."""
    parent = os.getpid()
    with _opened(part.log) as log:
        return await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(part.environment),
            start_new_session=True,
            preexec_fn=lambda: _die_with(parent),
        )


def _opened(log: Path) -> BinaryIO:
    """The log; its folder may be deleted at any time. Where it can't be written a part starts all the same."""
    try:
        log.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        return log.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def _die_with(parent: int) -> None:
    """In the child, before it becomes the program: the kernel ends it when the supervisor is gone (Linux)."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def last_lines(log: Path, count: int = LAST_LINES) -> list[str]:
    """The end of a log, for a person; nothing of one that can't be read."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 8_192))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
