"""3.1–3.3: from the first idea to a passed pre-review."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pydantic import ValidationError

from domain.decider import DECISIONS, decide
from domain.guideline.phases import BEFORE_APPROVAL, Phase
from domain.guideline.policy import POWERS_ASKED_SINCE
from domain.guideline.vocabulary import Verdict
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.work_items import work_items
from tests.domain.occasions import imported, occasion
from tests.lives import (
    A_WEEK,
    ACTORS,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    Body,
    Life,
    command_of,
    commands,
    confirming,
    life_before,
    life_in,
)

REGISTRATION = commands()["register_center"]
JOINTLY = {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会每季度召开一次"}


def register(**changes: object) -> list[Event] | Refusal:
    return Life().ask(REGISTRATION | changes)


def test_a_registered_center_is_in_incubation_with_its_lead_as_host() -> None:
    center = Life().take(REGISTRATION).center
    assert (center.phase.value, center.host, center.version) == ("incubation", LEAD["name"], 1)


def test_no_organisation_builds_twice() -> None:
    refusal = Refusal("organisation_listed_twice", "3.1.1", uscc=PARTNER["uscc"])
    assert register(joint=[JOINT_PARTY, JOINT_PARTY], cooperation_mechanism="理事会") == refusal


def test_no_organisation_builds_twice_under_two_codes() -> None:
    other = JOINT_PARTY | {"organisation": PARTNER | {"name": "上海 市计量测试技术研究院\u200b"}}
    refusal = Refusal("organisation_name_twice", "3.1.1", name=LEAD["name"])
    assert register(joint=[other], cooperation_mechanism="理事会") == refusal


@pytest.mark.parametrize(
    "spelled", [LEAD["uscc"].lower(), f"{LEAD['uscc'][:8]} {LEAD['uscc'][8:]}", f"{LEAD['uscc']}\u200b"]
)
def test_an_applicant_registers_for_its_own_organisation_however_the_token_spells_its_code(spelled: str) -> None:
    actor = ACTORS[Role.APPLICANT].model_copy(update={"org": spelled})
    life = Life()
    life.take(commands()["register_center"], actor)
    life.take(commands()["submit_industry_research"], actor)


def test_who_builds_jointly_has_a_mechanism_of_cooperation() -> None:
    assert register(joint=[JOINT_PARTY]) == Refusal("cooperation_mechanism_missing", "3.1.1")


def test_a_joint_party_states_its_responsibilities() -> None:
    with pytest.raises(ValidationError, match="responsibilities"):
        register(joint=[JOINT_PARTY | {"responsibilities": []}], cooperation_mechanism="理事会")


def test_another_important_industry_is_named_in_words() -> None:
    with pytest.raises(ValidationError):
        register(field={"field": "other"})
    assert not isinstance(register(field={"field": "other", "other": "智慧照明"}), Refusal)


def test_the_calendar_of_working_days_is_no_center() -> None:
    with pytest.raises(ValidationError, match="id_reserved"):
        register(center_id="calendar")


def test_support_follows_the_study_of_the_industry() -> None:
    life = life_before("submit_industry_research")
    assert life.ask(commands()["record_support"]) == Refusal("industry_research_missing", "3.3.1")


def test_the_plan_is_reported_with_support() -> None:
    life = life_before("record_support")
    assert life.ask(commands()["report_preliminary_plan"]) == Refusal("support_missing", "3.3.2")


def test_declined_support_may_be_asked_for_again() -> None:
    life = life_before("record_support")
    life.take(commands()["record_support"] | {"granted": False, "reason": "产业基础不足"})
    assert life.events[-1].wire_name() == "SupportDeclined"
    assert life.ask(commands()["report_preliminary_plan"]) == Refusal("support_missing", "3.3.2")
    life.take(commands()["record_support"]).take(commands()["report_preliminary_plan"])
    assert life.center.plan_reported


WITHDRAWN_SUPPORT = commands()["record_support"] | {"granted": False, "reason": "产业规划调整"}
STEPS_ON_SUPPORT = [
    decision.type
    for decision in DECISIONS
    if decision.steps and set(decision.phases) & set(BEFORE_APPROVAL)
    if decision.type not in ("submit_industry_research", "record_support", "report_preliminary_plan", "record_consent")
]
"""The steps towards the approval that come after the support, but for the answers of the authorities themselves."""


@pytest.mark.parametrize("name", STEPS_ON_SUPPORT)
def test_support_withdrawn_before_approval_stops_every_step_onward_until_it_is_given_again(name: str) -> None:
    life, body = occasion(name)
    life.take(WITHDRAWN_SUPPORT)
    assert life.ask(body) == Refusal("support_not_standing", "3.3.2")
    assert not isinstance(life.take(commands()["record_support"]).ask(body), Refusal)


def test_support_withdrawn_is_awaited_again_from_its_authority_and_what_was_done_stands() -> None:
    life = life_before("approve_construction")
    before = life.center
    life.take(WITHDRAWN_SUPPORT)
    waiting = work_items(life.center, (), life.policy)
    assert [(item.decision.type, item.district) for item in waiting.open] == [("record_support", "pudong")]
    assert waiting.next_step is not None
    assert [refusal.code for refusal in waiting.next_step.unmet] == ["support_not_standing"]
    assert (life.center.reviews, life.center.phase) == (before.reviews, before.phase)
    life.take(commands()["record_support"]).take(commands()["approve_construction"])


def test_another_study_asks_for_withdrawn_support_again_and_gives_none() -> None:
    life = life_before("hold_pre_review").take(WITHDRAWN_SUPPORT).take(commands()["submit_industry_research"])
    assert life.ask(commands()["hold_pre_review"]) == Refusal("support_not_standing", "3.3.2")


def test_an_approval_is_not_dated_before_the_support_that_was_given_again() -> None:
    life = life_before("approve_construction").take(WITHDRAWN_SUPPORT)
    withdrawn_on = life.records[-1].effective_on
    life.now += A_WEEK
    life.take(commands()["record_support"])
    refusal = life.ask(confirming(commands()["approve_construction"]) | {"effective_on": withdrawn_on})
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["event"]) == ("day_before_its_ground", "SupportGranted")


def test_after_the_approval_no_support_is_withdrawn() -> None:
    refusal = life_in(Phase.CONSTRUCTION).ask(WITHDRAWN_SUPPORT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "phase_not_open"


def test_what_was_decided_without_support_before_that_was_asked_stands() -> None:
    life = life_before("hold_pre_review").take(WITHDRAWN_SUPPORT)
    context = replace(life.context(ACTORS[Role.APPLICANT]), edition=POWERS_ASKED_SINCE - 1)
    assert not isinstance(decide(command_of(commands()["hold_pre_review"]), life.center, context), Refusal)


@pytest.mark.parametrize(
    ("name", "answer", "clause"), [("record_support", "granted", "3.3.2"), ("record_consent", "given", "3.4.1")]
)
def test_an_authority_that_refuses_says_why(name: str, answer: str, clause: str) -> None:
    life = life_before(name)
    refused = commands()[name] | {answer: False}
    assert life.ask(refused) == Refusal("reason_of_refusal_missing", clause)
    before = replace(life.context(ACTORS[Role.DISTRICT]), edition=POWERS_ASKED_SINCE - 1)
    assert not isinstance(decide(command_of(refused), life.center, before), Refusal)
    assert not isinstance(life.ask(refused | {"reason": "用地未落实"}), Refusal)


def test_experts_go_on_site_once_the_plan_is_reported() -> None:
    life = life_before("report_preliminary_plan")
    appoint = commands()["appoint_experts"] | {"stage": "guidance"}
    assert life.ask(appoint) == Refusal("preliminary_plan_missing", "3.3.3")


def test_guidance_is_given_by_a_panel_that_has_an_opinion() -> None:
    conclude = commands()["conclude_guidance"]
    life = life_before("appoint_experts")
    assert life.ask(conclude) == Refusal("panel_missing", "3.3.3", stage="guidance")
    life.take(commands()["appoint_experts"] | {"stage": "guidance"})
    assert life.ask(conclude) == Refusal("opinion_missing", "3.3.3", stage="guidance")


def test_the_pre_review_follows_the_guidance() -> None:
    life = life_before("conclude_guidance")
    assert life.ask(commands()["hold_pre_review"]) == Refusal("guidance_not_concluded", "3.3.3")


@pytest.mark.parametrize("held", [[], ["fail"], ["pass", "fail"]], ids=["none", "failed", "failed after a pass"])
def test_an_application_without_a_passed_pre_review_is_refused(held: list[str]) -> None:
    life = life_before("hold_pre_review")
    for verdict in held:
        life.take(commands()["hold_pre_review"] | {"verdict": verdict})
    assert life.ask(commands()["submit_application"]) == Refusal("pre_review_not_passed", "3.3.4")


def test_a_failed_pre_review_may_be_repeated() -> None:
    life = life_before("hold_pre_review")
    life.take(commands()["hold_pre_review"] | {"verdict": "fail"}).take(commands()["hold_pre_review"])
    assert life.center.pre_review is Verdict.PASS


def test_each_step_of_incubation_opens_the_next() -> None:
    life = life_before("submit_industry_research")
    opened = []
    for name in ("submit_industry_research", "record_support", "report_preliminary_plan"):
        life.take(commands()[name])
        opened.append([item.decision.type for item in work_items(life.center, (), life.policy).open])
    assert opened == [["record_support"], ["report_preliminary_plan"], ["appoint_experts"]]


def applying_jointly() -> Life:
    return life_before("submit_application", changes={"register_center": JOINTLY})


def test_built_jointly_each_party_gives_evidence_in_every_area() -> None:
    life = applying_jointly()
    for left_out in EVIDENCE:
        evidence = [item for item in EVIDENCE if item is not left_out]
        name = LEAD["name"] if left_out["uscc"] == LEAD["uscc"] else PARTNER["name"]
        refusal = Refusal("party_evidence_missing", "3.4.1", organisation=name, area=left_out["area"])
        assert life.ask(commands()["submit_application"] | {"evidence": evidence}) == refusal


def test_built_jointly_with_all_evidence_the_application_is_taken() -> None:
    life = applying_jointly().take(commands()["submit_application"] | {"evidence": EVIDENCE})
    assert life.center.phase.value == "application"


def test_built_jointly_the_lead_applies_for_all() -> None:
    life, body = applying_jointly(), commands()["submit_application"] | {"evidence": EVIDENCE}
    assert life.ask(body, _of(PARTNER)) == Refusal("applicant_not_lead", "3.1.1", lead=LEAD["name"])
    assert not isinstance(life.ask(body, _of(LEAD)), Refusal)


def _of(organisation: Body) -> Actor:
    return ACTORS[Role.APPLICANT].model_copy(update={"org": organisation["uscc"]})


def test_a_joint_party_that_joins_after_the_application_brings_the_evidence_of_each_area() -> None:
    life = life_in(Phase.CONSTRUCTION)
    joining = commands()["amend_organisations"] | {"lead": LEAD, **JOINTLY}
    own = [item for item in EVIDENCE if item["uscc"] == PARTNER["uscc"]]
    for left_out in own:
        evidence = [item for item in own if item is not left_out]
        refusal = Refusal("party_evidence_missing", "3.4.1", organisation=PARTNER["name"], area=left_out["area"])
        assert life.ask(joining | {"evidence": evidence}) == refusal
    life.take(joining | {"evidence": own})
    assert not isinstance(life.ask(joining), Refusal), "who joined has brought it"


@pytest.mark.parametrize(
    "begin",
    [lambda: life_before("submit_application"), imported],
    ids=["before the application", "parties unknown until then"],
)
def test_of_parties_that_are_none_that_join_later_no_evidence_is_asked(begin: Callable[[], Life]) -> None:
    joining = commands()["amend_organisations"] | {"lead": LEAD, **JOINTLY}
    assert not isinstance(begin().ask(joining), Refusal)


def test_organisations_stated_anew_obey_the_same_rules() -> None:
    life = life_before("submit_application")
    amend = commands()["amend_organisations"]
    assert life.ask(amend | {"joint": [JOINT_PARTY]}) == Refusal("cooperation_mechanism_missing", "3.1.1")
    twice = JOINT_PARTY | {"organisation": LEAD}
    assert life.ask(amend | {"joint": [twice], "cooperation_mechanism": "理事会"}) == Refusal(
        "organisation_listed_twice", "3.1.1", uscc=LEAD["uscc"]
    )


def test_an_amended_center_belongs_to_its_new_organisations() -> None:
    life = life_before("submit_application").take(commands()["amend_organisations"] | {"lead": PARTNER})
    assert (life.center.host, life.center.built_jointly) == (PARTNER["name"], False)
    assert isinstance(life.ask(commands()["withdraw"], _of(LEAD)), Refusal)
    assert not isinstance(life.ask(commands()["withdraw"], _of(PARTNER)), Refusal)
