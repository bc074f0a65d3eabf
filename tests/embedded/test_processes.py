"""Child processes: they come back, they end when told, and they never outlive whoever started them."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from embedded.ports import free_port, is_free
from embedded.processes import ChildProcess, Part, last_lines

ROOT = Path(__file__).parents[2]
WAITS = "import signal; print('here', flush=True); signal.pause()"
IGNORES = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITS}"
SUPERVISOR = """
import asyncio, os, sys
from pathlib import Path
from embedded.processes import Part, spawn

async def main():
    child = await spawn(Part("child", [sys.executable, "-c", sys.argv[2]], os.environ, Path(sys.argv[1])))
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def part(folder: Path, program: str, patience: float = 10.0) -> Part:
    return Part("part", [sys.executable, "-c", program], os.environ, folder / "part.log", patience)


async def until(holds: Callable[[], bool], patience: float = 20.0) -> None:
    async with asyncio.timeout(patience):
        while True:
            if holds():
                return
            await asyncio.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_a_child_that_was_killed_is_started_again_and_its_last_lines_are_shown(tmp_path: Path) -> None:
    lines: list[str] = []
    child = ChildProcess(part(tmp_path, WAITS), lines.append)
    await child.start()
    assert child.process is not None
    first = child.process.pid
    await until(lambda: last_lines(child.part.log) == ["here"])
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.process is not None and child.process.pid != first)
    assert "-9" in lines[0]
    assert lines[1:] == ["  part | here"]
    await child.stop()
    assert not lives(first)


async def test_a_child_that_keeps_dying_is_left_longer_and_longer(tmp_path: Path) -> None:
    lines: list[str] = []
    child = ChildProcess(part(tmp_path, "raise SystemExit(3)"), lines.append)
    await child.start()
    await until(lambda: len(lines) >= 3)
    await child.stop()
    assert ["0.25" in lines[0], "0.5" in lines[1], "1 " in lines[2]] == [True, True, True]


async def test_a_child_that_is_told_to_stop_is_not_started_again(tmp_path: Path) -> None:
    lines: list[str] = []
    child = ChildProcess(part(tmp_path, WAITS), lines.append)
    await child.start()
    await until(lambda: last_lines(child.part.log) == ["here"])
    await child.stop()
    assert child.process is not None
    assert child.process.returncode == -signal.SIGTERM
    assert lines == []


async def test_a_child_that_does_not_listen_is_ended_when_patience_is_over(tmp_path: Path) -> None:
    child = ChildProcess(part(tmp_path, IGNORES, patience=0.3), print)
    await child.start()
    await until(lambda: last_lines(child.part.log) == ["here"])
    await child.stop()
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


async def test_what_a_part_needs_is_done_before_each_of_its_starts(tmp_path: Path) -> None:
    done: list[str] = []

    async def before() -> None:
        done.append("looked")

    child = ChildProcess(replace(part(tmp_path, "raise SystemExit(3)"), before=before), done.append)
    await child.start()
    await until(lambda: len(done) >= 4)
    await child.stop()
    assert [line if line == "looked" else "ended" for line in done[:4]] == ["looked", "ended", "looked", "ended"]


async def test_a_child_never_started_is_stopped_at_once(tmp_path: Path) -> None:
    await ChildProcess(part(tmp_path, WAITS), print).stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word is Linux's own")
@pytest.mark.parametrize("program", [WAITS, IGNORES])
async def test_no_child_outlives_a_supervisor_that_was_killed(program: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path / "child.log"), program]
    supervisor = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert supervisor.stdout is not None
    pid = int(await supervisor.stdout.readline())
    await until(lambda: last_lines(tmp_path / "child.log") == ["here"])
    supervisor.kill()
    await supervisor.wait()
    await until(lambda: not lives(pid))


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert is_free(port)
    with closing(socket.create_server(("127.0.0.1", port))):
        assert not is_free(port)


async def test_a_child_is_started_again_though_its_log_has_gone(tmp_path: Path) -> None:
    lines: list[str] = []
    logs = tmp_path / "data" / "logs"
    logs.mkdir(parents=True)
    child = ChildProcess(part(logs, WAITS), lines.append)
    await child.start()
    assert child.process is not None
    first = child.process.pid
    logs.parent.rename(tmp_path / "elsewhere")
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.process is not None and child.process.pid != first)
    (tmp_path / "elsewhere").rename(logs.parent)
    await child.stop()


async def test_a_child_that_cannot_be_started_is_tried_again_and_that_is_said(tmp_path: Path) -> None:
    lines: list[str] = []
    program = tmp_path / "program"
    program.symlink_to(sys.executable)
    child = ChildProcess(replace(part(tmp_path, WAITS), command=[str(program), "-c", WAITS]), lines.append)
    await child.start()
    assert child.process is not None
    first = child.process.pid
    program.unlink()
    os.kill(first, signal.SIGKILL)
    await until(lambda: any("can't be started" in line for line in lines))
    program.symlink_to(sys.executable)
    await until(lambda: child.process is not None and child.process.pid != first)
    await child.stop()
