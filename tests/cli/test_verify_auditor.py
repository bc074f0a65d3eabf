"""What an auditor who trusts nobody brings to `hengxu audit verify`: keys held apart, and eyes for missing guards."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import cli
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.sqlite.recorder import path_of
from settings import Settings
from tests.ledger.sample import REGISTRY
from tests.proof.house import Intruder, live, prove
from tests.writing import make_ledger


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as context:
        context.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
        context.setattr("ledger.opening.domain_registry", lambda: REGISTRY)
        yield


@pytest.fixture
def house(tmp_path: Path) -> Settings:
    """A folder whose log is under checkpoints; its keys lie beside the database, as always."""
    settings = Settings(data=tmp_path / "data")
    settings.data.mkdir()
    make_ledger(settings.ledger, REGISTRY)
    ledger = open_ledger(settings.ledger, REGISTRY)
    for start in (0, 20):
        live(ledger, 20, start)
        prove(ledger, KeyFile(settings.checkpoint_key_path))
    ledger.close()
    return settings


def verify(house: Settings, *options: str) -> int:
    return cli.run(["audit", "verify", "--data", str(house.data), *options])


def keys_held_apart(house: Settings, tmp_path: Path) -> str:
    apart = tmp_path / "auditor.pub"
    apart.write_text(KeyFile(house.checkpoint_key_path).public.read_text())
    return str(apart)


def test_with_keys_held_apart_no_key_beside_the_database_is_trusted(
    house: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apart = keys_held_apart(house, tmp_path)
    assert verify(house, "--key", apart) == 0
    intruder = Intruder(house.ledger)
    [(state,)] = intruder.rows("SELECT state FROM events WHERE position = 3")
    intruder.do(
        ("UPDATE events SET state = ? WHERE position = 3", (state.replace("中心".encode(), "别家".encode()),)),
        *(f"DELETE FROM {table}" for table in ("proof_leaves", "proof_tiles", "proof_checkpoints")),
    )
    beside = KeyFile(house.checkpoint_key_path)
    for file in (beside.path, beside.public, beside.last):
        file.unlink()
    ledger = open_ledger(house.ledger, REGISTRY)
    prove(ledger, beside)
    ledger.close()
    assert verify(house) == 0, "whoever owns everything beside the database can sign it anew"
    capsys.readouterr()
    assert verify(house, "--key", apart) == 1
    assert "no known key has signed" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "no key\n"], ids=["absent", "empty", "no key"])
def test_a_key_file_of_no_use_is_wrong_use(
    house: Settings, tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "keys"
    if content is not None:
        file.write_text(content)
    assert verify(house, "--key", str(file)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert " / " in line


@pytest.mark.parametrize("content", [None, ""], ids=["absent", "empty"])
def test_without_any_verifier_key_nothing_is_called_forged(
    house: Settings, tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    apart, public = keys_held_apart(house, tmp_path), KeyFile(house.checkpoint_key_path).public
    public.unlink() if content is None else public.write_text(content)
    assert verify(house) == 2
    answered = capsys.readouterr()
    (line,) = answered.err.splitlines()
    assert "没有验证公钥" in line
    assert "there is no verifier key" in line
    assert answered.out == ""
    assert verify(house, "--key", apart) == 0


def test_a_last_checkpoint_that_is_no_text_any_more_is_a_no(
    house: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    KeyFile(house.checkpoint_key_path).last.write_bytes(b"\xff\xfe\x00")
    assert verify(house) == 1
    assert "no known key has signed" in capsys.readouterr().err


def test_a_missing_guard_is_a_no_while_the_log_is_said_to_be_intact(
    house: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(house) == 0
    with closing(sqlite3.connect(path_of(house.ledger.url))) as connection:
        connection.execute("DROP TRIGGER events_are_not_deleted")
    capsys.readouterr()
    assert verify(house) == 1
    output = capsys.readouterr()
    assert "intact" in output.out
    (line,) = output.err.splitlines()
    assert "events_are_not_deleted（缺失）" in line
    assert "events_are_not_deleted (missing)" in line
    assert verify(house, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["intact"], answer["guards"]) == (True, [{"name": "events_are_not_deleted", "straying": "missing"}])


def test_a_range_is_said_with_its_ends_and_centers(house: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    Intruder(house.ledger).do(
        ("UPDATE events SET state = ? WHERE position = 20", (b"{}",)),
        "UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 0)"
        " WHERE position = 20 AND leaf = (SELECT min(leaf) FROM proof_leaves WHERE position = 20)",
    )
    assert verify(house) == 1
    line = capsys.readouterr().err
    assert "position 19 to 34 or receipt 21 to 40" in line
    assert "（中心 chip-1、ic、uhv" in line


def test_a_file_that_is_no_database_any_more_is_a_no(house: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    path_of(house.ledger.url).write_bytes(b"nothing of a database" * 1000)
    assert verify(house) == 1
    assert "数据库文件损坏" in capsys.readouterr().err
