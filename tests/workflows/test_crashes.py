"""Processes die; decisions don't. The worker and the Temporal server are real processes, killed with SIGKILL."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from temporalio.service import RPCError

from domain.kernel.roles import Role
from embedded.ports import free_port
from settings import Settings
from tests.lives import ACTORS, commands
from tests.temporal import Installation, Server, installed, start_server, until

SAY = commands()
ROOT = Path(__file__).parents[2]


@contextmanager
def worker_process(settings: Settings, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """``python -m worker``, gone at the end whatever happens."""
    assert settings.signing_key is not None
    environment = {
        **os.environ,
        "HENGXU_DATA": str(settings.data),
        "HENGXU_TEMPORAL_ADDRESS": settings.temporal_address,
        "HENGXU_TASK_QUEUE": settings.task_queue,
        "HENGXU_SIGNING_KEY": settings.signing_key.get_secret_value(),
        **more,
    }
    command = [sys.executable, "-m", "worker"]
    log = (settings.data / "worker.log").open("ab")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    log.close()
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@contextmanager
def nobody_can_write(house: Installation) -> Iterator[None]:
    """Another program holds the ledger's file: a recording that has begun can't end."""
    connection = sqlite3.connect(house.settings.data / "ledger.sqlite3", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


async def in_the_middle_of_a_recording(house: Installation, center: str) -> None:
    async def look() -> bool | None:
        pending = (await house.workflow(center).describe()).raw_description.pending_activities
        return True if any(activity.HasField("last_started_time") for activity in pending) else None

    await until(look)


@asynccontextmanager
async def with_server_of_its_own(data: Path) -> AsyncIterator[tuple[Installation, list[Server]]]:
    """An installation whose Temporal server may be killed and put back."""
    servers = [start_server(data / "temporal.sqlite3")]
    try:
        async with installed(data, servers[0]) as installation:
            yield installation, servers
    finally:
        for server in servers:
            server.kill()


async def test_a_worker_killed_in_the_middle_of_a_decision_leaves_one_event_and_one_receipt(
    house: Installation, center: str
) -> None:
    letter = house.letter(center, ACTORS[Role.APPLICANT], {**SAY["register_center"], "center_id": center})
    with worker_process(house.settings) as first:
        with nobody_can_write(house):
            await house.send(letter)
            await in_the_middle_of_a_recording(house, center)
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        assert house.ledger.receipt(letter.command_id) is None
    with worker_process(house.settings):
        receipt = await house.receipt(letter.command_id)
        await house.send(letter)
        await house.take(center, SAY["submit_industry_research"])
    assert (receipt.outcome, receipt.version) == ("recorded", 1)
    assert [record.version for record in house.ledger.history(center)] == [1, 2]
    assert len(house.ledger.stored_receipts()) == 2


async def test_a_recording_that_is_held_up_tells_that_its_worker_lives(house: Installation, center: str) -> None:
    async def has_told() -> int | None:
        pending = (await house.workflow(center).describe()).raw_description.pending_activities
        return next((one.attempt for one in pending if one.HasField("last_heartbeat_time")), None)

    letter = house.letter(center, ACTORS[Role.APPLICANT], {**SAY["register_center"], "center_id": center})
    async with house.working():
        with nobody_can_write(house):
            await house.send(letter)
            assert await until(has_told) == 1
        assert (await house.receipt(letter.command_id)).outcome == "recorded"


async def test_a_worker_killed_again_and_again_as_soon_as_something_is_recorded_records_nothing_twice(
    house: Installation, center: str
) -> None:
    register = {**SAY["register_center"], "center_id": center}
    asked = [
        await house.say(center, Role.APPLICANT, **body) for body in [register, *[SAY["submit_industry_research"]] * 2]
    ]
    for command_id in asked:
        with worker_process(house.settings) as process:
            await house.receipt(command_id)
            process.send_signal(signal.SIGKILL)
    assert [record.command_id for record in house.ledger.history(center)] == asked
    assert [receipt.command_id for receipt in await house.receipts(3)] == asked


async def test_a_worker_that_is_asked_to_stop_finishes_and_says_nothing_bad(house: Installation, center: str) -> None:
    with worker_process(house.settings) as process:
        await house.take(center, {**SAY["register_center"], "center_id": center})
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 20) == 0
    assert "Traceback" not in (house.settings.data / "worker.log").read_text(encoding="utf-8")


async def test_a_worker_says_whether_it_is_ready(house: Installation) -> None:
    port = free_port()
    with worker_process(house.settings, HENGXU_WORKER_HEALTH_PORT=str(port)):
        ready = await until(lambda: answer(f"http://127.0.0.1:{port}/readyz"))
        assert ready == 200
        assert await answer(f"http://127.0.0.1:{port}/livez") == 200
        assert await answer(f"http://127.0.0.1:{port}/nowhere") is None


async def answer(url: str) -> int | None:
    """The status of a good answer."""

    def ask() -> int | None:
        try:
            with urlopen(url, timeout=5) as response:
                return int(response.status)
        except URLError:
            return None

    return await asyncio.to_thread(ask)


def test_a_worker_without_a_key_says_so_in_one_line(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HENGXU_")}
    environment["HENGXU_DATA"] = str(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", "worker"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.timeout(240)
async def test_temporal_killed_and_started_again_on_its_file_goes_on_where_it_was(tmp_path: Path, center: str) -> None:
    async with with_server_of_its_own(tmp_path) as (house, servers):
        port = free_port()
        with worker_process(house.settings, HENGXU_WORKER_HEALTH_PORT=str(port)):
            await house.take(center, {**SAY["register_center"], "center_id": center})
            servers[0].kill()
            assert await answer(f"http://127.0.0.1:{port}/readyz") is None
            assert await answer(f"http://127.0.0.1:{port}/livez") == 200
            servers.append(start_server(tmp_path / "temporal.sqlite3", servers[0].port))
            command_id = await until(lambda: said_as_soon_as_possible(house, center))
            receipt = await house.receipt(command_id)
    assert (receipt.outcome, receipt.version) == ("recorded", 2)


async def said_as_soon_as_possible(house: Installation, center: str) -> str | None:
    try:
        return await house.say(center, Role.APPLICANT, **SAY["submit_industry_research"])
    except RPCError:
        return None


@pytest.mark.timeout(240)
async def test_a_worker_started_before_temporal_waits_for_it(tmp_path: Path, center: str) -> None:
    async with with_server_of_its_own(tmp_path) as (house, servers):
        servers[0].stop()
        with worker_process(house.settings):
            log = tmp_path / "worker.log"

            async def says_so() -> bool | None:
                return "doesn't answer" in log.read_text(encoding="utf-8") or None

            await until(says_so)
            servers.append(start_server(tmp_path / "temporal.sqlite3", servers[0].port))
            await until(lambda: registered(house, center))


async def registered(house: Installation, center: str) -> bool | None:
    try:
        await house.take(center, {**SAY["register_center"], "center_id": center})
    except RPCError:
        return None
    return True
