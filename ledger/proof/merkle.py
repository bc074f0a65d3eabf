"""Merkle trees as RFC 6962 defines them: hashes, the shape of proofs, and how a proof is checked (RFC 9162)."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


class Span(NamedTuple):
    """The leaves from ``start`` on, ``width`` of them, whose hash a proof names."""

    start: int
    width: int


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry of the log."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaves, or over complete subtrees of one size of which the last alone may be smaller."""
    if not hashes:
        return EMPTY_ROOT
    row, hashed = list(hashes), sha256
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        pairs = zip(row[::2], row[1::2], strict=False)
        row = [hashed(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return row[0]


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_spans(leaf: int, size: int) -> list[Span]:
    """Whose hashes prove that a leaf, counted from 0, is in the tree of ``size`` leaves: PATH of RFC 6962, 2.1.1."""
    if not 0 <= leaf < size:
        raise ValueError(f"leaf {leaf} is not in a tree of {size}")
    spans: list[Span] = []
    start, count = 0, size
    while count > 1:
        half = _split(count)
        if leaf - start < half:
            spans.append(Span(start + half, count - half))
            count = half
        else:
            spans.append(Span(start, half))
            start, count = start + half, count - half
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """Whose hashes prove that the tree of ``old`` leaves is the beginning of the one of ``size``: PROOF, 2.1.2."""
    if not 0 < old <= size:
        raise ValueError(f"a tree of {old} is not the beginning of one of {size}")
    spans: list[Span] = []
    start, count, is_old = 0, size, True
    while old != count:
        half = _split(count)
        if old <= half:
            spans.append(Span(start + half, count - half))
            count = half
        else:
            spans.append(Span(start, half))
            start, count, old, is_old = start + half, count - half, old - half, False
    return ([] if is_old else [Span(start, count)]) + spans[::-1]


def span_hash(span: Span, complete: Callable[[int, int], bytes]) -> bytes:
    """A span's hash out of those of complete subtrees: ``complete(level, index)`` is the one over ``2**level`` leaves
    from ``index * 2**level`` on.
    """
    start, count = span
    rest: list[bytes] = []
    while count & (count - 1):
        half = _split(count)
        rest.append(complete(half.bit_length() - 1, start // half))
        start, count = start + half, count - half
    found = complete(count.bit_length() - 1, start // count)
    for left in reversed(rest):
        found = node_hash(left, found)
    return found


def inclusion_holds(leaf: int, size: int, hashed: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf's hash to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= leaf < size:
        return False
    place, last, found = leaf, size - 1, hashed
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_holds(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows the older tree as the beginning of the newer one (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not path and old_root == root
    if not 0 < old < size or not path:
        return False
    hashes = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _grows(place, last, hashes, old_root, root)


def _grows(place: int, last: int, hashes: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and older == old_root and newer == root
