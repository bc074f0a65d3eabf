"""The overview: every figure is that of the list to which it leads, for each reader, now and then."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.console.overview.months.months import HEIGHT, LEAST, TOP, strip
from api.resources.overview import MonthOfDeadlines
from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.roles import Actor, Role
from ledger.sqlite.recorder import Connections
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.console.readers import READERS, settle
from tests.console.real_centers import imported
from tests.lives import ACTORS, BY_SUPERIOR, life_in

OVERVIEW = "/console/overview"
OVERSEEING: dict[str, Actor] = {name: READERS[name].actor for name in ("officer", "approver", "auditor", "district")}
OVERSEEING |= {"superior": BY_SUPERIOR, "other district": READERS["other district"].actor}
THEN = datetime(2023, 3, 15, tzinfo=UTC)


@pytest.fixture
async def city(quiet_house: House) -> House:
    """Real centers from reports, others in every relation to somebody, and lives of every phase since 2022."""
    settle(quiet_house.installation.ledger, quiet_house.settings)
    imported(quiet_house)
    for phase in Phase:
        quiet_house.take_up(life_in(phase))
    return quiet_house


async def total_of(browser: httpx.AsyncClient, address: str) -> int:
    """How many the list at the address has."""
    split = urlsplit(address)
    if split.path == "/console/work":
        found: int = (await browser.get(f"/console/work.json?{split.query}")).json()["total"]
        return found
    page = Page.of(await browser.get(address))
    found_text = re.search(r"共 (\d+) 个中心", page.text) if split.path == "/console/centers" else None
    if split.path == "/console/annual-reports":
        counts = page.main.one("nav", class_="phases").one("a", **{"aria-current": "true"})
        found_text = re.search(r"(\d+)$", counts.text)
    if split.path == "/console/deadlines":
        found_text = re.search(r"共 (\d+) 项", page.text)
    if split.path == "/console/history":
        return len(page.main.one("tbody").all("tr")) if page.main.all("tbody") else 0
    return int(found_text.group(1)) if found_text else 0


def figures(page: Page) -> list[tuple[int, str]]:
    return [
        (int(one.one("span", class_="figure").text), one.attributes["href"])
        for one in page.main.one("ul", class_="figures").all("a")
    ]


def cells(page: Page) -> list[tuple[int, str | None]]:
    """What the table of districts counts, and where it leads."""
    found = [cell for table in page.main.all("table", class_="districts") for cell in table.all("td")]
    return [(int(cell.text), next((a.attributes["href"] for a in cell.all("a")), None)) for cell in found]


@pytest.mark.parametrize("reader", OVERSEEING)
@pytest.mark.parametrize("moment", ["", f"?known_at={THEN:%Y-%m-%dT%H:%M:%S}", "?as_of=2023-06-30"])
async def test_each_figure_is_how_many_the_list_has_to_which_it_leads(city: House, reader: str, moment: str) -> None:
    async with browser_of(city, OVERSEEING[reader]) as browser:
        page = Page.of(await browser.get(f"{OVERVIEW}{moment}"))
        found = figures(page)
        assert len(found) == 5
        assert [count for count, _ in found] == [await total_of(browser, address) for _, address in found]
        for count, address in cells(page):
            assert (count == 0) is (address is None)
            if address and urlsplit(address).query.count("&") % 2:  # every other one, for the time's sake
                assert count == await total_of(browser, address), address
    assert found[0][0] > 0 or reader == "other district" or (moment and reader in ("district", "superior"))


async def test_the_lists_of_then_are_asked_about_the_same_moment(city: House) -> None:
    async with browser_of(city, Role.OFFICER) as browser:
        page = Page.of(await browser.get(f"{OVERVIEW}?known_at=2023-03-15T08:00:00"))
    assert "这是当时的总览，不是现在的" in page.text
    assert "2023年3月15日 08:00:00" in page.text
    assert page.main.link("回到现在") == OVERVIEW
    links = [address for _, address in (*figures(page), *cells(page)) if address]
    assert {parse_qs(urlsplit(address).query)["known_at"][0] for address in links} == {"2023-03-15T08:00:00+08:00"}
    assert page.main.one("input", id="known_at").attributes["value"] == "2023-03-15T08:00:00"


async def test_what_is_counted_beside_the_figures_is_what_its_lists_have(city: House) -> None:
    async with browser_of(city, Role.OFFICER) as browser:
        page = Page.of(await browser.get(OVERVIEW))
        for text in ("已终止", "其他机关管理"):
            address = page.main.link(text)
            (link,) = [a for a in page.main.all("a") if a.attributes["href"] == address]
            assert re.findall(r"\d+", link.text) == [str(await total_of(browser, address))]
        season = page.main.one("h2", id="season").text
        reports = [a for a in page.main.all("a") if a.attributes["href"].startswith("/console/annual-reports?")]
        for link in reports:
            if "status=" in link.attributes["href"]:
                assert link.text.split()[-1] == str(await total_of(browser, link.attributes["href"]))
        (year, handed_in, due), *_ = re.findall(r"(\d+)年度报送 (\d+)/(\d+)", season)
        of_the_year = Page.of(await browser.get(f"/console/annual-reports?year={year}"))
        assert f"{year}年度报送 {handed_in}/{due}" in of_the_year.text
        decided = int(page.main.one("h2", id="decisions").one("span").text)
        lines = await browser.get(page.main.link("这些日子的全部决定").replace("history?", "history.json?"))
    assert decided == lines.json()["total"]


@pytest.mark.parametrize(
    ("reader", "moment"),
    [("officer", ""), ("district", ""), ("superior", ""), ("auditor", "?as_of=2023-06-30")],
)
async def test_each_month_has_as_many_deadlines_as_the_list_to_which_it_leads_of_the_same_moment(
    city: House, reader: str, moment: str
) -> None:
    async with browser_of(city, OVERSEEING[reader]) as browser:
        months = Page.of(await browser.get(f"{OVERVIEW}{moment}")).main.one("ol", class_="months").all("a")
        for month in months:
            address = urlsplit(month.attributes["href"])
            assert address.path == "/console/deadlines"
            assert moment.strip("?").partition("=")[0] in address.query
            counts = sum(int(one.text.split()[-1]) for one in month.all("span", class_="month-count"))
            assert counts == await total_of(browser, month.attributes["href"])
    assert months


async def test_what_was_due_before_the_twelve_months_and_is_still_to_be_seen_to_is_counted_beside_them(
    city: House,
) -> None:
    async with browser_of(city, Role.OFFICER) as browser:
        page = Page.of(await browser.get(OVERVIEW))
        earlier = page.main.one("p", class_="earlier").all("a")
        for link in earlier:
            assert int(link.text.split()[-1]) == await total_of(browser, link.attributes["href"])
        overview = (await browser.get("/console/deadlines.json?status=certainly_over")).json()
    assert {link.text.split()[0] for link in earlier} == {"已逾期", "必已届满"}
    assert overview["total"] > 0


async def test_a_district_counts_nothing_that_is_not_its_own(city: House) -> None:
    async with browser_of(city, OVERSEEING["other district"]) as browser:
        page = Page.of(await browser.get(OVERVIEW))
        assert [count for count, _ in figures(page)] == [0, 0, 0, 0, 0]
        assert "没有在管的中心" in page.text
        assert "尚无日期确定、可计用时的环节" in page.text
        assert "0/0" in page.text
    async with browser_of(city, OVERSEEING["district"]) as browser:
        own = Page.of(await browser.get(OVERVIEW))
    async with browser_of(city, Role.OFFICER) as browser:
        whole = Page.of(await browser.get(OVERVIEW))
    assert 0 < figures(own)[0][0] < figures(whole)[0][0]


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.EXPERT, Role.OPERATOR])
async def test_who_oversees_nothing_has_no_overview(quiet_house: House, role: Role) -> None:
    async with browser_of(quiet_house, role) as browser:
        assert (await browser.get(OVERVIEW)).status_code == 403
        assert f'href="{OVERVIEW}"' not in (await browser.get("/console/work")).text


async def test_it_is_first_in_the_bar_of_those_who_oversee(quiet_house: House) -> None:
    for role in (Role.OFFICER, Role.APPROVER, Role.AUDITOR, Role.DISTRICT):
        async with browser_of(quiet_house, role) as browser:
            page = Page.of(await browser.get(OVERVIEW))
        first = page.root.one("nav", class_="areas").all("a")[0]
        assert (first.attributes["href"], first.attributes["aria-current"]) == (OVERVIEW, "page")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_an_empty_register_says_so_and_shows_no_duration(quiet_house: House, language: str) -> None:
    async with browser_of(quiet_house, Role.OFFICER, language) as browser:
        page = Page.of(await browser.get(OVERVIEW))
    assert ("没有在管的中心" if language == "zh" else "No center is in charge") in page.text
    assert not page.main.all("table")
    assert ("这七天没有记录决定" if language == "zh" else "No decision was recorded") in page.text


async def test_how_long_steps_took_stands_under_the_year_in_which_they_were_done(quiet_house: House) -> None:
    quiet_house.take_up(life_in(Phase.OPERATION))
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        table = Page.of(await browser.get(OVERVIEW)).main.one("table", class_="steps")
    assert [one.text for one in table.one("thead").all("th")] == ["环节", "2023年", "2022年"]
    rows = {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")}
    assert rows["现场指导 三（三）3"] == ["—", "21 / 21 天（1 件）"]
    assert rows["评审报告后批复 三（四）2"] == ["7 / 7 天（1 件）", "—"]


async def test_printed_it_says_whose_it_is_when_and_by_whom_it_was_made(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get(OVERVIEW))
    found_text = page.root.one("p", class_="on-paper").text
    assert "上海市市场监督管理局" in found_text
    assert f"{today_in_shanghai():%Y}年" in found_text
    assert "李经办" in found_text


async def test_the_page_asks_the_database_at_most_twenty_times(city: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    reading = Connections.reading

    @contextmanager
    def traced(self: Connections) -> Iterator[sqlite3.Connection]:
        with reading(self) as connection:
            connection.set_trace_callback(asked.append)
            try:
                yield connection
            finally:
                connection.set_trace_callback(None)

    monkeypatch.setattr(Connections, "reading", traced)
    for actor in (ACTORS[Role.OFFICER], ACTORS[Role.AUDITOR], ACTORS[Role.DISTRICT]):
        asked.clear()
        async with browser_of(city, actor) as browser:
            Page.of(await browser.get(OVERVIEW))
        assert 5 < len(asked) <= 20, asked


async def test_a_moment_that_is_none_and_an_unknown_parameter_are_refused(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        for wrong in ("known_at=yesterday", "as_of=2023-02-30", "district=pudong"):
            assert (await browser.get(f"{OVERVIEW}?{wrong}")).status_code == 422, wrong
        assert (await browser.get(f"{OVERVIEW}?as_of=&known_at=")).status_code == 200


def month(name: str, **statuses: int) -> MonthOfDeadlines:
    by_status = {ClockStatus(status): count for status, count in statuses.items()}
    return MonthOfDeadlines(month=name, total=sum(by_status.values()), statuses=by_status)


def test_a_bar_has_a_part_for_each_status_on_one_scale_and_what_was_missed_on_top() -> None:
    shown = strip(
        [month("2026-11", met=30, missed=10), month("2026-12", open=20), month("2027-01")],
        date(2026, 12, 2),
        "zh",
        lambda name: f"/{name}",
    )
    november, december, january = shown
    assert [(one.part.shape, one.deadlines, one.height) for one in november.segments] == [
        ("missed", 10, HEIGHT / 4),
        ("met", 30, 3 * HEIGHT / 4),
    ]
    assert november.segments[0].y == TOP
    assert december.segments[0].y + december.segments[0].height == TOP + HEIGHT
    assert (december.is_now, january.segments, january.total) == (True, [], 0)


def test_what_is_rare_is_seen_all_the_same() -> None:
    (shown,) = strip([month("2026-11", met=1000, missed=1)], date(2026, 11, 1), "en", lambda name: name)
    assert shown.segments[0].height == LEAST
    assert (shown.name, shown.address) == ("Nov", "2026-11")


async def test_a_month_says_in_words_what_it_draws(quiet_house: House) -> None:
    quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        months = Page.of(await browser.get(OVERVIEW)).main.one("ol", class_="months").all("li")
    assert len(months) == 12
    for one in months:
        assert one.one("svg").attributes["aria-hidden"] == "true"
        drawn = one.one("svg").all("rect")
        words = one.all("span", class_="month-count")
        assert len(drawn) == len([word for word in words if word.text != "无"])
    assert "（本月）" in _now(months).text


def _now(months: list[Element]) -> Element:
    (now,) = (one for one in months if one.attributes.get("aria-current") == "date")
    return now
