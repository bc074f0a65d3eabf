"""Making a backup: written aside, and only a whole one gets its name."""

import shutil
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import mkdtemp

from backup.errors import IsThere, NoBackupRole, NoLedger
from backup.manifest import (
    FOLDER_MODE,
    LEDGER_DUMP,
    LEDGER_FILE,
    MANIFEST,
    OFFICE_FILE,
    POSTGRESQL,
    SQLITE,
    Advance,
    LedgerFacts,
    Manifest,
    described,
    sync_path,
    write_synced,
)
from backup.sqlite import copy_ledger, copy_office
from clock import utc_now
from ledger.sqlite.recorder import path_of
from settings import Settings

UNFINISHED = ".unfinished"
"""How the name of a folder ends in which a backup is being made, or was broken off."""


def make_backup(settings: Settings, out: Path, advance: Advance = lambda _done, _all: None) -> Manifest:
    """Back the ledger up into the new folder ``out``, with its documents and the office's store. Everything may run
    meanwhile. No key is in it.

    Raises ``BackupError``, ``LedgerError``, ``OSError``; then nothing is left in ``out``.
    """
    if out.exists() or out.is_symlink():
        raise IsThere(out)
    out.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix=f"{out.name}.", suffix=UNFINISHED, dir=out.parent))
    try:
        manifest = _written(settings, aside, advance)
        write_synced(aside / MANIFEST, manifest.model_dump_json(indent=1).encode() + b"\n")
        sync_path(aside)
        _name(aside, out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_path(out.parent)
    return manifest


def _name(aside: Path, out: Path) -> None:
    """A folder takes the place of none but an empty one. Raises ``IsThere``."""
    try:
        aside.rename(out)
    except OSError:
        if out.exists():
            raise IsThere(out) from None
        raise


def _written(settings: Settings, folder: Path, advance: Advance) -> Manifest:
    begun_at, server = utc_now(), None
    if settings.ledger.is_sqlite:
        facts = _copied(settings, folder / LEDGER_FILE, advance)
    else:
        facts, server = _dumped(settings, folder / LEDGER_DUMP)
    if settings.office.is_sqlite:
        with suppress(FileNotFoundError):
            _copy_office(settings, folder / OFFICE_FILE)
    return Manifest(
        database=SQLITE if server is None else POSTGRESQL,
        release=_release(),
        server=server,
        begun_at=begun_at,
        ended_at=utc_now(),
        ledger=facts,
        files=tuple(described(path) for path in sorted(folder.iterdir())),
    )


def _copied(settings: Settings, target: Path, advance: Advance) -> LedgerFacts:
    source = path_of(settings.ledger.url)
    if not source.exists():
        raise NoLedger(source.parent)
    facts = copy_ledger(source, target, settings.ledger.timeout, advance)
    if facts.schema_step == 0:
        raise NoLedger(source)
    return facts


def _dumped(settings: Settings, target: Path) -> tuple[LedgerFacts, str]:
    from backup.postgres import dump

    url = settings.backup_url or settings.ledger_owner_url
    if url is None:
        raise NoBackupRole
    return dump(url.get_secret_value(), target)


def _copy_office(settings: Settings, target: Path) -> None:
    source = path_of(settings.office.url)
    if source.exists():
        copy_office(source, target, settings.office.timeout)


def _release() -> str:
    try:
        return version("hengxu")
    except PackageNotFoundError:
        return "0"
