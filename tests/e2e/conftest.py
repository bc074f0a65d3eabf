"""The console as people meet it: the whole installation, and Debian's Chromium in front of it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from tests.embedded.service import Service, running

PICTURES = Path(__file__).parents[2] / "build" / "e2e"
"""Where the pictures of the pages are kept."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK, PHONE = (1280, 900), (390, 844)
"""A desk's screen and a phone's, in px."""

SignIn = Callable[..., Page]
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation with the real centers and their public register, on ports of its own."""
    folder = tmp_path_factory.mktemp("e2e")
    with running(folder / "data", folder / "up.log", HENGXU_PUBLIC_REGISTER="true") as service:
        yield service


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "no Chromium here: install Debian's packages chromium and fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = _launched(playwright, program)
        yield browser
        browser.close()


def _launched(playwright: Playwright, program: str) -> Browser:
    return playwright.chromium.launch(executable_path=program, args=FLAGS, chromium_sandbox=False)


@pytest.fixture
def sign_in(service: Service, chromium: Browser) -> Iterator[SignIn]:
    """Opens a window in which somebody has signed in by clicking; every error in its console fails the test."""
    contexts, complaints = [], []

    def open_window(role: str, language: str = "zh-CN", size: tuple[int, int] = DESK, **named: str) -> Page:
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{service.port}",
            locale=language,
            viewport={"width": size[0], "height": size[1]},
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/console/sign-in")
        form = page.locator(f"section[aria-labelledby='role-{role}']")
        if named:
            form.locator("summary").click()
        for field, value in named.items():
            form.locator(f"[name='{field}']").fill(value)
        form.locator("button").click()
        page.wait_for_url("**/console/work")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not list(filter(is_complaint, complaints))


def is_complaint(message: str) -> bool:
    """Whether a browser's console says that something of ours was refused or failed."""
    return "Content Security Policy" in message or "Error" in message


def keep_picture(page: Page, name: str) -> None:
    """A picture of the whole page; none may be wider than the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    _take_picture(page, name)
    keeps_to_the_screen(page, name)


def _take_picture(page: Page, name: str, tries: int = 3) -> None:
    """Chromium can't always capture a page while the machine is busy; it says so, and can the next time."""
    try:
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    except Error as error:
        if tries == 1 or "Unable to capture screenshot" not in error.message:
            raise
        _take_picture(page, name, tries - 1)


def keeps_to_the_screen(page: Page, name: str) -> None:
    """The page is read without scrolling sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    size = page.viewport_size
    assert size is not None
    assert width <= size["width"], f"{name} is {width} px wide on a screen of {size['width']} px"
