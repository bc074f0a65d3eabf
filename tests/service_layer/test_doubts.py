"""What is allowed but unusual is asked; the confirmation is a decision of its own, and stands on record."""

import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from domain.guideline.policy import EDITION
from domain.kernel.roles import Role
from ledger.receipts import Receipt
from service_layer.envelope import WITHOUT_KEY
from service_layer.recording import DecisionRecorder
from tests.service_layer.recorders import NOW, REGISTRATION, refusal_code, tell

LONG_AGO = REGISTRATION | {"effective_on": "2023-02-27"}


def confirming(body: Mapping[str, Any], confirms: str | None, *doubts: str) -> dict[str, Any]:
    return {**body, "confirmed": {"confirms": confirms, "doubts": doubts, "reason": "纸质文件如此"}}


def doubts_in(answer: Receipt) -> list[str]:
    assert answer.refusal is not None
    return [doubt["code"] for doubt in answer.refusal.params["doubts"]]


def test_a_day_long_ago_is_asked_about_and_the_answer_is_a_receipt(recorder: DecisionRecorder) -> None:
    asked = tell(recorder, LONG_AGO, Role.OFFICER, "c1")
    assert (asked.outcome, refusal_code(asked)) == ("refused", "needs_confirmation")
    assert doubts_in(asked) == ["day_long_ago"]
    assert recorder.ledger.receipt("c1") == asked
    assert recorder.ledger.version("sh-test") == 0


def test_what_is_confirmed_under_a_key_of_its_own_goes_on_record_with_doubts_and_reason(
    recorder: DecisionRecorder,
) -> None:
    tell(recorder, LONG_AGO, Role.OFFICER, "c1")
    answer = tell(recorder, confirming(LONG_AGO, "c1", "day_long_ago"), Role.OFFICER, "c2")
    assert answer.outcome == "recorded"
    (record,) = recorder.ledger.history("sh-test")
    assert record.confirmed is not None
    assert (record.confirmed.confirms, record.confirmed.reason) == ("c1", "纸质文件如此")
    assert [(doubt.code, doubt.params) for doubt in record.confirmed.doubts] == [
        ("day_long_ago", {"effective_on": "2023-02-27"})
    ]


def test_a_first_request_may_bring_its_confirmation_along_and_only_what_was_doubtful_goes_on_record(
    recorder: DecisionRecorder,
) -> None:
    body = confirming(LONG_AGO, None, "day_long_ago", "repeated_at_once")
    assert tell(recorder, body, Role.OFFICER, "c1").outcome == "recorded"
    (record,) = recorder.ledger.history("sh-test")
    assert record.confirmed is not None
    assert [doubt.code for doubt in record.confirmed.doubts] == ["day_long_ago"]


def test_what_was_not_doubtful_leaves_no_trace_of_a_confirmation_in_the_stored_bytes(
    recorder: DecisionRecorder,
) -> None:
    tell(recorder, confirming(REGISTRATION, None, "day_long_ago"), Role.OFFICER, "c1")
    (row,) = recorder.ledger.stored_log()
    assert "confirmed" not in json.loads(row.state)


def test_a_decision_says_by_which_text_and_numbers_it_was_taken(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    (row,) = recorder.ledger.stored_log()
    assert json.loads(row.state)["decided_under"] == {"guideline": "沪市监计量〔2023〕213号", "policy": EDITION}


def test_a_doubt_that_was_not_confirmed_is_asked_still(recorder: DecisionRecorder) -> None:
    answer = tell(recorder, confirming(LONG_AGO, None, "repeated_at_once"), Role.OFFICER, "c1")
    assert doubts_in(answer) == ["day_long_ago"]


@pytest.mark.parametrize("changed", [{"effective_on": "2022-02-27"}, {"name_zh": "上海市另一产业计量测试中心"}])
def test_another_decision_than_the_one_that_was_asked_about_is_not_confirmed(
    recorder: DecisionRecorder, changed: Mapping[str, Any]
) -> None:
    tell(recorder, LONG_AGO, Role.OFFICER, "c1")
    answer = tell(recorder, confirming({**LONG_AGO, **changed}, "c1", "day_long_ago"), Role.OFFICER, "c2")
    assert refusal_code(answer) == "confirms_another_decision"


def test_whoever_was_not_asked_does_not_confirm(recorder: DecisionRecorder) -> None:
    tell(recorder, LONG_AGO, Role.OFFICER, "c1")
    answer = tell(recorder, confirming(LONG_AGO, "c1", "day_long_ago"), Role.APPLICANT, "c2")
    assert refusal_code(answer) == "confirms_another_decision"


@pytest.mark.parametrize("confirms", ["no-such-request", "c0"])
def test_nothing_is_confirmed_that_was_never_asked(recorder: DecisionRecorder, confirms: str) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c0", stream="sh-another")
    answer = tell(recorder, confirming(LONG_AGO, confirms, "day_long_ago"), Role.OFFICER, "c2")
    assert refusal_code(answer) == "confirms_another_decision"


def test_a_doubt_that_has_appeared_since_is_asked_and_then_confirmed_with_the_first(
    recorder: DecisionRecorder,
) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-01"}, Role.OFFICER, "c0")
    amendment = {"type": "amend_organisations", "lead": REGISTRATION["lead"], "reason": "更名"}
    dated = amendment | {"effective_on": "2026-02-10"}
    tell(recorder, amendment | {"effective_on": "2026-02-20"}, Role.OFFICER, "c1")
    assert doubts_in(tell(recorder, dated, Role.OFFICER, "c2")) == ["day_before_last_act"]
    tell(recorder, amendment | {"effective_on": "2026-02-25"}, Role.OFFICER, "c3")
    again = tell(recorder, confirming(dated, "c2", "day_before_last_act"), Role.OFFICER, "c4")
    assert doubts_in(again) == ["day_before_last_act"]
    answer = tell(recorder, confirming(dated, "c4", "day_before_last_act"), Role.OFFICER, "c5")
    assert answer.outcome == "recorded"


def test_an_act_that_was_confirmed_out_of_order_does_not_hide_a_later_one_of_its_kind(
    recorder: DecisionRecorder,
) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-01"}, Role.OFFICER, "c0")
    amendment = {"type": "amend_organisations", "lead": REGISTRATION["lead"], "reason": "更名"}
    dated = amendment | {"effective_on": "2026-02-10"}
    tell(recorder, amendment | {"effective_on": "2026-02-20"}, Role.OFFICER, "c1")
    tell(recorder, dated, Role.OFFICER, "c2")
    confirmed = tell(recorder, confirming(dated, "c2", "day_before_last_act"), Role.OFFICER, "c3")
    assert confirmed.outcome == "recorded"
    between = amendment | {"effective_on": "2026-02-15"}
    assert doubts_in(tell(recorder, between, Role.OFFICER, "c4")) == ["day_before_last_act"]


def test_the_very_same_decision_without_a_key_within_a_minute_is_asked_about(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-01"}, Role.OFFICER, "c0")
    amendment = {"type": "amend_organisations", "lead": REGISTRATION["lead"], "reason": "更名"}
    tell(recorder, amendment, Role.OFFICER, f"{WITHOUT_KEY}1")
    again = tell(recorder, amendment, Role.OFFICER, f"{WITHOUT_KEY}2", now=NOW + timedelta(seconds=30))
    assert doubts_in(again) == ["repeated_at_once"]
    with_a_key = tell(recorder, amendment, Role.OFFICER, "c3", now=NOW + timedelta(seconds=30))
    assert with_a_key.outcome == "recorded"
    later = tell(recorder, amendment, Role.OFFICER, f"{WITHOUT_KEY}4", now=NOW + timedelta(minutes=2))
    assert later.outcome == "recorded"


@pytest.mark.parametrize(
    ("key", "confirms"), [("c3", f"{WITHOUT_KEY}2"), (f"{WITHOUT_KEY}3", f"{WITHOUT_KEY}2"), (f"{WITHOUT_KEY}3", None)]
)
def test_a_repetition_that_is_confirmed_stands_on_record_as_confirmed(
    recorder: DecisionRecorder, key: str, confirms: str | None
) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-01"}, Role.OFFICER, "c0")
    amendment = {"type": "amend_organisations", "lead": REGISTRATION["lead"], "reason": "更名"}
    tell(recorder, amendment, Role.OFFICER, f"{WITHOUT_KEY}1")
    tell(recorder, amendment, Role.OFFICER, f"{WITHOUT_KEY}2", now=NOW + timedelta(seconds=30))
    unconfirmed = tell(recorder, confirming(amendment, confirms), Role.OFFICER, key, now=NOW + timedelta(seconds=35))
    assert doubts_in(unconfirmed) == ["repeated_at_once"]
    confirmed = confirming(amendment, confirms, "repeated_at_once")
    tell(recorder, confirmed, Role.OFFICER, f"{key}-confirmed", now=NOW + timedelta(seconds=40))
    confirmation = recorder.ledger.history("sh-test")[-1].confirmed
    assert confirmation is not None
    assert [doubt.code for doubt in confirmation.doubts] == ["repeated_at_once"]


def test_a_paper_that_has_not_come_in_is_asked_about_by_its_title_and_not_once_it_has(
    recorder: DecisionRecorder,
) -> None:
    content, digest = b"the paper itself", sha256(b"the paper itself").hexdigest()
    body = REGISTRATION | {"documents": [{"sha256": digest, "title": "协作协议"}]}
    asked = tell(recorder, body, Role.APPLICANT, "c1")
    assert doubts_in(asked) == ["paper_not_held"]
    assert asked.refusal is not None
    assert asked.refusal.params["doubts"][0]["params"] == {"papers": ["协作协议"]}
    recorder.ledger.documents.keep(content, "application/pdf", None, "applicant-1")
    taken = tell(recorder, body, Role.APPLICANT, "c2")
    assert (taken.outcome, taken.documents_held) == ("recorded", [digest])


def test_a_paper_that_is_elsewhere_is_confirmed_and_the_receipt_says_that_the_house_does_not_hold_it(
    recorder: DecisionRecorder,
) -> None:
    body = REGISTRATION | {"documents": [{"sha256": "f" * 64, "title": "协作协议"}]}
    tell(recorder, body, Role.APPLICANT, "c1")
    taken = tell(recorder, confirming(body, "c1", "paper_not_held"), Role.APPLICANT, "c2")
    assert (taken.outcome, taken.documents_held) == ("recorded", [])
    (record,) = recorder.ledger.history("sh-test")
    assert record.confirmed is not None
    assert [doubt.code for doubt in record.confirmed.doubts] == ["paper_not_held"]
