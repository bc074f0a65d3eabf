"""Service and notice over HTTP: what is awaited, from when on, and what a center's page says of it."""

from datetime import date, timedelta

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem
from tests.lives import Body, commands, confirming, path_to, revocation

NOTICE, SERVICE, REVOCATION = revocation()


async def noticed(house: House) -> str:
    """A center that was told of an intended revocation in April 2023; nothing is served yet."""
    steps = [step for step in path_to(Phase.REVOKED) if step.body["type"] not in ("record_service", "revoke_center")]
    return house.center_after(steps)


async def page_of(house: House, center: str) -> Body:
    found: Body = (await house.get(f"/centers/{center}")).json()
    return found


async def service_of(house: House, center: str, event: str, on: date) -> Body:
    position = house.installation.position_of(center, event)
    return confirming(commands()["record_service"] | {"position": position, "effective_on": on.isoformat()})


async def test_a_notice_has_its_time_from_its_service_and_the_revocation_opens_after_it(house: House) -> None:
    center = await noticed(house)
    before = await page_of(house, center)
    on = date.fromisoformat(before["notice"]["on"])
    assert (before["notice"]["served_on"], before["notice"]["answer_by"]) == (None, None)
    assert [act["event"] for act in before["unserved"]] == ["RevocationNoticed"]
    assert_problem(await house.decide(center, confirming(REVOCATION)), 409, "notice_not_served")

    taken = await house.decide(center, await service_of(house, center, "RevocationNoticed", on))
    assert taken.status_code == 201, taken.text
    after = await page_of(house, center)
    answer_by = date.fromisoformat(after["notice"]["answer_by"])
    assert (after["notice"]["served_on"], after["notice"]["stands"], after["unserved"]) == (on.isoformat(), True, [])
    actions = (await house.get(f"/centers/{center}/actions", Role.APPROVER)).json()["items"]
    [awaited] = next(item for item in actions if item["type"] == "revoke_center")["awaited"]
    assert awaited["opens_on"] == (answer_by + timedelta(days=1)).isoformat()
    early = confirming(REVOCATION | {"effective_on": answer_by.isoformat()})
    for language, words in (("zh-CN", "期限尚未届满"), ("en", "A time that a party has is not over")):
        answer = await house.decide(center, early, Accept_Language=language)
        assert words in assert_problem(answer, 409, "time_is_not_over")["detail"]
    assert (await house.decide(center, confirming(REVOCATION))).status_code == 201


async def test_electronic_service_without_consent_is_refused_in_both_languages(house: House) -> None:
    center = await noticed(house)
    body = await service_of(house, center, "RevocationNoticed", date(2023, 5, 1)) | {"manner": "electronic"}
    for language, words in (("zh-CN", "电子送达确认书"), ("en", "Add the paper of the consent")):
        answer = await house.decide(center, body, Accept_Language=language)
        assert words in assert_problem(answer, 422, "service_without_consent")["detail"]


async def awaited(house: House, center: str) -> list[Body]:
    actions = (await house.get(f"/centers/{center}/actions", Role.OFFICER)).json()["items"]
    found: list[Body] = next(item for item in actions if item["type"] == "record_service")["awaited"]
    return found


async def test_the_service_of_a_revocation_is_awaited_after_the_end_until_it_is_on_record(house: House) -> None:
    center = await house.center_in(Phase.REVOKED)
    assert [item["subject"] for item in await awaited(house, center)] == ["CenterRevoked"]
    on = date.fromisoformat((await page_of(house, center))["ended_on"]["on"])
    assert (await house.decide(center, await service_of(house, center, "CenterRevoked", on))).status_code == 201
    assert await awaited(house, center) == []
