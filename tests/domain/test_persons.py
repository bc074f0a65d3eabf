"""One person, one part (house rule): who prepares does not approve, who is judged or gives advice does not judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import DECISION_OF, DECISION_WITH, decide, why_not_open
from domain.guideline.phases import Phase
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.powers.persons import APART, Scope, facts_under, is_alike, roles_apart_from
from domain.replay import replay
from tests.domain.occasions import heard_out, occasion, under_construction, with_a_served_order
from tests.lives import (
    ACTORS,
    EXPERTS,
    LEAD,
    Body,
    Life,
    command_of,
    commands,
    confirming,
    life_before,
    life_in,
    path_to,
    taken_by,
)

BUREAU = (Role.OFFICER, Role.APPROVER)


def as_(role: Role, person: Role, **changes: object) -> Actor:
    """The person who has that role in these lives, in another one."""
    return ACTORS[role].model_copy(update={"id": ACTORS[person].id, **changes})


def has_another_part(role: Role, other: Role) -> Refusal:
    return Refusal("person_has_another_part", "house", role=role.value, other_role=other.value)


def test_who_prepared_the_review_does_not_approve() -> None:
    life, approval = life_before("approve_construction"), commands()["approve_construction"]
    assert life.ask(approval, as_(Role.APPROVER, Role.OFFICER)) == has_another_part(Role.APPROVER, Role.OFFICER)
    assert not isinstance(life.ask(approval), Refusal)


def test_who_registered_the_center_as_its_officer_does_not_approve_it() -> None:
    life = Life().take(commands()["register_center"], ACTORS[Role.OFFICER].model_copy(update={"id": "clerk"}))
    for body in (step for step in _way("approve_construction") if step["type"] != "register_center"):
        life.take(body)
    clerk = ACTORS[Role.APPROVER].model_copy(update={"id": "clerk"})
    assert life.ask(commands()["approve_construction"], clerk) == has_another_part(Role.APPROVER, Role.OFFICER)


def _way(until: str) -> list[Body]:
    bodies = [step.body for step in path_to(Phase.OPERATION)]
    return bodies[: [body["type"] for body in bodies].index(until)]


@pytest.mark.parametrize("spelled", ["Officer-1", "officer-1\u200b", "ｏｆｆｉｃｅｒ－１", "officer -1"])
def test_an_id_in_another_spelling_is_the_same_person(spelled: str) -> None:
    life = life_before("approve_construction")
    sly = ACTORS[Role.APPROVER].model_copy(update={"id": spelled})
    assert life.ask(commands()["approve_construction"], sly) == has_another_part(Role.APPROVER, Role.OFFICER)


def test_who_evaluated_does_not_decide_on_it() -> None:
    life = under_construction().take(commands()["evaluate_construction"])
    refusal = life.ask(commands()["decide_on_evaluation"], as_(Role.APPROVER, Role.OFFICER))
    assert refusal == has_another_part(Role.APPROVER, Role.OFFICER)


def test_who_gave_notice_does_not_revoke_on_it() -> None:
    life, body = occasion("revoke_center")
    refusal = life.ask(body, as_(Role.APPROVER, Role.OFFICER))
    assert refusal == has_another_part(Role.APPROVER, Role.OFFICER)


def test_who_evaluated_does_not_revoke_on_it_though_another_has_decided_on_it() -> None:
    evaluator = ACTORS[Role.OFFICER].model_copy(update={"id": "evaluator", "name": "赵经办"})
    life = under_construction().take(commands()["evaluate_construction"] | {"outcome": "revocation"}, evaluator)
    life.take(commands()["decide_on_evaluation"] | {"outcome": "revocation"})
    heard_out(life)
    promoted = ACTORS[Role.APPROVER].model_copy(update={"id": "evaluator"})
    assert life.ask(commands()["revoke_center"], promoted) == has_another_part(Role.APPROVER, Role.OFFICER)
    assert not isinstance(life.ask(confirming(commands()["revoke_center"])), Refusal)


def test_who_judged_an_order_does_not_revoke_on_it() -> None:
    life, order = with_a_served_order()
    judge = ACTORS[Role.OFFICER].model_copy(update={"id": "judge", "name": "赵经办"})
    life.take(commands()["report_rectification"] | {"rectification_id": order})
    life.take(commands()["judge_rectification"] | {"rectification_id": order, "outcome": "rejected"}, judge)
    heard_out(life, order)
    for person in ("judge", "officer-1"):
        one = ACTORS[Role.APPROVER].model_copy(update={"id": person})
        assert life.ask(commands()["revoke_center"], one) == has_another_part(Role.APPROVER, Role.OFFICER)
    assert not isinstance(life.ask(confirming(commands()["revoke_center"])), Refusal)


def test_what_an_approver_decided_stands_for_what_was_prepared_until_then() -> None:
    """An officer of the application who has become an approver establishes what others brought to acceptance."""
    early = ACTORS[Role.OFFICER].model_copy(update={"id": "early", "name": "孙经办"})
    life = Life()
    for body in _way("approve_establishment"):
        is_early = life.state is None or life.center.phase in (Phase.INCUBATION, Phase.APPLICATION)
        life.take(body, early if is_early and taken_by(body).role is Role.OFFICER else None)
    promoted = ACTORS[Role.APPROVER].model_copy(update={"id": "early"})
    assert not isinstance(life.ask(commands()["approve_establishment"] | _confirmed(), promoted), Refusal)
    refusal = life.ask(commands()["approve_establishment"] | _confirmed(), as_(Role.APPROVER, Role.OFFICER))
    assert refusal == has_another_part(Role.APPROVER, Role.OFFICER)


def _confirmed() -> Body:
    return {"confirmed": {"doubts": ["established_soon", "person_under_two_ids"], "reason": "据批准文件"}}


@pytest.mark.parametrize("role", BUREAU)
@pytest.mark.parametrize("other", [Role.EXPERT, Role.APPLICANT, Role.DISTRICT])
def test_experts_applicants_and_districts_of_a_center_are_none_of_its_bureau(role: Role, other: Role) -> None:
    name = {Role.OFFICER: "commend", Role.APPROVER: "approve_establishment"}[role]
    life = under_construction() if role is Role.OFFICER else life_before(name)
    assert life.ask(commands()[name], as_(role, other)) == has_another_part(role, other)


@pytest.mark.parametrize("other", BUREAU)
def test_the_bureaus_people_of_a_center_give_it_no_opinion(other: Role) -> None:
    life = life_before("give_opinion", "acceptance")
    body = commands()["give_opinion"] | {"stage": "acceptance"}
    everybody = as_(Role.EXPERT, other, anyone=True)
    assert life.ask(body, everybody) == has_another_part(Role.EXPERT, other)


def test_who_applies_supports_no_application() -> None:
    life = life_before("record_support")
    refusal = life.ask(commands()["record_support"], as_(Role.DISTRICT, Role.APPLICANT))
    assert refusal == has_another_part(Role.DISTRICT, Role.APPLICANT)


def test_a_token_that_speaks_for_everybody_is_bound_by_its_id() -> None:
    life = life_before("approve_construction")
    everybody = as_(Role.APPROVER, Role.OFFICER, anyone=True)
    assert life.ask(commands()["approve_construction"], everybody) == has_another_part(Role.APPROVER, Role.OFFICER)


def test_nobody_is_appointed_an_expert_who_has_another_part() -> None:
    life = life_before("appoint_experts", "application")
    for person, role in (("officer-1", Role.OFFICER), ("APPLICANT-1", Role.APPLICANT)):
        panel = [*EXPERTS, {"id": person, "name": "某人", "organisation": "某大学"}]
        refusal = life.ask(commands()["appoint_experts"] | {"stage": "application", "experts": panel})
        expected = Refusal("expert_has_another_part", "house", expert="某人", other_role=role.value)
        assert refusal == expected


def test_an_officer_appoints_not_themselves_at_the_first_act() -> None:
    life = life_before("appoint_experts", "guidance")
    newcomer = ACTORS[Role.OFFICER].model_copy(update={"id": "officer-9"})
    panel = [*EXPERTS, {"id": "Officer-9", "name": "某人", "organisation": "某大学"}]
    refusal = life.ask(commands()["appoint_experts"] | {"stage": "guidance", "experts": panel}, newcomer)
    expected = Refusal("expert_has_another_part", "house", expert="某人", other_role="officer")
    assert refusal == expected


def test_one_who_sits_on_a_panel_is_an_expert_before_the_first_opinion() -> None:
    life = life_before("give_opinion", "application")
    third = ACTORS[Role.OFFICER].model_copy(update={"id": "expert-3"})
    refusal = life.ask(commands()["request_supplement"] | {"stage": "application"}, third)
    assert refusal == has_another_part(Role.OFFICER, Role.EXPERT)


def test_a_decision_that_another_has_to_take_is_not_shown_as_open() -> None:
    life = life_before("approve_construction")
    row = DECISION_OF[type(command_of(commands()["approve_construction"]))]
    assert why_not_open(row, life.center, life.context(ACTORS[Role.APPROVER])) is None
    refusal = why_not_open(row, life.center, life.context(as_(Role.APPROVER, Role.OFFICER)))
    assert refusal == has_another_part(Role.APPROVER, Role.OFFICER)


def test_one_name_and_one_employer_under_two_ids_is_a_doubt() -> None:
    life = life_before("approve_construction")
    namesake = ACTORS[Role.APPROVER].model_copy(update={"name": f"{ACTORS[Role.OFFICER].name} "})
    refusal = life.ask(commands()["approve_construction"], namesake)
    assert isinstance(refusal, Refusal)
    assert [doubt["code"] for doubt in refusal.params["doubts"]] == ["person_under_two_ids"]


def test_no_party_is_asked_about_a_namesake_which_would_tell_who_sits_on_the_panel() -> None:
    life = life_before("submit_supplement", "application")
    employed = Actor(id="another-id", name=EXPERTS[0]["name"], role=Role.EXPERT, org=LEAD["uscc"])
    opinion = life.ask(commands()["give_opinion"] | {"stage": "application"})
    assert not isinstance(opinion, Refusal)
    life.record(opinion, employed, life.now.date())
    namesake = ACTORS[Role.APPLICANT].model_copy(update={"name": EXPERTS[0]["name"]})
    assert is_alike(employed, namesake)
    assert not isinstance(life.ask(commands()["submit_supplement"] | {"stage": "application"}, namesake), Refusal)


def test_one_name_with_two_employers_is_no_doubt() -> None:
    life = life_before("record_support")
    namesake = ACTORS[Role.DISTRICT].model_copy(update={"name": ACTORS[Role.APPLICANT].name})
    assert not isinstance(life.ask(commands()["record_support"], namesake), Refusal)


def test_what_is_on_record_by_one_person_in_two_parts_folds_as_it_did() -> None:
    life = life_before("approve_construction")
    one = as_(Role.APPROVER, Role.OFFICER)
    events = life.ask(commands()["approve_construction"])
    assert not isinstance(events, Refusal)
    life.record(events, one, life.now.date())
    assert replay(life.records) == life.center
    assert life.center.phase is Phase.CONSTRUCTION


@given(st.sampled_from(APART), st.booleans())
def test_the_table_reads_alike_from_either_side(pair: tuple[Role, Role, Scope], turned: bool) -> None:
    one, other, scope = pair
    if scope is Scope.CENTER:
        first, second = (other, one) if turned else (one, other)
        assert second in roles_apart_from(first)


def test_an_establishment_rests_on_all_of_its_acceptance_and_on_the_approval() -> None:
    life, body = occasion("approve_establishment")
    command = command_of(body)
    facts = facts_under(DECISION_OF[type(command)], command, life.center, life.context(taken_by(body)), DECISION_WITH)
    assert {"PreliminaryReviewCompleted[acceptance]", "SelfInspectionCompleted", "ConstructionApproved"} <= facts
    assert "RectificationOrdered" not in facts


def test_everybody_of_an_ordinary_life_is_somebody_else() -> None:
    people = {(person.id, person.role) for person, _ in life_in(Phase.OPERATION).center.acted}
    assert len({person for person, _ in people}) == len(people)


def test_the_rule_holds_for_any_decider_of_the_table() -> None:
    life, body = occasion("commend")
    officer = as_(Role.OFFICER, Role.APPLICANT, org=LEAD["uscc"])
    answer = decide(command_of(body), life.center, life.context(officer))
    assert answer == has_another_part(Role.OFFICER, Role.APPLICANT)
