"""The doctor tells what an installation lacks and how to mend it, whether anything runs or not, and changes nothing."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import cli
from embedded.ports import free_port
from health.checks import CHECKS
from terminal.language import want
from terminal.standing_questions import QUESTIONS
from tests.cli.folders import seeded
from tests.disks import disk, make_read_only


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> str:
    return seeded(tmp_path_factory.mktemp("home") / "data")


@pytest.fixture
def data(seed: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed, tmp_path / "data"))


@pytest.fixture(autouse=True)
def free_ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
    monkeypatch.setenv("HENGXU_PORT", str(free_port()))
    yield
    want(None)


def asked(capsys: pytest.CaptureFixture[str], data: Path, expected: int) -> dict[str, dict[str, Any]]:
    ports = ["--temporal-port", str(free_port()), "--ui-port", str(free_port())]
    assert cli.run(["doctor", "--data", str(data), *ports, "--json"]) == expected
    answer = json.loads(capsys.readouterr().out)
    assert answer["well"] is (expected == 0)
    return {one["name"]: one for one in answer["checks"]}


def words_of(one: dict[str, Any]) -> list[str]:
    return [found["word"] for found in one["findings"]]


def contents(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_size) for path in folder.rglob("*"))


def test_every_question_of_health_is_asked_beside_those_of_before_a_start(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = asked(capsys, data, 0)
    assert list(found) == [*(one.name for one in QUESTIONS), *(one.name for one in CHECKS)]
    assert found["ledger"]["standing"] == found["write"]["standing"] == found["office"]["standing"] == "well"
    assert found["temporal"]["standing"] == found["worker"]["standing"] == "not_asked"


@pytest.mark.parametrize("exists", [True, False])
def test_an_empty_folder_is_well_and_stays_empty(
    exists: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    if exists:
        folder.mkdir()
    found = asked(capsys, folder, 0)
    assert found["ledger"]["standing"] == "not_asked"
    assert found["space"]["standing"] == "well"
    assert words_of(found["folder"]) == ([] if exists else ["folder_missing"])
    assert contents(tmp_path) == ([(str(folder), folder.stat().st_size)] if exists else [])


def test_a_folder_of_somebody_else_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.tex").write_text("…", encoding="utf-8")
    found = asked(capsys, tmp_path, 1)
    assert words_of(found["folder"]) == ["folder_of_others"]
    assert "--data" in found["folder"]["findings"][0]["en"]


def test_a_key_that_others_can_read_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "signing-key").chmod(0o644)
    found = asked(capsys, data, 1)
    assert words_of(found["keys"]) == ["key_open"]
    assert "chmod 600" in found["keys"]["findings"][0]["zh"]


def test_a_port_in_use_is_told_with_the_option_that_chooses_another(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert cli.run(["doctor", "--data", str(data), "--ui-port", port, "--lang", "en"]) == 1
    assert f"port {port} is in use: choose another with --ui-port" in capsys.readouterr().out


def test_a_clock_behind_the_last_record_is_told(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("terminal.standing_questions.utc_now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    assert words_of(asked(capsys, data, 1)["clock"]) == ["clock_behind"]


def test_settings_that_are_wrong_are_told_and_nothing_else_is_asked(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_PORT", "high")
    found = asked(capsys, data, 1)
    assert "HENGXU_PORT" in found["settings"]["findings"][0]["en"]
    assert {one["standing"] for name, one in found.items() if name != "settings"} == {"not_asked"}


def test_a_misspelt_setting_is_noted(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_LEAST_SPASE", "1")
    found = asked(capsys, data, 0)
    assert (found["settings"]["standing"], words_of(found["settings"])) == ("note", ["setting_unknown"])


def test_a_full_disk_is_told(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HENGXU_LEAST_SPACE", str(10**18))
    assert words_of(asked(capsys, data, 1)["space"]) == ["space_low"]
    shutil.rmtree(data)
    assert words_of(asked(capsys, data, 1)["space"]) == ["space_low"]


def test_a_ledger_of_an_earlier_release_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "ledger.sqlite3").unlink()
    for rest in ("ledger.sqlite3-wal", "ledger.sqlite3-shm"):
        (data / rest).unlink(missing_ok=True)
    (data / "ledger.sqlite3").touch()
    found = asked(capsys, data, 1)
    assert "hengxu migrate" in found["ledger"]["findings"][0]["en"]


def test_a_medium_that_can_only_be_read_is_noted(
    seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_LEAST_SPACE", "0")
    with disk(tmp_path / "medium", "50m") as medium:
        data = Path(shutil.copytree(seed, medium / "data"))
        make_read_only(medium)
        found = asked(capsys, data, 0)
    standing = {name: one["standing"] for name, one in found.items()}
    assert (standing["folder"], standing["write"]) == ("note", "note")
    assert (standing["ledger"], standing["rollback"], standing["office"]) == ("well", "well", "not_asked")
