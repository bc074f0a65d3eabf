"""What a backup consists of, and what its ledger was: ``manifest.json``, written last."""

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import StringConstraints, ValidationError

from backup.errors import FileDiffers, NoBackup
from domain.kernel.base import Model

MANIFEST = "manifest.json"
LEDGER_FILE, LEDGER_DUMP, OFFICE_FILE = "ledger.sqlite3", "ledger.dump", "office.sqlite3"
FOLDER_MODE, FILE_MODE = 0o700, 0o600
PIECE = 1 << 20

Advance = Callable[[int, int], None]
"""Told how much is done, and of how much."""
Database = Literal["sqlite", "postgresql"]
SQLITE: Database = "sqlite"
POSTGRESQL: Database = "postgresql"


class LedgerFacts(Model):
    """The ledger at the instant of its copy: the last position, how many receipts, the last signed checkpoint with its
    size, and the schema's step. ``checkpoint`` is ``None`` before the first.
    """

    schema_step: int
    position: int
    receipts: int
    checkpoint_size: int = 0
    checkpoint: Annotated[str, StringConstraints(strip_whitespace=False)] | None = None

    @property
    def entries(self) -> int:
        """Events and receipts, as checkpoints count."""
        return self.position + self.receipts


class BackupFile(Model):
    """A file of a backup. ``size`` is in bytes, ``sha256`` in hex."""

    name: Literal["ledger.sqlite3", "ledger.dump", "office.sqlite3"]
    size: int
    sha256: str


class Manifest(Model):
    """One backup. Instants are UTC; everything recorded before ``begun_at`` is in it. ``server`` is PostgreSQL's
    release.
    """

    format: Literal[1] = 1
    database: Database
    release: str
    server: str | None = None
    begun_at: datetime
    ended_at: datetime
    ledger: LedgerFacts
    files: tuple[BackupFile, ...]

    def file(self, name: str) -> BackupFile | None:
        """The file of that name, if the backup has it."""
        return next((file for file in self.files if file.name == name), None)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished backup. Raises ``NoBackup``."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        raise NoBackup(folder) from None


def write_synced(path: Path, content: bytes) -> None:
    """A new file, its owner's alone, on the disk when this returns. Raises ``OSError``, also where one is there."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        sync(file.fileno())


def sync(descriptor: int) -> None:
    """What was written is on the disk."""
    os.fsync(descriptor)


def sync_path(path: Path) -> None:
    """The same of a file or folder by its name."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def described(path: Path) -> BackupFile:
    """A file as a manifest names it. Raises ``OSError``."""
    size, sha256 = _digest(path, lambda _piece: None)
    return BackupFile.model_validate({"name": path.name, "size": size, "sha256": sha256})


def check_files(folder: Path, manifest: Manifest, advance: Advance = lambda _done, _all: None) -> None:
    """Raises ``FileDiffers`` unless every file is as it was made."""
    whole, done = sum(file.size for file in manifest.files), 0

    def passed(piece: bytes) -> None:
        nonlocal done
        done += len(piece)
        advance(done, whole)

    for file in manifest.files:
        try:
            found = _digest(folder / file.name, passed)
        except OSError:
            raise FileDiffers(folder / file.name) from None
        if found != (file.size, file.sha256):
            raise FileDiffers(folder / file.name)


def copy_file(source: Path, target: Path) -> None:
    """The bytes of a file into a new one, its owner's alone, on the disk when this returns. Raises ``OSError``."""
    made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with source.open("rb") as read, os.fdopen(made, "wb") as file:
        while piece := read.read(PIECE):
            file.write(piece)
        file.flush()
        sync(file.fileno())


def _digest(path: Path, passed: Callable[[bytes], object]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
            passed(piece)
    return size, digest.hexdigest()
