"""Whatever somebody sends in as a paper, it does nothing in the session of whoever reads it."""

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page

from tests.embedded.service import Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

RUNS = "window.taken_over = true"
LOADED = """
source => new Promise(resolve => {
    const script = document.createElement("script")
    script.onload = () => resolve("loaded")
    script.onerror = () => resolve("refused")
    script.src = source
    document.head.append(script)
})
"""
"""Loads a script as a page of ours would, and says whether the browser took it."""
SERVES = "source => navigator.serviceWorker.register(source).then(() => 'registered', () => 'refused')"


def sent_in(service: Service, content: str, media_type: str) -> str:
    """Where the console offers what an applicant has sent in."""
    answer = httpx.post(
        f"http://127.0.0.1:{service.port}/api/v1/documents",
        content=content,
        headers={"Authorization": f"Bearer {service.token('applicant')}", "Content-Type": media_type},
        trust_env=False,
    )
    assert answer.status_code in {200, 201}, answer.text
    return f"/console/documents/{answer.json()['sha256']}"


@pytest.fixture
def officer(service: Service, chromium: Browser) -> Page:
    """An officer's window."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{service.port}", accept_downloads=True)
    assert context.request.post("/console/sign-in", form={"role": "officer"}).ok
    return context.new_page()


@pytest.mark.parametrize("page", ["/console/work", "/docs"])
@pytest.mark.parametrize("media_type", ["text/javascript", "application/ecmascript", "text/plain", "image/svg+xml"])
def test_a_script_that_was_sent_in_does_not_run(service: Service, officer: Page, page: str, media_type: str) -> None:
    address = sent_in(service, f"{RUNS} // {media_type}", media_type)
    officer.goto(page)
    assert officer.evaluate(LOADED, address) == "refused"
    assert officer.evaluate("window.taken_over") is None
    assert officer.evaluate(SERVES, address) == "refused"
    officer.context.close()


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/html", f"<script>{RUNS}</script>"),
        ("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg'><script>{RUNS}</script></svg>"),
        ("application/xhtml+xml", f"<html xmlns='http://www.w3.org/1999/xhtml'><script>{RUNS}</script></html>"),
    ],
)
def test_a_page_that_was_sent_in_is_kept_and_never_opened(
    service: Service, officer: Page, media_type: str, content: str
) -> None:
    address = sent_in(service, content, media_type)
    with officer.expect_download() as taken, pytest.raises(Error, match="Download is starting"):
        officer.goto(address)
    assert taken.value.path().read_text(encoding="utf-8") == content
    assert officer.url == "about:blank"
    officer.context.close()


def test_our_own_script_runs(service: Service, officer: Page) -> None:
    complaints: list[str] = []
    officer.on("console", lambda message: complaints.append(message.text))
    officer.goto("/console/work")
    assert officer.evaluate(LOADED, "/console/static/console.js") == "loaded"
    assert complaints == []
    officer.context.close()
