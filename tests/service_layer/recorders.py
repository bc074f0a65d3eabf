"""A decision recorder over a real ledger in a file, and what tests say to it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from domain.guideline.policy import Policy
from domain.imported.facts import ImportCenter
from domain.kernel.roles import Actor, Role
from ledger.opening import open_ledger
from ledger.receipts import Receipt
from ledger.settings import LedgerSettings
from service_layer.envelope import Envelope, Signer
from service_layer.recording import DecisionRecorder, Delivery
from tests.writing import import_entry, make_ledger

CENTER = "sh-test"
KEY = "a-signing-key-of-forty-characters-or-more"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
IN_A_YEAR_WITHOUT_A_CALENDAR = datetime(2029, 1, 5, 2, tzinfo=UTC)
REGISTRATION = {
    "type": "register_center",
    "name_zh": "上海市海缆产业计量测试中心",
    "field": {"field": "high_end_equipment"},
    "industry_scope": "海底电缆",
    "lead": {"name": "某计量院", "uscc": "123100004250000064", "kind": "metrology_institution", "district": "pudong"},
}
WITHDRAWAL = {"type": "withdraw", "reason": "另行申报"}


@contextmanager
def opened(folder: Path) -> Iterator[DecisionRecorder]:
    """A desk over a real ledger in a file, at ``NOW``."""
    settings = LedgerSettings(url=f"sqlite:///{folder / 'ledger.sqlite3'}")
    make_ledger(settings)
    ledger = open_ledger(settings)
    yield DecisionRecorder(ledger, Signer(KEY), Policy(), lambda: NOW)
    ledger.close()


def at(recorder: DecisionRecorder, clock: datetime) -> DecisionRecorder:
    """The same desk, by whose clock it is another instant (UTC)."""
    return replace(recorder, clock=lambda: clock)


def actor(role: Role) -> Actor:
    return Actor(id=f"{role.value}-1", name=role.label.zh, role=role, anyone=True)


def envelope_of(
    recorder: DecisionRecorder,
    command: Mapping[str, Any],
    role: Role,
    command_id: str,
    *,
    stream: str = CENTER,
    expected_version: int | None = None,
    sent_at: datetime = NOW,
) -> Envelope:
    """A signed decision."""
    return recorder.signer.sign(
        Envelope(
            stream=stream,
            command_id=command_id,
            command=json.dumps(command),
            actor=actor(role),
            expected_version=expected_version,
            sent_at=sent_at,
        )
    )


def tell(
    recorder: DecisionRecorder,
    command: Mapping[str, Any],
    role: Role,
    command_id: str,
    *,
    stream: str = CENTER,
    signal: str = "decide",
    version: int | None = None,
    now: datetime = NOW,
    sent_at: datetime | None = None,
    heard_at: datetime | None = None,
) -> Receipt:
    """A decision as it comes to the desk: sent, heard and recorded ``now`` (UTC), unless something else is said."""
    envelope = envelope_of(
        recorder, command, role, command_id, stream=stream, expected_version=version, sent_at=sent_at or now
    )
    return say(recorder, envelope.model_dump_json(), stream=stream, signal=signal, now=now, heard_at=heard_at)


def say(
    recorder: DecisionRecorder,
    text: str,
    *,
    stream: str = CENTER,
    signal: str = "decide",
    now: datetime = NOW,
    heard_at: datetime | None = None,
) -> Receipt:
    return at(recorder, now).receive(Delivery(stream, signal, text, heard_at or now))


def receipt(recorder: DecisionRecorder, command_id: str) -> Receipt:
    found = recorder.ledger.receipt(command_id)
    assert found is not None
    return found


def strays(recorder: DecisionRecorder) -> list[Receipt]:
    kept = [Receipt.from_bytes(row.body) for row in recorder.ledger.stored_receipts()]
    return [one for one in kept if one.command_id.startswith("signal-")]


def refusal_code(answer: Receipt) -> str:
    assert answer.refusal is not None
    return answer.refusal.code


def take_up_a_center_under_construction(recorder: DecisionRecorder, now: datetime) -> None:
    command = ImportCenter.model_validate(
        {
            "center_id": CENTER,
            "name_zh": "上海市海缆产业计量测试中心",
            "level": "municipal",
            "region": "上海",
            "field": "aerospace",
            "source": "新闻报道",
            "facts": [
                {"kind": "construction_approved", "date": "2028-05", "certainty": "reported", "source": "新闻报道"}
            ],
        }
    )
    recorder.ledger.append(*import_entry(recorder.ledger, command, now))
