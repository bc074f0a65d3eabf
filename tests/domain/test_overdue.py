"""5.3: what a center owed and has not done is brought before officer and district, until somebody says what follows."""

from datetime import date

import pytest

from domain.center_summary import summarize
from domain.deadlines.clocks import deadlines
from domain.guideline.vocabulary import IssueKind
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from domain.supervision.messages import FollowUpDecided, RectificationProposed
from domain.visibility.relations import Relation
from domain.visibility.seen import Reader
from domain.visibility.work_seen import work_seen
from domain.work_items import WorkItem, WorkItems, work_items
from tests.domain.occasions import under_construction
from tests.domain.test_entering_the_past import imported
from tests.lives import ACTORS, Body, Life, annual_report, commands

REPORT, EXCHANGES = "annual_report/2023", "exchanges/2024"
JANUARY = date(2025, 1, 2)
OFFICER, DISTRICT = ACTORS[Role.OFFICER], ACTORS[Role.DISTRICT]


def of(name: str, **changes: object) -> Body:
    return commands()[name] | changes


def neglectful(until: date = JANUARY) -> Life:
    """Nobody reported, and nobody held an exchange: two reports and the exchanges of 2024 are overdue by January."""
    life = under_construction()
    life.pass_time(until)
    return life


def all_work(life: Life) -> WorkItems:
    return work_items(life.center, deadlines(life.center, life.policy, life.calendar), life.policy, life.calendar)


def questions(life: Life) -> list[WorkItem]:
    return [item for item in all_work(life).open if item.decision.type == "propose_rectification"]


def asked_about(life: Life) -> list[str]:
    """The keys of what the officer is asked about."""
    return [duty.key for item in questions(life) if item.role is Role.OFFICER for duty in item.duties]


def test_what_is_overdue_is_one_question_to_the_officer_and_one_to_the_district_before_all_else() -> None:
    life = neglectful()
    found = questions(life)
    assert [(item.role, item.key, item.district) for item in found] == [
        (Role.OFFICER, "propose_rectification/overdue/officer", None),
        (Role.DISTRICT, "propose_rectification/overdue/district", "pudong"),
    ]
    for item in found:
        assert [duty.key for duty in item.duties] == [REPORT, "annual_report/2024", EXCHANGES]
        assert (item.due_on, item.overdue, item.clause) == (date(2023, 11, 30), True, "5.3")
    assert all_work(life).open[0].overdue
    assert {item.due_on for item in all_work(life).open[:3]} == {date(2023, 11, 30)}


def test_nothing_is_asked_while_nothing_is_overdue() -> None:
    assert questions(under_construction()) == []


def test_a_duty_that_is_met_afterwards_is_asked_about_no_more() -> None:
    life = neglectful().take(annual_report(2023))
    assert asked_about(life) == ["annual_report/2024", EXCHANGES]


@pytest.mark.parametrize("proposer", [OFFICER, DISTRICT], ids=["officer", "district"])
def test_what_is_proposed_is_not_asked_about_again_and_the_rest_is(proposer: object) -> None:
    life = neglectful()
    life.take(of("propose_rectification", deadlines=[REPORT]), proposer)  # type: ignore[arg-type]
    assert life.last(RectificationProposed).deadlines == (REPORT,)
    assert asked_about(life) == ["annual_report/2024", EXCHANGES]
    again = life.ask(of("propose_rectification", deadlines=[REPORT]), OFFICER)
    assert again == Refusal("followed_up_already", "5.3", about=REPORT)


def test_the_approver_orders_what_the_officer_proposes_and_it_is_not_asked_again_whatever_comes_of_the_order() -> None:
    life = neglectful()
    life.take(of("propose_rectification", deadlines=[REPORT, "annual_report/2024", EXCHANGES]), OFFICER)
    proposal = life.center.supervision_issues[-1].id
    assert [item.key for item in all_work(life).open if item.role is Role.APPROVER] == [
        f"order_rectification/issue/{proposal}"
    ]
    life.take(of("order_rectification", proposal_id=proposal, due_on="2025-06-30"))
    assert questions(life) == []
    assert {due.status.value for due in deadlines(life.center, life.policy, life.calendar) if due.key == REPORT} == {
        "missed"
    }


def test_a_proposal_that_was_an_entry_error_leaves_the_question() -> None:
    life = neglectful()
    life.take(of("propose_rectification", deadlines=[REPORT]), OFFICER)
    life.take(of("undo", position=life.position_of("RectificationProposed"), kind="entry_error"))
    life.take(of("confirm_undo", undoing_id=life.center.undoings[0].id))
    assert REPORT in asked_about(life)


@pytest.mark.parametrize("outcome", ["handled", "no_action"])
def test_the_officer_may_say_with_a_reason_that_no_order_is_proposed(outcome: str) -> None:
    life = neglectful()
    life.take(of("follow_up", about=REPORT, outcome=outcome, reason="已电话督促，承诺本月补报"))
    assert life.last(FollowUpDecided).about == REPORT
    assert asked_about(life) == ["annual_report/2024", EXCHANGES]
    [issue] = life.center.supervision_issues
    assert (issue.kind, issue.deadlines, issue.outcome) == (IssueKind.OVERDUE, (REPORT,), outcome)
    assert [item for item in all_work(life).open if item.decision.type in ("follow_up", "order_rectification")] == []


def test_an_order_may_be_proposed_all_the_same_later_on() -> None:
    life = neglectful().take(of("follow_up", about=REPORT, outcome="no_action"))
    life.take(of("propose_rectification", deadlines=[REPORT]), OFFICER)
    assert len([item for item in all_work(life).open if item.role is Role.APPROVER]) == 1


def test_of_an_overdue_duty_an_order_is_proposed_by_a_proposal_alone() -> None:
    refusal = neglectful().ask(of("follow_up", about=REPORT, outcome="order_proposed"))
    allowed = ["handled", "no_action"]
    assert refusal == Refusal("outcome_of_another_kind", "5.3", outcome="order_proposed", allowed=allowed)


@pytest.mark.parametrize("key", ["annual_report/2025", "evaluation/2026-03-07", "annual_report/1999", "p1"])
def test_a_proposal_names_what_is_overdue(key: str) -> None:
    refusal = neglectful().ask(of("propose_rectification", deadlines=[key]), OFFICER)
    assert refusal == Refusal("duty_not_overdue", "5.3", deadline=key)
    unknown = neglectful().ask(of("follow_up", about=key, outcome="handled"))
    assert unknown == Refusal("follow_up_unknown", "5.3", about=key)


def test_nothing_is_proposed_about_a_duty_before_its_day_has_passed() -> None:
    for body in (of("propose_rectification", deadlines=[REPORT]), of("follow_up", about=REPORT, outcome="handled")):
        refused = neglectful().ask(body | {"effective_on": "2023-11-30"}, OFFICER)
        assert isinstance(refused, Refusal)
        assert refused.code in ("duty_not_overdue", "follow_up_unknown")


def test_whose_supervision_found_a_problem_that_was_undone_has_brought_up_no_duty() -> None:
    life = under_construction()
    life.take(of("record_supervision", findings=[{"topic": "operation", "finding": "逾期", "problem": True}]))
    life.take(of("follow_up", about=life.center.supervision_issues[-1].id, outcome="handled"))
    alone = replay([record for record in life.records if record.event.wire_name() != "SupervisionRecorded"])
    assert alone is not None
    assert alone.supervision_issues == ()


def test_an_order_whose_day_has_passed_is_judged_and_none_is_proposed_about_it() -> None:
    life = neglectful(date(2023, 12, 1)).take(of("order_rectification", due_on="2023-12-20"))
    life.take(of("record_service", position=life.position_of("RectificationOrdered")))
    life.pass_time(date(2023, 12, 22))
    assert {due.kind.value for due in deadlines(life.center, life.policy, life.calendar) if due.status == "missed"} == {
        "annual_report",
        "rectification",
    }
    assert asked_about(life) == [REPORT]


def test_while_a_history_is_entered_late_nothing_is_asked() -> None:
    life = neglectful().take(of("begin_backfill"))
    assert questions(life) == []


def test_the_parties_are_not_told_what_their_supervisors_are_asked() -> None:
    waits = all_work(neglectful())

    def asked_of(role: Role) -> set[Role]:
        seen = work_seen(waits, Reader(ACTORS[role], Relation.LEAD if role is Role.APPLICANT else Relation.SUPERVISOR))
        return {item.role for item in seen.open if item.decision.type == "propose_rectification"}

    assert asked_of(Role.APPLICANT) == set()
    assert asked_of(Role.DISTRICT) == {Role.DISTRICT}


def test_operators_read_what_is_overdue_without_a_word_that_somebody_typed() -> None:
    details = summarize(neglectful().center, neglectful().policy, neglectful().calendar).details
    assert "3 项逾期：2023年度筹建情况报送、2024年度筹建情况报送、2024年技术交流与互动活动" in details
    assert "3 overdue: Annual report 2023, Annual report 2024, Technical exchanges 2024" in details


def test_an_evaluation_whose_last_possible_day_has_passed_comes_first_and_says_so() -> None:
    life = imported("2022-05", date(2026, 11, 26))
    first = all_work(life).open[0]
    assert (first.decision.type, first.latest, first.due_on, first.overdue) == (
        "evaluate_construction",
        date(2025, 5, 31),
        None,
        False,
    )
    summary = summarize(life.center, life.policy, life.calendar)
    assert summary.certainly_over_deadlines == ("evaluation", "2025-05", "evaluation/2025-05")
    assert not summary.overdue
    assert "最晚已于2025年5月31日届满，除非曾经延长" in summary.details
    assert "over since 31 May 2025 at the latest, unless it was extended" in summary.details


def test_one_whose_last_possible_day_is_ahead_waits_without_a_day_and_is_not_said_to_be_over() -> None:
    life = imported("2025-01", date(2026, 11, 26))
    [item] = [item for item in all_work(life).open if item.decision.type == "evaluate_construction"]
    assert item.latest is None
    assert summarize(life.center, life.policy, life.calendar).certainly_over_deadlines == ()
