"""What instants come with a word or a request is bounded by the desk's own clock; the record never runs backwards."""

from datetime import UTC, date, datetime, timedelta

from domain.guideline.vocabulary import ClockKind
from domain.instants import LONGEST_WAY, SKEW
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ReminderSent
from domain.values.partial_days import SHANGHAI
from domain.wording.refusals import explain
from service_layer.recording import DecisionRecorder
from tests.lives import annual_report
from tests.service_layer.recorders import (
    IN_A_YEAR_WITHOUT_A_CALENDAR,
    NOW,
    REGISTRATION,
    WITHDRAWAL,
    at,
    receipt,
    refusal_code,
    say,
    strays,
    take_up_a_center_under_construction,
    tell,
)
from tests.writing import write

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
IN_2021, IN_2040 = datetime(2021, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
REPORT_IS_DUE = date(2029, 11, 30)
NOTICE = {
    "type": "enter_holiday_notice",
    "notice": {
        "year": 2031,
        "number": "国办发明电〔2030〕9号",
        "issued_on": "2026-01-05",
        "holidays": ["2031-01-01"],
    },
}


def instants(recorder: DecisionRecorder) -> list[datetime]:
    return [record.recorded_at for record in recorder.ledger.history("sh-test")]


def in_shanghai(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def missed(recorder: DecisionRecorder) -> list[date]:
    history = recorder.ledger.history("sh-test")
    return [record.effective_on for record in history if record.event.wire_name() == "DeadlineMissed"]  # type: ignore[misc]


def test_nobody_makes_a_day_pass_that_has_not_come(recorder: DecisionRecorder) -> None:
    now = IN_A_YEAR_WITHOUT_A_CALENDAR
    take_up_a_center_under_construction(recorder, now)
    at(recorder, now).record_passed_time("sh-test", IN_2040)
    standing = at(recorder, now).summary("sh-test")
    assert recorder.ledger.version("sh-test") == 2
    assert standing is not None
    assert standing.wake_at is not None
    assert standing.wake_at > now


def test_what_is_due_by_now_is_recorded_as_of_now_whatever_instant_is_named(recorder: DecisionRecorder) -> None:
    take_up_a_center_under_construction(recorder, IN_A_YEAR_WITHOUT_A_CALENDAR)
    after_it_was_due = in_shanghai(REPORT_IS_DUE + DAY, 9, 0)
    at(recorder, after_it_was_due).record_passed_time("sh-test", IN_2040)
    assert missed(recorder) == [REPORT_IS_DUE + DAY]
    assert max(instants(recorder)) == after_it_was_due


def test_a_clock_that_is_a_minute_behind_keeps_no_alarm_waiting(recorder: DecisionRecorder) -> None:
    take_up_a_center_under_construction(recorder, IN_A_YEAR_WITHOUT_A_CALENDAR)
    midnight = in_shanghai(REPORT_IS_DUE + DAY, 0, 0)
    at(recorder, midnight - MINUTE).record_passed_time("sh-test", midnight)
    assert missed(recorder) == [REPORT_IS_DUE + DAY]


def test_a_word_heard_in_the_future_is_recorded_by_the_clock(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", heard_at=IN_2040)
    tell(recorder, REGISTRATION, Role.OFFICER, "c2", heard_at=IN_2040)
    assert instants(recorder) == [NOW]
    assert [receipt(recorder, one).recorded_at for one in ("c1", "c2")] == [NOW, NOW]


def test_an_envelope_that_was_held_back_is_not_dated_back(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-20"}, Role.OFFICER, "c1", now=NOW - DAY)
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c2", sent_at=NOW - 2 * DAY, heard_at=NOW - 2 * DAY)
    assert instants(recorder) == [NOW - DAY, NOW - DAY]
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c3", sent_at=NOW - 2 * DAY, heard_at=NOW - 2 * DAY)
    assert receipt(recorder, "c3").outcome == "refused"
    assert receipt(recorder, "c3").recorded_at == NOW - DAY


def test_no_decision_is_recorded_before_it_was_sent(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", sent_at=NOW - DAY, heard_at=NOW - 3 * DAY)
    assert instants(recorder) == [NOW - DAY]


def test_a_word_said_to_be_heard_years_ago_is_recorded_by_the_clock(recorder: DecisionRecorder) -> None:
    say(recorder, "no envelope", heard_at=IN_2021)
    say(recorder, "nor this", heard_at=datetime(2026, 3, 1))  # noqa: DTZ001 - as a stranger may send it
    assert [stray.recorded_at for stray in strays(recorder)] == [NOW, NOW]


def test_what_a_stranger_says_is_recorded_no_earlier_than_the_centers_last_record(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    say(recorder, "no envelope", heard_at=NOW - DAY)
    assert [stray.recorded_at for stray in strays(recorder)] == [NOW]


def test_an_old_record_that_lies_ahead_is_no_measure(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION | {"effective_on": "2026-02-20"}, Role.OFFICER, "c1", now=NOW - DAY)
    fact = ReminderSent(
        key="annual_report/2040", kind=ClockKind.ANNUAL_REPORT, due_on=date(2040, 11, 30), days_ahead=30
    )
    write(recorder.ledger, "sh-test", fact, command_id="clock:forged", now=IN_2040, effective_on=date(2040, 1, 1))
    tell(recorder, WITHDRAWAL, Role.APPLICANT, "c2", sent_at=NOW - 2 * DAY, heard_at=NOW - 2 * DAY)
    assert instants(recorder) == [NOW - DAY, IN_2040, NOW - DAY]


def test_a_decision_that_waited_for_days_in_an_outage_is_decided(recorder: DecisionRecorder) -> None:
    sent_at = NOW - LONGEST_WAY + MINUTE
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", sent_at=sent_at, heard_at=NOW)
    assert receipt(recorder, "c1").outcome == "recorded"
    assert instants(recorder) == [NOW]


def test_an_envelope_older_than_a_month_is_refused_and_kept_with_the_instant_at_which_it_was_sent(
    recorder: DecisionRecorder,
) -> None:
    sent_at = NOW - LONGEST_WAY - MINUTE
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", sent_at=sent_at, heard_at=sent_at)
    answer = receipt(recorder, "c1")
    assert answer.refusal is not None
    assert (answer.refusal.code, answer.refusal.clause) == ("envelope_expired", "record")
    assert datetime.fromisoformat(answer.refusal.params["sent_at"]) == sent_at
    assert answer.recorded_at == NOW
    assert recorder.ledger.head() == 0
    _, sentence = explain(answer.refusal.code, answer.refusal.params)
    assert "2026年1月31日09:59" in sentence.zh
    assert "31 January 2026, 09:59" in sentence.en


def test_an_envelope_sent_ahead_of_the_clock_is_refused_and_kept(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", sent_at=NOW + SKEW + MINUTE)
    assert refusal_code(receipt(recorder, "c1")) == "envelope_sent_ahead"
    assert recorder.ledger.head() == 0


def test_an_old_envelope_played_back_meets_the_first_answer(recorder: DecisionRecorder) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, REGISTRATION, Role.OFFICER, "c1", now=NOW + 2 * LONGEST_WAY, sent_at=NOW)
    assert receipt(recorder, "c1").outcome == "recorded"
    assert (recorder.ledger.head(), len(recorder.ledger.stored_receipts())) == (1, 1)


def report(
    recorder: DecisionRecorder, command_id: str, sent_at: datetime, heard_at: datetime, **stated: str
) -> tuple[date, int]:
    """The annual report of 2029: the day on which it took effect, and how many days late it was."""
    now = max(heard_at, sent_at - MINUTE)
    tell(
        recorder, annual_report(2029, **stated), Role.APPLICANT, command_id, now=now, sent_at=sent_at, heard_at=heard_at
    )
    assert receipt(recorder, command_id).outcome == "recorded"
    record = recorder.ledger.history("sh-test")[-1]
    assert isinstance(record.effective_on, date)
    return record.effective_on, record.event.days_late  # type: ignore[attr-defined]


def test_a_report_sent_before_midnight_and_heard_after_it_is_on_time(recorder: DecisionRecorder) -> None:
    take_up_a_center_under_construction(recorder, IN_A_YEAR_WITHOUT_A_CALENDAR)
    sent_at, heard_at = in_shanghai(REPORT_IS_DUE, 23, 50), in_shanghai(REPORT_IS_DUE + DAY, 0, 10)
    assert report(recorder, "r", sent_at, heard_at) == (REPORT_IS_DUE, 0)
    assert max(instants(recorder)) == heard_at
    at(recorder, heard_at).record_passed_time("sh-test", heard_at)
    assert missed(recorder) == []


def test_a_report_sent_after_midnight_is_late_though_a_clock_is_behind(recorder: DecisionRecorder) -> None:
    take_up_a_center_under_construction(recorder, IN_A_YEAR_WITHOUT_A_CALENDAR)
    sent_at = in_shanghai(REPORT_IS_DUE + DAY, 0, 0)
    assert report(recorder, "r", sent_at, sent_at - MINUTE) == (REPORT_IS_DUE + DAY, 1)


def test_a_report_that_states_its_day_is_late_by_the_day_on_which_it_was_sent(recorder: DecisionRecorder) -> None:
    take_up_a_center_under_construction(recorder, IN_A_YEAR_WITHOUT_A_CALENDAR)
    late = REPORT_IS_DUE + 3 * DAY
    sent_at, heard_at = in_shanghai(late, 23, 50), in_shanghai(late + DAY, 0, 10)
    stated = REPORT_IS_DUE - 5 * DAY
    assert report(recorder, "r", sent_at, heard_at, effective_on=stated.isoformat()) == (stated, 3)


def test_a_notice_of_working_days_takes_effect_on_the_day_on_which_it_was_sent(recorder: DecisionRecorder) -> None:
    sent_at = in_shanghai(date(2026, 3, 1), 23, 50)
    tell(recorder, NOTICE, Role.OFFICER, "n1", stream="calendar", sent_at=sent_at, heard_at=NOW)
    [record] = recorder.ledger.history("calendar")
    assert (record.effective_on, record.recorded_at) == (date(2026, 3, 1), NOW)
