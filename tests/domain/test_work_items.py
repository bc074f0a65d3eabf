"""What a center waits for: from the table, at every step of a life, and in any part of any history."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from domain.center import Center
from domain.context import Context
from domain.deadlines.clock import Clock
from domain.deadlines.clocks import CLOCKS, deadlines
from domain.decider import DECISION_OF, fold
from domain.guideline.phases import ENDED, LIVING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Kind, Refusal
from domain.kernel.roles import Actor, Role
from domain.openness import check_open
from domain.powers.access import is_theirs
from domain.supervision.clocks import is_term_over
from domain.wording.refusals import REASONS
from domain.work_items import EXPECTED, WorkItem, work_items
from domain.working_calendar.working_days import WorkingCalendar
from tests.domain.occasions import (
    NOVEMBER,
    evaluated,
    imported,
    noticed,
    occasion,
    under_construction,
    with_a_served_order,
)
from tests.domain.test_any_history import any_point, shuffled_parts, unhurried
from tests.lives import (
    EXPERTS,
    LEAD,
    Life,
    annual_report,
    commands,
    life_before,
    life_in,
    live,
    noon,
    path_to,
    revocation,
)

POLICY, CALENDAR = Policy(), WorkingCalendar()
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def waits_of(center: Center) -> tuple[WorkItem, ...]:
    return work_items(center, deadlines(center, POLICY, CALENDAR), POLICY).open


def next_step_of(center: Center) -> WorkItem | None:
    return work_items(center, deadlines(center, POLICY, CALENDAR), POLICY).next_step


def lacks(life: Life) -> tuple[str, list[str]] | None:
    """The step that is blocked, and the codes of what it lacks."""
    step = next_step_of(life.center)
    return (step.decision.type, [refusal.code for refusal in step.unmet]) if step else None


OF_A_REVOCATION = {"give_notice_of_revocation", "record_service", "record_statement", "revoke_center"}


def names(life: Life) -> set[str]:
    return {item.decision.type for item in waits_of(life.center)}


def the(life: Life, name: str) -> WorkItem:
    [found] = [item for item in waits_of(life.center) if item.decision.type == name]
    return found


def whoever(item: WorkItem, center: Center) -> Actor:
    """The very one for whom it waits."""
    bound = center.center_id if item.role in (Role.APPLICANT, Role.DISTRICT) and center.lead is None else None
    return Actor(id=item.person or "x", name="x", role=item.role, org=item.org, district=item.district, center=bound)


def check_waits(center: Center) -> None:
    """Whatever is awaited is open, once its day has come, for the one it waits for, under a key of its own, most urgent
    first.
    """
    found = waits_of(center)
    assert len({item.key for item in found}) == len(found)
    is_pressing = [item.overdue or item.latest is not None for item in found]
    assert is_pressing == sorted(is_pressing, reverse=True)
    for item in found:
        actor = whoever(item, center)
        opens_at = noon(item.opens_on) if item.opens_on else LONG_AGO
        check_open(item.decision, center, Context(actor, opens_at))
        assert is_theirs(center, actor)

    check_next_step(center)


def check_next_step(center: Center) -> None:
    """What the next step lacks is a state of the center, and the very refusal that the step would meet first."""
    step = next_step_of(center)
    if step is None:
        return
    assert {REASONS[refusal.code].kind for refusal in step.unmet} == {Kind.NOT_NOW}
    assert not {refusal.code for refusal in step.unmet} & DONE_OR_NOT_NEEDED
    with pytest.raises(Refusal) as met:
        check_open(step.decision, center, Context(whoever(step, center), LONG_AGO))
    assert met.value == step.unmet[0]


DONE_OR_NOT_NEEDED = {
    "alliance_already_formed",
    "consent_not_needed",
    "no_supplement_requested",
    "on_site_acceptance_reported",
    "preliminary_review_completed",
    "review_report_issued",
}
"""Refusals of what is over or was never asked for: no condition that somebody could still bring about."""


def may_wait_for_nobody(center: Center) -> bool:
    """Only an established center can be left to its clocks."""
    return center.phase is Phase.OPERATION


OF_SEVERAL_ROLES = {"record_statement", "propose_rectification"}
"""The hearing of a center, which states its case by itself, is waited for from the first role alone; of what is overdue
each of the roles is asked.
"""


def test_every_expected_decision_is_one_of_the_table_with_one_role_that_it_waits_for() -> None:
    of_several = {DECISION_OF[command].type for command in EXPECTED if len(DECISION_OF[command].roles) > 1}
    assert of_several == OF_SEVERAL_ROLES


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.kind.value)
def test_a_decision_that_answers_a_clock_is_waited_for_by_that_clock_alone(clock: Clock) -> None:
    assert EXPECTED[clock.answered_by] is clock.waits


def test_every_step_of_a_life_is_waited_for() -> None:
    steps = {decision.command for decision in DECISION_OF.values() if decision.steps}
    assert steps <= EXPECTED.keys()


@pytest.mark.parametrize("place", range(1, len(path_to(Phase.OPERATION))))
def test_at_each_step_of_the_way_the_next_is_waited_for_from_whoever_takes_it(place: int) -> None:
    way = path_to(Phase.OPERATION)
    life, following = live(way[:place]), way[place]
    check_waits(life.center)
    name = following.body["type"]
    if name in ("request_supplement", "hold_exchange"):  # may be, and by the end of a year yet to come
        return
    waiting = [item for item in waits_of(life.center) if item.decision.type == name]
    assert waiting
    assert {item.role for item in waiting} == {following.role}


@unhurried(150)
@given(any_point())
def test_what_is_awaited_at_any_point_of_a_history_is_open_for_the_one_it_waits_for(center: Center | None) -> None:
    if center is not None:
        check_waits(center)


@unhurried(150)
@given(any_point())
def test_a_living_center_waits_for_somebody_unless_only_its_clocks_run(center: Center | None) -> None:
    if center is not None and center.phase in LIVING and not may_wait_for_nobody(center):
        assert waits_of(center)


@unhurried(150)
@given(shuffled_parts())
def test_what_any_part_of_a_history_waits_for_is_open_too(records: Sequence[Record[Event]]) -> None:
    center = fold(None, records)
    assert center is not None
    check_waits(center)
    if center.phase in ENDED:
        left = {"confirm_correction", "confirm_undo", "record_service"}
        assert {item.decision.type for item in waits_of(center)} <= left
    elif not may_wait_for_nobody(center):
        assert waits_of(center)


@unhurried(100)
@given(any_point())
def test_every_missed_clock_that_can_still_be_answered_is_overdue_for_somebody(center: Center | None) -> None:
    if center is None or center.phase in ENDED:
        return
    missed = {due.key for due in deadlines(center, POLICY, CALENDAR) if due.status is ClockStatus.MISSED}
    answerable = {key for key in missed if not key.startswith("evaluation/")}
    overdue = {item.key.split("/", 1)[1] for item in waits_of(center) if item.overdue and not item.duties}
    of_a_term_that_is_over = {f"evaluation/{center.term_ends_on}"} if is_term_over(center) else set()
    assert answerable <= overdue <= missed | of_a_term_that_is_over


@pytest.mark.parametrize(("phase", "awaited"), [(Phase.WITHDRAWN, set()), (Phase.REVOKED, {"record_service"})])
def test_nothing_is_awaited_of_a_center_that_has_ended_but_that_its_revocation_is_served(
    phase: Phase, awaited: set[str]
) -> None:
    assert names(life_in(phase)) == awaited


def test_a_correction_proposed_waits_for_the_approver_even_after_the_end() -> None:
    life = life_in(Phase.WITHDRAWN).take(commands()["correct_record"])
    item = the(life, "confirm_correction")
    assert (item.role, item.subject) == (Role.APPROVER, commands()["correct_record"]["what_was_wrong"])


def test_an_applicants_step_waits_for_the_lead_organisation_and_a_districts_for_its_own() -> None:
    research = the(life_in(Phase.INCUBATION), "submit_industry_research")
    assert (research.org, research.district, research.since) == (LEAD["uscc"], None, date(2022, 11, 1))
    support = the(life_before("record_support"), "record_support")
    assert (support.org, support.district) == (None, LEAD["district"])


def test_support_declined_waits_for_a_better_study_and_a_new_study_for_the_district() -> None:
    life = life_before("record_support").take({"type": "record_support", "granted": False, "reason": "研究不足"})
    assert names(life) == {"submit_industry_research"}
    assert names(life.take(commands()["submit_industry_research"])) == {"record_support"}


def test_opinions_wait_for_each_member_of_the_panel_who_has_not_spoken() -> None:
    life = life_before("give_opinion", "application")
    opinions = [item for item in waits_of(life.center) if item.decision.type == "give_opinion"]
    assert [(item.person, item.clause) for item in opinions] == [(expert["id"], "3.4.2") for expert in EXPERTS]
    assert "complete_preliminary_review" not in names(life)

    life.take(commands()["give_opinion"])
    left = [item.person for item in waits_of(life.center) if item.decision.type == "give_opinion"]
    assert left == ["expert-2", "expert-3"]
    assert lacks(life) == ("complete_preliminary_review", ["opinions_too_few"])

    life.take(commands()["give_opinion"] | {"expert_id": "expert-3"})
    assert the(life, "complete_preliminary_review").role is Role.OFFICER


def test_a_supplement_asked_for_is_waited_for_before_the_preliminary_review_goes_on() -> None:
    life = life_before("submit_supplement", "application")
    assert {"submit_supplement", "give_opinion"} == names(life) - {"record_consent"}


@pytest.mark.parametrize("name", ["issue_review_report", "report_on_site_acceptance"])
def test_a_panels_report_waits_for_its_lead(name: str) -> None:
    assert the(life_before(name), name).person == "expert-1"


def _failed_review() -> Life:
    return life_before("issue_review_report").take(commands()["issue_review_report"] | {"verdict": "fail"})


def _refused_consent() -> Life:
    refused = commands()["record_consent"] | {"given": False, "reason": "暂不同意"}
    return life_before("record_consent").take(refused)


@pytest.mark.parametrize("begin", [_failed_review, _refused_consent], ids=["review failed", "consent refused"])
def test_an_application_that_cannot_be_approved_waits_to_be_declined(begin: Callable[[], Life]) -> None:
    life = begin()
    assert the(life, "decline_construction").role is Role.APPROVER
    assert "approve_construction" not in names(life)


def test_the_annual_report_waits_by_its_day_and_from_its_year_on() -> None:
    life = under_construction()
    item = the(life, "submit_annual_report")
    assert (item.key, item.due_on, item.opens_on, item.overdue) == (
        "submit_annual_report/annual_report/2023",
        date(2023, 11, 30),
        date(2023, 1, 1),
        False,
    )
    life.take(annual_report(2023))
    following = the(life, "submit_annual_report")
    assert (following.due_on, following.opens_on) == (date(2024, 11, 30), date(2024, 1, 1))


def test_a_report_that_was_missed_is_overdue_and_first() -> None:
    life = under_construction()
    life.pass_time(date(2023, 12, 2))
    first, *_ = waits_of(life.center)
    assert (first.decision.type, first.due_on, first.overdue) == ("submit_annual_report", date(2023, 11, 30), True)


def test_the_evaluation_waits_for_the_officer_once_the_clock_has_opened_it() -> None:
    life = under_construction()
    assert "evaluate_construction" not in names(life)
    life.pass_time(date(2026, 1, 10))
    item = the(life, "evaluate_construction")
    assert (item.role, item.due_on, item.overdue) == (Role.OFFICER, life.center.term_ends_on, False)
    life.pass_time(date(2026, 3, 20))
    assert the(life, "evaluate_construction").overdue
    evaluated(life)
    assert the(life, "evaluate_construction").overdue, "the term is over, and has no new end"
    evaluated(life, new_term_ends_on="2027-03-07")
    assert "evaluate_construction" not in names(life)


def test_a_proposed_outcome_waits_for_the_approver_and_is_overdue_once_the_term_is_over() -> None:
    life = under_construction().take(commands()["evaluate_construction"])
    item = the(life, "decide_on_evaluation")
    assert (item.role, item.since, item.overdue) == (Role.APPROVER, NOVEMBER, False)
    life.pass_time(date(2026, 3, 20))
    assert the(life, "decide_on_evaluation").overdue
    assert "evaluate_construction" not in names(life), "it is the approver's turn"
    life.take(commands()["decide_on_evaluation"])
    assert "decide_on_evaluation" not in names(life)
    assert the(life, "evaluate_construction").overdue


def test_the_evaluation_of_a_term_that_nobody_knows_waits_without_a_day() -> None:
    item = the(imported(), "evaluate_construction")
    assert (item.due_on, item.provisional, item.overdue) == (None, True, False)


def test_where_rectification_was_decided_the_order_is_awaited_from_the_approver() -> None:
    life = under_construction().take(commands()["evaluate_construction"] | {"outcome": "rectification"})
    assert "order_rectification" not in names(life), "it is proposed, and not decided"
    life.take(commands()["decide_on_evaluation"] | {"outcome": "rectification"})
    item = the(life, "order_rectification")
    assert (item.role, item.clause, item.since) == (Role.APPROVER, "5.1", NOVEMBER)
    assert "order_rectification" not in names(life.take(commands()["order_rectification"]))


def test_an_order_waits_for_the_center_then_for_the_officer_then_for_the_approver() -> None:
    life, order = with_a_served_order()
    item = the(life, "report_rectification")
    assert (item.role, item.due_on, item.subject) == (Role.APPLICANT, date(2024, 6, 30), "设备未溯源")
    life.take(commands()["report_rectification"] | {"rectification_id": order})
    assert "report_rectification" not in names(life)
    assert the(life, "judge_rectification").since == NOVEMBER
    life.take(commands()["judge_rectification"] | {"rectification_id": order, "outcome": "rejected"})
    item = the(life, "give_notice_of_revocation")
    assert (item.role, item.since, item.subject) == (Role.OFFICER, NOVEMBER, "设备未溯源")


def test_an_evaluation_that_asks_for_revocation_waits_for_the_notice_its_service_and_then_for_the_approver() -> None:
    life, notice = occasion("give_notice_of_revocation")
    assert the(life, "give_notice_of_revocation").clause == "5.1"
    assert names(life.take(notice)) & OF_A_REVOCATION == {"record_service"}
    life.take(revocation()[1])
    assert names(life) & OF_A_REVOCATION == {"revoke_center"}
    item = the(life, "revoke_center")
    assert (item.role, item.clause, item.since, item.opens_on) == (Role.APPROVER, "5.1", NOVEMBER, date(2023, 11, 28))


def test_a_hearing_that_was_asked_for_waits_for_the_officer_and_the_revocation_for_the_hearing() -> None:
    life = noticed(evaluated(under_construction(), outcome="revocation")).take(revocation()[1])
    life.take(commands()["record_statement"] | {"kind": "hearing_request"})
    life.now += timedelta(days=30)
    assert the(life, "record_statement").role is Role.OFFICER
    assert "revoke_center" not in names(life)
    life.take(commands()["record_statement"] | {"kind": "hearing"})
    assert names(life) & OF_A_REVOCATION == {"revoke_center"}


def test_a_matter_that_supervision_found_waits_for_its_notice() -> None:
    found = {"title": "主任离职", "happened_on": "2023-11-17"}
    life = under_construction().take(commands()["record_supervision"] | {"unreported_matter": found})
    item = the(life, "notify_major_matter")
    assert (item.role, item.subject, item.since) == (Role.APPLICANT, "主任离职", NOVEMBER)
    assert (item.due_on, item.provisional) == (date(2023, 11, 24), False)


def test_a_matter_of_a_year_without_a_calendar_waits_by_a_provisional_day() -> None:
    life = under_construction(date(2035, 3, 1))
    found = {"title": "主任离职", "happened_on": "2035-02-26"}
    life.take(commands()["record_supervision"] | {"unreported_matter": found})
    assert the(life, "notify_major_matter").provisional


def test_an_established_center_with_all_its_duties_done_waits_for_nothing_but_its_yearly_ones() -> None:
    life = life_in(Phase.OPERATION)
    assert names(life) == {"submit_annual_report", "hold_exchange"}


def test_acceptance_without_a_director_lacks_the_director_and_nothing_else() -> None:
    life = life_before("apply_for_acceptance")
    step = next_step_of(life.center.but(director=None))
    assert step is not None
    assert (step.decision.type, step.role, step.clause) == ("apply_for_acceptance", Role.APPLICANT, "3.5.2")
    assert step.unmet == (Refusal("director_missing", "4.1"),)
    assert next_step_of(life.center) is None


def test_the_next_step_names_every_condition_that_is_not_met() -> None:
    assert lacks(under_construction()) == (
        "apply_for_acceptance",
        ["self_inspection_missing", "alliance_missing", "director_missing"],
    )


def test_the_next_step_is_the_first_that_cannot_be_taken() -> None:
    assert lacks(life_before("submit_industry_research")) == ("record_support", ["industry_research_missing"])
    assert lacks(life_before("appoint_experts", "application")) == (
        "complete_preliminary_review",
        ["panel_missing", "opinion_missing"],
    )
    assert lacks(life_before("submit_supplement", "application")) == (
        "complete_preliminary_review",
        ["supplement_open"],
    )


def test_nothing_stands_in_the_way_of_what_can_be_approved_or_is_established() -> None:
    assert lacks(life_in(Phase.OPERATION)) is None
    assert lacks(life_before("approve_construction")) is None


def test_after_a_failed_acceptance_the_next_application_lacks_a_new_self_inspection() -> None:
    life = life_before("report_on_site_acceptance").take(commands()["report_on_site_acceptance"] | {"verdict": "fail"})
    assert lacks(life) == ("apply_for_acceptance", ["self_inspection_missing"])


def test_consent_that_is_not_needed_is_no_condition() -> None:
    center = life_before("appoint_experts", "application").center.but(consent_needed=False, consent=None)
    step = next_step_of(center)
    assert step is not None
    assert step.decision.type == "complete_preliminary_review"


@pytest.mark.parametrize("begin", [_failed_review, _refused_consent], ids=["review failed", "consent refused"])
def test_an_application_that_waits_to_be_declined_waits_for_no_approval(begin: Callable[[], Life]) -> None:
    blocked = lacks(begin())
    assert blocked is None or blocked[0] != "approve_construction"


def test_what_an_imported_center_may_have_done_long_since_is_asked_after_and_not_owed() -> None:
    life = Life().take(commands()["import_center"])
    asked = [item for item in work_items(life.center, (), life.policy).open if item.not_on_record]
    assert {item.decision.type for item in asked} == {
        "appoint_director",
        "form_alliance",
        "complete_self_inspection",
        "update_listing",
        "adopt_sharing_rules",
    }
    assert {item.since for item in asked} == {None}
    own = life_in(Phase.CONSTRUCTION).center
    assert not any(item.not_on_record for item in work_items(own, (), life.policy).open)


def test_what_an_imported_center_may_have_done_long_since_is_no_condition_that_it_fails() -> None:
    life = Life().take(commands()["import_center"])
    step = next_step_of(life.center)
    assert step is not None
    assert [refusal.code for refusal in step.unmet] == [
        "self_inspection_not_on_record",
        "alliance_not_on_record",
        "director_not_on_record",
    ]


def test_whether_a_revision_was_asked_for_is_unknown_where_a_report_alone_says_that_the_acceptance_passed() -> None:
    passed = {"kind": "accepted_on_site", "date": "2022", "certainty": "reported", "source": "报道"}
    life = Life().take(commands()["import_center"] | {"facts": [passed]})
    open_items = work_items(life.center, (), life.policy).open
    assert [item.not_on_record for item in open_items if item.decision.type == "submit_revision"] == [True]
    assert lacks(life) == ("confirm_revision", ["revision_not_on_record"])
