"""Everything recomputed from the stored bytes, against the checkpoints kept here and elsewhere."""

import heapq
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from typing import NamedTuple, Protocol

from ledger.errors import LedgerDamaged, UnknownTopic, UnreadableRecord
from ledger.guards import GuardDeviation
from ledger.mapper import RecordMapper
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import VerifierKey
from ledger.proof.leaves import PAGE, Entries, Leaf, OutOfOrder, Page, Place, shown
from ledger.proof.ranges import MEASURE, Measure, log_ranges, sound_pages
from ledger.proof.readers import Readers
from ledger.proof.tables import ProofTables
from ledger.proof.tree import Frontier, Tile
from ledger.recorder import LedgerRecorder, Row

Advance = Callable[[int, int], None]
"""Told how many entries are checked, and of how many."""
FEW = 5
"""Centers that are named where something is wrong among several."""


class Keyring(Protocol):
    """Whoever knows which keys are trusted."""

    def verifier_keys(self) -> list[VerifierKey]:
        """All of them. Raises KeyTrouble."""


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
    UNKNOWN_TOPIC = "unknown_topic"
    """The log is as it was signed, but an event is of a type that this program does not know."""
    UNPARSABLE = "unparsable"
    """The log is as it was signed, but an event cannot be read as what it says it is, or names another place."""
    UNREADABLE = "unreadable"
    """The database file is damaged."""


class Found(NamedTuple):
    """The first thing that is wrong: an event at ``position``, or a receipt by its number there. Where only a range is
    certain, its ends: positions ``position`` to ``until`` and receipts ``receipt`` to ``until_receipt``, either pair
    empty where none is in it. ``center`` is the one that the (first) entry concerns, ``centers`` all of a range if they
    are few, the first of them if not; ``size`` is that of the checkpoint that says so; ``topic`` is that of an event
    which nobody can read. Of a log that was rolled back: how many entries were ``signed`` from there on, and how many
    of them, at least, are ``gone``; whom those concern is not in it any more.
    """

    fault: Fault
    position: int
    receipt: int | None = None
    center: str | None = None
    size: int | None = None
    until: int | None = None
    until_receipt: int | None = None
    centers: tuple[str, ...] = ()
    topic: str | None = None
    signed: int | None = None
    gone: int | None = None


class Verdict(NamedTuple):
    """What was checked, and the first thing that was found; ``uncovered`` entries follow the last checkpoint. Beside it
    the ``guards`` of the database that are not as they were made: what was possible, not what was done.
    """

    found: Found | None
    events: int
    receipts: int
    checkpoints: int
    size: int
    uncovered: int
    guards: tuple[GuardDeviation, ...] = ()


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


class _Due(NamedTuple):
    """A checkpoint that the log has to agree with, from the database or from elsewhere."""

    size: int
    is_kept_elsewhere: bool
    root: bytes


class Verification:
    """One run through a whole log. Each event is parsed; nothing is kept but the edge of the tree."""

    def __init__(
        self,
        recorder: LedgerRecorder,
        keys: Keyring,
        records: RecordMapper,
        readers: Readers | None = None,
        measure: Measure = MEASURE,
    ) -> None:
        self._recorder, self._keys, self._readers, self._measure = recorder, keys, readers, measure
        self._log, self._tables, self._records = Entries(recorder), ProofTables(recorder), records
        self._frontier = Frontier()
        self._place = self._certain = Place(0, 0)
        self._checkpoints, self._tiles, self._own_size = 0, 0, 0
        self._ends = _Ends(0, 0, 0)
        self._suspicion: _Suspicion | None = None
        self._lost: Found | None = None
        self._unread: Found | None = None
        self._is_forged_here = False
        self._waiting: Iterator[_Due] = iter(())
        self._due: _Due | None = None

    def run(
        self,
        elsewhere: Sequence[str] = (),
        advance: Advance = lambda _done, _all: None,
        *,
        beside: Sequence[str] = (),
    ) -> Verdict:
        """Checks everything, with the notes of checkpoints that were kept elsewhere, and ``beside`` the database,
        where whoever changed it may have been too. Raises KeyTrouble, BadCheckpoint for one kept elsewhere that no
        trusted key has signed, LedgerUnavailable.
        """
        known = self._keys.verifier_keys()
        kept = sorted([_kept(note, known) for note in elsewhere] + self._kept_here(beside, known))
        found: Found | None = None
        guards: tuple[GuardDeviation, ...] = ()
        try:
            guards = tuple(self._recorder.guard_deviations())
            self._run(known, kept, advance)
        except _Stop as stop:
            found = stop.found
        except LedgerDamaged:
            found = Found(Fault.UNREADABLE, self._place.position + 1)
        position, number = self._place
        uncovered = max(0, self._place.size - self._ends.size)
        return Verdict(found, position, number, self._checkpoints, self._place.size, uncovered, guards)

    def _run(self, known: list[VerifierKey], kept: list[_Due], advance: Advance) -> None:
        self._ends = _Ends(*self._tables.ends())
        whole = self._log.ends().size
        self._waiting = heapq.merge(self._own(known), kept)
        self._due = next(self._waiting, None)
        if self._log.before_the_first():
            raise _Stop(Found(Fault.INSERTED, 0))
        with closing(self._pages(whole)) as pages:
            for page in pages:
                self._take(page)
                advance(self._place.size, max(whole, self._place.size))
        self._add_until_due(_none_from(self._place))
        self._check_ends()

    def _pages(self, entries: int) -> Generator[Page, None, None]:
        """The log page by page: as far as everything is as it should be, read fast; what follows, looked at closely."""
        with closing(self._stretches(entries)) as found:
            for pages in found:
                if pages is None:
                    break
                yield from pages
        for page in self._log.pages(self._place, self._measure.receipts):
            self._compare(page)
            self._read(page)
            yield page

    def _stretches(self, entries: int) -> Generator[list[Page] | None, None, None]:
        parts, receipts = log_ranges(self._log, self._ends.leaves, self._measure), self._measure.receipts
        if self._readers is not None and self._readers.are_worth(entries):
            yield from self._readers.sound_pages(self._records, parts, receipts)
        else:
            yield from (sound_pages(self._recorder, self._records, part, receipts) for part in parts)

    def _kept_here(self, notes: Sequence[str], known: list[VerifierKey]) -> list[_Due]:
        kept = []
        for note in notes:
            try:
                kept.append(_kept(note, known))
            except BadCheckpoint:
                self._is_forged_here = True
        return kept

    def _own(self, known: list[VerifierKey]) -> Iterator[_Due]:
        """The database's own checkpoints; those of a running worker that came after the start are not waited for."""
        for stored in self._tables.checkpoints(until_size=self._ends.size):
            try:
                read = checkpoint.read(stored.text, known)
            except BadCheckpoint:
                read = None
            if read is None or read.size != stored.size:
                raise _Stop(Found(Fault.FORGED, self._place.position, size=stored.size))
            yield _Due(read.size, False, read.root)

    def _take(self, page: Page) -> None:
        self._add(self._add_until_due(page))
        if page.broken is not None:
            raise _Stop(self._breach(page.broken))

    def _compare(self, page: Page) -> None:
        """Looks for the first leaf that is not as the proof has it."""
        count = min(len(page.hashes), self._ends.leaves - page.start)
        if self._suspicion is not None or count <= 0:
            return
        stored, ours = self._tables.leaves(page.start, count), page.rows()[:count]
        if stored == ours:
            return
        first = next(n for n, row in enumerate(ours) if n >= len(stored) or stored[n] != row)
        before = ours[first - 1][2] if first else self._place.number
        self._suspicion = _Suspicion(page.start + first, self._at(Leaf(*ours[first]), before))

    def _read(self, page: Page) -> None:
        """Looks for the first event that nobody can read, whether or not it is as it was signed."""
        if self._unread is None and page.hashes:
            rows = self._log.events(self._place.position, page.end.position)
            self._unread = next((found for row in rows if (found := _unread(self._records, row))), None)

    def _at(self, leaf: Leaf, number_before: int) -> Found:
        is_receipt = leaf.number > number_before
        [*centers] = self._log.streams(leaf.number - is_receipt, leaf.number + (not is_receipt), 1)
        return Found(Fault.CHANGED, leaf.position, leaf.number if is_receipt else None, centers[0] if centers else None)

    def _add_until_due(self, page: Page) -> Page:
        """Adds entries up to the last checkpoint that is due among them; the page of those after it."""
        while self._due is not None and self._due.size <= self._frontier.size + len(page.hashes):
            split = self._due.size - self._frontier.size
            self._add(page.until(split))
            page = page.after(split)
            self._check_root(self._due)
            self._due = next(self._waiting, None)
        return page

    def _add(self, page: Page) -> None:
        if not page.hashes:
            return
        tiles = self._frontier.add(page.hashes)
        self._place = page.end
        covered = [tile for tile in tiles if tile.stop <= self._ends.leaves]
        self._tiles += len(covered)
        if self._suspicion is None and (astray := self._not_stored(covered)) is not None:
            self._suspicion = _Suspicion(astray.start, self._in_tile(astray))

    def _not_stored(self, tiles: list[Tile]) -> Tile | None:
        for level in {tile.level for tile in tiles}:
            ours = [tile for tile in tiles if tile.level == level]
            stored = self._tables.hashes(level, ours[0].tile, len(ours))
            if stored != [tile.hash for tile in ours]:
                return next(tile for n, tile in enumerate(ours) if stored[n : n + 1] != [tile.hash])
        return None

    def _in_tile(self, tile: Tile) -> Found:
        [*rows] = self._tables.leaves(tile.start, 1)
        return Found(Fault.CHANGED, rows[0][1] if rows else self._certain.position + 1)

    def _check_root(self, due: _Due) -> None:
        """Whether the log is what was signed; a suspicion is then one against the proof's own rows alone."""
        suspected = self._suspicion.found if self._suspicion and self._suspicion.leaf < due.size else None
        if self._frontier.root() != due.root:
            raise _Stop(self._changed(suspected, due))
        if suspected is not None:
            raise _Stop(suspected._replace(fault=Fault.PROOF_CHANGED, size=due.size))
        self._certain = self._place
        self._checkpoints += 1
        if not due.is_kept_elsewhere:
            self._own_size = due.size
        elif self._own_size < due.size <= self._ends.size and self._lost is None:
            self._lost = Found(Fault.PROOF_CHANGED, self._place.position, size=due.size)

    def _changed(self, suspected: Found | None, due: _Due) -> Found:
        if suspected is not None and self._proof_agrees(due):
            return suspected._replace(size=due.size)
        if suspected is None and due.size > self._ends.size:
            return self._rolled_back(due)
        return self._somewhere(Fault.CHANGED, self._place, due)

    def _rolled_back(self, due: _Due) -> Found:
        """The database ends before what was signed, or goes on otherwise: what stands in it after the last certain
        place is not what is missing, so no center is named.
        """
        signed, gone = due.size - self._certain.size, max(1, due.size - self._place.size)
        first = Place(self._certain.position + 1, self._certain.number + 1)
        return Found(Fault.ROLLED_BACK, *first, size=due.size, signed=signed, gone=gone)

    def _proof_agrees(self, due: _Due) -> bool:
        """Whether the stored leaves are those that were signed: then the first that differs from the log is certain."""
        tree = Frontier()
        while (wanted := min(PAGE, due.size - tree.size)) > 0:
            hashes = self._tables.hashes(0, tree.size, wanted)
            if len(hashes) < wanted:
                return False
            tree.add(hashes)
        return tree.root() == due.root

    def _somewhere(self, fault: Fault, last: Place, due: _Due | None) -> Found:
        """The range after the last certain place until one where something is wrong for certain."""
        first = Place(self._certain.position + 1, self._certain.number + 1)
        centers = tuple(self._log.streams(self._certain.number, max(last.number, first.number), FEW + 1))
        has_events, has_receipts = first.position <= last.position, first.number <= last.number
        return Found(
            fault,
            first.position if has_events else self._certain.position,
            first.number if has_receipts else None,
            centers[0] if centers else None,
            None if due is None else due.size,
            last.position if has_events else None,
            last.number if has_receipts else None,
            centers,
        )

    def _breach(self, broken: OutOfOrder) -> Found:
        is_more = self._frontier.size >= self._ends.leaves and not broken.is_receipt
        receipt = broken.place.number if broken.is_receipt else None
        fault = Fault.INSERTED if is_more else Fault.MISSING
        return self._first_of(Found(fault, broken.place.position, receipt, broken.stream), broken.place)

    def _first_of(self, seen: Found, place: Place) -> Found:
        """What was seen at a place, or what is suspected before it, if that is certain; otherwise the range."""
        suspected = self._suspicion.found if self._suspicion else None
        if self._due is None or self._proof_agrees(self._due):
            return suspected or seen
        before = Place(place.position - (seen.receipt is None), place.number - (seen.receipt is not None))
        if before == self._certain:
            return seen
        return self._somewhere(seen.fault, place, self._due)

    def _check_ends(self) -> None:
        """Whether log, proof and checkpoints end together."""
        if self._due is not None:
            raise _Stop(self._without_end(self._due))
        if self._suspicion is not None:
            raise _Stop(self._suspicion.found)
        if self._ends.leaves > self._ends.size:
            raise _Stop(self._without_checkpoints())
        if self._ends.leaves < self._ends.size or self._ends.tiles != self._tiles:
            raise _Stop(Found(Fault.PROOF_CHANGED, self._certain.position, size=self._ends.size))
        if self._is_forged_here:
            raise _Stop(Found(Fault.FORGED, self._certain.position))
        for found in (self._lost, self._unread):
            if found is not None:
                raise _Stop(found)

    def _without_end(self, due: _Due) -> Found:
        if due.size > self._ends.size and self._suspicion is None:
            return self._rolled_back(due)
        fault = Fault.CUT_OFF if due.size <= self._ends.size else Fault.ROLLED_BACK
        seen = Found(fault, self._place.position + 1, size=due.size)
        return self._first_of(seen, Place(seen.position, self._place.number))

    def _without_checkpoints(self) -> Found:
        after = self._certain
        centers = self._log.streams(after.number, after.number + 1, 1)
        return Found(Fault.REWOUND, after.position + 1, None, centers[0] if centers else None, self._ends.size)


def _unread(records: RecordMapper, row: Row) -> Found | None:
    position, stream, version, topic, state = row
    try:
        records.read(position, bytes(stream).decode(), version, bytes(topic).decode(), state)
    except UnknownTopic:
        return Found(Fault.UNKNOWN_TOPIC, position, center=shown(stream), topic=shown(topic))
    except (UnreadableRecord, TypeError, ValueError):
        return Found(Fault.UNPARSABLE, position, center=shown(stream), topic=shown(topic))
    return None


def _kept(note: str, known: list[VerifierKey]) -> _Due:
    read = checkpoint.read(note, known)
    return _Due(read.size, True, read.root)


def _none_from(place: Place) -> Page:
    return Page(place.size, [], [])
