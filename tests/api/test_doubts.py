"""Doubts over HTTP: 409 with what is unusual, and a confirmation with a key of its own."""

import httpx

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.lives import LEAD, Body, commands, confirming, path_to

OLD = {name: value for name, value in commands()["register_center"].items() if name != "center_id"} | {
    "effective_on": "2023-02-27"
}


async def test_a_registration_of_long_ago_is_asked_about_and_its_confirmation_meets_the_same_center(
    house: House,
) -> None:
    asked = await house.post("/centers", OLD, Role.OFFICER, key="first")
    assert asked.status_code == 409
    body = asked.json()
    assert body["code"] == "needs_confirmation"
    (doubt,) = body["doubts"]
    assert (doubt["code"], doubt["clause"]) == ("day_long_ago", "house")
    assert doubt["sentence"] == {
        "zh": "所载日期2023年2月27日距今已久。",
        "en": "Its day, 27 February 2023, lies far back.",
    }
    receipt = await house.get("/receipts/first", Role.OFFICER)
    assert receipt.json()["outcome"] == "refused"
    confirmation = {"confirms": "first", "doubts": ["day_long_ago"], "reason": "按2023年的纸质材料补录"}
    answer = await house.post("/centers", OLD | {"confirmed": confirmation}, Role.OFFICER, key="second")
    assert answer.status_code == 201, answer.text
    assert answer.json()["center_id"] == receipt.json()["center_id"]
    events = await house.get(f"/centers/{answer.json()['center_id']}/events", Role.OFFICER)
    (event,) = events.json()["items"]
    assert event["confirmed"]["reason"] == "按2023年的纸质材料补录"
    assert event["confirmed"]["confirms"] == "first"
    assert event["confirmed"]["doubts"] == body["doubts"]
    assert event["decided_under"]["guideline"] == "沪市监计量〔2023〕213号"


async def test_a_confirmation_without_a_reason_or_with_nothing_visible_in_it_is_wrong(house: House) -> None:
    answer = await house.post("/centers", OLD | {"confirmed": {"doubts": ["day_long_ago"]}}, Role.OFFICER)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "confirmed.reason"


REGISTRATION = commands()["register_center"]
BEFORE_APPROVAL = path_to(Phase.CONSTRUCTION)[:-1]


def confirmed(body: Body, first: str, *codes: str) -> Body:
    return {**body, "confirmed": {"confirms": first, "doubts": codes, "reason": "已核对材料"}}


def codes_in(answer: httpx.Response) -> list[str]:
    return [doubt["code"] for doubt in assert_problem(answer, 409, "needs_confirmation")["doubts"]]


async def test_a_second_center_of_one_name_and_lead_is_asked_about_and_the_bureau_alone_sees_which(
    house: House,
) -> None:
    known = await house.register()
    body = REGISTRATION | {"center_id": "sh-again", "name_zh": f" {REGISTRATION['name_zh']}\u200b"}
    of_applicant = await house.post("/centers", body, Role.APPLICANT, key="applicant")
    assert codes_in(of_applicant) == ["name_on_register", "lead_on_register"]
    assert known not in of_applicant.text
    of_officer = await house.post("/centers", body, Role.OFFICER, key="officer")
    assert codes_in(of_officer) == ["name_on_register", "lead_on_register"]
    sentence = of_officer.json()["doubts"][0]["sentence"]
    assert sentence["zh"] == f"名录中已有同名的中心。涉及：{REGISTRATION['name_zh']}（{known}）。"
    taken = await house.post(
        "/centers", confirmed(body, "officer", "name_on_register", "lead_on_register"), Role.OFFICER, key="confirmed"
    )
    assert taken.status_code == 201, taken.text
    (event,) = (await house.get("/centers/sh-again/events", Role.APPLICANT)).json()["items"]
    assert event["confirmed"] is None
    (event,) = (await house.get("/centers/sh-again/events", Role.AUDITOR)).json()["items"]
    assert [doubt["code"] for doubt in event["confirmed"]["doubts"]] == ["name_on_register", "lead_on_register"]


async def test_who_registers_under_another_organisations_name_is_asked_about(house: House) -> None:
    await house.register()
    lead = LEAD | {"name": "上海市质量监督检验技术研究院"}
    body = REGISTRATION | {"center_id": "sh-other", "name_zh": "上海市光子产业计量测试中心", "lead": lead}
    answer = await house.post("/centers", body, Role.APPLICANT, key="first")
    assert codes_in(answer) == ["lead_on_register", "lead_named_otherwise"]


async def test_a_term_of_one_year_and_a_number_that_another_centers_act_bears_are_asked_about(house: House) -> None:
    first, second = await house.center_in(Phase.CONSTRUCTION), house.center_after(BEFORE_APPROVAL)
    body = commands()["approve_construction"] | {"term_months": 12, "effective_on": "2023-03-08"}
    asked = await house.decide(second, body, key="asked")
    assert codes_in(asked) == ["day_long_ago", "term_unusual", "number_borne"]
    assert first in asked.json()["doubts"][2]["sentence"]["en"]
    assert asked.json()["doubts"][1]["clause"] == "3.5.1"
    part = await house.decide(second, confirmed(body, "asked", "term_unusual"), key="part")
    assert codes_in(part) == ["day_long_ago", "term_unusual", "number_borne"]
    taken = await house.decide(second, confirmed(body, "part", *codes_in(part)), key="taken")
    assert taken.status_code == 201, taken.text
    center = (await house.get(f"/centers/{second}")).json()
    assert center["term_ends_on"] == "2024-03-08"


async def test_no_term_at_all_is_refused_however_it_is_confirmed(house: House) -> None:
    center = house.center_after(BEFORE_APPROVAL)
    body = confirming(commands()["approve_construction"] | {"term_months": 601, "effective_on": "2023-03-08"})
    assert_problem(await house.decide(center, body), 422, "term_out_of_range")


async def test_a_decision_that_is_tried_is_answered_as_it_would_be_and_leaves_nothing(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    version = (await house.get(f"/centers/{center}", Role.OFFICER)).json()["version"]
    address = f"/centers/{center}/decisions?dry_run=true"
    body = {"type": "appoint_director", "name": "张三"}
    tried = await house.post(address, body, Role.APPLICANT, key="tried")
    assert (tried.status_code, tried.json()["outcome"]) == (200, "would_be_recorded")
    assert_problem(await house.post(address, body, Role.APPROVER), 403, "role_not_allowed")
    assert "day_long_ago" in codes_in(await house.post(address, body | {"effective_on": "2023-03-08"}, Role.APPLICANT))
    assert_problem(
        await house.post("/centers/nobody/decisions?dry_run=true", body, Role.APPLICANT), 404, "center_unknown"
    )
    assert (await house.get("/receipts/tried", Role.OFFICER)).status_code == 404
    assert (await house.get(f"/centers/{center}", Role.OFFICER)).json()["version"] == version
