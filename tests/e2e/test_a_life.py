"""A center's whole life by clicking, as seven roles: from the register to its establishment, and what is seen of it."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from evidence.verify import main as check_bundle
from tests.e2e.conftest import SignIn, keep_picture
from tests.e2e.filling import decide
from tests.lives import Step, path_to

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CENTER = "by-clicking"


def test_seven_roles_lead_a_center_to_its_establishment_by_clicking(sign_in: SignIn, tmp_path: Path) -> None:
    windows: dict[Role, Page] = {role: sign_in(role.value) for role in Role if role is not Role.SYSTEM}
    first, *others = path_to(Phase.OPERATION)
    register(windows[first.role], first)
    for step in others:
        take(windows[step.role], step)
    page = windows[Role.OFFICER]
    page.goto(f"/console/centers/{CENTER}")
    expect(page.locator("main")).to_contain_text("成立运行")
    keep_picture(page, "life-established")
    audited(windows[Role.AUDITOR], tmp_path)
    operated(windows[Role.OPERATOR])


def register(page: Page, step: Step) -> None:
    page.get_by_role("link", name="中心名录").click()
    page.get_by_role("link", name="登记新中心").click()
    decide(page, step.body | {"center_id": CENTER})


def take(page: Page, step: Step) -> None:
    """One decision, from the center's page."""
    page.goto(f"/console/centers/{CENTER}")
    page.locator(f"main a[href$='/decide/{step.body['type']}']:visible").first.click()
    decide(page, step.body)


def audited(page: Page, folder: Path) -> None:
    """The auditor finds every decision, sees the center as it was, and takes the evidence away."""
    page.goto(f"/console/history?center={CENTER}")
    expect(page.locator("main tbody tr").first).to_be_visible()
    page.goto(f"/console/centers/{CENTER}?as_of=2023-01-01")
    expect(page.locator("main")).to_contain_text("2023年1月1日")
    keep_picture(page, "life-then")
    page.goto(f"/console/centers/{CENTER}")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载证据包").click()
    bundle = folder / "bundle.zip"
    taken.value.save_as(bundle)
    assert zipfile.is_zipfile(bundle)
    assert check_bundle([str(bundle)]) == 0


def operated(page: Page) -> None:
    """The operator finds the center's workflow."""
    page.goto(f"/console/operations?q={CENTER}")
    link = page.locator(f"main a[href*='center%2F{CENTER}']").first
    expect(link).to_be_visible()
    keep_picture(page, "life-operations")
