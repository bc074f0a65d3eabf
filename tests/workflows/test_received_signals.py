"""What an operator reads of a signal that nobody has verified: a term of ours, or its name."""

import json
from datetime import UTC, datetime

import pytest

from activities.messages import ReceivedSignal, RecordDecision
from domain.decider import DECISIONS
from workflows.received_signals import LONGEST_ENVELOPE, named_decision

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def word(text: str) -> ReceivedSignal:
    return ReceivedSignal(signal="decide", text=text, heard_at=NOW)


def envelope(command: object) -> str:
    return json.dumps({"stream": "c", "command": command if isinstance(command, str) else json.dumps(command)})


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.type)
def test_every_decision_is_named_wherever_its_type_stands(decision: object) -> None:
    name = decision.type  # type: ignore[attr-defined]
    assert named_decision(word(envelope({"note": '"type": "withdraw"', "type": name}))) == decision.label  # type: ignore[attr-defined]


def test_the_notice_of_working_days_is_named() -> None:
    assert named_decision(word(envelope({"type": "enter_holiday_notice"}))) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "approve it, please",
        "{",
        "null",
        "[]",
        "{}",
        '{"command": 7}',
        '{"command": "not JSON"}',
        envelope([]),
        envelope({"type": "打电话找我"}),
        envelope({"type": ["withdraw"]}),
        envelope("[" * 100_000),
        '{"command":' + "[" * (LONGEST_ENVELOPE - 100),
        '{"command":' + "9" * 100_000 + "}",
    ],
    ids=range(14),
)
def test_whatever_else_was_sent_is_named_by_nothing(text: str) -> None:
    assert named_decision(word(text)) is None


def test_what_a_newer_program_adds_to_a_message_is_passed_over() -> None:
    request = RecordDecision(stream="c", word=word("{}"))
    newer = request.model_dump(mode="json") | {"added": 1}
    newer["word"] |= {"added": 2}
    assert RecordDecision.model_validate(newer) == request
