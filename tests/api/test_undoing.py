"""Undoing over HTTP: a center whose revocation a court annuls stands where it stood, in the record and in Temporal."""

from typing import Any

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from recovery.reconciling import Reconciliation
from tests.api.house import House, assert_problem
from tests.domain.test_undoing import COURT
from tests.lives import ACTORS, Body, annual_report, confirming
from tests.temporal import until

BY_A_COURT: Body = {"type": "undo", **COURT}


async def events_of(house: House, center: str) -> list[dict[str, Any]]:
    answer = await house.get(f"/centers/{center}/events", limit=200)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def position_of(house: House, center: str, event: str) -> int:
    return int(next(item["position"] for item in await events_of(house, center) if item["type"] == event))


async def proposed(house: House, center: str, event: str, **changes: Any) -> str:
    position = await position_of(house, center, event)
    answer = await house.decide(center, confirming(BY_A_COURT | {"position": position} | changes))
    assert answer.status_code == 201, answer.text
    (pending,) = (await house.get(f"/centers/{center}")).json()["undoings"]
    return str(pending["id"])


async def confirmed(house: House, center: str, undoing: str, **changes: Any) -> None:
    body = {"type": "confirm_undo", "undoing_id": undoing, "verdict": "pass"} | changes
    answer = await house.decide(center, body)
    assert answer.status_code == 201, answer.text


async def test_a_center_whose_revocation_a_court_annuls_stands_where_it_stood_and_takes_its_annual_report(
    house: House,
) -> None:
    center = await house.center_in(Phase.REVOKED)
    ended = house.installation.workflow(center)
    assert "已结束" in str(await ended.result())
    refused = await house.decide(center, annual_report(2025))
    assert_problem(refused, 409, "phase_not_open")

    undoing = await proposed(house, center, "CenterRevoked")
    (pending,) = (await house.get(f"/centers/{center}")).json()["undoings"]
    assert (pending["kind"], pending["effect"], pending["leaning"]) == ("judgment", "annuls", [])
    work = await house.get("/centers/" + center + "/actions", Role.APPROVER)
    assert any(action["type"] == "confirm_undo" and action["open"] for action in work.json()["items"])
    same = ACTORS[Role.APPROVER].model_copy(update={"id": ACTORS[Role.OFFICER].id})
    by_the_same = await house.decide(center, {"type": "confirm_undo", "undoing_id": undoing, "verdict": "pass"}, same)
    assert_problem(by_the_same, 403, "undoing_by_the_same_person")
    await confirmed(house, center, undoing, reason="判决已生效")

    page = (await house.get(f"/centers/{center}")).json()
    assert page["phase"] == "construction"
    (undone,) = page["undone"]
    assert (undone["number"], undone["body"]) == (COURT["deciding_number"], COURT["deciding_body"])
    items = await events_of(house, center)
    fallen = next(item for item in items if item["type"] == "CenterRevoked")
    undoes = next(item for item in items if item["type"] == "ActUndone")
    assert fallen["undone_by"]["version"] == undoes["version"]
    assert (fallen["undone_by"]["kind"], fallen["undone_by"]["number"]) == ("judgment", COURT["deciding_number"])
    assert undoes["undoes"] == [fallen["version"]]
    assert undoes["data"]["confirmed_because"] == "判决已生效"
    log = (await house.get("/events", after=fallen["position"] - 1, limit=1)).json()["items"]
    assert log[0]["undone_by"] == fallen["undone_by"]

    before = await house.get(f"/centers/{center}", known_at=fallen["recorded_at"])
    assert before.json()["phase"] == "revoked"
    await house.until_settled(center)
    year = page["deadlines"][0]["due_on"][:4]
    taken = await house.decide(center, annual_report(int(year)))
    assert taken.status_code == 201, taken.text
    assert int(year) in map(int, (await house.get(f"/centers/{center}")).json()["commitments"]["annual_reports"])
    await until_it_agrees(house, center)


async def until_it_agrees(house: House, center: str) -> None:
    """Until the workflow that was begun again says of the center what the ledger says."""
    installation, name = house.installation, f"center/{center}"

    async def look() -> bool | None:
        found = await Reconciliation(
            installation.ledger, installation.client, house.settings.policy, patience=0
        ).differences()
        return not [difference for difference in found if difference.workflow_id == name] or None

    await until(look)


async def test_what_leans_on_an_act_falls_with_it_or_stands_as_the_approver_says(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    undoing = await proposed(house, center, "EvaluationDecided")
    (pending,) = (await house.get(f"/centers/{center}")).json()["undoings"]
    items = {item["version"]: item["type"] for item in await events_of(house, center)}
    leaning = ["RevocationNoticed", "ServiceRecorded", "CenterRevoked"]
    assert [items[version] for version in pending["leaning"]] == leaning
    wrong = await house.decide(
        center, {"type": "confirm_undo", "undoing_id": undoing, "verdict": "pass", "stands": [1]}
    )
    assert_problem(wrong, 422, "stands_without_leaning")
    await confirmed(house, center, undoing, stands=pending["leaning"])
    page = (await house.get(f"/centers/{center}")).json()
    assert (page["phase"], page["evaluation"]) == ("revoked", None)


async def test_an_undoing_without_what_its_kind_names_is_told_so_in_both_languages(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    position = await position_of(house, center, "CenterRevoked")
    body = {"type": "undo", "position": position, "kind": "withdrawn_ab_initio", "reason": "程序违法"}
    for language, name in (("zh-CN", "文号"), ("en", "Document number")):
        answer = await house.decide(center, body, Accept_Language=language)
        assert name in assert_problem(answer, 422, "undoing_incomplete")["detail"]
