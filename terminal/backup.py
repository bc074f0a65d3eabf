"""`hengxu backup`: one backup, or one after the other; and whether the last is recent."""

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from backup.errors import BackupError
from backup.making import make_backup
from backup.manifest import Manifest
from backup.schedule import FoundBackup, is_late, last_backup, make_scheduled, seconds_until_next
from clock import utc_now
from ledger.errors import LedgerError
from settings import Settings
from terminal import wording
from terminal.answers import DONE, NO, CommandError, print_error, print_json, print_line
from terminal.language import both, words
from terminal.progress import progress_of

log = logging.getLogger("hengxu.backup")

TRY_AGAIN = 300.0
"""Seconds after which a scheduled backup that failed is tried again."""
OWNER_ALONE = 0o077


def back_up(settings: Settings, out: Path | None, *, scheduled: bool, check: bool, as_json: bool) -> int:
    """One of the three things that are asked for."""
    if [out is not None, scheduled, check].count(True) != 1:
        raise CommandError(wording.BACKUP_ARGUMENTS)
    os.umask(OWNER_ALONE)
    if scheduled:
        return _keep_backing_up(settings)
    if check or out is None:
        return _check(settings, as_json=as_json)
    with progress_of(wording.BACKING_UP) as advance:
        manifest = make_backup(settings, out, advance)
    _show(settings, FoundBackup(out, manifest), as_json=as_json)
    return DONE


def _show(settings: Settings, made: FoundBackup, *, as_json: bool) -> None:
    """What was backed up, and where the keys are that are not in it."""
    if as_json:
        print_json({"folder": str(made.folder), **_data_of(made.manifest), "keys": _keys(settings)})
        return
    print_line(words(wording.BACKED_UP(folder=made.folder, **_counts(made.manifest))))
    print_line(words(wording.KEYS_APART(keys=", ".join(_keys(settings)))))


def _keys(settings: Settings) -> list[str]:
    """Where the keys lie that whoever restores needs besides."""
    if settings.ledger.is_sqlite:
        return [str(settings.data / "signing-key"), f"{settings.checkpoint_key_path.parent}{os.sep}"]
    return ["HENGXU_SIGNING_KEY", "HENGXU_CHECKPOINT_KEY"]


def _data_of(manifest: Manifest) -> dict[str, Any]:
    return manifest.model_dump(mode="json")


def _counts(manifest: Manifest) -> dict[str, object]:
    facts = manifest.ledger
    return {
        "position": facts.position,
        "receipts": facts.receipts,
        "uncovered": facts.entries - facts.checkpoint_size,
        "bytes": sum(file.size for file in manifest.files),
        "seconds": round((manifest.ended_at - manifest.begun_at).total_seconds(), 1),
    }


def _check(settings: Settings, *, as_json: bool) -> int:
    last = last_backup(settings)
    late = is_late(settings, last)
    age = None if last is None else (utc_now() - last.manifest.begun_at).total_seconds()
    if as_json:
        print_json({"folder": None if last is None else str(last.folder), "age_seconds": age, "late": late})
    elif last is None or age is None:
        print_error(words(wording.NO_BACKUP_YET(folder=settings.backups)))
    else:
        sentence = wording.LAST_BACKUP_LATE if late else wording.LAST_BACKUP
        (print_error if late else print_line)(words(sentence(folder=last.folder, hours=round(age / 3600, 1))))
    return NO if late else DONE


def _keep_backing_up(settings: Settings) -> int:
    """Until SIGINT or SIGTERM. One that fails is said and tried again; nothing ends this but being told to stop."""
    with _told_to_stop() as stop:
        while not stop.wait(seconds_until_next(settings)):
            try:
                made = make_scheduled(settings, forgotten=_say_forgotten)
                log.info("%s", both(wording.BACKED_UP(folder=made.folder, **_counts(made.manifest))))
            except (BackupError, LedgerError) as trouble:
                _say_failed(both(trouble.sentence))
                stop.wait(TRY_AGAIN)
            except OSError as error:
                _say_failed(str(error))
                stop.wait(TRY_AGAIN)
    log.info("%s", both(wording.STOPPED))
    return DONE


def _say_failed(why: str) -> None:
    log.error("%s", why)
    log.error("%s", both(wording.BACKUP_FAILED(minutes=int(TRY_AGAIN // 60))))


def _say_forgotten(folder: Path) -> None:
    log.info("%s", both(wording.BACKUP_DELETED(folder=folder)))


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
