"""What was put into the proof of an earlier release by nobody who may is moved out of its way, and kept."""

import json

import pytest

from ledger.application import Ledger
from ledger.errors import LedgerUnsafe
from ledger.proof.aside import NothingSigned, Spoilt, set_aside, spoilt
from ledger.proof.keys import KeyFile
from ledger.proof.verify import Fault
from ledger.settings import LedgerSettings
from tests.proof.house import Intruder, found, live, prove, verify

LARGEST = 2**63 - 1
BOGUS_CHECKPOINTS = [
    ("INSERT INTO proof_checkpoints VALUES (?, ?, ?)", (size, b"junk", "2026-03-01T04:00:00Z")) for size in (7, LARGEST)
]
BOGUS_ROWS = [
    ("INSERT INTO proof_leaves VALUES (?, 1, 1, ?)", (LARGEST - 1, bytes(32))),
    *(("INSERT INTO proof_tiles VALUES (?, ?, ?)", (level, tile, bytes(32))) for level, tile in ((1, 5), (2, LARGEST))),
    *(("INSERT INTO proof_tiles VALUES (?, 0, ?)", (level, bytes(32))) for level in (7, 8, 9, 40)),
    ("INSERT INTO proof_witnessed VALUES ('their file', ?, '2026')", (LARGEST,)),
]


def put_aside(settings: LedgerSettings, keys: KeyFile) -> dict[str, int]:
    return set_aside(settings, spoilt(settings, keys.verifier_keys(), keys.last_note()))


def test_a_spoilt_proof_is_whole_again_and_nothing_is_lost(
    settings: LedgerSettings, ledger: Ledger, keys: KeyFile
) -> None:
    live(ledger, 200)
    prove(ledger, keys)
    Intruder(settings).do(*BOGUS_CHECKPOINTS, *BOGUS_ROWS)
    assert found(settings, keys).fault is Fault.FORGED

    assert put_aside(settings, keys) == {
        "proof_checkpoints": 2,
        "proof_leaves": 1,
        "proof_tiles": 6,
        "proof_witnessed": 1,
    }
    rows = Intruder(settings).rows("SELECT source, content, set_aside_at FROM proof_set_aside ORDER BY number")
    assert len(rows) == len(BOGUS_CHECKPOINTS) + len(BOGUS_ROWS)
    contents = [json.loads(content) for _, content, _ in rows]
    assert [bytes.fromhex(row["note"]) for row in contents[:2]] == [b"junk", b"junk"]
    assert contents[1]["size"] == LARGEST

    live(ledger, 100, 200)
    assert prove(ledger, keys) > 0
    verdict = verify(settings, keys)
    assert (verdict.found, verdict.guards, verdict.uncovered) == (None, (), 0)
    assert put_aside(settings, keys) == dict.fromkeys(("proof_checkpoints", *OTHERS), 0)


OTHERS = ("proof_leaves", "proof_tiles", "proof_witnessed")


def test_nothing_of_a_sound_proof_is_moved(proven: LedgerSettings, keys: KeyFile) -> None:
    assert set(put_aside(proven, keys).values()) == {0}
    assert verify(proven, keys).found is None


def test_without_the_keys_nothing_tells_good_from_bad(proven: LedgerSettings, keys: KeyFile) -> None:
    with pytest.raises(NothingSigned):
        spoilt(proven, [], None)
    assert spoilt(proven, keys.verifier_keys(), None).unsigned == []


def test_checkpoints_that_are_gone_are_no_reason_to_move_what_they_covered(
    proven: LedgerSettings, keys: KeyFile
) -> None:
    Intruder(proven).do("DELETE FROM proof_checkpoints WHERE size = (SELECT max(size) FROM proof_checkpoints)")
    with pytest.raises(NothingSigned):
        spoilt(proven, keys.verifier_keys(), keys.last_note())


def test_only_the_owner_moves_anything(postgres_settings: LedgerSettings) -> None:
    with pytest.raises(LedgerUnsafe):
        set_aside(postgres_settings.model_copy(update={"owner_url": None}), Spoilt([], 0))
