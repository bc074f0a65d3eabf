"""What goes into a bundle: stored rows in the log's one order, each with its leaf, read from the tables alone."""

from collections.abc import Iterator
from typing import NamedTuple

from ledger.application import PAGE, Ledger
from ledger.recorder import StoredReceipt, StoredRow


class CollectedEntry(NamedTuple):
    """One entry of the log, the ``leaf``-th of its tree from 0, as it lies in the database."""

    leaf: int
    row: StoredRow | StoredReceipt


def entries(ledger: Ledger, size: int) -> Iterator[CollectedEntry]:
    """The first ``size`` entries: for each receipt by number its events, then itself."""
    events = _events(ledger)
    event = next(events, None)
    leaf = 0
    for receipt in _receipts(ledger):
        while event is not None and event.position <= receipt.head and leaf < size:
            yield CollectedEntry(leaf, event)
            event, leaf = next(events, None), leaf + 1
        if leaf >= size:
            return
        yield CollectedEntry(leaf, receipt)
        leaf += 1


def _events(ledger: Ledger) -> Iterator[StoredRow]:
    after = 0
    while page := ledger.stored_log(after, PAGE):
        yield from page
        after = page[-1].position


def _receipts(ledger: Ledger) -> Iterator[StoredReceipt]:
    after = 0
    while page := ledger.stored_receipts(after, PAGE):
        yield from page
        after = page[-1].number
