"""Trees and proofs, next to the definitions of RFC 6962 written down once more, and known vectors."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.merkle import (
    EMPTY_ROOT,
    consistency_holds,
    inclusion_holds,
    leaf_hash,
    root_of,
)
from ledger.proof.tree import Frontier, StoredTree

ENTRIES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")]
ENTRIES += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
ROOTS = """
6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""".split()
"""The vectors of Certificate Transparency's own tests, for trees of 1 to 8 of the entries above."""

SIZES = st.integers(1, 700)


def mth(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = largest_power_below(len(entries))
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(entries) == 1:
        return []
    k = largest_power_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2."""
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = largest_power_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole=whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], whole=False), mth(entries[:k])]


def entries_of(size: int) -> list[bytes]:
    return [b"entry %d" % n for n in range(size)]


def kept(size: int, batch: int = 97) -> StoredTree:
    """A tree that grew batch by batch, resumed each time from what was stored."""
    levels: dict[int, list[bytes]] = {0: []}

    def hashes(level: int, start: int, count: int) -> list[bytes]:
        return levels[level][start : start + count]

    leaves = [leaf_hash(entry) for entry in entries_of(size)]
    for start in range(0, size, batch):
        frontier = Frontier(start, hashes)
        levels[0] += leaves[start : start + batch]
        for tile in frontier.add(leaves[start : start + batch]):
            assert len(levels.setdefault(tile.level, [])) == tile.tile
            levels[tile.level].append(tile.hash)
    return StoredTree(hashes)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    assert root_of([leaf_hash(entry) for entry in ENTRIES[:size]]).hex() == ROOTS[size - 1]


def test_the_empty_tree() -> None:
    assert root_of([]) == EMPTY_ROOT == mth([])


@given(size=SIZES, data=st.data())
def test_an_inclusion_proof_is_the_rfcs_and_holds_for_its_leaf_alone(size: int, data: st.DataObject) -> None:
    leaf = data.draw(st.integers(0, size - 1))
    entries, proof = entries_of(size), kept(size).inclusion(leaf, size)
    root, hashed = mth(entries), leaf_hash(entries[leaf])
    assert proof == path(leaf, entries)
    assert inclusion_holds(leaf, size, hashed, proof, root)
    assert not inclusion_holds(leaf, size, leaf_hash(b"other"), proof, root)
    assert not inclusion_holds(leaf, size, hashed, [*proof, hashed], root)
    assert size == 1 or not inclusion_holds((leaf + 1) % size, size, hashed, proof, root)


@given(size=SIZES, data=st.data())
def test_a_consistency_proof_is_the_rfcs_and_holds_for_its_roots_alone(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    entries, tree = entries_of(size), kept(size)
    proof, old_root, root = tree.consistency(old, size), mth(entries[:old]), mth(entries)
    assert proof == subproof(old, entries, whole=True)
    assert (tree.root(old), tree.root(size)) == (old_root, root)
    assert consistency_holds(old, size, old_root, root, proof)
    assert not consistency_holds(old, size, leaf_hash(b"other"), root, proof)
    assert not consistency_holds(old, size, old_root, leaf_hash(b"other"), proof)


def test_a_tree_of_many_tiles_has_the_rfcs_root_and_proofs() -> None:
    size = 70_000
    entries, tree = entries_of(size), kept(size, batch=1_000)
    assert tree.root(size) == mth(entries)
    assert tree.inclusion(65_535, size) == path(65_535, entries)
    assert tree.consistency(65_537, size) == subproof(65_537, entries, whole=True)
