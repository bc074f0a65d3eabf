"""A witness signs what it has seen to continue what it saw before, and says when a log does not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from ledger.application import Ledger
from ledger.opening import open_ledger
from ledger.proof.checkpoint import cosignatures, read
from ledger.proof.cosigning import WitnessDisagrees
from ledger.proof.keys import KeyFile, SigningKey, VerifierKey
from ledger.proof.schemes import COSIGNATURE
from ledger.proof.witness import Witness, WitnessAway
from ledger.settings import LedgerSettings
from settings import Settings
from tests.ledger.sample import REGISTRY
from tests.proof.house import live, prove
from tests.proof.witness_server import AT, NAME, WitnessServer, witnessing


@pytest.fixture
def server(ledger: Ledger, keys: KeyFile) -> Iterator[WitnessServer]:
    live(ledger, 3)
    prove(ledger, keys)
    with witnessing(str(keys.verifier_keys()[-1])) as found:
        yield found


def witness_of(ledger: Ledger, server: WitnessServer) -> Witness:
    return ledger.proof.witness(server.url, VerifierKey.parse(server.verifier_key))


def test_each_checkpoint_is_signed_once_it_is_shown_to_continue_the_last(
    ledger: Ledger, keys: KeyFile, server: WitnessServer
) -> None:
    witness, key = witness_of(ledger, server), VerifierKey.parse(server.verifier_key)
    assert witness.deliver() == 1
    for start, decisions in ((3, 1), (4, 9), (13, 4), (17, 23)):
        live(ledger, decisions, start)
        prove(ledger, keys, entries=10)
        assert witness.deliver() > 0
    assert set(server.answers) == {200}
    assert server.size == ledger.proof.checkpoint().size
    signed = ledger.proof.cosigned(key)
    assert [one.size for one, _ in signed] == [one.size for one in ledger.proof._tables.checkpoints()]
    assert {at for _, at in signed} == {AT}


def test_the_note_has_the_signatures_of_both_and_is_verified_by_either_key(
    ledger: Ledger, keys: KeyFile, server: WitnessServer
) -> None:
    witness_of(ledger, server).deliver()
    note, key = ledger.proof.checkpoint().text, VerifierKey.parse(server.verifier_key)
    assert [line.split(" ")[1] for line in note.splitlines()[-2:]] == [keys.verifier_keys()[-1].name, NAME]
    assert read(note, keys.verifier_keys()).size == server.size
    assert [one.at for one in cosignatures(note, key)] == [AT]
    assert ledger.proof.verification(keys).run([note]).found is None


def test_an_answer_that_was_lost_is_asked_for_again(ledger: Ledger, server: WitnessServer) -> None:
    """The witness has signed, and nobody here has heard: it tells the size, and signs the same again."""
    body = f"old 0\n\n{ledger.proof.checkpoint().text}"
    assert server.asked(body)[0] == 200
    assert witness_of(ledger, server).deliver() == 1
    assert server.answers == [409, 200]
    assert len(ledger.proof.cosigned(VerifierKey.parse(server.verifier_key))) == 1


def test_a_witness_that_has_seen_more_than_the_log_has_is_an_alarm(
    ledger: Ledger, keys: KeyFile, server: WitnessServer
) -> None:
    server.size = 1_000
    with pytest.raises(WitnessDisagrees, match=r"1000.*hengxu audit verify"):
        witness_of(ledger, server).deliver()
    assert ledger.proof.witness_lag(server.url).entries > 0


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_log_that_does_not_continue_what_the_witness_saw_is_an_alarm(
    ledger: Ledger, server: WitnessServer, size: int
) -> None:
    server.size, server.root = size, bytes(32)
    with pytest.raises(WitnessDisagrees):
        witness_of(ledger, server).deliver()
    assert server.answers == [409, 422]
    assert ledger.proof.cosigned(VerifierKey.parse(server.verifier_key)) == []


@pytest.mark.parametrize(
    ("status", "text"),
    [(403, ""), (404, ""), (500, ""), (200, ""), (200, "nothing\n"), (200, f"— {NAME} AAAA\n"), (409, "many\n")],
)
def test_what_is_no_signature_of_the_witness_is_none_and_the_checkpoint_is_offered_again(
    ledger: Ledger, server: WitnessServer, status: int, text: str
) -> None:
    witness, server.says = witness_of(ledger, server), (status, text)
    with pytest.raises(WitnessDisagrees if status == 409 else WitnessAway):
        witness.deliver()
    assert ledger.proof.checkpoint().text.count("— ") == 1
    server.says = None
    assert witness.deliver() == 1
    assert ledger.proof.checkpoint().text.count("— ") == 2


def test_a_signature_of_another_key_or_of_another_note_is_none(ledger: Ledger, server: WitnessServer) -> None:
    with witnessing(server.log_name + "+00000000+" + "AQ" + "A" * 42) as other:
        note = ledger.proof.checkpoint().text
        text = f"{note.partition(chr(10) * 2)[0]}\n"
        key = VerifierKey.parse(server.verifier_key)
        assert cosignatures(note + server.cosignature(text), key)
        assert not cosignatures(note + other.cosignature(text), key)
        assert not cosignatures(note + server.cosignature(text.replace("\n", "\n\n")), key)


def test_no_log_signs_as_a_witness(server: WitnessServer) -> None:
    with pytest.raises(NotImplementedError):
        SigningKey(NAME, bytes(32), COSIGNATURE).sign(b"a checkpoint")


def test_a_key_that_is_no_witnesss_or_has_no_address_refuses_to_start(server: WitnessServer, tmp_path: Path) -> None:
    log_key = str(SigningKey.new("log.example/hengxu").verifier)
    with pytest.raises(ValidationError, match="tlog-cosignature"):
        Settings(checkpoint_witness=server.url, checkpoint_witness_verifier=log_key)
    for place in (None, str(tmp_path / "file")):
        with pytest.raises(ValidationError, match="HENGXU_CHECKPOINT_WITNESS"):
            Settings(checkpoint_witness=place, checkpoint_witness_verifier=server.verifier_key)
    assert (
        Settings(checkpoint_witness=server.url, checkpoint_witness_verifier=server.verifier_key).witness_key is not None
    )


def test_a_new_log_has_a_name_that_no_other_has(tmp_path: Path) -> None:
    names = {Settings(data=tmp_path, url="https://jlcs.example.gov.cn").log_name for _ in range(3)}
    assert len(names) == 3
    assert all(re.fullmatch(r"jlcs\.example\.gov\.cn/hengxu/[0-9a-f]{12}", name) for name in names)
    assert Settings(checkpoint_name="log.example/a").log_name == "log.example/a"


def test_what_a_witness_has_signed_is_kept_over_a_restart(
    ledger: Ledger, settings: LedgerSettings, server: WitnessServer
) -> None:
    witness_of(ledger, server).deliver()
    again = open_ledger(settings, REGISTRY)
    try:
        assert again.proof.checkpoint().text == ledger.proof.checkpoint().text
    finally:
        again.close()
