"""How many clicks and typed fields a job takes, counted while it is done in Chromium, in both languages."""

from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import SupervisionTopic
from domain.kernel.roles import Role
from tests.e2e.conftest import SignIn, keep_picture
from tests.e2e.desk import Desk
from tests.e2e.places import of_the_bureau
from tests.e2e.test_keyboard_and_paper import tab_to
from tests.embedded.service import Service, hengxu, until
from tests.lives import PANEL, commands, confirming, path_to

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@LANGUAGES
def test_a_visit_on_six_topics_is_one_page(service: Service, sign_in: SignIn, language: str) -> None:
    desk = Desk(sign_in("district", language))
    desk.page.goto(f"/console/centers/{of_the_bureau(service)}/decide/record_supervision")
    for place, topic in enumerate(SupervisionTopic):
        desk.fill(f"findings.{place}.finding", f"已查看{topic.label.zh}")
    desk.click(desk.page.locator("input[name='findings.rest']"))
    desk.sign()
    keep_picture(desk.page, f"receipt-of-a-visit-{language}")
    desk.has_done("visit on six topics")
    for topic in SupervisionTopic:
        expect(desk.page.locator("main")).to_contain_text(f"已查看{topic.label.zh}")


def test_a_visit_is_recorded_by_keyboard_alone(service: Service, sign_in: SignIn) -> None:
    page = sign_in("district")
    page.goto(f"/console/centers/{of_the_bureau(service)}/decide/record_supervision")
    _tab_to(page, "findings.0.finding")
    page.keyboard.type("按键录入")
    _tab_to(page, "findings.rest")
    page.keyboard.press("Space")
    _tab_to(page, "do", "check")
    page.keyboard.press("Enter")
    expect(page.locator("button[value='sign']")).to_be_visible()
    _tab_to(page, "do", "sign")
    page.keyboard.press("Enter")
    expect(page.locator(".notice-good")).to_be_visible()
    expect(page.locator("main")).to_contain_text("按键录入")


def test_an_order_that_was_proposed_is_signed_by_keyboard_alone(service: Service, sign_in: SignIn) -> None:
    problems = "按键盘办理的整改"
    _propose(service, problems)
    page = sign_in("approver")
    link = page.locator(".tasks li", has_text=problems).locator("a.task").get_attribute("href")
    tab_to(page, f"a.task[href='{link}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decide/order_rectification**")
    _tab_to(page, "document_number")
    page.keyboard.type(_number())
    _sign_by_keyboard(page)


@pytest.mark.slow
def test_a_date_is_corrected_by_keyboard_alone(service: Service, sign_in: SignIn) -> None:
    page = sign_in("officer")
    page.goto(f"/console/events/{_registered(service)[1]}")
    tab_to(page, "a[href*='/decide/correct_record']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decide/correct_record**")
    _tab_to(page, "corrected_effective_on")
    page.keyboard.type(written(date(2023, 3, 1)))
    _tab_to(page, "what_was_wrong")
    page.keyboard.type("日期误录")
    _sign_by_keyboard(page)


def _sign_by_keyboard(page: Page) -> None:
    """Checks the answers and signs; ends at the receipt."""
    for do in ("check", "sign"):
        expect(page.locator(f"form.sheet button:not(.hidden)[value='{do}']").first).to_be_visible()
        if do == "sign" and page.locator("[name='confirmed.doubts']").count():
            _tick_doubts(page)
        _tab_to(page, "do", do)
        page.keyboard.press("Enter")
    expect(page.locator(".notice-good")).to_be_visible()


def _tick_doubts(page: Page) -> None:
    for _ in page.locator("[name='confirmed.doubts']").all():
        _tab_to(page, "confirmed.doubts")
        page.keyboard.press("Space")
    _tab_to(page, "confirmed.reason")
    page.keyboard.type("据书面材料补录")


def _tab_to(page: Page, name: str, value: str | None = None) -> None:
    """Presses Tab until the field has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.name ?? '', document.activeElement.value ?? '']")
        hidden = page.evaluate("document.activeElement.tabIndex < 0")
        if found[0] == name and value in (None, found[1]) and not hidden:
            return
    raise AssertionError(f"{name} is not reached by Tab")


@LANGUAGES
def test_a_date_is_corrected_from_its_line(service: Service, sign_in: SignIn, language: str) -> None:
    center, position = _registered(service)
    desk = Desk(sign_in("officer", language))
    desk.page.goto(f"/console/centers/{center}")
    desk.click(desk.page.locator(f"#event-{position} .line-what > a").first)
    desk.click(desk.page.locator("a[href*='/decide/correct_record']"))
    desk.fill("corrected_effective_on", written(today_in_shanghai() - timedelta(days=20)))
    desk.fill("what_was_wrong", "日期误录")
    desk.sign()
    keep_picture(desk.page, f"receipt-of-a-correction-{language}")
    desk.has_done("corrected date")


def test_the_bundle_of_all_is_taken_by_the_command_that_the_auditor_reads(
    service: Service, sign_in: SignIn, tmp_path: Path
) -> None:
    read = set()
    for language in ("zh-CN", "en"):
        desk = Desk(sign_in("auditor", language))
        desk.click(desk.page.locator("nav.areas a[href='/console/history']"))
        desk.click(desk.page.locator("#bundle > summary"))
        read.add(tuple(command.inner_text() for command in desk.page.locator("#bundle pre").all()))
        desk.has_done("bundle of all")
    ((export, check),) = read
    for command, more in ((export, ["--data", str(service.data)]), (check, [])):
        done = hengxu(*command.split()[1:], *more, cwd=tmp_path)
        assert done.returncode == 0, done.stderr


@LANGUAGES
def test_a_panel_is_picked_by_two_characters_of_each_name(service: Service, sign_in: SignIn, language: str) -> None:
    desk = Desk(sign_in("officer", language))
    desk.page.goto(f"/console/centers/{_center_to_be_reviewed(service)}/decide/appoint_experts")
    for place, expert in enumerate(PANEL["experts"]):
        desk.fill(f"experts.{place}.name", expert["name"][:2])
        desk.click(desk.page.locator(".matches > li", has_text=expert["id"]))
        expect(desk.page.locator(f"[name='experts.{place}.id']")).to_have_value(expert["id"])
    desk.click(desk.page.locator("input[name='lead']").nth(1))
    keep_picture(desk.page, f"panel-{language}")
    desk.sign()
    desk.has_done("panel of three")


def test_whoever_the_record_knows_is_chosen_by_arrow_and_enter(service: Service, sign_in: SignIn) -> None:
    page, expert = sign_in("officer"), PANEL["experts"][0]
    page.goto(f"/console/centers/{_center_to_be_reviewed(service)}/decide/appoint_experts")
    name = page.locator("[name='experts.0.name']")
    name.press_sequentially(expert["name"])
    expect(page.locator(".matches > li")).to_have_count(1)
    name.press("ArrowDown")
    name.press("Enter")
    expect(page.locator("[name='experts.0.organisation']")).to_have_value(expert["organisation"])
    expect(page.locator(".matches")).to_have_count(0)


@LANGUAGES
def test_an_order_that_was_proposed_stands_filled_in_with_all_but_its_number(
    service: Service, sign_in: SignIn, language: str
) -> None:
    problems = f"年度报送逾期（{language}）"
    due_on = _propose(service, problems)
    desk = Desk(sign_in("approver", language))
    task = desk.page.locator(".tasks li", has_text=problems).locator("a.task")
    desk.page.reload()
    desk.click(task)
    expect(desk.page.locator("[name='problems']")).to_have_value(problems)
    expect(desk.page.locator("[name='due_on']")).to_have_value(due_on)
    desk.fill("document_number", _number())
    desk.sign()
    desk.has_done("prompted order")


def test_a_row_is_added_without_a_page_load(service: Service, sign_in: SignIn) -> None:
    page = sign_in("district")
    page.goto(f"/console/centers/{of_the_bureau(service)}/decide/record_supervision")
    page.evaluate("window.isStillHere = true")
    for more in (7, 8):
        page.locator("button[data-add='findings']").click()
        expect(page.locator(f"[id='q-findings.{more - 1}']")).to_be_visible()
        expect(page.locator("[name='findings.n']")).to_have_value(str(more))
    assert page.evaluate("window.isStillHere") is True


def written(day: date) -> str:
    """As a paper has it."""
    return f"{day.year}年{day.month}月{day.day}日"


_NUMBERS = count(7101)


def _number() -> str:
    return f"沪市监计量〔{today_in_shanghai().year}〕{next(_NUMBERS)}号"


def _propose(service: Service, problems: str) -> str:
    """An order of rectification is proposed; the day until which."""
    due_on = (today_in_shanghai() + timedelta(days=60)).isoformat()
    proposal = {"type": "propose_rectification", "problems": problems, "due_on": due_on}
    service.decide(of_the_bureau(service), "officer", uuid4().hex, **proposal)
    return due_on


def _registered(service: Service) -> tuple[str, int]:
    """A center that has just been registered, and where that stands."""
    center, registered_on = f"dated-{uuid4().hex[:8]}", today_in_shanghai() - timedelta(days=14)
    named = {"center_id": center, "name_zh": f"上海市{center}产业计量测试中心"}
    body = confirming(commands()["register_center"] | named | {"effective_on": registered_on.isoformat()})
    answer = service.ask("POST", "/centers", "applicant", uuid4().hex, body)
    assert answer.status_code in {201, 202}, answer.text
    until(lambda: service.ask("GET", f"/centers/{center}", "officer").is_success, "the center is on record")
    return center, service.get(f"/centers/{center}/events?limit=1")["items"][0]["position"]


def _center_to_be_reviewed(service: Service) -> str:
    """A center whose guidance had a panel, and whose application waits for one."""
    first, *others = path_to(Phase.ACCEPTANCE)
    center = f"picked-{uuid4().hex[:8]}"
    named = {"center_id": center, "name_zh": f"上海市{center}产业计量测试中心"}
    answer = service.ask("POST", "/centers", "applicant", uuid4().hex, confirming(first.body | named))
    assert answer.status_code in {201, 202}, answer.text
    for step in others:
        if step.body["type"] == "appoint_experts" and step.body["stage"] == "application":
            return center
        body = confirming(step.body)
        service.decide(center, step.role.value, uuid4().hex, **body)
    raise AssertionError(Role.OFFICER)
