"""Who may decide what: every decision, by everybody who may come, about centers of every authority.

One table is generated from the rows of the decisions and compared with what ``decide`` says; that of ``docs/powers.md``
is written by hand, from the guideline and the house's rules, and knows nothing of the rows.
"""

import re

import pytest

from domain.decider import DECISION_WITH, DECISIONS, PEOPLE_DECIDE
from domain.decision import Decision
from domain.kernel.messages import Command
from domain.kernel.records import Event
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.powers.persons import APART, Scope
from domain.wording.refusals import REASONS
from tests.domain.powers import (
    CENTERS,
    DEPUTY,
    FORMER_DEPUTY,
    OF_THE_BUREAU,
    PEOPLE,
    TABLE,
    Cell,
    coming,
    person,
    written_by_hand,
)
from tests.lives import ACTORS, Life, command_of

every_decision = pytest.mark.parametrize("decision", PEOPLE_DECIDE, ids=lambda decision: decision.type)
OPEN_TO_THE_PANEL = {"give_opinion", "recuse_expert"}
"""What each member of a panel decides; all else that is an expert's is its lead's."""
OF_A_JOINT_PARTY = {
    "a joint party": "applicant_not_lead",
    "a joint party's district": "authority_not_of_lead",
    "a joint party's superior body": "authority_not_of_lead",
}
"""What they are told where the lead alone speaks, and its own authorities answer."""
TAKEN = "taken"


def answer(cell: Cell) -> str:
    """What the rules say: ``taken``, or the code of the refusal."""
    life, body = coming(*cell)
    found = life.ask(body, person(cell.asker))
    return found.code if isinstance(found, Refusal) else TAKEN


# Generated from the rows


def expected(decision: Decision, asker: str, about: str) -> str:
    """The answer that follows from the row alone."""
    if is_not_theirs(decision, asker):
        return "center_not_yours"
    if not decides_as(asker) & set(decision.roles):
        return "role_not_allowed"
    if asker in OF_A_JOINT_PARTY and not decision.of_any_party:
        return OF_A_JOINT_PARTY[asker]
    if about != OF_THE_BUREAU and not decision.of_any_authority:
        return "center_of_another_authority" if decision.phases else "registered_at_another_level"
    if asker in (DEPUTY, FORMER_DEPUTY) and decision.type == "take_back_correction":
        return "correction_by_another_person"
    return of_the_panel(decision, asker) if PEOPLE[asker].role is Role.EXPERT else TAKEN


def decides_as(asker: str) -> set[Role]:
    """The roles in which somebody comes: their own, and, as a deputy in force, that of whoever they stand in for."""
    return {PEOPLE[asker].role, *((Role.APPROVER,) if asker == DEPUTY else ())}


def is_not_theirs(decision: Decision, asker: str) -> bool:
    """Whether the center is no center of theirs: of its parties, their districts and superior bodies it is. Before a
    center is registered it is its lead's alone.
    """
    if PEOPLE[asker].role not in (Role.APPLICANT, Role.DISTRICT):
        return False
    authorities = ["the lead's district", "the lead's superior body"]
    return asker not in ["the lead", *((*authorities, *OF_A_JOINT_PARTY) if decision.phases else ())]


def of_the_panel(decision: Decision, asker: str) -> str:
    """Its members decide what each of them does, its lead the rest; nobody else anything."""
    if asker == "an expert of another panel":
        return "expert_not_on_panel"
    is_open = asker == "the panel's lead" or decision.type in OPEN_TO_THE_PANEL
    return TAKEN if is_open else "expert_not_lead"


@every_decision
def test_every_cell_is_answered_as_the_rows_say(decision: Decision) -> None:
    cells = [Cell(asker, decision.type, about) for asker in PEOPLE for about in CENTERS]
    assert {cell: answer(cell) for cell in cells} == {
        cell: expected(decision, cell.asker, cell.about) for cell in cells
    }


# One person, two parts


OF_ONE_ROLE = {
    Role.APPLICANT: "the lead",
    Role.DISTRICT: "the lead's district",
    Role.EXPERT: "the panel's lead",
    Role.OFFICER: "the officer",
    Role.APPROVER: "the approver",
}
OWN_RULES = {
    ("confirm_correction", Role.OFFICER): "correction_by_the_same_person",
    ("confirm_undo", Role.OFFICER): "undoing_by_the_same_person",
    ("appoint_experts", Role.EXPERT): "expert_has_another_part",
    **{("take_back_correction", role): "correction_by_another_person" for role in Role},
}
"""Where a decision's own rule says no to whoever has this part, before it is asked which one they have."""
TWO_PARTS = [(one, other) for one, other, _ in APART] + [(other, one) for one, other, _ in APART]


def has_another_part(decision: Decision, one: Role, other: Role) -> bool:
    """Whether whoever acted as ``one`` in the case may not decide this as ``other``."""
    life, body = coming(OF_ONE_ROLE[other], decision.type)
    (scope,) = (pair.scope for pair in APART if {one, other} == {pair.one, pair.other})
    acted = [record for record in life.records if record.actor.role is one]
    if scope is Scope.CENTER:
        return bool(acted)
    if other is Role.OFFICER:
        return False
    decided = [record.version for record in life.records if record.actor.role is other]
    under = grounds_of(decision, command_of(body), life)
    return any(type(record.event) in under and record.version > max(decided, default=0) for record in acted)


def grounds_of(decision: Decision, command: Command, life: Life) -> set[type[Event]]:
    """The kinds of facts on which a decision rests, and those on which these rest, by the rows."""
    awaited = [ground.event for ground in decision.grounds(command, life.center, life.context(ACTORS[Role.APPROVER]))]
    found: set[type[Event]] = set()
    while awaited:
        event = awaited.pop()
        if event not in found:
            found.add(event)
            awaited += [ground.event for ground in DECISION_WITH[event].rests_on] if event in DECISION_WITH else []
    return found


@every_decision
def test_nobody_decides_in_a_part_that_may_not_meet_the_one_they_have(decision: Decision) -> None:
    found, rows = {}, {}
    for one, other in TWO_PARTS:
        if other in decision.roles and other is not Role.EXPERT:
            cell = Cell(f"{OF_ONE_ROLE[one]}, as {OF_ONE_ROLE[other]}", decision.type)
            found[cell] = answer(cell)
            apart = "person_has_another_part" if has_another_part(decision, one, other) else TAKEN
            rows[cell] = OWN_RULES.get((decision.type, one), apart)
    assert found == rows


# Written by hand

BY_HAND = list(written_by_hand())


@pytest.mark.parametrize(
    ("cell", "written"), BY_HAND, ids=lambda part: part if isinstance(part, str) else ": ".join(part)
)
def test_the_gravest_cells_are_answered_as_a_lawyer_reads_them(cell: Cell, written: str) -> None:
    assert answer(cell) == written
    if written != TAKEN:
        assert written in REASONS


def test_every_line_of_the_table_is_read_and_there_are_sixty_at_least() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    headers = [line for line in lines if line.startswith("| who ")]
    assert len(BY_HAND) == len(lines) - len(headers)
    assert len(BY_HAND) == len({cell for cell, _ in BY_HAND}) >= 60


def test_the_table_tells_of_every_decision_that_an_approver_takes_and_of_everybody_who_may_come() -> None:
    assert {row.type for row in DECISIONS if Role.APPROVER in row.roles} <= {cell.decision for cell, _ in BY_HAND}
    assert set(PEOPLE) <= {one for cell, _ in BY_HAND for one in re.split(", as |, with ", cell.asker)}
    assert set(CENTERS) == {cell.about for cell, _ in BY_HAND}
