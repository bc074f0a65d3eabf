"""A note may carry signatures of other kinds of keys: they are passed over, and a known one is wanted all the same."""

import base64
from hashlib import sha256

import pytest

from evidence import verify
from ledger.proof.checkpoint import BadCheckpoint, read, sign
from ledger.proof.keys import SigningKey
from tests.proof.house import NAME

KEY = SigningKey.new(NAME)
NOTE = sign(KEY, 17, bytes(range(32))).note
KIND = b"\xffSM2"
"""C2SP ``signed-note`` leaves 0xff, and a longer name after it, to kinds of its own."""


def line_of_another_kind(name: str = NAME) -> str:
    key_id = sha256(name.encode() + b"\n" + KIND + bytes(64)).digest()[:4]
    return f"— {name} {base64.b64encode(key_id + bytes(range(64))).decode()}\n"


def with_further_line(*, first: bool) -> str:
    body, _, line = NOTE.partition("\n\n")
    lines = [line_of_another_kind(), line] if first else [line, line_of_another_kind()]
    return f"{body}\n\n{''.join(lines)}"


@pytest.mark.parametrize("first", [True, False])
def test_a_signature_of_an_unknown_kind_is_passed_over(*, first: bool) -> None:
    note = with_further_line(first=first)
    assert read(note, [KEY.verifier])[:3] == (NAME, 17, bytes(range(32)))
    assert verify.read_checkpoint(note, [verify.read_key(str(KEY.verifier))]).size == 17


def test_a_known_signature_is_wanted_all_the_same() -> None:
    note = NOTE.partition("\n\n")[0] + "\n\n" + line_of_another_kind()
    with pytest.raises(BadCheckpoint, match="none of the known keys"):
        read(note, [KEY.verifier])
    with pytest.raises(verify.Fails):
        verify.read_checkpoint(note, [verify.read_key(str(KEY.verifier))])


def test_in_a_bundle_too_a_known_key_whose_signature_fails_condemns_the_note() -> None:
    other = SigningKey.new(NAME)
    body, _, line = NOTE.partition("\n\n")
    wrong = sign(other, 18, bytes(range(32))).note.partition("\n\n")[2]
    known = verify.read_keys(f"{KEY.verifier}\n{other.verifier}\n")
    for lines in (line + wrong, wrong + line):
        with pytest.raises(verify.Fails, match="doesn't hold"):
            verify.read_checkpoint(f"{body}\n\n{lines}", known)
        assert verify.read_checkpoint(f"{body}\n\n{lines}", known[:1]).size == 17


def test_in_a_bundle_too_keys_of_an_unknown_kind_are_passed_over() -> None:
    unknown = f"{NAME}+00000000+{base64.b64encode(KIND + bytes(64)).decode()}"
    assert verify.read_keys(f"{unknown}\n\n{KEY.verifier}\n") == [verify.read_key(str(KEY.verifier))]
    for line in ("a key, if you please", unknown.replace("+00000000", ""), f"{NAME}+0000000z+/1NNMg=="):
        with pytest.raises(verify.Fails):
            verify.read_keys(line)
