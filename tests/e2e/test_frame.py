"""Coming in, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn, keep_picture

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.mark.parametrize("role", ["applicant", "district", "expert", "officer", "approver", "auditor", "operator"])
def test_each_role_comes_to_its_own_work(sign_in: SignIn, role: str) -> None:
    page = sign_in(role)
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")
    keep_picture(page, f"work-{role}")


def test_the_keyboard_alone_leads_past_the_frame_and_out(sign_in: SignIn) -> None:
    page = sign_in("auditor")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="退出").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/sign-in")
