"""A backup is everything but the keys, as it stood at one instant, made while others write."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from backup import making
from backup.errors import BackupError, IsThere, NoBackup, NoLedger, NoProgram, NotWritten
from backup.making import make_backup
from backup.manifest import MANIFEST, check_files, read_manifest
from tests.backup.conftest import House, embedded, in_database, made
from tests.embedded.service import ROOT, environment
from tests.ledger.conftest import Server


def test_what_is_restored_is_what_was_backed_up_row_by_row(house: House, elsewhere: House) -> None:
    backup = house.back_up()
    assert elsewhere.restore(backup).examined.is_sound
    rows, restored = house.contents(), elsewhere.contents()
    steps = next(name for name in rows if name.endswith("schema_steps"))
    assert restored == rows
    assert len(rows[steps]) == read_manifest(backup).ledger.schema_step


def test_the_manifest_names_the_checkpoint_that_covers_the_log(house: House) -> None:
    facts = read_manifest(house.back_up()).ledger
    assert (facts.position, facts.receipts) == (3, 3)
    assert (facts.checkpoint_size, facts.checkpoint) == (6, house.prove())


def test_every_decision_acknowledged_before_a_backup_began_is_in_it_however_much_is_written_meanwhile(
    house: House, elsewhere: House
) -> None:
    acknowledged: list[str] = []
    enough, stop = Event(), Event()

    def write() -> None:
        while not stop.is_set():
            acknowledged.extend(house.register(5))
            enough.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert enough.wait(60)
        before, out = list(acknowledged), house.settings.data.parent / "backup"
        outcome = back_up_by_command(house, out)
    finally:
        stop.set()
        writer.join()
    assert outcome.returncode == 0, outcome.stderr
    house.prove()
    assert elsewhere.restore(out).examined.is_sound
    assert elsewhere.receipts(before).keys() == set(before)
    assert len(acknowledged) > len(before)


def back_up_by_command(house: House, out: Path) -> subprocess.CompletedProcess[str]:
    """As an operator does it."""
    known = environment() | house.environment | {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "cli", "backup", str(out)]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, text=True, check=False, timeout=90)


def test_no_key_is_in_it_and_the_command_says_where_the_keys_are(house: House) -> None:
    out = house.settings.data.parent / "backup"
    outcome = back_up_by_command(house, out)
    is_file = house.settings.ledger.is_sqlite
    assert (str(house.settings.checkpoint_key_path.parent) if is_file else "HENGXU_CHECKPOINT_KEY") in outcome.stdout
    secrets = [house.settings.checkpoint_key_path.read_bytes().strip(), b"PRIVATE+KEY", b"hengxu_owner:"]
    held = b"".join(file.read_bytes() for file in out.iterdir())
    assert [secret for secret in secrets if secret in held] == []


def test_it_is_its_makers_alone(house: House) -> None:
    out = house.back_up()
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in out.iterdir()} == {0o600}


def test_what_lies_where_it_should_go_is_left_alone(house: House) -> None:
    out = house.back_up()
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    with pytest.raises(IsThere, match=re.escape(str(out))):
        make_backup(house.settings, out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_full_disk_is_named_as_that_of_the_backup(
    sqlite_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def with_little_room(file: Path) -> sqlite3.Connection:
        opened = connect(file)
        opened.execute("PRAGMA max_page_count = 2")
        return opened

    sqlite_house.furnish()
    monkeypatch.setattr("backup.sqlite.sqlite3.connect", with_little_room)
    monkeypatch.setattr("backup.sqlite.connect", lambda path, _timeout: connect(path, isolation_level=None))
    with pytest.raises(NotWritten, match=re.escape(str(tmp_path))):
        sqlite_house.back_up()


def test_one_that_was_broken_off_is_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "write_synced", no_space)
    out = house.settings.data.parent / "backup"
    with pytest.raises(OSError, match="No space"):
        make_backup(house.settings, out)
    assert list(out.parent.glob("backup*")) == []


def test_a_folder_without_a_manifest_is_never_taken_for_one(house: House) -> None:
    out = house.back_up()
    (out / MANIFEST).unlink()
    with pytest.raises(NoBackup, match=re.escape(str(out))):
        read_manifest(out)


def test_where_there_is_no_ledger_that_is_said(tmp_path: Path) -> None:
    empty = embedded(tmp_path)
    with pytest.raises(NoLedger, match=re.escape(str(empty.settings.data))):
        make_backup(empty.settings, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_database_without_a_ledger_has_nothing_to_back_up(server: Server, tmp_path: Path) -> None:
    with in_database(server, tmp_path) as house, pytest.raises(NoLedger):
        house.back_up()
    assert not (tmp_path / "backup").exists()


def test_a_stopped_installation_is_backed_up_as_well(sqlite_house: House) -> None:
    sqlite_house.register(2)
    check_files(out := sqlite_house.back_up(), read_manifest(out))
    assert read_manifest(out).ledger.receipts == 2


def test_a_file_without_a_schema_is_no_ledger(tmp_path: Path) -> None:
    house = embedded(tmp_path)
    house.settings.data.mkdir()
    (house.settings.data / "ledger.sqlite3").touch()
    with pytest.raises(NoLedger):
        make_backup(house.settings, tmp_path / "backup")


def test_a_program_of_another_release_than_the_servers_is_not_used(
    postgres_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "bin" / "pg_dump"
    older.parent.mkdir()
    older.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.18'\n")
    older.chmod(0o755)
    monkeypatch.setenv("PATH", f"{older.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NoProgram, match=r"15\.18"):
        postgres_house.back_up()


def test_without_a_role_that_may_read_everything_it_says_which_setting_names_one(postgres_house: House) -> None:
    without = postgres_house.settings.model_copy(update={"backup_url": None, "ledger_owner_url": None})
    with pytest.raises(BackupError, match="HENGXU_BACKUP_URL"):
        make_backup(without, postgres_house.settings.data.parent / "backup")


def test_the_role_of_backups_reads_everything_and_writes_nothing(postgres_house: House) -> None:
    url = postgres_house.settings.backup_url
    assert url is not None
    with psycopg.connect(url.get_secret_value(), autocommit=True) as reader:
        for statement in (b"DELETE FROM office.sessions", b"SELECT ledger.grow_proof(0, NULL, NULL, NULL)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)
    assert made(postgres_house).back_up().is_dir()
