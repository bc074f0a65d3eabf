"""What a backup lacks of what is known elsewhere, and whether its log is what was signed."""

from collections.abc import Sequence
from contextlib import closing
from itertools import chain
from typing import NamedTuple

from backup.manifest import Advance, Manifest
from ledger.databases import recorder_of
from ledger.documents import Checked, check_documents
from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.proof import checkpoint
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import NoVerifierKey, VerifierKey
from ledger.proof.readers import Readers
from ledger.proof.verify import Keyring, Verdict
from ledger.settings import LedgerSettings

SINCE = "SELECT stream, count(*) FROM receipts WHERE number > :number GROUP BY stream ORDER BY stream"


class Missing(NamedTuple):
    """What a checkpoint kept elsewhere covers and a backup hasn't: so many ``entries``, events and receipts together,
    after this ``position`` and this number of ``receipts``; ``size`` is the checkpoint's.
    """

    entries: int
    position: int
    receipts: int
    size: int


class RecordedSince(NamedTuple):
    """What a ledger that is to be replaced has on record and the backup hasn't: how many ``decisions``, refused ones
    too, of which streams.
    """

    decisions: int
    streams: tuple[str, ...]


class KeptNotes(NamedTuple):
    """Checkpoints that were kept outside of the database: ``brought`` by somebody, or kept ``beside`` the key."""

    brought: Sequence[str] = ()
    beside: Sequence[str] = ()


def check_signature(manifest: Manifest, keys: Keyring) -> None:
    """That a known key has signed the backup's checkpoint, if it has one. Raises ``BadCheckpoint``, ``KeyFileError``,
    ``NoVerifierKey``.
    """
    note, facts = manifest.ledger.checkpoint, manifest.ledger
    if note is None:
        return
    known = keys.verifier_keys()
    if not known:
        raise NoVerifierKey
    if checkpoint.read(note, known).size != facts.checkpoint_size or facts.checkpoint_size > facts.entries:
        raise BadCheckpoint("it is of another size than the manifest says")


def missing_from(manifest: Manifest, keys: Keyring, kept: KeptNotes) -> Missing | None:
    """What the largest checkpoint kept elsewhere covers besides; ``None`` where the backup has all of it. Raises
    ``BadCheckpoint`` for a note that somebody brought and no known key has signed.
    """
    known, facts = keys.verifier_keys(), manifest.ledger
    brought = (checkpoint.read(note, known).size for note in kept.brought)
    size = max(chain(brought, (_size_of(note, known) for note in kept.beside)), default=0)
    if size <= facts.entries:
        return None
    return Missing(size - facts.entries, facts.position, facts.receipts, size)


def recorded_since(settings: LedgerSettings, manifest: Manifest) -> RecordedSince | None:
    """Of a ledger that stands where the backup should; ``None`` where it has no more, or can't be read any more."""
    try:
        with closing(recorder_of(settings)) as recorder:
            rows = recorder.rows(SINCE, {"number": manifest.ledger.receipts})
    except LedgerError:
        return None
    return RecordedSince(sum(row[1] for row in rows), tuple(row[0] for row in rows)) if rows else None


def _size_of(note: str, known: Sequence[VerifierKey]) -> int:
    """0 of one that nobody vouches for: whoever changed the database may have been here too."""
    try:
        return checkpoint.read(note, known).size
    except BadCheckpoint:
        return 0


class Examined(NamedTuple):
    """What was found in a ledger that is about to be put in place."""

    verdict: Verdict
    documents: Checked
    is_as_described: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against it."""
        is_whole = self.verdict.found is None and not self.verdict.guards
        return is_whole and not self.documents.changed and not self.documents.missing and self.is_as_described


def examine(settings: LedgerSettings, manifest: Manifest, keys: Keyring, kept: KeptNotes, advance: Advance) -> Examined:
    """Recompute a whole restored log, against those checkpoints kept elsewhere that it is old enough for. Raises
    ``LedgerError``, ``BadCheckpoint``.
    """
    known, entries = keys.verifier_keys(), manifest.ledger.entries
    with closing(open_ledger(settings, guarded=False)) as ledger:
        verification = ledger.proof.verification(keys, Readers.of_this_machine(settings))
        brought = [note for note in kept.brought if checkpoint.read(note, known).size <= entries]
        beside = [note for note in kept.beside if _size_of(note, known) <= entries]
        verdict = verification.run(brought, advance, beside=beside)
        described = (manifest.ledger.position, manifest.ledger.receipts)
        return Examined(verdict, check_documents(ledger.documents), tuple(ledger.proof.ends()) == described)
