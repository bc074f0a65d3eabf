"""Everything recomputed from the stored bytes, against the checkpoints kept here and elsewhere."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from ledger.errors import LedgerDamaged
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint, Checkpoint
from ledger.proof.keys import KeyFile, VerifierKey
from ledger.proof.leaves import Entries, Leaf, OutOfOrder, Page, Place
from ledger.proof.tables import ProofTables
from ledger.proof.tree import HEIGHT, Frontier, Tile
from ledger.recorder import LedgerRecorder

Advance = Callable[[int, int], None]
"""Told how many entries are checked, and of how many."""


class Fault(StrEnum):
    """What is wrong with a log."""

    CHANGED = "changed"
    """The stored bytes of an entry are not those that were signed."""
    MISSING = "missing"
    """An entry is gone from the middle of the log, or its order was changed."""
    CUT_OFF = "cut_off"
    """The end of the log is gone."""
    INSERTED = "inserted"
    """An entry stands where nothing was recorded."""
    ROLLED_BACK = "rolled_back"
    """A checkpoint kept elsewhere is of more entries than the database has: an older state was put in its place."""
    REWOUND = "rewound"
    """The last checkpoints are gone from the database."""
    FORGED = "forged"
    """None of the known keys has signed a checkpoint."""
    PROOF_CHANGED = "proof_changed"
    """The log is as it was signed, but the proof's own rows are not."""
    UNREADABLE = "unreadable"
    """The database file is damaged."""


class Found(NamedTuple):
    """The first thing that is wrong. ``position`` of the log from which nothing is certain any more, ``receipt`` number
    if it is a receipt, ``center`` where it is known, ``size`` of the checkpoint that says so.
    """

    fault: Fault
    position: int
    receipt: int | None = None
    center: str | None = None
    size: int | None = None


class Verdict(NamedTuple):
    """What was checked, and the first thing that was found; ``uncovered`` entries follow the last checkpoint."""

    found: Found | None
    events: int
    receipts: int
    checkpoints: int
    size: int
    uncovered: int


class _Stop(Exception):
    def __init__(self, found: Found) -> None:
        super().__init__(found)
        self.found = found


class _Suspicion(NamedTuple):
    """The first leaf that is not as the proof has it: either may have been changed."""

    leaf: int
    found: Found


class _Ends(NamedTuple):
    """Where the proof's tables end: leaves, tiles, entries of the last checkpoint."""

    leaves: int
    tiles: int
    size: int


class Verification:
    """One run through a whole log. Nothing is parsed, and nothing kept but the edge of the tree."""

    def __init__(self, recorder: LedgerRecorder, keys: KeyFile) -> None:
        self._log, self._tables, self._keys = Entries(recorder), ProofTables(recorder), keys
        self._frontier = Frontier()
        self._place, self._certain = Place(0, 0), 0
        self._checkpoints, self._tiles = 0, 0
        self._ends = _Ends(0, 0, 0)
        self._suspicion: _Suspicion | None = None
        self._waiting: Iterator[Checkpoint] = iter(())
        self._due: Checkpoint | None = None

    def run(self, elsewhere: Sequence[str] = (), advance: Advance = lambda _done, _all: None) -> Verdict:
        """Checks everything, and the notes of checkpoints that were kept elsewhere. Raises KeyTrouble, BadCheckpoint
        for one of those that nobody has signed, LedgerUnavailable.
        """
        known = self._keys.verifier_keys()
        kept = sorted((checkpoint.read(note, known) for note in elsewhere), key=_size)
        found = None
        try:
            self._run(known, kept, advance)
        except _Stop as stop:
            found = stop.found
        except LedgerDamaged:
            found = Found(Fault.UNREADABLE, self._place.position + 1)
        position, number = self._place
        uncovered = max(0, self._place.size - self._ends.size)
        return Verdict(found, position, number, self._checkpoints, self._place.size, uncovered)

    def _run(self, known: list[VerifierKey], kept: list[Checkpoint], advance: Advance) -> None:
        self._ends = _Ends(*self._tables.ends())
        whole = self._log.ends().size
        self._waiting = heapq.merge(self._own(known), kept, key=_size)
        self._due = next(self._waiting, None)
        if self._log.before_the_first():
            raise _Stop(Found(Fault.INSERTED, 0))
        for page in self._log.pages(self._place):
            self._take(page)
            advance(self._place.size, max(whole, self._place.size))
        self._add_until_due([])
        self._check_ends()

    def _own(self, known: list[VerifierKey]) -> Iterator[Checkpoint]:
        """The database's own checkpoints; those of a running worker that came after the start are not waited for."""
        for stored in self._tables.checkpoints(until_size=self._ends.size):
            try:
                read = checkpoint.read(stored.text, known)
            except BadCheckpoint:
                read = None
            if read is None or read.size != stored.size:
                raise _Stop(Found(Fault.FORGED, self._place.position, size=stored.size))
            yield read

    def _take(self, page: Page) -> None:
        self._compare(page.leaves)
        self._add(self._add_until_due(page.leaves))
        if page.broken is not None:
            raise _Stop(self._breach(page.broken))

    def _compare(self, leaves: list[Leaf]) -> None:
        """Looks for the first leaf that is not as the proof has it."""
        ours = leaves[: max(0, self._ends.leaves - leaves[0].leaf)] if leaves else []
        if self._suspicion is not None or not ours:
            return
        stored = self._tables.leaves(ours[0].leaf, len(ours))
        if stored == ours:
            return
        first = next(n for n, leaf in enumerate(ours) if n >= len(stored) or stored[n] != leaf)
        before = ours[first - 1].number if first else self._place.number
        self._suspicion = _Suspicion(ours[first].leaf, self._at(ours[first], before))

    def _at(self, leaf: Leaf, number_before: int) -> Found:
        is_receipt = leaf.number > number_before
        center = self._log.stream_at(leaf, is_receipt=is_receipt)
        return Found(Fault.CHANGED, leaf.position, leaf.number if is_receipt else None, center)

    def _add_until_due(self, leaves: list[Leaf]) -> list[Leaf]:
        """Adds leaves up to the last checkpoint that is due among them; the leaves after it."""
        while self._due is not None and self._due.size <= self._frontier.size + len(leaves):
            split = self._due.size - self._frontier.size
            self._add(leaves[:split])
            leaves = leaves[split:]
            self._check_root(self._due)
            self._due = next(self._waiting, None)
        return leaves

    def _add(self, leaves: list[Leaf]) -> None:
        if not leaves:
            return
        tiles = self._frontier.add([leaf.hash for leaf in leaves])
        self._place = Place(leaves[-1].position, leaves[-1].number)
        covered = [tile for tile in tiles if (tile.tile + 1) << HEIGHT * tile.level <= self._ends.leaves]
        self._tiles += len(covered)
        if self._suspicion is None and not self._are_stored(covered):
            self._suspicion = _Suspicion(leaves[-1].leaf, Found(Fault.CHANGED, leaves[0].position))

    def _are_stored(self, tiles: list[Tile]) -> bool:
        for level in {tile.level for tile in tiles}:
            ours = [tile for tile in tiles if tile.level == level]
            if self._tables.hashes(level, ours[0].tile, len(ours)) != [tile.hash for tile in ours]:
                return False
        return True

    def _check_root(self, due: Checkpoint) -> None:
        """Whether the log is what was signed; a suspicion is then one against the proof's own rows alone."""
        suspected = self._suspicion.found if self._suspicion and self._suspicion.leaf < due.size else None
        if self._frontier.root() != due.root:
            found = suspected or Found(Fault.CHANGED, self._certain + 1)
            raise _Stop(found._replace(size=due.size))
        if suspected is not None:
            raise _Stop(suspected._replace(fault=Fault.PROOF_CHANGED, size=due.size))
        self._checkpoints += 1
        self._certain = self._place.position

    def _breach(self, broken: OutOfOrder) -> Found:
        if self._suspicion is not None:
            return self._suspicion.found
        is_more = self._frontier.size >= self._ends.leaves and not broken.is_receipt
        receipt = broken.place.number if broken.is_receipt else None
        return Found(Fault.INSERTED if is_more else Fault.MISSING, broken.place.position, receipt, broken.stream)

    def _check_ends(self) -> None:
        """Whether log, proof and checkpoints end together."""
        if self._due is not None:
            fault = Fault.CUT_OFF if self._due.size <= self._ends.size else Fault.ROLLED_BACK
            suspected = self._suspicion.found if self._suspicion else None
            raise _Stop(suspected or Found(fault, self._place.position + 1, size=self._due.size))
        if self._suspicion is not None:
            raise _Stop(self._suspicion.found)
        if self._ends.leaves > self._ends.size:
            raise _Stop(Found(Fault.REWOUND, self._certain + 1, size=self._ends.size))
        if self._ends.leaves < self._ends.size or self._ends.tiles != self._tiles:
            raise _Stop(Found(Fault.PROOF_CHANGED, self._certain, size=self._ends.size))


def _size(one: Checkpoint) -> int:
    return one.size
