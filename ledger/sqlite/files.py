"""What SQLite keeps beside a database, whether both are still those that were opened, and how both are put aside."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ledger.errors import LedgerDamaged, LedgerMoved, LedgerWalGone

HEAD = 100
"""Bytes of a SQLite database's head, by its file format."""
BESIDE = ("-journal", "-wal", "-shm")
"""Endings of SQLite's own files. A journal without its database would be played into the next one."""


def put_aside(database: Path, now: datetime) -> Path:
    """Give the database, with what SQLite keeps beside it, a name that tells when (UTC). Raises ``OSError``."""
    aside = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%S.%fZ}")
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).rename(aside.with_name(aside.name + ending))
    return database.rename(aside)


def beside(database: Path, ending: str) -> Path:
    """One of the files that SQLite keeps beside a database."""
    return database.with_name(database.name + ending)


def file_at(path: Path) -> tuple[int, int] | None:
    """Which file lies there, whatever it is called; ``None`` without any."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_whole(database: Path) -> None:
    """Raises LedgerDamaged for a file that is shorter than its own head says. SQLite itself notices that only once it
    needs what is gone. While a write-ahead log holds anything, the file may well be behind.
    """
    try:
        with database.open("rb") as file:
            head, size = file.read(HEAD), os.fstat(file.fileno()).st_size
        wal = beside(database, "-wal")
        is_behind = wal.exists() and wal.stat().st_size > 0
    except OSError:
        return  # whoever opens it is told why it can't be read
    if is_behind or len(head) < HEAD or head[24:28] != head[92:96]:  # the count is right where both changes agree
        return
    page_size, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    if size < pages * (65_536 if page_size == 1 else page_size):
        raise LedgerDamaged(f"{database}: {size} bytes, of {pages} pages")


class FilesInUse:
    """A database and its write-ahead log as this process has opened them. Whoever goes on when they lie there no more
    records what nobody will find again.
    """

    def __init__(self, database: Path) -> None:
        self._database, self._wal = database, beside(database, "-wal")
        self._opened: tuple[tuple[int, int] | None, ...] = ()

    def check_before(self) -> None:
        """Raises LedgerDamaged where the end of the database is gone, and LedgerWalGone where others have it open and
        their log is gone: whoever opened it now would make another, and what stands in theirs alone would be lost.
        SQLite itself removes the index first.
        """
        check_whole(self._database)
        if beside(self._database, "-shm").exists() and not self._wal.exists():
            raise LedgerWalGone(str(self._wal))

    def note(self) -> None:
        """These are the files, now that they are open."""
        self._opened = file_at(self._database), file_at(self._wal)

    def check(self) -> None:
        """Raises LedgerMoved, LedgerWalGone."""
        if not self._opened:
            return
        database, wal = self._opened
        if file_at(self._database) != database:
            raise LedgerMoved(str(self._database))
        if wal is not None and file_at(self._wal) != wal:
            raise LedgerWalGone(str(self._wal))
