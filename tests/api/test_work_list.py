"""What waits for whoever asks, over HTTP: as the console's page has it, by every column, now and then."""

from datetime import date

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.lives import life_in

WORK = "/work"


@pytest.fixture
def center(quiet_house: House) -> str:
    return quiet_house.take_up(life_in(Phase.CONSTRUCTION))


async def test_each_role_is_told_what_waits_for_it_with_its_center_and_how_late_it_is(
    quiet_house: House, center: str
) -> None:
    first, *_ = (await quiet_house.get(WORK, Role.OFFICER)).json()["items"]
    late = (today_in_shanghai() - date(2023, 11, 30)).days
    assert (first["center_id"], first["decision"], first["days_late"]) == (center, "propose_rectification", late)
    assert (first["host"], first["center_district"], first["region"]) == ("上海市计量测试技术研究院", "pudong", "上海")
    for role, own in ((Role.APPLICANT, "applicant"), (Role.DISTRICT, "district")):
        found = (await quiet_house.get(WORK, role)).json()
        assert found["total"] > 0
        assert {item["role"] for item in found["items"]} == {own}
    for role in (Role.AUDITOR, Role.OPERATOR, Role.EXPERT):
        assert (await quiet_house.get(WORK, role)).json()["items"] == []


async def test_it_is_narrowed_and_sorted_by_its_columns_and_by_what_the_register_is_asked(
    quiet_house: House, center: str
) -> None:
    async def decisions(query: str) -> list[str]:
        answer = await quiet_house.get(f"{WORK}?{query}", Role.OFFICER)
        assert answer.status_code == 200, answer.text
        return [item["decision"] for item in answer.json()["items"]]

    every = await decisions("")
    assert await decisions("decision=整改") == await decisions("decision=propose_rectification") != every
    assert await decisions("district=xuhui") == await decisions("phase=operation") == []
    assert await decisions("level=municipal&district=pudong") == every
    assert (await decisions("sort=-days_late"))[0] == "propose_rectification"
    assert sorted(await decisions("sort=name_zh")) == sorted(every)
    assert await decisions("assigned=true") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("distrct=pudong", "the nearest is “district”"),
        ("asigned=true", "the nearest is “assigned”"),
        ("sort=day_late", "the nearest is “days_late”"),
        ("role=oficer", "the nearest is “officer”"),
        ("days_late_from=-1", "At least 0"),
    ],
)
async def test_what_is_misspelt_is_refused_with_what_comes_nearest(
    quiet_house: House, query: str, sentence: str
) -> None:
    answer = await quiet_house.get(f"{WORK}?{query}", Role.OFFICER, "en")
    assert answer.status_code == 422
    assert sentence in answer.json()["errors"][0]["message"]


async def test_supervisors_ask_what_waited_on_an_earlier_day_and_nobody_is_told_of_others_work(
    quiet_house: House, center: str
) -> None:
    for role in (Role.OFFICER, Role.DISTRICT):
        then = (await quiet_house.get(f"{WORK}?as_of=2023-12-10", role)).json()["items"]
        [asked] = [item for item in then if item["decision"] == "propose_rectification"]
        assert (asked["role"], asked["days_late"], len(asked["duties"])) == (role.value, 10, 1)
        assert (await quiet_house.get(f"{WORK}?known_at=2001-01-01T00:00:00Z", role)).json()["total"] == 0
    of_party = (await quiet_house.get(f"{WORK}?as_of=2023-12-10", Role.APPLICANT)).json()["items"]
    assert {item["role"] for item in of_party} == {"applicant"}


async def test_deadlines_have_columns_of_their_own_beside_those_of_the_register(
    quiet_house: House, center: str
) -> None:
    found = (await quiet_house.get("/deadlines?days_late_from=1&sort=-days_late&level=municipal")).json()["items"]
    assert [item["status"] for item in found] == ["missed"] * len(found)
    assert [item["days_late"] for item in found] == sorted((item["days_late"] for item in found), reverse=True)
    of_center = (await quiet_house.get(f"/centers/{center}/deadlines?status=missed")).json()["items"]
    days = {item["key"]: item["days_late"] for item in of_center}
    assert {item["key"]: item["days_late"] for item in found} == days
    document = quiet_house.app.openapi()["paths"]
    for path, sort in (("/api/v1/deadlines", "-met_on"), ("/api/v1/work", "officers")):
        described = {one["name"]: one for one in document[path]["get"]["parameters"]}
        assert {"district", "days_late_from", "due_from", "due_to", "as_of", "known_at", "level", "q"} <= set(described)
        assert sort in described["sort"]["schema"]["enum"]
