"""The tree as it is kept: every leaf's hash, and the hash of each complete subtree of 256 leaves, 256² leaves, …

A tile's hash is stored once it is complete and never changes, so that a proof reads few rows however long the log is.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ledger.proof.merkle import Span, consistency_spans, inclusion_spans, root_of, span_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes that one tile of the next level stands for."""

Hashes = Callable[[int, int, int], list[bytes]]
"""``hashes(level, start, count)``: stored hashes of one level, leaves being level 0."""


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
    """The right edge of a growing tree: of each level the hashes that are in no complete tile yet."""

    def __init__(self, size: int = 0, hashes: Hashes | None = None) -> None:
        self.size = size
        self._levels: list[list[bytes]] = []
        level = 0
        while hashes is not None and size:
            count = size % WIDTH
            self._levels.append(hashes(level, size - count, count) if count else [])
            level, size = level + 1, size // WIDTH

    def add(self, hashes: Sequence[bytes]) -> list[Tile]:
        """Takes further leaves; the tiles that they complete."""
        tiles: list[Tile] = []
        self._add(0, hashes, self.size, tiles)
        self.size += len(hashes)
        return tiles

    def _add(self, level: int, hashes: Sequence[bytes], size: int, tiles: list[Tile]) -> None:
        if level == len(self._levels):
            self._levels.append([])
        row = [*self._levels[level], *hashes]
        first = size // WIDTH
        whole = len(row) // WIDTH
        roots = [root_of(row[n * WIDTH : (n + 1) * WIDTH]) for n in range(whole)]
        self._levels[level] = row[whole * WIDTH :]
        tiles += [Tile(level + 1, first + n, root) for n, root in enumerate(roots)]
        if roots:
            self._add(level + 1, roots, first, tiles)

    def root(self) -> bytes:
        """The root of the whole tree."""
        smaller: list[bytes] = []
        for row in self._levels:
            whole = [*row, *smaller]
            smaller = [root_of(whole)] if whole else []
        return root_of(smaller)


class StoredTree:
    """Roots and proofs out of stored hashes."""

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = hashes

    def root(self, size: int) -> bytes:
        """The root of the first ``size`` leaves."""
        return Frontier(size, self._hashes).root()

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """The audit path of a leaf in the tree of ``size`` leaves."""
        return [self._span(span) for span in inclusion_spans(leaf, size)]

    def consistency(self, old: int, size: int) -> list[bytes]:
        """The proof that the tree of ``old`` leaves is the beginning of the one of ``size``."""
        return [self._span(span) for span in consistency_spans(old, size)]

    def _span(self, span: Span) -> bytes:
        return span_hash(span, self._complete)

    def _complete(self, height: int, index: int) -> bytes:
        level, rest = divmod(height, HEIGHT)
        return root_of(self._hashes(level, index << rest, 1 << rest))
