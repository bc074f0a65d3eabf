"""The documents of a bundle: those that its events name, and those of them that it holds."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from evidence import verify
from evidence.collecting_records import CollectedEntry
from ledger.recorder import StoredRow

Digests = dict[str, str]
"""By the name of the algorithm, in hex."""


class Named(NamedTuple):
    """A document as the first event calls it that names it: the ``leaf``-th entry of the log."""

    title: str
    leaf: int


class EnclosedDocuments:
    """Documents by their SHA-256: ``named`` in the order of their naming, ``enclosed`` with their digests."""

    def __init__(self, enclosed: dict[str, Digests] | None = None) -> None:
        self.named: dict[str, Named] = {}
        self.enclosed: dict[str, Digests] = enclosed if enclosed is not None else {}

    def note(self, entry: CollectedEntry) -> Iterator[str]:
        """The documents that an entry names and none before it did."""
        if not isinstance(entry.row, StoredRow):
            return
        for sha256, title in verify.documents_named(json.loads(entry.row.state)):
            if sha256 not in self.named:
                self.named[sha256] = Named(title, entry.leaf)
                yield sha256
