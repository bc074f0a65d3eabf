"""Panels: their independent members in office are heard, by more than half, and may leave (3.3.3, 3.4.2, 3.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.messages import AdviceRecorded
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import Stage
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.reviews.messages import ExpertRecused
from domain.visibility.relations import Relation
from domain.visibility.seen import Reader, records_seen
from domain.work_items import WorkItem, work_items
from tests.domain.occasions import imported
from tests.domain.test_any_history import unhurried
from tests.lives import ACTORS, BY_EXPERT, EXPERTS, LEAD, Body, Life, commands, confirming, life_before

CLAUSES = {"guidance": "3.3.3", "application": "3.4.2", "acceptance": "3.5.3"}
every_stage = pytest.mark.parametrize("stage", CLAUSES)
stages_with_materials = pytest.mark.parametrize("stage", ["application", "acceptance"])
FOURTH: Body = {"id": "expert-4", "name": "吴专家", "organisation": "复旦大学"}
REPORTS = {"application": "issue_review_report", "acceptance": "report_on_site_acceptance"}


def of(name: str, stage: str, **changes: object) -> Body:
    return commands()[name] | {"stage": stage} | changes


def opinion(stage: str, expert: str, **changes: object) -> Body:
    return of("give_opinion", stage, expert_id=expert, **changes)


def recusal(stage: str, expert: str, **changes: object) -> Body:
    return of("recuse_expert", stage, expert_id=expert, **changes)


def awaited(life: Life, name: str) -> list[WorkItem]:
    return [item for item in work_items(life.center, (), life.policy).open if item.decision.type == name]


def host_becomes_the_employer_of(life: Life, expert: Body) -> Life:
    """The organisations change, and the lead bears the name of an expert's employer."""
    return life.take(commands()["amend_organisations"] | {"lead": LEAD | {"name": expert["organisation"]}})


# Who is heard


@stages_with_materials
def test_a_review_concludes_from_the_opinions_of_more_than_half_of_the_panel(stage: str) -> None:
    life = life_before("give_opinion", stage).take(opinion(stage, "expert-1")).take(opinion(stage, "expert-1"))
    conclusion = of("complete_preliminary_review", stage)
    assert life.ask(conclusion) == Refusal("opinions_too_few", "house", given=1, size=3)
    assert not isinstance(life.take(opinion(stage, "expert-3")).ask(conclusion), Refusal)


@unhurried(40)
@given(size=st.integers(3, 9), heard=st.integers(1, 9), percent=st.integers(0, 99))
def test_more_than_the_houses_share_of_a_panel_of_any_size_has_to_be_heard(size: int, heard: int, percent: int) -> None:
    experts = [EXPERTS[0] | {"id": f"e-{place}", "name": f"专家{place}"} for place in range(size)]
    life = life_before("appoint_experts", "application")
    life.policy = Policy(panel_opinions_percent=percent)
    life.take(of("appoint_experts", "application", experts=experts, lead="e-0"))
    everybody = ACTORS[Role.EXPERT].model_copy(update={"anyone": True})
    for place in range(min(heard, size)):
        life.take(opinion("application", f"e-{place}"), everybody)
    answer = life.ask(of("complete_preliminary_review", "application"))
    assert isinstance(answer, Refusal) is (min(heard, size) * 100 <= percent * size)


@stages_with_materials
def test_a_replaced_panel_begins_its_opinions_anew(stage: str) -> None:
    life = life_before("request_supplement", stage)
    life.take(of("appoint_experts", stage, experts=[*EXPERTS[:2], FOURTH]))
    review = life.center.review(Stage(stage))
    assert (review.opinions, dict(review.heard)) == (0, {})
    refusal = Refusal("opinion_missing", CLAUSES[stage], stage=stage)
    assert life.ask(of("complete_preliminary_review", stage)) == refusal


@stages_with_materials
def test_a_panel_that_is_only_completed_keeps_what_its_members_said(stage: str) -> None:
    life = life_before("request_supplement", stage)
    life.take(of("appoint_experts", stage, experts=[*EXPERTS, FOURTH]))
    assert dict(life.center.review(Stage(stage)).heard) == {"expert-1": 1, "expert-2": 1}
    refusal = Refusal("opinions_too_few", "house", given=2, size=4)
    assert life.ask(of("complete_preliminary_review", stage)) == refusal


@stages_with_materials
def test_opinions_that_contradict_each_other_are_asked_about(stage: str) -> None:
    life = life_before("give_opinion", stage)
    life.take(opinion(stage, "expert-1", stance="supports")).take(opinion(stage, "expert-2", stance="objects"))
    refusal = life.ask(of("complete_preliminary_review", stage))
    assert isinstance(refusal, Refusal)
    assert [doubt["code"] for doubt in refusal.params["doubts"]] == ["opinions_contradict"]
    life.take(opinion(stage, "expert-2", stance="reserves"))
    assert not isinstance(life.ask(of("complete_preliminary_review", stage)), Refusal)


@stages_with_materials
@pytest.mark.parametrize("name", ["appoint_experts", "give_opinion", "recuse_expert"])
def test_after_the_report_of_a_panel_nothing_of_it_changes(stage: str, name: str) -> None:
    life = life_before(REPORTS[stage]).take(commands()[REPORTS[stage]])
    code = {"application": "review_report_issued", "acceptance": "on_site_acceptance_reported"}[stage]
    assert life.ask(of(name, stage)) == Refusal(code, CLAUSES[stage])


# Independence


@stages_with_materials
def test_an_expert_whose_employer_has_become_a_party_says_and_concludes_nothing(stage: str) -> None:
    life = host_becomes_the_employer_of(life_before(REPORTS[stage]), EXPERTS[0])
    refusal = life.ask(opinion(stage, "expert-1"))
    assert refusal == Refusal(
        "expert_not_independent", CLAUSES[stage], expert="陈专家", organisation=EXPERTS[0]["organisation"]
    )
    assert life.ask(commands()[REPORTS[stage]]) == Refusal("panel_not_independent", CLAUSES[stage], experts=["陈专家"])
    assert not isinstance(life.ask(opinion(stage, "expert-2")), Refusal)


@every_stage
def test_a_conflict_found_later_is_work_of_the_officer_until_it_is_settled(stage: str) -> None:
    life = life_before("give_opinion", stage)
    assert awaited(life, "appoint_experts") == []
    host_becomes_the_employer_of(life, EXPERTS[1])
    (item,) = awaited(life, "appoint_experts")
    assert (item.role, item.subject) == (Role.OFFICER, "林专家")
    assert "expert-2" not in {found.person for found in awaited(life, "give_opinion")}
    life.take(of("appoint_experts", stage, experts=[EXPERTS[0], EXPERTS[2], FOURTH]))
    assert awaited(life, "appoint_experts") == []


def test_the_organisation_in_an_experts_token_counts() -> None:
    life = life_before("give_opinion", "application")
    of_the_lead = ACTORS[Role.EXPERT].model_copy(update={"org": LEAD["uscc"]})
    refusal = Refusal("expert_not_independent", "3.4.2", expert="陈专家", organisation=LEAD["uscc"])
    assert life.ask(opinion("application", "expert-1"), of_the_lead) == refusal
    reporting = life_before("issue_review_report")
    assert reporting.ask(commands()["issue_review_report"], of_the_lead) == refusal


@pytest.mark.parametrize("department", ["（人事处）", "(电磁所)", "电磁实验室"])
def test_an_employer_that_may_be_a_department_of_a_party_is_a_doubt(department: str) -> None:
    life = life_before("appoint_experts", "application")
    panel = [*EXPERTS, FOURTH | {"organisation": LEAD["name"] + department}]
    refusal = life.ask(of("appoint_experts", "application", experts=panel))
    assert isinstance(refusal, Refusal)
    assert [doubt["code"] for doubt in refusal.params["doubts"]] == ["expert_perhaps_of_a_party"]
    confirmed = confirming(of("appoint_experts", "application", experts=panel), "expert_perhaps_of_a_party")
    assert not isinstance(life.ask(confirmed), Refusal)


def test_one_name_and_one_employer_under_two_ids_of_a_panel_is_a_doubt() -> None:
    life = life_before("appoint_experts", "application")
    panel = [EXPERTS[0], *(EXPERTS[0] | {"id": f"expert-{number}", "name": "陈 专家"} for number in (8, 9))]
    refusal = life.ask(of("appoint_experts", "application", experts=panel))
    assert isinstance(refusal, Refusal)
    assert {doubt["code"] for doubt in refusal.params["doubts"]} == {"expert_under_two_ids"}


# Recusal


@every_stage
def test_an_expert_recuses_themselves_and_nobody_else(stage: str) -> None:
    life = life_before("give_opinion", stage)
    refusal = Refusal("not_your_signature", CLAUSES[stage], expert="expert-2")
    assert life.ask(recusal(stage, "expert-2"), ACTORS[Role.EXPERT]) == refusal
    life.take(recusal(stage, "expert-2"), BY_EXPERT["expert-2"])
    assert [expert.id for expert in life.center.review(Stage(stage)).experts] == ["expert-1", "expert-3"]


def test_the_officer_recuses_an_expert_as_a_party_applied_for() -> None:
    life = life_before("give_opinion", "application")
    life.take(recusal("application", "expert-2", applied_by=LEAD["name"]))
    recused = life.last(ExpertRecused)
    assert (recused.applied_by, recused.lacking, recused.clause) == (LEAD["name"], 1, "3.4.2")


@every_stage
def test_what_a_recused_expert_said_counts_no_more(stage: str) -> None:
    life = life_before("give_opinion", stage)
    life.take(opinion(stage, "expert-1", stance="objects")).take(opinion(stage, "expert-2"))
    life.take(recusal(stage, "expert-1"))
    review = life.center.review(Stage(stage))
    assert (dict(review.heard), dict(review.stances), review.opinions, review.lead) == ({"expert-2": 1}, {}, 1, None)
    refusal = Refusal("expert_not_on_panel", CLAUSES[stage], expert="expert-1", stage=stage)
    assert life.ask(opinion(stage, "expert-1")) == refusal


@stages_with_materials
def test_a_panel_that_lost_a_member_is_completed_before_it_concludes(stage: str) -> None:
    life = life_before("request_supplement", stage).take(recusal(stage, "expert-3"))
    refusal = Refusal("panel_incomplete", CLAUSES[stage], stage=stage)
    assert life.ask(of("complete_preliminary_review", stage)) == refusal
    assert [item.role for item in awaited(life, "appoint_experts")] == [Role.OFFICER]
    life.take(of("appoint_experts", stage, experts=[*EXPERTS[:2], FOURTH]))
    assert awaited(life, "appoint_experts") == []
    assert not isinstance(life.ask(of("complete_preliminary_review", stage)), Refusal)


def test_a_panel_large_enough_without_its_lead_is_given_another() -> None:
    life = life_before("appoint_experts", "application")
    life.take(of("appoint_experts", "application", experts=[*EXPERTS, FOURTH])).take(recusal("application", "expert-1"))
    assert life.last(ExpertRecused).lacking == 0
    assert awaited(life, "appoint_experts")
    life.take(of("appoint_experts", "application", experts=[*EXPERTS[1:], FOURTH], lead="expert-2"))
    assert awaited(life, "appoint_experts") == []


@every_stage
def test_a_recused_expert_is_not_appointed_to_the_same_review_again(stage: str) -> None:
    life = life_before("give_opinion", stage).take(recusal(stage, "expert-2"))
    again = [*EXPERTS[::2], EXPERTS[1] | {"id": "EXPERT-2"}]
    refusal = Refusal("expert_recused", CLAUSES[stage], expert="林专家")
    assert life.ask(of("appoint_experts", stage, experts=again)) == refusal


# The report


@pytest.mark.parametrize("stage", REPORTS)
def test_members_sign_the_report_of_their_panel_and_may_dissent(stage: str) -> None:
    life, report = life_before(REPORTS[stage]), commands()[REPORTS[stage]]
    dissent = {"expert_id": "expert-3", "opinion": "设备尚不足"}
    signed = report | {"signed_by": ["expert-1", "expert-2"], "dissents": [dissent]}
    assert not isinstance(life.ask(signed), Refusal)
    stranger = Refusal("expert_not_on_panel", CLAUSES[stage], expert="expert-9", stage=stage)
    assert life.ask(report | {"signed_by": ["expert-9"]}) == stranger
    assert life.ask(report | {"dissents": [dissent | {"expert_id": "expert-9"}]}) == stranger
    twice = Refusal("expert_listed_twice", CLAUSES[stage])
    assert life.ask(report | {"signed_by": ["expert-1", "Expert-1"]}) == twice


def test_further_advice_is_recorded_while_an_application_is_under_review() -> None:
    life = life_before("issue_review_report").take(commands()["record_advice"])
    life.take(commands()["issue_review_report"])
    assert life.ask(commands()["record_advice"]) == Refusal("review_report_issued", "3.4.2")


def test_who_gave_further_advice_is_told_once_the_review_is_closed() -> None:
    life = life_before("issue_review_report").take(commands()["record_advice"])
    applicant, place = Reader(ACTORS[Role.APPLICANT], Relation.LEAD), len(life.records)

    def seen() -> AdviceRecorded:
        (advice,) = (one for one in records_seen(life.records, life.center, applicant) if one.version == place)
        assert isinstance(advice.event, AdviceRecorded)
        return advice.event

    advice = seen()
    assert (advice.advice, dict(advice)["given_by"]) == (commands()["record_advice"]["advice"], None)
    life.take(commands()["issue_review_report"]).take(commands()["approve_construction"])
    assert seen().given_by == ("陈专家",)


# What follows from the report of an acceptance


def test_where_the_panel_asked_for_no_revision_none_is_awaited() -> None:
    life = life_before("report_on_site_acceptance").take(commands()["report_on_site_acceptance"] | {"revisions": []})
    assert awaited(life, "submit_revision") == []
    assert awaited(life, "approve_establishment")
    assert not isinstance(life.ask(confirming(commands()["approve_establishment"])), Refusal)


def test_a_revision_that_the_panel_asked_for_is_confirmed_before_establishment() -> None:
    life = life_before("submit_revision")
    assert awaited(life, "submit_revision")
    refusal = Refusal("revision_not_confirmed", "3.5.3")
    assert life.ask(commands()["approve_establishment"]) == refusal


def test_a_revision_handed_in_unasked_is_confirmed_too() -> None:
    life = life_before("report_on_site_acceptance").take(commands()["report_on_site_acceptance"] | {"revisions": []})
    life.take(commands()["submit_revision"])
    assert life.ask(commands()["approve_establishment"]) == Refusal("revision_not_confirmed", "3.5.3")
    assert awaited(life, "confirm_revision")


def test_whether_the_panel_of_an_imported_acceptance_asked_for_a_revision_is_not_known_so_one_is_awaited() -> None:
    facts = [{"kind": "accepted_on_site", "date": "2022-05", "certainty": "reported", "source": "报道"}]
    life = Life(now=imported().now).take(commands()["import_center"] | {"facts": facts})
    assert awaited(life, "submit_revision")
