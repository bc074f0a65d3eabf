"""`GET /annual-reports`: of a year, who has handed in the annual report and who hasn't (5.2)."""

from datetime import date
from typing import Any

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.domain.test_entering_the_past import imported
from tests.lives import ACTORS, annual_report, life_in


async def test_a_year_is_answered_with_days_late_as_of_today_and_with_counts(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    answer = await house.get("/annual-reports", year=2023)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (item,) = found["items"]
    assert (item["center_id"], item["status"], item["due_on"], item["handed_in_on"]) == (
        center,
        "missed",
        "2023-11-30",
        None,
    )
    assert item["days_late"] >= 1_000
    assert (found["year"], found["total"], found["being_remade"]) == (2023, 1, False)
    assert found["counts"] == {"met": 0, "missed": 1, "open": 0, "not_on_record": 0}


async def test_a_report_that_is_handed_in_late_is_listed_with_its_day(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    assert (await house.decide(center, annual_report(2023))).status_code == 201
    await house.until_settled(center)
    (item,) = (await house.get("/annual-reports", year=2023, status="met")).json()["items"]
    assert item["handed_in_on"] == today_in_shanghai().isoformat()
    assert item["days_late"] == (today_in_shanghai() - date(2023, 11, 30)).days


async def test_what_nobody_here_knows_is_not_on_record_and_never_missed(house: House) -> None:
    house.take_up(imported("2022-05", date(2026, 11, 20)))
    found = (await house.get("/annual-reports", year=2024)).json()
    assert [item["status"] for item in found["items"]] == ["not_on_record"]
    assert found["counts"]["missed"] == 0
    assert (await house.get("/annual-reports", year=2024, status="missed")).json()["items"] == []


async def test_a_district_is_answered_with_its_own_centers_alone(house: House) -> None:
    house.take_up(life_in(Phase.CONSTRUCTION))
    own = (await house.get("/annual-reports", Role.DISTRICT, year=2023)).json()
    elsewhere = ACTORS[Role.DISTRICT].model_copy(update={"district": "xuhui"})
    others = (await house.get("/annual-reports", elsewhere, year=2023)).json()
    assert (own["total"], others["total"], sum(others["counts"].values())) == (1, 0, 0)
    assert (await house.get("/annual-reports", year=2023, district="xuhui")).json()["total"] == 0


@pytest.mark.parametrize("wrong", [{"year": 1999}, {"year": "x"}, {"status": "lost"}, {"district": "paris"}])
async def test_a_wrong_filter_is_refused(quiet_house: House, wrong: dict[str, Any]) -> None:
    answer = await quiet_house.get("/annual-reports", **wrong)
    assert answer.status_code == 422
    assert answer.json()["errors"]
