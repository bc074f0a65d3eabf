"""Whoever changes the database behind our back is found, and nobody else is suspected."""

import os
import random
import shutil
from pathlib import Path

import pytest

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.keys import KeyFile, SigningKey
from ledger.proof.verify import Fault
from ledger.settings import LedgerSettings
from ledger.sqlite.recorder import path_of
from tests.ledger.sample import REGISTRY
from tests.proof.house import NAME, Intruder, found, live, prove, verify

FLIPS = int(os.environ.get("HENGXU_TEST_FLIPS", "40"))
"""Random changes for each database; 1,000 in a long run."""
COLUMNS = {"events": ("stream", "topic", "state"), "receipts": ("command_id", "stream", "body")}
KEY = {"events": "position", "receipts": "number"}
NUMBERS = {"events": ("version",), "receipts": ("version", "head")}


def test_a_clean_log_is_found_clean(proven: LedgerSettings, keys: KeyFile) -> None:
    verdict = verify(proven, keys, [keys.last_note() or ""])
    assert verdict.found is None
    assert (verdict.checkpoints, verdict.uncovered) == (5, 0)


def test_a_log_that_grew_since_is_clean_with_entries_to_come(proven: LedgerSettings, keys: KeyFile) -> None:
    ledger = open_ledger(proven, REGISTRY)
    live(ledger, 5, 40)
    ledger.close()
    verdict = verify(proven, keys)
    assert verdict.found is None
    assert verdict.uncovered > 5


def test_an_empty_log_is_clean(settings: LedgerSettings, ledger: Ledger, keys: KeyFile) -> None:
    assert prove(ledger, keys) == 0
    assert verify(settings, keys).found is None


def test_every_changed_byte_is_found_with_its_place(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder, dice = Intruder(proven), random.Random(20260301)
    for _ in range(FLIPS):
        table = dice.choice(list(COLUMNS))
        column = dice.choice(COLUMNS[table])
        key, value = dice.choice(intruder.rows(f"SELECT {KEY[table]}, {column} FROM {table}"))
        changed = flipped(value, dice)
        statement = f"UPDATE {table} SET {column} = ? WHERE {KEY[table]} = ?"
        intruder.do((statement, (changed, key)))
        finding = found(proven, keys)
        assert finding.fault is Fault.CHANGED, (table, column, key)
        assert (finding.position, finding.receipt)[table == "receipts"] == key
        assert finding.center
        intruder.do((statement, (value, key)))
    assert verify(proven, keys).found is None


def flipped(value: str | bytes, dice: random.Random) -> str | bytes:
    """One bit of one byte; text stays text, since PostgreSQL takes no other."""
    raw = bytearray(value.encode() if isinstance(value, str) else value)
    ascii_only = [n for n, byte in enumerate(raw) if 64 < byte < 128] if isinstance(value, str) else range(len(raw))
    raw[dice.choice(list(ascii_only))] ^= 1 << dice.randrange(5 if isinstance(value, str) else 8)
    return raw.decode() if isinstance(value, str) else bytes(raw)


@pytest.mark.parametrize("table", COLUMNS)
def test_a_changed_number_is_found(proven: LedgerSettings, keys: KeyFile, table: str) -> None:
    intruder = Intruder(proven)
    for column in NUMBERS[table]:
        intruder.do(f"UPDATE {table} SET {column} = {column} + 100 WHERE {KEY[table]} = 7")
        assert found(proven, keys)
        intruder.do(f"UPDATE {table} SET {column} = {column} - 100 WHERE {KEY[table]} = 7")
    assert verify(proven, keys).found is None


@pytest.mark.parametrize("at", [1, 9, 20])
def test_an_event_taken_from_the_middle_is_named(proven: LedgerSettings, keys: KeyFile, at: int) -> None:
    [(center,)] = Intruder(proven).rows(f"SELECT stream FROM events WHERE position = {at}")
    Intruder(proven).do(f"DELETE FROM events WHERE position = {at}")
    finding = found(proven, keys)
    assert (finding.fault, finding.position, finding.center) == (Fault.MISSING, at, center)


@pytest.mark.parametrize("at", [1, 9, 20])
def test_a_receipt_taken_from_the_middle_is_named(proven: LedgerSettings, keys: KeyFile, at: int) -> None:
    Intruder(proven).do(f"DELETE FROM receipts WHERE number = {at}")
    finding = found(proven, keys)
    assert (finding.fault, finding.receipt) == (Fault.MISSING, at)


def test_a_middle_that_was_closed_up_is_found(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder = Intruder(proven)
    intruder.do("DELETE FROM events WHERE position = 5")
    for position in range(6, intruder.rows("SELECT max(position) FROM events")[0][0] + 1):
        intruder.do(f"UPDATE events SET position = {position - 1} WHERE position = {position}")
    intruder.do("UPDATE receipts SET head = head - 1 WHERE head >= 5")
    assert found(proven, keys).fault is Fault.CHANGED


@pytest.mark.parametrize("tail", [1, 5, 15])
def test_a_tail_cut_off_is_found(proven: LedgerSettings, keys: KeyFile, tail: int) -> None:
    intruder = Intruder(proven)
    last = intruder.rows("SELECT max(number) FROM receipts")[0][0] - tail
    head = intruder.rows(f"SELECT head FROM receipts WHERE number = {last}")[0][0]
    intruder.do(f"DELETE FROM receipts WHERE number > {last}", f"DELETE FROM events WHERE position > {head}")
    finding = found(proven, keys)
    assert (finding.fault, finding.position) == (Fault.CUT_OFF, head + 1)


@pytest.mark.parametrize(("table", "key"), [("events", "position"), ("receipts", "number")])
@pytest.mark.parametrize("pair", [(3, 4), (6, 15)])
def test_two_rows_that_changed_places_are_found(
    proven: LedgerSettings, keys: KeyFile, table: str, key: str, pair: tuple[int, int]
) -> None:
    one, other = pair
    intruder = Intruder(proven)
    place = one if table == "events" else intruder.rows(f"SELECT head FROM receipts WHERE number = {one}")[0][0]
    intruder.do(
        f"UPDATE {table} SET {key} = 999 WHERE {key} = {one}",
        f"UPDATE {table} SET {key} = {one} WHERE {key} = {other}",
        f"UPDATE {table} SET {key} = {other} WHERE {key} = 999",
    )
    finding = found(proven, keys)
    assert place <= finding.position <= place + (table == "receipts")


def test_an_event_added_without_its_decision_is_found(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder = Intruder(proven)
    last = intruder.rows("SELECT max(position) FROM events")[0][0]
    intruder.do(f"INSERT INTO events SELECT {last + 1}, stream, 99, topic, state FROM events WHERE position = 1")
    finding = found(proven, keys)
    assert (finding.fault, finding.position, finding.center) == (Fault.INSERTED, last + 1, "ic")


def test_a_row_put_into_the_middle_is_found(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder = Intruder(proven)
    for position in range(intruder.rows("SELECT max(position) FROM events")[0][0], 4, -1):
        intruder.do(f"UPDATE events SET position = {position + 1} WHERE position = {position}")
    intruder.do("INSERT INTO events SELECT 5, stream, 99, topic, state FROM events WHERE position = 1")
    assert found(proven, keys).position == 5


@pytest.mark.parametrize("how", ["last", "all_but_first", "all"])
def test_a_rewound_checkpoint_is_found(proven: LedgerSettings, keys: KeyFile, how: str) -> None:
    chosen = {
        "last": "size = (SELECT max(size) FROM proof_checkpoints)",
        "all_but_first": "size > (SELECT min(size) FROM proof_checkpoints)",
        "all": "size > 0",
    }[how]
    Intruder(proven).do(f"DELETE FROM proof_checkpoints WHERE {chosen}")
    assert found(proven, keys).fault is Fault.REWOUND


def test_a_database_rolled_back_whole_is_found_by_a_checkpoint_kept_elsewhere(
    sqlite_settings: LedgerSettings, keys: KeyFile, tmp_path: Path
) -> None:
    ledger = open_ledger(sqlite_settings, REGISTRY)
    live(ledger, 10)
    prove(ledger, keys)
    ledger.close()
    shutil.copy(path_of(sqlite_settings.url), tmp_path / "yesterday")
    ledger = open_ledger(sqlite_settings, REGISTRY)
    live(ledger, 10, 10)
    prove(ledger, keys)
    ledger.close()
    shutil.copy(tmp_path / "yesterday", path_of(sqlite_settings.url))
    assert verify(sqlite_settings, keys).found is None
    assert found(sqlite_settings, keys, keys.last_note() or "").fault is Fault.ROLLED_BACK


def test_a_history_written_anew_with_another_key_is_found(proven: LedgerSettings, keys: KeyFile) -> None:
    elsewhere = keys.last_note() or ""
    forger = KeyFile(keys.path.with_name("forger"))
    Intruder(proven).do(
        *(f"DELETE FROM {table}" for table in ("proof_leaves", "proof_tiles", "proof_checkpoints")),
        ("UPDATE events SET state = ? WHERE position = 3", (b"{}",)),
    )
    ledger = open_ledger(proven, REGISTRY)
    prove(ledger, forger)
    ledger.close()
    assert found(proven, keys).fault is Fault.FORGED
    assert forger.signing_key().verifier != SigningKey.new(NAME).verifier
    assert found(proven, _trusting(keys, forger), elsewhere).fault is Fault.CHANGED


def _trusting(keys: KeyFile, other: KeyFile) -> KeyFile:
    both = KeyFile(keys.path.with_name("both"))
    both.public.write_text("".join(f"{key}\n" for key in [*keys.verifier_keys(), *other.verifier_keys()]))
    return both


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proof_leaves SET position = position + 1 WHERE leaf = 9",
        "DELETE FROM proof_leaves WHERE leaf = 9",
        "UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1) WHERE leaf = 9",
    ],
)
def test_a_change_of_the_proof_alone_does_not_cast_doubt_on_the_log(
    proven: LedgerSettings, keys: KeyFile, statement: str
) -> None:
    Intruder(proven).do(statement)
    assert found(proven, keys).fault is Fault.PROOF_CHANGED


def test_a_changed_note_of_a_checkpoint_is_found(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder, dice = Intruder(proven), random.Random(7)
    for size, note in intruder.rows("SELECT size, note FROM proof_checkpoints"):
        changed = bytearray(note)
        changed[dice.randrange(len(note) - 1)] ^= 1 << dice.randrange(8)
        intruder.do(("UPDATE proof_checkpoints SET note = ? WHERE size = ?", (bytes(changed), size)))
        assert found(proven, keys).fault is Fault.FORGED
        intruder.do(("UPDATE proof_checkpoints SET note = ? WHERE size = ?", (note, size)))
    assert verify(proven, keys).found is None


def test_a_byte_flipped_in_the_file_itself_is_found(sqlite_settings: LedgerSettings, keys: KeyFile) -> None:
    ledger = open_ledger(sqlite_settings, REGISTRY)
    live(ledger, 30)
    prove(ledger, keys)
    stored = [row.state for row in ledger.stored_log()] + [row.body for row in ledger.stored_receipts()]
    ledger.close()
    path, dice = path_of(sqlite_settings.url), random.Random(99)
    whole = path.read_bytes()
    for _ in range(FLIPS):
        entry = dice.choice(stored)
        at = whole.find(entry) + dice.randrange(len(entry))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :])
        assert found(sqlite_settings, keys).fault is Fault.CHANGED
    path.write_bytes(whole)
    assert verify(sqlite_settings, keys).found is None
