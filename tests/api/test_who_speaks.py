"""Who speaks for a center, who supports and who supervises it, over HTTP: one life of two parties in two districts."""

from typing import Any

from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import House, assert_problem
from tests.lives import (
    ACTORS,
    BY_SUPERIOR,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PARTNER,
    SUPERIOR,
    Body,
    commands,
    confirming,
    path_to,
)

JOINTLY: Body = {
    "lead": LEAD | {"superior": SUPERIOR},
    "joint": [JOINT_PARTY],
    "cooperation_mechanism": "理事会每季度召开一次",
}
OF_PARTNER = ACTORS[Role.APPLICANT].model_copy(update={"id": "applicant-2", "org": PARTNER["uscc"]})
OF_MINHANG = Actor(id="district-2", name="闵行区局", role=Role.DISTRICT, district="minhang")
WITHDRAWN = commands()["record_support"] | {"granted": False, "reason": "产业规划调整"}


def waiting(house: House, center: str, caller: Actor) -> list[tuple[str, str | None]]:
    """What waits for the caller about the center, and the name of the organisation for which they act."""
    found = house.installation.ledger.read_model.find_work(caller, limit=100).items
    return [(item["decision"], item["org_name"]) for item in found if item["center_id"] == center]


async def taken(house: House, center: str, body: Body, caller: Actor | None = None) -> dict[str, Any]:
    """The receipt of a decision that is recorded."""
    answer = await house.decide(center, confirming(body), caller)
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


async def test_a_center_in_two_districts_below_a_superior_body(house: House) -> None:
    changes: dict[str, Body] = {"submit_application": {"evidence": EVIDENCE, "consent_needed": False}}
    way = [step.body for step in path_to(Phase.CONSTRUCTION, changes=changes)]
    names = [body["type"] for body in way]
    center = await house.register(**JOINTLY, effective_on=way[0]["effective_on"])
    await taken(house, center, way[1])

    assert waiting(house, center, ACTORS[Role.DISTRICT]) == [("record_support", None)]
    assert waiting(house, center, BY_SUPERIOR) == [("record_support", SUPERIOR["name"])]
    assert waiting(house, center, OF_MINHANG) == []
    refused = assert_problem(await house.decide(center, way[2], OF_MINHANG), 403, "authority_not_of_lead")
    assert LEAD["name"] in refused["detail"]
    receipt = await taken(house, center, way[2], BY_SUPERIOR)
    *_, granted = (await house.get(f"/centers/{center}/events")).json()["items"]
    assert granted["position"] == receipt["events"][0]["position"]
    assert granted["data"]["answered_by"] == {"kind": "superior_body", "name": SUPERIOR["name"]}

    assert_problem(await house.decide(center, way[3], OF_PARTNER), 403, "applicant_not_lead")
    plan = next(
        action
        for action in (await house.get(f"/centers/{center}/actions", OF_PARTNER)).json()["items"]
        if action["type"] == "report_preliminary_plan"
    )
    assert (plan["open"], plan["reason"]["code"]) == (False, "applicant_not_lead")

    applied = names.index("submit_application")
    for body in way[3 : applied + 1]:
        await taken(house, center, body)
    assert_problem(await house.decide(center, commands()["record_consent"]), 409, "consent_not_needed")
    await taken(house, center, commands()["require_consent"])
    consent = commands()["record_consent"] | {"authority_kind": "superior_body", "authority": SUPERIOR["name"]}
    await taken(house, center, consent | {"given": False, "reason": "用地未落实"}, BY_SUPERIOR)
    await taken(house, center, commands()["record_consent"])

    await taken(house, center, WITHDRAWN, BY_SUPERIOR)
    panel = way[names.index("record_consent") + 1]
    assert_problem(await house.decide(center, confirming(panel)), 409, "support_not_standing")
    assert ("record_support", None) in waiting(house, center, ACTORS[Role.DISTRICT])
    await taken(house, center, commands()["record_support"])
    for body in way[names.index("record_consent") + 1 :]:
        await taken(house, center, {name: value for name, value in body.items() if name != "effective_on"})

    for caller in (Role.DISTRICT, OF_MINHANG, BY_SUPERIOR):
        await taken(
            house, center, commands()["record_supervision"], ACTORS[caller] if caller is Role.DISTRICT else caller
        )
    assert_problem(await house.decide(center, commands()["appoint_director"], OF_PARTNER), 403, "applicant_not_lead")
    await taken(house, center, commands()["hold_exchange"], OF_PARTNER)
    page = (await house.get(f"/centers/{center}", OF_PARTNER)).json()
    assert page["organisations"]["lead"]["superior"] == SUPERIOR
    assert (await house.get("/centers", Role.AUDITOR, q=SUPERIOR["name"])).json()["total"] == 1
