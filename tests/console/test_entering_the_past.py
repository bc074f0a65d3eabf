"""The pages of a center whose history is entered late."""

from datetime import timedelta

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import annual_report, commands, confirming

BODIES = commands()


async def test_what_is_not_on_record_stands_apart_from_what_is_late(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION, {"approve_construction": {"term_months": 600}})
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}"))
        assert "未登记" in page.text
        assert "已逾期" not in page.text
        month = Page.of(await browser.get("/console/calendar?month=2024-11"))
        (day,) = month.main.all("section", class_="calendar-day")
        assert "未登记" in day.text


async def test_while_a_backfill_is_open_the_page_says_so_and_its_history_is_told_in_two_orders(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    entered = confirming(annual_report(2023, effective_on="2023-11-01"))
    for body in (BODIES["commend"], entered, BODIES["begin_backfill"]):
        assert (await house.decide(center, body)).status_code == 201
    path = f"/console/centers/{center}"
    async with browser_of(house, Role.OFFICER, "en") as browser:
        page = Page.of(await browser.get(path))
        assert "its clocks are silent" in page.text
        assert page.main.link("Show by time of recording") == "?by=recorded#history"
        recorded = Page.of(await browser.get(f"{path}?by=recorded"))
        assert recorded.main.link("Show by day of happening") == "?#history"
        assert lines(recorded)[1].startswith("Annual report")
        assert lines(page)[0].startswith(("Backfill begun", "Center commended"))
        assert not lines(page)[1].startswith("Annual report")
        assert lines(Page.of(await browser.get(f"{path}?order=recorded"))) == lines(recorded), "an older address"
        assert (await browser.get(f"{path}?by=alphabetical")).status_code == 422


def lines(page: Page) -> list[str]:
    """The lines of the history, the last first."""
    return [line.one("span", class_="line-what").text for line in page.main.all("li", class_="line")]


async def test_what_fell_is_marked_in_the_history_and_on_its_own_page(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    soon, next_year = (today_in_shanghai() + timedelta(days=days) for days in (20, 400))
    order = confirming(BODIES["order_rectification"] | {"due_on": soon.isoformat()})
    position = (await house.decide(center, order)).json()["events"][0]["position"]
    service = confirming(BODIES["record_service"] | {"position": position})
    assert (await house.decide(center, service)).status_code == 201
    house.remind_of_rectification(center)
    corrected = {"position": position, "corrected": {"due_on": next_year.isoformat()}}
    assert (await house.decide(center, BODIES["correct_record"] | corrected)).status_code == 201
    (waiting,) = (await house.get(f"/centers/{center}")).json()["corrections"]
    confirmation = BODIES["confirm_correction"] | {"correction_id": waiting["id"]}
    assert (await house.decide(center, confirmation)).status_code == 201
    events = (await house.get(f"/centers/{center}/events", limit=100)).json()["items"]
    (reminder,) = [item["position"] for item in events if item["type"] == "ReminderSent"]
    paths = (f"centers/{center}", f"events/{reminder}", f"history?center={center}")
    async with browser_of(house, Role.OFFICER, "en") as browser:
        for path in paths:
            assert "Fallen" in Page.of(await browser.get(f"/console/{path}")).text, path
