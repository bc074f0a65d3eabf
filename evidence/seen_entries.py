"""What of a center's entries its reader sees: those of which nothing is withheld, and of the others their places."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from evidence.collecting_records import CollectedEntry
from ledger.proof.merkle import leaf_hash
from ledger.proof.serving import entry_bytes
from ledger.receipts import Receipt
from ledger.recorder import StoredRow
from service_layer.reading import ReadableLedger


class WithheldEntry(NamedTuple):
    """An entry that isn't the reader's to see: the place and the hash of the ``leaf``-th entry of the log. ``order`` is
    the position of an event, the number of a receipt; a receipt has ``version`` 0.
    """

    leaf: int
    is_receipt: bool
    order: int
    version: int
    hash: bytes


def seen_entries(
    ledger: ReadableLedger, center_id: str, found: Iterable[CollectedEntry]
) -> Iterator[CollectedEntry | WithheldEntry]:
    """A center's entries as the reader of the ledger sees them: an event is whole or withheld, and so is the receipt by
    which events were recorded. Refusals are there where they are the reader's own, a former party's until they left.
    """
    last = ledger.version(center_id)
    seen = {record.version: record for record in ledger.history(center_id)}
    whole = {record.version for record in ledger.whole.history(center_id) if seen.get(record.version) == record}
    for entry in found:
        row = entry.row
        if row.version > last:
            return
        if isinstance(row, StoredRow):
            yield entry if row.version in whole else _withheld(entry)
        elif ledger.receipt(row.command_id) is not None:
            yield entry
        elif Receipt.from_bytes(row.body).outcome == "recorded":
            yield _withheld(entry)


def _withheld(entry: CollectedEntry) -> WithheldEntry:
    row, hashed = entry.row, leaf_hash(entry_bytes(entry.row))
    if isinstance(row, StoredRow):
        return WithheldEntry(entry.leaf, False, row.position, row.version, hashed)
    return WithheldEntry(entry.leaf, True, row.number, 0, hashed)
