"""Changes of a center over HTTP: another name in the register and in Temporal, a relinquishment that a court annuls."""

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.api.test_undoing import confirmed, events_of, proposed, until_it_agrees
from tests.lives import Body, annual_report, commands, confirming, path_to
from tests.temporal import until
from tests.workflows.runs import details_of


def of(name: str, **changes: object) -> Body:
    return confirming(commands()[name] | changes)


async def taken(house: House, center: str, body: Body) -> None:
    answer = await house.decide(center, body)
    assert answer.status_code == 201, answer.text


async def test_a_center_that_gives_up_is_taken_off_and_goes_on_once_a_court_annuls_that(house: House) -> None:
    *before, recording = path_to(Phase.RELINQUISHED)
    center = house.center_after(before)
    assert (await house.get(f"/centers/{center}")).json()["relinquishment"]["reason"] == "承建单位业务调整"
    by_the_officer = await house.decide(center, of("record_relinquishment"), Role.OFFICER)
    assert_problem(by_the_officer, 403, "role_not_allowed")
    actions = (await house.get(f"/centers/{center}/actions", Role.APPROVER)).json()["items"]
    assert next(action["awaited"] for action in actions if action["type"] == "record_relinquishment")
    await taken(house, center, recording.body)

    page = (await house.get(f"/centers/{center}")).json()
    assert (page["phase"], page["relinquishment_number"]["normalized"]) == ("relinquished", "沪市监计量〔2023〕511号")
    assert page["ended_on"]["on"] == recording.body["effective_on"]
    assert "已结束" in str(await house.installation.workflow(center).result())
    listed = await house.get("/centers", phase="relinquished")
    assert center in {item["center_id"] for item in listed.json()["items"]}
    refused = await house.decide(center, annual_report(2025))
    assert_problem(refused, 409, "phase_not_open")

    undoing = await proposed(house, center, "CenterRelinquished", reason="申请注销并非主要承建单位的意思")
    await confirmed(house, center, undoing, reason="判决已生效")
    page = (await house.get(f"/centers/{center}")).json()
    assert (page["phase"], page["ended_on"], page["relinquishment_number"]) == ("construction", None, None)
    undone = next(item for item in await events_of(house, center) if item["type"] == "ActUndone")
    assert undone["data"]["resumes"] is True
    await taken(house, center, of("take_back_relinquishment"))
    await house.until_settled(center)
    year = (await house.get(f"/centers/{center}")).json()["deadlines"][0]["due_on"][:4]
    await taken(house, center, confirming(annual_report(int(year))))
    await until_it_agrees(house, center)


async def test_a_renamed_center_is_found_by_both_names_and_temporal_shows_the_present_one(house: House) -> None:
    center = await house.register(name_zh="上海市星载时频产业计量测试中心")
    await taken(house, center, of("rename_center", name_zh="上海市空天时频产业计量测试中心"))
    for q in ("星载时频", "空天时频"):
        (item,) = (await house.get("/centers", q=q)).json()["items"]
        assert (item["center_id"], item["name_zh"]) == (center, "上海市空天时频产业计量测试中心")
    page = (await house.get(f"/centers/{center}")).json()
    (former,) = page["former_names"]
    assert former["name_zh"] == "上海市星载时频产业计量测试中心"
    registered, _ = await events_of(house, center)
    assert registered["data"]["name_zh"] == "上海市星载时频产业计量测试中心"
    before = await house.get(f"/centers/{center}", known_at=registered["recorded_at"])
    assert before.json()["name_zh"] == "上海市星载时频产业计量测试中心"

    async def look() -> bool | None:
        return "空天时频" in await details_of(house.installation, center) or None

    await until(look)
    again = commands()["register_center"] | {"name_zh": "上海市星载时频产业计量测试中心", "center_id": "t-again"}
    asked = await house.post("/centers", again, Role.OFFICER)
    doubts = assert_problem(asked, 409, "needs_confirmation")["doubts"]
    assert "name_borne_formerly" in {doubt["code"] for doubt in doubts}
