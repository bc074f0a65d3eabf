"""Whose case a center is: officers are assigned, hand over, and have no other part in it (house rule)."""

from datetime import date

import pytest

from domain.guideline.phases import Phase
from domain.housekeeping.messages import Officer
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.replay import replay
from domain.work_items import work_items
from tests.lives import ACTORS, EXPERTS, Body, Life, commands, life_before, life_in

LI, ZHAO = {"id": "officer-1", "name": "李经办"}, {"id": "officer-2", "name": "赵经办"}


def assigning(**changes: object) -> Body:
    return commands()["assign_officer"] | changes


def in_hands(life: Life) -> list[tuple[str, tuple[str, ...]]]:
    items = work_items(life.center, (), life.policy).open
    return [(item.role.value, tuple(officer.id for officer in item.assigned)) for item in items]


def test_officers_who_are_assigned_find_the_work_of_the_role_marked_as_theirs() -> None:
    life = life_before("complete_preliminary_review", "application").take(assigning())
    assert ("officer", ("officer-1", "officer-2")) in in_hands(life)


def test_what_waits_for_others_is_in_nobodys_hands() -> None:
    life = life_before("record_support").take(assigning())
    assert set(in_hands(life)) == {("district", ())}


def test_handed_over_the_earlier_assignment_stays_in_the_history() -> None:
    life = life_in(Phase.CONSTRUCTION).take(assigning(effective_on="2023-03-08"))
    life.take(assigning(lead=ZHAO, assisting=[], reason="轮岗", effective_on="2023-04-03"))
    assigned = life.center.assigned
    assert assigned is not None
    assert (assigned.officers(), assigned.since) == ((Officer(**ZHAO),), date(2023, 4, 3))
    before = replay(life.records[:-1])
    assert before is not None
    assert before.assigned is not None
    assert before.assigned.lead == Officer(**LI)


def test_an_approver_assigns_too() -> None:
    assert not isinstance(life_in(Phase.INCUBATION).ask(assigning(), ACTORS[Role.APPROVER]), Refusal)


@pytest.mark.parametrize("again", ["officer-1", "Officer-1", "ｏｆｆｉｃｅｒ-1"])
def test_nobody_is_named_twice_in_whatever_spelling(again: str) -> None:
    refusal = life_in(Phase.INCUBATION).ask(assigning(assisting=[ZHAO, LI | {"id": again}]))
    assert refusal == Refusal("officer_named_twice", "house", officer="officer-1")


@pytest.mark.parametrize(
    ("person", "role"),
    [(ACTORS[Role.APPLICANT].id, "applicant"), (ACTORS[Role.DISTRICT].id, "district"), (EXPERTS[2]["id"], "expert")],
)
def test_who_has_another_part_in_the_case_is_none_of_its_officers(person: str, role: str) -> None:
    life = life_before("complete_preliminary_review", "application")
    refusal = Refusal("officer_has_another_part", "house", officer=person.upper(), other_role=role)
    somebody = {"id": person.upper(), "name": "某人"}
    assert life.ask(assigning(lead=somebody)) == refusal
    assert life.ask(assigning(assisting=[somebody])) == refusal


def test_any_officer_may_still_act() -> None:
    life = life_before("complete_preliminary_review", "application").take(assigning(lead=ZHAO, assisting=[]))
    body = commands()["complete_preliminary_review"]
    assert not isinstance(life.ask(body, ACTORS[Role.OFFICER]), Refusal)
