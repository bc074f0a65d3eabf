"""A center's page: where it stands, what it owes, who builds it, and everything that has happened."""

from datetime import date, timedelta

import pytest

from api.console.center.timeline.history import MOST
from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from embedded.installation import SEED
from importing.importer import Importer
from importing.reading import read_centers
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page, Watch
from tests.lives import JOINT_PARTY, commands, confirming, life_before, life_in

BODIES = commands()


async def page_of(
    house: House, center: str, caller: Role = Role.AUDITOR, language: str = "zh", query: str = ""
) -> Page:
    async with browser_of(house, caller, language) as browser:
        return Page.of(await browser.get(f"/console/centers/{center}{query}"))


def lines_of(page: Page) -> list[str]:
    """The lines of the history, the last first."""
    return [line.text for line in panel(page, "history").all("li", class_="line")]


def panel(page: Page, name: str) -> Element:
    """The panel of that name."""
    return page.main.one("section", **{"aria-labelledby": name})


async def imported(house: House) -> None:
    intake = Importer(house.installation.ledger, house.settings.policy, SEED.name, utc_now())
    intake.write(intake.plan(read_centers(SEED)))


async def test_the_page_says_where_a_center_stands_and_what_it_owes(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    page = await page_of(house, center)
    assert page.main.one("h1").text == BODIES["register_center"]["name_zh"]
    current = [step for step in page.main.one("ol", class_="stations").all("li") if "aria-current" in step.attributes]
    assert [step.text for step in current] == ["筹建 现处阶段"]
    drawing = page.main.one("svg", class_="axis")
    assert "批准筹建" in drawing.one("desc").text
    duties = [one.text for one in page.main.all("li") if one.all("span", class_="duty-name")]
    assert any("成立产业计量测试联盟" in duty and "待办" in duty for duty in duties)
    assert any("任命中心主任 四（一）" in duty for duty in duties)
    history = lines_of(page)
    assert "登记中心" in history[-1]
    assert any("批准筹建 沪市监计量〔2023〕215号，36个月" in line and "三（四）2" in line for line in history)


async def test_the_page_reads_in_english(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    page = await page_of(house, center, language="en")
    for words in ("Obligations", "Appoint the director", "History of the center", "Panels and opinions", "Look back"):
        assert words in page.text
    assert "Construction current phase" in page.text


async def test_what_may_be_decided_is_offered_to_whom_it_belongs(house: House) -> None:
    center = await house.register()
    applicant = await page_of(house, center, Role.APPLICANT)
    address = f"/console/centers/{center}/decide/submit_industry_research"
    assert applicant.main.link("提交产业调研") == address
    auditor = await page_of(house, center, Role.AUDITOR)
    assert all(address != a.attributes["href"] for a in auditor.main.all("a"))


async def test_what_the_center_waits_for_and_what_its_next_step_lacks_stands_there_for_everybody(house: House) -> None:
    center = await house.register()
    page = await page_of(house, center, Role.AUDITOR)
    waits = next(part for part in page.main.all("section") if part.attributes.get("aria-labelledby") == "waits")
    assert "提交产业调研" in waits.text
    assert "申报主体" in waits.text
    assert "下一步尚缺条件：答复是否支持" in waits.text
    assert "申报主体还没有提交产业调研" in waits.text


async def test_parties_stand_with_what_each_answers_for(house: House) -> None:
    center = await house.register(joint=[JOINT_PARTY], cooperation_mechanism="联席会议")
    table = (await page_of(house, center)).main.one("table")
    assert table.one("caption").text == "职责矩阵"
    assert "提供试验装备" in table.text


async def test_what_experts_said_stands_with_their_names(house: House) -> None:
    center = await house.center_in(Phase.APPLICATION)
    page = await page_of(house, center)
    review = next(one for one in page.main.all("details", class_="review") if "陈专家" in one.text)
    assert "组长" in review.text
    assert BODIES["give_opinion"]["opinion"] in review.one("blockquote").text


async def test_a_paper_that_is_kept_can_be_read_and_one_that_is_not_says_so(house: House) -> None:
    paper = b"%PDF-1.7 a paper"
    sent = await house.http.post(
        "/api/v1/documents?title=paper.pdf", headers=house.bearer(Role.APPLICANT), content=paper
    )
    kept = {"sha256": sent.json()["sha256"], "title": "调研报告"}
    center = await house.register()
    missing = {"sha256": "f" * 64, "title": "遗失的附件"}
    body = BODIES["submit_industry_research"] | {"documents": [kept, missing]}
    assert (await house.decide(center, confirming(body, "paper_not_held"))).status_code == 201
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}"))
        given = await browser.get(page.main.one("ul", class_="documents").link("调研报告"))
        assert given.content == paper
        assert given.headers["content-disposition"].startswith("attachment")
        documents = [one.text for one in page.main.one("ul", class_="documents").all("li")]
        assert any("遗失的附件 本系统未存" in one for one in documents)
        assert "没有" in Page.of(await browser.get(f"/console/documents/{'f' * 64}"), 404).text


async def test_disputed_and_unknown_facts_stand_with_every_report(quiet_house: House) -> None:
    await imported(quiet_house)
    register = (await quiet_house.get("/centers", limit=1000)).json()["items"]
    disputed = next(item for item in register if item["disputed"])
    center = (await quiet_house.get(f"/centers/{disputed['center_id']}")).json()
    page = await page_of(quiet_house, disputed["center_id"])
    doubts = page.main.one("section", class_="doubts")
    for report in center["disputes"][0]["reports"]:
        assert report["source"] in doubts.text
    assert "有争议" in doubts.text


async def test_every_real_center_has_its_page_in_both_languages(quiet_house: House) -> None:
    await imported(quiet_house)
    for item in (await quiet_house.get("/centers", limit=1000)).json()["items"]:
        for language in ("zh", "en"):
            page = await page_of(quiet_house, item["center_id"], language=language)
            assert item["name_zh"] in page.text


async def test_an_unknown_center_is_answered_with_a_page(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        for path in ("", "/version", "/compare", "/bundle.zip"):
            Page.of(await browser.get(f"/console/centers/nowhere{path}"), 404)


async def test_a_page_that_has_grown_old_can_notice_it(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/centers/{center}"))
        watch = Watch.on(page, browser)
        assert not await watch.has_news()
        await house.decide(center, BODIES["submit_industry_research"])
        assert await watch.has_news()
        assert watch.place.link("查看最新情况") == f"/console/centers/{center}"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER])
async def test_a_long_history_shows_its_end_and_leads_to_the_rest(quiet_house: House, role: Role) -> None:
    life = life_in(Phase.CONSTRUCTION)
    for day in range(1, MOST):
        on = date(2023, 4, 1) + timedelta(days=day)
        life.take(confirming(BODIES["hold_exchange"] | {"effective_on": on.isoformat()}))
    center = quiet_house.take_up(life)
    page = await page_of(quiet_house, center, role)
    assert len(lines_of(page)) == MOST
    whole = await page_of(quiet_house, center, role, query="?all=yes")
    assert len(lines_of(whole)) > MOST
    assert page.main.link("查看全部") == "?all=yes#history"


async def test_the_page_of_a_center_of_another_authority_says_whose_it_is_and_owes_nothing(quiet_house: House) -> None:
    await imported(quiet_house)
    page = await page_of(quiet_house, "fj-photovoltaics-national", Role.OFFICER)
    assert "本中心由国家市场监督管理总局主管" in page.text
    assert "本指引的义务和期限不适用于由其他机关主管的中心" in page.text
    assert all("foresight" not in link.attributes["href"] for link in page.main.all("a"))
    assert page.main.link("补全历史资料")
    assert "责令限期整改" not in page.text
    own = await page_of(quiet_house, "sh-beidou", Role.OFFICER)
    assert "主管，不属于本市" not in own.text
    foreseen = await page_of(quiet_house, "fj-photovoltaics-national/foresight", language="en")
    assert "belongs to the State Administration for Market Regulation" in foreseen.text


async def test_the_page_says_who_acts_as_director_whose_hands_the_case_is_in_and_what_is_to_be_followed_up(
    quiet_house: House,
) -> None:
    problem = {"topic": "operation", "finding": "标准器逾期", "problem": True}
    life = life_before("apply_for_acceptance")
    for body in (
        *(BODIES[name] for name in ("record_vacancy", "dissolve_alliance", "assign_officer", "propose_rectification")),
        BODIES["record_supervision"] | {"findings": [problem]},
    ):
        life.take(body)
    page = await page_of(quiet_house, quiet_house.take_up(life))
    facts = page.main.one("section", **{"aria-labelledby": "key-facts"}).text
    assert "中心主任 空缺" in facts
    assert "代理主任 钱副主任" in facts
    assert "解散" in facts
    assert "李经办，协办：赵经办" in facts
    issues = page.main.one("section", **{"aria-labelledby": "supervision-issues"}).all("li")
    assert ["待处理" in issue.text for issue in issues] == [True, True]
    assert "标准器逾期 监督发现的问题" in issues[1].text


async def test_the_page_names_what_a_center_was_called_and_served_before_and_that_it_gives_up(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    for name in ("rename_center", "change_scope", "relinquish"):
        assert (await house.decide(center, confirming(BODIES[name]))).status_code == 201
    page = await page_of(house, center)
    assert page.main.one("h1").text == BODIES["rename_center"]["name_zh"]
    for words in (
        f"曾用名：{BODIES['register_center']['name_zh']}（至",
        "原服务领域和产业范围",
        "申请注销，待市局办理",
    ):
        assert words in page.text
    assert "declared on" in (await page_of(house, center, language="en")).text


async def test_the_page_of_a_relinquished_center_shows_number_and_day_and_owes_nothing(house: House) -> None:
    center = await house.center_in(Phase.RELINQUISHED)
    page = await page_of(house, center)
    facts = page.main.one("section", **{"aria-labelledby": "key-facts"}).text
    assert BODIES["record_relinquishment"]["document_number"] in facts
    assert "注销" in facts
    waits = page.main.one("section", **{"aria-labelledby": "waits"}).text
    assert "记录送达" in waits, "its service alone is awaited"
    assert "申请注销，待市局办理" not in page.text
