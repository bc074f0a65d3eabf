"""Backups that are made by themselves: as many as are kept, and known when the last one is late."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from backup.making import UNFINISHED
from backup.schedule import (
    finished_backups,
    is_late,
    last_backup,
    make_scheduled,
    seconds_until_next,
)
from clock import utc_now
from settings import Settings
from tests.backup.conftest import House
from tests.embedded.service import PATIENCE, ROOT, environment, until


@pytest.fixture
def settings(sqlite_house: House) -> Settings:
    return sqlite_house.settings.model_copy(update={"backups_kept": 2, "backup_every": 3_600.0})


def make(settings: Settings, hours: int) -> Path:
    """The scheduled backup of an hour."""
    return make_scheduled(settings, lambda: utc_now() + timedelta(hours=hours)).folder


def test_the_oldest_makes_way_and_what_others_put_there_stays(settings: Settings) -> None:
    made = [make(settings, hours) for hours in range(3)]
    somebodys = settings.backups / "of-the-migration"
    made[0].parent.mkdir(exist_ok=True)
    house = House(settings)
    house.back_up().rename(somebodys)
    made.append(make(settings, 3))
    assert {found.folder for found in finished_backups(settings.backups)} == {*made[-2:], somebodys}


def test_what_was_broken_off_is_cleared_away_and_never_taken_for_the_last(settings: Settings) -> None:
    first = make(settings, 0)
    broken = settings.backups / f"hengxu-20261126T000000Z.x{UNFINISHED}"
    (broken / "inner").mkdir(parents=True)
    (broken / "manifest.json").write_bytes((first / "manifest.json").read_bytes())
    last = last_backup(settings)
    assert last is not None
    assert last.folder == first
    make(settings, 1)
    assert not broken.exists()


def test_one_is_late_when_the_time_between_two_has_passed_twice(settings: Settings) -> None:
    assert is_late(settings, last_backup(settings))
    assert seconds_until_next(settings) == 0.0
    make(settings, 0)
    last, now = last_backup(settings), utc_now()
    assert not is_late(settings, last, lambda: now + timedelta(hours=1.9))
    assert is_late(settings, last, lambda: now + timedelta(hours=2.1))
    assert 3_500 < seconds_until_next(settings) <= 3_600


def hengxu(house: House, *options: str) -> list[str]:
    return [sys.executable, "-m", "cli", "backup", *options]


@pytest.mark.real_time
def test_the_command_makes_one_at_once_and_ends_in_order_when_told_to(sqlite_house: House) -> None:
    known = environment() | sqlite_house.environment | {"PATH": os.environ["PATH"]}
    check = [sys.executable, "-m", "cli", "backup", "--check"]
    before = subprocess.run(check, cwd=ROOT, env=known, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert (before.returncode, before.stdout) == (1, "")
    running = subprocess.Popen(hengxu(sqlite_house, "--scheduled"), cwd=ROOT, env=known, stdout=subprocess.PIPE)
    try:
        until(lambda: last_backup(sqlite_house.settings) is not None, "the first backup")
        after = subprocess.run(
            check, cwd=ROOT, env=known, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert (after.returncode, after.stderr) == (0, "")
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0
        assert running.stdout is not None
        running.stdout.close()
    assert len(finished_backups(sqlite_house.settings.backups)) == 1
