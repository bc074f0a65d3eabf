"""The search in the bar of every page: centers, documents and records by a few words, as far as one sees them."""

from urllib.parse import quote

import pytest

from domain.kernel.roles import Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import commands

BODIES = commands()
CENTER = "上海市海缆产业计量测试中心"


@pytest.fixture
async def center(house: House) -> str:
    """Registered, and researched with a document."""
    found = await house.register()
    headers = house.bearer(Role.APPLICANT)
    kept = (await house.http.post("/api/v1/documents", headers=headers, files={"file": ("a.pdf", b"research")})).json()
    body = BODIES["submit_industry_research"] | {"documents": [{"sha256": kept["sha256"], "title": "海缆调研总报告"}]}
    assert (await house.decide(found, body)).status_code == 201
    return found


def counts(page: Page) -> list[str]:
    """Of centers, documents and records."""
    return [heading.one("span", class_="count").text for heading in page.main.all("h2")]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("海缆", ["1", "1", "2"]),
        ("海缆 中心", ["1", "0", "1"]),
        ("调研总报告", ["0", "1", "1"]),
        ("计量测试技术研究院", ["1", "0", "1"]),
        ("申报人", ["0", "0", "2"]),
        ("没有这样的词", ["0", "0", "0"]),
    ],
)
async def test_a_few_words_find_centers_documents_and_records(
    house: House, center: str, words: str, found: list[str]
) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/search?q={quote(words)}"))
    assert counts(page) == found
    assert (CENTER in page.main.text) is (found[0] == "1" or found[2] != "0")


async def test_what_is_found_leads_to_it_and_to_all_of_its_kind(house: House, center: str) -> None:
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/search?q={quote('海缆')}"))
        assert page.main.link(CENTER) == f"/console/centers/{center}"
        document = await browser.get(page.main.link("海缆调研总报告"))
        assert document.content == b"research"
        assert page.main.link("提交产业调研").startswith("/console/events/")


async def test_the_field_is_on_every_page_of_whoever_may_read_and_keeps_what_was_typed(
    house: House, center: str
) -> None:
    async with browser_of(house, Role.OFFICER, "en") as browser:
        page = Page.of(await browser.get("/console/work"))
        assert page.root.one("form", role="search").attributes["action"] == "/console/search"
        found = Page.of(await browser.get(f"/console/search?q={quote('海缆')}"))
        assert found.root.one("form", role="search").fields() == {"q": "海缆"}
        assert "What was found" in found.main.text
        nothing = Page.of(await browser.get("/console/search?q=+"))
        assert counts(nothing) == []
    async with browser_of(house, Role.OPERATOR) as browser:
        assert Page.of(await browser.get("/console/work")).root.all("form", role="search") == []
        assert (await browser.get("/console/search?q=x")).status_code == 403


async def test_the_id_of_a_receipt_leads_to_it(house: House, center: str) -> None:
    command_id = house.installation.ledger.history(center)[0].command_id
    async with browser_of(house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get(f"/console/search?q={command_id}"))
    assert page.main.link("打开这一编号的回执") == f"/console/receipts/{command_id}"


async def test_a_stranger_finds_nothing_of_a_center_that_is_not_public(house: House, center: str) -> None:
    async with browser_of(house, Role.EXPERT) as browser:
        page = Page.of(await browser.get(f"/console/search?q={quote('海缆')}"))
    assert counts(page) == ["0", "0", "0"]
    assert CENTER not in page.main.text
