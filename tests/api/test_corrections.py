"""Corrections over HTTP: refused by the rule of their day, and answered with what they lead to."""

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.lives import ACTORS, Body, commands


async def approval_of(house: House, center: str) -> Body:
    """What a correction of the center's approval begins with."""
    events = (await house.get(f"/centers/{center}/events")).json()["items"]
    (position,) = (event["position"] for event in events if event["type"] == "ConstructionApproved")
    return {"type": "correct_record", "position": position, "what_was_wrong": "填写有误"}


async def decide(house: House, center: str, body: Body, role: Role = Role.OFFICER) -> tuple[int, Body]:
    answer = await house.post(f"/centers/{center}/decisions", body, role)
    found: Body = answer.json()
    return answer.status_code, found


async def test_a_correction_is_refused_with_the_rules_own_code_clause_and_sentence(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    body = await approval_of(house, center) | {"corrected_effective_on": "1950-01-01"}
    status, problem = await decide(house, center, body)
    assert (status, problem["code"], problem["clause"]) == (422, "corrected_act_refused", "3.4.2")
    rule = problem["params"]["refused"]
    assert (rule["code"], rule["params"]["event"]) == ("day_before_its_ground", "ReviewReportIssued")
    assert "1950年1月1日" in problem["detail"]


async def test_a_term_of_600_months_is_asked_about(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    status, problem = await decide(
        house, center, await approval_of(house, center) | {"corrected": {"term_months": 600}}
    )
    assert (status, problem["code"]) == (409, "needs_confirmation")
    assert [doubt["code"] for doubt in problem["doubts"]] == ["term_unusual"]


async def test_a_proposal_is_answered_with_its_consequences_and_so_is_whoever_confirms(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    status, receipt = await decide(house, center, await approval_of(house, center) | {"corrected": {"term_months": 24}})
    assert status == 201
    found = receipt["consequences"]
    assert [(clock["kind"], bool(clock["before"]), bool(clock["after"])) for clock in found["clocks"]] == [
        ("evaluation", False, True),
        ("evaluation", True, False),
    ]
    (term,) = found["changes"]
    assert (term["path"], term["name"]["zh"]) == ("terms", "筹建期满日")
    assert found["losing_ground"] == []
    (pending,) = (await house.get(f"/centers/{center}")).json()["corrections"]
    assert (pending["consequences"], pending["corrected_effective_on"]) == (found, None)
    then = await house.get(f"/centers/{center}", as_of="2026-01-01")
    assert all(item["consequences"] is None for item in then.json()["corrections"])
    again = await house.get(f"/receipts/{receipt['command_id']}")
    assert "consequences" not in again.json()


async def test_what_loses_its_ground_is_named_with_the_rule_that_would_refuse_it(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    events = (await house.get(f"/centers/{center}/events")).json()["items"]
    (registered,) = (event for event in events if event["type"] == "CenterRegistered")
    body = {"type": "correct_record", "position": registered["position"], "what_was_wrong": "单位有误"}
    lead = commands()["register_center"]["lead"] | {"district": "minhang"}
    status, receipt = await decide(house, center, body | {"corrected": {"lead": lead}})
    assert status == 201
    named = {item["type"]: item for item in receipt["consequences"]["losing_ground"]}
    assert set(named) == {"SupportGranted", "ConsentGiven"}
    support = named["SupportGranted"]
    assert (support["code"], support["clause"], support["label"]["zh"]) == (
        "center_not_yours",
        "record",
        "获得主管部门支持",
    )
    assert support["detail"]["zh"]
    assert support["detail"]["en"]


async def test_a_proposal_is_taken_back_by_its_proposer_alone(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    body = await approval_of(house, center) | {"corrected": {"term_months": 24}}
    _, receipt = await decide(house, center, body)
    taken_back = {"type": "take_back_correction", "correction_id": f"c{receipt['version']}"}
    _, waits = await decide(house, center, body | {"note": "再次提出"})
    assert (waits["code"], waits["params"]["correction"]) == ("correction_waits_already", taken_back["correction_id"])
    another = ACTORS[Role.OFFICER].model_copy(update={"id": "officer-2"})
    answer = await house.post(f"/centers/{center}/decisions", taken_back, another)
    assert (answer.status_code, answer.json()["code"]) == (403, "correction_by_another_person")
    assert (await decide(house, center, taken_back))[0] == 201
    assert (await house.get(f"/centers/{center}")).json()["corrections"] == []
