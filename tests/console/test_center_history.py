"""A center's history on its page: a line an event, by phase, in either order, with a search in it."""

from datetime import timedelta

import pytest

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.lives import commands, confirming, life_in

BODIES = commands()


@pytest.fixture
def center(quiet_house: House) -> str:
    """In operation, with a talk that was held while it was built, and entered later."""
    life = life_in(Phase.OPERATION)
    life.take(confirming(BODIES["hold_exchange"] | {"effective_on": "2023-04-20", "topic": "海缆弯曲疲劳"}))
    return quiet_house.take_up(life)


async def history_of(house: House, center: str, query: str = "", language: str = "zh") -> Element:
    async with browser_of(house, Role.OFFICER, language) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}{query}"))
    return page.main.one("section", **{"aria-labelledby": "history"})


def phases(history: Element) -> dict[str, Element]:
    """The folded phases by their names."""
    return {one.all("h3")[0].text: one for one in history.all("details", class_="history-phase")}


def lines(part: Element) -> list[str]:
    return [line.one("span", class_="line-what").text for line in part.all("li", class_="line")]


async def test_the_history_is_folded_by_phase_with_counts_and_the_phase_of_now_lies_open(
    quiet_house: House, center: str
) -> None:
    history = await history_of(quiet_house, center)
    found = phases(history)
    assert list(found) == ["成立运行", "筹建验收", "筹建", "申报评审", "筹建培育"]
    assert [name for name, one in found.items() if "open" in one.attributes] == ["成立运行"]
    assert f"{len(lines(found['筹建']))} 条" in found["筹建"].one("summary").text


async def test_a_line_says_day_act_number_and_term(quiet_house: House, center: str) -> None:
    history = await history_of(quiet_house, center)
    (approved,) = [line for line in history.all("li", class_="line") if "批准筹建" in line.text]
    assert approved.one("span", class_="line-day").text == "2023年3月7日"
    assert approved.one("span", class_="line-what").text == "批准筹建 沪市监计量〔2023〕215号，36个月"
    english = await history_of(quiet_house, center, language="en")
    assert "36 months" in english.text


async def test_by_day_of_happening_it_stands_in_its_phase_and_by_recording_in_that_of_its_entry(
    quiet_house: House, center: str
) -> None:
    happened, recorded = [phases(await history_of(quiet_house, center, query)) for query in ("", "?by=recorded")]
    assert any("海缆弯曲疲劳" in line for line in lines(happened["筹建"]))
    assert any("海缆弯曲疲劳" in line for line in lines(recorded["成立运行"]))


async def test_words_are_found_in_lines_contents_and_names_and_what_is_found_lies_open(
    quiet_house: House, center: str
) -> None:
    for words, expected in (("弯曲 疲劳", "开展技术交流活动"), ("〔2023〕215", "批准筹建"), ("周专家", "委派专家")):
        history = await history_of(quiet_house, center, f"?find={words}")
        assert any(line.startswith(expected) for line in lines(history)), words
        assert all("open" in one.attributes for one in phases(history).values())
        assert history.link("回到全部历程") == "?#history"
    nothing = await history_of(quiet_house, center, "?find=没有这样的字")
    assert lines(nothing) == []
    assert "找到 0 条" in nothing.text


async def test_the_search_is_a_form_that_keeps_the_point_and_the_order(quiet_house: House, center: str) -> None:
    history = await history_of(quiet_house, center, "?as_of=2023-06-30&by=recorded&find=专家")
    form = history.one("form")
    assert form.attributes["method"] == "get"
    assert form.fields() == {"as_of": "2023-06-30", "by": "recorded", "find": "专家"}


async def test_contents_are_shown_on_demand(quiet_house: House, center: str) -> None:
    short, long = [await history_of(quiet_house, center, query) for query in ("", "?content=yes")]
    assert not short.all("dl", class_="said")
    assert long.all("dl", class_="said")
    assert short.link("逐条附内容") == "?content=yes#history"


async def test_no_line_of_the_history_tells_an_expert_by_an_id(quiet_house: House, center: str) -> None:
    history = await history_of(quiet_house, center, "?content=yes&all=yes")
    assert "陈专家" in history.text
    assert "expert-" not in history.text


async def test_a_corrected_line_says_how_it_reads_now(quiet_house: House) -> None:
    life = life_in(Phase.CONSTRUCTION)
    position = life.position_of("ConstructionApproved")
    right = {"position": position, "corrected": {"term_months": 30}, "corrected_effective_on": "2023-03-01"}
    life.take(BODIES["correct_record"] | right)
    life.take(BODIES["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    history = await history_of(quiet_house, quiet_house.take_up(life))
    (line,) = [line for line in history.all("li", class_="line-corrected") if "批准筹建" in line.text]
    assert "36个月 已更正 现为： 2023年3月1日 沪市监计量〔2023〕215号，30个月" in line.text


async def test_the_phases_of_then_are_those_of_then(quiet_house: House, center: str) -> None:
    then = phases(await history_of(quiet_house, center, "?as_of=2023-03-31"))
    assert list(then) == ["筹建", "申报评审", "筹建培育"]


async def test_what_was_recorded_until_yesterday_has_no_line_of_today(quiet_house: House, center: str) -> None:
    yesterday = (today_in_shanghai() - timedelta(days=1)).isoformat()
    now, then = [await history_of(quiet_house, center, query) for query in ("", f"?known_at={yesterday}")]
    assert len(lines(then)) < len(lines(now))
