"""Without a mouse, and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, SignIn, keep_picture
from tests.e2e.filling import confirm, fill_in
from tests.e2e.places import of_the_bureau
from tests.embedded.service import Service
from tests.lives import commands

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FARTHEST = 150
"""Tab stops after which something counts as out of reach."""


def tab_to(page: Page, selector: str) -> None:
    """Goes on with the Tab key until it is reached."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


def test_a_decision_is_taken_by_the_keyboard_alone_and_its_receipt_fits_on_paper(
    sign_in: SignIn, service: Service
) -> None:
    center = of_the_bureau(service)
    page = sign_in("officer")
    page.goto(f"/console/centers/{center}")
    tab_to(page, "a[href$='/decide/commend']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decide/commend")
    tab_to(page, "[name='kinds'][value='publicity']")
    page.keyboard.press("Space")
    tab_to(page, "[name='reason']")
    page.keyboard.type("公开宣传其测试服务")
    tab_to(page, "button.button[value='check']")
    page.keyboard.press("Enter")
    expect(page.locator("button[value='sign']")).to_be_visible()
    tab_to(page, "button[value='sign']")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("已记入台账", timeout=30_000)
    page.emulate_media(media="print")
    expect(page.locator("nav.areas")).to_be_hidden()
    keep_picture(page, "receipt-print")
    page.goto(f"/console/centers/{center}")
    expect(page.locator("#decide")).to_be_hidden()
    keep_picture(page, "center-print")


@pytest.mark.parametrize(("language", "size"), [("zh-CN", DESK), ("en", PHONE)])
def test_what_is_unusual_is_ticked_with_a_reason_before_it_is_signed_and_stands_with_the_record(
    sign_in: SignIn, language: str, size: tuple[int, int]
) -> None:
    page = sign_in("officer", language, size)
    name, center = f"asked-{size[0]}", f"asked-about-{size[0]}"
    page.goto("/console/decide/register_center")
    fill_in(page, commands()["register_center"] | {"center_id": center, "effective_on": "2020-02-28"})
    page.locator("form.sheet .actions button[value='check']").click()
    sign, summary = page.locator("button[value='sign']"), page.locator(".error-summary")
    expect(page.locator("[id='q-confirmed.doubts']")).to_be_visible()
    keep_picture(page, name)
    sign.click()
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(2)
    keep_picture(page, f"{name}-refused")
    summary.locator("a").first.click()
    confirm(page)
    sign.click()
    expect(page.get_by_text({"zh-CN": "已记入台账", "en": "On record in the ledger"}[language])).to_be_visible()
    page.goto(f"/console/centers/{center}?content=yes")
    expect(page.locator("section.history")).to_contain_text("据书面材料补录")
    keep_picture(page, f"{name}-history")
    page.locator(".line-what a[href^='/console/events/']").last.click()
    expect(page.locator("main")).to_contain_text("据书面材料补录")
    keep_picture(page, f"{name}-event")
    page.emulate_media(media="print")
    keep_picture(page, f"{name}-event-print")


def test_a_wrong_answer_is_said_where_the_keyboard_already_is(sign_in: SignIn, service: Service) -> None:
    center = of_the_bureau(service)
    page = sign_in("officer")
    page.goto(f"/console/centers/{center}/decide/commend")
    tab_to(page, "button.button[value='check']")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    tab_to(page, ".error-summary a[href='#q-reason']")
    page.keyboard.press("Enter")
    expect(page.locator("[name='reason']")).to_be_focused()
