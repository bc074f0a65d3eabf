"""The small Ed25519 of verify.py against the test vectors of RFC 8032 and against cryptography."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evidence.verify import ORDER, P, ed25519_holds
from tests.domain.test_any_history import unhurried

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_rfc_hold(public: str, message: str, signature: str) -> None:
    assert ed25519_holds(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))
    assert not ed25519_holds(bytes.fromhex(public), bytes.fromhex(message) + b"\0", bytes.fromhex(signature))


@unhurried(25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_what_cryptography_signs_holds_and_no_other_bit(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519_holds(public, message, signature)
    changed = int.from_bytes(signature, "little") ^ 1 << bit
    assert not ed25519_holds(public, message, changed.to_bytes(64, "little"))


def test_a_signature_has_one_form() -> None:
    """The scalar is below the order of the group, and a point is written in one way."""
    key = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not ed25519_holds(public, b"", signature[:32] + scalar.to_bytes(32, "little"))
    assert not ed25519_holds((P + 1).to_bytes(32, "little"), b"", signature)
    assert not ed25519_holds(b"\2" + b"\0" * 31, b"", signature)


@pytest.mark.parametrize(("public", "signature"), [(b"", b""), (b"\0" * 31, b"\0" * 64), (b"\0" * 32, b"\0" * 63)])
def test_what_has_another_length_is_no_signature(public: bytes, signature: bytes) -> None:
    assert not ed25519_holds(public, b"", signature)
