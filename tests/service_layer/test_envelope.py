"""An envelope proves who asked for what, of which center."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.roles import Actor, Role
from service_layer.envelope import BadEnvelope, Envelope, Signer

KEY = "a-signing-key-of-forty-characters-or-more"
OFFICER = Actor(id="officer-li", name="李经办", role=Role.OFFICER)


def envelope(**changes: object) -> Envelope:
    content = {
        "stream": "sh-test",
        "command_id": "c1",
        "command": json.dumps({"type": "commend", "reason": "成效显著"}),
        "actor": OFFICER,
        "sent_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return Envelope.model_validate(content | changes)


def test_what_was_signed_is_opened_unchanged() -> None:
    signed = Signer(KEY).sign(envelope())
    assert Signer(KEY).open(signed.model_dump_json(), "sh-test") == signed


@pytest.mark.parametrize(
    "change",
    [
        {"command_id": "c2"},
        {"command": json.dumps({"type": "revoke_center"})},
        {"actor": OFFICER.model_copy(update={"role": Role.APPROVER})},
        {"expected_version": 7},
        {"sent_at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"signature": "0" * 64},
        {"signature": "签名"},
    ],
    ids=["command id", "command", "role", "expected version", "instant", "signature", "signature of other letters"],
)
def test_a_changed_envelope_is_not_ours(change: dict[str, object]) -> None:
    forged = Signer(KEY).sign(envelope()).model_copy(update=change)
    with pytest.raises(BadEnvelope, match="signature_invalid"):
        Signer(KEY).open(forged.model_dump_json(), "sh-test")


def test_an_envelope_for_one_center_is_none_for_another() -> None:
    signed = Signer(KEY).sign(envelope()).model_dump_json()
    with pytest.raises(BadEnvelope, match="signature_invalid"):
        Signer(KEY).open(signed, "sh-other")


def test_another_key_signs_nothing_here() -> None:
    signed = Signer(KEY[::-1]).sign(envelope()).model_dump_json()
    with pytest.raises(BadEnvelope, match="signature_invalid"):
        Signer(KEY).open(signed, "sh-test")


@given(st.text())
def test_whatever_text_comes_in_is_at_worst_a_bad_envelope(text: str) -> None:
    with pytest.raises(BadEnvelope):
        Signer(KEY).open(text, "sh-test")


def test_an_envelope_whose_command_is_no_json_cannot_be_read() -> None:
    signed = Signer(KEY).sign(envelope(command="{"))
    with pytest.raises(BadEnvelope, match="envelope_unreadable"):
        Signer(KEY).open(signed.model_dump_json(), "sh-test")


def test_a_short_key_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="32 characters"):
        Signer("short")


def test_the_digest_is_of_what_was_asked_and_not_of_how_it_was_spelled() -> None:
    spaced = envelope(command='{ "reason": "成效显著",  "type": "commend" }', sent_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert spaced.digest() == envelope().digest()


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "sh-other"},
        {"command": json.dumps({"type": "commend", "reason": "另有原因"})},
        {"actor": OFFICER.model_copy(update={"id": "officer-wang"})},
    ],
    ids=["center", "content", "person"],
)
def test_another_question_has_another_digest(change: dict[str, object]) -> None:
    assert envelope(**change).digest() != envelope().digest()


@pytest.mark.parametrize("command", ['{"n": NaN}', '{"n": "\\ud800"}', "[" * 1_000 + "]" * 1_000], ids=ascii)
def test_a_command_that_is_no_strict_json_is_no_envelope(command: str) -> None:
    signed = Signer(KEY).sign(envelope(command=command))
    with pytest.raises(BadEnvelope, match="envelope_unreadable"):
        Signer(KEY).open(signed.model_dump_json(), "sh-test")
