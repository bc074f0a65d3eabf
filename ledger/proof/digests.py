"""Digests as they are shown: SHA-256, and by setting SM3 (GB/T 32905) as well, which OpenSSL has."""

import hashlib


def digests(content: bytes, *, sm3: bool = False) -> dict[str, str]:
    """The digests of some bytes, in hex, by the name of the algorithm."""
    found = {"sha256": hashlib.sha256(content).hexdigest()}
    if sm3:
        found["sm3"] = hashlib.new("sm3", content).hexdigest()
    return found
