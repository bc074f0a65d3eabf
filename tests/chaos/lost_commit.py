"""The last commit of a ledger in a file, taken away as a disk takes it that had not written what it said it had."""

import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

HEADER, FRAME_HEADER = 32, 24
CHECKPOINTED_AT = 96
"""Where the wal-index says how many frames have been copied into the database."""
DEEPEST = 6
"""How many commits are taken away at most until a receipt is gone: proofs are commits too."""


class TakenAway(NamedTuple):
    """The command ids of receipts that are gone, and whether a signed checkpoint is gone with them: then the ledger is
    shorter than somebody was told.
    """

    receipts: frozenset[str] = frozenset()
    checkpoint: bool = False


class _Held(NamedTuple):
    receipts: frozenset[str]
    signed: int


def take_last_receipt_away(ledger: Path) -> TakenAway:
    """Cut the write-ahead log before the commit of the last receipt. Nothing is changed where what is written after the
    cut has been copied into the database already. Nobody may have the ledger open.
    """
    wal = ledger.with_name(f"{ledger.name}-wal")
    if not wal.exists():
        return TakenAway()
    before = _held_in_copy(ledger, wal.read_bytes())
    ends = commits(wal.read_bytes())
    for end in reversed([0, *ends][-DEEPEST - 1 : -1]):
        if end < _checkpointed(ledger):
            break
        shorter = wal.read_bytes()[: HEADER + end * _frame_size(wal.read_bytes())]
        after = _held_in_copy(ledger, shorter)
        if gone := before.receipts - after.receipts:
            wal.write_bytes(shorter)
            ledger.with_name(f"{ledger.name}-shm").unlink(missing_ok=True)
            return TakenAway(gone, after.signed < before.signed)
    return TakenAway()


def commits(wal: bytes) -> Sequence[int]:
    """After how many frames each commit of the write-ahead log ends."""
    if len(wal) < HEADER:
        return []
    size, salts = _frame_size(wal), wal[16:24]
    ends = []
    for number, start in enumerate(range(HEADER, len(wal) - size + 1, size)):
        _, pages = struct.unpack(">II", wal[start : start + 8])
        if wal[start + 8 : start + 16] != salts:
            break
        if pages:
            ends.append(number + 1)
    return ends


def _frame_size(wal: bytes) -> int:
    (page,) = struct.unpack(">I", wal[8:12])
    return FRAME_HEADER + int(page)


def _checkpointed(ledger: Path) -> int:
    index = ledger.with_name(f"{ledger.name}-shm")
    head = index.read_bytes()[CHECKPOINTED_AT : CHECKPOINTED_AT + 4] if index.exists() else b""
    return int(struct.unpack("=I", head)[0]) if len(head) == 4 else 0


def _held_in_copy(ledger: Path, wal: bytes) -> _Held:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / ledger.name
        shutil.copy(ledger, copy)
        copy.with_name(f"{copy.name}-wal").write_bytes(wal)
        with closing(sqlite3.connect(copy)) as connection:
            receipts = frozenset(key for (key,) in connection.execute("SELECT command_id FROM receipts"))
            (signed,) = connection.execute("SELECT ifnull(max(size), 0) FROM proof_checkpoints").fetchone()
            return _Held(receipts, signed)
