"""Another signature scheme is one class more: keys, checkpoints, projection and verification stay as they are."""

import base64
import hmac
import secrets
from hashlib import sha256

import pytest

from ledger.application import Ledger
from ledger.proof import schemes
from ledger.proof.checkpoint import BadCheckpoint, read, sign
from ledger.proof.keys import KeyFile, KeyFileError, SigningKey, VerifierKey, VerifierKeys
from ledger.proof.schemes import ED25519, Scheme
from tests.proof.house import NAME, live, prove


class Sealed:
    """A scheme of these tests, of no use to anybody: its public key is its secret."""

    type = b"\xffsealed-in-tests"

    def new_secret(self) -> bytes:
        return secrets.token_bytes(16)

    def public_of(self, secret: bytes) -> bytes:
        if not self.is_public(secret):
            raise ValueError("a secret has 16 bytes")
        return secret

    def is_public(self, public: bytes) -> bool:
        return len(public) == 16

    def sign(self, secret: bytes, message: bytes) -> bytes:
        return hmac.digest(secret, message, sha256)

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(signature, self.sign(public, message))


SEALED: Scheme = Sealed()
OURS, OTHER = SigningKey.new(NAME), SigningKey.new(NAME, SEALED)
ROOT = bytes(range(32))


@pytest.fixture
def sealed_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemes, "SCHEMES", (ED25519, SEALED))


@pytest.mark.usefixtures("sealed_is_known")
def test_a_log_can_be_signed_and_verified_by_another_scheme(ledger: Ledger, keys: KeyFile) -> None:
    live(ledger, 10)
    prove(ledger, keys)
    keys.path.write_text(OTHER.text(), encoding="ascii")
    with keys.public.open("a", encoding="ascii") as public:
        public.write(f"{OTHER.verifier}\n")
    live(ledger, 10, 10)
    prove(ledger, keys)
    verdict = ledger.proof.verification(keys).run()
    assert (verdict.found, verdict.checkpoints, verdict.uncovered) == (None, 2, 0)
    assert read(ledger.proof.checkpoint().text, keys.verifier_keys()).signer == OTHER.verifier


@pytest.mark.usefixtures("sealed_is_known")
def test_keys_of_a_scheme_read_back() -> None:
    assert VerifierKey.parse(str(OTHER.verifier)) == OTHER.verifier
    assert SigningKey.parse(OTHER.text()).verifier == OTHER.verifier


def test_a_verifier_key_of_an_unknown_scheme_is_passed_over_and_kept(keys: KeyFile) -> None:
    first = keys.make(NAME)
    with keys.public.open("a", encoding="ascii") as public:
        public.write(f"{OTHER.verifier}\n")
    assert keys.verifier_keys() == [first.verifier]
    second = keys.make(NAME)
    assert keys.verifier_keys() == VerifierKeys(keys.public).verifier_keys() == [first.verifier, second.verifier]
    assert str(OTHER.verifier) in keys.public.read_text(encoding="ascii").splitlines()


def test_keys_of_unknown_schemes_alone_are_no_keys(keys: KeyFile) -> None:
    keys.path.parent.mkdir(parents=True, exist_ok=True)
    keys.public.write_text(f"{OTHER.verifier}\n", encoding="ascii")
    with pytest.raises(KeyFileError, match="no verifier key"):
        VerifierKeys(keys.public).verifier_keys()
    with pytest.raises(KeyFileError):
        VerifierKey.parse(str(OTHER.verifier))


def altered(key: str) -> dict[str, str]:
    name, hashed, encoded = key.split("+", 2)
    longer = base64.b64encode(base64.b64decode(encoded) + b"0").decode()
    return {
        "another id": f"{name}+00000000+{encoded}",
        "too long": f"{name}+{hashed}+{longer}",
        "no base64": f"{name}+{hashed}+{encoded[:-1]}",
        "no id": f"{name}+{encoded}",
        "no name": f"+{hashed}+{encoded}",
        "words": "a key, if you please",
    }


@pytest.mark.parametrize("how", altered(str(OURS.verifier)))
def test_a_line_that_is_no_key_is_no_key_of_an_unknown_scheme(how: str, keys: KeyFile) -> None:
    keys.make(NAME)
    keys.public.write_text(altered(str(OURS.verifier))[how] + "\n", encoding="ascii")
    with pytest.raises(KeyFileError):
        keys.verifier_keys()
    with pytest.raises(KeyFileError):
        keys.make(NAME)


def test_a_signing_key_of_an_unknown_scheme_signs_nothing() -> None:
    with pytest.raises(KeyFileError):
        SigningKey.parse(OTHER.text())
    with pytest.raises(KeyFileError):
        SigningKey(NAME, b"too short")


@pytest.mark.usefixtures("sealed_is_known")
@pytest.mark.parametrize("order", [(OURS, OTHER), (OTHER, OURS)])
def test_a_known_key_whose_signature_fails_condemns_the_note(order: tuple[SigningKey, SigningKey]) -> None:
    notes = [sign(key, 17, ROOT).note for key in order]
    body, lines = notes[0].partition("\n\n")[0], [note.partition("\n\n")[2] for note in notes]
    known = [key.verifier for key in order]
    assert read(f"{body}\n\n{''.join(lines)}", known).signer == order[0].verifier
    wrong = sign(order[1], 18, ROOT).note.partition("\n\n")[2]
    with pytest.raises(BadCheckpoint, match="doesn't hold"):
        read(f"{body}\n\n{lines[0]}{wrong}", known)
    assert read(f"{body}\n\n{lines[0]}{wrong}", known[:1]).size == 17
