"""What Temporal's own pages show of a center, to whoever works on the machine: in plain, and encrypted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from embedded.folder import DataFolder
from temporal_client.payload_keys import PayloadKey
from tests.e2e.conftest import DESK, keep_picture
from tests.embedded.service import running
from tests.temporal import write_keys

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]
CENTER = "sh-space-energy"
SAID = "等待 Waiting: "
"""How the summary of the timer begins."""


@pytest.fixture
def pages(request: pytest.FixtureRequest, tmp_path: Path, chromium: Browser) -> Iterator[Page]:
    """The page of a center's workflow in Temporal's UI, of an installation in plain or with keys."""
    keys = write_keys(tmp_path / "keys", PayloadKey.new()) if request.param == "encrypted" else None
    settings = {"HENGXU_TEMPORAL_KEYS_FILE": str(keys)} if keys else {}
    with running(tmp_path / "data", tmp_path / "up.log", **settings):
        endpoints = DataFolder(tmp_path / "data").endpoints()
        assert endpoints is not None
        context = chromium.new_context(
            base_url=endpoints.temporal_ui_url, viewport={"width": DESK[0], "height": DESK[1]}
        )
        page = context.new_page()
        page.goto(f"/namespaces/default/workflows?query=%60WorkflowId%60%3D%22center%2F{CENTER}%22")
        page.get_by_role("link", name=f"center/{CENTER}").first.click()
        yield page
        context.close()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).or_(page.get_by_role("tab", name=name)).first.click()


@pytest.mark.parametrize("pages", ["plain"], indirect=True)
def test_in_plain_an_operator_reads_where_a_center_stands_and_what_it_waits_for(pages: Page) -> None:
    expect(pages.get_by_text(SAID).first).to_be_visible()
    expect(pages.get_by_text(f'"{CENTER}"').first).to_be_visible()
    keep_picture(pages, "temporal-plain-timeline")
    open_tab(pages, "User Metadata")
    details = pages.frame_locator("iframe").last
    expect(details.get_by_text("阶段 Phase").first).to_be_visible()
    expect(details.get_by_text("To terminate this workflow cuts off the signals").first).to_be_visible()
    keep_picture(pages, "temporal-plain-metadata")


@pytest.mark.parametrize("pages", ["encrypted"], indirect=True)
def test_encrypted_an_operator_reads_names_ids_and_search_attributes_and_no_content(pages: Page) -> None:
    expect(pages.get_by_text("read_standing").first).to_be_visible()
    expect(pages.get_by_text("CenterLife").first).to_be_visible()
    shown = [pages.inner_text("body")]
    keep_picture(pages, "temporal-encrypted-timeline")
    open_tab(pages, "Search Attributes")
    for attribute in ("CenterPhase", "NextDeadlineKind", "OpenDeadlines"):
        expect(pages.get_by_text(attribute).first).to_be_visible()
    keep_picture(pages, "temporal-encrypted-search-attributes")
    open_tab(pages, "User Metadata")
    expect(pages.frame_locator("iframe").get_by_text("No Current Details")).to_be_visible()
    shown += [frame.locator("body").inner_text() for frame in pages.frames]
    keep_picture(pages, "temporal-encrypted-metadata")
    open_tab(pages, "Event History")
    expect(pages.get_by_text("Activity Task Completed").first).to_be_visible()
    shown.append(pages.inner_text("body"))
    keep_picture(pages, "temporal-encrypted-history")
    for word in (SAID, "空间能源", "阶段 Phase", f'"{CENTER}"', "signal typed here"):
        assert word not in " ".join(shown), word
