"""The file of keys: what it may hold, who may read it, and what is reason of one that is of no use."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from ledger.opening import open_ledger
from settings import Settings
from temporal_client.payload_keys import PayloadKey, PayloadKeysWrong, payload_keys, read_keys
from tests.embedded.service import ROOT, environment, hengxu
from tests.temporal import KEY, write_keys
from tests.writing import make_ledger

A, B = PayloadKey("k-a", b"a" * 32), PayloadKey("k-b", b"b" * 32)


def file_with(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "keys"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_without_a_file_there_is_no_key() -> None:
    assert payload_keys(Settings()) == ()


def test_keys_stand_in_their_order_between_remarks_and_empty_lines(tmp_path: Path) -> None:
    assert read_keys(file_with(tmp_path, f"# since spring\n{A}\n\n  {B}  \n")) == (A, B)


def test_a_new_key_reads_as_it_was_made(tmp_path: Path) -> None:
    made = PayloadKey.new()
    assert read_keys(write_keys(tmp_path / "keys", made)) == (made,)
    assert made != PayloadKey.new()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "no key stands there", id="empty"),
        pytest.param("# later\n", "no key stands there", id="remarks alone"),
        pytest.param("a key\n", "line 1 is no ID:KEY", id="prose"),
        pytest.param(f"{A}\nk-b:{base64.b64encode(b'short').decode()}\n", "line 2 is no ID:KEY", id="too short"),
        pytest.param(f"k-b:{base64.b64encode(b'x' * 33).decode()}\n", "line 1 is no ID:KEY", id="too long"),
        pytest.param("k-b:a===\n", "line 1 is no ID:KEY", id="no base64"),
        pytest.param(f"密:{str(A)[4:]}\n", "line 1 is no ID:KEY", id="a strange id"),
        pytest.param(f"{A}\n{A}\n", "line 2 has an id that stood before", id="twice"),
    ],
)
def test_a_file_of_no_use_is_refused_with_the_line_and_without_its_content(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(PayloadKeysWrong, match=reason) as refused:
        read_keys(file_with(tmp_path, text))
    assert "HENGXU_TEMPORAL_KEYS_FILE" in refused.value.sentence.zh
    assert str(A).split(":")[1] not in str(refused.value)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PayloadKeysWrong, match="there is no such file"):
        read_keys(tmp_path / "keys")
    with pytest.raises(PayloadKeysWrong, match="cannot be read"):
        read_keys(tmp_path)
    (tmp_path / "bytes").touch(0o600)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(PayloadKeysWrong, match="not UTF-8"):
        read_keys(tmp_path / "bytes")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(PayloadKeysWrong, match="nobody but its owner"):
        read_keys(file_with(tmp_path, str(A), mode))


def test_a_key_in_a_log_line_is_its_id_alone() -> None:
    assert repr(A) == "PayloadKey(k-a)"


@pytest.mark.parametrize("command", [["serve"], ["up"]], ids=" ".join)
def test_nothing_starts_in_plain_because_its_keys_are_missing(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_TEMPORAL_KEYS_FILE", str(tmp_path / "keys"))
    assert cli.run([*command, "--data", str(tmp_path / "data")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "there is no such file" in line


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ("HENGXU_TEMPORAL_KEYS_FILE", "there is no such file"),
        ("HENGXU_TEMPORAL_KEY_FILE", "there is no setting HENGXU_TEMPORAL_KEY_FILE"),
        ("HENGXU_TEMPORAL_KEYS", "there is no setting HENGXU_TEMPORAL_KEYS"),
        ("HENGX_TEMPORAL_KEYS_FILE", "there is no setting HENGX_TEMPORAL_KEYS_FILE"),
    ],
)
def test_a_worker_whose_keys_are_missing_or_misspelt_says_so_and_ends(
    tmp_path: Path, variable: str, reason: str
) -> None:
    given = environment() | {"HENGXU_SIGNING_KEY": KEY, "HENGXU_DATA": str(tmp_path), variable: str(tmp_path / "keys")}
    ended = subprocess.run(
        [sys.executable, "-m", "worker"], cwd=ROOT, env=given, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr


def test_nothing_is_imported_whose_workflows_could_not_be_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(data=tmp_path)
    make_ledger(settings.ledger)
    monkeypatch.setenv("HENGXU_TEMPORAL_KEYS_FILE", str(tmp_path / "keys"))
    assert cli.run(["import", str(ROOT / "seeds" / "real-centers.json"), "--data", str(tmp_path)]) == 2
    assert "there is no such file" in capsys.readouterr().err
    ledger = open_ledger(settings.ledger)
    assert ledger.head() == 0
    ledger.close()


def test_a_new_line_for_the_file_stands_alone_on_standard_output(tmp_path: Path) -> None:
    made = hengxu("payload-keys", "new")
    assert made.returncode == 0
    [key] = read_keys(file_with(tmp_path, made.stdout))
    assert key.id.startswith("k2")


def test_who_lists_the_keys_of_an_installation_without_any_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["payload-keys", "list", "--data", str(tmp_path)]) == 2
    assert "what Temporal keeps is not encrypted" in capsys.readouterr().err
