"""A center in one screen: what is to be done now and by whom, contents that stay in sight, few queries."""

import sqlite3
from collections.abc import Callable
from datetime import date

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.console.real_centers import imported
from tests.console.test_real_centers import key_facts
from tests.lives import ACTORS, LEAD, Life, commands, confirming, document, life_before, life_in, noon

BODIES = commands()
MOST_QUERIES = 20


async def page_of(house: House, center: str, caller: Role | Actor = Role.OFFICER, query: str = "") -> Page:
    async with browser_of(house, caller) as browser:
        return Page.of(await browser.get(f"/console/centers/{center}{query}"))


def panel(page: Page, name: str) -> Element:
    return page.main.one("section", **{"aria-labelledby": name})


async def test_the_one_next_step_stands_on_top_with_who_must_act_and_the_form_where_it_is_the_visitors(
    quiet_house: House,
) -> None:
    center = quiet_house.take_up(life_in(Phase.INCUBATION))
    for role, is_theirs in ((Role.APPLICANT, True), (Role.OFFICER, False), (Role.AUDITOR, False)):
        step = panel(await page_of(quiet_house, center, role), "next-step")
        assert "提交产业调研 三（三）1" in step.text
        assert "申报主体 · 上海市计量测试技术研究院" in step.text
        forms = [link.attributes["href"] for link in step.all("a", class_="button")]
        assert forms == ([f"/console/centers/{center}/decide/submit_industry_research"] if is_theirs else [])


async def test_it_is_the_first_of_what_the_actions_say_that_the_center_waits_for(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.OPERATION))
    step = panel(await page_of(quiet_house, center), "next-step")
    assert step.all("strong")[0].text == "2023年度筹建情况报送"
    assert "已逾期" in step.text
    own = step.one("p", class_="next-step-own")
    assert "项逾期，是否提请责令整改？" in own.text
    assert "deadlines=annual_report%2F2023" in own.one("a", class_="button").attributes["href"]


async def test_nothing_waits_in_the_past_and_of_another_authoritys_center(quiet_house: House) -> None:
    imported(quiet_house)
    other = panel(await page_of(quiet_house, "fj-photovoltaics-national"), "next-step")
    assert "没有须办理的事项" in other.text
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    then = await page_of(quiet_house, center, query="?as_of=2023-03-31")
    assert not then.main.all("section", **{"aria-labelledby": "next-step"})


async def test_each_entry_of_the_contents_leads_to_a_part_of_the_page(quiet_house: House) -> None:
    imported(quiet_house)
    lives = [quiet_house.take_up(life_in(phase)) for phase in Phase]
    for center in (*lives, "sh-beidou", "sh-icv-national"):
        page = await page_of(quiet_house, center)
        contents = page.main.one("nav", class_="contents-bar")
        ids = {part.attributes.get("id") for tag in ("div", "h2", "section") for part in page.main.all(tag)}
        assert {link.attributes["href"].removeprefix("#") for link in contents.all("a")} <= ids, center


async def test_long_lists_show_a_few_and_fold_the_rest(quiet_house: House) -> None:
    page = await page_of(quiet_house, quiet_house.take_up(life_in(Phase.OPERATION)))
    waits, duties = panel(page, "waits"), panel(page, "duties")
    assert len(waits.all("ul", class_="tasks")[0].all("li")) == 4
    assert "另有" in waits.one("summary").text
    assert len(duties.all("ul", class_="tasks")[0].all("li")) == 5


async def test_of_the_year_of_an_import_it_is_said_since_when_the_record_follows_the_center(
    quiet_house: House,
) -> None:
    year = today_in_shanghai().year - 1
    facts = [{"kind": "construction_approved", "date": f"{year - 1}-05-09", "certainty": "reported", "source": "报道"}]
    life = Life(now=noon(date(year, 3, 2))).take(BODIES["import_center"] | {"facts": facts})
    center = quiet_house.take_up(life)
    page = await page_of(quiet_house, center)
    words = f"本系统自{year}年3月2日起记录该中心"
    assert f"{year}年度筹建情况报送：{words}" in panel(page, "waits").text.replace(" ", "")
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        form = await browser.get(
            f"/console/centers/{center}/decide/propose_rectification?deadlines=annual_report/{year}"
        )
    assert f"{year}年度筹建情况报送，应于{year}年11月30日前完成（{words}）" in form.text


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """The statements that have been run since it was asked last."""
    seen: list[str] = []
    connect = sqlite3.connect

    def traced(*given: object, **named: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(lambda text: seen.append(text) if text.startswith(("SELECT", "WITH")) else None)
        return connection

    def run() -> list[str]:
        found = list(seen)
        seen.clear()
        return found

    monkeypatch.setattr(sqlite3, "connect", traced)
    return run


async def test_the_page_asks_the_store_twenty_questions_at_most(
    queries: Callable[[], list[str]], quiet_house: House
) -> None:
    life = life_before("apply_for_acceptance")
    for month in range(1, 10):
        papers = [document(f"活动记录{month}", str(month))]
        life.take(confirming(BODIES["hold_exchange"] | {"effective_on": f"2024-0{month}-10", "documents": papers}))
    center = quiet_house.take_up(life)
    readers = (Role.OFFICER, Role.AUDITOR, ACTORS[Role.APPLICANT].model_copy(update={"org": LEAD["uscc"]}))
    for caller in readers:
        for query in ("", "?find=海缆", "?by=recorded&content=yes", "?as_of=2023-06-30"):
            await page_of(quiet_house, center, caller, query)
            queries()
            await page_of(quiet_house, center, caller, query)
            found = queries()
            assert 0 < len(found) <= MOST_QUERIES, (caller, query, found)


async def test_what_is_in_doubt_stands_on_top_and_leads_to_the_reports(quiet_house: House) -> None:
    imported(quiet_house)
    items = (await quiet_house.get("/centers", limit=1000)).json()["items"]
    for item in (one for one in items if one["unknown"]):
        facts = (await page_of(quiet_house, item["center_id"])).main.one("p", class_="facts")
        assert facts.link(f"{len(item['unknown'])} 项情况不详") == "#doubts"
        assert facts.text.count("有争议") == len(item["disputed"])


async def test_key_days_have_their_numbers(quiet_house: House) -> None:
    facts = key_facts(await page_of(quiet_house, quiet_house.take_up(life_in(Phase.OPERATION))))
    assert facts["批准筹建"] == "2023年3月7日 沪市监计量〔2023〕215号"
    assert facts["批准成立"].endswith("沪市监计量〔2023〕402号")
