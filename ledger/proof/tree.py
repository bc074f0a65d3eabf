"""The tree as it is kept: every leaf's hash, and the hash of each complete subtree of 256 leaves, 256² leaves, …

A tile's hash is stored once it is complete and never changes, so that a proof reads few rows however long the log is.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from ledger.proof.merkle import EMPTY_ROOT, Span, consistency_spans, inclusion_spans, node_hash, root_of, span_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes that one tile of the next level stands for."""

Hashes = Callable[[int, int, int], list[bytes]]
"""``hashes(level, start, count)``: stored hashes of one level, leaves being level 0."""
HashesOfEach = Callable[[Sequence[tuple[int, int, int]]], list[list[bytes]]]
"""The same of several such stretches at once."""


class Tile(NamedTuple):
    """A complete subtree of ``256 ** level`` leaves, the ``tile``-th of its level from 0."""

    level: int
    tile: int
    hash: bytes

    @property
    def start(self) -> int:
        """The first of its leaves."""
        return self.tile << HEIGHT * self.level

    @property
    def stop(self) -> int:
        """The first leaf after it."""
        return (self.tile + 1) << HEIGHT * self.level


class Frontier:
    """The right edge of a growing tree: the roots of the complete subtrees that it is made of, the largest first. There
    is one for each bit that is set in ``size``.
    """

    def __init__(self, size: int = 0, hashes: Hashes | None = None) -> None:
        self.size = size
        self._peaks: list[bytes] = []
        level = 0
        while hashes is not None and size:
            count = size % WIDTH
            row = hashes(level, size - count, count) if count else []
            self._peaks = [*_peaks(row, count), *self._peaks]
            level, size = level + 1, size // WIDTH

    def add(self, hashes: Sequence[bytes]) -> list[Tile]:
        """Takes further leaves; the tiles that they complete."""
        tiles: list[Tile] = []
        start = 0
        while start < len(hashes):
            height = self._fitting(len(hashes) - start)
            stop = start + (1 << height)
            tiles += self._push(height, root_of(hashes[start:stop]))
            start = stop
        return tiles

    def _fitting(self, count: int) -> int:
        """The height of the largest subtree, no larger than a tile, that begins here and has no more than so many
        leaves.
        """
        place = self.size | WIDTH
        return min((place & -place).bit_length(), count.bit_length()) - 1

    def _push(self, height: int, root: bytes) -> Iterator[Tile]:
        """Takes a complete subtree, and joins it to those of its height that stand before it; the tiles among these."""
        start, leaves = self.size, 1 << height
        while True:
            if height and height % HEIGHT == 0:
                yield Tile(height // HEIGHT, start >> height, root)
            if not start >> height & 1:
                break
            root, height = node_hash(self._peaks.pop(), root), height + 1
        self._peaks.append(root)
        self.size += leaves

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self._peaks:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self._peaks))


def _peaks(row: Sequence[bytes], count: int) -> list[bytes]:
    """The roots of the complete subtrees that so many hashes of one level, fewer than a tile's, make."""
    peaks, start = [], 0
    for height in range(HEIGHT - 1, -1, -1):
        if count >> height & 1:
            peaks.append(root_of(row[start : start + (1 << height)]))
            start += 1 << height
    return peaks


class StoredTree:
    """Roots and proofs out of stored hashes."""

    def __init__(self, hashes: Hashes, of_each: HashesOfEach | None = None) -> None:
        self._hashes = hashes
        self._of_each = of_each or (lambda stretches: [hashes(*stretch) for stretch in stretches])

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` leaves."""
        return Frontier(size, self._hashes).root()

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """The audit path of a leaf in the tree of ``size`` leaves."""
        return self._hashed(inclusion_spans(leaf, size))

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the tree of ``old`` leaves is the beginning of the one of ``size``."""
        return self._hashed(consistency_spans(old, size))

    def _hashed(self, spans: Sequence[Span]) -> list[bytes]:
        """The hashes of the spans, out of all that is stored of them, which is asked for at once."""
        stretches: list[tuple[int, int, int]] = []

        def asked(height: int, index: int) -> bytes:
            stretches.append(_stretch(height, index))
            return EMPTY_ROOT

        for span in spans:
            span_hash(span, asked)
        found = dict(zip(stretches, self._of_each(stretches), strict=True))
        return [span_hash(span, lambda height, index: root_of(found[_stretch(height, index)])) for span in spans]


def _stretch(height: int, index: int) -> tuple[int, int, int]:
    """The stored hashes of a complete subtree: their level, the first of them, and how many there are."""
    level, rest = divmod(height, HEIGHT)
    return level, index << rest, 1 << rest
