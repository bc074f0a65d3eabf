"""Doubts over HTTP: 409 with what is unusual, and a confirmation with a key of its own."""

from domain.kernel.roles import Role
from tests.api.house import House
from tests.lives import commands

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
