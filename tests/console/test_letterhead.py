"""Every page says on paper whose it is, when it was made and where it stands, on each of its sheets."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from api.console.frame.pages import FOLDER
from api.http.language import Language
from clock import utc_now
from tests.console.every_page import EVERY_PAGE, ConsolePage, Settled, looking, routes_of_pages, settled
from tests.console.pages import Element, Page

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


def test_each_sheet_has_it_in_its_margin_with_its_number() -> None:
    margins = re.findall(r"@page {[^\n]*", STYLE)
    assert len(margins) == 1
    assert "@bottom-left { content: var(--letterhead)" in margins[0]
    assert "@bottom-right { content: var(--sheet-of)" in margins[0]
    assert "--letterhead: attr(data-letterhead)" in STYLE
    assert STYLE.count("counter(pages)") == 2, "in either language, and nowhere else"


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
