"""What the proof says to whoever asks: the last checkpoint, proofs under it, and how far it lags behind the log."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic_core import from_json

from ledger.errors import LedgerError
from ledger.proof.keys import KeyFile
from ledger.proof.leaves import Entries
from ledger.proof.projection import ENTRIES, Projection
from ledger.proof.tables import ProofTables, StoredCheckpoint
from ledger.proof.tree import StoredTree
from ledger.proof.verify import Verification
from ledger.proof.witness import Witness
from ledger.recorder import LedgerRecorder

LONG_AGO = datetime.fromtimestamp(0, UTC)


class NotProven(LedgerError):
    """No checkpoint covers yet what was asked for."""

    def __init__(self) -> None:
        super().__init__("尚无检查点涵盖所问内容，请稍后再试", "no checkpoint covers yet what was asked for: try later")


class Inclusion(NamedTuple):
    """That the event at ``position`` is the ``leaf``-th entry, from 0, of the checkpoint's log."""

    position: int
    leaf: int
    hash: bytes
    path: list[bytes]
    checkpoint: StoredCheckpoint


class Consistency(NamedTuple):
    """That the log of ``old`` entries is the beginning of the one of ``size``."""

    old: int
    size: int
    old_root: bytes
    root: bytes
    path: list[bytes]
    checkpoint: StoredCheckpoint


class Lag(NamedTuple):
    """How far the last checkpoint, or the last one that left the house, is behind. ``since``: UTC; None without lag."""

    entries: int
    since: datetime | None

    def exceeds(self, bound: timedelta, now: datetime) -> bool:
        """Whether something has waited longer than it may."""
        return self.since is not None and now - self.since > bound


class Proof:
    """The proof of one ledger. Every method may raise LedgerUnavailable."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder
        self._tables, self._log = ProofTables(recorder), Entries(recorder)
        self._tree = StoredTree(self._tables.hashes)

    def projection(self, keys: KeyFile, name: str, entries: int = ENTRIES) -> Projection:
        """The projection that signs with this key."""
        return Projection(self._recorder, keys, name, entries)

    def witness(self, place: str) -> Witness:
        """Whoever takes checkpoints at this place: a file, or a URL."""
        return Witness(self._tables, place)

    def verification(self, keys: KeyFile) -> Verification:
        """The recomputation of everything, trusting the verifier keys alone."""
        return Verification(self._recorder, keys)

    def checkpoint(self) -> StoredCheckpoint:
        """The last checkpoint. Raises NotProven."""
        found = self._tables.last_checkpoint()
        if found is None:
            raise NotProven
        return found

    def inclusion(self, position: int) -> Inclusion:
        """That an event is under the last checkpoint. Raises NotProven."""
        last, leaf = self.checkpoint(), self._tables.leaf_of(position)
        if leaf is None or leaf >= last.size or self._tables.hashes(0, leaf, 1) == []:
            raise NotProven
        hashed = self._tables.hashes(0, leaf, 1)[0]
        return Inclusion(position, leaf, hashed, self._tree.inclusion(leaf, last.size), last)

    def path(self, leaf: int, size: int) -> list[bytes]:
        """The audit path of any entry, event or receipt, in the log of ``size`` entries."""
        return self._tree.inclusion(leaf, size)

    def consistency(self, old: int, size: int | None = None) -> Consistency:
        """Between two sizes of the log, the newer one by default the last checkpoint's. Raises NotProven, and
        ValueError for sizes that no log grows through.
        """
        last = self.checkpoint()
        size = last.size if size is None else size
        if size > last.size:
            raise NotProven
        path = self._tree.consistency(old, size)
        return Consistency(old, size, self._tree.root(old), self._tree.root(size), path, last)

    def lag(self) -> Lag:
        """Of the last checkpoint behind the log."""
        place, ends = self._tables.place(), self._log.ends()
        waiting = self._tables.receipt_after(place.number)
        return Lag(ends.size - place.size, None if waiting is None else _recorded_at(waiting))

    def witness_lag(self, place: str) -> Lag:
        """Of what arrived at the witness behind the last checkpoint."""
        last, arrived = self._tables.last_checkpoint(), self._tables.witnessed(place)
        waiting = next(self._tables.checkpoints(arrived), None)
        if last is None or waiting is None:
            return Lag(0, None)
        return Lag(last.size - arrived, datetime.fromisoformat(waiting.made_at))


def _recorded_at(receipt: bytes) -> datetime:
    try:
        return datetime.fromisoformat(from_json(receipt)["recorded_at"])
    except (ValueError, KeyError, TypeError):
        return LONG_AGO
