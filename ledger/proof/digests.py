"""Digests as they are shown: SHA-256, and by setting SM3 (GB/T 32905) as well, which OpenSSL has."""

import hashlib
from pathlib import Path

from ledger.errors import LedgerError

SM3 = "sm3"
CHUNK = 1 << 20


class NoSM3(LedgerError):
    """The setting asks for SM3, and this machine's OpenSSL lacks it."""

    def __init__(self) -> None:
        super().__init__(
            "已设 HENGXU_SM3，但本机 Python 所用的 OpenSSL 不含 SM3；请换用含 SM3 的 OpenSSL（1.1.1 以上），"
            "或取消此设置",
            "HENGXU_SM3 is set, but the OpenSSL of this machine's Python lacks SM3: use one that has it (1.1.1 or "
            "newer), or take the setting back",
        )


def check_sm3() -> None:
    """Raises NoSM3 where there is none."""
    try:
        hashlib.new(SM3, b"")
    except ValueError:
        raise NoSM3 from None


def digests(content: bytes, *, sm3: bool = False) -> dict[str, str]:
    """The digests of some bytes, in hex, by the name of the algorithm; of a checkpoint, those of its note."""
    return {name: hashlib.new(name, content).hexdigest() for name in algorithms(sm3=sm3)}


def file_digests(file: Path, *, sm3: bool = False) -> dict[str, str]:
    """The same of a file, however large."""
    found = {name: hashlib.new(name) for name in algorithms(sm3=sm3)}
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            for digest in found.values():
                digest.update(chunk)
    return {name: digest.hexdigest() for name, digest in found.items()}


def algorithms(*, sm3: bool) -> tuple[str, ...]:
    """What is reckoned, by the names that OpenSSL knows."""
    return ("sha256", SM3) if sm3 else ("sha256",)
