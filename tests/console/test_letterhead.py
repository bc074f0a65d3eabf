"""Every page says on paper whose it is, when it was made and where it stands, on each of its sheets."""

import re
from collections.abc import Iterator
from datetime import datetime
from inspect import signature

import pytest
from fastapi.routing import iter_route_contexts

from api.console.app import _routes
from api.console.frame.pages import FOLDER
from api.console.frame.urls import OF_THE_MOMENT
from api.http.language import Language
from clock import utc_now
from domain.kernel.roles import Role
from tests.console.every_page import EVERY_PAGE, ConsolePage, looking, routes_of_pages, settled
from tests.console.pages import Element, Page
from tests.console.readers import ESTABLISHED, Settled

__all__ = ["settled"]

LEADING = ("回到", "查看", "下载", "打开", "生成", "录入", "在名录", "在历史", "在工作指引")
ORGANISATION = {"zh": "上海市市场监督管理局", "en": "Shanghai Municipal Administration for Market Regulation"}
STYLE = (FOLDER / "static" / "console.css").read_text(encoding="utf-8")


def test_every_page_is_looked_at() -> None:
    assert routes_of_pages() == {page.route for page in EVERY_PAGE}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_each_page_bears_the_organisation_the_instant_and_its_address(
    settled: Settled, language: Language
) -> None:
    began, lacking = utc_now(), {}
    async with looking(settled, language) as look:
        for page in EVERY_PAGE:
            shown = Page.of(await look(page))
            lacking[str(page)] = list(_lacking(shown, settled, page, language))
            assert began <= made_at(shown) <= utc_now()
    assert {page: words for page, words in lacking.items() if words} == {}


def _lacking(shown: Page, settled: Settled, page: ConsolePage, language: Language) -> Iterator[str]:
    """What neither its head nor the margin of its sheets has."""
    line = shown.root.one("p", class_="on-paper")
    margin = shown.root.one("html").attributes["data-letterhead"]
    address = f"{settled.settings.public_url}{page.at(settled.ledger)}"
    for words in (ORGANISATION[language], address, line.one("time").text):
        if words not in line.text or words not in margin:
            yield words


def made_at(shown: Page) -> datetime:
    """The instant of what it shows."""
    return datetime.fromisoformat(shown.root.one("p", class_="on-paper").one("time").attributes["datetime"])


@pytest.mark.parametrize("address", ["/sign-in/return?state=lets-in&code=lets-in", "/calendar.ics?key=lets-in"])
async def test_no_sheet_bears_what_lets_somebody_in(settled: Settled, address: str) -> None:
    async with looking(settled, "en") as look:
        answer = await look(ConsolePage(address.partition("?")[0], None, address))
    shown = Page.of(answer, 403)
    assert address.partition("?")[0] in shown.root.one("p", class_="on-paper").text
    assert "lets-in" not in answer.text


@pytest.mark.parametrize(
    ("asked", "printed"),
    [
        ("/receipts/{receipt}?accepted=eyJh.proof", "/receipts/{receipt}"),
        ("/drafts/draft-1?why=changed", "/drafts/draft-1"),
        ("/drafts/draft-1/check?why=failed&earlier=one", "/drafts/draft-1/check"),
        ("/sign-in?back=%2Fconsole%2Fcenters&why=ended", "/sign-in"),
        ("/centers?q=%E6%B5%B7&phase=operation", "/centers?q=%E6%B5%B7&phase=operation"),
    ],
)
async def test_the_address_on_paper_is_where_the_page_is_found_again(
    settled: Settled, asked: str, printed: str
) -> None:
    receipt = settled.ledger.history(ESTABLISHED)[-1].command_id
    role = Role.APPLICANT if "draft" in asked else Role.OFFICER
    async with looking(settled, "zh") as look:
        shown = Page.of(await look(ConsolePage("", role, asked.format(receipt=receipt))))
    address = shown.root.one("p", class_="on-paper").one("code").text
    assert address == f"{settled.settings.public_url}/console{printed.format(receipt=receipt)}"


async def test_a_later_sheet_of_a_list_is_found_again_by_its_own_address(settled: Settled) -> None:
    first = settled.ledger.read_model.find_lines(limit=1)
    asked = f"/console/history?cursor={first.next_cursor}"
    async with looking(settled, "zh") as look:
        shown = Page.of(await look(ConsolePage("/history", Role.AUDITOR, asked.removeprefix("/console"))))
    assert shown.root.one("p", class_="on-paper").one("code").text == settled.settings.public_url + asked


def test_what_serves_the_moment_alone_is_a_parameter_of_some_page() -> None:
    endpoints = [one.endpoint for one in iter_route_contexts(_routes()) if one.endpoint]
    names = {name for endpoint in endpoints for name in signature(endpoint).parameters}
    assert names >= OF_THE_MOMENT


def test_each_sheet_has_it_in_its_margin_with_its_number() -> None:
    margins = re.findall(r"@page {[^\n]*", STYLE)
    assert len(margins) == 1
    assert "@bottom-left { content: var(--letterhead)" in margins[0]
    assert "@bottom-right { content: var(--sheet-of)" in margins[0]
    assert "--letterhead: attr(data-letterhead)" in STYLE
    assert STYLE.count("counter(pages)") == 2, "in either language, and nowhere else"


def test_no_sheet_is_printed_that_bears_nothing() -> None:
    paper = "".join(re.findall(r"@media print {(.*?)\n}", STYLE, re.DOTALL))
    assert "body { display: block; min-height: 0; }" in paper, "as tall as a sheet, its last margin begins another"
    assert ".overview > :last-child, .overview .pair > .panel," in paper


def test_what_lies_open_on_paper_has_no_sign_of_a_fold() -> None:
    paper = "".join(re.findall(r"@media print {(.*?)\n}", STYLE, re.DOTALL))
    assert "summary { color: inherit; list-style: none; }" in paper


def test_how_a_receipt_is_checked_stands_together_on_one_sheet() -> None:
    paper = "".join(re.findall(r"@media print {(.*?)\n}", STYLE, re.DOTALL))
    assert ".receipt .panel.paper { break-inside: avoid; }" in paper


async def test_what_leads_nowhere_on_paper_is_left_out_of_it(settled: Settled) -> None:
    found = {}
    async with looking(settled, "zh") as look:
        for page in EVERY_PAGE:
            paragraphs = Page.of(await look(page)).main.all("p")
            found[str(page)] = [one.text for one in paragraphs if leads_away(one)]
    assert {page: words for page, words in found.items() if words} == {}


def leads_away(paragraph: Element) -> bool:
    """Whether it is printed, and nothing but a link to another page of the console."""
    parts = [part for part in paragraph.inside if not isinstance(part, str) or part.strip()]
    is_link = len(parts) == 1 and isinstance(parts[0], Element) and parts[0].tag == "a"
    return is_link and "data-no-print" not in paragraph.attributes and paragraph.text.startswith(LEADING)
