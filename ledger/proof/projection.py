"""The projection that follows the ledger: it takes new entries into the tree and signs checkpoints of it."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import LedgerError
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint
from ledger.proof.keys import FILE_MODE, FOLDER_MODE, KeyFile, KeyFileError, KeyMissing, SigningKey
from ledger.proof.leaves import Entries, Leaf, OutOfOrder, Place
from ledger.proof.tables import ProofTables
from ledger.proof.tree import Frontier
from ledger.recorder import LedgerRecorder

log = logging.getLogger("hengxu.proof")

ENTRIES = 1000


class LogOutOfOrder(LedgerError):
    """The log has a hole or an entry too many: nothing more is signed until somebody has looked."""

    def __init__(self, broken: OutOfOrder) -> None:
        place = broken.place
        super().__init__(
            f"台账在第 {place.position} 号事件、第 {place.number} 号回执处次序中断，不再签发检查点，"
            "请运行 hengxu audit verify",
            f"the log's order breaks at position {place.position}, receipt {place.number}: no further checkpoint is "
            "signed; run hengxu audit verify",
        )


class RolledBack(LedgerError):
    """The database holds less than was signed before."""

    def __init__(self, size: int, signed: int) -> None:
        super().__init__(
            f"数据库只有 {size} 条经证明的记录，而已签发的检查点有 {signed} 条：数据库曾被回退，不再签发检查点，"
            "请运行 hengxu audit verify",
            f"the database holds {size} proven entries, while a checkpoint of {signed} was signed: it was rolled back; "
            "no further checkpoint is signed; run hengxu audit verify",
        )


class Projection:
    """Resumes where the tables end; several at once do no harm, since the slower one's batch is dropped."""

    def __init__(self, recorder: LedgerRecorder, keys: KeyFile, name: str, entries: int = ENTRIES) -> None:
        self._tables, self._log = ProofTables(recorder), Entries(recorder)
        self._keys, self._name, self._entries = keys, name, entries

    def follow(self) -> int:
        """Takes in everything that is new; how many entries. Raises LogOutOfOrder, RolledBack, KeyTrouble."""
        key = self._key()
        taken = 0
        while count := self._step(key):
            taken += count
        return taken

    def _key(self) -> SigningKey:
        """The key; made at the first start, never in place of one that was lost."""
        try:
            return self._keys.signing_key()
        except KeyMissing:
            if self._tables.last_checkpoint():
                raise
        with in_turn(self._keys.path):
            return self._first_key()

    def _first_key(self) -> SigningKey:
        try:
            return self._keys.signing_key()
        except KeyMissing:
            if self._keys.verifier_keys():
                raise
        return self._keys.make(self._name)

    def _step(self, key: SigningKey) -> int:
        place = self._tables.place()
        page = self._log.page(place, self._entries)
        if page.broken:
            raise LogOutOfOrder(page.broken)
        leaves = _whole_receipts(page.leaves, self._entries)
        if not leaves:
            return 0
        self._check_not_rolled_back()
        made = self._grow(key, place, leaves)
        return len(leaves) if made else 0

    def _grow(self, key: SigningKey, place: Place, leaves: list[Leaf]) -> bool:
        frontier = Frontier(place.size, self._tables.hashes)
        tiles = frontier.add([leaf.hash for leaf in leaves])
        made = checkpoint.sign(key, frontier.size, frontier.root())
        if not self._tables.grow(leaves, tiles, made):
            return False
        with in_turn(self._keys.path):
            last = self.last_signed()
            if last is None or last.size < made.size:
                self._keys.keep_last(made.note)
        return True

    def _check_not_rolled_back(self) -> None:
        last = self.last_signed()
        size = self._tables.place().size  # looked at last: another worker may have signed meanwhile
        if last is not None and last.size > size:
            raise RolledBack(size, last.size)

    def last_signed(self) -> Checkpoint | None:
        """The last checkpoint that was signed here, as it is kept beside the key. Raises KeyTrouble."""
        note = self._keys.last_note()
        try:
            return checkpoint.read(note, self._keys.verifier_keys()) if note else None
        except BadCheckpoint as bad:
            raise KeyFileError(
                f"密钥旁的最后检查点 {self._keys.last} 不可用（{bad}），请运行 hengxu audit verify",
                f"the last checkpoint beside the key, {self._keys.last}, is of no use ({bad}): run hengxu audit verify",
            ) from None


@contextmanager
def in_turn(key: Path) -> Iterator[None]:
    """Workers that share a key's folder make it, and keep their last checkpoint, one after the other."""
    try:
        key.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        lock = os.open(key.with_name(f"{key.name}.lock"), os.O_RDWR | os.O_CREAT, FILE_MODE)
    except OSError as error:
        raise KeyFileError(f"无法写入 {key.parent}：{error}", f"cannot write {key.parent}: {error}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _whole_receipts(leaves: list[Leaf], entries: int) -> list[Leaf]:
    """The first leaves, ``entries`` of them or what one receipt has more, up to the end of a receipt."""
    for stop in range(entries, len(leaves)):
        if stop > 1 and leaves[stop - 1].number > leaves[stop - 2].number:
            return leaves[:stop]
    return leaves
