"""Lateness goes by the day on which something was handed in or received, not by the day of its paper (5.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.deadlines.deadline import Deadline
from domain.decider import decide
from domain.guideline.policy import EDITION, POWERS_ASKED_SINCE
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.replay import replay
from domain.supervision.messages import AnnualReportSubmitted, MajorMatterNotified, RectificationReported
from tests.domain.occasions import under_construction, with_a_served_order
from tests.domain.test_authority import stamped
from tests.domain.test_fallen import fallen
from tests.lives import Body, Life, annual_report, command_of, commands, confirming, handed_in, noon, taken_by

Answered = AnnualReportSubmitted | MajorMatterNotified | RectificationReported
DUE_ON = date(2023, 11, 30)


def decided(life: Life, body: Body, edition: int = EDITION) -> Answered:
    """What would follow from the decision, taken now by the readings of an edition."""
    context = Context(
        taken_by(body), life.now, life.calendar, life.policy, lambda: life.records, asks_doubts=False, edition=edition
    )
    answer = decide(command_of(body), life.center, context)
    assert not isinstance(answer, Refusal), answer
    assert isinstance(answer[0], Answered)
    return answer[0]


def duty(life: Life, key: str) -> Deadline:
    return next(due for due in deadlines(life.center, life.policy, life.calendar) if due.key == key)


def test_a_report_dated_in_november_and_handed_in_in_december_is_late() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 3))
    report = life.take(annual_report(2023, effective_on="2023-11-25")).last(AnnualReportSubmitted)
    assert (report.days_late, report.handed_in_on) == (3, date(2023, 12, 3))
    assert life.records[-1].effective_on == date(2023, 11, 25)
    met = duty(life, "annual_report/2023")
    assert (met.met_on, met.days_late) == (date(2023, 12, 3), 3)
    assert fallen(life) == []


def test_a_paper_received_in_november_and_entered_in_december_is_in_time_and_the_miss_falls() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 3))
    report = life.take(handed_in(annual_report(2023), "2023-11-25")).last(AnnualReportSubmitted)
    assert (report.days_late, report.handed_in_on) == (0, date(2023, 11, 25))
    met = duty(life, "annual_report/2023")
    assert (met.met_on, met.days_late) == (date(2023, 11, 25), 0)
    assert [fact.wire_name() for fact in fallen(life)] == ["DeadlineMissed"]


def test_a_paper_received_63_days_late_is_taken_and_says_so() -> None:
    life = under_construction(date(2024, 3, 1))
    report = life.take(handed_in(annual_report(2023, effective_on="2023-11-29"), "2024-02-01"))
    assert report.last(AnnualReportSubmitted).days_late == 63


def test_a_matter_is_notified_late_by_the_day_of_its_notice_whatever_that_is_dated() -> None:
    notice = commands()["notify_major_matter"] | {"happened_on": "2023-11-06", "effective_on": "2023-11-10"}
    life = under_construction().take(notice)
    [matter] = life.center.major_matters
    assert (life.last(MajorMatterNotified).days_late, matter.notified_on) == (7, date(2023, 11, 20))
    assert duty(life, f"major_matter/{matter.id}").days_late == 7


def test_a_rectification_reported_after_its_day_is_late_though_the_report_is_dated_before_it() -> None:
    life, order = with_a_served_order()
    life.pass_time(date(2024, 7, 4))
    answer = commands()["report_rectification"] | {"rectification_id": order, "effective_on": "2024-06-28"}
    life.take(answer)
    assert life.last(RectificationReported).days_late == 4
    assert duty(life, f"rectification/{order}").met_on == date(2024, 7, 4)


def test_an_order_entered_after_its_day_was_answered_on_the_day_of_its_report() -> None:
    """Nobody here could have been handed anything in time."""
    life = under_construction(date(2024, 8, 1))
    life.take(commands()["begin_backfill"])
    life.take(commands()["order_rectification"] | {"effective_on": "2024-04-01"})
    life.take(commands()["record_service"] | {"position": "RectificationOrdered", "effective_on": "2024-04-03"})
    life.take(commands()["finish_backfill"] | {"followed_from": "2024-08-01"})
    order = life.center.rectifications[-1].id
    life.take(commands()["report_rectification"] | {"rectification_id": order, "effective_on": "2024-06-28"})
    reported = life.last(RectificationReported)
    assert (reported.days_late, reported.handed_in_on) == (0, None)
    assert duty(life, f"rectification/{order}").met_on == date(2024, 6, 28)


def test_while_a_history_is_entered_late_the_day_of_the_paper_counts_unless_a_day_of_receipt_is_stated() -> None:
    life = under_construction(date(2024, 3, 1)).take(commands()["begin_backfill"])
    dated = annual_report(2023, effective_on="2023-11-25")
    by_its_paper, by_its_stamp = decided(life, dated), decided(life, handed_in(dated, "2023-12-02"))
    assert (by_its_paper.days_late, by_its_paper.handed_in_on) == (0, None)
    assert (by_its_stamp.days_late, by_its_stamp.handed_in_on) == (2, date(2023, 12, 2))


@pytest.mark.parametrize("edition", range(1, POWERS_ASKED_SINCE))
def test_what_was_decided_before_is_late_by_the_day_of_its_paper_and_stays_so(edition: int) -> None:
    life = under_construction(date(2023, 12, 3))
    report = decided(life, annual_report(2023, effective_on="2023-11-25"), edition)
    assert (report.days_late, report.handed_in_on) == (0, None)
    life.record([report], taken_by(annual_report(2023)), date(2023, 11, 25))
    life.state = replay(stamped(life, edition))
    assert duty(life, "annual_report/2023").met_on == date(2023, 11, 25)


def test_a_correction_of_the_papers_day_leaves_the_day_of_handing_in() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 3))
    life.take(annual_report(2023))
    position = life.position_of("AnnualReportSubmitted")
    life.take(
        commands()["correct_record"]
        | {"position": position, "corrected": {}, "corrected_effective_on": "2023-11-25"}
    )  # fmt: skip
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    assert (duty(life, "annual_report/2023").met_on, fallen(life)) == (date(2023, 12, 3), [])
    refused = life.ask(
        commands()["correct_record"] | {"position": position, "corrected": {"handed_in_on": "2023-11-25"}}
    )
    assert isinstance(refused, Refusal)
    assert refused.code == "correction_of_what_follows"


DAYS = st.dates(date(2023, 3, 8), date(2024, 7, 31))


@given(handed_in_on=DAYS, dated=DAYS)
def test_lateness_never_depends_on_the_day_of_the_paper(handed_in_on: date, dated: date) -> None:
    """Whatever day the paper bears, as long as that has come."""
    LIFE.now = noon(handed_in_on)
    report = decided(LIFE, annual_report(2023, effective_on=min(dated, handed_in_on)))
    assert (report.handed_in_on, report.days_late) == (handed_in_on, max(0, (handed_in_on - DUE_ON).days))


@given(received_on=st.dates(date(2023, 4, 1), date(2024, 7, 31)), before=st.integers(0, 24), after=st.integers(0, 400))
def test_an_entry_on_behalf_is_late_by_its_day_of_receipt_whenever_it_is_entered(
    received_on: date, before: int, after: int
) -> None:
    LIFE.now = noon(received_on + timedelta(days=after))
    dated = annual_report(2023, effective_on=received_on - timedelta(days=before))
    report = decided(LIFE, handed_in(dated, received_on))
    assert (report.handed_in_on, report.days_late) == (received_on, max(0, (received_on - DUE_ON).days))


LIFE = under_construction()


def test_an_old_event_reads_and_is_written_as_it_was() -> None:
    life = under_construction(date(2024, 3, 1)).take(confirming(commands()["begin_backfill"]))
    report: Event = decided(life, annual_report(2023))
    stored = report.model_dump_json()
    assert "handed_in_on" not in stored
    assert type(report).model_validate_json(stored) == report
