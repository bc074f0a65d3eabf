"""Two workers, and a commit of the one that the database has lost: nobody decides on what is not on record."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.kernel.roles import Role
from domain.working_calendar.messages import STREAM as CALENDAR
from ledger.opening import open_ledger
from ledger.settings import LedgerSettings
from service_layer.queries import entered_notices, working_calendar
from service_layer.recording import DecisionRecorder
from tests.lives import Body, commands
from tests.proof.house import Intruder
from tests.service_layer.recorders import REGISTRATION, receipt, refusal_code, tell

SAY = commands()
GRANTED = SAY["record_support"]
DECLINED: Body = GRANTED | {"granted": False, "reason": "产业基础不足"}
NOTICE = {"year": 2031, "number": "国办发明电〔2030〕9号", "issued_on": "2026-01-05", "holidays": ["2031-01-01"]}


@pytest.fixture
def settings(tmp_path: Path) -> LedgerSettings:
    return LedgerSettings(url=f"sqlite:///{tmp_path / 'ledger.sqlite3'}")


@pytest.fixture
def other(recorder: DecisionRecorder, settings: LedgerSettings) -> Iterator[DecisionRecorder]:
    """Another worker's desk over the same ledger."""
    ledger = open_ledger(settings)
    yield replace(recorder, ledger=ledger)
    ledger.close()


def lose_the_last_commit(settings: LedgerSettings) -> None:
    """As after a fail-over to a copy that had not got it."""
    last = "(SELECT max(number) FROM receipts)"
    Intruder(settings).do(
        f"DELETE FROM events WHERE position IN (SELECT position FROM lines WHERE number = {last})",
        f"DELETE FROM lines WHERE number = {last}",
        f"DELETE FROM receipts WHERE number = {last}",
        "UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM events) WHERE name = 'events'",
        "UPDATE sqlite_sequence SET seq = (SELECT max(number) FROM receipts) WHERE name = 'receipts'",
    )


def test_a_plan_is_not_taken_upon_support_whose_record_was_lost(
    recorder: DecisionRecorder, other: DecisionRecorder, settings: LedgerSettings
) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, SAY["submit_industry_research"], Role.APPLICANT, "c2")
    tell(recorder, GRANTED, Role.DISTRICT, "granted")
    assert receipt(recorder, "granted").version == 3
    lose_the_last_commit(settings)
    tell(other, DECLINED, Role.DISTRICT, "declined")
    assert receipt(recorder, "declined").version == 3
    tell(recorder, SAY["report_preliminary_plan"], Role.APPLICANT, "plan")
    assert refusal_code(receipt(recorder, "plan")) == "support_missing"


def test_a_worker_that_knew_more_than_is_on_record_decides_on_what_is(
    recorder: DecisionRecorder, settings: LedgerSettings
) -> None:
    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    tell(recorder, SAY["submit_industry_research"], Role.APPLICANT, "c2")
    lose_the_last_commit(settings)
    tell(recorder, GRANTED, Role.DISTRICT, "early")
    assert refusal_code(receipt(recorder, "early")) == "industry_research_missing"
    tell(recorder, SAY["submit_industry_research"], Role.APPLICANT, "again")
    assert receipt(recorder, "again").version == 2


def test_working_days_are_reckoned_by_the_notice_that_is_on_record(
    recorder: DecisionRecorder, other: DecisionRecorder, settings: LedgerSettings
) -> None:
    def enter(of: DecisionRecorder, command_id: str, holidays: list[str]) -> None:
        notice = NOTICE | {"holidays": holidays}
        tell(of, {"type": "enter_holiday_notice", "notice": notice}, Role.OFFICER, command_id, stream=CALENDAR)

    tell(recorder, REGISTRATION, Role.OFFICER, "c1")
    enter(recorder, "n1", ["2031-01-01", "2031-01-02"])
    assert len(entered_notices(recorder.ledger).notices[2031].holidays) == 2
    lose_the_last_commit(settings)
    enter(other, "n2", ["2031-01-01"])
    assert len(entered_notices(recorder.ledger).notices[2031].holidays) == 1
    assert working_calendar(recorder.ledger) == working_calendar(other.ledger)
