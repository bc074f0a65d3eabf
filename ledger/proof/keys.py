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

from ledger.errors import LedgerError
from ledger.proof.schemes import ED25519, Scheme, scheme_of

PRIVATE = "PRIVATE+KEY+"
FILE_MODE, PUBLIC_MODE, FOLDER_MODE = 0o600, 0o644, 0o700
NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")


class KeyFileError(LedgerError):
    """A key that is missing, lost, or not readable."""


class KeyMissing(KeyFileError):
    """No key stands in its file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"没有检查点密钥 {path}（HENGXU_CHECKPOINT_KEY）；如已遗失，请运行 hengxu audit key --rotate 另立新钥，"
            "旧检查点仍可验证",
            f"there is no checkpoint key {path} (HENGXU_CHECKPOINT_KEY); if it was lost, make another with "
            "hengxu audit key --rotate: older checkpoints stay verifiable",
        )


class NoVerifierKey(KeyFileError):
    """Nobody knows a key by which the checkpoints that there are could be verified."""

    def __init__(self) -> None:
        super().__init__(
            "没有验证公钥，无从核验检查点：请恢复检查点密钥旁的 .pub 文件；核验时也可用 --key 给出另存的公钥",
            "there is no verifier key, so there is nothing to verify checkpoints with: restore the .pub file beside "
            "the checkpoint key; for hengxu audit verify, --key can name keys held apart",
        )


def key_id(name: str, public: bytes, scheme: Scheme = ED25519) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + scheme.type + public).digest()[:4]


class VerifierKey(NamedTuple):
    """A public key: ``<name>+<key id in hex>+<base64 of type and key>``."""

    name: str
    public: bytes
    scheme: Scheme = ED25519

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_id(self.name, self.public, self.scheme)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.scheme.type + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The key that a line names. Raises KeyTrouble."""
        if (key := cls.known(text)) is None:
            raise _unreadable()
        return key

    @classmethod
    def known(cls, text: str) -> "VerifierKey | None":
        """The key that a line names; None where it is well-formed and of a scheme that is not known, as C2SP wants.

        Raises KeyTrouble.
        """
        name, hashed, scheme, public = _parts(text)
        if scheme is None:
            return None
        key = cls(name, public, scheme)
        if not scheme.is_public(public) or key.key_id != hashed:
            raise _unreadable()
        return key

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed these bytes."""
        return self.scheme.verifies(self.public, message, signature)


class SigningKey:
    """A private key; whoever has it can speak for the log."""

    def __init__(self, name: str, secret: bytes, scheme: Scheme = ED25519) -> None:
        if not NAME.fullmatch(name):
            raise _unreadable()
        self.name, self._secret, self._scheme = name, secret, scheme
        try:
            self.verifier = VerifierKey(name, scheme.public_of(secret), scheme)
        except ValueError:
            raise _unreadable() from None

    @classmethod
    def new(cls, name: str, scheme: Scheme = ED25519) -> "SigningKey":
        """A fresh key."""
        return cls(name, scheme.new_secret(), scheme)

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """The key that a file's text holds. Raises KeyTrouble."""
        name, hashed, scheme, secret = _parts(text.removeprefix(PRIVATE))
        if not text.startswith(PRIVATE) or scheme is None:
            raise _unreadable()
        key = cls(name, secret, scheme)
        if key.verifier.key_id != hashed:
            raise _unreadable()
        return key

    def sign(self, message: bytes) -> bytes:
        """The signature, as the key's scheme makes it."""
        return self._scheme.sign(self._secret, message)

    def text(self) -> str:
        """As it stands in its file: ``PRIVATE+KEY+<name>+<key id>+<base64 of type and secret>``."""
        secret = base64.b64encode(self._scheme.type + self._secret).decode()
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{secret}"


def _parts(text: str) -> tuple[str, bytes, Scheme | None, bytes]:
    """Name, key id, scheme where it is known, and the key without its type."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise _unreadable()
    name, hashed, encoded = found.groups()
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable() from None
    scheme = scheme_of(blob)
    return name, bytes.fromhex(hashed), scheme, blob[len(scheme.type) :] if scheme else blob


def _unreadable() -> KeyFileError:
    return KeyFileError("检查点密钥文件内容有误", "what stands in the file of the checkpoint key is no key")


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
            raise KeyFileError(f"无法读取 {self.path}：{error}", f"cannot read {self.path}: {error}") from None
        if mode & 0o077:
            raise KeyFileError(
                f"检查点密钥 {self.path} 只能由其所有者读取（chmod 600）",
                f"nobody but its owner may read the checkpoint key {self.path} (chmod 600)",
            )
        return SigningKey.parse(text)

    def verifier_keys(self) -> list[VerifierKey]:
        """All keys that ever signed, the newest last; none before the first. Raises KeyTrouble."""
        return _keys_in(self.public) if self.public.exists() else []

    def name(self) -> str | None:
        """The log's, which its keys have; None before the first. Raises KeyTrouble."""
        keys = self.verifier_keys()
        return keys[-1].name if keys else None

    def make(self, name: str) -> SigningKey:
        """A new key in place of the one there is, if any; its verifier key joins the others. Raises KeyTrouble."""
        known = _well_formed(self.public) if self.public.exists() else []
        key = SigningKey.new(name)
        _write(self.public, "".join(f"{line}\n" for line in [*known, str(key.verifier)]), PUBLIC_MODE)
        _write(self.path, key.text() + "\n", FILE_MODE)
        return key

    def keep_last(self, note: str) -> None:
        """Keep the last checkpoint that was signed. Raises KeyTrouble."""
        _write(self.last, note, PUBLIC_MODE)

    def last_note(self) -> str | None:
        """The last checkpoint that was signed here; a damaged one as far as it can be read."""
        try:
            return self.last.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None


class VerifierKeys:
    """A file of verifier keys, one a line, that somebody holds apart from the signing key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def verifier_keys(self) -> list[VerifierKey]:
        """All of them, one at least. Raises KeyTrouble."""
        if not (keys := _keys_in(self._path)):
            raise KeyFileError(f"{self._path} 中没有公钥", f"no verifier key stands in {self._path}")
        return keys


def _keys_in(path: Path) -> list[VerifierKey]:
    """Those of a known scheme."""
    keys = map(VerifierKey.known, _lines_in(path))
    return [key for key in keys if key is not None]


def _well_formed(path: Path) -> list[str]:
    """All lines, those of unknown schemes too, once each has turned out to be a key's."""
    _keys_in(path)
    return _lines_in(path)


def _lines_in(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise KeyFileError(f"无法读取 {path}：{error}", f"cannot read {path}: {error}") from None
    return [line.strip() for line in lines if line.strip()]


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
        raise KeyFileError(f"无法写入 {path}：{error}", f"cannot write {path}: {error}") from None
