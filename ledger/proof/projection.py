"""The projection that follows the ledger: it takes new entries into the tree and signs checkpoints of it."""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import LedgerError
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint
from ledger.proof.keys import FILE_MODE, FOLDER_MODE, KeyFile, KeyFileError, KeyMissing, SigningKey
from ledger.proof.leaves import Entries, Leaf, OutOfOrder, Place
from ledger.proof.tables import ProofTables
from ledger.proof.tree import Frontier, StoredTree
from ledger.recorder import LedgerRecorder

log = logging.getLogger("hengxu.proof")

ENTRIES = 1000


class LogOutOfOrder(LedgerError):
    """The log has a hole or an entry too many: nothing more is signed until somebody has looked."""

    word = "log_out_of_order"

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

    word = "rolled_back"

    def __init__(self, size: int, signed: int) -> None:
        super().__init__(
            f"数据库只有 {size} 条经证明的记录，而已签发的检查点有 {signed} 条：数据库曾被回退，不再签发检查点，"
            "请运行 hengxu audit verify",
            f"the database holds {size} proven entries, while a checkpoint of {signed} was signed: it was rolled back; "
            "no further checkpoint is signed; run hengxu audit verify",
        )


class SignedOtherwise(LedgerError):
    """The database holds as many entries as were signed before, and others."""

    word = "rolled_back"

    def __init__(self, signed: int) -> None:
        super().__init__(
            f"数据库前 {signed} 条记录与已签发的检查点不符：数据库曾被回退后续写，或被改动；不再签发检查点，"
            "请运行 hengxu audit verify",
            f"the first {signed} entries of the database are not those that a checkpoint was signed of: it was rolled "
            "back and went on, or was changed; no further checkpoint is signed; run hengxu audit verify",
        )


def check_not_rolled_back(tables: ProofTables, signed: Iterable[Checkpoint], ends: Place) -> None:
    """Holds the database against checkpoints that were ``signed`` before, read before anything else was looked at; its
    log has come to ``ends``. Raises RolledBack, SignedOtherwise.
    """
    for known in sorted(signed, key=lambda one: one.size, reverse=True):
        if (size := min(tables.place().size, ends.size)) < known.size:
            raise RolledBack(size, known.size)
        last = tables.last_checkpoint()
        is_the_last = last is not None and last.text == known.note
        if not is_the_last and StoredTree(tables.hashes).root(known.size) != known.root:
            raise SignedOtherwise(known.size)


class Projection:
    """Resumes where the tables end; several at once do no harm, since the slower one's batch is dropped."""

    def __init__(self, recorder: LedgerRecorder, keys: KeyFile, name: str, entries: int = ENTRIES) -> None:
        self._tables, self._log = ProofTables(recorder), Entries(recorder)
        self._keys, self._name, self._entries = keys, name, entries

    def follow(self) -> int:
        """Takes in everything that is new; how many entries. Raises LogOutOfOrder and KeyTrouble, and, whether or not
        anything is new, RolledBack and SignedOtherwise.
        """
        key = self._key()
        self.check_not_rolled_back()
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
        self.check_not_rolled_back()
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

    def check_not_rolled_back(self) -> None:
        """Raises RolledBack, SignedOtherwise, KeyTrouble. The database is looked at last: another worker may have
        signed meanwhile.
        """
        if (last := self.last_signed()) is not None:
            check_not_rolled_back(self._tables, [last], self._log.ends())

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
