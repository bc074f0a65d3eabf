"""Every page can be used by everybody: axe-core finds no fault, nothing is cut off on a phone or enlarged, and without
colors marks are told apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.e2e.conftest import DESK, PHONE, is_complaint, keep_picture, keeps_to_the_screen
from tests.e2e.places import PLACES, Place
from tests.embedded.service import Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

ENLARGED, NARROW = (640, 450), (320, 700)
"""A desk's screen at 200 %, and the narrowest on which everything has to be read (WCAG 1.4.10), in CSS px."""
UNBORDERED = """
() => [...document.querySelectorAll("main .tag")]
    .filter(one => one.checkVisibility() && getComputedStyle(one).borderTopStyle === "none")
    .map(one => one.outerHTML)
"""
"""The marks that color alone sets off."""

FAULTS = """
() => axe.run({resultTypes: ["violations"]}).then(found => found.violations.map(({id, help, nodes}) =>
    `${id}: ${help}: ${nodes[0].html.slice(0, 200)} ${(nodes[0].failureSummary ?? "").slice(0, 300)}`))
"""
UNSEEN = """
() => {
    const numbers = color => (color.match(/[\\d.]+/g) ?? []).map(Number)
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    const light = color => {
        const [red, green, blue] = numbers(color).map(part => linear(part / 255))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const ground = light(getComputedStyle(document.documentElement).backgroundColor)
    const stands_out = color => {
        const own = color.startsWith("rgb(") ? light(color) : ground
        return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05) >= 3
    }
    return [...document.querySelectorAll("main svg :is(rect, path, circle, line)")]
        .filter(one => one.checkVisibility() && !one.closest("defs, .sign"))
        .filter(one => !["fill", "stroke"].some(what => stands_out(getComputedStyle(one)[what])))
        .map(one => one.outerHTML)
}
"""
"""What is drawn and doesn't stand out from the ground (WCAG 1.4.11), but for the signs that lie within a mark."""


@dataclass
class Windows:
    """One window for each role and language, in which page after page is looked at."""

    chromium: Browser
    address: str
    opened: dict[tuple[str, str], Page] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def of(self, role: str, language: str = "zh-CN") -> Page:
        """The window, as wide as a desk's screen."""
        page = self.opened.get((role, language)) or self._open(role, language)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        return page

    def _open(self, role: str, language: str) -> Page:
        context = self.chromium.new_context(base_url=self.address, locale=language)
        if role:
            assert context.request.post("/console/sign-in", form={"role": role}).ok
        page = self.opened[role, language] = context.new_page()
        page.on("console", self._take)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _take(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def opened(service: Service, chromium: Browser) -> Iterator[Windows]:
    windows = Windows(chromium, f"http://127.0.0.1:{service.port}")
    yield windows
    for page in windows.opened.values():
        page.context.close()


@pytest.fixture
def windows(opened: Windows) -> Iterator[Windows]:
    """Every error in the console of one of them fails the test."""
    opened.complaints.clear()
    yield opened
    assert not list(filter(is_complaint, opened.complaints))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_nobody_is_kept_from_using_the_page(windows: Windows, service: Service, place: Place) -> None:
    page = windows.of(place.role)
    page_request(page, service, place)
    keep_picture(page, f"{place.name}-desk")
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    keep_picture(page, f"{place.name}-phone")
    assert faults(page) == []
    for width, height in (NARROW, ENLARGED):
        page.set_viewport_size({"width": width, "height": height})
        keeps_to_the_screen(page, place.name)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.evaluate(UNBORDERED) == []
    assert page.evaluate(UNSEEN) == []
    page.emulate_media(forced_colors="none", color_scheme="light")


@pytest.mark.parametrize("place", [place for place in PLACES if place.key], ids=lambda place: place.name)
def test_the_page_reads_as_well_in_english(windows: Windows, service: Service, place: Place) -> None:
    page = windows.of(place.role, "en")
    page_request(page, service, place)
    assert page.locator("html").get_attribute("lang") == "en"
    keep_picture(page, f"{place.name}-english")
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    keeps_to_the_screen(page, f"{place.name}-english")
    assert faults(page) == []


def test_what_was_searched_for_stands_in_its_sentence_in_english(windows: Windows, service: Service) -> None:
    page = windows.of("auditor", "en")
    page_request(page, service, next(place for place in PLACES if place.name == "search"))
    sentence = page.locator("main .list-head > span")
    assert sentence.inner_text() == "What was found for “海”"


def page_request(page: Page, service: Service, place: Place) -> None:
    answer = page.goto(place.path(service, page))
    assert answer is not None
    assert answer.status == place.status, f"{answer.status} {answer.url}"
    assert re.search(re.sub(r"\{\w+\}", "[^/]+", place.route) + r"($|\?)", answer.url), answer.url


def faults(page: Page) -> list[str]:
    """What axe-core finds, with the first place of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(FAULTS)
    return found
