"""A file that is sent with a form takes the same way as one that a program sends: quotas, scan and all."""

import pytest

from domain.kernel.roles import Role
from tests.api.house import House, with_settings
from tests.api.test_uploads import is_held
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.console.test_deciding import form_on, opened

PAPER = b"%PDF-1.4 papers"


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"document_waiting_limit": 1}, 429, "待引用的文件过多"),
        ({"document_scan_command": ("/nowhere/scan",)}, 503, "文件安全检查暂不可用"),
        ({"document_scan_command": ("false",)}, 422, "文件未通过安全检查"),
    ],
)
async def test_a_file_that_may_not_come_in_is_not_kept(
    quiet_house: House, changes: dict[str, object], status: int, words: str
) -> None:
    path = "/console/decide/register_center"
    async with with_settings(quiet_house, **changes) as house, browser_of(house, Role.APPLICANT) as browser:
        sent = await opened(browser, path) | {"do": "add:documents"}
        sent = form_on(Page.of(await browser.post(path, data=sent))) | {"do": "check"}
        files = {"documents.0.sha256.file": ("协议.pdf", PAPER, "application/pdf")}
        answer = await browser.post(path, data=sent, files=files)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert not is_held(quiet_house, PAPER)
