"""The embedded Temporal server: found beside this Python, of the release that was tried, ready when it says so."""

import stat
from pathlib import Path

import pytest

from embedded.ports import free_port
from embedded.temporal import NoTemporal, check_version, command_line, executable, until_ready
from tests.temporal import settings_for


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
