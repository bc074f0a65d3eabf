"""What the last checkpoint says of an event, as pages write it."""

from base64 import b64encode
from datetime import datetime
from typing import NamedTuple

from ledger.proof.serving import Inclusion, NotProven, ProofBroken, Statement
from service_layer.reading import ReadableLedger


class Proven(NamedTuple):
    """What the last checkpoint says of an event. ``made_at`` is UTC; hashes and path are base64, as in the note."""

    origin: str
    size: int
    made_at: datetime
    root: str
    leaf: int
    leaf_hash: str
    path: list[str]
    note: str

    @classmethod
    def of(cls, found: Inclusion) -> "Proven":
        """As pages and notes write it. Raises ``ProofBroken``."""
        statement = Statement.of(found.checkpoint)
        made_at = datetime.fromisoformat(found.checkpoint.made_at)
        root, leaf_hash, path = _text(statement.root), _text(found.hash), [_text(step) for step in found.path]
        return cls(statement.origin, statement.size, made_at, root, found.leaf, leaf_hash, path, found.checkpoint.text)


def proof_of(ledger: ReadableLedger, position: int) -> tuple[Proven | None, bool]:
    """The proof of an event, ``None`` while no checkpoint covers it; and whether one that does disagrees with what is
    stored.
    """
    try:
        return Proven.of(ledger.proof.inclusion(position)), False
    except NotProven:
        return None, False
    except ProofBroken:
        return None, True


def _text(content: bytes) -> str:
    return b64encode(content).decode()
