"""The auditor's commands: replay and compare a center, export the evidence and check it."""

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

import cli
from embedded.folder import DataFolder
from ledger.proof.digests import digests
from tests.disks import disk, make_read_only
from tests.evidence.test_vouching import forge_the_report
from tests.importing.conftest import SEED

CENTER = "sh-space-energy"


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of whoever runs the tests counts, and no Temporal of theirs is met."""
    with monkeypatch.context() as context:
        context.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
        yield


@pytest.fixture
def data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A folder with the real centers."""
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.make_signing_key()
    assert cli.run(["migrate", "--data", str(folder.path)]) == 0
    assert cli.run(["import", str(SEED), "--data", str(folder.path)]) == 0
    capsys.readouterr()
    return str(folder.path)


def test_a_replay_shows_the_center_then_and_by_which_events(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["audit", "replay", CENTER, "--as-of", "2023-04-20", "--data", data]) == 0
    output = capsys.readouterr().out
    assert "筹建培育 / Incubation" in output
    assert "in force on 2023-04-20" in output
    assert "2 of 3 events on record count" in output


def test_a_replay_is_json_for_a_program(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["audit", "replay", CENTER, "--as-of", "2023-06-01", "--data", data, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["phase"], answer["as_of"], answer["known_at"]) == ("construction", "2023-06-01", None)
    fields = {field["field"]: field for field in answer["fields"]}
    assert fields["approved_on"]["value"] == "2023-05-17"
    assert (fields["approved_on"]["event"]["type"], fields["approved_on"]["event"]["version"]) == ("FactImported", 3)
    assert fields["director"]["event"] is None


def test_on_a_medium_that_nobody_can_write_a_log_is_verified_replayed_and_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with disk(tmp_path / "disk", "8m") as folder:
        data, out = str(folder / "data"), str(tmp_path / "bundle.zip")
        assert cli.run(["migrate", "--data", data]) == 0
        assert cli.run(["import", str(SEED), "--data", data]) == 0
        assert cli.run(["audit", "export", "--all", str(tmp_path / "before.zip"), "--data", data]) == 0
        before = sorted(path.name for path in folder.rglob("*"))
        make_read_only(folder)
        assert cli.run(["audit", "verify", "--data", data]) == 0
        assert cli.run(["audit", "replay", CENTER, "--data", data]) == 0
        assert cli.run(["audit", "diff", CENTER, "2023-05-01", "now", "--data", data]) == 1
        assert cli.run(["audit", "export", CENTER, out, "--data", data]) == 0
        assert cli.run(["audit", "check", out]) == 0
        assert sorted(path.name for path in folder.rglob("*")) == before
    assert "cannot" not in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--known-at", "2020-01-01"], ["--as-of", "1999-01-01"]])
def test_before_it_was_on_record_the_answer_is_no(
    options: list[str], data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["audit", "replay", CENTER, *options, "--data", data]) == 1
    assert "not yet on record" in capsys.readouterr().out
    assert cli.run(["audit", "replay", CENTER, *options, "--data", data, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["phase"] is None


def test_a_comparison_shows_each_field_with_what_changed_it(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["audit", "diff", CENTER, "2023-04-20", "2023-06-01", "--data", data]) == 1
    output = capsys.readouterr().out
    assert "批准筹建日期" in output
    assert "differences" in output
    assert cli.run(["audit", "diff", CENTER, "2023-04-20", "now", "--data", data, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    phase = next(change for change in answer["changes"] if change["field"] == "phase")
    assert (phase["before"], phase["after"]) == ("incubation", "construction")
    assert [(event["version"], event["clause"], event["counts"]) for event in phase["events"]] == [
        (3, "record", "after")
    ]


def test_two_points_that_read_the_same_are_a_yes(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["audit", "diff", CENTER, "2024-01-01", "now", "--data", data]) == 0
    assert "no difference" in capsys.readouterr().out


def test_backwards_an_event_counts_at_the_first_point_only(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    backwards = ["audit", "diff", CENTER, "now", "@2020-01-01T00:00:00Z", "--data", data]
    assert cli.run(backwards) == 1
    assert "仅前一" in capsys.readouterr().out
    assert cli.run([*backwards, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["b"]["phase"] is None
    assert {event["counts"] for change in answer["changes"] for event in change["events"]} == {"before"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["replay", "nobody"],
        ["replay", "calendar"],
        ["replay", "bureau.deputies"],
        ["replay", CENTER, "--as-of", "2023"],
        ["replay", CENTER, "--known-at", "2023-01-01T00:00:00"],
        ["diff", CENTER, "yesterday", "now"],
        ["diff", CENTER, "now"],
        ["export", CENTER],
        ["export", "--all"],
        ["export", "nobody", "out.zip"],
        ["export", "--all", "nowhere/out.zip"],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line_in_both_languages(
    arguments: list[str], data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["audit", *arguments, "--data", data]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (line,) = output.err.splitlines()
    assert " / " in line


@pytest.mark.parametrize("names", [[CENTER], ["--all"]], ids=" ".join)
def test_what_is_exported_can_be_checked_without_the_ledger(
    names: list[str], data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "evidence.zip"
    assert cli.run(["audit", "export", *names, str(out), "--data", data, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("HENGXU_DATA", str(tmp_path / "nothing"))
    assert cli.run(["audit", "check", str(out), "--json"]) == 0
    checked = json.loads(capsys.readouterr().out)
    assert (checked["holds"], checked["report"]) == (True, "agrees")
    assert [checked[name] for name in ("center_id", "events", "receipts", "key")] == [
        made[name] for name in ("center_id", "events", "receipts", "key")
    ]
    assert cli.run(["audit", "check", str(out), "--key", made["key"]]) == 0
    assert "verified: " in capsys.readouterr().out


def test_evidence_that_was_changed_is_a_no(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, folder = tmp_path / "evidence.zip", tmp_path / "evidence"
    assert cli.run(["audit", "export", CENTER, str(out), "--data", data]) == 0
    with ZipFile(out) as packed:
        packed.extractall(folder)
    (folder / "events.jsonl").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert cli.run(["audit", "check", str(folder)]) == 1
    assert "verification failed" in capsys.readouterr().out
    assert cli.run(["audit", "check", str(folder), "--json"]) == 1
    assert not json.loads(capsys.readouterr().out)["holds"]


def test_what_is_no_bundle_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "nowhere.zip"):
        assert cli.run(["audit", "check", str(path)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert " / " in line


def exported(data: str, folder: Path) -> Path:
    """The evidence of one center, unpacked."""
    out = folder / "evidence.zip"
    assert cli.run(["audit", "export", CENTER, str(out), "--data", data]) == 0
    with ZipFile(out) as packed:
        packed.extractall(folder / "evidence")
    return folder / "evidence"


def test_a_report_that_was_rewritten_is_a_no(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = exported(data, tmp_path)
    forge_the_report(folder, "筹建", "不予筹建")
    capsys.readouterr()
    assert cli.run(["audit", "check", str(folder)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("验证未通过：报告与条目不一致 / verification failed: ")
    assert cli.run(["audit", "check", str(folder), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["holds"], answer["report"], answer["unchecked"]) == (False, "differs", [])


def test_a_report_that_cannot_be_compared_is_loudly_called_unchecked(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = exported(data, tmp_path)
    forge_the_report(folder, "筹建", "不予筹建", program="9.9")
    capsys.readouterr()
    assert cli.run(["audit", "check", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    for line in (lines[1], lines[-1]):
        assert "未经核对" in line
        assert "NOT CHECKED" in line
    assert cli.run(["audit", "check", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["report"], answer["unchecked"]) == ("not_compared", ["report.html"])
    assert "未经核对" in answer["report_label"]["zh"]
    assert "NOT CHECKED" in answer["report_label"]["en"]


@pytest.mark.parametrize("content", [None, "", "no key\n"], ids=["typed empty", "an empty file", "no key"])
def test_a_published_key_that_is_none_is_wrong_use(
    content: str | None, data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, key = exported(data, tmp_path), ""
    if content is not None:
        (tmp_path / "key.pub").write_text(content, encoding="utf-8")
        key = str(tmp_path / "key.pub")
    capsys.readouterr()
    assert cli.run(["audit", "check", str(folder), "--key", key, "--json"]) == 2
    answered = capsys.readouterr()
    (line,) = answered.err.splitlines()
    assert " / " in line
    assert answered.out == ""


@pytest.fixture
def with_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENGXU_SM3", "true")


@pytest.mark.usefixtures("with_sm3")
def test_keys_and_bundles_have_their_sm3_digests_where_it_is_set(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "evidence.zip"
    assert cli.run(["audit", "export", CENTER, str(out), "--data", data, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert {name: made[name] for name in ("sha256", "sm3")} == digests(out.read_bytes(), sm3=True)
    assert made["documents"] == {"named": 0, "enclosed": 0, "lacking": 0}
    assert cli.run(["audit", "check", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sm3"] is True
    again = tmp_path / "again.zip"
    assert cli.run(["audit", "export", CENTER, str(again), "--data", data]) == 0
    assert f"SM3 {made['sm3']}" in capsys.readouterr().out.splitlines()
    assert cli.run(["audit", "key", "--data", data, "--json"]) == 0
    (key,) = json.loads(capsys.readouterr().out)
    assert key == {"key": made["key"], **digests(made["key"].encode(), sm3=True)}


def test_without_the_setting_there_is_no_sm3(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "evidence.zip"
    assert cli.run(["audit", "export", CENTER, str(out), "--data", data, "--json"]) == 0
    assert "sm3" not in json.loads(capsys.readouterr().out)
    assert cli.run(["audit", "key", "--data", data, "--json"]) == 0
    (key,) = json.loads(capsys.readouterr().out)
    assert set(key) == {"key", "sha256"}


def test_an_export_names_the_archive_that_it_wrote_and_writes_over_none(
    data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["audit", "export", CENTER, str(tmp_path / "evidence"), "--data", data]
    assert cli.run(command) == 0
    assert f"{tmp_path / 'evidence.zip'}: " in capsys.readouterr().out
    before = (tmp_path / "evidence.zip").read_bytes()
    assert cli.run(command) == 2
    assert "is there already and stays as it is" in capsys.readouterr().err
    assert (tmp_path / "evidence.zip").read_bytes() == before
