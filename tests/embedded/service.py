"""`hengxu up` as a program of its own, and what a test does with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from domain.kernel.roles import Role
from embedded.discovery import found_settings
from embedded.ports import free_port
from terminal.token import Bounds, issue

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
"""Seconds after which a test stops waiting."""
READY = "ready, Ctrl-C stops"


def environment() -> dict[str, str]:
    """The caller's, without settings of his own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HENGXU_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def hengxu(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """One command, as somebody types it."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )


def until(holds: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether the process is there and no corpse."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def command_line(pid: str) -> list[bytes]:
    """The words of a process's command; none of one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return []


@dataclass
class Service:
    """An installation that runs on ``data``."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    output: Path

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def token(self, role: str) -> str:
        """A token of this installation for a role."""
        return issue(found_settings(self.data), Role(role), Bounds(), None)

    def children(self) -> dict[str, int]:
        """The process ids of its parts, by name."""
        names = {"temporal": "start-dev", "worker": "worker", "api": "serve"}
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        lines = {int(pid): command_line(pid) for pid in task.read_text(encoding="ascii").split()}
        return {name: pid for name, word in names.items() for pid, line in lines.items() if word.encode() in line}

    def get(self, path: str, role: str = "officer") -> dict[str, Any]:
        answer = self.ask("GET", path, role)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def decide(self, center: str, role: str, command_id: str, **command: Any) -> dict[str, Any]:
        """Take a decision; asked again with the same id until it is recorded, as a caller would."""
        found: dict[str, Any] = {}

        def recorded() -> bool:
            try:
                answer = self.ask("POST", f"/centers/{center}/decisions", role, command_id, command)
            except httpx.HTTPError:
                return False
            assert answer.status_code in {201, 202, 503}, answer.text
            found.update(answer.json())
            return answer.status_code == 201

        until(recorded, f"{command} recorded")
        return found

    def ask(self, method: str, path: str, role: str, command_id: str | None = None, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(role)}"} | (
            {"Idempotency-Key": command_id} if command_id else {}
        )
        url = f"http://127.0.0.1:{self.port}/api/v1{path}"
        return httpx.request(method, url, json=body, headers=headers, timeout=30, trust_env=False)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def start(data: Path, output: Path, *options: str, **settings: str) -> Service:
    """Start it and wait until it says that it is ready."""
    ports = [free_port() for _ in range(3)]
    named = zip(("--port", "--temporal-port", "--ui-port"), map(str, ports), strict=True)
    command = [sys.executable, "-m", "cli", "up", "--data", str(data), *(word for pair in named for word in pair)]
    with output.open("wb") as file:
        given = environment() | settings
        process = subprocess.Popen([*command, *options], cwd=ROOT, env=given, stdout=file, stderr=file)
    service = Service(data, ports[0], process, output)
    try:
        until(lambda: READY in service.printed() or process.poll() is not None, "ready")
        assert process.poll() is None, service.printed()
    except AssertionError:
        if process.poll() is None:
            service.stop()
        raise
    return service


@contextmanager
def running(data: Path, output: Path, *options: str, **settings: str) -> Iterator[Service]:
    """A service that stops in the end, however the test goes."""
    service = start(data, output, *options, **settings)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.stop()
