"""Checkpoints and their keys, in the text forms of C2SP."""

import pytest

from ledger.application import Ledger
from ledger.errors import LedgerError
from ledger.proof.checkpoint import BadCheckpoint, notes_in, read, sign
from ledger.proof.keys import KeyFile, KeyFileError, KeyMissing, SigningKey, VerifierKey
from ledger.proof.merkle import inclusion_holds
from ledger.proof.serving import NotProven
from tests.proof.house import NAME, live, prove

EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
"""The example of Go's package ``sumdb/note``, from which the form comes."""


def test_the_published_example_of_a_signed_note_verifies() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    assert str(key) == EXAMPLE_KEY
    with pytest.raises(BadCheckpoint, match="first lines"):
        read(EXAMPLE, [key])
    with pytest.raises(BadCheckpoint, match="doesn't hold"):
        read(EXAMPLE.replace("If", "if"), [key])


def test_a_checkpoint_reads_back_as_it_was_signed() -> None:
    key = SigningKey.new(NAME)
    made = sign(key, 17, bytes(range(32)))
    assert read(made.note, [key.verifier]) == made
    assert made.note.split("\n")[:2] == [NAME, "17"]
    assert notes_in(made.note + "\n" + made.note) == [made.note, made.note]


def test_a_checkpoint_of_another_key_of_the_same_name_is_refused() -> None:
    with pytest.raises(BadCheckpoint):
        read(sign(SigningKey.new(NAME), 1, bytes(32)).note, [SigningKey.new(NAME).verifier])


def test_a_key_keeps_its_file_to_its_owner_and_reads_back(keys: KeyFile) -> None:
    made = keys.make(NAME)
    assert keys.signing_key().text() == made.text()
    assert keys.path.stat().st_mode & 0o777 == 0o600
    keys.path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keys.signing_key()


def test_rotation_keeps_older_checkpoints_verifiable(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 10)
    prove(ledger, keys)
    keys.make(NAME)
    live(ledger, 10, 10)
    prove(ledger, keys)
    verdict = ledger.proof.verification(keys).run()
    assert (verdict.found, verdict.checkpoints) == (None, 2)
    assert len(keys.verifier_keys()) == 2


def test_a_lost_key_is_never_replaced_in_silence(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 3)
    prove(ledger, keys)
    keys.path.unlink()
    with pytest.raises(KeyMissing, match="--rotate"):
        prove(ledger, keys)


def test_the_projection_goes_on_where_it_ended_in_batches_of_whole_receipts(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 60)
    size = ledger.head() + len(ledger.stored_receipts())
    assert prove(ledger, keys, entries=20) == size
    assert prove(ledger, keys, entries=20) == 0
    assert ledger.proof.checkpoint().size == size
    verdict = ledger.proof.verification(keys).run()
    assert verdict.found is None
    assert verdict.checkpoints > 3


def test_every_event_is_proven_under_the_last_checkpoint(ledger: Ledger, keys: KeyFile) -> None:
    with pytest.raises(NotProven):
        ledger.proof.checkpoint()
    live(ledger, 30)
    prove(ledger, keys)
    root = read(ledger.proof.checkpoint().text, keys.verifier_keys()).root
    for position in range(1, ledger.head() + 1):
        proof = ledger.proof.inclusion(position)
        assert inclusion_holds(proof.leaf, proof.checkpoint.size, proof.hash, proof.path, root)
    with pytest.raises(LedgerError):
        ledger.proof.inclusion(ledger.head() + 1)
