"""`hengxu audit verify`: 0 intact, 1 changed or late, 2 it could not verify; one clear line in both languages."""

import json
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import cli
from clock import utc_now
from domain.guideline.vocabulary import Commendation
from domain.kernel.roles import Role
from domain.supervision.messages import CenterCommended
from embedded.folder import DataFolder
from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.checkpoint import sign
from ledger.proof.keys import KeyFile, SigningKey, VerifierKey
from settings import Settings
from tests.importing.conftest import SEED
from tests.lives import ACTORS
from tests.proof.house import Intruder
from tests.proof.witness_server import witnessing
from tests.writing import write


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of whoever runs the tests counts, and no Temporal of theirs is met."""
    with monkeypatch.context() as context:
        context.setenv("HENGXU_TEMPORAL_ADDRESS", "127.0.0.1:1")
        yield


@pytest.fixture
def settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Settings:
    """A folder with the real centers, under a checkpoint."""
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.make_signing_key()
    assert cli.run(["migrate", "--data", str(folder.path)]) == 0
    assert cli.run(["import", str(SEED), "--data", str(folder.path)]) == 0
    capsys.readouterr()
    found = Settings(data=folder.path)
    prove(found)
    return found


def prove(settings: Settings) -> None:
    ledger = open_ledger(settings.ledger)
    try:
        keys = KeyFile(settings.checkpoint_key_path)
        ledger.proof.projection(keys, settings.log_name, settings.checkpoint_entries).follow()
    finally:
        ledger.close()


def verify(settings: Settings, *options: str) -> int:
    return cli.run(["audit", "verify", "--data", str(settings.data), *options])


def one_line(text: str) -> str:
    (line,) = text.splitlines()
    assert "/ " in line
    return line


def test_a_log_that_nobody_changed_is_intact(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(settings) == 0
    output = capsys.readouterr()
    assert output.out.startswith("完好")
    assert "/ intact" in output.out
    assert output.err == ""


def test_a_changed_byte_is_named_in_one_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    change = "UPDATE events SET state = CAST('[' || substr(CAST(state AS TEXT), 2) AS BLOB) WHERE position = 5"
    Intruder(settings.ledger).do(change)
    assert verify(settings) == 1
    line = one_line(capsys.readouterr().err)
    assert "核验未通过" in line
    assert "verification failed" in line
    assert "position 5" in line


def test_a_kept_document_whose_bytes_were_changed_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = open_ledger(settings.ledger)
    try:
        kept, _ = ledger.documents.keep(b"%PDF the task book", "application/pdf", "筹建任务书", "officer-1")
    finally:
        ledger.close()
    Intruder(settings.ledger).do("UPDATE documents SET content = CAST('%PDF the tusk book' AS BLOB)")
    assert verify(settings) == 1
    output = capsys.readouterr()
    assert "完好" in output.out
    assert kept.sha256 in one_line(output.err)


def test_a_document_that_is_gone_though_a_receipt_says_it_was_held_is_named(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, center = open_ledger(settings.ledger), "sh-space-energy"
    try:
        kept, _ = ledger.documents.keep(b"%PDF the task book", "application/pdf", "筹建任务书", "officer-1")
        held = ledger.documents.held({kept.sha256, "f" * 64})
        commend(ledger, center, "with-a-file", utc_now(), held)
    finally:
        ledger.close()
    prove(settings)
    assert verify(settings) == 0
    Intruder(settings.ledger).do("DELETE FROM documents")
    capsys.readouterr()
    assert verify(settings, "--json") == 1
    assert json.loads(capsys.readouterr().out)["missing_documents"] == [kept.sha256]
    assert verify(settings) == 1
    output = capsys.readouterr()
    assert "完好" in output.out
    assert f"现已不在，请从备份恢复：{kept.sha256}" in one_line(output.err)


def commend(ledger: Ledger, center: str, command_id: str, now: datetime, held: Sequence[str] = ()) -> None:
    write(
        ledger,
        center,
        CenterCommended(kinds=(Commendation.PUBLICITY,), reason="交流推广"),
        command_id=command_id,
        command_type="commend",
        actor=ACTORS[Role.OFFICER],
        now=now,
        effective_on=date(2026, 3, 1),
        documents_held=held,
    )


def backdate(settings: Settings, center: str, *instants: datetime) -> None:
    """As a program could that believed any instant it was given."""
    ledger = open_ledger(settings.ledger)
    try:
        for instant in instants:
            commend(ledger, center, f"dated-{instant:%Y}", instant)
    finally:
        ledger.close()
    prove(settings)


def test_old_instants_that_run_backwards_or_ahead_are_remarked_and_the_log_is_intact(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    center, long_ago, far_ahead = "sh-space-energy", datetime(2021, 1, 1, tzinfo=UTC), datetime(2940, 1, 1, tzinfo=UTC)
    backdate(settings, center, long_ago, far_ahead)
    assert verify(settings) == 0
    output = capsys.readouterr()
    intact, backwards, ahead = output.out.splitlines()
    assert intact.startswith("完好")
    assert output.err == ""
    assert f"（{center}，2021-01-01T00:00:00+00:00）" in backwards
    assert "/ note: 1 entries are dated before" in backwards
    assert f"({center}, 2940-01-01T00:00:00+00:00)" in ahead
    assert "尚未到来" in ahead

    assert verify(settings, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["intact"]
    assert [(one["doubt"], one["entries"]) for one in answer["remarks"]] == [("backwards", 1), ("ahead", 1)]
    assert answer["remarks"][1]["first"][0]["recorded_at"] == far_ahead.isoformat()
    assert "尚未到来 / " in answer["remarks"][1]["said"]


def test_a_log_whose_instants_follow_each_other_has_no_remark(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(settings, "--json") == 0
    assert json.loads(capsys.readouterr().out)["remarks"] == []


def test_the_answer_is_json_for_a_program(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(settings, "--json") == 0
    intact = json.loads(capsys.readouterr().out)
    assert (intact["intact"], intact["first_bad"], intact["late"], intact["uncovered"]) == (True, None, None, 0)
    Intruder(settings.ledger).do("UPDATE events SET topic = topic || '1' WHERE position = 3")
    assert verify(settings, "--json") == 1
    changed = json.loads(capsys.readouterr().out)
    assert (changed["intact"], changed["first_bad"]["position"]) == (False, 3)
    assert changed["first_bad"]["center"]


def checkpoint_of(settings: Settings, file: Path) -> Path:
    shutil.copy(KeyFile(settings.checkpoint_key_path).last, file)
    return file


def test_a_checkpoint_kept_elsewhere_agrees(settings: Settings, tmp_path: Path) -> None:
    assert verify(settings, "--checkpoint", str(checkpoint_of(settings, tmp_path / "kept.txt"))) == 0


def test_a_database_that_was_rolled_back_is_found_by_a_checkpoint_kept_elsewhere(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, older = settings.data / "ledger.sqlite3", tmp_path / "older"
    kept_last = KeyFile(settings.checkpoint_key_path).last
    shutil.copytree(settings.data, older)
    notice = "INSERT INTO receipts (command_id, stream, version, head, body) SELECT 'new', stream, version,"
    Intruder(settings.ledger).do(f"{notice} (SELECT max(position) FROM events), body FROM receipts WHERE number = 1")
    prove(settings)
    kept = checkpoint_of(settings, tmp_path / "kept.txt")
    for stale in settings.data.glob("ledger.sqlite3*"):
        stale.unlink()
    for file in older.glob("ledger.sqlite3*"):
        shutil.copy(file, database.with_name(file.name))
    kept_last.unlink()
    assert verify(settings) == 0
    capsys.readouterr()
    assert verify(settings, "--checkpoint", str(kept)) == 1
    assert "rolled back" in one_line(capsys.readouterr().err)


@pytest.mark.parametrize("content", ["", "no checkpoint", "{}", "hengxu\n1\n", "\udcff"], ids=repr)
def test_a_file_that_is_no_checkpoint_is_bad_input(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "kept.txt"
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert verify(settings, "--checkpoint", str(file)) == 2
    output = capsys.readouterr()
    assert str(file) in one_line(output.err)
    assert output.out == ""


def test_a_checkpoint_file_that_is_not_there_is_bad_input(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(settings, "--checkpoint", "nowhere.txt") == 2
    assert "nowhere.txt" in one_line(capsys.readouterr().err)


def test_a_checkpoint_of_a_strangers_key_is_not_trusted(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "forged.txt"
    file.write_text(sign(SigningKey.new(settings.log_name), 1, bytes(32)).note, encoding="utf-8")
    assert verify(settings, "--checkpoint", str(file)) == 2
    one_line(capsys.readouterr().err)


def test_a_checkpoint_of_another_log_under_our_key_is_a_no(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.txt"
    key = KeyFile(settings.checkpoint_key_path).signing_key()
    file.write_text(sign(key, 2, bytes(32)).note, encoding="utf-8")
    assert verify(settings, "--checkpoint", str(file)) == 1
    one_line(capsys.readouterr().err)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may wait at all."""
    monkeypatch.setenv("HENGXU_CHECKPOINT_LAG", "0.000001")


@pytest.mark.usefixtures("hurried")
def test_entries_that_wait_too_long_for_a_checkpoint_are_a_no(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(settings) == 0
    notice = "INSERT INTO receipts (command_id, stream, version, head, body) SELECT 'new', stream, version,"
    Intruder(settings.ledger).do(f"{notice} (SELECT max(position) FROM events), body FROM receipts WHERE number = 1")
    capsys.readouterr()
    assert verify(settings) == 1
    assert "nothing was changed, but 1 " in one_line(capsys.readouterr().err)
    assert verify(settings, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["intact"], answer["late"]["entries"]) == (True, 1)


@pytest.mark.usefixtures("hurried")
def test_checkpoints_that_wait_too_long_for_their_witness_are_a_no(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_CHECKPOINT_WITNESS", str(settings.data / "away" / "witness.txt"))
    assert verify(settings) == 1
    assert "witness" in one_line(capsys.readouterr().err)


def test_up_to_where_a_witness_has_signed_is_said_and_nothing_at_all_is_a_no(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with witnessing(str(KeyFile(settings.checkpoint_key_path).verifier_keys()[-1])) as server:
        ledger = open_ledger(settings.ledger)
        assert verify(settings, "--witness-key", server.verifier_key) == 1
        assert "has signed no checkpoint" in capsys.readouterr().err
        ledger.proof.witness(server.url, VerifierKey.parse(server.verifier_key)).deliver()
        ledger.close()
        assert verify(settings, "--witness-key", server.verifier_key) == 0
        assert f"the last of {server.size} entries (2027-01-15T08:00:00+00:00)" in capsys.readouterr().out
        assert verify(settings, "--witness-key", server.verifier_key, "--json") == 0
        witness = json.loads(capsys.readouterr().out)["witness"]
        assert witness["last"] == {"size": server.size, "at": "2027-01-15T08:00:00+00:00"}


def test_an_event_that_no_program_can_read_is_named_with_its_center(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    intruder = Intruder(settings.ledger)
    [(position, number, center)] = intruder.rows(
        "SELECT max(position) + 1, (SELECT max(number) + 1 FROM receipts), max(stream) FROM events"
    )
    intruder.do(
        f"INSERT INTO events SELECT {position}, stream, max(version) + 1, 'no_such_thing:1', state FROM events"
        f" WHERE stream = '{center}'",
        f"INSERT INTO receipts SELECT {number}, 'x', stream, version, {position}, x'7b7d' FROM events"
        f" WHERE position = {position}",
    )
    prove(settings)
    assert verify(settings) == 1
    errors = capsys.readouterr().err
    for part in (f"第 {position} 号事件", f"position {position}", f"center {center}", "type no_such_thing:1", "类型"):
        assert part in errors
    assert verify(settings, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    bad = answer["first_bad"]
    assert (bad["fault"], bad["position"], bad["center"]) == ("unknown_topic", position, center)


def test_a_checkpoint_that_nobody_signed_is_said_to_be_moved_out_and_can_be(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    Intruder(settings.ledger).do(f"INSERT INTO proof_checkpoints VALUES ({2**63 - 1}, x'00', '2026')")
    assert verify(settings) == 1
    assert "hengxu audit set-aside" in capsys.readouterr().err
    assert cli.run(["audit", "set-aside", "--data", str(settings.data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["moved"]["proof_checkpoints"] == 1
    assert cli.run(["audit", "set-aside", "--data", str(settings.data)]) == 0
    assert "proof_set_aside" in capsys.readouterr().out
    assert verify(settings) == 0


def test_without_a_key_nothing_is_moved(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nobody.pub").write_text(str(SigningKey.new("elsewhere.test").verifier))
    options = ["--data", str(settings.data), "--key", str(tmp_path / "nobody.pub")]
    assert cli.run(["audit", "set-aside", *options]) != 0
    assert "nothing was moved" in capsys.readouterr().err
