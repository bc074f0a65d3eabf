"""A party is merged: its successor has its place, and the predecessor stays known (3.1.1)."""

from datetime import date

import pytest

from domain.center import FormerParty
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.access import is_theirs
from domain.reviews.rules import partial_experts
from tests.domain.occasions import imported
from tests.lives import (
    ACTORS,
    EVIDENCE,
    EXPERTS,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUCCESSOR,
    Body,
    Life,
    commands,
    life_before,
)

JOINTLY: dict[str, Body] = {
    "register_center": {"joint": [JOINT_PARTY], "cooperation_mechanism": "理事会"},
    "submit_application": {"evidence": EVIDENCE},
}


def merging(**changes: object) -> Body:
    return commands()["record_merger"] | changes


def built_jointly() -> Life:
    return life_before("complete_preliminary_review", "application", changes=JOINTLY)


def test_the_successor_has_the_place_of_the_lead_and_the_predecessor_stays_known() -> None:
    life = built_jointly().take(merging(effective_on="2023-01-20"))
    center = life.center
    assert [party.name for party in center.organisations()] == [SUCCESSOR["name"], PARTNER["name"]]
    assert center.host == SUCCESSOR["name"]
    assert center.former_parties == (FormerParty(LEAD["name"], LEAD["uscc"], date(2023, 1, 20), SUCCESSOR["name"]),)
    applicant = ACTORS[Role.APPLICANT]
    assert not is_theirs(center, applicant)
    assert is_theirs(center, applicant.model_copy(update={"org": SUCCESSOR["uscc"]}))


def test_the_successor_of_a_joint_party_has_its_tasks_and_responsibilities() -> None:
    before = built_jointly().center.joint[0]
    life = built_jointly().take(merging(predecessor=PARTNER["uscc"].lower()))
    [party] = life.center.joint
    assert (party.organisation.name, party.tasks) == (SUCCESSOR["name"], before.tasks)
    assert party.responsibilities == before.responsibilities
    assert life.center.lead is not None
    assert life.center.lead.name == LEAD["name"]


def test_who_is_no_party_is_succeeded_by_nobody() -> None:
    refusal = Refusal("organisation_not_a_party", "3.1.1", uscc=SUCCESSOR["uscc"])
    assert built_jointly().ask(merging(predecessor=SUCCESSOR["uscc"])) == refusal


@pytest.mark.parametrize("party", [LEAD, PARTNER])
def test_a_party_takes_up_another_by_an_amendment(party: Body) -> None:
    refusal = Refusal("successor_is_a_party", "3.1.1", organisation=party["name"])
    assert built_jointly().ask(merging(successor=party)) == refusal


def test_of_an_import_that_knows_no_parties_nobody_is_succeeded() -> None:
    assert imported().ask(merging()) == Refusal("parties_unknown", "record")


def test_no_two_parties_have_one_name_after_a_merger_either() -> None:
    elsewhere = SUCCESSOR | {"name": LEAD["name"]}
    refusal = Refusal("organisation_name_twice", "3.1.1", name=LEAD["name"])
    assert built_jointly().ask(merging(predecessor=PARTNER["uscc"], successor=elsewhere)) == refusal


def test_a_lead_that_a_merger_takes_out_of_shanghai_is_asked_about_and_a_joint_party_is_not() -> None:
    elsewhere = SUCCESSOR | {"uscc": "91330000142942095H"}
    asked = built_jointly().ask(merging(successor=elsewhere))
    assert isinstance(asked, Refusal)
    assert [doubt["code"] for doubt in asked.params["doubts"]] == ["lead_leaves_shanghai"]
    assert not isinstance(built_jointly().ask(merging(successor=elsewhere, predecessor=PARTNER["uscc"])), Refusal)


def test_an_expert_whose_employer_has_become_a_party_by_a_merger_is_no_longer_independent() -> None:
    life = built_jointly()
    life.take(merging(successor=SUCCESSOR | {"name": EXPERTS[1]["organisation"]}))
    review = next(review for review in life.center.reviews.values() if review.experts)
    assert [expert.id for expert in partial_experts(life.center, review)] == [EXPERTS[1]["id"]]


def test_a_merger_that_is_undone_leaves_the_party_as_it_was() -> None:
    life = built_jointly().take(merging())
    life.take(commands()["undo"] | {"position": life.position_of("MergerRecorded")})
    life.take(commands()["confirm_undo"] | {"undoing_id": life.center.undoings[0].id})
    assert (life.center.host, life.center.former_parties) == (LEAD["name"], ())
