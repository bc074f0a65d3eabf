"""5.3: what has to be put right is ordered by the approver, given more time, reported, and judged by the officer."""

from datetime import date
from typing import cast

import pytest

from domain.context import Context
from domain.deadlines.clocks import deadlines, has_fallen
from domain.decider import DECIDER, decide
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.housekeeping.deciding_again import Beside, decided_again
from domain.housekeeping.numbered_acts import numbered_acts
from domain.kernel.records import Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.supervision.clock_facts import ClockFact, DeadlineMissed, ReminderSent
from domain.supervision.grounds import standing_grounds
from domain.supervision.messages import RectificationExtended, RectificationReported
from domain.values.identifiers import DocumentNumber
from domain.work_items import WorkItem, work_items
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import (
    NOVEMBER,
    evaluated,
    served,
    taken_before_powers,
    under_construction,
    with_a_served_order,
    with_an_order,
)
from tests.lives import ACTORS, Body, Life, command_of, commands, confirming, handed_in, noon

DUE = date(2024, 6, 30)
LATER = date(2024, 9, 30)
NO_GROUND = Refusal("no_ground_for_revocation", "5.3")


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def named(name: str, order: str, **changes: object) -> Body:
    return of(name, rectification_id=order, **changes)


def due_of(life: Life) -> list[tuple[date | None, ClockStatus, int]]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [(due.due_on, due.status, due.days_late) for due in dues if due.kind is ClockKind.RECTIFICATION]


def rejected() -> tuple[Life, str]:
    life, order = with_a_served_order()
    life.take(named("report_rectification", order))
    return life.take(named("judge_rectification", order, outcome="rejected")), order


def test_an_order_is_the_approvers_and_bears_a_number() -> None:
    life, _ = with_a_served_order()
    order = life.center.rectifications[0]
    assert (order.document_number, order.needs_service) == (DocumentNumber(raw="沪市监计量〔2023〕71号"), True)
    refused = life.ask(commands()["order_rectification"], ACTORS[Role.OFFICER])
    assert isinstance(refused, Refusal)
    assert refused.code == "role_not_allowed"


def test_before_powers_were_asked_the_officer_ordered_without_a_number() -> None:
    body = of("order_rectification", due_on="2023-11-25", effective_on="2023-11-10")
    life = taken_before_powers(under_construction(), body, ACTORS[Role.OFFICER])
    order = life.center.rectifications[0]
    assert (order.document_number, order.needs_service) == (None, False)
    assert list(decided_again(life.records, Beside(DECIDER, WorkingCalendar()))) == []


@pytest.mark.parametrize("due_on", ["2023-11-20", "2023-11-01"])
def test_the_time_allowed_lies_ahead_of_the_order(due_on: str) -> None:
    refusal = Refusal("due_date_not_ahead", "5.3", due_on=date.fromisoformat(due_on), after=NOVEMBER)
    assert under_construction().ask(of("order_rectification", due_on=due_on)) == refusal


def test_the_time_allowed_lies_ahead_of_the_day_on_which_the_order_is_entered() -> None:
    """Nobody is revoked in the minute in which an order with a past due day is recorded."""
    old = of("order_rectification", effective_on="2023-09-01", due_on="2023-11-20")
    life = under_construction()
    assert life.ask(old) == Refusal("due_date_not_ahead", "5.3", due_on=NOVEMBER, after=NOVEMBER)
    assert not isinstance(life.ask(confirming(old | {"due_on": "2023-11-21"})), Refusal)


def test_an_order_that_lay_waiting_to_be_recorded_was_in_time_when_it_was_sent() -> None:
    life = under_construction()
    context = Context(ACTORS[Role.APPROVER], noon(date(2023, 11, 22)), sent_at=noon(NOVEMBER))
    body = confirming(of("order_rectification", due_on="2023-11-21"))
    assert not isinstance(decide(command_of(body), life.center, context), Refusal)


def test_in_a_past_that_is_entered_as_such_an_order_bears_its_own_days() -> None:
    life = under_construction().take(commands()["begin_backfill"])
    life.take(of("order_rectification", effective_on="2023-05-01", due_on="2023-08-31"))
    assert life.center.rectifications[0].due_on == date(2023, 8, 31)


def test_nothing_is_reported_judged_or_extended_without_an_order() -> None:
    life = under_construction()
    assert life.ask(commands()["report_rectification"]) == Refusal("no_rectification_ordered", "5.3")
    assert life.ask(commands()["judge_rectification"]) == Refusal("rectification_not_reported", "5.3")
    assert life.ask(commands()["extend_rectification"]) == Refusal("no_rectification_to_extend", "5.3")


@pytest.mark.parametrize("name", ["report_rectification", "judge_rectification", "extend_rectification"])
def test_an_order_has_an_id(name: str) -> None:
    life, order = with_a_served_order()
    life.take(named("report_rectification", order))
    assert life.ask(named(name, "r99")) == Refusal("rectification_unknown", "5.3", rectification="r99")


def test_two_orders_run_side_by_side_each_by_its_id() -> None:
    life, first = with_a_served_order()
    second = life.take(of("order_rectification", due_on="2024-03-31")).center.rectifications[-1].id
    life.take(named("report_rectification", first))
    assert [(order.id, order.status) for order in life.center.rectifications] == [
        (first, "reported"),
        (second, "ordered"),
    ]
    refusal = Refusal("rectification_not_reported", "5.3", rectification=second, due_on=date(2024, 3, 31))
    assert life.ask(named("judge_rectification", second)) == refusal


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_an_order_is_judged_once_and_then_neither_reported_nor_extended(outcome: str) -> None:
    life, order = with_a_served_order()
    other = life.take(commands()["order_rectification"]).center.rectifications[-1].id
    for each in (order, other):
        life.take(named("report_rectification", each))
    life.take(named("judge_rectification", order, outcome=outcome))
    refusal = Refusal("rectification_already_judged", "5.3", rectification=order)
    for name in ("report_rectification", "judge_rectification", "extend_rectification"):
        assert life.ask(named(name, order)) == refusal


# Reported late, or not at all


def test_a_late_rectification_says_how_late_and_is_judged_like_any_other() -> None:
    life, order = with_a_served_order()
    life.now = noon(date(2024, 7, 4))
    life.take(named("report_rectification", order))
    assert life.last(RectificationReported).days_late == 4
    assert life.take(named("judge_rectification", order)).center.rectifications[0].status == "accepted"


def test_a_second_report_of_a_rectification_does_not_move_its_day() -> None:
    life, order = with_a_served_order()
    for day in (DUE, date(2024, 7, 9)):
        life.now = noon(day)
        life.take(named("report_rectification", order))
    assert life.center.rectifications[0].reported_on == DUE


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_after_its_day_an_order_is_judged_though_nobody_reported(outcome: str) -> None:
    life, order = with_a_served_order()
    life.now = noon(DUE)
    assert life.ask(named("judge_rectification", order)) == Refusal("rectification_not_reported", "5.3")
    life.now = noon(date(2024, 7, 1))
    life.take(named("judge_rectification", order, outcome=outcome))
    assert life.center.rectifications[0].status == outcome


def test_no_judgment_of_an_unreported_order_is_dated_within_its_time() -> None:
    life, order = with_a_served_order()
    life.now = noon(date(2024, 7, 1))
    refusal = Refusal("rectification_not_reported", "5.3", rectification=order, due_on=DUE)
    assert life.ask(named("judge_rectification", order, effective_on=DUE.isoformat())) == refusal


def test_before_powers_were_asked_what_was_judged_was_reported() -> None:
    life, order = with_a_served_order()
    life.now = noon(date(2024, 7, 1))
    context = Context(ACTORS[Role.OFFICER], life.now, edition=3)
    judged = decide(command_of(named("judge_rectification", order)), life.center, context)
    assert judged == Refusal("rectification_not_reported", "5.3")


# Service


@pytest.mark.parametrize("outcome", ["accepted", "rejected"])
def test_an_order_that_is_not_on_record_as_served_is_not_rejected(outcome: str) -> None:
    life = under_construction().take(commands()["order_rectification"])
    order = life.center.rectifications[0].id
    life.take(named("report_rectification", order))
    judged = life.ask(named("judge_rectification", order, outcome=outcome))
    unserved = Refusal("rectification_not_served_in_time", "5.3", rectification=order, due_on=DUE)
    assert (judged == unserved) is (outcome == "rejected")
    served(life, "RectificationOrdered")
    assert not isinstance(life.ask(confirming(named("judge_rectification", order, outcome=outcome))), Refusal)


@pytest.mark.parametrize(("served_on", "runs"), [("2024-06-29", True), ("2024-06-30", False), ("2024-07-02", False)])
def test_the_time_of_an_order_runs_where_it_was_served_before_its_day(served_on: str, *, runs: bool) -> None:
    life = under_construction().take(commands()["order_rectification"])
    order = life.center.rectifications[0].id
    life.now = noon(date(2024, 7, 3))
    life.take(of("record_service", position=life.position_of("RectificationOrdered"), effective_on=served_on))
    judged = life.ask(named("judge_rectification", order, outcome="rejected"))
    assert isinstance(judged, list) is runs
    life.take(named("extend_rectification", order))
    life.now = noon(date(2024, 10, 1))
    judged = life.ask(named("judge_rectification", order, outcome="rejected"))
    assert isinstance(judged, list) is runs, "more time runs with the order; where that gave none, from its own service"
    life.take(of("record_service", position=life.position_of("RectificationExtended"), effective_on="2024-09-29"))
    assert isinstance(life.ask(named("judge_rectification", order, outcome="rejected")), list), "it has time since"


def test_an_extension_that_was_served_when_its_day_had_come_gives_no_time() -> None:
    life = under_construction().take(commands()["order_rectification"])
    order = life.center.rectifications[0].id
    life.now = noon(date(2024, 7, 3))
    served(life, "RectificationOrdered").take(named("extend_rectification", order))
    life.now = noon(LATER)
    served(life, "RectificationExtended")
    life.now = noon(date(2024, 10, 1))
    refusal = Refusal("rectification_not_served_in_time", "5.3", rectification=order, due_on=LATER)
    assert life.ask(named("judge_rectification", order, outcome="rejected")) == refusal
    assert "extend_rectification" in waited_for(life)


def waited_for(life: Life) -> list[str]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [item.decision.type for item in work_items(life.center, dues, life.policy).open]


def test_a_rejection_is_no_ground_once_the_service_reads_as_too_late() -> None:
    life = under_construction().take(commands()["order_rectification"])
    order = life.center.rectifications[0].id
    life.now = noon(date(2024, 7, 3))
    life.take(of("record_service", position=life.position_of("RectificationOrdered"), effective_on="2024-06-01"))
    life.take(named("judge_rectification", order, outcome="rejected"))
    assert [ground.id for ground in standing_grounds(life.center)] == [order]
    corrected = {"position": life.position_of("ServiceRecorded"), "corrected": {}}
    life.take(of("correct_record", **corrected, corrected_effective_on="2024-07-01"))
    life.take(of("confirm_correction", correction_id=life.center.corrections[0].id))
    assert life.ask(of("give_notice_of_revocation", ground=order)) == NO_GROUND


def test_an_order_of_before_service_was_asked_for_is_rejected_without_it() -> None:
    life = taken_before_powers(under_construction(), commands()["order_rectification"], ACTORS[Role.OFFICER])
    order = life.center.rectifications[0].id
    life.take(named("report_rectification", order))
    assert isinstance(life.ask(confirming(named("judge_rectification", order, outcome="rejected"))), list)


# Another chance


def test_an_order_may_give_another_chance_after_a_rejection() -> None:
    life, order = rejected()
    life.take(of("order_rectification", follows=order))
    assert life.center.rectifications[-1].follows == order


def test_no_order_follows_one_that_was_not_rejected_or_is_not_there() -> None:
    life, order = with_a_served_order()
    follow = of("order_rectification", follows=order)
    assert life.ask(follow) == Refusal("followed_order_not_rejected", "5.3", rectification=order)
    life.take(named("report_rectification", order)).take(named("judge_rectification", order))
    assert life.ask(follow) == Refusal("followed_order_not_rejected", "5.3", rectification=order)
    unknown = Refusal("rectification_unknown", "5.3", rectification="r99")
    assert life.ask(of("order_rectification", follows="r99")) == unknown


def test_no_order_that_gives_another_chance_is_dated_before_the_rejection() -> None:
    life, order = rejected()
    refused = life.ask(of("order_rectification", follows=order, effective_on="2023-11-01"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("day_before_its_ground", "RectificationRejected")


# More time


def test_the_time_of_an_order_is_extended_by_a_decision_of_its_own() -> None:
    life, order = with_a_served_order()
    life.take(named("extend_rectification", order))
    assert life.last(RectificationExtended).former_due_on == DUE
    assert due_of(life) == [(LATER, ClockStatus.OPEN, 0)]
    life.now = noon(date(2024, 8, 1))
    assert life.take(named("report_rectification", order)).last(RectificationReported).days_late == 0


@pytest.mark.parametrize("due_on", ["2024-06-30", "2024-06-01"])
def test_an_extension_leads_past_the_former_day(due_on: str) -> None:
    life, order = with_a_served_order()
    refusal = Refusal("extended_day_not_later", "5.3", due_on=date.fromisoformat(due_on), former_due_on=DUE)
    assert life.ask(named("extend_rectification", order, due_on=due_on)) == refusal


def test_an_extension_lies_ahead_of_the_day_on_which_it_is_entered() -> None:
    life, order = with_a_served_order()
    life.now = noon(LATER)
    late = named("extend_rectification", order, effective_on="2024-06-28")
    assert life.ask(late) == Refusal("due_date_not_ahead", "5.3", due_on=LATER, after=LATER)


def test_of_two_extensions_the_second_is_not_dated_before_the_first() -> None:
    life, order = with_a_served_order()
    life.now = noon(date(2024, 5, 20))
    life.take(named("extend_rectification", order))
    refused = life.ask(named("extend_rectification", order, effective_on="2024-05-01", due_on="2024-12-31"))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("day_before_its_ground", "RectificationExtended")


def facts_of(life: Life, kind: type[DeadlineMissed] | type[ReminderSent]) -> list[tuple[date, bool]]:
    """The clock's facts about orders by the day that each is about, and whether it has fallen."""
    found = [
        cast("Record[ClockFact]", record)
        for record in life.records
        if isinstance(record.event, kind) and record.event.kind is ClockKind.RECTIFICATION
    ]
    return [(record.event.due_on, has_fallen(record, life.center, life.policy, life.calendar)) for record in found]


def test_a_day_that_was_extended_in_time_is_no_miss_and_the_new_one_counts() -> None:
    life, order = with_a_served_order()
    life.pass_time(date(2024, 6, 25))
    life.take(named("extend_rectification", order))
    for day in (date(2024, 9, 1), date(2024, 10, 2)):
        life.pass_time(day)
    assert facts_of(life, DeadlineMissed) == [(LATER, False)]
    assert set(facts_of(life, ReminderSent)) == {(DUE, False), (LATER, False)}
    assert due_of(life) == [(LATER, ClockStatus.MISSED, 0)]


def test_a_day_that_was_missed_before_the_extension_stays_missed_in_the_history() -> None:
    life, order = with_a_served_order()
    life.pass_time(date(2024, 7, 3))
    life.take(named("extend_rectification", order))
    assert facts_of(life, DeadlineMissed) == [(DUE, False)]
    assert due_of(life) == [(LATER, ClockStatus.OPEN, 0)]
    life.take(named("report_rectification", order))
    assert facts_of(life, DeadlineMissed) == [(DUE, False)]
    assert due_of(life) == [(LATER, ClockStatus.MET, 0)]


def test_a_miss_has_fallen_where_the_paper_of_the_extension_is_older() -> None:
    life, order = with_a_served_order()
    life.pass_time(date(2024, 7, 3))
    life.take(named("extend_rectification", order, effective_on="2024-06-28"))
    assert facts_of(life, DeadlineMissed) == [(DUE, True)]


def test_a_miss_has_fallen_where_the_report_came_in_time_and_was_entered_late() -> None:
    life, order = with_a_served_order()
    life.pass_time(date(2024, 7, 3))
    life.take(handed_in(named("report_rectification", order, effective_on="2024-06-29"), "2024-06-29"))
    life.take(named("extend_rectification", order))
    assert facts_of(life, DeadlineMissed) == [(DUE, True)]


def test_a_judgment_before_the_day_on_which_the_report_came_in_is_asked_about() -> None:
    life, order = with_a_served_order()
    life.now = noon(date(2024, 6, 20))
    life.take(named("report_rectification", order, effective_on="2024-06-03"))
    life.now = noon(date(2024, 6, 21))
    assert "judged_before_it_came_in" in asked(life, named("judge_rectification", order, effective_on="2024-06-19"))
    assert asked(life, named("judge_rectification", order, effective_on="2024-06-20")) == []


# Numbers


def asked(life: Life, body: Body) -> list[str]:
    """The codes of the doubts that are asked about the decision."""
    refused = life.ask(body)
    doubts: list[Body] = refused.params["doubts"] if isinstance(refused, Refusal) else []
    return [doubt["code"] for doubt in doubts]


@pytest.mark.parametrize(("day", "asks"), [("2023-11-20", []), ("2023-11-21", ["number_borne"])])
def test_the_decision_on_an_evaluation_may_be_the_paper_of_the_order(day: str, asks: list[str]) -> None:
    life = evaluated(under_construction(), outcome="rectification")
    life.now = noon(date(2023, 11, 21))
    paper = commands()["decide_on_evaluation"]["document_number"]
    order = of("order_rectification", document_number=paper, effective_on=day)
    assert asked(life, order) == asks


def test_the_number_of_an_order_is_borne_by_nothing_else() -> None:
    life, order = with_an_order()
    number = commands()["order_rectification"]["document_number"]
    assert asked(life, named("extend_rectification", order, document_number=number)) == ["number_borne"]
    life.take(named("extend_rectification", order))
    number = commands()["extend_rectification"]["document_number"]
    assert asked(life, of("order_rectification", document_number=number)) == ["number_borne"]


@pytest.mark.parametrize(("day", "asks"), [("2023-11-20", []), ("2023-11-21", ["number_borne"])])
def test_two_orders_of_one_day_may_stand_in_one_paper_and_of_two_days_hardly(day: str, asks: list[str]) -> None:
    life = under_construction(date(2023, 11, 20)).take(of("order_rectification", effective_on="2023-11-20"))
    life.now = noon(date(2023, 11, 21))
    assert asked(life, of("order_rectification", effective_on=day)) == asks


def test_every_act_that_bears_a_number_is_known_by_it() -> None:
    life, order = with_an_order()
    life.take(named("extend_rectification", order))
    evaluated(life)
    known = {(act.event, act.number) for act in numbered_acts(life.center)}
    assert {
        ("RectificationOrdered", commands()["order_rectification"]["document_number"]),
        ("RectificationExtended", commands()["extend_rectification"]["document_number"]),
        ("EvaluationDecided", commands()["decide_on_evaluation"]["document_number"]),
    } <= known


# Work


def waits(life: Life, name: str) -> list[WorkItem]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [item for item in work_items(life.center, dues, life.policy).open if item.decision.type == name]


def test_an_order_that_nobody_reported_is_awaited_from_the_officer_once_its_day_has_passed() -> None:
    life, order = with_a_served_order()
    assert waits(life, "judge_rectification") == []
    life.pass_time(date(2024, 7, 2))
    (item,) = waits(life, "judge_rectification")
    assert (item.role, item.key) == (Role.OFFICER, f"judge_rectification/rectification/{order}")
    assert [late.overdue for late in waits(life, "report_rectification")] == [True]
    life.take(named("extend_rectification", order))
    assert waits(life, "judge_rectification") == [], "there is time again"


# Corrections


def test_the_day_of_an_extension_is_corrected_and_stays_later_than_the_former_one() -> None:
    life, order = with_a_served_order()
    life.take(named("extend_rectification", order))
    extension = life.position_of("RectificationExtended")
    sooner = of("correct_record", position=extension, corrected={"due_on": "2024-06-30"})
    refused = life.ask(sooner)
    assert isinstance(refused, Refusal)
    assert refused.params["refused"]["code"] == "extended_day_not_later"
    life.take(sooner | {"corrected": {"due_on": "2024-08-30"}})
    life.take(of("confirm_correction", correction_id=life.center.corrections[0].id))
    assert due_of(life) == [(date(2024, 8, 30), ClockStatus.OPEN, 0)]
