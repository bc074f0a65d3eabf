"""What SQLite keeps beside a database, and how both are put aside."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

BESIDE = ("-journal", "-wal", "-shm")
"""Endings of SQLite's own files. A journal without its database would be played into the next one."""


def put_aside(database: Path, now: datetime) -> Path:
    """Give the database, with what SQLite keeps beside it, a name that tells when (UTC). Raises ``OSError``."""
    aside = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%S.%fZ}")
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).rename(aside.with_name(aside.name + ending))
    return database.rename(aside)
