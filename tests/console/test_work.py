"""My work: what waits for whoever looks, and nothing else."""

from datetime import date, timedelta

import pytest

from api.console.work.routes import NAMED, form_address, grouped, mine_first
from clock import today_in_shanghai
from domain.decider import DECISIONS
from domain.guideline.phases import Phase
from domain.kernel.roles import Actor, Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page, Watch
from tests.domain.test_entering_the_past import imported
from tests.lives import ACTORS, commands, life_before, life_in
from tests.temporal import anyone

TODAY = date(2026, 11, 23)


async def test_a_new_center_waits_for_its_applicant_first(house: House) -> None:
    center = await house.register(name_zh="上海市氢能产业计量测试中心")
    async with browser_of(house, Role.APPLICANT) as browser:
        page = Page.of(await browser.get("/console/work"))
        assert page.main.link("提交产业调研") == f"/console/centers/{center}/decide/submit_industry_research"
        assert (
            page.main.link("上海市氢能产业计量测试中心") == f"/console/centers/{center}/decide/submit_industry_research"
        )
        assert "三（三）1" in page.text
        assert "未定期限" in page.text
    async with browser_of(house, Role.APPROVER) as browser:
        page = Page.of(await browser.get("/console/work"))
        assert "目前没有事项等您办理" in page.text
        assert page.main.link("查看中心名录") == "/console/centers"


async def test_what_waits_for_another_organisation_is_not_mine(house: House) -> None:
    await house.register()
    stranger = Actor(id="other", name="另一家单位", role=Role.APPLICANT, org="91310000132203002T")
    async with browser_of(house, stranger, "en") as browser:
        assert "Nothing waits for you now" in Page.of(await browser.get("/console/work")).text


async def test_work_that_comes_and_work_that_is_done_is_noticed(house: House) -> None:
    async with browser_of(house, Role.APPLICANT) as browser, browser_of(house, Role.APPROVER) as other:
        others = Watch.on(Page.of(await other.get("/console/work")), other)
        nothing = Watch.on(Page.of(await browser.get("/console/work")), browser)
        assert not await nothing.has_news()
        center = await house.register()
        assert await nothing.has_news()
        research = Watch.on(Page.of(await browser.get("/console/work")), browser)
        assert not await research.has_news()
        await house.decide(center, commands()["submit_industry_research"])
        assert await research.has_news()
        assert not await others.has_news()
        assert research.place.link("查看最新情况") == "/console/work"


async def test_an_auditor_notices_what_is_recorded(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.AUDITOR) as browser:
        watch = Watch.on(Page.of(await browser.get("/console/work")), browser)
        assert not await watch.has_news()
        await house.decide(center, commands()["submit_industry_research"])
        assert await watch.has_news()


async def test_what_is_overdue_stands_first_with_its_clause_and_days(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.APPLICANT, "en") as browser:
        page = Page.of(await browser.get("/console/work"))
    first, *_ = page.main.all("section")
    assert first.one("h2").text.startswith("Overdue")
    assert "days late" in first.text
    assert "5.2" in first.text
    assert first.link("annual report").startswith(f"/console/centers/{center}/decide/")


async def test_what_is_overdue_is_the_officers_first_question_and_leads_to_the_form_with_the_problems_named(
    house: House,
) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/work"))
        first, *_ = page.main.all("section")
        assert first.one("h2").text.startswith("已逾期")
        assert "项逾期，是否提请责令整改？" in first.text
        assert "2023年度筹建情况报送，应于2023年11月30日前完成，已逾期" in first.text
        form = Page.of(await browser.get(first.link("是否提请责令整改")))
        declined = Page.of(await browser.get(first.link("不提请的")))
    sent = form.main.one("form").fields()
    assert sent["problems"].strip().splitlines()[0] == "2023年度筹建情况报送，应于2023年11月30日前完成"
    boxes = [box for box in form.main.all("input", type="checkbox") if box.attributes["name"] == "deadlines"]
    assert {"annual_report/2023", "exchanges/2024"} <= {box.attributes["value"] for box in boxes}
    assert all("checked" in box.attributes for box in boxes)
    assert (sent["due_on"], sent["basis"]) == ("", "")
    assert f"/console/centers/{center}/decide/follow_up" in first.link("不提请的")
    assert "逾期未完成的义务：2023年度筹建情况报送" in declined.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-CN", "（本系统自{}年3月2日起记录该中心）"), ("en", " (this record follows the center since 2 March {})")],
)
async def test_of_an_overdue_duty_of_the_year_of_an_import_it_is_said_since_when_the_record_follows_the_center(
    house: House, language: str, words: str
) -> None:
    year = today_in_shanghai().year - 1
    life = imported(f"{year - 1}-05-09", date(year, 3, 2))
    life.pass_time(date(year, 12, 15))
    house.take_up(life)
    async with browser_of(house, Role.OFFICER, language) as browser:
        first, *_ = Page.of(await browser.get("/console/work")).main.all("section")
    [duty] = [
        line.text for line in first.all("li") if str(year) in line.text and "30" in line.text and not line.all("li")
    ]
    assert duty.endswith(words.format(year))


async def test_a_district_is_asked_for_its_own_centers_and_the_parties_are_not_told(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.DISTRICT, "en") as browser:
        page = Page.of(await browser.get("/console/work"))
        assert "duties are overdue: propose rectification to the bureau?" in page.text
        assert "Annual report 2023, was due by 30 November 2023" in page.text
        assert "Where none is proposed" not in page.text
    async with browser_of(house, Role.APPLICANT) as browser:
        assert "责令整改" not in Page.of(await browser.get(f"/console/centers/{center}")).main.text


async def test_a_term_that_is_certainly_over_comes_before_what_is_due_soon_and_says_why(house: House) -> None:
    house.take_up(imported("2022-05", date(2026, 11, 20)))
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/work"))
        first, *_ = page.main.all("section")
    assert first.one("h2").text.startswith("必已届满")
    assert "最晚已于2025年5月31日届满，除非曾经延长" in first.text


async def test_the_bureau_narrows_its_work_by_district_and_region(house: House) -> None:
    house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.OFFICER) as browser:
        assert "是否提请责令整改" in Page.of(await browser.get("/console/work?district=pudong&region=上海")).text
        elsewhere = Page.of(await browser.get("/console/work?district=xuhui"))
        assert "目前没有事项等您办理" in elsewhere.text
        assert elsewhere.main.link("清除条件") == "/console/work"
        assert elsewhere.main.one("select", id="district").one("option", selected="").attributes["value"] == "xuhui"
        assert (await browser.get("/console/work?district=paris")).status_code == 422
    async with browser_of(house, Role.APPLICANT) as browser:
        assert not Page.of(await browser.get("/console/work")).main.all("select")


async def test_beside_the_first_item_of_a_center_stands_what_its_next_step_lacks(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    await house.until_settled(center)
    async with browser_of(house, Role.APPLICANT) as browser:
        page = Page.of(await browser.get("/console/work"))
    assert page.text.count("该中心下一步：提出验收申请，尚缺条件：") == 1
    assert "没有现任中心主任的记录" in page.text


async def test_an_auditor_sees_how_far_the_proof_is_and_what_was_recorded_last(house: House) -> None:
    center = await house.register()
    async with browser_of(house, Role.AUDITOR) as browser:
        assert "尚无" in Page.of(await browser.get("/console/work")).text
        house.prove()
        await house.post(f"/centers/{center}/decisions", {"type": "withdraw"}, Role.APPLICANT, "no-reason")
        refused = await house.decide(center, {"type": "record_support", "granted": True})
        assert refused.status_code == 409
        page = Page.of(await browser.get("/console/work"))
    assert "最近一次检查点" in page.text
    assert page.main.link("登记中心") == "/console/events/1"
    assert page.main.link("未予办理：答复是否支持").startswith("/console/receipts/")
    assert page.main.link("上海市海缆产业计量测试中心") == f"/console/centers/{center}"


async def test_an_operator_sees_the_parts_and_nothing_of_centers(house: House) -> None:
    house.take_up(life_in(Phase.CONSTRUCTION))
    async with browser_of(house, Role.OPERATOR, "en") as browser:
        page = Page.of(await browser.get("/console/work"))
    assert "上海市海缆产业计量测试中心" not in page.root.text
    assert page.main.link("See operations and the workflows of centers") == "/console/operations"
    assert page.main.one("dl").text.startswith(("All checks well", "All checks not well"))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSTEM, Role.AUDITOR, Role.OPERATOR}])
async def test_who_decides_sees_a_page_of_work_while_nothing_is_there(quiet_house: House, role: Role) -> None:
    async with browser_of(quiet_house, anyone(role)) as browser:
        assert "目前没有事项等您办理" in Page.of(await browser.get("/console/work")).text


async def test_a_cursor_that_no_page_gave_out_is_answered_with_a_page(quiet_house: House) -> None:
    async with browser_of(quiet_house, ACTORS[Role.OFFICER]) as browser:
        answer = await browser.get("/console/work?cursor=nothing")
    assert Page.of(answer, answer.status_code).main.link("回到我的工作") == "/console/work"
    assert answer.status_code in {400, 422}


async def test_an_officer_finds_what_is_in_their_own_hands(house: House) -> None:
    center = house.take_up(life_before("conclude_guidance").take(commands()["assign_officer"]))
    async with browser_of(house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/work"))
        assert "我经办 主办：李经办，协办：赵经办" in page.text
        mine = Page.of(await browser.get(page.main.link("指定我经办的")))
        assert mine.main.link("完成现场指导") == f"/console/centers/{center}/decide/conclude_guidance"
    stranger = ACTORS[Role.OFFICER].model_copy(update={"id": "officer-3"})
    async with browser_of(house, stranger) as browser:
        assert "我经办" not in Page.of(await browser.get("/console/work")).main.one("ul").text
        assert "目前没有事项等您办理" in Page.of(await browser.get("/console/work?assigned=true")).text


def test_among_what_is_as_urgent_ones_own_comes_first() -> None:
    hands = {"others": [{"id": "officer-9", "name": "甲"}], "mine": [{"id": "Officer-1", "name": "乙"}], "nobodys": []}
    items = [{"name": name, "assigned": assigned} for name, assigned in hands.items()]
    assert [item["name"] for item in mine_first(items, ACTORS[Role.OFFICER])] == ["mine", "others", "nobodys"]


def test_work_is_grouped_by_how_urgent_it_is() -> None:
    days = {"yesterday": -1, "today": 0, "in 30 days": 30, "in 31 days": 31}
    items = [
        {"name": name, "due_on": (TODAY + timedelta(left)).isoformat(), "overdue": False} for name, left in days.items()
    ]
    items.append({"name": "missed on a day that moved", "due_on": "2026-12-01", "overdue": True})
    items.append({"name": "whenever", "due_on": None, "overdue": False})
    groups = {group.label.en: [item["name"] for item in group.items] for group in grouped(items, TODAY)}
    assert groups == {
        "Overdue": ["yesterday", "missed on a day that moved"],
        "Within 30 days": ["today", "in 30 days"],
        "Later": ["in 31 days"],
        "No day set": ["whenever"],
    }
    assert grouped([], TODAY) == []


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("submit_annual_report/annual_report/2026", "?year=2026"),
        ("give_opinion/guidance/expert-1", "?stage=guidance&expert_id=expert-1"),
        ("judge_rectification/rectification/r1", "?rectification_id=r1"),
        ("order_rectification/issue/p5", "?proposal_id=p5"),
        ("order_rectification/evaluation", ""),
        ("record_support", ""),
    ],
)
def test_the_way_to_a_form_brings_along_what_is_known(key: str, asked: str) -> None:
    decision = key.partition("/")[0]
    item = {"center_id": "ic", "decision": decision, "key": key}
    assert form_address(item) == f"/console/centers/ic/decide/{decision}{asked}"


def test_only_fields_that_a_decision_has_are_brought_along() -> None:
    fields = {decision.type: decision.command.model_fields for decision in DECISIONS}
    named = {(key.partition("/")[0], name) for key, names in NAMED.items() for name in names}
    assert {name for type_, name in named if name not in fields[type_]} == set()
