"""A store of Temporal's that was never finished or is damaged is put aside; one that is only out of reach is not."""

import asyncio
import random
import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from embedded import store as stores
from embedded.ports import free_port
from embedded.store import DAMAGED, HALF_MADE, LAST_MADE, TABLES, StoreKeeper, flaw_of
from embedded.temporal import command_line, executable, until_ready
from ledger.sqlite.files import put_aside
from tests.temporal import settings_for, start_server

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
OUT_OF_REACH = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
)
ASIDE = "temporal.sqlite3.20270301T120000.000000Z"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The store of a server that had become ready."""
    folder = tmp_path_factory.mktemp("whole")
    server = start_server(folder / "temporal.sqlite3")
    try:
        asyncio.run(_until_ready(folder, server.address))
    finally:
        server.stop()
    return (folder / "temporal.sqlite3").read_bytes()


async def _until_ready(folder: Path, address: str) -> None:
    await until_ready(settings_for(folder, address))


@pytest.fixture
def store(tmp_path: Path, whole: bytes) -> Path:
    path = tmp_path / "temporal.sqlite3"
    path.write_bytes(whole)
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """What is left of a server that was killed before it made its first table."""
    path = tmp_path / "temporal.sqlite3"
    path.touch()
    return path


def keeper(store: Path) -> tuple[StoreKeeper, list[str]]:
    """A keeper, and what it said; that it called the store lost stands there too."""
    reports: list[str] = []
    return StoreKeeper(store, reports.append, lambda: reports.append("lost"), clock=lambda: NOON), reports


def without(store: Path, kind: str, name: str) -> None:
    with closing(sqlite3.connect(store)) as file:
        file.execute(f"DROP {kind} {name}")


def test_the_store_of_a_server_that_was_ready_has_no_flaw(store: Path) -> None:
    assert flaw_of(store) is None


def test_what_makes_a_store_whole_is_what_this_server_makes(store: Path) -> None:
    with closing(sqlite3.connect(store)) as file:
        made = file.execute("SELECT type, name FROM sqlite_master ORDER BY rowid").fetchall()
    tables = {name for kind, name in made if kind == "table"}
    assert {name for name in tables if not re.search("_fts_.*_(data|idx|docsize|config)$", name)} == TABLES
    assert made[-1] == ("trigger", LAST_MADE)


@pytest.mark.parametrize(("kind", "name"), [("TABLE", "cluster_metadata_info"), ("TRIGGER", LAST_MADE)])
def test_a_store_without_something_that_the_server_makes_was_never_finished(store: Path, kind: str, name: str) -> None:
    without(store, kind, name)
    assert flaw_of(store) == HALF_MADE


def test_an_empty_store_was_never_finished(store: Path) -> None:
    store.write_bytes(b"")
    assert flaw_of(store) == HALF_MADE


@pytest.mark.parametrize("kept", [0.001, 0.1, 0.5, 0.9])
def test_a_store_that_was_cut_off_is_damaged(store: Path, kept: float) -> None:
    whole = store.read_bytes()
    store.write_bytes(whole[: int(len(whole) * kept)])
    assert flaw_of(store) == DAMAGED


@pytest.mark.parametrize(
    "content",
    [b"no database at all\n" * 500, bytes(100_000), random.Random(15).randbytes(50_000)],
    ids=["text", "zeros", "noise"],
)
def test_something_else_in_the_place_of_the_store_is_damage(store: Path, content: bytes) -> None:
    store.write_bytes(content)
    assert flaw_of(store) == DAMAGED


def test_a_page_overwritten_in_the_middle_is_damage(store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\xa5" * 4096)
    assert flaw_of(store) == DAMAGED


def test_of_a_large_store_only_the_tables_are_looked_at_before_the_server_has_died_on_it(store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(40 * 4096)
        file.write(b"\xa5" * 4096)
    assert flaw_of(store, largest=1000) is None
    without(store, "TRIGGER", LAST_MADE)
    assert flaw_of(store, largest=1000) == HALF_MADE


def test_a_store_that_somebody_holds_is_not_called_damaged(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "WAIT_FOR_LOCK", 0.01)
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert flaw_of(store) is None


@pytest.mark.parametrize(
    "code",
    [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM],
)
def test_a_full_or_failing_disk_or_an_unreadable_folder_is_not_called_damage(
    store: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_store: Path) -> sqlite3.Connection:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(stores, "_opened", refused)
    assert flaw_of(store) is None


def test_a_store_that_is_not_there_is_the_servers_to_make(tmp_path: Path) -> None:
    assert flaw_of(tmp_path / "temporal.sqlite3") is None
    assert list(tmp_path.iterdir()) == []


def test_what_lies_beside_a_store_is_put_aside_with_it(store: Path) -> None:
    for ending in ("-journal", "-wal", "-shm"):
        store.with_name(store.name + ending).write_text(ending)
    assert put_aside(store, NOON) == store.with_name(ASIDE)
    names = {path.name for path in store.parent.iterdir()}
    assert names == {ASIDE, f"{ASIDE}-journal", f"{ASIDE}-wal", f"{ASIDE}-shm"}


async def test_a_flawed_store_is_put_aside_with_a_sentence_in_both_languages(empty: Path) -> None:
    found, reports = keeper(empty)
    await found.look()
    sentence, lost = reports
    assert sentence.startswith("Temporal 的存储没有建完，已移至")
    assert "Temporal's store was never finished and was put aside as" in sentence
    assert ASIDE in sentence
    assert lost == "lost"
    await found.look()
    assert len(reports) == 2


async def test_a_whole_store_is_left_where_it_is_without_a_word(store: Path) -> None:
    found, reports = keeper(store)
    await found.look()
    assert (reports, flaw_of(store)) == ([], None)


async def test_a_store_that_cannot_be_moved_is_named_with_what_to_do(
    empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_store: Path, _now: datetime) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(stores, "put_aside", refused)
    found, reports = keeper(empty)
    await found.look()
    assert len(reports) == 1
    assert "move it away" in reports[0]


@pytest.fixture
def killed(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """What a new server left that was killed as soon as its store had so many bytes."""
    store = tmp_path / "temporal.sqlite3"
    process = subprocess.Popen(
        command_line(executable(), store, port=free_port(), ui_port=None),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and (not store.exists() or store.stat().st_size < request.param):
        pass
    process.kill()
    process.wait(10)
    return store


@pytest.mark.parametrize("killed", [0, 100_000, 300_000, 500_000, 640_000], indirect=True)
async def test_whenever_a_first_server_is_killed_the_next_one_becomes_ready(killed: Path) -> None:
    was_flawed = flaw_of(killed) is not None
    found, reports = keeper(killed)
    await found.look()
    assert (flaw_of(killed), "lost" in reports) == (None, was_flawed)
    server = start_server(killed)
    try:
        client = await until_ready(settings_for(killed.parent, server.address))
        assert [run async for run in client.list_workflows("ExecutionStatus = 'Running'")] == []
    finally:
        server.stop()
