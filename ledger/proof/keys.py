"""The keys of checkpoints: one that signs, in a file outside the database, and all that ever did, for verifying.

Beside the signing key ``<file>`` stands ``<file>.pub`` with the verifier keys, one a line, the newest last, in the text
form of C2SP ``signed-note``. Whoever loses the signing key makes another: older checkpoints stay verifiable.
"""

import base64
import binascii
import os
import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.errors import LedgerError

ED25519 = b"\x01"
PRIVATE = "PRIVATE+KEY+"
FILE_MODE, PUBLIC_MODE, FOLDER_MODE = 0o600, 0o644, 0o700
NAME = re.compile(r"[^\s+]+")


class KeyTrouble(LedgerError):
    """A key that is missing, lost, or not readable."""


class KeyMissing(KeyTrouble):
    """No key stands in its file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有检查点密钥 {path}（HENGXU_CHECKPOINT_KEY）；如已遗失，请运行 hengxu audit key --rotate 另立新钥，"
            "旧检查点仍可验证",
            f"there is no checkpoint key {path} (HENGXU_CHECKPOINT_KEY); if it was lost, make another with "
            "hengxu audit key --rotate: older checkpoints stay verifiable",
        )


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


class VerifierKey(NamedTuple):
    """A public key: ``<name>+<key id in hex>+<base64 of type and key>``."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key that a line names. Raises KeyTrouble."""
        name, hashed, public = _parts(text)
        if hashed != key_id(name, public).hex():
            raise _unreadable()
        return cls(name, public)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """A private key; whoever has it can speak for the log."""

    def __init__(self, name: str, seed: bytes) -> None:
        if not NAME.fullmatch(name):
            raise _unreadable()
        self.name, self._seed = name, seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, self._key.public_key().public_bytes_raw())

    @classmethod
    def new(cls, name: str) -> "SigningKey":
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """The key that a file's text holds. Raises KeyTrouble."""
        if not text.startswith(PRIVATE):
            raise _unreadable()
        name, hashed, seed = _parts(text.removeprefix(PRIVATE))
        key = cls(name, seed)
        if key.verifier.key_id.hex() != hashed:
            raise _unreadable()
        return key

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature."""
        return self._key.sign(message)

    def text(self) -> str:
        """As it stands in its file: ``PRIVATE+KEY+<name>+<key id>+<base64 of type and seed>``."""
        seed = base64.b64encode(ED25519 + self._seed).decode()
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{seed}"


def _parts(text: str) -> tuple[str, str, bytes]:
    parts = text.strip().split("+", 2)
    try:
        blob = base64.b64decode(parts[2], validate=True)
    except (IndexError, binascii.Error, ValueError):
        raise _unreadable() from None
    if not NAME.fullmatch(parts[0]) or len(blob) != 33 or blob[:1] != ED25519:
        raise _unreadable()
    return parts[0], parts[1], blob[1:]


def _unreadable() -> KeyTrouble:
    return KeyTrouble("检查点密钥文件内容有误", "what stands in the file of the checkpoint key is no key")


class KeyFile:
    """The signing key's file, readable by its owner alone, and the verifier keys beside it."""

    def __init__(self, path: Path) -> None:
        self.path, self.public = path, path.with_name(path.name + ".pub")
        self.last = path.with_name(path.name + ".last")
        """The last checkpoint that was signed: what the database can't be rolled back behind."""

    def signing_key(self) -> SigningKey:
        """The key. Raises KeyMissing, KeyTrouble."""
        try:
            mode = self.path.stat().st_mode & 0o777
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            raise KeyMissing(self.path) from None
        except (OSError, ValueError) as error:
            raise KeyTrouble(f"无法读取 {self.path}：{error}", f"cannot read {self.path}: {error}") from None
        if mode & 0o077:
            raise KeyTrouble(
                f"检查点密钥 {self.path} 只能由其所有者读取（chmod 600）",
                f"nobody but its owner may read the checkpoint key {self.path} (chmod 600)",
            )
        return SigningKey.parse(text)

    def verifier_keys(self) -> list[VerifierKey]:
        """All keys that ever signed, the newest last; none before the first. Raises KeyTrouble."""
        try:
            lines = self.public.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise KeyTrouble(f"无法读取 {self.public}：{error}", f"cannot read {self.public}: {error}") from None
        return [VerifierKey.parse(line) for line in lines if line.strip()]

    def make(self, name: str) -> SigningKey:
        """A new key in place of the one there is, if any; its verifier key joins the others. Raises KeyTrouble."""
        known = self.verifier_keys()
        key = SigningKey.new(name)
        _write(self.public, "".join(f"{one}\n" for one in [*known, key.verifier]), PUBLIC_MODE)
        _write(self.path, key.text() + "\n", FILE_MODE)
        return key

    def keep_last(self, note: str) -> None:
        """Keep the last checkpoint that was signed. Raises KeyTrouble."""
        _write(self.last, note, PUBLIC_MODE)

    def last_note(self) -> str | None:
        """The last checkpoint that was signed here."""
        try:
            return self.last.read_text(encoding="utf-8")
        except OSError:
            return None


def _write(path: Path, text: str, mode: int) -> None:
    draft = path.with_name(path.name + ".draft")
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:  # noqa: PTH123 - made with its mode
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise KeyTrouble(f"无法写入 {path}：{error}", f"cannot write {path}: {error}") from None
