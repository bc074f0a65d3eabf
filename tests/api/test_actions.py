"""What /actions calls open is taken, and what it calls closed is refused with the very same code."""

from typing import Any
from uuid import uuid4

import pytest

from domain.decider import PEOPLE_DECIDE
from domain.guideline.phases import Phase
from domain.kernel.roles import PEOPLE, Actor, Role
from tests.api.house import House, assert_problem
from tests.lives import ACTORS, LEAD, Body, commands, confirming, path_to, placed, taken_by

LAST = ("withdraw", "decline_construction", "revoke_center")
"""Decisions that end a center or send it back: tried in a life of their own."""


def anyone(role: Role) -> Actor:
    """Somebody of the role who may speak for every organisation, district and expert."""
    return Actor(id=f"{role.value}-9", name=role.value, role=role, anyone=True)


async def actions(house: House, center: str, actor: Actor, language: str = "zh-CN") -> list[dict[str, Any]]:
    answer = await house.get(f"/centers/{center}/actions", actor, language)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_every_decision_of_people_stands_there_in_the_order_of_the_table(house: House) -> None:
    center = await house.register()
    found = await actions(house, center, ACTORS[Role.APPLICANT])
    assert [item["type"] for item in found] == [decision.type for decision in PEOPLE_DECIDE]
    assert [item["clause"] for item in found] == [decision.clause for decision in PEOPLE_DECIDE]
    assert all(item["body"]["properties"]["type"]["const"] == item["type"] for item in found)
    assert {item["type"] for item in found if item["open"]} == {"submit_industry_research", "withdraw"}


async def test_why_not_is_said_in_the_callers_language(house: House) -> None:
    center = await house.register()
    actor = ACTORS[Role.DISTRICT]
    for language, words in (("zh-CN", "尚未提交产业调研"), ("en", "industry research")):
        found = {item["type"]: item for item in await actions(house, center, actor, language)}
        reason = found["record_support"]["reason"]
        assert reason["code"] == "industry_research_missing"
        assert words.lower() in (reason["title"] + reason["detail"]).lower()


async def test_no_correction_is_offered_of_another_persons_act_or_of_what_follows(house: House) -> None:
    center = await house.register()
    found = {item["type"]: item for item in await actions(house, center, ACTORS[Role.OFFICER])}
    names = set(found["correct_record"]["body"]["properties"]["corrected"]["propertyNames"]["not"]["enum"])
    assert {"verdict", "outcome", "opinion", "findings", "expert_id", "experts"} <= names
    assert {"stage", "days_late", "ground", "rectification_id"} <= names
    assert not names & {"lead", "name_zh", "items"}


async def test_what_the_center_waits_for_and_what_its_next_step_lacks_is_said_to_whoever_asks(house: House) -> None:
    center = await house.register()
    for role in (Role.APPLICANT, Role.AUDITOR):
        found = {item["type"]: item for item in await actions(house, center, ACTORS[role], "en")}
        assert {name for name, item in found.items() if item["awaited"]} == {"submit_industry_research"}
        [awaited] = found["submit_industry_research"]["awaited"]
        assert (awaited["clause"], awaited["org"], awaited["overdue"]) == ("3.3.1", LEAD["uscc"], False)
        assert [name for name, item in found.items() if item["unmet"]] == ["record_support"]
        [unmet] = found["record_support"]["unmet"]
        assert (unmet["code"], unmet["title"]) == ("industry_research_missing", "No industry research yet")


async def test_another_organisations_center_is_not_there(house: House) -> None:
    center = await house.register()
    stranger = Actor(id="z", name="z", role=Role.APPLICANT, org="91310000132203002T")
    assert_problem(await house.get(f"/centers/{center}/actions", stranger), 404, "center_unknown")


async def test_along_a_whole_life_what_is_closed_is_refused_for_the_reason_that_was_given(house: House) -> None:
    first, *steps = path_to(Phase.OPERATION)
    center = await house.register(effective_on=first.body["effective_on"])
    for step in steps:
        actor = taken_by(step.body)
        offered = {item["type"]: item for item in await actions(house, center, actor)}
        assert offered[step.body["type"]]["open"], step.body["type"]
        closed = [item for item in offered.values() if not item["open"]]
        for item in closed[:: max(1, len(closed) // 4)]:
            await assert_refused_as_said(house, center, actor, item)
        answer = await house.decide(center, step.body, actor)
        assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("role", [role for role in PEOPLE if role is not Role.OPERATOR])
async def test_every_role_is_told_the_truth_about_every_decision(house: House, role: Role) -> None:
    center, actor = await house.center_in(Phase.CONSTRUCTION), anyone(role)
    await house.until_settled(center)
    offered = await actions(house, center, actor)
    for item in [item for item in offered if not item["open"]]:
        await assert_refused_as_said(house, center, actor, item)
    for item in [item for item in offered if item["open"] and item["type"] not in LAST]:
        still = {each["type"]: each["open"] for each in await actions(house, center, actor)}
        if still[item["type"]]:
            body = placed(valid_body(item["type"]), lambda event: house.installation.position_of(center, event))
            answer = await house.decide(center, confirming(body), actor)
            assert answer.status_code == 201, (item["type"], answer.text)


def valid_body(name: str) -> Body:
    """A body that a center under construction takes."""
    changes: dict[str, Body] = {
        "submit_annual_report": {"year": 2024},
        "order_rectification": {"due_on": "2100-01-01"},
        "record_service": {"position": "ConstructionApproved"},
    }
    return commands()[name] | changes.get(name, {})


async def assert_refused_as_said(house: House, center: str, actor: Actor, item: dict[str, Any]) -> None:
    body = commands()[item["type"]] | ({"stage": "application"} if "stage" in item["body"]["properties"] else {})
    answer = await house.decide(center, body, actor, uuid4().hex)
    assert answer.status_code in {403, 409}, answer.text
    assert answer.json()["code"] == item["reason"]["code"], item["type"]
    assert answer.json()["clause"] == item["reason"]["clause"]
    assert answer.json()["detail"] == item["reason"]["detail"]
