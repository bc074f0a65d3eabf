"""The tree of verify.py against the ledger's own."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from evidence.verify import Tree, leaf_hash, root_by_path
from ledger.proof.merkle import inclusion_spans, root_of
from tests.domain.test_any_history import unhurried

# Leaves and roots of the reference implementation of RFC 6962.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def grown(hashes: list[bytes]) -> Tree:
    tree = Tree()
    for hashed in hashes:
        tree.add(hashed)
    return tree


def test_the_roots_are_those_of_the_reference() -> None:
    assert Tree().root() == sha256(b"").digest()
    for size, root in ROOTS.items():
        assert grown([leaf_hash(leaf) for leaf in LEAVES[:size]]).root().hex() == root


@unhurried(60)
@given(st.integers(1, 300), st.data())
def test_roots_and_paths_are_those_of_the_ledger(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(str(leaf).encode()) for leaf in range(size)]
    root = root_of(hashes)
    assert grown(hashes).root() == root
    leaf = data.draw(st.integers(0, size - 1))
    path = [root_of(hashes[start : start + count]) for start, count in inclusion_spans(leaf, size)]
    assert root_by_path(leaf, size, hashes[leaf], path) == root
    assert root_by_path(leaf, size, hashes[leaf], [*path, root]) is None
    if path:
        assert root_by_path(leaf, size, hashes[leaf], path[:-1]) is None
        assert root_by_path(leaf ^ 1, size, hashes[leaf], path) != root
