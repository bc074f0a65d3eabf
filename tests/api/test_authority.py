"""Over HTTP: whoever decides about a center of another authority is refused, and nothing is due for it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from clock import utc_now
from domain.decider import PEOPLE_DECIDE
from domain.kernel.roles import PEOPLE, Actor, Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House, assert_problem
from tests.lives import Body, annual_report, commands, confirming

OWN = "sh-beidou"
KEPT_TRUE = {"complete_record", "add_reports", "amend_organisations", "rename_center", "correct_record", "undo"}
GRAVEST: list[tuple[Role, Body]] = [
    (Role.APPROVER, commands()["order_rectification"] | {"due_on": "2100-01-04"}),
    (Role.OFFICER, commands()["evaluate_construction"] | {"outcome": "revocation"}),
    (Role.APPROVER, commands()["decide_on_evaluation"] | {"outcome": "revocation"}),
    (Role.OFFICER, commands()["commend"]),
    (Role.APPROVER, commands()["revoke_center"]),
    (Role.APPROVER, commands()["approve_establishment"]),
    (Role.APPLICANT, annual_report(2026)),
]
ANYONE: dict[Role, Actor] = {
    role: Actor(id=f"{role.value}-9", name=role.value, role=role, anyone=True) for role in PEOPLE
}


@dataclass(frozen=True)
class RealCenters:
    """The real centers, that of Fujian under an id of its own: its workflow is no other test's."""

    house: House
    fujian: str


@pytest.fixture
async def real(house: House, tmp_path: Path) -> RealCenters:
    fujian = f"fj-{uuid4().hex[:12]}"
    file = tmp_path / SEED.name
    file.write_text(SEED.read_text(encoding="utf-8").replace("fj-photovoltaics-national", fujian), encoding="utf-8")
    intake = Importer(house.installation.ledger, house.settings.policy, file.name, utc_now())
    intake.write(intake.plan(read_centers(file)))
    return RealCenters(house, fujian)


async def offered(house: House, center: str, role: Role) -> dict[str, Any]:
    items = (await house.get(f"/centers/{center}/actions", role)).json()["items"]
    return {item["type"]: item for item in items}


async def test_nobody_decides_about_the_national_center_of_fujian(real: RealCenters) -> None:
    house, fujian = real.house, real.fujian
    before = (await house.get(f"/centers/{fujian}")).json()["version"]
    for role, body in GRAVEST:
        answer = await house.decide(fujian, confirming(body), ANYONE[role])
        assert_problem(answer, 403, "center_of_another_authority")
        assert answer.json()["clause"] == "5.3"
        assert "国家市场监督管理总局" in answer.json()["detail"]
    assert (await house.get(f"/centers/{fujian}")).json()["version"] == before


async def test_its_actions_offer_nothing_but_the_upkeep_of_its_record(real: RealCenters) -> None:
    for role in (Role.OFFICER, Role.APPROVER):
        found = await offered(real.house, real.fujian, role)
        assert {name for name, item in found.items() if item["open"]} == (KEPT_TRUE if role is Role.OFFICER else set())
        assert len(found) == len(PEOPLE_DECIDE)
    revoking = (await offered(real.house, real.fujian, Role.APPROVER))["revoke_center"]
    assert revoking["reason"]["code"] == "center_of_another_authority"


async def test_nothing_is_due_for_it_nor_awaited_of_it(real: RealCenters) -> None:
    house, fujian = real.house, real.fujian
    for center, has in ((fujian, False), (OWN, True)):
        page = (await house.get(f"/centers/{center}")).json()
        assert (bool(page["deadlines"]), page["authority"]["is_the_bureau"]) == (has, has)
        assert bool((await house.get(f"/centers/{center}/deadlines")).json()["items"]) == has
        calendar = (await house.get(f"/centers/{center}/deadlines.ics")).text
        assert ("BEGIN:VEVENT" in calendar) == has
    listed = (await house.get("/deadlines", Role.OFFICER, limit=1000)).json()["items"]
    ours = {item["center_id"] for item in listed}
    assert OWN in ours
    assert fujian not in ours


async def test_its_level_is_corrected_with_its_paper_alone(real: RealCenters) -> None:
    house, fujian = real.house, real.fujian
    events = (await house.get(f"/centers/{fujian}/events")).json()["items"]
    position = next(event["position"] for event in events if event["type"] == "CenterImported")
    corrected = {"level": "municipal", "region": "上海"}
    body = commands()["correct_record"] | {"position": position, "corrected": corrected}
    assert_problem(await house.decide(fujian, body), 422, "correction_without_paper")
    paper, _ = house.installation.ledger.documents.keep("批复".encode(), "application/pdf", "批复", "officer-1")
    proposed = await house.decide(fujian, body | {"documents": [{"sha256": paper.sha256, "title": "批复"}]})
    assert proposed.status_code == 201, proposed.text
    pending = (await house.get(f"/centers/{fujian}")).json()["corrections"][0]["id"]
    confirmed = await house.decide(fujian, commands()["confirm_correction"] | {"correction_id": pending})
    assert confirmed.status_code == 201, confirmed.text
    now = (await house.get(f"/centers/{fujian}")).json()
    assert now["authority"]["is_the_bureau"]
    assert now["deadlines"]


async def test_no_national_center_is_registered_and_the_way_is_said(house: House) -> None:
    body = commands()["register_center"] | {"center_id": "sh-straight-to-the-top", "level": "national"}
    answer = await house.post("/centers", body, Role.OFFICER, "top", Accept_Language="en")
    assert_problem(answer, 422, "registered_at_another_level")
    assert answer.json()["clause"] == "5.3"
    assert "cultivation" in answer.json()["detail"]


async def test_a_center_that_comes_back_names_the_one_that_it_follows(house: House) -> None:
    former = await house.register()
    center = await house.register(predecessor=former, name_zh="上海市海缆与海工产业计量测试中心")
    assert (await house.get(f"/centers/{center}")).json()["predecessor"] == former
    found = (await house.get("/centers", q=former)).json()["items"]
    assert {item["center_id"] for item in found} == {former, center}
