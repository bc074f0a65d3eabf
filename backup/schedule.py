"""Backups that are made by themselves: one after the other into one folder, the oldest making way."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from backup.errors import NoBackup
from backup.making import UNFINISHED, make_backup
from backup.manifest import MANIFEST, Manifest, read_manifest
from clock import Clock, utc_now
from settings import Settings

NAME = "hengxu-"
"""How the folders of scheduled backups begin; an instant of UTC follows."""


class FoundBackup(NamedTuple):
    """A finished backup, and where it lies."""

    folder: Path
    manifest: Manifest


def finished_backups(folder: Path) -> list[FoundBackup]:
    """The finished backups in a folder, the newest last; none where there is no such folder."""
    return sorted(_finished(folder), key=lambda found: found.manifest.begun_at)


def _finished(folder: Path) -> Iterator[FoundBackup]:
    for path in folder.glob(f"*/{MANIFEST}"):
        if path.parent.suffix == UNFINISHED:
            continue
        try:
            yield FoundBackup(path.parent, read_manifest(path.parent))
        except NoBackup:
            continue


def last_backup(settings: Settings) -> FoundBackup | None:
    """The newest scheduled backup; ``None`` before the first."""
    found = finished_backups(settings.backups)
    return found[-1] if found else None


def is_late(settings: Settings, last: FoundBackup | None, clock: Clock = utc_now) -> bool:
    """Whether the next backup should have been there long ago: twice the time between two has passed."""
    return last is None or clock() - last.manifest.begun_at > timedelta(seconds=2 * settings.backup_every)


def seconds_until_next(settings: Settings, clock: Clock = utc_now) -> float:
    """After a restart too, the time runs from the last one that was finished."""
    last = last_backup(settings)
    if last is None:
        return 0.0
    due = last.manifest.begun_at + timedelta(seconds=settings.backup_every)
    return max(0.0, (due - clock()).total_seconds())


def make_scheduled(
    settings: Settings, clock: Clock = utc_now, forgotten: Callable[[Path], object] = lambda _: None
) -> FoundBackup:
    """Make one, and delete those that are too many, ``forgotten`` being told of each. What was broken off is cleared
    away first. Raises as ``make_backup``.
    """
    for path in settings.backups.glob(f"{NAME}*{UNFINISHED}"):
        shutil.rmtree(path, ignore_errors=True)
    out = settings.backups / f"{NAME}{clock():%Y%m%dT%H%M%SZ}"
    made = FoundBackup(out, make_backup(settings, out))
    for old in _too_many(settings):
        shutil.rmtree(old.folder)
        forgotten(old.folder)
    return made


def _too_many(settings: Settings) -> list[FoundBackup]:
    """Only what a schedule has made: a folder that somebody has put there stays."""
    ours = [found for found in finished_backups(settings.backups) if found.folder.name.startswith(NAME)]
    return ours[: -settings.backups_kept]
