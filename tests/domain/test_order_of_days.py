"""No act bears a day before the fact on which it rests; the same day is allowed."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import DECISION_OF, DECISIONS
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import RestsOn, day_of
from domain.values.partial_days import earliest
from domain.wording.refusals import explain
from tests.domain.occasions import heard_out, imported, occasion, under_construction
from tests.domain.test_any_history import unhurried
from tests.lives import (
    ACTORS,
    Body,
    Life,
    annual_report,
    command_of,
    commands,
    confirming,
    life_before,
    life_in,
    noon,
    path_to,
)

A_DAY = timedelta(days=1)
OF_ITS_CASE = {"give_notice_of_revocation", "record_statement", "revoke_center"}
"""What rests on a ground besides, which differs from case to case."""
RESTING = [decision for decision in DECISIONS if decision.rests_on and decision.type not in OF_ITS_CASE]


def grounds_on_record(decision: Decision, life: Life, body: Body) -> list[tuple[RestsOn, date]]:
    """The facts on record on which the decision rests, each with its day."""
    command = command_of(body)
    days = [(ground, day_of(ground, command, life.center)) for ground in decision.rests_on]
    return [(ground, earliest(day)) for ground, day in days if day is not None]


def asked_on(life: Life, body: Body, day: date) -> list[Event] | Refusal:
    """What becomes of the decision if its paper bears that day."""
    return life.ask(confirming(body | {"effective_on": day.isoformat()}))


@pytest.mark.parametrize("decision", RESTING, ids=lambda decision: decision.type)
def test_a_decision_dated_before_the_last_fact_it_rests_on_is_refused_and_the_same_day_is_taken(
    decision: Decision,
) -> None:
    life, body = occasion(decision.type)
    _, last = max(grounds_on_record(decision, life, body), key=lambda ground: ground[1])
    if "happened_on" in body:
        body |= {"happened_on": last.isoformat()}
    refused = asked_on(life, body, last - A_DAY)
    assert isinstance(refused, Refusal), refused
    assert refused.code == "day_before_its_ground"
    assert refused.clause == decision.clause
    same_day = asked_on(life, body, last)
    assert not isinstance(same_day, Refusal), same_day


def test_every_decision_that_begins_nothing_says_what_it_rests_on_or_is_a_matter_of_the_record_alone() -> None:
    free = {decision.type for decision in DECISIONS if decision.phases and not decision.rests_on}
    about_records = {"correct_record", "complete_record", "add_reports", "begin_backfill", "undo", "record_service"}
    assert free == {*about_records, "assign_officer"}


def test_an_approval_typed_1923_for_2023_is_refused_and_names_both_days_both_facts_and_the_clause() -> None:
    life = life_before("approve_construction")
    refused = asked_on(life, commands()["approve_construction"], date(1923, 3, 7))
    assert isinstance(refused, Refusal)
    title, sentence = explain(refused.code, refused.params)
    assert refused.clause == "3.4.2"
    assert title.zh == "日期早于其依据"
    for word in ("批准筹建", "1923年3月7日", "出具评审报告", "2023年2月28日"):
        assert word in sentence.zh, sentence.zh
    assert "7 March 1923" in sentence.en


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        (name, phase)
        for phase in (Phase.CONSTRUCTION,)
        for name in (
            "appoint_director",
            "form_alliance",
            "hold_exchange",
            "update_listing",
            "adopt_sharing_rules",
            "record_supervision",
            "commend",
            "evaluate_construction",
            "complete_self_inspection",
        )
    ],
)
def test_nothing_of_the_construction_happens_before_its_approval(name: str, phase: Phase) -> None:
    life = life_in(phase)
    approved_on = earliest(life.center.approved_on or date.max)
    refused = asked_on(life, commands()[name], approved_on - A_DAY)
    assert isinstance(refused, Refusal), name
    assert refused.params["event"] == "ConstructionApproved"


def test_a_judgment_is_not_dated_before_the_report_nor_a_report_before_the_order_it_answers() -> None:
    life = under_construction(date(2023, 11, 20)).take(commands()["order_rectification"])
    order = life.center.rectifications[-1].id
    report = commands()["report_rectification"] | {"rectification_id": order}
    assert_refused(asked_on(life, report, date(2023, 11, 19)), "RectificationOrdered")
    life.take(report | {"effective_on": "2023-12-20"})
    judge = commands()["judge_rectification"] | {"rectification_id": order}
    assert_refused(asked_on(life, judge, date(2023, 12, 19)), "RectificationReported")


def test_an_order_is_answered_by_its_own_day_whatever_another_order_says() -> None:
    life = under_construction(date(2023, 11, 20)).take(commands()["order_rectification"])
    first = life.center.rectifications[-1].id
    life.take(commands()["order_rectification"] | {"effective_on": "2024-01-10"})
    report = commands()["report_rectification"] | {"rectification_id": first}
    assert not isinstance(asked_on(life, report, date(2023, 12, 1)), Refusal)


def test_a_revocation_is_not_dated_before_its_ground() -> None:
    life, body = occasion("revoke_center")
    evaluated_on = life.records[-1].effective_on
    refused = asked_on(life, body, earliest(evaluated_on) - A_DAY)
    assert_refused(refused, "ConstructionEvaluated")


def test_a_notice_is_not_dated_before_its_ground_nor_a_statement_before_the_notice() -> None:
    life, notice = occasion("give_notice_of_revocation")
    assert_refused(asked_on(life, notice, life.now.date() - A_DAY), "ConstructionEvaluated")
    life, statement = occasion("record_statement")
    assert_refused(asked_on(life, statement, life.now.date() - A_DAY), "RevocationNoticed")


def test_a_revocation_on_a_rejected_rectification_is_not_dated_before_the_judgment() -> None:
    life, judge = occasion("judge_rectification")
    life.take(judge | {"outcome": "rejected", "effective_on": "2023-12-20"})
    heard_out(life, judge["rectification_id"])
    assert_refused(asked_on(life, commands()["revoke_center"], date(2023, 12, 19)), "RectificationRejected")


def test_an_acceptance_application_is_not_dated_before_its_self_inspection() -> None:
    life = life_before("apply_for_acceptance")
    inspected_on = life.records[-1].effective_on
    refused = asked_on(life, commands()["apply_for_acceptance"], earliest(inspected_on) - A_DAY)
    assert_refused(refused, "SelfInspectionCompleted")


def test_old_papers_are_entered_late_as_long_as_their_days_are_in_order() -> None:
    life = Life()
    for step in path_to(Phase.OPERATION, start=date(2019, 3, 4)):
        life.take(step.body)
    assert life.center.phase is Phase.OPERATION


def test_reported_facts_that_cannot_both_be_right_in_their_order_are_not_imported() -> None:
    facts = [
        {"kind": "construction_approved", "date": "2022-05", "certainty": "reported", "source": "报道"},
        {"kind": "established", "date": "2022-04-30", "certainty": "reported", "source": "报道"},
    ]
    life = Life(now=noon(date(2023, 11, 20)))
    refused = life.ask(commands()["import_center"] | {"facts": facts})
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.clause) == ("facts_out_of_order", "record")
    _, sentence = explain(refused.code, refused.params)
    for word in ("批准成立", "2022年4月30日", "批准筹建", "2022年5月"):
        assert word in sentence.zh
    within_the_month = life.ask(commands()["import_center"] | {"facts": [facts[0], facts[1] | {"date": "2022-05-01"}]})
    assert not isinstance(within_the_month, Refusal)
    disputed = [facts[0], facts[1] | {"certainty": "disputed"}]
    assert not isinstance(life.ask(commands()["import_center"] | {"facts": disputed}), Refusal)


def test_an_approval_known_from_the_papers_lies_before_what_is_on_record_already() -> None:
    life = imported()
    life.take(commands()["record_supervision"] | {"effective_on": "2022-08-01"}, ACTORS[Role.OFFICER])
    completing = commands()["complete_record"] | {"name_en": None}
    refused = life.ask(confirming(completing | {"approved_on": "2022-08-02"}))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["event"]) == ("approval_after_what_rests_on_it", "SupervisionRecorded")
    assert not isinstance(life.ask(confirming(completing | {"approved_on": "2022-08-01"})), Refusal)
    life.take(commands()["record_supervision"] | {"effective_on": "2023-09-01"}, ACTORS[Role.OFFICER])
    assert life.ask(confirming(completing | {"approved_on": "2022-08-02"})) == refused


@unhurried(60)
@given(st.data())
def test_however_the_days_of_a_life_are_moved_what_is_on_record_stands_in_order(data: Any) -> None:
    life = Life()
    for step in path_to(Phase.ACCEPTANCE):
        back = data.draw(st.sampled_from((0, 0, 0, 1, 7, 30)))
        moved = date.fromisoformat(step.body["effective_on"]) - timedelta(days=back)
        events = asked_on(life, step.body, moved)
        before = life.state
        if isinstance(events, Refusal):
            life.take(step.body)
        else:
            life.take(step.body | {"effective_on": moved.isoformat()})
        command = command_of(step.body)
        days = [day_of(ground, command, before) for ground in DECISION_OF[type(command)].rests_on] if before else []
        assert all(day is None or earliest(day) <= earliest(life.records[-1].effective_on) for day in days)


def test_the_report_of_a_year_stands_with_the_approval_too() -> None:
    life = under_construction(date(2023, 11, 20))
    assert_refused(asked_on(life, annual_report(2023), date(2023, 3, 1)), "ConstructionApproved")


def assert_refused(answer: list[Event] | Refusal, ground: str) -> None:
    assert isinstance(answer, Refusal), answer
    assert (answer.code, answer.params["event"]) == ("day_before_its_ground", ground)


def test_a_panel_for_guidance_does_not_rest_on_an_application_that_was_declined() -> None:
    life = life_in(Phase.APPLICATION).take(commands()["decline_construction"])
    [reported, applied] = [life.center.days[event] for event in ("PreliminaryPlanReported", "ApplicationSubmitted")]
    panel = commands()["appoint_experts"] | {"stage": "guidance"}
    assert earliest(reported) < earliest(applied)
    assert not isinstance(asked_on(life, panel, earliest(reported)), Refusal)
    refused = asked_on(life, panel, earliest(reported) - A_DAY)
    assert isinstance(refused, Refusal)
    assert refused.params["event"] == "PreliminaryPlanReported"
