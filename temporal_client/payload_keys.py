"""The keys by which what Temporal keeps is encrypted: a file outside of every database, one key a line.

A line is ``ID:KEY``, the key 32 bytes in base64. The first encrypts, all decrypt: so a key is rotated. Empty lines, and
those that begin with ``#``, count for nothing.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clock import utc_now
from domain.kernel.base import Label
from settings import Settings

LENGTH = 32
"""Bytes of a key: AES-256."""
OTHERS = 0o077
"""What of a file's mode lets anybody but its owner in."""
_LINE = re.compile(r"([A-Za-z0-9._-]{1,64}):([A-Za-z0-9+/]+={0,2})")


class PayloadKeysWrong(ValueError):
    """No key can be taken from the file that the settings name. ``sentence`` says why, and names no key."""

    def __init__(self, path: Path, zh: str, en: str) -> None:
        self.sentence = Label(
            f"Temporal 载荷密钥文件 {path}（HENGXU_TEMPORAL_KEYS_FILE）{zh}",
            f"the keys of Temporal's payloads, {path} (HENGXU_TEMPORAL_KEYS_FILE): {en}",
        )
        super().__init__(f"{self.sentence.zh} / {self.sentence.en}")


class PayloadKey(NamedTuple):
    """A key, and the id by which each payload names it."""

    id: str
    secret: bytes

    @classmethod
    def new(cls) -> "PayloadKey":
        """A fresh key, whose id begins with today's date (UTC)."""
        return cls(f"k{utc_now():%Y%m%d}-{secrets.token_hex(4)}", secrets.token_bytes(LENGTH))

    def __str__(self) -> str:
        return f"{self.id}:{base64.b64encode(self.secret).decode()}"

    def __repr__(self) -> str:
        return f"PayloadKey({self.id})"


def payload_keys(settings: Settings) -> tuple[PayloadKey, ...]:
    """All keys, the one that encrypts first; none where the settings name no file. Raises ``PayloadKeysWrong``."""
    return read_keys(settings.temporal_keys_file) if settings.temporal_keys_file is not None else ()


def read_keys(path: Path) -> tuple[PayloadKey, ...]:
    """The keys of a file, one at least. Raises ``PayloadKeysWrong``."""
    keys = tuple(_keys_in(path, _lines_of(path)))
    if not keys:
        raise PayloadKeysWrong(
            path,
            "中没有密钥，请用 hengxu payload-keys new 生成一行",
            "no key stands there; hengxu payload-keys new prints a line for it",
        )
    return keys


def _lines_of(path: Path) -> list[str]:
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PayloadKeysWrong(
            path,
            "不存在：请恢复该文件；首次启用时用 hengxu payload-keys new 生成一行",
            "there is no such file: restore it, or for the first time let hengxu payload-keys new print a line for it",
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        raise PayloadKeysWrong(path, f"无法读取：{why}", f"cannot be read: {why}") from None
    if mode & OTHERS:
        raise PayloadKeysWrong(
            path,
            "只能由其所有者读取（chmod 600；容器内的用户为 10001）",
            "nobody but its owner may read it (chmod 600; in a container the user is 10001)",
        )
    return text.splitlines()


def _keys_in(path: Path, lines: Sequence[str]) -> Iterator[PayloadKey]:
    known: set[str] = set()
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        key = _key_in(line)
        if key is None:
            raise PayloadKeysWrong(
                path,
                f"第 {number} 行不是“编号:密钥”（base64，{LENGTH} 字节）",
                f"line {number} is no ID:KEY ({LENGTH} bytes in base64)",
            )
        if key.id in known:
            raise PayloadKeysWrong(path, f"第 {number} 行的编号已用过", f"line {number} has an id that stood before")
        known.add(key.id)
        yield key


def _key_in(line: str) -> PayloadKey | None:
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    try:
        secret = base64.b64decode(found[2], validate=True)
    except binascii.Error:
        return None
    return PayloadKey(found[1], secret) if len(secret) == LENGTH else None
