"""Entering the past over HTTP: what the lists, the calendar and the history make of days that nobody watched."""

from datetime import timedelta

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.api.test_reading import in_calendar, items
from tests.lives import annual_report, commands, confirming

BODIES = commands()


async def statuses(house: House, center: str, kind: str) -> dict[str, str]:
    """Status by due day."""
    return {item["due_on"]: item["status"] for item in await items(house, f"/centers/{center}/deadlines", kind=kind)}


async def test_what_was_due_before_an_approval_was_entered_is_not_on_record(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION, {"approve_construction": {"term_months": 600}})
    await house.until_settled(center)
    found = await statuses(house, center, "annual_report")
    assert found["2023-11-30"] == found["2024-11-30"] == "not_on_record"
    assert await items(house, "/deadlines", status="missed") == []
    assert [item["center_id"] for item in await items(house, "/centers", overdue="true")] == []
    entered = confirming(annual_report(2023, effective_on="2023-12-10"))
    assert (await house.decide(center, entered)).status_code == 201
    (met,) = await items(house, f"/centers/{center}/deadlines", status="met")
    assert (met["due_on"], met["met_on"], met["days_late"]) == ("2023-11-30", "2023-12-10", 10)
    answer = await house.get(f"/centers/{center}/deadlines.ics", language="en", status="not_on_record")
    assert all("Not on record" in event["DESCRIPTION"] for event in in_calendar(answer.content))
    assert_problem(await house.get("/deadlines", status="lost"), 422, "request_invalid")


async def test_after_a_correction_the_order_is_open_and_what_was_said_of_the_former_day_is_fallen(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    soon, next_year = (today_in_shanghai() + timedelta(days=days) for days in (20, 400))
    order = confirming(BODIES["order_rectification"] | {"due_on": soon.isoformat()})
    answer = await house.decide(center, order)
    position = answer.json()["events"][0]["position"]
    service = confirming(BODIES["record_service"] | {"position": position})
    assert (await house.decide(center, service)).status_code == 201
    house.remind_of_rectification(center)
    reminded = [item for item in await history(house, center) if item["type"] == "ReminderSent"]
    assert [item["fallen"] for item in reminded] == [False]
    corrected = {"position": position, "corrected": {"due_on": next_year.isoformat()}}
    answer = await house.decide(center, BODIES["correct_record"] | corrected)
    assert answer.status_code == 201, answer.text
    (waiting,) = (await house.get(f"/centers/{center}")).json()["corrections"]
    confirmation = {"correction_id": waiting["id"]}
    assert (await house.decide(center, BODIES["confirm_correction"] | confirmation)).status_code == 201
    await house.until_settled(center)
    expected = {soon.isoformat(): "fallen", next_year.isoformat(): "open"}
    assert await statuses(house, center, "rectification") == expected
    reminded = [item for item in await history(house, center) if item["type"] == "ReminderSent"]
    assert [item["fallen"] for item in reminded] == [True]
    in_the_log = [item for item in await items(house, "/events") if item["position"] == reminded[0]["position"]]
    assert in_the_log == reminded


async def history(house: House, center: str, **params: str) -> list[dict[str, object]]:
    return await items(house, f"/centers/{center}/events", limit=2, **params)


async def test_a_history_is_listed_by_day_of_happening_too(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    entered = confirming(annual_report(2023, effective_on="2023-11-01"))
    for body in (BODIES["commend"], entered):
        assert (await house.decide(center, body)).status_code == 201
    recorded, happened = await history(house, center), await history(house, center, order="effective")
    assert recorded == await history(house, center, order="recorded")
    assert [item["version"] for item in recorded] == list(range(1, len(recorded) + 1))
    assert happened == sorted(recorded, key=lambda item: (item["effective_on"], item["version"]))
    assert happened != recorded
    path = f"/centers/{center}/events"
    assert_problem(await house.get(path, order="alphabetical"), 422, "request_invalid")
    cursor = (await house.get(path, limit=1)).json()["next_cursor"]
    assert_problem(await house.get(path, order="effective", cursor=cursor), 422, "cursor_invalid")
    assert_problem(await house.get("/centers/none/events", order="effective"), 404, "center_unknown")


async def test_while_a_backfill_is_open_no_old_day_is_doubted(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    report = annual_report(2023, effective_on="2023-11-01")
    assert_problem(await house.decide(center, report), 409, "needs_confirmation")
    assert (await house.decide(center, BODIES["begin_backfill"])).status_code == 201
    assert_problem(await house.decide(center, BODIES["begin_backfill"]), 409, "backfill_open_already")
    assert (await house.decide(center, report)).status_code == 201
    assert (await house.get(f"/centers/{center}")).json()["backfill"]["is_open"] is True
    actions = (await house.get(f"/centers/{center}/actions", Role.OFFICER)).json()["items"]
    assert {item["type"]: item["open"] for item in actions}["finish_backfill"] is True
    assert (await house.decide(center, BODIES["finish_backfill"] | {"followed_from": "2023-01-01"})).status_code == 201
    assert (await house.get(f"/centers/{center}")).json()["backfill"] == {
        "begun_on": today_in_shanghai().isoformat(),
        "finish_by": (today_in_shanghai() + timedelta(days=30)).isoformat(),
        "is_open": False,
        "followed_from": "2023-01-01",
        "finished_on": today_in_shanghai().isoformat(),
    }
