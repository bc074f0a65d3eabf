"""The signature schemes of checkpoints. Whoever adds one writes a class of ``Scheme`` and enters it in ``SCHEMES``."""

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Scheme(Protocol):
    """How a key signs and how it is verified. Nothing but a scheme knows what is in its keys.

    ``type`` is what C2SP ``signed-note`` puts before a key of it: a byte, or 0xff and a name of the scheme's own, such
    that none begins another. A *secret* is what stands in the key's file: a seed, or what a device calls its key.
    """

    @property
    def type(self) -> bytes:
        """The bytes that tell its keys from others'."""

    def new_secret(self) -> bytes:
        """A fresh key."""

    def public_of(self, secret: bytes) -> bytes:
        """The public key. Raises ValueError where this is no secret of the scheme's."""

    def is_public(self, public: bytes) -> bool:
        """Whether these bytes have the form of a public key."""

    def sign(self, secret: bytes, message: bytes) -> bytes:
        """The signature."""

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the key has signed the message."""


class Ed25519:
    """RFC 8032; a secret is its seed of 32 bytes."""

    type = b"\x01"

    def new_secret(self) -> bytes:
        """A fresh seed."""
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public_of(self, secret: bytes) -> bytes:
        """The 32 bytes of the public key. Raises ValueError."""
        return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()

    def is_public(self, public: bytes) -> bool:
        """Whether it has 32 bytes."""
        return len(public) == 32

    def sign(self, secret: bytes, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return Ed25519PrivateKey.from_private_bytes(secret).sign(message)

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the key has signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Cosignature(Ed25519):
    """C2SP ``tlog-cosignature``: what a witness signs is the note's body after the second in which it did, which its
    signature begins with, as 8 bytes.
    """

    type = b"\x04"

    def sign(self, secret: bytes, message: bytes) -> bytes:
        """No log of ours is a witness: there is no key of this kind to sign with."""
        raise NotImplementedError

    def verifies(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the witness has signed the body at the second that the signature names."""
        stated = cosigned_at(signature)
        header = f"cosignature/v1\ntime {stated}\n".encode()
        return stated is not None and super().verifies(public, header + message, signature[INSTANT_BYTES:])


INSTANT_BYTES = 8


def cosigned_at(signature: bytes) -> int | None:
    """The second of UTC since 1970 in which a witness says that it signed; ``None`` of what is no cosignature."""
    return int.from_bytes(signature[:INSTANT_BYTES], "big") if len(signature) == INSTANT_BYTES + 64 else None


ED25519: Scheme = Ed25519()
COSIGNATURE: Scheme = Cosignature()
SCHEMES: tuple[Scheme, ...] = (ED25519, COSIGNATURE)
"""Those that are known; keys of any other are passed over."""


def scheme_of(key: bytes) -> Scheme | None:
    """The scheme of a key that begins with its type; None of one that is not known."""
    return next((scheme for scheme in SCHEMES if key.startswith(scheme.type)), None)
