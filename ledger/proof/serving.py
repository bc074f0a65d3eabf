"""What the proof says to whoever asks: the last checkpoint, proofs under it, and how far it lags behind the log."""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic_core import from_json

from ledger.errors import LedgerError
from ledger.mapper import RecordMapper
from ledger.proof.checkpoint import ROOT_BYTES, Checkpoint, cosignatures
from ledger.proof.cosigning import Cosigning
from ledger.proof.instants import Remark, remarks
from ledger.proof.keys import KeyFile, VerifierKey
from ledger.proof.leaves import Entries, Place, event_bytes, receipt_bytes
from ledger.proof.merkle import consistency_holds, inclusion_holds, leaf_hash
from ledger.proof.projection import ENTRIES, Projection, check_not_rolled_back
from ledger.proof.readers import Readers
from ledger.proof.tables import ProofTables, StoredCheckpoint
from ledger.proof.tree import StoredTree
from ledger.proof.verify import Keyring, Verification
from ledger.proof.witness import Witness, taker_at
from ledger.recorder import LedgerRecorder, StoredReceipt, StoredRow

LONG_AGO = datetime.fromtimestamp(0, UTC)


class NotProven(LedgerError):
    """No checkpoint covers yet what was asked for."""

    def __init__(self) -> None:
        super().__init__("尚无检查点涵盖所问内容，请稍后再试", "no checkpoint covers yet what was asked for: try later")


class NoSuchEntry(LedgerError):
    """The log has no such event or receipt."""

    def __init__(self) -> None:
        super().__init__("台账中没有这一条记录", "the log has no such entry")


class ProofBroken(LedgerError):
    """What is stored doesn't lead to the root that was signed."""

    def __init__(self) -> None:
        super().__init__(
            "台账或其证明数据与已签发的检查点不符，请运行 hengxu audit verify",
            "the log, or what is kept of its proof, disagrees with the signed checkpoint: run hengxu audit verify",
        )


class Statement(NamedTuple):
    """What a checkpoint says; whether a known key has signed it is for its reader to check."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def of(cls, checkpoint: StoredCheckpoint) -> "Statement":
        """The first lines of its note. Raises ProofBroken."""
        lines = checkpoint.text.split("\n")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (IndexError, binascii.Error, ValueError):
            raise ProofBroken from None
        if len(root) != ROOT_BYTES or lines[1] != str(checkpoint.size):
            raise ProofBroken
        return cls(lines[0], checkpoint.size, root)


class Inclusion(NamedTuple):
    """That ``entry``, in the bytes that the tree takes, is the ``leaf``-th, from 0, of the checkpoint's log; ``None``
    of one that was asked for by its hash.
    """

    leaf: int
    entry: bytes | None
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

    def seconds(self, now: datetime) -> float:
        """How long the oldest has waited."""
        return 0.0 if self.since is None else max(0.0, (now - self.since).total_seconds())


class Proof:
    """The proof of one ledger. Every method may raise LedgerUnavailable."""

    def __init__(self, recorder: LedgerRecorder, records: RecordMapper) -> None:
        self._recorder, self._records = recorder, records
        self._tables, self._log = ProofTables(recorder), Entries(recorder)
        self._tree = StoredTree(self._tables.hashes, self._tables.hashes_of_each)

    def projection(self, keys: KeyFile, name: str, entries: int = ENTRIES) -> Projection:
        """The projection that signs with this key."""
        return Projection(self._recorder, keys, name, entries)

    def witness(self, place: str, key: VerifierKey | None = None) -> Witness:
        """Whoever takes checkpoints at this place: a file, or a URL; with a key, one that signs them (tlog-witness)."""
        taker = Cosigning(self._tables, self._tree.consistency, place, key) if key else taker_at(place)
        return Witness(self._tables, place, taker)

    def verification(self, keys: Keyring, readers: Readers | None = None) -> Verification:
        """The recomputation of everything, trusting the verifier keys alone; by further processes where there are."""
        return Verification(self._recorder, keys, self._records, readers)

    def remarks(self, now: datetime) -> list[Remark]:
        """What is doubtful about the instants of a log that is intact, as of ``now`` (UTC)."""
        return remarks(self._recorder, now)

    def checkpoint(self) -> StoredCheckpoint:
        """The last checkpoint. Raises NotProven."""
        found = self._tables.last_checkpoint()
        if found is None:
            raise NotProven
        return self._tables.cosigned(found)

    def cosigned(self, witness: VerifierKey) -> list[tuple[StoredCheckpoint, int]]:
        """The checkpoints that a witness has signed, the smallest first, each with the second in which it says so."""
        found = (self._tables.cosigned(checkpoint) for checkpoint in self._tables.cosigned_checkpoints())
        return [(one, signed[0].at) for one in found if (signed := cosignatures(one.text, witness))]

    def inclusion(self, position: int) -> Inclusion:
        """That the event at a position is under the last checkpoint. Raises NoSuchEntry, NotProven, ProofBroken."""
        rows = self._recorder.stored_log(position - 1, 1)
        if not rows or rows[0].position != position:
            raise NoSuchEntry
        return self._proven(self._tables.leaf_of(position), entry_bytes(rows[0]))

    def inclusion_of_receipt(self, command_id: str) -> Inclusion:
        """That a receipt, a refusal too, is under the last checkpoint. Raises as ``inclusion``."""
        number = self._tables.number_of(command_id)
        if number is None:
            raise NoSuchEntry
        receipt = self._recorder.stored_receipts(number - 1, 1)[0]
        return self._proven(receipt.head + number - 1, entry_bytes(receipt))

    def inclusion_of_leaf(self, hashed: bytes) -> Inclusion:
        """That an entry of this leaf hash is under the last checkpoint, for whoever holds one. Raises NoSuchEntry where
        none is, NotProven before the first checkpoint, ProofBroken.
        """
        last, leaf = self.checkpoint(), self._tables.leaf_with(hashed)
        if leaf is None or leaf >= last.size:
            raise NoSuchEntry
        return self._proven(leaf, None, hashed)

    def _proven(self, leaf: int | None, entry: bytes | None, known: bytes = b"") -> Inclusion:
        last = self.checkpoint()
        if leaf is None or leaf >= last.size:
            raise NotProven
        hashed, path = leaf_hash(entry) if entry is not None else known, self._tree.inclusion(leaf, last.size)
        if not inclusion_holds(leaf, last.size, hashed, path, Statement.of(last).root):
            raise ProofBroken
        return Inclusion(leaf, entry, hashed, path, last)

    def path(self, leaf: int, size: int) -> list[bytes]:
        """The audit path of any entry, event or receipt, in the log of ``size`` entries."""
        return self._tree.inclusion(leaf, size)

    def consistency(self, old: int, size: int | None = None) -> Consistency:
        """Between two sizes of the log, the newer one by default the last checkpoint's, to which both lead. Raises
        NotProven, ProofBroken, and ValueError for sizes that no log grows through.
        """
        last = self.checkpoint()
        size = last.size if size is None else size
        if max(old, size) > last.size:
            raise NotProven
        path, old_root, root = self._tree.consistency(old, size), self._tree.root(old), self._tree.root(size)
        onwards, signed = self._tree.consistency(size, last.size), Statement.of(last).root
        leads = consistency_holds(size, last.size, root, signed, onwards)
        if not leads or not consistency_holds(old, size, old_root, root, path):
            raise ProofBroken
        return Consistency(old, size, old_root, root, path, last)

    def ends(self) -> Place:
        """The log's last position, and the number of the last receipt."""
        return self._log.ends()

    def check_not_rolled_back(self, signed: Iterable[Checkpoint]) -> Place:
        """Where the log ends, if it is the one of which these checkpoints were signed before. Raises RolledBack,
        SignedOtherwise.
        """
        ends = self._log.ends()
        check_not_rolled_back(self._tables, signed, ends)
        return ends

    def lags(self, witness: str | None = None) -> dict[str, Lag]:
        """How far the ``checkpoint`` is behind the log and, where there is a witness, the ``witness`` behind it."""
        lags = {"checkpoint": self.lag()}
        return lags | {"witness": self.witness_lag(witness)} if witness else lags

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


def entry_bytes(row: StoredRow | StoredReceipt) -> bytes:
    """A row in the bytes that the tree takes."""
    if isinstance(row, StoredRow):
        return event_bytes(row.position, row.stream.encode(), row.version, row.topic.encode(), row.state)
    return receipt_bytes(row.number, row.command_id.encode(), row.stream.encode(), row.version, row.head, row.body)


def _recorded_at(receipt: bytes) -> datetime:
    try:
        return datetime.fromisoformat(from_json(receipt)["recorded_at"])
    except (ValueError, KeyError, TypeError):
        return LONG_AGO
