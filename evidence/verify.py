"""Checks an evidence bundle of Hengxu with nothing but Python's standard library (3.9 or newer), in this one file.

    python3 verify.py [--key KEY] [BUNDLE]

BUNDLE is the archive, or the folder into which it was unpacked; left out, the folder of this file. KEY is the verifier
key as its owner published it: ``<name>+<key id>+<base64>``, on a line of a file or as it is. Without it the bundle
is checked against the key that it carries, and whoever relies on it compares that key with the published one.

What is checked: the digest of each file, by SHA-256, and by SM3 where the bundle gives it and this Python has it; the
Ed25519 signature (RFC 8032) of the checkpoint (C2SP tlog-checkpoint); by SHA-256 over the stored bytes of every event
and receipt, that each is an entry of the log whose Merkle root (RFC 6962) the checkpoint signs; that each event is
followed by its own receipt; and that a proven event names each enclosed document by its SHA-256. Bytes are hashed
before any of them is parsed. No signature reaches the report, README.txt and this program: what is found says so.
Where entries are withheld from the bundle's reader, that their hashes are entries of the signed log in their places.

Exit status: 0 everything holds, 1 something doesn't, 2 wrong use, no bundle, or no key to check it with.
"""

from __future__ import annotations

import base64
import hashlib
import heapq
import json
import os
import re
import sys
import zipfile
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT, FORMAT_OF_PART = "hengxu-evidence:1", "hengxu-evidence:2"
"""Of a bundle of all entries, and of one for a reader from whom some are withheld."""
FILES = ("README.txt", "checkpoint.txt", "events.jsonl", "keys.txt", "receipts.jsonl", "report.html", "verify.py")
"""What ``manifest.json`` names with its SHA-256, beside the documents."""
WITHHELD = "withheld.jsonl"
"""Named besides, where entries may be withheld."""
UNSIGNED = ("report.html", "README.txt", "verify.py")
"""Those of them that nothing signed bears out: anybody can rewrite them together with the manifest."""
MANIFEST = "manifest.json"
FOLDER = "documents"
DOCUMENT = re.compile(r"documents/([0-9a-f]{64})")
"""A document lies in its folder under its SHA-256."""
DIGEST = re.compile(r"[0-9a-f]{64}")
LARGEST_TEXT, LARGEST_MANIFEST = 1_000_000, 256 * 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024
HOLDS, FAILS, CANNOT_CHECK = 0, 1, 2
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What reading a damaged archive raises."""


class CannotCheck(Exception):
    """Nothing can be found out with what was given: the sentence in Chinese and in English."""


class NoBundle(CannotCheck):
    """What was named is no bundle at all."""


class NoKey(CannotCheck):
    """There is no verifier key to check with."""


class Fails(Exception):
    """Something doesn't hold: the sentence in Chinese and in English."""


# Ed25519, verification only (RFC 8032, 5.1), in extended coordinates.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
NEUTRAL: Point = (0, 1, 1, 0)


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(encoded: bytes) -> Point | None:
    number = int.from_bytes(encoded, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = _x_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _add(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: Point) -> Point:
    found = NEUTRAL
    while factor:
        if factor & 1:
            found = _add(found, point)
        point, factor = _add(point, point), factor >> 1
    return found


def _same(one: Point, other: Point) -> bool:
    return not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = cast("int", _x_of(_BASE_Y, 0))
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the public key (32 bytes) has signed the message; the signature has 64 bytes."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, nonce = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return _same(_times(scalar, BASE), _add(nonce, _times(challenge, key)))


# The Merkle tree (RFC 6962, 2.1).


def _framed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and keeps its right edge only."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        """One leaf more."""
        rest = self.size
        while rest & 1:
            hashed, rest = node_hash(self._edge.pop(), hashed), rest >> 1
        self._edge.append(hashed)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return hashlib.sha256(b"").digest()
        found = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            found = node_hash(left, found)
        return found


def root_by_path(leaf: int, size: int, hashed: bytes, path: list[bytes]) -> bytes | None:
    """The root to which an audit path leads from the leaf of that index; None where the path has the wrong length."""
    place, last, left_over = leaf, size - 1, list(path)
    while last:
        if place & 1 or place < last:
            if not left_over:
                return None
            sibling = left_over.pop(0)
            hashed = node_hash(sibling, hashed) if place & 1 else node_hash(hashed, sibling)
        place, last = place >> 1, last >> 1
    return None if left_over else hashed


# Keys and the checkpoint (C2SP signed-note and tlog-checkpoint).


class Key(NamedTuple):
    """A verifier key."""

    name: str
    id: bytes
    public: bytes
    line: str


def read_keys(text: str) -> list[Key]:
    """The keys of a file, one a line; those of other kinds than Ed25519 are passed over, as C2SP wants."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [read_key(line) for line in lines if not _is_of_another_kind(line)]


def read_key(line: str) -> Key:
    """``<name>+<key id in hex>+<base64 of 01 and the public key>``."""
    parts = line.strip().split("+", 2)
    blob = _decoded(parts[2] if len(parts) == 3 else "", "keys.txt")
    if len(blob) != 33 or blob[0] != 1:
        raise Fails(f"“{line.strip()}”不是验证公钥", f"“{line.strip()}” is no verifier key")
    found = hashlib.sha256(parts[0].encode() + b"\n" + blob).digest()[:4]
    if found.hex() != parts[1]:
        raise Fails("公钥与其编号不符", "a key doesn't have the id that it claims")
    return Key(parts[0], found, blob[1:], line.strip())


def usable_keys(text: str, zh: str, en: str) -> list[Key]:
    """The keys of a file or of an argument, which the sentence's parts name; one at least. Raises NoKey."""
    try:
        keys = read_keys(text)
    except Fails as why:
        raise NoKey(f"{zh}有误：{why.args[0]}", f"{en} is of no use: {why.args[1]}") from None
    if not keys:
        raise NoKey(
            f"{zh}中没有可用的验证公钥，无从核验", f"{en} holds no verifier key: there is nothing to verify with"
        )
    return keys


def _is_of_another_kind(line: str) -> bool:
    parts = line.split("+", 2)
    is_key = len(parts) == 3 and parts[0] and re.fullmatch(r"[0-9a-f]{8}", parts[1])
    return bool(is_key) and _decoded(parts[2], "keys.txt")[:1] not in (b"", b"\x01")


class Checkpoint(NamedTuple):
    """The log of that origin had ``size`` entries and this root, says the key."""

    origin: str
    size: int
    root: bytes
    key: Key


def read_checkpoint(note: str, keys: list[Key]) -> Checkpoint:
    """The checkpoint, once one of the keys proves to have signed it. Signatures of other keys are passed over; where
    that of a known key doesn't hold, nothing does.
    """
    text, _, signatures = note.partition("\n\n")
    lines, message = text.split("\n"), (text + "\n").encode()
    found = [_signer(line, message, keys) for line in signatures.removesuffix("\n").split("\n")]
    key = next((key for key in found if key is not None), None)
    if key is None or len(lines) < 3 or lines[0] != key.name:
        raise Fails("检查点不是由所给公钥签署的", "the checkpoint isn't signed by the key")
    return Checkpoint(lines[0], _size(lines[1]), _root(lines[2]), key)


def _signer(line: str, message: bytes, keys: list[Key]) -> Key | None:
    """The known key that has signed with this line; None where it is another's."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\u2014":
        raise Fails("检查点的签名格式有误", "the checkpoint's signatures are malformed")
    blob = _decoded(parts[2], "checkpoint.txt")
    fitting = [key for key in keys if (key.name, key.id) == (parts[1], blob[:4])]
    holding = [key for key in fitting if ed25519_holds(key.public, message, blob[4:])]
    if fitting and not holding:
        raise Fails("检查点的签名与公钥不符", "the checkpoint's signature doesn't hold by the key")
    return holding[0] if holding else None


def _size(text: str) -> int:
    if len(text) > 19 or not (text.isascii() and text.isdigit() and str(int(text)) == text):
        raise Fails("检查点的条数不是数字", "the checkpoint's size is no number")
    return int(text)


def _root(text: str) -> bytes:
    root = _decoded(text, "checkpoint.txt")
    if len(root) != 32:
        raise Fails("检查点的根不是 SHA-256", "the checkpoint's root is no SHA-256")
    return root


def _decoded(text: Any, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise Fails(f"{where} 中有非 base64 内容", f"{where} holds what isn't base64") from None


# The bundle's files.


class Bundle:
    """The archive, or the folder it was unpacked into. Raises NoBundle."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else None
        self._archive = None if self._folder else _archive(path)
        self.manifest = self._read_manifest()
        self.is_part = self.manifest["format"] == FORMAT_OF_PART
        self.files = (*FILES, WITHHELD) if self.is_part else FILES

    def open(self, name: str) -> IO[bytes]:
        """One file. Raises Fails where it isn't there."""
        try:
            return (self._folder / name).open("rb") if self._folder else cast("Any", self._archive).open(name)
        except (KeyError, *DAMAGED):
            raise Fails(f"缺少 {name}", f"{name} is missing") from None

    def text(self, name: str) -> str:
        """A small file's text."""
        with self.open(name) as file:
            try:
                return file.read(LARGEST_TEXT).decode()
            except DAMAGED:
                raise Fails(f"{name} 已损坏", f"{name} is damaged") from None

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The entries of a file of JSON Lines."""
        with self.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                yield _json(line, name)

    def names(self) -> list[str]:
        """The files of the archive; a folder may hold others besides, if not among the documents."""
        if self._folder is None:
            return list(cast("Any", self._archive).namelist())
        try:
            documents = [file.name for file in (self._folder / FOLDER).iterdir() if not file.name.startswith(".")]
        except OSError:
            documents = []
        return [*self.files, MANIFEST, *(f"{FOLDER}/{name}" for name in documents)]

    def _read_manifest(self) -> dict[str, Any]:
        try:
            with self.open(MANIFEST) as file:
                manifest = _json(file.read(LARGEST_MANIFEST), MANIFEST)
        except (Fails, *DAMAGED):
            manifest = {}
        if manifest.get("format") not in (FORMAT, FORMAT_OF_PART):
            raise NoBundle("这不是 Hengxu 证据包", "this is no evidence bundle of Hengxu")
        return manifest


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except DAMAGED:
        raise NoBundle(f"无法打开 {path}", f"cannot open {path}") from None


def _json(line: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(line, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Fails(f"{name} 中有无法读取的内容", f"{name} holds what can't be read")
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def check_files(bundle: Bundle) -> bool | None:
    """Each file is there once and has its digests: whether they were checked by SM3 too, None where none is given."""
    digests, further = _table(bundle, "sha256"), _table(bundle, "sm3") if "sm3" in bundle.manifest else None
    _check_names(bundle, digests)
    if further is not None and further.keys() != digests.keys():
        raise Fails("SM3 摘要不全或有多余", "the SM3 digests are too few or too many")
    has_sm3 = _has_sm3()
    for name in digests:
        known = [("sha256", digests), *([("sm3", further)] if further and has_sm3 else [])]
        found = _digests(bundle, name, [algorithm for algorithm, _ in known])
        if any(table[name] != found[algorithm] for algorithm, table in known):
            raise Fails(f"{name} 与其摘要不符", f"{name} doesn't have its digest")
        document = DOCUMENT.fullmatch(name)
        if document and document[1] != digests[name]:
            raise Fails(f"{name} 与其名称不符", f"{name} isn't what its name says")
    return None if further is None else has_sm3


def _table(bundle: Bundle, algorithm: str) -> dict[str, str]:
    table = bundle.manifest.get(algorithm)
    if not isinstance(table, dict) or not all(isinstance(one, str) and DIGEST.fullmatch(one) for one in table.values()):
        raise Fails(f"{MANIFEST} 中的摘要有误", f"the digests in {MANIFEST} are wrong")
    return table


def _check_names(bundle: Bundle, digests: dict[str, str]) -> None:
    names, wanted = bundle.names(), sorted([*digests, MANIFEST])
    allowed = all(name in bundle.files or DOCUMENT.fullmatch(name) for name in digests)
    if not allowed or any(name not in digests for name in bundle.files) or len(names) != len(set(names)):
        raise Fails("证据包的文件不全或有多余", "the bundle's files are too few or too many")
    if astray := sorted(set(names) ^ set(wanted)):
        zh, en = ("多余", "is one too many") if astray[0] in names else ("缺失", "is missing")
        raise Fails(f"{astray[0]} {zh}", f"{astray[0]} {en}")


def _has_sm3() -> bool:
    try:
        hashlib.new("sm3", b"")
    except ValueError:
        return False
    return True


def _digests(bundle: Bundle, name: str, algorithms: list[str]) -> dict[str, str]:
    found = {algorithm: hashlib.new(algorithm) for algorithm in algorithms}
    try:
        with bundle.open(name) as file:
            while chunk := file.read(1 << 20):
                for digest in found.values():
                    digest.update(chunk)
    except DAMAGED:
        raise Fails(f"{name} 已损坏", f"{name} is damaged") from None
    return {algorithm: digest.hexdigest() for algorithm, digest in found.items()}


def digests_of(bundle: Bundle, name: str) -> dict[str, str]:
    """What the manifest of a checked bundle gives for one of its files, by algorithm."""
    given = [algorithm for algorithm in ("sha256", "sm3") if algorithm in bundle.manifest]
    return {algorithm: bundle.manifest[algorithm][name] for algorithm in given}


def enclosed(bundle: Bundle) -> dict[str, dict[str, str]]:
    """The documents that a checked bundle holds, by SHA-256, with their digests."""
    found = [(name, DOCUMENT.fullmatch(name)) for name in bundle.manifest["sha256"]]
    return {match[1]: digests_of(bundle, name) for name, match in found if match}


# Entries of the log.


class Entry(NamedTuple):
    """An event or a receipt with its place. ``order`` is the position of an event, the number of a receipt. Of one that
    is ``withheld`` hash and path are proven; its stream, its order and an event's version are what the bundle says.
    """

    is_receipt: bool
    leaf: int
    order: int
    stream: str
    version: int
    head: int
    hash: bytes
    path: list[bytes]
    stored: bytes
    withheld: bool = False

    @property
    def before(self) -> tuple[int, int]:
        """How many events and how many receipts of the log stand before it."""
        same = self.order - 1
        return (self.leaf - same, same) if self.is_receipt else (same, self.leaf - same)

    def name(self) -> tuple[str, str]:
        """How it is called in a sentence."""
        if self.is_receipt:
            return f"第 {self.order} 号回执（{self.stream}）", f"receipt {self.order} ({self.stream})"
        return f"位置 {self.order} 的事件（{self.stream}）", f"the event at position {self.order} ({self.stream})"


def events(bundle: Bundle) -> Iterator[Entry]:
    """The events by position."""
    for item in bundle.lines("events.jsonl"):
        position, version, leaf = (_whole(item, name, "events.jsonl") for name in ("position", "version", "leaf"))
        stream, topic = (_text(item, name, "events.jsonl") for name in ("stream", "topic"))
        state = _decoded(item.get("state"), "events.jsonl")
        entry = _framed(b"event", _number(position), stream.encode(), _number(version), topic.encode(), state)
        yield Entry(False, leaf, position, stream, version, position, leaf_hash(entry), _path(item), state)


def receipts(bundle: Bundle) -> Iterator[Entry]:
    """The receipts by number."""
    for item in bundle.lines("receipts.jsonl"):
        names = ("number", "version", "head", "leaf")
        number, version, head, leaf = (_whole(item, name, "receipts.jsonl") for name in names)
        stream, command_id = (_text(item, name, "receipts.jsonl") for name in ("stream", "command_id"))
        body = _decoded(item.get("body"), "receipts.jsonl")
        parts = (_number(number), command_id.encode(), stream.encode(), _number(version), _number(head), body)
        yield Entry(
            True, leaf, number, stream, version, head, leaf_hash(_framed(b"receipt", *parts)), _path(item), body
        )


def _whole(item: dict[str, Any], name: str, where: str) -> int:
    value = item.get(name)
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise Fails(f"{where} 中的 {name} 有误", f"{where} holds a wrong {name}")
    return value


def _text(item: dict[str, Any], name: str, where: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise Fails(f"{where} 中的 {name} 有误", f"{where} holds a wrong {name}")
    return value


def _path(item: dict[str, Any]) -> list[bytes]:
    path = item.get("path", [])
    if not isinstance(path, list):
        raise Fails("包含证明有误", "a proof of inclusion is wrong")
    return [_decoded(step, "path") for step in path]


def withheld(bundle: Bundle) -> Iterator[Entry]:
    """The entries of which the bundle holds the hash alone, by leaf."""
    stream = str(bundle.manifest.get("center"))
    for item in bundle.lines(WITHHELD):
        kind, hashed = item.get("kind"), _decoded(item.get("hash"), WITHHELD)
        if kind not in ("event", "receipt") or len(hashed) != 32:
            raise Fails(f"{WITHHELD} 中有无法读取的内容", f"{WITHHELD} holds what can't be read")
        is_receipt = kind == "receipt"
        leaf, order = (_whole(item, name, WITHHELD) for name in ("leaf", "number" if is_receipt else "position"))
        version = 0 if is_receipt else _whole(item, "version", WITHHELD)
        yield Entry(is_receipt, leaf, order, stream, version, 0, hashed, _path(item), b"", withheld=True)


def in_order(bundle: Bundle) -> Iterator[Entry]:
    """All entries in the log's one order: for each receipt its events, then itself."""
    if bundle.is_part:
        yield from heapq.merge(events(bundle), receipts(bundle), withheld(bundle), key=lambda entry: entry.leaf)
        return
    coming = events(bundle)
    event = next(coming, None)
    for receipt in receipts(bundle):
        while event is not None and event.order <= receipt.head:
            yield event
            event = next(coming, None)
        yield receipt
    if event is not None:
        zh, en = event.name()
        raise Fails(f"{zh}没有回执", f"{en} has no receipt")


class Counted(NamedTuple):
    """How much was checked."""

    events: int
    receipts: int


class Documents(NamedTuple):
    """How many documents the events name, how many of those the bundle holds, and how many it lacks although receipts
    say that the house held them.
    """

    named: int
    enclosed: int
    lacking: int = 0


class Spoken(NamedTuple):
    """The documents, by SHA-256, that events name, and that receipts say the house held when they were written."""

    named: set[str]
    held: set[str]

    def hear(self, entry: Entry, content: dict[str, Any]) -> None:
        """Takes down what an entry says of documents."""
        if not entry.is_receipt:
            self.named.update(sha256 for sha256, _ in documents_named(content))
        elif isinstance(content.get("documents_held"), list):
            self.held.update(map(str, content["documents_held"]))


def documents_named(content: Any) -> Iterator[tuple[str, str]]:
    """The documents that an event names, wherever in it, by SHA-256, with the title it gives them."""
    left = [content]
    for part in left:
        if isinstance(part, dict):
            named = part.get("sha256")
            if isinstance(named, str) and DIGEST.fullmatch(named):
                yield named, str(part.get("title", ""))
            left += part.values()
        elif isinstance(part, list):
            left += part


def check_documents(bundle: Bundle, spoken: Spoken) -> Documents:
    """Each document that is enclosed is named by an event."""
    found = enclosed(bundle)
    if strange := sorted(found.keys() - spoken.named):
        raise Fails(f"没有事件提到文件 {strange[0]}", f"no event names document {strange[0]}")
    return Documents(len(spoken.named), len(found), len(spoken.held - found.keys()))


def check_entries(bundle: Bundle, checkpoint: Checkpoint, spoken: Spoken) -> tuple[Counted, Counted]:
    """Every entry is one of the signed log, in its place; how many are there, and how many withheld. Of the whole log,
    nothing is missing. What they say of documents is taken down.
    """
    stream = bundle.manifest.get("center")
    if bundle.is_part and stream is None:
        raise Fails("证据包未写明是哪个中心的", "the bundle doesn't say of which center it is")
    tree, counted, decision = Tree(), ([0, 0], [0, 0]), Decision()
    versions: dict[str, int] = {}
    last, before = -1, (0, 0)
    for entry in in_order(bundle):
        if stream is None:
            _check_next(entry, tree)
        else:
            _check_path(entry, checkpoint, str(stream), last)
        if bundle.is_part:
            before = _check_before(entry, before)
        last = entry.leaf
        content = _check_withheld(entry, versions) if entry.withheld else _check_content(entry, versions)
        decision.take(entry, content)
        spoken.hear(entry, content)
        counted[entry.withheld][entry.is_receipt] += 1
    decision.end()
    if stream is None and (tree.size, tree.root()) != (checkpoint.size, checkpoint.root):
        raise Fails("全部条目算得的根与检查点不符", "the root of all entries isn't the checkpoint's")
    if stream is not None and not versions:
        raise Fails("证据包中没有此中心的事件", "the bundle holds no event of its center")
    shown, hidden = counted
    return Counted(*shown), Counted(*hidden)


def _check_next(entry: Entry, tree: Tree) -> None:
    if entry.leaf != tree.size:
        zh, en = entry.name()
        raise Fails(f"{zh}之前缺少条目或次序有误", f"before {en} something is missing or out of order")
    tree.add(entry.hash)


def _check_path(entry: Entry, checkpoint: Checkpoint, stream: str, last: int) -> None:
    zh, en = entry.name()
    if entry.stream != stream or entry.leaf <= last:
        raise Fails(f"{zh}不属于此中心或次序有误", f"{en} isn't this center's or is out of order")
    in_tree = entry.leaf < checkpoint.size
    if not in_tree or root_by_path(entry.leaf, checkpoint.size, entry.hash, entry.path) != checkpoint.root:
        raise Fails(f"{zh}不在已签署的日志中", f"{en} isn't in the signed log")


def _check_content(entry: Entry, versions: dict[str, int]) -> dict[str, Any]:
    """What the stored bytes say; of their place it is where they lie, and no version of a stream is left out."""
    content = _json(entry.stored, "events.jsonl / receipts.jsonl")
    known = versions.get(entry.stream, 0)
    fits = entry.version == (known if entry.is_receipt else known + 1)
    if content.get("outcome") == "refused":
        fits = entry.version <= known
    if (content.get("center_id"), content.get("version")) != (entry.stream, entry.version) or not fits:
        raise _astray(entry)
    if not entry.is_receipt:
        versions[entry.stream] = entry.version
    return content


def _check_withheld(entry: Entry, versions: dict[str, int]) -> dict[str, Any]:
    """It says nothing; an event takes the next version, which those before and after it leave to it."""
    if not entry.is_receipt:
        if entry.version != versions.get(entry.stream, 0) + 1:
            raise _astray(entry)
        versions[entry.stream] = entry.version
    return {}


def _check_before(entry: Entry, before: tuple[int, int]) -> tuple[int, int]:
    """Its position or number fits its leaf and the entries before it: how many events and receipts there are by now."""
    events_before, receipts_before = entry.before
    if events_before < before[0] or receipts_before < before[1]:
        raise _astray(entry)
    return events_before + (not entry.is_receipt), receipts_before + entry.is_receipt


def _astray(entry: Entry) -> Fails:
    zh, en = entry.name()
    return Fails(f"{zh}与其位置不符，或其前有遗漏", f"{en} doesn't fit its place, or something before it is left out")


class Decision:
    """The events since the last receipt; what follows has to be one more of theirs, or the receipt that names them."""

    def __init__(self) -> None:
        self._events: list[tuple[Entry, dict[str, Any]]] = []

    def take(self, entry: Entry, content: dict[str, Any]) -> None:
        """The next entry, with what its bytes say. Raises Fails where a receipt is left out before it."""
        if self._events and entry.leaf != self._events[-1][0].leaf + 1:
            raise self._without_receipt()
        if not entry.is_receipt:
            self._events.append((entry, content))
            return
        if not self._are_of(entry, content):
            raise self._without_receipt() if self._events else _without_events(entry)
        self._events.clear()

    def end(self) -> None:
        """Nothing follows. Raises Fails where the last receipt is left out."""
        if self._events:
            raise self._without_receipt()

    def _are_of(self, receipt: Entry, content: dict[str, Any]) -> bool:
        """Whether the receipt is theirs, as far as what is withheld lets one see."""
        if receipt.withheld:
            return bool(self._events)
        by = content.get("command_id")
        mine = [(event.version, by if event.withheld else of.get("command_id")) for event, of in self._events]
        return self._named_by(content) == mine

    @staticmethod
    def _named_by(receipt: dict[str, Any]) -> list[tuple[Any, Any]]:
        named = receipt.get("events")
        refs = named if isinstance(named, list) else []
        return [(ref.get("version"), receipt.get("command_id")) for ref in refs if isinstance(ref, dict)]

    def _without_receipt(self) -> Fails:
        zh, en = self._events[-1][0].name()
        return Fails(f"{zh}没有其自身的回执", f"{en} has no receipt of its own")


def _without_events(receipt: Entry) -> Fails:
    zh, en = receipt.name()
    return Fails(f"{zh}所载的事件不在其前", f"the events that {en} names don't stand before it")


class Verdict(NamedTuple):
    """A bundle that holds. ``by_sm3`` says whether its SM3 digests were checked; None where it gives none.
    ``unchecked`` are the files of which nobody knows yet whether they are as they were made; ``withheld`` how much is
    kept from the bundle's reader, None where it was made for who sees all.
    """

    checkpoint: Checkpoint
    counted: Counted
    documents: Documents
    center: str | None
    trusted: bool
    by_sm3: bool | None
    unchecked: tuple[str, ...] = UNSIGNED
    withheld: Counted | None = None


def check(path: Path, published: str | None = None) -> Verdict:
    """Checks a bundle, against the published verifier keys where they are given, be they none. Raises Fails, NoBundle
    and NoKey.
    """
    keys = None if published is None else usable_keys(published, "所给公钥（--key）", "what --key gives")
    bundle = Bundle(path)
    by_sm3 = check_files(bundle)
    if keys is None:
        keys = usable_keys(bundle.text("keys.txt"), "证据包的 keys.txt ", "the bundle's keys.txt")
    checkpoint = read_checkpoint(bundle.text("checkpoint.txt"), keys)
    spoken = Spoken(set(), set())
    counted, hidden = check_entries(bundle, checkpoint, spoken)
    documents = check_documents(bundle, spoken)
    center = bundle.manifest.get("center")
    center = None if center is None else str(center)
    kept = hidden if bundle.is_part else None
    return Verdict(checkpoint, counted, documents, center, published is not None, by_sm3, withheld=kept)


def sentences(verdict: Verdict) -> Iterator[str]:
    """What was found, a line each in both languages."""
    checkpoint, counted = verdict.checkpoint, verdict.counted
    yield (
        f"验证通过：{counted.events} 个事件、{counted.receipts} 份回执均在已签署的日志中"
        f" / verified: {counted.events} events and {counted.receipts} receipts are in the signed log"
    )
    if verdict.unchecked:
        yield _of_unchecked(verdict.unchecked)
    if verdict.withheld is not None:
        yield _of_withheld(verdict.withheld)
    if verdict.center is None:
        yield "这是全部日志，没有遗漏 / this is the whole log, nothing is left out"
    else:
        yield (
            "每一条都已证明；是否含最新条目和全部不予办理，须以全部日志的证据包证明"
            " / each entry is proven; that no later entry and no refusal is left out, a bundle of the whole log proves"
        )
    yield from _of_documents(verdict.documents)
    if verdict.by_sm3 is not None:
        yield _of_sm3(was_checked=verdict.by_sm3)
    yield f"检查点 checkpoint: {checkpoint.origin}, {checkpoint.size}, {base64.b64encode(checkpoint.root).decode()}"
    yield f"公钥 key: {checkpoint.key.line}"
    if not verdict.trusted:
        yield (
            "公钥取自证据包本身：请与机关公布的公钥核对（--key）"
            " / the key is the bundle's own: compare it with the published one (--key)"
        )


def _of_unchecked(names: tuple[str, ...]) -> str:
    zh = f"！！未经核对：{'、'.join(names)}。签名不及于此，任何人都可能已改写；以事件和回执的原始字节为准"
    en = (
        f"!! NOT CHECKED: {', '.join(names)}. No signature reaches this, so anybody may have rewritten it; rely on the "
        "stored bytes of events and receipts"
    )
    if "report.html" in names:
        zh += "。写成报告的那一版本的 hengxu audit check 可将报告与之比对"
        en += ". hengxu audit check of the release that wrote the report compares it with them"
    return f"{zh} / {en}"


def _of_withheld(withheld: Counted) -> str:
    return (
        f"证据包按领取人可查阅的范围制作：另有 {withheld.events} 个事件、{withheld.receipts} 份回执不向其提供，"
        "只有叶散列，已证明其为已签署日志中该处的条目；其内容和确属此中心，以机关的完整证据包证明"
        f" / made as its reader sees the center: {withheld.events} events and {withheld.receipts} receipts are "
        "withheld, whose hashes alone are here and proven to be entries of the signed log in those places; what they "
        "say, and that they are this center's, the agency's whole bundle proves"
    )


def _of_documents(documents: Documents) -> Iterator[str]:
    if documents.named:
        yield (
            f"事件提到 {documents.named} 份文件，随附 {documents.enclosed} 份，均与其摘要相符"
            f" / documents that events name: {documents.named}, enclosed: {documents.enclosed}, each with its digest"
        )
    if documents.lacking:
        yield (
            f"另有 {documents.lacking} 份文件，回执载明作出决定时已存档，却未随附，应向机关索取"
            f" / {documents.lacking} more that, receipts say, were held when decisions were recorded are not enclosed: "
            "ask the agency for them"
        )


def _of_sm3(*, was_checked: bool) -> str:
    if was_checked:
        return "各文件的 SM3 摘要亦相符 / the files have their SM3 digests too"
    return (
        "本机 Python 不含 SM3，未核对 SM3 摘要；SHA-256 摘要均已核对"
        " / this Python has no SM3, so the SM3 digests were not checked; all of SHA-256 were"
    )


def key_from(given: str) -> str:
    """The published key: what stands in the file of that name, or the key as it was typed. Raises NoKey."""
    path = Path(given)
    try:
        is_there = bool(given) and path.exists()
    except (OSError, ValueError):  # what is typed may be no name that a file can have
        is_there = False
    try:
        return path.read_text(encoding="utf-8-sig") if is_there else given
    except (OSError, ValueError):
        raise NoKey(f"无法读取公钥文件 {given}", f"cannot read the key file {given}") from None


def main(arguments: list[str]) -> int:
    """The command; its exit status."""
    given = None
    if arguments[:1] == ["--key"] and len(arguments) > 1:
        given, arguments = arguments[1], arguments[2:]
    if len(arguments) > 1 or arguments[:1] in (["--key"], ["-h"], ["--help"]):
        tell(sys.stderr, [str(__doc__)])
        return CANNOT_CHECK
    try:
        key = None if given is None else key_from(given)
        verdict = check(Path(arguments[0]) if arguments else Path(__file__).resolve().parent, key)
    except Fails as why:
        tell(sys.stdout, ["验证未通过：{} / verification failed: {}".format(*why.args)])
        return FAILS
    except CannotCheck as why:
        tell(sys.stderr, ["{} / {}".format(*why.args)])
        return CANNOT_CHECK
    tell(sys.stdout, sentences(verdict))
    return HOLDS


def tell(stream: TextIO | None, lines: Iterable[str]) -> None:
    """Writes the lines, as far as somebody reads them: whether they do has no bearing on what was found."""
    if stream is None:
        return
    try:
        stream.writelines(line + "\n" for line in lines)
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    for each in (sys.stdout, sys.stderr):
        if each is not None:
            cast("Any", each).reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
