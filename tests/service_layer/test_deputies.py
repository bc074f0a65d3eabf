"""A decision of a deputy on record: in the role of whom they stand in for, and "代" wherever it is named."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.messages import DEPUTIES
from domain.kernel.roles import Actor, Person, Role
from evidence.report import event_line, refusal_line
from ledger.receipts import Receipt
from service_layer.envelope import Envelope
from service_layer.queries import named_deputies, rebuild
from service_layer.recording import DecisionRecorder, Delivery
from tests.domain.deputies import naming
from tests.lives import Body, commands
from tests.service_layer.recorders import CENTER, NOW, REGISTRATION, at, receipt, refusal_code, tell

SUN = Actor(id="officer-2", name="孙经办", role=Role.OFFICER)
WANG = Actor(id="approver-1", name="王审批", role=Role.APPROVER)
TODAY = date(2026, 3, 2)
FOR_WANG = naming(deputy={"id": SUN.id, "name": SUN.name}, begins_on=str(TODAY), ends_on=str(TODAY + timedelta(days=6)))
PROPOSAL = commands()["correct_record"]
CONFIRMATION = commands()["confirm_correction"] | {"correction_id": "c2"}
ENDING = {"type": "end_deputy", "deputyship_id": "d1", "reason": "提前销假"}


def send(
    recorder: DecisionRecorder,
    body: Body,
    actor: Actor,
    command_id: str,
    *,
    stream: str = CENTER,
    sent_at: datetime = NOW,
    now: datetime | None = None,
    **fields: Any,
) -> Receipt:
    text = json.dumps(body, default=str)
    envelope = Envelope(stream=stream, command_id=command_id, command=text, actor=actor, sent_at=sent_at, **fields)
    signed = recorder.signer.sign(envelope).model_dump_json()
    return at(recorder, now or sent_at).receive(Delivery(stream, "decide", signed, now or sent_at))


@pytest.fixture
def proposed(recorder: DecisionRecorder) -> DecisionRecorder:
    """A center with a correction that an approver has to confirm."""
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, PROPOSAL, Role.OFFICER, "c2")
    return recorder


def named(recorder: DecisionRecorder) -> None:
    assert send(recorder, FOR_WANG, WANG, "n1", stream=DEPUTIES).outcome == "recorded"


def test_the_record_and_the_receipt_say_for_whom_a_deputy_decided(proposed: DecisionRecorder) -> None:
    named(proposed)
    answer = send(proposed, CONFIRMATION, SUN, "v1")
    assert answer.outcome == "recorded", answer
    actor = proposed.ledger.history(CENTER)[-1].actor
    assert actor == receipt(proposed, "v1").actor
    assert (actor.id, actor.role, actor.deputy_for) == (SUN.id, Role.APPROVER, Person(id=WANG.id, name=WANG.name))


def test_without_a_naming_it_is_refused_and_the_refusal_says_the_role_of_the_token(proposed: DecisionRecorder) -> None:
    answer = send(proposed, CONFIRMATION, SUN, "v1")
    assert refusal_code(answer) == "role_not_allowed"
    assert answer.actor == SUN


def test_a_deputys_refusal_says_for_whom_as_well(proposed: DecisionRecorder) -> None:
    named(proposed)
    answer = send(proposed, CONFIRMATION | {"correction_id": "c9"}, SUN, "v1")
    assert answer.outcome == "refused"
    assert answer.actor is not None
    assert answer.actor.deputy_for is not None


def test_sent_again_under_its_id_a_deputys_decision_is_the_same_even_after_the_period(
    proposed: DecisionRecorder,
) -> None:
    named(proposed)
    first = send(proposed, CONFIRMATION, SUN, "v1")
    later = NOW + timedelta(days=30)
    assert send(proposed, CONFIRMATION, SUN, "v1", sent_at=later) == first


def test_a_decision_counts_by_the_day_of_its_sending_however_long_it_lay_waiting(proposed: DecisionRecorder) -> None:
    named(proposed)
    last, after = NOW + timedelta(days=6), NOW + timedelta(days=7)
    assert refusal_code(send(proposed, CONFIRMATION, SUN, "v1", sent_at=after)) == "role_not_allowed"
    assert send(proposed, CONFIRMATION, SUN, "v2", sent_at=last, now=after).outcome == "recorded"


def test_an_ended_deputyship_decides_no_more(proposed: DecisionRecorder) -> None:
    named(proposed)
    assert send(proposed, ENDING, WANG, "n2", stream=DEPUTIES).outcome == "recorded"
    assert refusal_code(send(proposed, CONFIRMATION, SUN, "v1")) == "role_not_allowed"


def test_a_deputy_names_no_deputies(proposed: DecisionRecorder) -> None:
    named(proposed)
    for_somebody = FOR_WANG | {"deputy": {"id": "officer-3", "name": "周经办"}}
    assert refusal_code(send(proposed, for_somebody, SUN, "n2", stream=DEPUTIES)) == "role_not_allowed"


def test_no_envelope_of_today_is_shorter_or_longer_for_the_sake_of_deputies(recorder: DecisionRecorder) -> None:
    """What an earlier release has signed and not delivered yet is opened by this one."""
    envelope = Envelope(stream=CENTER, command_id="x", command="{}", actor=SUN, sent_at=NOW)
    assert "deputy" not in envelope.model_dump_json()


def test_the_index_names_both_and_is_the_same_when_it_is_made_anew(proposed: DecisionRecorder) -> None:
    named(proposed)
    send(proposed, CONFIRMATION, SUN, "v1")
    lines = proposed.ledger.read_model.find_lines
    newest = lines(limit=1).items[0]
    assert newest["actor_name"] == "孙经办（代王审批）"
    assert newest in lines(actor="王审批").items
    assert newest in lines(actor="孙经办", role="approver").items
    before = lines(limit=100)
    rebuild(proposed.ledger, proposed.policy)
    assert lines(limit=100) == before


def test_the_report_of_a_bundle_says_it_in_both_languages(proposed: DecisionRecorder) -> None:
    named(proposed)
    refused = send(proposed, CONFIRMATION | {"correction_id": "c9"}, SUN, "v0")
    send(proposed, CONFIRMATION, SUN, "v1")
    record = proposed.ledger.history(CENTER)[-1]
    for line in (event_line(record, 1, "", ""), refusal_line(refused, 1, 1, "", "")):
        assert line.actor == ("孙经办（代王审批）", "孙经办 (deputy for 王审批)")
        assert line.role == Role.APPROVER.label


def test_the_deputies_have_a_stream_of_their_own_and_are_no_center(proposed: DecisionRecorder) -> None:
    named(proposed)
    assert [record.event.wire_name() for record in proposed.ledger.history(DEPUTIES)] == ["DeputyNamed"]
    (one,) = named_deputies(proposed.ledger).named
    assert one.deputyship.deputy.name == SUN.name
    assert rebuild(proposed.ledger, proposed.policy) == 1
    assert proposed.record_passed_time(DEPUTIES, NOW) is None


def test_what_operators_see_of_deputies_names_nobody(proposed: DecisionRecorder) -> None:
    named(proposed)
    summary = proposed.summary(DEPUTIES)
    assert summary is not None
    assert SUN.name not in summary.model_dump_json()
    assert "1" in summary.details
