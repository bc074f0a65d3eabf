"""A SQLite file copied as it stood at one instant, while others go on writing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from backup.errors import NotWritten
from backup.manifest import FILE_MODE, Advance, LedgerFacts, sync_path
from ledger.sqlite.recorder import connect, schema_step, spoken

PAGES = 1_000
"""Pages that are copied between two words about how far it has come."""
OF_THE_COPY = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""Error codes that reading the ledger never gives."""
LAST_CHECKPOINT = "SELECT size, note FROM proof_checkpoints ORDER BY size DESC LIMIT 1"
ENDS = "SELECT (SELECT ifnull(max(position), 0) FROM events), (SELECT ifnull(max(number), 0) FROM receipts)"


def copy_ledger(source: Path, target: Path, timeout: float, advance: Advance) -> LedgerFacts:
    """Copy the ledger's file, and say what it was at that instant. Raises ``LedgerUnavailable``, ``OSError``."""
    with spoken(), closing(_pinned(source, timeout)) as file:
        facts = _facts(file)
        _copy(file, target, advance)
    return facts


def copy_office(source: Path, target: Path, timeout: float) -> None:
    """Copy the file of sessions and reads. Raises ``LedgerUnavailable``, ``OSError``."""
    with spoken(), closing(_pinned(source, timeout)) as file:
        _copy(file, target, lambda _done, _all: None)


def _pinned(source: Path, timeout: float) -> sqlite3.Connection:
    """In a transaction that sees the file as it is now: a copy that follows what is written would never end."""
    file = connect(source, timeout)
    file.execute("BEGIN")
    file.execute("SELECT count(*) FROM sqlite_schema")
    return file


def _copy(file: sqlite3.Connection, target: Path, advance: Advance) -> None:
    target.touch(FILE_MODE, exist_ok=False)
    try:
        with closing(sqlite3.connect(target)) as copy:
            file.backup(copy, pages=PAGES, progress=lambda _status, left, whole: advance(whole - left, whole))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in OF_THE_COPY:
            raise NotWritten(target, error) from None
        raise
    sync_path(target)


def _facts(file: sqlite3.Connection) -> LedgerFacts:
    step = schema_step(file)
    if step == 0:
        return LedgerFacts(schema_step=0, position=0, receipts=0)
    position, receipts = file.execute(ENDS).fetchone()
    size, note = _last_checkpoint(file)
    return LedgerFacts(schema_step=step, position=position, receipts=receipts, checkpoint_size=size, checkpoint=note)


def _last_checkpoint(file: sqlite3.Connection) -> tuple[int, str | None]:
    """None yet, also in a file from before there was a proof."""
    if not file.execute("SELECT 1 FROM sqlite_schema WHERE name = 'proof_checkpoints'").fetchone():
        return 0, None
    found = file.execute(LAST_CHECKPOINT).fetchone()
    return (found[0], bytes(found[1]).decode(errors="replace")) if found else (0, None)
