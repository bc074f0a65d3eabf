"""Coming in by an agency's identity provider, in a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from api.app import create_app
from embedded.ports import free_port
from settings import Settings
from tests.api.provider import AUDIENCE, CLIENT, Provider, providing
from tests.e2e.conftest import DESK, PHONE, keep_picture
from tests.e2e.test_for_everyone import faults
from tests.temporal import KEY
from tests.writing import make_ledger

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The API at its own port; Temporal is away."""
    config = uvicorn.Config(create_app(settings), settings.host, settings.port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://{settings.host}:{settings.port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def agency(tmp_path: Path, provider: Provider) -> Iterator[str]:
    port = free_port()
    settings = Settings(
        data=tmp_path,
        temporal_address=f"127.0.0.1:{free_port()}",
        signing_key=SecretStr(KEY),
        oidc_issuer=provider.address,
        oidc_audience=AUDIENCE,
        oidc_client_id=CLIENT,
        url=f"http://127.0.0.1:{port}",
        port=port,
    )
    make_ledger(settings.ledger)
    with serving(settings) as address:
        yield address


@pytest.mark.parametrize(("size", "name"), [(DESK, "desk"), (PHONE, "phone")])
def test_somebody_with_two_roles_comes_in_by_the_provider_chooses_one_and_changes_it(
    chromium: Browser, agency: str, provider: Provider, size: tuple[int, int], name: str
) -> None:
    provider.claims["roles"] = ["officer", "approver"]
    context = chromium.new_context(locale="zh-CN", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{agency}/console/centers")
    page.get_by_role("link", name="前往统一身份认证").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("选择角色")
    keep_picture(page, f"choose-role-{name}")
    assert faults(page) == []
    page.get_by_role("button", name="市局审批").click()
    page.wait_for_url("**/console/centers")
    expect(page.locator("header")).to_contain_text("市局审批")
    keep_picture(page, f"change-role-{name}")
    page.get_by_role("link", name="换角色").click()
    page.get_by_role("button", name="市局经办").click()
    page.wait_for_url("**/console/centers")
    expect(page.locator("header")).to_contain_text("市局经办")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/console/sign-in")
    context.close()


def test_somebody_without_a_role_reads_what_was_looked_for_and_found(
    chromium: Browser, agency: str, provider: Provider
) -> None:
    provider.claims["roles"] = ["市局经办"]
    context = chromium.new_context(locale="zh-CN", viewport={"width": DESK[0], "height": DESK[1]})
    page = context.new_page()
    page.goto(f"{agency}/console/sign-in")
    page.get_by_role("link", name="前往统一身份认证").click()
    expect(page.locator("main")).to_contain_text("roles, role")
    expect(page.locator("main")).to_contain_text("市局经办")
    keep_picture(page, "no-role")
    context.close()
