"""What keeps the ledger from recording is told by its cause, and nothing is recorded where nobody would find it."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ledger.errors import (
    LedgerFull,
    LedgerLocked,
    LedgerMissing,
    LedgerMoved,
    LedgerReadOnly,
    LedgerSilent,
    LedgerUnavailable,
    LedgerWalGone,
)
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import SQLiteRecorder, path_of
from tests.disks import disk, fill, make_read_only
from tests.ledger.conftest import Server, migrated_file, running_postgres
from tests.ledger.sample import REGISTRY, Opened, Renamed, decide
from tests.ledger.test_outages import lock, patient


def test_a_ledger_that_can_be_written_is_left_as_it_is(settings: LedgerSettings) -> None:
    with closing(open_ledger(settings, REGISTRY)) as ledger:
        ledger.check_writable()
        assert ledger.head() == 0
        if settings.is_sqlite:
            beside = {entry.name for entry in path_of(settings.url).parent.iterdir()}
            assert beside == {"ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm"}


def test_a_ledger_that_another_program_keeps_is_called_locked(settings: LedgerSettings) -> None:
    with closing(open_ledger(patient(settings, 0.2), REGISTRY)) as ledger:
        with closing(lock(settings)):
            for call in (ledger.check_writable, lambda: decide(ledger, "ic", Opened(name_zh="集成电路"), base=0)):
                with pytest.raises(LedgerLocked) as locked:
                    call()
                assert "another program keeps the ledger locked" in locked.value.sentence.en
        ledger.check_writable()


def test_a_write_lock_that_this_process_does_not_give_back_is_told(sqlite_settings: LedgerSettings) -> None:
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        recorder = ledger._recorder
        assert isinstance(recorder, SQLiteRecorder)
        with recorder._connections._writing, pytest.raises(LedgerLocked, match="this process"):
            ledger.check_writable()
        ledger.check_writable()


def test_a_full_disk_is_called_full_and_recording_goes_on_once_there_is_room(tmp_path: Path) -> None:
    with disk(tmp_path / "small", "1m") as folder, closing(open_ledger(migrated_file(folder), REGISTRY)) as ledger:
        decide(ledger, "ic", Opened(name_zh="集成电路"))
        ballast = fill(folder)
        with pytest.raises(LedgerFull) as full:
            ledger.check_writable()
        assert "磁盘已满" in full.value.sentence.zh
        with pytest.raises(LedgerFull):
            decide(ledger, "uhv", Opened(name_zh="占用" * 100_000))
        ballast.unlink()
        ledger.check_writable()
        assert decide(ledger, "ic", Renamed(name_zh="新名")).version == 2


def test_a_file_that_was_moved_away_is_not_recorded_in(sqlite_settings: LedgerSettings) -> None:
    path = path_of(sqlite_settings.url)
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        decide(ledger, "ic", Opened(name_zh="集成电路"))
        path.parent.rename(path.parent.with_name("elsewhere"))
        for call in (ledger.check_writable, lambda: decide(ledger, "ic", Renamed(name_zh="新名"), base=1)):
            with pytest.raises(LedgerMoved):
                call()
        path.parent.with_name("elsewhere").rename(path.parent)
        assert decide(ledger, "ic", Renamed(name_zh="新名")).version == 2


def test_a_removed_write_ahead_log_is_noticed_and_what_it_held_is_saved_by_stopping(
    sqlite_settings: LedgerSettings,
) -> None:
    path = path_of(sqlite_settings.url)
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        decide(ledger, "ic", Opened(name_zh="集成电路"))
        path.with_name(path.name + "-wal").unlink()
        for call in (
            ledger.check_writable,
            lambda: decide(ledger, "ic", Renamed(name_zh="新名"), base=1),
            lambda: open_ledger(sqlite_settings, REGISTRY),
        ):
            with pytest.raises(LedgerWalGone):
                call()
        assert not path.with_name(path.name + "-wal").exists()
    with closing(open_ledger(sqlite_settings, REGISTRY)) as again:
        assert again.head() == 1


def test_where_there_is_no_file_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerMissing) as missing:
        open_ledger(LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}"), REGISTRY)
    assert f"there is no ledger in {tmp_path}" in missing.value.sentence.en
    assert str(missing.value).startswith(missing.value.sentence.zh)


def test_a_database_that_takes_no_writes_is_called_read_only(
    postgres: Server, postgres_settings: LedgerSettings
) -> None:
    url = f"{postgres_settings.url}&options=-c%20default_transaction_read_only%3Don"
    with closing(open_ledger(postgres_settings.model_copy(update={"url": url}), REGISTRY)) as ledger:
        for call in (ledger.check_writable, lambda: decide(ledger, "ic", Opened(name_zh="集成电路"), base=0)):
            with pytest.raises(LedgerReadOnly):
                call()


def test_a_statement_that_takes_too_long_is_ended(postgres_settings: LedgerSettings) -> None:
    with closing(open_ledger(postgres_settings.model_copy(update={"answer_within": 0.3}), REGISTRY)) as ledger:
        with pytest.raises(LedgerSilent):
            ledger._recorder.rows("SELECT pg_sleep(30)", {})
        assert ledger.head() == 0


def test_a_server_that_is_frozen_holds_nobody_longer_than_its_bound() -> None:
    with running_postgres() as server, server.database(template="migrated") as settings:
        ledger = open_ledger(settings.model_copy(update={"answer_within": 0.5, "timeout": 1}), REGISTRY)
        decide(ledger, "ic", Opened(name_zh="集成电路"))
        with frozen(server):
            for call in (
                ledger.readiness,
                lambda: decide(ledger, "ic", Renamed(name_zh="新名"), base=1, command_id="x"),
            ):
                began = time.monotonic()
                with pytest.raises(LedgerUnavailable):
                    call()
                assert time.monotonic() - began < 4
        assert decide(ledger, "ic", Renamed(name_zh="新名"), base=1, command_id="x").version == 2
        ledger.close()


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """The server's processes stand still; its sockets take what comes."""
    postmaster = int((server.folder / "postmaster.pid").read_text().split()[0])
    task = Path(f"/proc/{postmaster}/task/{postmaster}/children")
    stopped = [postmaster, *map(int, task.read_text().split())]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def test_a_ledger_on_a_medium_that_nobody_can_write_is_read_and_left_alone(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "4m") as folder:
        settings = migrated_file(folder).model_copy(update={"read_only": True})
        with closing(open_ledger(settings, REGISTRY)) as ledger:
            decide(ledger, "ic", Opened(name_zh="集成电路"))
        make_read_only(folder)
        with closing(open_ledger(settings, REGISTRY)) as ledger:
            assert [record.event.name_zh for record in ledger.history("ic")] == ["集成电路"]  # type: ignore[attr-defined]
            with pytest.raises(LedgerReadOnly):
                ledger.check_writable()
            with pytest.raises(LedgerReadOnly):
                decide(ledger, "ic", Renamed(name_zh="新名"))
        assert [entry.name for entry in folder.iterdir()] == ["ledger.sqlite3"]


def test_records_that_lie_beside_the_file_alone_are_never_passed_over(
    sqlite_settings: LedgerSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        decide(ledger, "ic", Opened(name_zh="集成电路"))
        for name in ("ledger.sqlite3", "ledger.sqlite3-wal"):
            shutil.copy(path_of(sqlite_settings.url).with_name(name), copy)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(LedgerReadOnly, match="copy both files"):
        open_ledger(LedgerSettings(url=f"sqlite:///{copy / 'ledger.sqlite3'}", read_only=True), REGISTRY)
