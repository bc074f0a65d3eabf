"""Where log and proof were rewritten together, only a range is certain; what is said is that, and no more."""

from itertools import pairwise

import pytest

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.checkpoint import BadCheckpoint
from ledger.proof.keys import KeyFile, VerifierKeys
from ledger.proof.leaves import Entries, Place
from ledger.proof.verify import FEW, Fault
from ledger.settings import LedgerSettings
from tests.ledger.sample import REGISTRY, Opened, decide, refusal_of
from tests.proof.house import NAME, Intruder, found, prove, verify


def rewritten(settings: LedgerSettings, position: int) -> None:
    """An event, and the leaf that stands for it, by somebody who knows how leaves are made."""
    intruder = Intruder(settings)
    intruder.do(("UPDATE events SET state = ? WHERE position = ?", (b'{"name_zh": "forged"}', position)))
    ledger = open_ledger(settings, REGISTRY, guarded=False)
    page = Entries(ledger._recorder).page(Place(0, 0))
    ledger.close()
    leaf = next(leaf for leaf in page.leaves if leaf.position == position)
    intruder.do(("UPDATE proof_leaves SET hash = ? WHERE leaf = ?", (leaf.hash, leaf.leaf)))


def ends(settings: LedgerSettings) -> list[tuple[int, int]]:
    """Position and receipt at each checkpoint."""
    found = Intruder(settings).rows(
        "SELECT position, number FROM proof_leaves WHERE leaf + 1 IN (SELECT size FROM proof_checkpoints) ORDER BY leaf"
    )
    return [(row[0], row[1]) for row in found]


@pytest.mark.parametrize("position", [1, 12, 20, 30])
def test_an_entry_rewritten_with_its_proof_is_found_between_two_checkpoints(
    proven: LedgerSettings, keys: KeyFile, position: int
) -> None:
    marks = [(0, 0), *ends(proven)]
    before, after = next(pair for pair in pairwise(marks) if pair[0][0] < position <= pair[1][0])
    rewritten(proven, position)
    finding = found(proven, keys)
    assert (finding.fault, finding.position, finding.until) == (Fault.CHANGED, before[0] + 1, after[0])
    assert (finding.receipt, finding.until_receipt) == (before[1] + 1, after[1])
    assert set(finding.centers) == {"ic", "uhv", "chip-1"}
    assert finding.center == finding.centers[0]


def test_many_centers_of_a_range_are_not_all_named(settings: LedgerSettings, ledger: Ledger, keys: KeyFile) -> None:
    for n in range(20):
        decide(ledger, f"c-{n:02}", Opened(name_zh="中心"), command_id=f"command-{n}")
    prove(ledger, keys)
    ledger.close()
    rewritten(settings, 7)
    assert found(settings, keys).centers == tuple(f"c-{n:02}" for n in range(FEW + 1))


def test_a_range_of_refusals_alone_names_receipts_and_no_event(
    settings: LedgerSettings, ledger: Ledger, keys: KeyFile
) -> None:
    decide(ledger, "ic", Opened(name_zh="中心"), command_id="first")
    prove(ledger, keys)
    for n in range(3):
        ledger.refuse(refusal_of("ic", 1, f"refused-{n}"))
    prove(ledger, keys)
    ledger.close()
    Intruder(settings).do(
        "UPDATE receipts SET body = (SELECT body FROM receipts WHERE number = 4) WHERE number = 3",
        "UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 1) WHERE leaf = 2",
    )
    finding = found(settings, keys)
    assert (finding.position, finding.until, finding.receipt, finding.until_receipt) == (1, None, 2, 4)
    assert finding.centers == ("ic",)


def test_a_changed_leaf_elsewhere_does_not_mislead_from_a_rewritten_entry(
    proven: LedgerSettings, keys: KeyFile
) -> None:
    """The first leaf that differs is not the first bad entry when somebody has changed a leaf in front of it."""
    Intruder(proven).do("UPDATE proof_leaves SET hash = (SELECT hash FROM proof_leaves WHERE leaf = 0) WHERE leaf = 3")
    rewritten(proven, 6)
    finding = found(proven, keys)
    assert (finding.fault, finding.position) == (Fault.CHANGED, 1)
    assert (finding.until or 0) >= 6


def test_an_end_cut_off_with_its_proof_is_found_between_the_last_sound_checkpoint_and_the_cut(
    proven: LedgerSettings, keys: KeyFile
) -> None:
    intruder, marks = Intruder(proven), ends(proven)
    number = marks[2][1] + 4
    [(head,)] = intruder.rows(f"SELECT head FROM receipts WHERE number = {number}")
    intruder.do(
        f"DELETE FROM receipts WHERE number > {number}",
        f"DELETE FROM events WHERE position > {head}",
        f"DELETE FROM proof_leaves WHERE leaf >= {number + head}",
    )
    finding = found(proven, keys)
    assert (finding.fault, finding.position, finding.until) == (Fault.CUT_OFF, marks[2][0] + 1, head + 1)


def test_a_checkpoint_taken_from_the_middle_is_missed_by_whoever_kept_it(proven: LedgerSettings, keys: KeyFile) -> None:
    intruder = Intruder(proven)
    notes = [bytes(row[0]).decode() for row in intruder.rows("SELECT note FROM proof_checkpoints ORDER BY size")]
    intruder.do("DELETE FROM proof_checkpoints WHERE size = (SELECT min(size) FROM proof_checkpoints)")
    assert verify(proven, keys).found is None
    finding = found(proven, keys, *notes)
    assert (finding.fault, finding.position) == (Fault.PROOF_CHANGED, 10)


def test_only_keys_that_are_held_apart_are_trusted_when_they_are_given(proven: LedgerSettings, keys: KeyFile) -> None:
    apart = keys.path.with_name("apart.pub")
    apart.write_text(f"{keys.verifier_keys()[0]}\n")
    elsewhere = keys.last_note() or ""
    forger = KeyFile(keys.path.with_name("forger"))
    forger.make(NAME)
    keys.public.write_text("".join(f"{key}\n" for key in forger.verifier_keys()))
    ledger = open_ledger(proven, REGISTRY)
    try:
        assert ledger.proof.verification(VerifierKeys(apart)).run([elsewhere]).found is None
        verdict = ledger.proof.verification(keys).run()
        assert verdict.found is not None
        assert verdict.found.fault is Fault.FORGED
        with pytest.raises(BadCheckpoint):
            ledger.proof.verification(keys).run([elsewhere])
        beside = ledger.proof.verification(VerifierKeys(apart)).run(beside=["no checkpoint\n"])
        assert beside.found is not None
        assert beside.found.fault is Fault.FORGED
    finally:
        ledger.close()
