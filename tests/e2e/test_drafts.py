"""A form gone through with Back, reload, a bookmark and two tabs: no step is an error page, and nothing is lost."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from clock import today_in_shanghai
from tests.e2e.conftest import DESK, PHONE, keep_picture
from tests.e2e.filling import confirm, fill_in
from tests.e2e.test_for_everyone import faults
from tests.embedded.service import Service
from tests.lives import commands

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

FORM = "/console/decide/register_center"
DRAFT = re.compile(r"/console/drafts/[0-9a-f]{32}")
CHECK = re.compile(r"/console/drafts/[0-9a-f]{32}/check")
WORDS = {
    "zh-CN": ("请选择单位类型", "在别的窗口改动过，尚未签署", "已记入台账", "已经签署", "草稿"),
    "en": ("Choose “", "Nothing is signed yet", "On record", "signed already", "Drafts"),
}
"""What a fault, a draft that was changed, a receipt, a form that is signed, and the list of drafts say."""
OpenWindow = Callable[[str, bool, tuple[int, int]], Page]


@pytest.fixture
def open_window(service: Service, chromium: Browser) -> Iterator[OpenWindow]:
    """Opens a window of a new applicant, with or without script."""
    contexts = []

    def opened(language: str, script: bool, size: tuple[int, int]) -> Page:
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{service.port}",
            locale=language,
            java_script_enabled=script,
            viewport={"width": size[0], "height": size[1]},
        )
        contexts.append(context)
        name = f"drafter-{language}-{script}"
        assert context.request.post("/console/sign-in", form={"role": "applicant", "name": name}).ok
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def press(page: Page, do: str) -> None:
    page.locator(f"form.sheet button:not(.hidden)[value='{do}']").first.click()


def name_on(page: Page) -> str:
    return page.locator("[name='name_zh']").input_value()


CASES = [
    ("zh-CN", True, DESK),
    ("en", False, DESK),
    pytest.param("en", True, PHONE, marks=pytest.mark.slow),
    pytest.param("zh-CN", False, PHONE, marks=pytest.mark.slow),
]
"""Each language, with and without script; the other two of the four in the slow tier."""


@pytest.mark.parametrize(("language", "script", "size"), CASES)
def test_back_reload_bookmark_and_two_tabs_find_every_step_and_decide_once(
    open_window: OpenWindow, language: str, script: bool, size: tuple[int, int]
) -> None:
    fault, changed, recorded, signed, drafts = WORDS[language]
    page = open_window(language, script, size)
    picture = f"draft-{language}-{'script' if script else 'plain'}"
    page.goto(FORM)
    page.locator("[name='name_zh']").fill("上海市甲产业计量测试中心")
    if not script:  # which adds a row without a page
        press(page, "add:joint")
        page.wait_for_url(DRAFT)
        expect(page.locator("[id='q-joint.0']")).to_be_attached()
        page.reload()
        assert name_on(page) == "上海市甲产业计量测试中心"
        press(page, "remove:joint.0")
        expect(page.locator("[id='q-joint.0']")).not_to_be_attached()

    press(page, "check")
    page.wait_for_url(CHECK)
    expect(page.locator(".error-summary")).to_contain_text(fault)
    keep_picture(page, f"{picture}-faults")
    page.reload()
    expect(page.locator(".error-summary")).to_contain_text(fault)
    check = page.url
    page.go_back()
    if script:  # the form as it was opened, which leads to the draft
        page.locator("main a[href^='/console/drafts/']").first.click()
    page.wait_for_url(DRAFT)
    assert name_on(page) == "上海市甲产业计量测试中心"
    page.goto(check)
    press(page, "save")
    page.wait_for_url("**/console/work#drafts")
    expect(page.locator("section[aria-labelledby='drafts']")).to_contain_text("上海市甲产业计量测试中心")
    expect(page.locator("#drafts")).to_contain_text(drafts)
    keep_picture(page, f"{picture}-list")

    page.locator("section[aria-labelledby='drafts'] a.task").first.click()
    page.wait_for_url(DRAFT)
    own = f"{language.lower()}-{'s' if script else 'p'}"
    names = {"center_id": f"drafted-{own}", "name_zh": f"上海市海缆（{own}）产业计量测试中心"}
    body = commands()["register_center"] | names
    fill_in(page, body)
    today = today_in_shanghai()
    page.locator("[name='effective_on']").fill(f"{today.year}年{today.month}月{today.day}日")
    press(page, "check")
    sign = page.locator("button[value='sign']")
    expect(sign).to_be_visible()
    keep_picture(page, f"{picture}-check")
    if script:  # which axe needs
        assert faults(page) == []
    page.reload()
    expect(sign).to_be_visible()
    page.go_back()
    page.wait_for_url(DRAFT)
    assert name_on(page) == names["name_zh"]
    page.go_forward()
    expect(sign).to_be_visible()

    other = page.context.new_page()
    other.goto(page.url)
    press(other, "change")
    other.wait_for_url(DRAFT)
    other.locator("[name='industry_scope']").fill("另一标签页改的范围")
    press(other, "check")
    expect(other.locator("button[value='sign']")).to_be_visible()
    sign.click()
    expect(page.locator("main")).to_contain_text(changed)
    expect(page.locator("main")).to_contain_text("另一标签页改的范围")
    confirm(page)
    sign.click()
    expect(page.locator("main")).to_contain_text(recorded)
    receipt = page.url.partition("?")[0]
    page.go_back()
    expect(page.locator("main")).to_contain_text(signed)
    keep_picture(page, f"{picture}-signed")
    other.locator("button[value='sign']").click()
    other.wait_for_url(receipt)
