"""How many clicks and typed fields a job takes, counted while it is done in Chromium, in both languages."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import SupervisionTopic
from domain.kernel.roles import Role
from tests.e2e.conftest import SignIn, keep_picture
from tests.e2e.places import of_the_bureau
from tests.embedded.service import Service
from tests.lives import PANEL, confirming, path_to

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])


@dataclass
class Desk:
    """Somebody at a page, whose clicks and typed fields are counted."""

    page: Page
    clicks: int = 0
    fields: int = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"form.sheet [name='{name}']").fill(text)
        self.fields += 1

    def sign(self) -> None:
        """Checks the answers and signs; ends at the receipt."""
        self.click(self.page.locator("form.sheet .actions button[value='check']"))
        self.click(self.page.locator("button[value='sign']"))
        expect(self.page.locator(".notice-good")).to_be_visible()


@LANGUAGES
def test_a_visit_on_six_topics_takes_three_clicks_and_six_fields(
    service: Service, sign_in: SignIn, language: str
) -> None:
    desk = Desk(sign_in("district", language))
    desk.page.goto(f"/console/centers/{of_the_bureau(service)}/decide/record_supervision")
    for place, topic in enumerate(SupervisionTopic):
        desk.fill(f"findings.{place}.finding", f"已查看{topic.label.zh}")
    desk.click(desk.page.locator("input[name='findings.rest']"))
    desk.sign()
    keep_picture(desk.page, f"receipt-of-a-visit-{language}")
    assert (desk.clicks, desk.fields) == (3, 6)
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
def test_a_panel_of_three_takes_three_typed_fields(service: Service, sign_in: SignIn, language: str) -> None:
    desk = Desk(sign_in("officer", language))
    desk.page.goto(f"/console/centers/{_center_to_be_reviewed(service)}/decide/appoint_experts")
    for place, expert in enumerate(PANEL["experts"]):
        desk.fill(f"experts.{place}.name", expert["name"][:2])
        desk.click(desk.page.locator(".matches > li", has_text=expert["id"]))
        expect(desk.page.locator(f"[name='experts.{place}.id']")).to_have_value(expert["id"])
    desk.click(desk.page.locator("input[name='lead']").nth(1))
    keep_picture(desk.page, f"panel-{language}")
    desk.sign()
    assert (desk.clicks, desk.fields) == (6, 3)


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
def test_an_order_that_was_proposed_takes_three_clicks_and_its_number(
    service: Service, sign_in: SignIn, language: str
) -> None:
    center, problems = of_the_bureau(service), f"年度报送逾期（{language}）"
    due_on = (today_in_shanghai() + timedelta(days=60)).isoformat()
    proposal = {"type": "propose_rectification", "problems": problems, "due_on": due_on}
    service.decide(center, "officer", uuid4().hex, **proposal)
    desk = Desk(sign_in("approver", language))
    task = desk.page.locator(".tasks li", has_text=problems).locator("a.task")
    desk.page.reload()
    desk.click(task)
    expect(desk.page.locator("[name='problems']")).to_have_value(problems)
    expect(desk.page.locator("[name='due_on']")).to_have_value(due_on)
    desk.fill("document_number", f"沪市监计量〔2026〕{next(_NUMBERS)}号")
    desk.sign()
    assert (desk.clicks, desk.fields) == (3, 1)


def test_a_row_is_added_without_a_page_load(service: Service, sign_in: SignIn) -> None:
    page = sign_in("district")
    page.goto(f"/console/centers/{of_the_bureau(service)}/decide/record_supervision")
    page.evaluate("window.isStillHere = true")
    for more in (7, 8):
        page.locator("button[data-add='findings']").click()
        expect(page.locator(f"[id='q-findings.{more - 1}']")).to_be_visible()
        expect(page.locator("[name='findings.n']")).to_have_value(str(more))
    assert page.evaluate("window.isStillHere") is True


_NUMBERS = count(7101)


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
