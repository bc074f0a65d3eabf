"""An evidence bundle convinces whoever has nothing of ours, and nobody else can make one."""

import ast
import base64
import hashlib
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from domain.kernel.refusals import Refusal
from evidence import verify
from evidence.bundle import export
from evidence.narrative import NoEvidence
from ledger.opening import open_ledger
from ledger.proof.checkpoint import sign
from ledger.proof.keys import SigningKey
from ledger.proof.serving import NotProven
from ledger.settings import LedgerSettings
from service_layer.entries import RequestedDecision, refused
from tests.domain.test_any_history import history
from tests.evidence.conftest import REFUSED_AFTER, House
from tests.lives import CENTER_ID
from tests.writing import make_ledger

Unpack = Callable[[Path], Path]
Change = Callable[[list[dict[str, Any]]], object]


def run_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The bundle's own program, with the standard library alone."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """As a forger would: the digest fits again."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / verify.MANIFEST).read_text(encoding="utf-8"))
    manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
    (folder / verify.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def lines_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def rewrite_lines(folder: Path, name: str, change: Change) -> None:
    items = lines_of(folder, name)
    change(items)
    rewrite(folder, name, "".join(json.dumps(item) + "\n" for item in items).encode())


def with_byte_changed(text: str) -> str:
    stored = bytearray(base64.b64decode(text))
    stored[len(stored) // 2] ^= 1
    return base64.b64encode(stored).decode()


def test_a_bundle_holds(bundles: dict[str, Path]) -> None:
    center, whole = verify.check(bundles["center"]), verify.check(bundles["all"])
    records = history("everything")
    decided = {record.command_id for record in records}
    assert center.counted == (len(records), len(decided) + len(REFUSED_AFTER))
    assert (center.center, whole.center) == (CENTER_ID, None)
    assert sum(whole.counted) == whole.checkpoint.size == center.checkpoint.size


def test_a_court_checks_it_with_the_standard_library_alone(bundle: Path, unpack: Unpack) -> None:
    outcome = run_alone(unpack(bundle))
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert "verified: " in outcome.stdout
    assert "验证通过" in outcome.stdout


def test_the_program_in_the_bundle_needs_nothing_else(bundle: Path, unpack: Unpack) -> None:
    source = (unpack(bundle) / "verify.py").read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name for node in nodes for name in _imported(node)}
    assert names <= sys.stdlib_module_names
    assert not names & {"http", "socket", "sqlite3", "subprocess", "urllib"}


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return [name.partition(".")[0] for name in names]


def test_it_reads_the_archive_too_and_the_published_key(bundle: Path, house: House, unpack: Unpack) -> None:
    folder = unpack(bundle)
    (key,) = house.keys.verifier_keys()
    outcome = run_alone(folder, "--key", str(key), str(bundle))
    assert outcome.returncode == 0
    assert "compare it" not in outcome.stdout
    assert run_alone(folder, "--key", str(house.keys.public)).returncode == 0
    other = SigningKey.new(key.name).verifier
    assert run_alone(folder, "--key", str(other)).returncode == 1


@pytest.mark.parametrize("arguments", [["--help"], ["a", "b"], ["--key"], ["nowhere.zip"]])
def test_wrong_use_is_two(bundle: Path, unpack: Unpack, arguments: list[str]) -> None:
    outcome = run_alone(unpack(bundle), *arguments)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "Traceback" not in outcome.stderr


def test_the_same_evidence_is_the_same_archive(house: House, bundles: dict[str, Path]) -> None:
    for name, center_id in (("center", CENTER_ID), ("all", None)):
        again = house.bundle(center_id, "again.zip")
        assert again.read_bytes() == bundles[name].read_bytes()


def test_either_database_gives_the_same_evidence(
    bundles: dict[str, Path], postgres_settings: LedgerSettings, tmp_path: Path
) -> None:
    house = House(tmp_path, postgres_settings)
    with ZipFile(house.bundle(None)) as packed, ZipFile(bundles["all"]) as known:
        for name in ("events.jsonl", "receipts.jsonl"):
            assert packed.read(name) == known.read(name)
    assert verify.check(house.bundle(CENTER_ID)).counted == verify.check(bundles["center"]).counted
    house.ledger.close()


def test_an_archive_has_its_files_in_order_and_of_no_time(bundle: Path) -> None:
    with ZipFile(bundle) as packed:
        documents = [f"documents/{sha256}" for sha256 in verify.enclosed(verify.Bundle(bundle))]
        assert packed.namelist() == sorted([*verify.FILES, *documents, verify.MANIFEST])
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_its_lines_are_the_stored_bytes(bundle: Path, house: House, unpack: Unpack) -> None:
    stored = {row.position: row for row in house.ledger.stored_log()}
    for item in lines_of(unpack(bundle), "events.jsonl"):
        row = stored[item["position"]]
        assert base64.b64decode(item["state"]) == row.state
        assert (item["stream"], item["version"], item["topic"]) == (row.stream, row.version, row.topic)


def test_what_was_refused_is_in_it(bundles: dict[str, Path], unpack: Unpack) -> None:
    bodies = [
        json.loads(base64.b64decode(item["body"])) for item in lines_of(unpack(bundles["center"]), "receipts.jsonl")
    ]
    assert sum(body["outcome"] == "refused" for body in bodies) == len(REFUSED_AFTER)


FORGERIES: dict[str, tuple[str, Change]] = {
    "a changed event": ("events.jsonl", lambda items: items[7].update(state=with_byte_changed(items[7]["state"]))),
    "a changed refusal": ("receipts.jsonl", lambda items: items[9].update(body=with_byte_changed(items[9]["body"]))),
    "another position": ("events.jsonl", lambda items: items[3].update(position=items[3]["position"] + 1)),
    "another topic": ("events.jsonl", lambda items: items[3].update(topic="center_revoked:1")),
    "another command": ("receipts.jsonl", lambda items: items[3].update(command_id="other")),
    "a missing event": ("events.jsonl", lambda items: items.pop(4)),
    "a missing first event": ("events.jsonl", lambda items: items.pop(0)),
    "no events": ("events.jsonl", lambda items: items.clear()),
    "an event twice": ("events.jsonl", lambda items: items.insert(5, dict(items[5]))),
    "swapped events": ("events.jsonl", lambda items: items.insert(2, items.pop(3))),
    "a leaf elsewhere": ("events.jsonl", lambda items: items[2].update(leaf=items[2]["leaf"] + 1)),
    "a negative leaf": ("events.jsonl", lambda items: items[2].update(leaf=-1)),
    "a truth for a number": ("events.jsonl", lambda items: items[0].update(version=True)),
    "a number for a text": ("events.jsonl", lambda items: items[0].update(stream=5)),
    "no text at all": ("events.jsonl", lambda items: items[0].update(stream="\ud800")),
    "no base64": ("events.jsonl", lambda items: items[0].update(state="…")),
    "no bytes": ("receipts.jsonl", lambda items: items[0].pop("body")),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forgery_is_found_although_the_digests_fit(forgery: str, bundle: Path, unpack: Unpack) -> None:
    folder = unpack(bundle)
    name, change = FORGERIES[forgery]
    rewrite_lines(folder, name, change)
    with pytest.raises(verify.Fails):
        verify.check(folder)
    outcome = run_alone(folder)
    assert outcome.returncode == 1
    assert "verification failed" in outcome.stdout
    assert outcome.stderr == ""


def test_a_missing_end_of_the_whole_log_is_found(bundles: dict[str, Path], unpack: Unpack) -> None:
    folder = unpack(bundles["all"])
    rewrite_lines(folder, "receipts.jsonl", lambda items: items.pop())
    rewrite_lines(folder, "events.jsonl", lambda items: items.pop())
    with pytest.raises(verify.Fails, match="root"):
        verify.check(folder)


def test_a_checkpoint_of_another_key_needs_the_published_one(
    bundles: dict[str, Path], house: House, unpack: Unpack
) -> None:
    """Whoever makes up a log, a key and a signature is found out by the published key alone."""
    folder = unpack(bundles["center"])
    (key,) = house.keys.verifier_keys()
    forger = SigningKey.new(key.name)
    old = verify.check(folder).checkpoint
    rewrite(folder, "checkpoint.txt", sign(forger, old.size, old.root).note.encode())
    with pytest.raises(verify.Fails):
        verify.check(folder)
    rewrite(folder, "keys.txt", f"{forger.verifier}\n".encode())
    assert not verify.check(folder).trusted
    with pytest.raises(verify.Fails):
        verify.check(folder, str(key))


@pytest.mark.parametrize("name", verify.FILES)
def test_a_missing_file_is_found(name: str, bundles: dict[str, Path], unpack: Unpack) -> None:
    folder = unpack(bundles["center"])
    (folder / name).unlink()
    with pytest.raises(verify.Fails):
        verify.check(folder)


def test_any_changed_byte_of_any_file_is_found(bundles: dict[str, Path], unpack: Unpack) -> None:
    folder, chance = unpack(bundles["center"]), random.Random(20261123)
    for _ in range(300):
        file = folder / chance.choice(verify.FILES)
        was = file.read_bytes()
        place = chance.randrange(len(was))
        file.write_bytes(was[:place] + bytes([was[place] ^ 1 << chance.randrange(8)]) + was[place + 1 :])
        with pytest.raises(verify.Fails):
            verify.check(folder)
        file.write_bytes(was)
    verify.check(folder)


def test_a_damaged_archive_is_never_a_traceback(bundles: dict[str, Path], tmp_path: Path) -> None:
    whole, chance = bundles["center"].read_bytes(), random.Random(20261123)
    damaged = tmp_path / "damaged.zip"
    for _ in range(150):
        place = chance.randrange(len(whole))
        damaged.write_bytes(whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :])
        try:
            verify.check(damaged)
        except (verify.Fails, verify.NoBundle):
            continue
        with ZipFile(damaged) as packed, ZipFile(bundles["center"]) as original:
            assert all(packed.read(name) == original.read(name) for name in verify.FILES)


def test_what_follows_the_checkpoint_is_not_in_the_bundle(tmp_path: Path) -> None:
    house = House(tmp_path)
    before = house.bundle(None).read_bytes()
    last = house.ledger.history(CENTER_ID)[-1]
    asked = RequestedDecision(CENTER_ID, "later", "withdraw", last.actor, "1" * 64, last.recorded_at)
    house.ledger.refuse(refused(asked, last.version, Refusal("phase_not_open", "record")))
    assert house.bundle(None).read_bytes() == before
    house.sign()
    assert verify.check(house.bundle(None)).counted.receipts == house.ledger.stored_receipts()[-1].number
    house.ledger.close()


def test_a_ledger_that_was_changed_makes_no_evidence(tmp_path: Path) -> None:
    house = House(tmp_path)
    with closing(sqlite3.connect(house.file)) as database, database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(
            "UPDATE events SET state = CAST(replace(CAST(state AS TEXT), '海缆', '电缆') AS BLOB) WHERE stream = ?",
            [CENTER_ID],
        )
    for center_id in (CENTER_ID, None):
        with pytest.raises(NoEvidence):
            house.bundle(center_id)
    assert not (tmp_path / "bundle.zip").exists()
    house.ledger.close()


def test_without_a_checkpoint_there_is_no_evidence(tmp_path: Path) -> None:
    settings = LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    make_ledger(settings)
    ledger = open_ledger(settings)
    with pytest.raises(NotProven):
        export(ledger, [], None, tmp_path / "bundle.zip")
    ledger.close()


def test_a_copy_of_the_archive_elsewhere_is_as_good(bundle: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(bundle, tmp_path / "copy.zip"))
    assert verify.check(copy) == verify.check(bundle)
