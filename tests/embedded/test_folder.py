"""The data folder: its owner's alone, one service at a time, one key for good."""

import os
import stat
from pathlib import Path

import pytest

import cli
from clock import utc_now
from embedded.discovery import found_settings
from embedded.folder import DataFolder, Endpoints, FolderError
from embedded.installation import Ports, embedded_settings
from settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = DataFolder(tmp_path / "data")
    made.make()
    return made


def endpoints(**changes: object) -> Endpoints:
    return Endpoints.model_validate(
        {
            "url": "http://127.0.0.1:18000",
            "temporal_address": "127.0.0.1:17233",
            "temporal_ui_url": "http://127.0.0.1:18233",
            "pid": os.getpid(),
            "started_at": utc_now(),
            **changes,
        }
    )


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_can_look_into_the_folder(folder: DataFolder) -> None:
    assert mode(folder.path) == 0o700


@pytest.mark.parametrize("given", [0o755, 0o770, 0o777, 0o1777])
def test_an_empty_folder_of_before_keeps_its_mode_and_what_is_made_in_it_has_its_own(
    tmp_path: Path, given: int
) -> None:
    path = tmp_path / "data"
    path.mkdir()
    path.chmod(given)
    DataFolder(path).make()
    assert mode(path) == given
    assert {entry.name: mode(entry) for entry in path.iterdir()} == {"lock": 0o600, "logs": 0o700}


@pytest.mark.parametrize(("given", "remarked"), [(0o700, False), (0o755, False), (0o775, True), (0o1777, True)])
def test_a_folder_in_which_others_can_write_is_remarked_on(folder: DataFolder, given: int, *, remarked: bool) -> None:
    folder.path.chmod(given)
    assert (folder.remark() is not None) == remarked


@pytest.mark.parametrize("names", [["notes.txt"], ["logs"], ["keys"], ["lock", "notes.txt"], [".git", "src"]])
def test_a_strange_folder_is_refused_in_one_sentence_and_nothing_in_it_is_changed(
    tmp_path: Path, names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shared"
    path.mkdir()
    path.chmod(0o1777)
    for name in names:
        (path / name).write_text("somebody's")
    before = {entry.name: entry.stat() for entry in path.iterdir()}, path.stat().st_mtime_ns
    assert cli.run(["up", "--data", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{path} 不是衡序的数据文件夹")
    assert line.endswith("nothing was changed: choose an empty or a new one with --data")
    assert ({entry.name: entry.stat() for entry in path.iterdir()}, path.stat().st_mtime_ns) == before
    assert mode(path) == 0o1777


@pytest.mark.parametrize(
    "names",
    [
        ["lock"],
        ["lock", "logs"],
        ["lock", "logs", "signing-key.draft"],
        ["lock", "logs", "signing-key"],
        ["ledger.sqlite3"],
        ["ledger.sqlite3", "ledger.sqlite3-shm", "ledger.sqlite3-wal"],
        ["keys", "ledger.sqlite3", "lock", "logs", "signing-key", "temporal.sqlite3", "my backup.tar"],
        ["keys", "lock", "logs", "temporal.sqlite3"],
    ],
)
def test_a_folder_that_an_earlier_release_made_or_began_still_opens(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / "data"
    path.mkdir(mode=0o700)
    for name in names:
        (path / name).mkdir() if name in {"keys", "logs"} else (path / name).write_text("kept")
    folder = DataFolder(path)
    folder.make()
    assert {name for name in names if (path / name).is_file() and (path / name).read_text() != "kept"} == set()
    with folder.held():
        assert folder.logs.is_dir()


def test_what_migrating_makes_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data"
    assert cli.run(["migrate", "--data", str(path)]) == 0
    assert (mode(path), mode(path / "ledger.sqlite3")) == (0o700, 0o600)
    DataFolder(path).make()


def test_the_signing_key_is_made_once_and_for_its_owner_alone(folder: DataFolder) -> None:
    assert folder.signing_key() is None
    key = folder.make_signing_key()
    assert (folder.make_signing_key(), folder.signing_key()) == (key, key)
    assert len(key) >= 32
    assert mode(folder.path / "signing-key") == 0o600


def test_two_services_never_run_on_one_folder(folder: DataFolder) -> None:
    folder.publish(endpoints())
    with folder.held(), pytest.raises(FolderError, match=r"127[.]0[.]0[.]1:18000"), DataFolder(folder.path).held():
        pass
    with DataFolder(folder.path).held():
        pass


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="--data"):
        DataFolder(tmp_path / "file" / "data").make()


def test_other_commands_find_the_running_service(folder: DataFolder) -> None:
    folder.publish(endpoints(url="http://127.0.0.1:4711"))
    key = folder.make_signing_key()
    settings = found_settings(folder.path)
    assert (settings.url, settings.temporal_address) == ("http://127.0.0.1:4711", "127.0.0.1:17233")
    assert settings.signing_key is not None
    assert settings.signing_key.get_secret_value() == key


def test_what_the_environment_names_goes_before_what_the_folder_says(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.publish(endpoints())
    monkeypatch.setenv("HENGXU_URL", "https://hengxu.example")
    monkeypatch.setenv("HENGXU_TEMPORAL_ADDRESS", "temporal.example:7233")
    found = found_settings(folder.path)
    assert (found.url, found.temporal_address) == ("https://hengxu.example", "temporal.example:7233")
    assert found.temporal_ui_url == "http://127.0.0.1:18233"


def test_the_service_and_every_command_sign_with_the_same_key(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert embedded_settings(folder, Ports(1, 2, 3)).signing_key == found_settings(folder.path).signing_key
    monkeypatch.setenv("HENGXU_SIGNING_KEY", "a key that the environment names, long enough")
    assert embedded_settings(folder, Ports(1, 2, 3)).signing_key == found_settings(folder.path).signing_key


def test_a_service_that_stopped_is_found_no_more(folder: DataFolder) -> None:
    folder.publish(endpoints())
    folder.withdraw_endpoints()
    assert folder.endpoints() is None
    assert found_settings(folder.path).temporal_address == Settings().temporal_address


def test_a_production_installation_asks_no_folder(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.make_signing_key()
    monkeypatch.setenv("HENGXU_OIDC_ISSUER", "https://identity.example")
    assert found_settings(folder.path).signing_key is None


def test_a_long_log_is_put_aside(folder: DataFolder) -> None:
    log = folder.log("api")
    with log.open("wb") as file:
        file.truncate(10_000_001)
    assert not folder.log("api").exists()
    assert (folder.logs / "api.log.1").exists()
