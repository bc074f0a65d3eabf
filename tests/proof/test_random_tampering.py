"""Whatever a database's owner changes at random in what was signed is found; where none of it differs, nothing is."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile
from ledger.proof.verify import Verdict
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY
from tests.proof.house import TABLES, Growth, live, prove, verify
from tests.proof.tampering import COLUMNS, KEYS, Vandal, flip_in_file

FLIPS = int(os.environ.get("HENGXU_TEST_FLIPS", "40"))
"""Random strikes on each database; 1,000 in a long run."""
SEED = int(os.environ.get("HENGXU_TEST_SEED", "20261123"))


@pytest.fixture(scope="module")
def growth() -> Growth:
    """Entries enough for a tile of the proof."""
    return Growth(5, 46)


@pytest.mark.timeout(3_600)
def test_every_strike_at_random_is_found_and_nothing_once_it_is_undone(proven: LedgerSettings, keys: KeyFile) -> None:
    vandal, elsewhere = Vandal(proven, SEED), [keys.last_note() or ""]
    missed = []
    for strike in range(FLIPS):
        done = vandal.strike()
        if verify(proven, keys, elsewhere).found is None:
            missed.append(f"seed {SEED}, strike {strike}: {done}")
        vandal.undo()
    assert missed == []
    assert (verify(proven, keys, elsewhere).found, vandal.contents()) == (None, vandal.before)


@pytest.mark.timeout(3_600)
def test_a_bit_of_the_file_itself_is_found_wherever_it_changes_what_was_signed(
    proven_file: LedgerSettings, keys: KeyFile
) -> None:
    """A bit in free space, in the read model or in an index changes no entry and nothing of its proof: then the log is
    intact, and verification says so. Where it changes one, or makes the file or its schema unreadable, it says that.
    """
    path, dice = path_of(proven_file.url), random.Random(SEED)
    whole, before = path.read_bytes(), signed(path)
    wrong = []
    for _ in range(FLIPS):
        at = flip_in_file(path, whole, dice)
        is_intact, is_same = says_intact(proven_file, keys), signed(path) == before
        if is_intact != is_same:
            wrong.append(f"seed {SEED}, byte {at}: intact {is_intact}, same {is_same}")
    path.write_bytes(whole)
    assert wrong == []
    assert verify(proven_file, keys).found is None


def says_intact(settings: LedgerSettings, keys: KeyFile) -> bool:
    try:
        verdict: Verdict = verify(settings, keys)
    except LedgerError:
        return False
    return verdict.found is None


def signed(path: Path) -> list[list[tuple[object, ...]]] | str:
    """What another reader finds of log and proof in the file; or why it finds nothing."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = bytes
            return [connection.execute(_all_of(table)).fetchall() for table in TABLES]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)


def _all_of(table: str) -> str:
    typed = ", ".join(f"typeof({column}), {column}" for column in COLUMNS[table])
    return f"SELECT {typed} FROM {table} ORDER BY {', '.join(KEYS[table])}"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_whose_end_is_gone_is_never_called_intact(
    proven_file: LedgerSettings, keys: KeyFile, share: float
) -> None:
    path = path_of(proven_file.url)
    os.truncate(path, int(path.stat().st_size * share))
    assert not says_intact(proven_file, keys)


def test_an_older_copy_of_the_file_is_found_by_the_last_checkpoint_beside_the_key(
    proven_file: LedgerSettings, keys: KeyFile, growth: Growth, tmp_path: Path
) -> None:
    path = path_of(proven_file.url)
    shutil.copy(path, tmp_path / "yesterday")
    ledger = open_ledger(proven_file, REGISTRY)
    live(ledger, 10, growth.covered)
    prove(ledger, keys)
    ledger.close()
    shutil.copy(tmp_path / "yesterday", path)
    assert verify(proven_file, keys).found is None
    assert verify(proven_file, keys, [keys.last_note() or ""]).found is not None
