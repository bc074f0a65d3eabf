"""What nobody can date is told so wherever its day would stand, and never as if it happened when it was recorded."""

import csv
import json
from io import StringIO
from typing import Any

import pytest

from api.resources.public_center import public_acts
from clock import today_in_shanghai
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.real_centers import imported

LAUNCH, BEIDOU = "bj-launch-vehicles-national", "sh-beidou"
TODAY = today_in_shanghai()
RECORDED = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"


@pytest.fixture
async def house_of_real_centers(quiet_house: House) -> House:
    imported(quiet_house)
    return quiet_house


async def events_of(house: House, center: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await house.get(f"/centers/{center}/events")).json()["items"]
    return items


async def page_at(house: House, path: str, role: Role = Role.AUDITOR, language: str = "zh") -> Page:
    async with browser_of(house, role, language) as browser:
        return Page.of(await browser.get(path))


async def test_a_program_reads_no_day_where_nobody_tells_one(house_of_real_centers: House) -> None:
    _, accepted, established = await events_of(house_of_real_centers, LAUNCH)
    for event in (accepted, established):
        assert (event["undated"], event["not_before"], event["not_after"]) == (True, None, None)
        assert (event["effective_on"], event["precision"]) == (None, None)
        assert event["when"] == {"zh": "日期不详", "en": "on an unknown day"}
    _, unveiled, approved = await events_of(house_of_real_centers, BEIDOU)
    assert (unveiled["undated"], unveiled["effective_on"]) == (False, "2024-05-13")
    assert (approved["effective_on"], approved["precision"]) == (None, None)
    assert (approved["undated"], approved["not_after"], approved["when"]["zh"]) == (
        True,
        "2024-05-13",
        "不晚于2024年5月13日",
    )


async def test_the_timeline_and_the_page_of_the_event_say_that_the_day_is_unknown(house_of_real_centers: House) -> None:
    page = await page_at(house_of_real_centers, f"/console/centers/{LAUNCH}")
    established, accepted, _ = page.main.all("li", class_="line")
    for line in (established, accepted):
        assert line.one("span", class_="line-day").text == "日期不详"
        assert "记录于" in line.text
    position = (await events_of(house_of_real_centers, LAUNCH))[-1]["position"]
    event = await page_at(house_of_real_centers, f"/console/events/{position}")
    [day] = [row for row in event.main.all("div") if row.all("dt") and row.all("dt")[0].text == "生效日期"][-1:]
    assert day.one("dd").text == "日期不详"
    english = await page_at(house_of_real_centers, f"/console/events/{position}", language="en")
    assert "on an unknown day" in english.main.text


async def test_the_history_and_its_files_say_so_too(house_of_real_centers: House) -> None:
    rows = (await page_at(house_of_real_centers, f"/console/history?center={BEIDOU}")).main.one("table").all("tr")
    assert any("不晚于2024年5月13日" in row.text for row in rows)
    async with browser_of(house_of_real_centers, Role.AUDITOR) as browser:
        table = (await browser.get(f"/console/history.csv?center={LAUNCH}")).text.lstrip("\ufeff")
        lines = json.loads((await browser.get(f"/console/history.json?center={BEIDOU}")).text)["items"]
    took_effect = [row["生效日期"] for row in csv.DictReader(StringIO(table))]
    assert took_effect == ["日期不详", "日期不详", str(TODAY)]
    [approved] = [line for line in lines if line["undated"]]
    assert (approved["effective_on"], approved["not_before"], approved["not_after"]) == (None, None, "2024-05-13")


async def test_an_import_by_command_line_is_called_one_and_never_the_clock(house_of_real_centers: House) -> None:
    for language, words, clock in (("zh", "导入 历史导入", "系统时钟"), ("en", "Import", "System clock")):
        timeline = (await page_at(house_of_real_centers, f"/console/centers/{LAUNCH}", language=language)).main
        lines = [line.one("span", class_="line-who").text for line in timeline.all("li", class_="line")]
        assert all(words in line for line in lines)
        assert not [line for line in lines if clock in line or " / " in line]


async def test_the_public_page_says_so_of_official_acts(house_of_real_centers: House) -> None:
    stranger = await page_at(house_of_real_centers, f"/console/centers/{LAUNCH}", Role.APPLICANT)
    acts = [row.text for row in stranger.main.one("section", **{"aria-labelledby": "acts"}).all("li")]
    established = next(row for row in acts if "批准成立" in row)
    assert "日期不详" in established
    assert RECORDED not in established


async def test_what_cannot_be_dated_counts_from_the_last_day_on_which_it_may_have_been(
    house_of_real_centers: House,
) -> None:
    before = (await house_of_real_centers.get(f"/centers/{BEIDOU}", as_of="2024-05-12")).json()
    by_then = (await house_of_real_centers.get(f"/centers/{BEIDOU}", as_of="2024-05-13")).json()
    assert (before.get("phase"), by_then["phase"]) == (None, "construction")


async def test_the_public_page_of_the_api_gives_no_day_where_nobody_tells_one(house_of_real_centers: House) -> None:
    ledger = house_of_real_centers.installation.ledger
    days = [(act.on, act.precision) for act in public_acts(ledger, LAUNCH) if act.undated]
    assert days
    assert set(days) == {(None, None)}


async def test_the_register_as_a_file_says_of_which_days_it_is_about(house_of_real_centers: House) -> None:
    items = (await house_of_real_centers.get("/centers", limit=1000)).json()["items"]
    about = {
        one["center_id"]: one["approved_on"]["on"] for one in items if (one["approved_on"] or {}).get("approximate")
    }
    assert about
    async with browser_of(house_of_real_centers, Role.AUDITOR) as browser:
        table = (await browser.get("/console/centers.csv")).text
    for center, day in about.items():
        [line] = [line for line in table.splitlines() if center in line]
        assert f"{day}（大致）" in line
