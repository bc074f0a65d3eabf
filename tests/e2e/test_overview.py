"""The overview in a browser: on one sheet of paper, and by the keyboard to the list behind a figure."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SignIn
from tests.e2e.test_keyboard_and_paper import tab_to

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

A_PAGE = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.parametrize("address", ["/console/overview", "/console/overview?as_of=2025-06-30"])
def test_it_is_one_sheet_of_paper_with_whose_it_is_and_when(sign_in: SignIn, address: str) -> None:
    page = sign_in("officer")
    page.goto(address)
    expect(page.locator(".on-paper")).to_be_hidden()
    assert len(A_PAGE.findall(page.pdf(format="A4"))) == 1
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_contain_text("上海市市场监督管理局")
    expect(page.locator(".figures")).to_be_visible()
    margin = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--letterhead')")
    assert page.url in margin, "in the margin of each sheet"


def test_the_keyboard_leads_from_a_figure_to_its_list(sign_in: SignIn) -> None:
    page = sign_in("officer")
    page.goto("/console/overview")
    tab_to(page, ".figures a[href*='in_doubt']")
    number = page.locator(".figures a[href*='in_doubt'] .figure").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/centers?**")
    assert parse_qs(urlsplit(page.url).query)["in_doubt"] == ["true"]
    expect(page.locator("table.register caption")).to_contain_text(f"共 {number} 个中心")
