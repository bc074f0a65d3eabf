"""`hengxu backup` and `hengxu restore` as somebody types them: what is said, and with which status they end."""

import json
from pathlib import Path

import pytest

import cli
from embedded.folder import DataFolder
from tests.backup.conftest import House, embedded, made

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An installation with something of everything in it."""
    found = made(embedded(tmp_path))
    folder = DataFolder(found.settings.data)
    folder.make()
    folder.make_signing_key()
    found.furnish()
    return found


@pytest.fixture
def data(house: House) -> str:
    return str(house.settings.data)


@pytest.fixture
def backup(house: House) -> str:
    return str(house.back_up())


def lines(printed: Printed) -> tuple[str, str]:
    found = printed.readouterr()
    return found.out, found.err


def test_a_backup_says_what_is_in_it_and_that_the_keys_are_not(data: str, tmp_path: Path, capsys: Printed) -> None:
    assert cli.run(["backup", str(tmp_path / "b"), "--data", data]) == 0
    out, err = lines(capsys)
    assert "3 events, 3 receipts (0 entries under no checkpoint yet)" in out
    assert f"{data}/keys/" in out
    assert err == ""
    assert cli.run(["backup", str(tmp_path / "c"), "--data", data, "--json"]) == 0
    assert json.loads(lines(capsys)[0])["ledger"]["receipts"] == 3


@pytest.mark.parametrize("options", [[], ["out", "--check"], ["--check", "--scheduled"]])
def test_one_thing_is_asked_for_at_a_time(data: str, options: list[str], capsys: Printed) -> None:
    assert cli.run(["backup", *options, "--data", data]) == 2
    assert "--scheduled" in lines(capsys)[1]


def test_a_restore_into_an_empty_folder_with_keys_is_all_it_takes(
    house: House, backup: str, tmp_path: Path, capsys: Printed
) -> None:
    new = DataFolder(tmp_path / "new")
    new.make()
    published = tmp_path / "published.pub"
    published.write_text(house.keys.public.read_text(encoding="utf-8"), encoding="utf-8")
    assert cli.run(["restore", backup, "--data", str(new.path), "--key", str(published)]) == 0
    out, err = lines(capsys)
    assert "3 events, 3 receipts, verified intact" in out
    assert "hengxu up" in out
    assert err == ""
    assert new.restored_from() is not None
    assert cli.run(["audit", "verify", "--data", str(new.path), "--key", str(published)]) == 0


def test_without_any_verifier_key_nothing_is_restored(backup: str, tmp_path: Path, capsys: Printed) -> None:
    assert cli.run(["restore", backup, "--data", str(tmp_path / "new")]) == 2
    assert ".pub" in lines(capsys)[1]
    assert not (tmp_path / "new" / "ledger.sqlite3").exists()


def test_what_is_missing_is_said_before_anything_is_touched(
    house: House, data: str, backup: str, capsys: Printed
) -> None:
    house.register(2)
    house.prove()
    before = house.contents()
    assert cli.run(["restore", backup, "--data", data, "--replace"]) == 1
    _, err = lines(capsys)
    assert "4 fewer, which is everything after position 3 and receipt 3: at most 4 decisions" in err
    assert "2 decisions, refused ones too" in err
    assert "--accept-missing" in err
    assert house.contents() == before
    assert cli.run(["restore", backup, "--data", data, "--replace", "--json"]) == 1
    answer = json.loads(lines(capsys)[0])
    assert (answer["restored"], answer["missing"]["entries"]) == (False, 4)


def test_an_accepted_loss_is_restored_and_signing_goes_on(
    house: House, data: str, backup: str, capsys: Printed
) -> None:
    house.register(2)
    house.prove()
    assert cli.run(["restore", backup, "--data", data, "--replace", "--accept-missing"]) == 0
    assert "checkpoint-key.last." in lines(capsys)[0]
    house.register()
    house.prove()
    assert cli.run(["audit", "verify", "--data", data]) == 0


def test_a_checkpoint_file_kept_elsewhere_is_compared_with(
    house: House, data: str, backup: str, tmp_path: Path, capsys: Printed
) -> None:
    house.register()
    witness = tmp_path / "witness.txt"
    witness.write_text(house.prove() + "\n", encoding="utf-8")
    house.keys.last.unlink()
    (house.settings.data / "ledger.sqlite3").unlink()
    for option in ("--checkpoint", "--witness"):
        assert cli.run(["restore", backup, "--data", data, option, str(witness)]) == 1
        assert "2 fewer" in lines(capsys)[1]


def test_to_look_only_says_what_would_be_restored(house: House, data: str, backup: str, capsys: Printed) -> None:
    assert cli.run(["restore", backup, "--data", data, "--check"]) == 0
    assert "nothing was touched" in lines(capsys)[0]
    house.restoration(Path(backup))
    file = Path(backup) / "ledger.sqlite3"
    file.write_bytes(file.read_bytes() + b"\0")
    assert cli.run(["restore", backup, "--data", data, "--check"]) == 2
    assert str(file) in lines(capsys)[1]


def test_a_folder_on_which_a_service_runs_is_not_restored_into(data: str, backup: str, capsys: Printed) -> None:
    with DataFolder(Path(data)).held():
        assert cli.run(["restore", backup, "--data", data, "--replace"]) == 2
    assert "already runs" in lines(capsys)[1]


def test_a_file_that_lists_no_lost_decisions_is_named_with_its_line(data: str, tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "lost.jsonl"
    file.write_text("\n{}\n", encoding="utf-8")
    assert cli.run(["recover", "--send-again", str(file), "--data", data]) == 2
    assert "line 2" in lines(capsys)[1]
    assert cli.run(["recover", "--send-again", str(file), "--ahead", str(file), "--data", data]) == 2
