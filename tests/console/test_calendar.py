"""The calendar: a month's clocks by day, what is overdue and what has no day."""

from datetime import date

import pytest

from clock import today_in_shanghai, utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.domain.test_entering_the_past import imported
from tests.lives import commands, confirming, life_in, next_report


@pytest.fixture
async def center(house: House) -> str:
    """Under construction since 2023, with every report missed until now."""
    return house.take_up(life_in(Phase.CONSTRUCTION))


def month_of_the_next_report() -> str:
    return f"/console/calendar?month={next_report(today_in_shanghai()):%Y-%m}"


async def test_a_month_lists_each_day_with_its_clocks_their_clause_and_their_center(house: House, center: str) -> None:
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/calendar?month=2024-11"))
        (day,) = page.main.all("section", class_="calendar-day")
        assert day.one("time").attributes["datetime"] == "2024-11-30"
        assert day.link("五（二）") == "/console/guideline#clause-5.2"
        assert day.link("上海市海缆") == f"/console/centers/{center}"
        assert "已逾期" in day.text
        assert page.main.link("上一月") == "/console/calendar?month=2024-10"
        assert page.main.link("下一月") == "/console/calendar?month=2024-12"


async def test_what_was_met_stands_under_its_due_day_with_the_day_it_was_met(house: House, center: str) -> None:
    for day in ("2024-05-06", "2024-03-01"):
        exchange = confirming(commands()["hold_exchange"] | {"effective_on": day})
        assert (await house.decide(center, exchange)).status_code == 201
    await house.until_settled(center)
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/calendar?month=2024-12&kind=exchanges"))
        (day_of_clocks,) = page.main.all("section", class_="calendar-day")
        days = [time.attributes["datetime"] for time in day_of_clocks.all("time")]
        assert days == ["2024-12-31", "2024-05-06"]


async def test_a_december_turns_into_january_and_filters_go_along(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/calendar?month=2026-12&kind=exchanges&status="))
        assert page.main.link("Next month") == "/console/calendar?month=2027-01&kind=exchanges"
        assert page.main.one("select", id="kind").one("option", selected="").attributes["value"] == "exchanges"
        assert "No deadline of this month matches." in page.text


async def test_what_was_missed_before_the_month_and_is_not_done_stands_on_top(house: House, center: str) -> None:
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(month_of_the_next_report()))
        missed = page.main.all("section", class_="panel")[0]
        assert "此前已逾期，尚未完成" in missed.text
        assert "2023年11月30日" in missed.text
        others = Page.of(await browser.get(f"{month_of_the_next_report()}&kind=major_matter"))
        assert "此前已逾期" not in others.text


async def test_a_term_that_is_certainly_over_stands_on_its_last_possible_day_and_is_never_called_missed(
    house: House,
) -> None:
    house.take_up(imported("2022-05", date(2026, 11, 20)))
    async with browser_of(house, Role.OFFICER) as browser:
        then = Page.of(await browser.get("/console/calendar?month=2025-05"))
        (day,) = then.main.all("section", class_="calendar-day")
        assert day.one("time").attributes["datetime"] == "2025-05-31"
        assert "最晚已于2025年5月31日届满，除非曾经延长" in day.text
        now = Page.of(await browser.get(month_of_the_next_report()))
        (before,) = now.main.all("section", **{"aria-labelledby": "over-before"})
        assert "最晚已于2025年5月31日届满，除非曾经延长" in before.text
        assert "此前已逾期" not in now.text
        alone = Page.of(await browser.get("/console/calendar?month=2025-05&status=certainly_over"))
        assert len(alone.main.all("section", class_="calendar-day")) == 1


async def test_a_month_is_narrowed_by_district_region_and_center(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    intake = Importer(house.installation.ledger, house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    followed, month = "sh-space-energy", next_report(today_in_shanghai()).strftime("%Y-%m")
    finds = {
        "district=pudong": {center},
        "district=xuhui": set(),
        "region=福建": set(),
        f"center={followed}": {followed},
        f"q={followed}": {followed},
        "q=海缆": {center},
        "region=上海&q=空间能源": {followed},
    }
    async with browser_of(house, Role.OFFICER) as browser:
        for query, found in finds.items():
            page = Page.of(await browser.get(f"/console/calendar?month={month}&{query}"))
            listed = {
                one.attributes["href"].rpartition("/")[2]
                for day in page.main.all("section", class_="calendar-day")
                for one in day.all("a")
                if one.attributes["href"].startswith("/console/centers/")
            }
            assert listed == found, query
        page = Page.of(await browser.get("/console/calendar?month=2026-11&district=pudong"))
        assert page.main.link("下一月") == "/console/calendar?month=2026-12&district=pudong"


async def test_a_filter_says_before_it_is_chosen_how_many_it_finds(house: House, center: str) -> None:
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/calendar?month=2024-11"))
        kinds = {option.attributes["value"]: option.text for option in page.main.one("select", id="kind").all("option")}
        assert kinds["annual_report"].endswith("(1)")
        assert kinds["exchanges"].endswith("(0)")


async def test_a_day_that_nobody_knows_stands_in_a_list_of_its_own_and_is_provisional(quiet_house: House) -> None:
    intake = Importer(quiet_house.installation.ledger, quiet_house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(month_of_the_next_report()))
        (undated,) = page.main.all("section", **{"aria-labelledby": "undated"})
        assert "暂定" in undated.text
        assert "筹建情况总结评估" in undated.text
        assert page.main.one("section", **{"aria-labelledby": "this-month"}).all("li")


async def test_the_notices_in_force_are_shown_and_the_officer_is_led_to_the_form(house: House) -> None:
    notice = {
        "year": 2027,
        "number": "国办发明电〔2026〕7号",
        "issued_on": "2026-11-01",
        "holidays": ["2027-01-01"],
        "working_weekends": [],
    }
    answer = await house.post(
        "/calendar/notices", {"type": "enter_holiday_notice", "notice": notice}, Role.OFFICER, "notice-1"
    )
    assert answer.status_code == 201, answer.text
    async with browser_of(house, Role.OFFICER) as officer, browser_of(house, Role.AUDITOR) as auditor:
        page = Page.of(await officer.get("/console/calendar"))
        assert "国办发明电〔2026〕7号" in page.text
        assert page.main.link("录入节假日安排通知") == "/console/calendar/notices/new"
        assert "录入节假日安排通知" not in Page.of(await auditor.get("/console/calendar")).text
    await house.until_the_calendar_rests()


@pytest.mark.parametrize("wrong", ["month=2026-13", "month=november", "kind=birthday", "status=lost", "cursor=x"])
async def test_a_wrong_filter_is_answered_with_a_page_that_says_so(quiet_house: House, wrong: str) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        Page.of(await browser.get(f"/console/calendar?{wrong}"), 422)


async def test_a_wrong_district_is_answered_without_a_word_of_english(house: House) -> None:
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/calendar?district=310115"), 422).main.text
    assert "huangpu、" in page
    assert " or " not in page
    assert "见 errors" not in page
