"""Both databases take, of the proof, what is next and nothing else, whoever goes round the worker with its role."""

import base64
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256

import psycopg
import pytest

from ledger.application import Ledger
from ledger.errors import LedgerFault
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.proof.leaves import Entries
from ledger.proof.merkle import root_of
from ledger.proof.tables import ProofTables
from ledger.proof.tree import Frontier
from ledger.recorder import LedgerRecorder, NewProof, Values
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY
from tests.proof.house import Intruder, live, prove, verify

LARGEST = 2**63 - 1
HASH = "zeroblob(32)"


@contextmanager
def left_as_it_was(settings: LedgerSettings, keys: KeyFile) -> Iterator[None]:
    """Whoever tried has to leave the proof as it was, and the worker goes on."""
    tables = ("proof_leaves", "proof_tiles", "proof_checkpoints", "proof_witnessed")
    before = [Intruder(settings).rows(f"SELECT * FROM {table}") for table in tables]
    yield
    assert [Intruder(settings).rows(f"SELECT * FROM {table}") for table in tables] == before
    verdict = verify(settings, keys)
    assert (verdict.found, verdict.guards) == (None, ())


def next_proof(recorder: LedgerRecorder) -> NewProof:
    """What a worker would write now, but for the signature."""
    tables = ProofTables(recorder)
    place = tables.place()
    leaves = Entries(recorder).page(place).leaves
    frontier = Frontier(place.size, tables.hashes)
    tiles = frontier.add([leaf.hash for leaf in leaves])
    root = base64.b64encode(frontier.root()).decode()
    note = f"mine\n{frontier.size}\n{root}\n\n— mine AAAA\n"
    checkpoint = {"size": frontier.size, "note": note.encode(), "made_at": "2026-03-01T04:00:00Z"}
    return NewProof(place.size, [leaf._asdict() for leaf in leaves], [tile._asdict() for tile in tiles], checkpoint)


def of_leaves(proof: NewProof, *leaves: Values) -> NewProof:
    return proof._replace(leaves=leaves)


def of_note(proof: NewProof, size: object = None, root: object = None) -> NewProof:
    name, own_size, own_root, *_ = bytes(proof.checkpoint["note"]).decode().split("\n")
    note = f"{name}\n{size or own_size}\n{root or own_root}\n"
    return proof._replace(checkpoint={**proof.checkpoint, "note": note.encode()})


WRONG: dict[str, Callable[[NewProof], NewProof]] = {
    "a leaf's hash": lambda proof: of_leaves(proof, {**proof.leaves[0], "hash": bytes(32)}, *proof.leaves[1:]),
    "leaves in another order": lambda proof: of_leaves(proof, proof.leaves[1], proof.leaves[0], *proof.leaves[2:]),
    "a leaf of nothing": lambda proof: of_leaves(proof, *proof.leaves, proof.leaves[-1]),
    "the end within a receipt's events": lambda proof: of_leaves(proof, proof.leaves[0]),
    "no leaves": of_leaves,
    "another size": lambda proof: of_note(proof, size=LARGEST),
    "another root": lambda proof: of_note(proof, root=base64.b64encode(bytes(32)).decode()),
    "no note": lambda proof: proof._replace(checkpoint={**proof.checkpoint, "note": b""}),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_the_server_takes_the_next_leaves_with_their_hashes_and_root_alone(
    postgres_settings: LedgerSettings, keys: KeyFile, ledger_of_postgres: Ledger, wrong: Callable[[NewProof], NewProof]
) -> None:
    live(ledger_of_postgres, 10)
    prove(ledger_of_postgres, keys)
    live(ledger_of_postgres, 5, 10)
    recorder = ledger_of_postgres._recorder
    with left_as_it_was(postgres_settings, keys), pytest.raises(LedgerFault):
        recorder.grow_proof(wrong(next_proof(recorder)))
    assert prove(ledger_of_postgres, keys) > 0


@pytest.fixture
def ledger_of_postgres(postgres_settings: LedgerSettings) -> Iterator[Ledger]:
    opened = open_ledger(postgres_settings, REGISTRY)
    yield opened
    opened.close()


def test_leaves_that_do_not_follow_the_last_are_left_to_the_worker_who_was_quicker(
    settings: LedgerSettings, keys: KeyFile, ledger: Ledger
) -> None:
    live(ledger, 10)
    late = next_proof(ledger._recorder)
    prove(ledger, keys)
    with left_as_it_was(settings, keys):
        assert not ledger._recorder.grow_proof(late)
        assert not ledger._recorder.grow_proof(late._replace(start=LARGEST - 100))


def test_the_server_reckons_the_tree_as_the_worker_does(
    settings: LedgerSettings, keys: KeyFile, ledger: Ledger
) -> None:
    """Over the ends of several tiles, in pages of any size; what disagrees would be refused."""
    for start, entries in ((0, 3), (40, 256), (240, 1000), (480, 7)):
        live(ledger, 240 if start else 40, start)
        prove(ledger, keys, entries)
    verdict = verify(settings, keys)
    assert verdict.found is None
    assert verdict.size > 3 * 256


@pytest.mark.parametrize("count", [*range(1, 9), 255, 256])
def test_the_root_of_some_hashes_is_that_of_the_standard(postgres_settings: LedgerSettings, count: int) -> None:
    hashes = [sha256(bytes([n % 256])).digest() for n in range(count)]
    with psycopg.connect(postgres_settings.owner_url or "") as owner:
        [found] = owner.execute("SELECT ledger.root_of(%s::bytea[])", (hashes,)).fetchone() or ()
    tree = Frontier()
    tree.add(hashes)
    assert bytes(found) == tree.root()
    if count == 256:
        assert tree.root() == root_of(hashes)


@pytest.mark.parametrize("size", [LARGEST, 21, 10])
def test_only_the_next_checkpoint_is_noted_as_witnessed(
    settings: LedgerSettings, keys: KeyFile, ledger: Ledger, size: int
) -> None:
    for start in (0, 10, 20):
        live(ledger, 10, start)
        prove(ledger, keys)
    sizes = [row[0] for row in Intruder(settings).rows("SELECT size FROM proof_checkpoints ORDER BY size")]
    assert size not in sizes
    recorder = ledger._recorder
    with left_as_it_was(settings, keys):
        for wrong in (size, *sizes[1:]):
            with pytest.raises(LedgerFault, match="witnessed"):
                recorder.note_witnessed("their file", wrong, "2026-03-01T04:00:00Z")
    for next_size in sizes:
        assert recorder.note_witnessed("their file", next_size, "2026-03-01T04:00:00Z")
        assert not recorder.note_witnessed("their file", next_size, "2026-03-01T04:00:00Z")
    assert ProofTables(recorder).witnessed("their file") == sizes[-1]


def test_a_mark_of_no_checkpoint_stops_no_witness(settings: LedgerSettings, keys: KeyFile, ledger: Ledger) -> None:
    live(ledger, 10)
    prove(ledger, keys)
    Intruder(settings).do(("INSERT INTO proof_witnessed VALUES (?, ?, ?)", ("their file", LARGEST, "2026-03-01")))
    tables = ProofTables(ledger._recorder)
    size = tables.ends()[2]
    assert tables.witnessed("their file") == 0
    tables.note_witnessed("their file", size)
    assert tables.witnessed("their file") == size


def refused_by_the_file(settings: LedgerSettings, statements: Sequence[str]) -> None:
    """The last of the statements is refused; nothing remains of those before."""
    with closing(sqlite3.connect(path_of(settings.url), isolation_level=None)) as file:
        file.execute("BEGIN")
        for statement in statements[:-1]:
            file.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match="ledger: "):
            file.execute(statements[-1])
        file.execute("ROLLBACK")


@pytest.mark.parametrize(
    "statements",
    [
        [f"INSERT INTO proof_checkpoints VALUES ({LARGEST}, x'00', '2026')"],
        ["INSERT INTO proof_checkpoints SELECT max(leaf) + 2, x'00', '2026' FROM proof_leaves"],
        [f"INSERT INTO proof_leaves VALUES ({LARGEST - 1}, 1, {LARGEST - 1}, {HASH})"],
        [f"INSERT INTO proof_leaves SELECT max(leaf) + 1, max(position), max(number), {HASH} FROM proof_leaves"],
        [f"INSERT INTO proof_leaves SELECT max(leaf) + 1, max(position) + 2, max(number), {HASH} FROM proof_leaves"],
        [f"INSERT INTO proof_leaves SELECT max(leaf) + 1, max(leaf) + 2, 0, {HASH} FROM proof_leaves"],
        ["INSERT INTO proof_leaves SELECT max(leaf) + 1, max(position) + 1, max(number), x'00' FROM proof_leaves"],
        [
            f"INSERT INTO proof_leaves SELECT max(leaf) + 1, max(position) + 1, max(number), {HASH} FROM proof_leaves",
            "INSERT INTO proof_checkpoints SELECT max(leaf) + 1, x'00', '2026' FROM proof_leaves",
        ],
        [f"INSERT INTO proof_tiles VALUES (1, 0, {HASH})"],
        [f"INSERT INTO proof_tiles VALUES (0, 0, {HASH})"],
        [f"INSERT INTO proof_tiles VALUES (2, 0, {HASH})"],
        [f"INSERT INTO proof_tiles VALUES (9, 0, {HASH})"],
        [f"INSERT INTO proof_tiles VALUES (1, {LARGEST}, {HASH})"],
        ["UPDATE proof_witnessed SET size = size + 1"],
        ["DELETE FROM proof_witnessed"],
        ["DELETE FROM topics"],
        ["UPDATE topics SET topic = 'no:1'"],
    ],
)
def test_the_file_takes_the_next_leaf_tile_and_checkpoint_alone(
    sqlite_settings: LedgerSettings, keys: KeyFile, statements: Sequence[str]
) -> None:
    ledger = open_ledger(sqlite_settings, REGISTRY)
    live(ledger, 10)
    prove(ledger, keys)
    tables = ProofTables(ledger._recorder)
    tables.note_witnessed("their file", tables.ends()[2])
    live(ledger, 5, 10)
    with left_as_it_was(sqlite_settings, keys):
        refused_by_the_file(sqlite_settings, statements)
    assert prove(ledger, keys) > 0
    ledger.close()


@pytest.mark.parametrize("right", ["INSERT ON ledger.proof_leaves TO hengxu_app", "UPDATE ON ledger.topics TO PUBLIC"])
def test_a_right_to_write_past_the_functions_is_named(
    postgres_settings: LedgerSettings, keys: KeyFile, right: str
) -> None:
    with psycopg.connect(postgres_settings.owner_url or "") as owner:
        owner.execute(f"GRANT {right}")
    privilege, _, table, _, role = right.split()
    names = [guard.name for guard in verify(postgres_settings, keys).guards]
    assert names == [f"{role} may {privilege} {table.removeprefix('ledger.')}"]
