"""A long log read in stretches, for as long as everything is as it should be.

Events, receipts and the proof's leaves are read side by side; each event is parsed, and each entry compared with its
leaf at once. The first thing amiss ends this reading: what it is, and what it means, is for a closer look to say.
"""

from collections.abc import Iterator
from itertools import chain, islice, repeat
from operator import eq
from struct import error as not_a_number
from typing import NamedTuple

from ledger.errors import LedgerError
from ledger.mapper import RecordMapper
from ledger.proof.leaves import Entries, Page, Place, page_of
from ledger.recorder import Cursors, LedgerRecorder, Row

EVENTS = (
    "SELECT position, stream, version, topic, state FROM events"
    " WHERE position > :after AND position <= :until ORDER BY position"
)
RECEIPTS = (
    "SELECT number, command_id, stream, version, head, body FROM receipts"
    " WHERE number > :after AND number <= :until ORDER BY number"
)
LEAVES = (
    "SELECT position, hash FROM proof_leaves"
    " WHERE leaf >= :after AND leaf < :until AND position + number = leaf + 1 ORDER BY leaf"
)
"""As many rows as leaves were asked for, only if each stands in its place and tells the right number of receipts."""


class LogRange(NamedTuple):
    """From behind one receipt to another, which may turn out not to be there."""

    start: Place
    end: Place


class Measure(NamedTuple):
    """How many ``receipts`` a page ends after, and how many ``pages`` a stretch has.

    So few receipts and their events stay near the processor while they are hashed.
    """

    receipts: int = 256
    pages: int = 16


MEASURE = Measure()


class _Amiss(Exception):
    """Something is not as it should be."""


AMISS = (_Amiss, LedgerError, TypeError, ValueError, AttributeError, not_a_number)
"""Among them what a value of another type leads to while its bytes are put together."""


def log_ranges(log: Entries, until: int, measure: Measure) -> Iterator[LogRange]:
    """One after the other, of leaves before ``until``; what remains is shorter, or begins with something amiss."""
    start = Place(0, 0)
    while (end := _after(log, start, measure.receipts * measure.pages)) and start.position <= end.position:
        if end.size > until:
            return
        yield LogRange(start, end)
        start = end


def _after(log: Entries, start: Place, receipts: int) -> Place | None:
    try:
        return log.after(start, receipts)
    except LedgerError:
        return None


def sound_pages(recorder: LedgerRecorder, records: RecordMapper, stretch: LogRange, receipts: int) -> list[Page] | None:
    """A stretch of the log, each page of so many receipts; None unless all of it is there, in its order, as the proof's
    leaves have it, and each event of a known shape.
    """
    try:
        with recorder.cursors() as cursors:
            return list(_pages(cursors, records, stretch, receipts))
    except AMISS:
        return None


def _pages(cursors: Cursors, records: RecordMapper, stretch: LogRange, receipts: int) -> Iterator[Page]:
    place, end = stretch
    leaves = chain(cursors(LEAVES, {"after": place.size, "until": end.size}), repeat(None))
    rows = cursors(EVENTS, {"after": place.position, "until": end.position})
    events = _legible(records, rows)
    following = cursors(RECEIPTS, {"after": place.number, "until": end.number})
    while place.number < end.number:
        page = page_of(place, end.position, islice(following, receipts), events)
        if not page.hashes or not all(map(eq, zip(page.positions, page.hashes, strict=True), leaves)):
            raise _Amiss
        yield page
        place = page.end
    if place != end or any(next(rest, None) for rest in (leaves, events, following)):
        raise _Amiss


def _legible(records: RecordMapper, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, as long as each can be read. Raises LedgerError."""
    for row in rows:
        records.read(*row)
        yield row
