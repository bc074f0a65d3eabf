"""The embedded Temporal server: found beside this Python, of the release that was tried, ready when it says so."""

import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from temporalio.service import RPCError

from embedded.ports import free_port
from embedded.temporal import NoTemporal, check_version, command_line, executable, until_ready
from settings import Settings
from temporal_client.client import connect
from temporal_client.search_attributes import missing_search_attributes
from tests.temporal import settings_for, until
from workflows.visibility import LATER_ATTRIBUTES


def test_the_program_beside_this_python_carries_the_server_that_was_tried() -> None:
    assert executable().name == "temporal"


def test_another_server_is_not_taken(tmp_path: Path) -> None:
    other = tmp_path / "temporal"
    other.write_text("#!/bin/sh\necho 'temporal version 9.9.9 (Server 2.0.0, UI 3.0.0)'\n")
    other.chmod(other.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(NoTemporal, match=r"Server 2\.0\.0"):
        check_version(other)


def test_it_keeps_its_store_and_shows_its_pages_where_it_is_told() -> None:
    command = command_line(Path("temporal"), Path("data/temporal.sqlite3"), port=7000, ui_port=8000)
    assert {"--db-filename=data/temporal.sqlite3", "--port=7000", "--ui-port=8000"} <= set(command)
    assert "--headless" in command_line(Path("temporal"), None, port=7000, ui_port=None)


async def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(NoTemporal, match="doesn't answer"):
        await until_ready(settings_for(tmp_path, f"127.0.0.1:{free_port()}"), within=0.5)


async def test_a_store_of_the_first_release_learns_the_later_search_attributes(tmp_path: Path) -> None:
    store = tmp_path / "temporal.sqlite3"
    for later in (set(), {key.name for key in LATER_ATTRIBUTES}):
        port = free_port()
        command = command_line(executable(), store, port=port, ui_port=None)
        earlier = {f"--search-attribute={key.name}=KeywordList" for key in LATER_ATTRIBUTES if key.name not in later}
        with running([part for part in command if part not in earlier]):
            settings = settings_for(tmp_path, f"127.0.0.1:{port}")
            if later:
                assert await missing_search_attributes(await until_ready(settings)) == []
            else:
                await until(partial(_lacks_the_later, settings))


async def _lacks_the_later(settings: Settings) -> bool | None:
    try:
        missing = await missing_search_attributes(await connect(settings))
    except (RPCError, RuntimeError):
        return None
    return True if missing == [key.name for key in LATER_ATTRIBUTES] else None


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)
