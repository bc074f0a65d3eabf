"""Real centers over HTTP: unknown stays unknown, a dispute shows every report, no month pretends to be a day."""

from typing import Any

import pytest

from clock import utc_now
from domain.kernel.roles import Role
from domain.values.partial_days import day_in_shanghai
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House


@pytest.fixture
async def pages(quiet_house: House) -> list[dict[str, Any]]:
    """The page of every center of the seed."""
    house = quiet_house
    intake = Importer(house.installation.ledger, house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    register = (await house.get("/centers", limit=1000)).json()
    assert register["total"] == len(register["items"])
    pages = [(await house.get(f"/centers/{item['center_id']}")).json() for item in register["items"]]
    for item, page in zip(register["items"], pages, strict=True):
        assert item == {name: page[name] for name in item}
    return pages


async def test_a_reported_fact_keeps_its_precision_and_its_source(pages: list[dict[str, Any]]) -> None:
    reported = [fact for page in pages for fact in page["facts"]]
    undated = {fact["when"]["zh"] for fact in reported if fact["on"] is None}
    assert undated == {"不晚于2024年5月13日", "不晚于2023年5月17日"}
    facts = [fact for fact in reported if fact["on"] is not None]
    digits = {"day": 10, "month": 7, "year": 4}
    assert all(len(fact["on"]) == digits[fact["precision"]] and fact["source"] for fact in facts)
    assert {fact["precision"] for fact in facts} == set(digits)


async def test_a_dispute_shows_every_report(pages: list[dict[str, Any]]) -> None:
    disputes = [(page, dispute) for page in pages for dispute in page["disputes"]]
    assert disputes
    for page, dispute in disputes:
        assert dispute["name"] in page["disputed"]
        assert page[dispute["name"]] is None
        assert all(report["names"] == dispute["name"] and report["source"] for report in dispute["reports"])


async def test_a_term_that_nobody_reported_is_a_range(pages: list[dict[str, Any]]) -> None:
    building = [page for page in pages if page["phase"] in {"construction", "acceptance"} and page["approved_on"]]
    assert {page["authority"]["is_the_bureau"] for page in building} == {True, False}
    for page in building:
        assert page["term_ends_on"] is None
        assert "term_ends_on" in page["unknown"]
        if page["authority"]["is_the_bureau"]:
            assert page["term_range"]["earliest"] < page["term_range"]["latest"]
            assert page["term_basis"] == ("range" if page["approved_on"]["on"] >= "2023-05-11" else "assumed")
        else:
            assert page["term_range"] is None


async def test_on_a_day_before_the_import_neither_deadlines_nor_work_hold_a_duty_of_a_later_year(
    quiet_house: House, pages: list[dict[str, Any]]
) -> None:
    imported_in = day_in_shanghai(utc_now()).year
    now = (await quiet_house.get("/deadlines", kind="annual_report", status="open", limit=1000)).json()["items"]
    assert {item["key"] for item in now} <= {f"annual_report/{year}" for year in (imported_in, imported_in + 1)}
    assert now, "each is told what it owes from now on"
    on = f"{imported_in - 2}-03-01"
    then = (await quiet_house.get("/deadlines", as_of=on, limit=1000)).json()["items"]
    assert then, "the evaluations that were ahead are listed"
    assert {item["kind"] for item in then}.isdisjoint({"annual_report", "exchanges"})
    work = (await quiet_house.get("/work", Role.APPLICANT, as_of=on, limit=1000)).json()["items"]
    assert {item["decision"] for item in work}.isdisjoint({"submit_annual_report", "hold_exchange"})


async def test_imported_events_say_that_they_are_and_from_where(
    quiet_house: House, pages: list[dict[str, Any]]
) -> None:
    events = (await quiet_house.get("/events", limit=1000)).json()["items"]
    assert all(event["imported"] and event["source"] and event["role"] == "system" for event in events)
    assert {"CenterImported", "FactImported"} == {event["type"] for event in events}


async def test_staff_enters_what_was_unknown(quiet_house: House, pages: list[dict[str, Any]]) -> None:
    page = next(page for page in pages if "name_en" in page["unknown"])
    body = {"type": "complete_record", "name_en": "A name from the papers", "source": "批准文件"}
    async with quiet_house.installation.working():
        answer = await quiet_house.decide(page["center_id"], body, Role.OFFICER)
    assert answer.status_code == 201, answer.text
    now = (await quiet_house.get(f"/centers/{page['center_id']}")).json()
    assert now["name_en"] == "A name from the papers"
    assert "name_en" not in now["unknown"]
