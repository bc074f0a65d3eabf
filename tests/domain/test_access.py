"""Who speaks for a center, and which authorities support, consent and supervise: by its parties (3.3.2, 3.4.1, 5.3)."""

from collections.abc import Callable

import pytest

from domain.deadlines.clocks import deadlines
from domain.decider import DECISIONS
from domain.decision import Decision
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import SupportingAuthority
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.powers.access import is_theirs
from domain.work_items import WorkItem, work_items
from tests.domain.occasions import occasion, under_construction
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUPERIOR,
    Body,
    Life,
    commands,
    confirming,
    life_before,
    life_in,
)

JOINTLY: Body = {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会每季度召开一次"}
BELOW: Body = {"lead": LEAD | {"superior": SUPERIOR}}
SUPPORT, SUPERVISION = commands()["record_support"], commands()["record_supervision"]
DECLINED = SUPPORT | {"granted": False, "reason": "产业基础不足"}
NOTHING_YET: dict[str, Body] = {"submit_application": {"evidence": EVIDENCE}}


def district(code: str) -> Actor:
    return Actor(id=f"{code}-1", name="区局", role=Role.DISTRICT, district=code)


def of(organisation: Body) -> Actor:
    return ACTORS[Role.APPLICANT].model_copy(update={"org": organisation["uscc"]})


def built_jointly(phase: Phase, **registration: object) -> Life:
    return life_in(phase, {"register_center": JOINTLY | registration, **NOTHING_YET})


def waits(life: Life, name: str) -> list[WorkItem]:
    dues = deadlines(life.center, life.policy, life.calendar)
    return [item for item in work_items(life.center, dues, life.policy).open if item.decision.type == name]


def test_each_district_of_a_center_in_two_supervises_and_the_leads_alone_answers_for_support() -> None:
    supervised = built_jointly(Phase.CONSTRUCTION)
    for own in ("pudong", "minhang"):
        assert not isinstance(supervised.ask(SUPERVISION, district(own)), Refusal)
    asked = life_before("record_support", changes={"register_center": JOINTLY})
    refusal = Refusal("authority_not_of_lead", "3.1.1", lead=LEAD["name"])
    assert asked.ask(SUPPORT, district("minhang")) == refusal
    assert not isinstance(asked.ask(SUPPORT, district("pudong")), Refusal)


@pytest.mark.parametrize("special", ["lingang", "airport"])
def test_lingang_and_the_airport_are_authorities_of_their_own(special: str) -> None:
    life = life_before("record_support", changes={"register_center": {"lead": LEAD | {"district": special}}})
    refused = life.ask(SUPPORT, district("pudong"))
    assert isinstance(refused, Refusal)
    assert refused.code == "center_not_yours"
    life.take(SUPPORT, district(special))
    assert life.events[-1].model_dump()["answered_by"]["kind"] is SupportingAuthority.DISTRICT_BUREAU


def test_the_district_that_answers_is_that_of_the_lead_when_lead_and_joint_party_change_places() -> None:
    swapped = JOINT_PARTY | {"organisation": LEAD}
    life = life_before("record_support", changes={"register_center": JOINTLY})
    life.take(commands()["amend_organisations"] | JOINTLY | {"lead": PARTNER, "joint": [swapped]})
    assert isinstance(life.ask(SUPPORT, district("pudong")), Refusal)
    assert not isinstance(life.ask(SUPPORT, district("minhang")), Refusal)
    assert isinstance(life.ask(commands()["withdraw"], of(LEAD)), Refusal)
    assert not isinstance(life.ask(commands()["withdraw"], of(PARTNER)), Refusal)


def test_a_superior_body_acts_by_its_own_code_under_the_role_of_a_district() -> None:
    life = life_before("record_support", changes={"register_center": BELOW})
    assert is_theirs(life.center, BY_SUPERIOR)
    life.take(SUPPORT, BY_SUPERIOR)
    assert life.events[-1].model_dump(exclude_none=True) == {
        "answered_by": {"kind": SupportingAuthority.SUPERIOR_BODY, "name": SUPERIOR["name"]}
    }
    life.take(commands()["report_preliminary_plan"])


def test_no_other_body_acts_for_a_center_whose_lead_names_none() -> None:
    life = life_before("record_support")
    assert not is_theirs(life.center, BY_SUPERIOR)
    refusal = Refusal("center_not_yours", "record", center_id=life.center.center_id, role="district")
    assert life.ask(SUPPORT, BY_SUPERIOR) == refusal


def test_the_superior_body_of_each_party_supervises_and_that_of_the_lead_alone_supports() -> None:
    joint = [JOINT_PARTY | {"organisation": PARTNER | {"superior": SUPERIOR}}]
    life = built_jointly(Phase.CONSTRUCTION, joint=joint)
    assert not isinstance(life.ask(SUPERVISION, BY_SUPERIOR), Refusal)
    asked = life_before("record_support", changes={"register_center": JOINTLY | {"joint": joint}})
    assert asked.ask(SUPPORT, BY_SUPERIOR) == Refusal("authority_not_of_lead", "3.1.1", lead=LEAD["name"])


def test_support_waits_for_the_district_and_for_the_superior_body_until_one_has_answered() -> None:
    life = life_before("record_support", changes={"register_center": BELOW})
    found = waits(life, "record_support")
    assert [(item.key, item.district, item.org) for item in found] == [
        ("record_support", "pudong", None),
        (f"record_support/{SUPERIOR['uscc']}", None, SUPERIOR["uscc"]),
    ]
    assert waits(life.take(SUPPORT, BY_SUPERIOR), "record_support") == []


@pytest.mark.parametrize("first", [True, False], ids=["granted first", "declined first"])
def test_support_of_one_of_the_two_authorities_is_enough_whatever_the_other_answers(*, first: bool) -> None:
    life = life_before("record_support", changes={"register_center": BELOW})
    answers = [(SUPPORT, BY_SUPERIOR), (DECLINED, district("pudong"))]
    for body, actor in answers if first else reversed(answers):
        life.take(body, actor)
    assert life.center.support is True
    life.take(commands()["report_preliminary_plan"])
    assert life.take(DECLINED, BY_SUPERIOR).center.support is False


def test_an_exchange_waits_for_each_party_and_the_annual_report_for_the_lead_alone() -> None:
    life = built_jointly(Phase.OPERATION)
    assert [item.org for item in waits(life, "hold_exchange")] == [LEAD["uscc"], PARTNER["uscc"]]
    assert [item.org for item in waits(life, "submit_annual_report")] == [LEAD["uscc"]]


@pytest.mark.parametrize(
    "begin",
    [lambda body: Life().ask(body), lambda body: life_before("record_support").ask(_amending(body))],
    ids=["registered", "amended"],
)
def test_a_party_is_no_superior_body_of_another(begin: Callable[[Body], object]) -> None:
    joint = [JOINT_PARTY | {"organisation": PARTNER | {"superior": {"name": "本院", "uscc": LEAD["uscc"]}}}]
    body = confirming(commands()["register_center"] | JOINTLY | {"joint": joint})
    assert begin(body) == Refusal("superior_is_a_party", "3.3.2", name="本院")


def _amending(registration: Body) -> Body:
    parties = {name: registration[name] for name in ("lead", "joint", "cooperation_mechanism")}
    return confirming(commands()["amend_organisations"] | parties)


@pytest.mark.parametrize(
    "decision",
    [decision for decision in DECISIONS if Role.DISTRICT in decision.roles],
    ids=lambda decision: decision.type,
)
def test_the_district_of_a_joint_party_acts_where_any_party_is_spoken_for(decision: Decision) -> None:
    life, body = occasion(decision.type)
    life.state = life.center.but(joint=built_jointly(Phase.INCUBATION).center.joint)
    answer = life.ask(body, district("minhang"))
    is_refused = answer == Refusal("authority_not_of_lead", "3.1.1", lead=LEAD["name"])
    assert is_refused is not decision.of_any_party


def test_a_joint_party_appoints_no_director_and_reports_nothing_but_sees_the_center_and_records_exchanges() -> None:
    life = built_jointly(Phase.CONSTRUCTION)
    life.now = under_construction().now
    partner = of(PARTNER)
    for name in ("appoint_director", "submit_annual_report", "notify_major_matter", "form_alliance"):
        assert life.ask(confirming(commands()[name]), partner) == Refusal(
            "applicant_not_lead", "3.1.1", lead=LEAD["name"]
        )
    assert is_theirs(life.center, partner)
    assert not isinstance(life.ask(commands()["hold_exchange"], partner), Refusal)
