"""The four forms that people meet most, as the console shows them: what a decision rests on stands beside it."""

from datetime import date

from api.console.decide.forms.from_models import form_of
from api.console.frame.days import say_day
from clock import today_in_shanghai, utc_now
from domain.decider import PEOPLE_DECIDE
from domain.guideline.phases import Phase
from domain.housekeeping.messages import CorrectionProposed
from domain.incubation.messages import PreReviewHeld
from domain.kernel.roles import Actor, Role
from domain.values.partial_days import add_months
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Element, Page
from tests.console.test_deciding import address, answers, checked, form_on, opened, signed, ticked
from tests.lives import (
    ACTORS,
    EVIDENCE,
    JOINT_PARTY,
    LEAD,
    PANEL,
    PARTNER,
    ROLE_OF,
    Body,
    annual_report,
    commands,
    confirming,
    next_report,
    path_to,
)
from tests.writing import write

BODIES = commands()
JOINTLY: dict[str, Body] = {
    "register_center": {"joint": [JOINT_PARTY], "cooperation_mechanism": "联席会议"},
    "submit_application": {"evidence": EVIDENCE},
}


async def center_before(house: House, name: str, stage: str | None = None, **changes: Body) -> str:
    """A center built jointly, of which the decision of that name comes next."""
    first, *steps = path_to(Phase.OPERATION, changes=JOINTLY | changes)
    center = await house.register(**JOINTLY["register_center"], effective_on=first.body["effective_on"])
    for step in steps:
        if step.body["type"] == name and stage in (None, step.body.get("stage")):
            return center
        answer = await house.decide(center, step.body)
        assert answer.status_code == 201, answer.text
    raise AssertionError(name)


async def form_of_center(
    house: House, center: str, type_: str, language: str = "zh", caller: Actor | None = None
) -> Page:
    async with browser_of(house, caller or ROLE_OF[type_], language) as browser:
        return Page.of(await browser.get(address(center, type_)))


def names_asked(form: Element) -> set[str]:
    """The names of all that can be answered on the page."""
    fields = [one for tag in ("input", "select", "textarea") for one in form.all(tag)]
    return {field.attributes["name"] for field in fields if "name" in field.attributes}


def panel(page: Page, heading: str) -> Element:
    return next(one for one in page.main.all("section") if one.all("h2") and heading in one.all("h2")[0].text)


COMMANDS = {decision.type: decision.command for decision in PEOPLE_DECIDE}


def assert_asks_all(page: Page, type_: str) -> None:
    """Every field of the command can be answered on the page, and an error's link leads to it."""
    asked = {name.partition(".")[0] for name in names_asked(page.main.one("form"))}
    for question in form_of(COMMANDS[type_]).inside:
        assert question.name in asked
        tags = ("input", "select", "textarea", "fieldset", "details", "div")
        assert sum(len(page.main.all(tag, id=f"q-{question.name}")) for tag in tags) == 1, question.name


async def test_an_approver_reads_the_application_and_its_review_before_approving(house: House) -> None:
    center = await center_before(house, "approve_construction")
    page = await form_of_center(house, center, "approve_construction")
    applied, reviewed = panel(page, "申报内容").text, panel(page, "评审结论").text
    for words in (LEAD["name"], PARTNER["name"], "高端装备制造", "筹建申报书", "浦东新区人民政府"):
        assert words in applied
    for words in ("通过", "必要", "可行", "充分", "陈专家", "市经济信息化委", BODIES["give_opinion"]["opinion"]):
        assert words in reviewed
    english = await form_of_center(house, center, "approve_construction", "en")
    assert "Joint organisations" in panel(english, "The application").text
    assert "Pass" in panel(english, "The review").text
    assert_asks_all(english, "approve_construction")


async def test_what_an_approval_begins_is_said_before_it_is_signed_and_is_what_begins(house: House) -> None:
    center = await center_before(house, "approve_construction")
    path = address(center, "approve_construction")
    approved_on = today_in_shanghai()
    term, report = add_months(approved_on, 36), next_report(approved_on)
    first_full = approved_on.year + (approved_on > date(approved_on.year, 1, 1))
    body = BODIES["approve_construction"] | {"effective_on": approved_on.isoformat()}
    async with browser_of(house, Role.APPROVER) as browser:
        sent = await opened(browser, path) | answers(body) | {"do": "check"}
        wrong = Page.of(await browser.post(path, data=sent | {"document_number": "213"}), 422)
        assert wrong.main.one("div", class_="error-summary").link("文号") == "#q-document_number"
        (chosen,) = [one for one in wrong.main.all("option") if "selected" in one.attributes]
        assert chosen.text == f"36 个月（3 年），至{say_day(term, 'zh')}"
        page = Page.of(await browser.post(path, data=sent))
        assert f"筹建期 36 个月：{say_day(approved_on, 'zh')}至{say_day(term, 'zh')}。" in page.text
        assert f"首次于{say_day(report, 'zh')}前，此后每年" in page.text
        await signed(browser, path, ticked(page))
    clocks = (await house.get(f"/centers/{center}")).json()["deadlines"]
    assert {clock["key"]: clock["due_on"] for clock in clocks} == {
        f"annual_report/{report.year}": report.isoformat(),
        f"exchanges/{first_full}": f"{first_full}-12-31",
        f"evaluation/{term}": term.isoformat(),
    }


async def test_whoever_appoints_a_panel_reads_its_rule_and_the_panel_before(house: House) -> None:
    center = await center_before(house, "appoint_experts", "application")
    page = await form_of_center(house, center, "appoint_experts")
    rule = panel(page, "对专家组的要求").text
    for words in ("至少 3 人", LEAD["name"], PARTNER["name"]):
        assert words in rule
    assert "替换" not in rule
    assert_asks_all(page, "appoint_experts")
    earlier = panel(page, "其他环节的专家组").one("table")
    assert (earlier.one("caption").text, len(earlier.all("tr"))) == ("现场指导", 4)
    assert (await house.decide(center, BODIES["appoint_experts"])).status_code == 201
    again = await form_of_center(house, center, "appoint_experts")
    assert "替换" in panel(again, "对专家组的要求").text
    lead = form_on(again)["lead"]
    assert form_on(again)[f"{lead}.id"] == PANEL["lead"], "the lead is chosen in the row"


async def test_an_expert_has_the_materials_beside_the_form_and_signs_in_their_own_name(house: House) -> None:
    center = await center_before(house, "give_opinion", "application")
    page = await form_of_center(house, center, "give_opinion")
    materials = panel(page, "请审阅的材料")
    assert "筹建任务书" in materials.text
    assert materials.link("提交筹建申报").startswith("/console/events/")
    assert "尚未提出意见" not in panel(page, "专家组").text, "who has said something is the bureau's to know"
    assert not page.main.all("input", type="radio", name="expert_id")
    assert_asks_all(page, "give_opinion")
    path = address(center, "give_opinion")
    async with browser_of(house, Role.EXPERT) as browser:
        sent = await opened(browser, path) | {"opinion": BODIES["give_opinion"]["opinion"], "do": "check"}
        await signed(browser, path, form_on(Page.of(await browser.post(path, data=sent))))
    other = Actor(id="expert-2", name="林专家", role=Role.EXPERT)
    later = await form_of_center(house, center, "give_opinion", "en", other)
    assert "Has given an opinion" not in panel(later, "Panel").text
    assert form_on(later)["expert_id"] == "expert-2"


async def test_a_file_that_the_house_holds_is_a_link_from_the_form(house: House) -> None:
    file = ("plan.pdf", b"%PDF 1", "application/pdf")
    sent = await house.http.post("/api/v1/documents", headers=house.bearer(Role.APPLICANT), files={"file": file})
    sha256 = sent.json()["sha256"]
    plan = {"documents": [{"sha256": sha256, "title": "方案全文"}]}
    center = await center_before(house, "give_opinion", "guidance", report_preliminary_plan=plan)
    page = await form_of_center(house, center, "give_opinion")
    assert panel(page, "请审阅的材料").link("方案全文") == f"/console/documents/{sha256}"
    assert "三（三）3" in page.text


async def test_a_clerk_sees_which_years_are_owed_and_what_was_said_last_year(house: House) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    report = annual_report(2023, effective_on="2023-12-10", services={"summary": "服务企业 41 家"})
    assert (await house.decide(center, confirming(report))).status_code == 201
    await house.until_settled(center)
    page = await form_of_center(house, center, "submit_annual_report")
    assert_asks_all(page, "submit_annual_report")
    years = panel(page, "报送年度")
    assert [one.attributes["value"] for one in years.all("input", type="radio")][:2] == ["2024", "2025"]
    assert "2024年11月30日前报送，已逾期" in years.text
    assert "2023年度 2023年12月10日 迟 10 天" in years.text
    assert "服务企业 41 家" in panel(page, "产业计量测试服务").text
    assert "二（三）" in panel(page, "产业计量测试服务").text
    async with browser_of(house, Role.APPLICANT) as browser:
        path = address(center, "submit_annual_report")
        twice = await opened(browser, path) | answers(report) | {"do": "check"}
        refused = Page.of(await browser.post(path, data=twice), 422)
    assert refused.main.one("div", class_="error-summary").link("报送年度") == "#q-year"
    english = await form_of_center(house, center, "submit_annual_report", "en")
    assert "What was said for 2023" in panel(english, "Measurement services").text


async def test_a_correction_begins_at_the_record_that_is_wrong(house: House) -> None:
    center = await house.register()
    (event,) = (await house.get(f"/centers/{center}/events")).json()["items"]
    where = f"/console/events/{event['position']}"
    async with browser_of(house, Role.OFFICER) as browser:
        form = Page.of(await browser.get(where)).main.link("更正这条记录")
        assert form_on(Page.of(await browser.get(form)))["position"] == str(event["position"])
        body = BODIES["correct_record"] | {"position": event["position"]}
        path = address(center, "correct_record")
        await signed(browser, path, await checked(browser, path, body))
        assert "更正这条记录" not in Page.of(await browser.get(f"/console/events/{event['position'] + 1}")).text
    for caller in (Role.AUDITOR, ACTORS[Role.APPROVER]):
        async with browser_of(house, caller) as browser:
            assert "更正这条记录" not in Page.of(await browser.get(where)).text


async def test_a_term_is_corrected_on_its_own_form_and_its_consequences_stand_before_both_signatures(
    house: House,
) -> None:
    center = await house.center_in(Phase.CONSTRUCTION)
    events = (await house.get(f"/centers/{center}/events")).json()["items"]
    (position,) = (event["position"] for event in events if event["type"] == "ConstructionApproved")
    path = address(center, "correct_record")
    async with browser_of(house, Role.OFFICER) as browser:
        form = form_on(Page.of(await browser.get(f"{path}?position={position}")))
        assert (form["corrected.of"], form["corrected.term_months"]) == (str(position), "36")
        typed = form | {"what_was_wrong": "批复为24个月", "corrected.term_months": "24", "do": "check"}
        page = Page.of(await browser.post(path, data=typed))
        rows = [" ".join(row.text.split()) for row in page.main.all("tr")]
        assert "筹建期（月） 36 24" in rows
        assert any(row.startswith("筹建情况总结评估") for row in rows)
        wrong = Page.of(await browser.post(path, data=typed | {"corrected.document_number": "无此文号"}), 422)
        assert wrong.main.one("div", class_="error-summary").link("文号") == "#q-corrected.document_number"
        await signed(browser, path, ticked(Page.of(await browser.post(path, data=typed))))
    page = await form_of_center(house, center, "confirm_correction")
    assert "更正的后果" in page.text
    assert "时限的变化" in page.text


async def test_the_form_of_a_correction_says_what_is_another_persons_act_and_which_way_is_open(house: House) -> None:
    center = await center_before(house, "submit_application")
    events = (await house.get(f"/centers/{center}/events")).json()["items"]
    (position,) = (event["position"] for event in events if event["type"] == "PreReviewHeld")
    for language, words in (
        ("zh", "他人依职责作出的内容不得更正：结论。可行的办法：由申报主体重新组织预评审。"),
        ("en", "another person's act: Verdict. The way that is open: the applicant holds another pre-review."),
    ):
        async with browser_of(house, Role.OFFICER, language) as browser:
            page = Page.of(await browser.get(f"{address(center, 'correct_record')}?position={position}"))
        assert words in page.text
    body = BODIES["correct_record"] | {"position": position, "corrected": {"verdict": "fail"}}
    answer = await house.decide(center, body, ACTORS[Role.OFFICER])
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["clause"]) == (422, "correction_of_anothers_act", "3.3.4")


async def test_a_correction_of_another_persons_act_that_still_waits_is_only_turned_down(house: House) -> None:
    center = await center_before(house, "submit_application")
    ledger = house.installation.ledger
    wrong = next(one for one in ledger.history(center) if isinstance(one.event, PreReviewHeld))
    proposed = CorrectionProposed(
        position=wrong.position,
        what_was_wrong="结论有误",
        corrected={"verdict": "fail"},
        correction_id="c-old",
        corrected_version=wrong.version,
    )
    write(
        ledger,
        center,
        proposed,
        command_id="proposed-before",
        command_type="correct_record",
        actor=ACTORS[Role.OFFICER],
        now=utc_now(),
        effective_on=today_in_shanghai(),
    )
    page = await form_of_center(house, center, "confirm_correction")
    assert "只能不予更正。可行的办法：由申报主体重新组织预评审。" in page.text
    verdicts = [one.attributes["value"] for one in page.main.all("input", name="verdict")]
    assert verdicts == ["fail"]
    body = BODIES["confirm_correction"] | {"correction_id": "c-old"}
    answer = await house.decide(center, body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["clause"]) == (422, "correction_only_turned_down", "3.3.4")
    assert (await house.decide(center, body | {"verdict": "fail"})).status_code == 201
