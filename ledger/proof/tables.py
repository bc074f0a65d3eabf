"""The proof's own tables: leaves, tiles and checkpoints, which only grow; and what left the house."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from clock import utc_now
from ledger.proof.checkpoint import Checkpoint
from ledger.proof.leaves import Leaf, Place
from ledger.proof.tree import Tile
from ledger.recorder import LedgerRecorder, NewProof, Row

WITNESSED = (
    "SELECT size FROM proof_witnessed w WHERE place = :place"
    " AND EXISTS (SELECT 1 FROM proof_checkpoints c WHERE c.size = w.size) ORDER BY size DESC LIMIT 1"
)
PAGE = 1000
LARGEST = 2**63 - 1


class StoredCheckpoint(NamedTuple):
    """A checkpoint as it lies in the database. ``made_at`` is UTC, RFC 3339."""

    size: int
    note: bytes
    made_at: str

    @property
    def text(self) -> str:
        """The note, however its bytes look now."""
        return self.note.decode(errors="replace")

    @property
    def sha256(self) -> str:
        """Of the note's bytes, in hex."""
        return sha256(self.note).hexdigest()


class ProofTables:
    """What the projection keeps and proofs are made of."""

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._recorder = recorder

    def place(self) -> Place:
        """How far the projection has come."""
        rows = self._recorder.rows("SELECT position, number FROM proof_leaves ORDER BY leaf DESC LIMIT 1", {})
        return Place(*rows[0]) if rows else Place(0, 0)

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        """Stored hashes of a level, leaves being level 0; shorter where rows are missing."""
        if level == 0:
            statement = "SELECT hash FROM proof_leaves WHERE leaf >= :start AND leaf < :stop ORDER BY leaf"
        else:
            statement = (
                "SELECT hash FROM proof_tiles WHERE level = :level AND tile >= :start AND tile < :stop ORDER BY tile"
            )
        values = {"level": level, "start": start, "stop": start + count}
        return [row[0] for row in self._recorder.rows(statement, values)]

    def hashes_of_each(self, stretches: Sequence[tuple[int, int, int]]) -> list[list[bytes]]:
        """The same of several stretches, each a level, a start and a count; by one statement."""
        found: list[dict[int, bytes]] = [{} for _ in stretches]
        parts: list[str] = []
        values: dict[str, int] = {}
        for number, (level, start, count) in enumerate(stretches):
            values |= {f"start{number}": start, f"stop{number}": start + count}
            bounds = f">= :start{number} AND {{0}} < :stop{number}"
            if level == 0:
                parts.append(f"SELECT {number}, leaf, hash FROM proof_leaves WHERE leaf {bounds.format('leaf')}")
            else:
                of_level = f"level = {level} AND tile {bounds.format('tile')}"
                parts.append(f"SELECT {number}, tile, hash FROM proof_tiles WHERE {of_level}")
        for number, place, hashed in self._recorder.rows(" UNION ALL ".join(parts), values) if parts else ():
            found[number][place] = hashed
        return [[hashed for _, hashed in sorted(hashes.items())] for hashes in found]

    def leaves(self, start: int, count: int) -> list[Row]:
        """Stored rows of leaves: leaf, position, number, hash."""
        return self._recorder.rows(
            "SELECT leaf, position, number, hash FROM proof_leaves WHERE leaf >= :start AND leaf < :stop ORDER BY leaf",
            {"start": start, "stop": start + count},
        )

    def leaf_of(self, position: int) -> int | None:
        """The leaf of the event at a position; None while the projection has not come so far."""
        return self._one("SELECT min(leaf) FROM proof_leaves WHERE position = :position", position=position)

    def leaf_with(self, hashed: bytes) -> int | None:
        """The first leaf of this hash; None while the projection has not come to such an entry."""
        return self._one("SELECT min(leaf) FROM proof_leaves WHERE hash = :hash", hash=hashed)

    def ends(self) -> tuple[int, int, int]:
        """Leaves by their last place, tiles by their count, and the last checkpoint's size; 0 where there are none."""
        row = self._recorder.rows(
            "SELECT (SELECT coalesce(max(leaf) + 1, 0) FROM proof_leaves), (SELECT count(*) FROM proof_tiles),"
            " (SELECT coalesce(max(size), 0) FROM proof_checkpoints)",
            {},
        )[0]
        return row[0], row[1], row[2]

    def last_checkpoint(self) -> StoredCheckpoint | None:
        """The newest checkpoint; None before the first."""
        rows = self._recorder.rows("SELECT size, note, made_at FROM proof_checkpoints ORDER BY size DESC LIMIT 1", {})
        return StoredCheckpoint(*rows[0]) if rows else None

    def checkpoints(self, after_size: int = 0, until_size: int = LARGEST) -> Iterator[StoredCheckpoint]:
        """All checkpoints of more than ``after_size`` entries up to ``until_size``, the smallest first, in pages."""
        while True:
            rows = self._recorder.rows(
                "SELECT size, note, made_at FROM proof_checkpoints WHERE size > :after AND size <= :until"
                " ORDER BY size LIMIT :limit",
                {"after": after_size, "until": until_size, "limit": PAGE},
            )
            yield from (StoredCheckpoint(*row) for row in rows)
            if len(rows) < PAGE:
                return
            after_size = rows[-1][0]

    def grow(self, leaves: Sequence[Leaf], tiles: Sequence[Tile], checkpoint: Checkpoint) -> bool:
        """Writes leaves, the tiles they complete and their checkpoint in one transaction; False, and nothing written,
        when another worker was quicker.
        """
        made = {"size": checkpoint.size, "note": checkpoint.note.encode(), "made_at": _now()}
        rows = [leaf._asdict() for leaf in leaves], [tile._asdict() for tile in tiles]
        return self._recorder.grow_proof(NewProof(leaves[0].leaf, *rows, made))

    def witnessed(self, place: str) -> int:
        """The size of the last checkpoint that arrived at a place; 0 before the first. A mark that is of none counts
        for nothing.
        """
        return self._one(WITNESSED, place=place) or 0

    def note_witnessed(self, place: str, size: int) -> None:
        """Keeps that the checkpoint of this size arrived."""
        self._recorder.note_witnessed(place, size, _now())

    def keep_cosignature(self, checkpoint: StoredCheckpoint, line: str) -> None:
        """Keeps what a witness has signed of a checkpoint, the line as it stands in a note."""
        self._recorder.keep_cosignature(checkpoint.size, checkpoint.sha256, line, _now())

    def cosigned(self, checkpoint: StoredCheckpoint) -> StoredCheckpoint:
        """The checkpoint with the lines of its witnesses after the log's own."""
        rows = self._recorder.rows(
            "SELECT line FROM proof_cosignatures WHERE size = :size AND note_sha256 = :sha256"
            " ORDER BY received_at, line",
            {"size": checkpoint.size, "sha256": checkpoint.sha256},
        )
        return checkpoint._replace(note=checkpoint.note + "".join(f"{line}\n" for (line,) in rows).encode())

    def cosigned_checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Those of which a witness has signed something, the smallest first, without its lines."""
        sizes = self._recorder.rows("SELECT DISTINCT size FROM proof_cosignatures ORDER BY size", {})
        for (size,) in sizes:
            yield from self.checkpoints(size - 1, size)

    def number_of(self, command_id: str) -> int | None:
        """The number of a command's receipt; None without one."""
        return self._one("SELECT number FROM receipts WHERE command_id = :command_id", command_id=command_id)

    def receipt_after(self, number: int) -> bytes | None:
        """The stored bytes of the receipt that follows a number."""
        rows = self._recorder.rows(
            "SELECT body FROM receipts WHERE number > :number ORDER BY number LIMIT 1", {"number": number}
        )
        return rows[0][0] if rows else None

    def _one(self, statement: str, **values: object) -> int | None:
        rows = self._recorder.rows(statement, values)
        return rows[0][0] if rows else None


def _now() -> str:
    return utc_now().isoformat(timespec="milliseconds")
