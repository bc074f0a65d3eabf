"""A signal becomes events and a receipt, or a refusal with its clause; never half of either."""

import json
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest

from domain.kernel.roles import Role
from domain.working_calendar.messages import STREAM as CALENDAR
from service_layer.envelope import Envelope
from service_layer.recording import DecisionRecorder
from tests.service_layer.recorders import (
    IN_A_YEAR_WITHOUT_A_CALENDAR,
    NOW,
    REGISTRATION,
    WITHDRAWAL,
    actor,
    at,
    receipt,
    refusal_code,
    say,
    strays,
    take_up_a_center_under_construction,
    tell,
)

NOTICE_OF_2031 = {
    "year": 2031,
    "number": "国办发明电〔2030〕9号",
    "issued_on": "2026-01-05",
    "holidays": ["2031-01-01"],
}
NOTICE = {"type": "enter_holiday_notice", "notice": NOTICE_OF_2031}


def test_a_decision_is_an_event_a_receipt_and_a_row_of_the_register(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    answer = receipt(recorder, "c1")
    assert answer.outcome == "recorded"
    assert [(ref.position, ref.type, ref.clause) for ref in answer.events] == [(1, "CenterRegistered", "3.1")]
    assert recorder.ledger.read_model.find_centers().items[0]["phase"] == "incubation"
    standing = recorder.summary("sh-test")
    assert standing is not None
    assert "提交产业调研" in standing.details


def test_a_record_says_when_it_took_effect_when_it_was_recorded_and_by_whom(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-27", "note": "按书面材料"}, Role.OFFICER, "c1")
    [record] = recorder.ledger.history("sh-test")
    assert record.effective_on == date(2026, 2, 27)
    assert record.recorded_at == NOW
    assert (record.actor.id, record.note) == ("officer-1", "按书面材料")


def test_a_receipt_says_which_of_the_named_files_the_house_held(recorder: DecisionRecorder) -> None:
    paper = recorder.ledger.documents.keep(b"paper", "application/pdf", None, "applicant-1")[0].sha256
    named = [{"sha256": digest, "title": "申请书"} for digest in (paper, "f" * 64)]
    confirmed = {"doubts": ["paper_not_held"], "reason": "另存纸质文件"}
    tell(recorder, REGISTRATION | {"documents": named, "confirmed": confirmed}, Role.APPLICANT, "a")
    assert receipt(recorder, "a").documents_held == [paper]
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "b")
    assert receipt(recorder, "b").documents_held == []


def test_a_refusal_is_kept_with_its_clause_and_changes_nothing(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, WITHDRAWAL, Role.OFFICER, "c2")
    answer = receipt(recorder, "c2")
    assert answer.outcome == "refused"
    assert refusal_code(answer) == "role_not_allowed"
    assert len(recorder.ledger.history("sh-test")) == 1


def test_the_same_decision_sent_twice_is_one_event_and_the_same_receipt(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    first = receipt(recorder, "c1")
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", now=NOW + timedelta(hours=3))
    assert receipt(recorder, "c1") == first
    assert recorder.ledger.head() == 1


def test_the_same_id_with_other_content_is_refused_and_the_first_answer_stands(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c1")
    assert receipt(recorder, "c1").command_type == "register_center"
    assert [refusal_code(stray) for stray in strays(recorder)] == ["command_id_reused"]


def test_a_decision_on_another_version_than_expected_is_refused(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c2", version=7)
    assert refusal_code(receipt(recorder, "c2")) == "version_moved"
    assert receipt(recorder, "c2").refusal is not None
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c3", version=1)
    assert receipt(recorder, "c3").outcome == "recorded"


@pytest.mark.parametrize(
    ("text", "signal", "code"),
    [
        ("no json at all", "decide", "envelope_unreadable"),
        ('{"stream": "sh-test"}', "approval", "envelope_unreadable"),
        ("[" * 100_000, "decide", "envelope_unreadable"),
        ("{}", "revoke_everything", "signal_unknown"),
    ],
    ids=["no json", "no envelope", "too deep", "no such signal"],
)
def test_a_stray_signal_is_refused_and_recorded(recorder: DecisionRecorder, text: str, signal: str, code: str) -> None:
    assert say(recorder, text, signal=signal).outcome == "refused"
    assert recorder.summary("sh-test") is None
    assert [refusal_code(stray) for stray in strays(recorder)] == [code]


def test_a_workflow_that_somebody_started_under_an_odd_name_harms_nothing(recorder: DecisionRecorder) -> None:
    say(recorder, "{}", stream="sh\x00test" + "x" * 500)
    assert [refusal_code(stray) for stray in strays(recorder)] == ["envelope_unreadable"]


def test_a_forged_envelope_cannot_take_the_id_of_a_true_one(recorder: DecisionRecorder) -> None:
    true = Envelope(
        stream="sh-test",
        command_id="c1",
        command=json.dumps(REGISTRATION),
        actor=actor(Role.OFFICER),
        sent_at=NOW,
    )
    say(recorder, true.model_copy(update={"signature": "f" * 64}).model_dump_json())
    assert recorder.ledger.receipt("c1") is None
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    assert receipt(recorder, "c1").outcome == "recorded"
    assert [refusal_code(stray) for stray in strays(recorder)] == ["signature_invalid"]


def test_a_signed_command_that_this_program_cannot_read_is_answered_under_its_own_id(
    recorder: DecisionRecorder,
) -> None:
    tell(recorder, {"type": "of_a_later_release"}, Role.OFFICER, "c9")
    assert refusal_code(receipt(recorder, "c9")) == "command_unreadable"


def test_two_who_decide_at_once_get_one_event_each_and_no_gap(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c0")
    start = Barrier(4)

    def decide(command_id: str) -> None:
        start.wait()
        research = {"scope": "x", "current_state": "x", "trends_domestic": "x", "trends_abroad": "x", "first_plan": "x"}
        gap = {"kind": "unmeasurable", "quantity": "x", "chain_position": "upstream", "plan": "x"}
        command = {"type": "submit_industry_research", **research, "gaps": [gap]}
        tell(recorder, command, Role.APPLICANT, command_id)

    threads = [Thread(target=decide, args=(f"r{place}",)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [record.version for record in recorder.ledger.history("sh-test")] == [1, 2, 3, 4, 5]
    assert all(receipt(recorder, f"r{place}").outcome == "recorded" for place in range(4))


def test_a_holiday_notice_is_entered_once_and_amended_by_another(recorder: DecisionRecorder) -> None:
    tell(recorder, NOTICE, Role.OFFICER, "n1", stream=CALENDAR)
    tell(recorder, NOTICE, Role.OFFICER, "n2", stream=CALENDAR)
    amended = NOTICE | {"notice": NOTICE_OF_2031 | {"number": "国办发明电〔2030〕12号"}}
    tell(recorder, amended, Role.OFFICER, "n3", stream=CALENDAR)
    assert [receipt(recorder, one).outcome for one in ("n1", "n2", "n3")] == ["recorded", "refused", "recorded"]
    assert [record.event.wire_name() for record in recorder.ledger.history(CALENDAR)] == [
        "HolidayNoticeEntered",
        "HolidayNoticeAmended",
    ]
    standing = recorder.summary(CALENDAR)
    assert standing is not None
    assert "2031" in standing.details


def test_the_clock_of_a_center_that_nobody_knows_says_nothing(recorder: DecisionRecorder) -> None:
    assert recorder.record_passed_time("sh-nobody", NOW) is None
    assert recorder.ledger.head() == 0


NOTICE_OF_2029 = {
    "year": 2029,
    "number": "国办发明电〔2028〕6号",
    "issued_on": "2028-11-20",
    "holidays": ["2029-01-01", "2029-01-08"],
}


def clock_of_the_matter(recorder: DecisionRecorder) -> tuple[str, bool]:
    [clock] = recorder.ledger.read_model.find_clocks("sh-test", kind="major_matter").items
    return clock["due_on"], clock["provisional"]


def test_a_new_notice_moves_the_days_that_lists_show(recorder: DecisionRecorder) -> None:
    now = IN_A_YEAR_WITHOUT_A_CALENDAR
    take_up_a_center_under_construction(recorder, now)
    matter = {"title": "主任离任", "happened_on": "2029-01-04"}
    seen = {"type": "record_supervision", "findings": [{"topic": "operation", "finding": "人员变动", "problem": True}]}
    tell(recorder, seen | {"unreported_matter": matter}, Role.OFFICER, "s1", now=now)
    assert clock_of_the_matter(recorder) == ("2029-01-11", True)
    notice = {"type": "enter_holiday_notice", "notice": NOTICE_OF_2029}
    tell(recorder, notice, Role.OFFICER, "n1", stream=CALENDAR, now=now)
    at(recorder, now).refresh_rows("sh-test")
    assert clock_of_the_matter(recorder) == ("2029-01-12", False)


def test_what_the_clocks_have_to_say_is_recorded_once(recorder: DecisionRecorder) -> None:
    now = IN_A_YEAR_WITHOUT_A_CALENDAR
    take_up_a_center_under_construction(recorder, now)
    after_the_report_was_due = datetime(2029, 12, 1, 1, tzinfo=UTC)
    for _ in range(2):
        at(recorder, after_the_report_was_due).record_passed_time("sh-test", after_the_report_was_due)
    missed = [record for record in recorder.ledger.history("sh-test") if record.event.wire_name() == "DeadlineMissed"]
    assert [record.effective_on for record in missed] == [date(2029, 12, 1)]
    standing = at(recorder, after_the_report_was_due).summary("sh-test")
    assert standing is not None
    assert standing.overdue
