"""A database put back to what it was: noticed at every look, and told by what is gone, never by what is left."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ledger.opening import open_ledger
from ledger.proof.checkpoint_worker import CheckpointWorker
from ledger.proof.keys import KeyFile
from ledger.proof.projection import RolledBack, SignedOtherwise
from ledger.proof.verify import Fault
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from terminal.audit.verdicts import line_of
from tests.ledger.sample import REGISTRY
from tests.proof.house import NAME, live, prove, verify


@pytest.fixture
def put_back(sqlite_settings: LedgerSettings, keys: KeyFile, tmp_path: Path) -> LedgerSettings:
    """Twelve decisions under a checkpoint and three under none; seven more, all under one; and then as after the
    fifteenth again.
    """
    file = path_of(sqlite_settings.url)
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        live(ledger, 12)
        prove(ledger, keys)
        live(ledger, 3, 12)
    shutil.copy(file, tmp_path / "yesterday")
    with closing(open_ledger(sqlite_settings, REGISTRY)) as ledger:
        live(ledger, 7, 15)
        prove(ledger, keys)
    shutil.copy(tmp_path / "yesterday", file)
    return sqlite_settings


def test_it_is_noticed_though_nothing_new_has_come(put_back: LedgerSettings, keys: KeyFile) -> None:
    with closing(open_ledger(put_back, REGISTRY)) as ledger:
        for _ in range(2):
            with pytest.raises(RolledBack, match="was rolled back"):
                ledger.proof.projection(keys, NAME).follow()


def test_it_is_noticed_though_it_went_on_and_is_as_long_again(put_back: LedgerSettings, keys: KeyFile) -> None:
    signed = keys.last_note()
    with closing(open_ledger(put_back, REGISTRY)) as ledger:
        keys.last.unlink()
        live(ledger, 30, 40)
        prove(ledger, keys)
        keys.keep_last(signed or "")
        with pytest.raises(SignedOtherwise, match="went on"):
            ledger.proof.projection(keys, NAME).follow()


def test_a_worker_says_it_once_and_signs_nothing(
    put_back: LedgerSettings, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(open_ledger(put_back, REGISTRY)) as ledger:
        worker = CheckpointWorker(ledger.proof.projection(keys, NAME))
        for start in (40, 50):
            worker.follow()
            live(ledger, 3, start)
        assert ledger.proof.lag().entries > 0
    assert len([record for record in caplog.records if "rolled back" in record.getMessage()]) == 1


def test_the_verdict_says_how_much_is_gone_and_names_no_center_of_what_is_left(
    put_back: LedgerSettings, keys: KeyFile
) -> None:
    signed = keys.last_note() or ""
    verdict = verify(put_back, keys, [signed])
    assert verdict.found is not None
    assert (verdict.found.fault, verdict.found.center, verdict.found.centers) == (Fault.ROLLED_BACK, None, ())
    size = int(signed.split("\n")[1])
    assert verdict.found.gone == size - verdict.events - verdict.receipts
    line = line_of(verdict, None)
    assert f"at least {verdict.found.gone} are gone" in line
    assert not any(center in line for center in ("uhv", "chip-1"))


@pytest.mark.parametrize("more", [2, 30])
def test_nor_of_what_was_recorded_since(put_back: LedgerSettings, keys: KeyFile, more: int) -> None:
    with closing(open_ledger(put_back, REGISTRY)) as ledger:
        live(ledger, more, 40)
    found = verify(put_back, keys, [keys.last_note() or ""]).found
    assert found is not None
    assert (found.fault, found.center, found.centers) == (Fault.ROLLED_BACK, None, ())
    assert found.gone is not None
    assert found.signed is not None
    assert 1 <= found.gone <= found.signed
