"""Evaluation and rectification over HTTP: who proposes and who decides, what is awaited, and which day counts."""

from datetime import timedelta

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.lives import Body, commands, confirming

PROPOSAL, DECISION = commands()["evaluate_construction"], commands()["decide_on_evaluation"]


async def page_of(house: House, center: str) -> Body:
    found: Body = (await house.get(f"/centers/{center}")).json()
    return found


async def awaited(house: House, center: str, role: Role, name: str) -> list[Body]:
    items = (await house.get(f"/centers/{center}/actions", role)).json()["items"]
    found: list[Body] = next(item for item in items if item["type"] == name)["awaited"]
    return found


async def test_an_outcome_is_proposed_by_the_officer_and_decided_by_the_approver_otherwise(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    assert (await house.decide(center, confirming(PROPOSAL))).status_code == 201
    page = await page_of(house, center)
    assert page["evaluation"] is None
    assert (page["evaluation_proposed"]["outcome"], page["evaluation_proposed"]["decided"]) == (
        "continued_support",
        False,
    )
    assert await awaited(house, center, Role.APPROVER, "decide_on_evaluation")
    assert_problem(await house.decide(center, DECISION, Role.OFFICER), 403, "role_not_allowed")

    otherwise = DECISION | {"outcome": "revocation"}
    asked = await house.decide(center, otherwise)
    doubts = assert_problem(asked, 409, "needs_confirmation")["doubts"]
    sentence = next(doubt for doubt in doubts if doubt["code"] == "outcome_not_as_proposed")["sentence"]
    assert "“拟撤销”" in sentence["zh"]
    assert "“Intended revocation”" in sentence["en"]
    assert (await house.decide(center, confirming(otherwise))).status_code == 201
    page = await page_of(house, center)
    assert (page["evaluation"]["outcome"], page["evaluation_proposed"]) == ("revocation", None)
    assert page["phase"] == "construction", "intended revocation revokes nothing"
    assert_problem(await house.decide(center, confirming(DECISION)), 409, "no_evaluation_proposed")


async def test_the_time_of_an_order_is_extended_and_its_deadline_follows(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    first, later = (today_in_shanghai() + timedelta(days=days) for days in (30, 60))
    order = confirming(commands()["order_rectification"] | {"due_on": first.isoformat()})
    assert_problem(await house.decide(center, order, Role.OFFICER), 403, "role_not_allowed")
    position = (await house.decide(center, order)).json()["events"][0]["position"]
    service = confirming(commands()["record_service"] | {"position": position})
    assert (await house.decide(center, service)).status_code == 201
    (ordered,) = (await page_of(house, center))["rectifications"]
    assert ordered["document_number"]["normalized"] == commands()["order_rectification"]["document_number"]

    extension = commands()["extend_rectification"] | {"rectification_id": ordered["id"]}
    sooner = confirming(extension | {"due_on": first.isoformat()})
    assert_problem(await house.decide(center, sooner), 422, "extended_day_not_later")
    assert (await house.decide(center, confirming(extension | {"due_on": later.isoformat()}))).status_code == 201
    items = (await house.get(f"/centers/{center}/deadlines")).json()["items"]
    of_the_order = [(item["due_on"], item["status"]) for item in items if item["kind"] == "rectification"]
    assert of_the_order == [(later.isoformat(), "open")]
    judgment = confirming(commands()["judge_rectification"] | {"rectification_id": ordered["id"]})
    assert_problem(await house.decide(center, judgment), 409, "rectification_not_reported")
