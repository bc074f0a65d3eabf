"""Checkpoints in the C2SP forms ``tlog-checkpoint`` and ``signed-note``: what the log was, and who says so."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.proof.keys import SigningKey, VerifierKey
from ledger.proof.schemes import cosigned_at

ROOT_BYTES = 32
KEY_ID_BYTES = 4
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadCheckpoint(Exception):
    """A text that is no checkpoint, or that none of the known keys has signed."""


class Checkpoint(NamedTuple):
    """The log of this ``origin`` had ``size`` entries, and this was the root of its tree. ``note`` is the signed text.

    ``signer`` is the key that vouches for it.
    """

    origin: str
    size: int
    root: bytes
    note: str
    signer: VerifierKey


def sign(key: SigningKey, size: int, root: bytes) -> Checkpoint:
    """A signed checkpoint; its origin is the key's name."""
    body = f"{key.name}\n{size}\n{base64.b64encode(root).decode()}\n"
    blob = key.verifier.key_id + key.sign(body.encode())
    note = f"{body}\n— {key.name} {base64.b64encode(blob).decode()}\n"
    return Checkpoint(key.name, size, root, note, key.verifier)


def read(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint that a note holds, once one of the keys proves to have signed it. Raises BadCheckpoint."""
    body, _, signatures = note.partition("\n\n")
    body += "\n"
    if not signatures.endswith("\n"):
        raise BadCheckpoint("it ends before its signature")
    signer = _signer(body, signatures, list(keys))
    lines = body.split("\n")
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):
        raise BadCheckpoint("origin, size and root are its first lines")
    root = _decoded(lines[2])
    if len(root) != ROOT_BYTES or lines[0] != signer.name:
        raise BadCheckpoint("its root is a SHA-256 hash, and its origin the key's name")
    return Checkpoint(lines[0], int(lines[1]), root, note, signer)


def _signer(body: str, signatures: str, keys: Sequence[VerifierKey]) -> VerifierKey:
    """The first known key that has signed it. Signatures of unknown keys are passed over, as C2SP wants; one of a known
    key that doesn't hold condemns the note.
    """
    signers = []
    for line in signatures.removesuffix("\n").split("\n"):
        name, blob = _signature(line)
        fitting = [key for key in keys if (key.name, key.key_id) == (name, blob[:4])]
        holding = [key for key in fitting if key.verifies(body.encode(), blob[4:])]
        if fitting and not holding:
            raise BadCheckpoint("the signature of a known key doesn't hold")
        signers += holding
    if not signers:
        raise BadCheckpoint("none of the known keys has signed it")
    return signers[0]


def _signature(line: str) -> tuple[str, bytes]:
    """The name of the key, and its id with the signature."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not name:
        raise BadCheckpoint("a signature stands on a line that begins with a dash")
    return name, _decoded(encoded)


def _decoded(text: str) -> bytes:
    """The bytes that a text stands for, written in the one way that base64 writes them."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if base64.b64encode(decoded).decode() != text:
        raise BadCheckpoint("it holds what is not base64")
    return decoded


class Cosigned(NamedTuple):
    """That a witness has signed a checkpoint, and in which second of UTC since 1970 it says that it did."""

    line: str
    at: int


def cosignatures(note: str, witness: VerifierKey) -> list[Cosigned]:
    """Those of a note that the witness's key proves. Raises BadCheckpoint for what is no note."""
    body, _, signatures = note.partition("\n\n")
    found = []
    for line in signatures.splitlines():
        name, blob = _signature(line)
        at = cosigned_at(blob[KEY_ID_BYTES:])
        is_the_witness = (name, blob[:KEY_ID_BYTES]) == (witness.name, witness.key_id)
        if at is not None and is_the_witness and witness.verifies(f"{body}\n".encode(), blob[KEY_ID_BYTES:]):
            found.append(Cosigned(line, at))
    return found


def notes_in(text: str) -> list[str]:
    """The notes of a file to which checkpoints were appended, or of the API's answer in JSON. Raises BadCheckpoint."""
    if text.lstrip().startswith("{"):
        text = _from_json(text)
    notes: list[str] = []
    lines: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        if not line and lines and lines[-1].startswith("— "):
            notes.append("\n".join(lines) + "\n")
            lines = []
        elif line or lines:
            lines.append(line)
    if any(lines) or not notes:
        raise BadCheckpoint("it ends before its signature")
    return notes


def _from_json(text: str) -> str:
    try:
        return str(json.loads(text)["note"])
    except (ValueError, KeyError, TypeError):
        raise BadCheckpoint("it is JSON without a note") from None
