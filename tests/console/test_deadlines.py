"""Deadlines as a table: one line a duty, what it opens on, its counts, its order, and the way on from each line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from ledger.recorder import LedgerRecorder, Row
from tests.api.house import House
from tests.bench.crowds import move_in
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.domain.test_entering_the_past import imported
from tests.lives import SUCCESSOR, life_in

DEADLINES = "/console/deadlines"
STRANGER = Actor(id="stranger", name="外人", role=Role.APPLICANT, org=SUCCESSOR["uscc"])
MOST_QUERIES = 20


@pytest.fixture
def center(quiet_house: House) -> str:
    return quiet_house.take_up(life_in(Phase.CONSTRUCTION))


def lines_of(page: Page) -> list[Element]:
    return page.main.one("tbody").all("tr")


def counts_of(page: Page) -> dict[str, int]:
    [tabs] = page.main.all("nav", class_="phases")
    words = (one.text.rpartition(" ") for one in tabs.all("a"))
    return {label: int(count) for label, _, count in words}


async def test_it_opens_on_what_is_overdue_and_says_each_duty_with_its_year_its_day_and_how_late_it_is(
    quiet_house: House, center: str
) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(DEADLINES))
    first = lines_of(page)[0]
    late = (today_in_shanghai() - date(2023, 11, 30)).days
    for words in (
        "2023年度筹建情况报送",
        "上海市计量测试技术研究院",
        "浦东新区",
        "2023年11月30日",
        str(late),
        "已逾期",
    ):
        assert words in first.text
    assert first.link("上海市海缆") == f"/console/centers/{center}"
    assert {line.all("td")[-1].text for line in lines_of(page)} == {"已逾期"}


async def test_each_count_is_that_of_the_lines_to_which_it_leads(quiet_house: House, center: str) -> None:
    quiet_house.take_up(imported("2022-05", date(2026, 11, 20)))
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(DEADLINES))
        counts = counts_of(page)
        assert set(counts) >= {"全部", "逾期", "必已届满", "30天内到期", "未到期", "已完成"}
        assert counts["必已届满"] == 1
        for label, count in counts.items():
            listed = Page.of(await browser.get(page.main.all("nav", class_="phases")[0].link(label)))
            found = lines_of(listed) if listed.main.all("tbody") else []
            assert len(found) == count, label
            assert counts_of(listed) == counts, label


async def test_what_is_certainly_over_says_since_when_and_that_it_is_no_missed_day(quiet_house: House) -> None:
    quiet_house.take_up(imported("2022-05", date(2026, 11, 20)))
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"{DEADLINES}?status=certainly_over"))
    [line] = lines_of(page)
    assert "最晚已于2025年5月31日届满，除非曾经延长" in line.text
    assert "推定" in line.text
    assert "不作逾期认定" in page.text
    assert line.one("td", class_="number").text == "—"


async def test_an_overdue_duty_leads_the_officer_to_the_order_and_to_what_is_owed(
    quiet_house: House, center: str
) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        line = lines_of(Page.of(await browser.get(DEADLINES)))[0]
        form = Page.of(await browser.get(line.link("项逾期，是否提请责令整改？")))
        boxes = [box for box in form.main.all("input", type="checkbox") if box.attributes["name"] == "deadlines"]
        assert all("checked" in box.attributes for box in boxes)
        report = Page.of(await browser.get(line.link("报送年度")))
        assert report.main.one("input", name="year", checked="").attributes["value"] == "2023"
    async with browser_of(quiet_house, Role.DISTRICT, "en") as browser:
        line = lines_of(Page.of(await browser.get(DEADLINES)))[0]
        assert "propose_rectification" in line.link("propose rectification to the bureau?")
    async with browser_of(quiet_house, Role.APPLICANT) as browser:
        line = lines_of(Page.of(await browser.get(DEADLINES)))[0]
        assert line.link("报送年度") == f"/console/centers/{center}/decide/submit_annual_report?year=2023"
        assert "责令整改" not in line.text
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        line = lines_of(Page.of(await browser.get(DEADLINES)))[0]
        assert line.all("a", class_="way") == []


async def test_every_heading_sorts_and_once_more_the_other_way(quiet_house: House, center: str) -> None:
    async with browser_of(quiet_house, Role.OFFICER, "en") as browser:
        page = Page.of(await browser.get(f"{DEADLINES}?district=pudong"))
        links = [one.all("a")[0].attributes["href"] for one in page.main.one("thead").all("th")]
        assert len(links) == 9
        for link in links:
            ordered = Page.of(await browser.get(link))
            [heading] = [one for one in ordered.main.one("thead").all("th") if "aria-sort" in one.attributes]
            assert heading.attributes["aria-sort"] == "ascending"
            turned = Page.of(await browser.get(heading.all("a")[0].attributes["href"]))
            assert [one.attributes["aria-sort"] for one in turned.main.all("th") if "aria-sort" in one.attributes] == [
                "descending"
            ]
        latest = Page.of(await browser.get(f"{DEADLINES}?status=missed&sort=-due"))
        days = [line.all("time")[0].attributes["datetime"] for line in lines_of(latest)]
        assert days == sorted(days, reverse=True)


async def test_conditions_of_clocks_and_centers_stand_in_the_form_in_the_address_and_in_the_files(
    quiet_house: House, center: str
) -> None:
    asked = "status=missed&kind=annual_report&district=pudong&due_to=2024-12-31&level=municipal"
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"{DEADLINES}?{asked}"))
        sent = page.main.one("form").fields()
        for name, value in (pair.split("=") for pair in asked.split("&")):
            assert sent[name] == value
        assert {line.all("td")[2].text.partition("年")[0] for line in lines_of(page)} == {"2023", "2024"}
        rows = (await browser.get(page.main.link("JSON"))).json()
        assert rows["total"] == 2
        assert rows["made"]["filters"]["district"] == "pudong"
        assert page.main.link("清除条件") == f"{DEADLINES}?status="
        assert "没有符合条件的期限" in Page.of(await browser.get(f"{DEADLINES}?district=xuhui")).text
        assert "district" in Page.of(await browser.get(f"{DEADLINES}?distrct=pudong"), 422).text


async def test_on_an_earlier_day_it_is_as_it_was_then_and_nothing_leads_to_a_form(
    quiet_house: House, center: str
) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"{DEADLINES}?as_of=2023-12-10"))
        before = Page.of(await browser.get(f"{DEADLINES}?known_at=2001-01-01T00:00:00"))
    missed = [line for line in lines_of(page) if "已逾期" in line.text]
    assert [line.one("td", class_="number").text for line in missed] == ["10"]
    assert page.main.all("a", class_="way") == []
    assert missed[0].link("上海市海缆") == f"/console/centers/{center}?as_of=2023-12-10"
    assert "没有符合条件的期限" in before.text


async def test_a_stranger_finds_no_line_and_no_count(quiet_house: House, center: str) -> None:
    async with browser_of(quiet_house, STRANGER) as browser:
        page = Page.of(await browser.get(f"{DEADLINES}?status="))
    assert set(counts_of(page).values()) == {0}
    assert not page.main.all("tbody")


async def test_a_page_is_made_of_few_queries(quiet_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    move_in(quiet_house.installation.ledger, 60, date(2026, 11, 23), [Phase.CONSTRUCTION, Phase.OPERATION])
    asked: list[str] = []
    recorder: type[LedgerRecorder] = type(quiet_house.installation.ledger.read_model._recorder)
    rows = recorder.rows

    def counting(self: Any, statement: str, values: Mapping[str, Any]) -> list[Row]:
        asked.append(statement)
        return rows(self, statement, values)

    monkeypatch.setattr(recorder, "rows", counting)
    for role in (Role.OFFICER, Role.DISTRICT):
        for address in (
            DEADLINES,
            f"{DEADLINES}?status=missed&district=pudong&sort=-days_late",
            "/console/work",
            "/console/centers",
        ):
            async with browser_of(quiet_house, role) as browser:
                asked.clear()
                Page.of(await browser.get(address))
                assert 0 < len(asked) <= MOST_QUERIES, (role, address, len(asked))
