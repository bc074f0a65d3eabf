"""A page that is open while something happens says so, quietly, and by itself."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PHONE, SignIn, keep_picture
from tests.embedded.service import Service
from tests.lives import commands, confirming

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

ORDER = confirming(commands()["order_rectification"] | {"due_on": "2099-12-31"})


class Case(NamedTuple):
    """Who looks at what while a rectification is ordered there, and what the page says then."""

    role: str
    path: str
    center: str
    message: str
    language: str = "zh-CN"
    size: tuple[int, int] = DESK

    @property
    def name(self) -> str:
        return f"{self.role}-{self.center}"


def order(service: Service, case: Case) -> None:
    """The approver orders, and the officer records that the order was served."""
    ordered = service.decide(case.center, "approver", f"order-{case.name}", **ORDER)
    served = commands()["record_service"] | {"position": ordered["events"][0]["position"]}
    service.decide(case.center, "officer", f"service-{case.name}", **confirming(served))


CASES = [
    Case("applicant", "/console/work", "sh-space-energy", "等您办理的事项有变化。"),
    Case("applicant", "/console/work", "sh-beidou", "What waits for you has changed.", "en", PHONE),
    Case("auditor", "/console/work", "sh-hydrogen-storage-equipment", "有新的记录。"),
    Case("auditor", "/console/history?type=RectificationOrdered", "sh-hydrogen-fuel-cell-vehicles", "有新的记录。"),
    Case("auditor", "/console/history", "sh-intelligent-lighting", "Something new is on record.", "en", PHONE),
    Case("officer", "/console/centers/sh-space-energy", "sh-space-energy", "本页已有更新。"),
]


def come_back_to(page: Page) -> None:
    """As when its tab is chosen again; otherwise it looks every ten seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_happens_meanwhile_is_noticed(service: Service, sign_in: SignIn, case: Case) -> None:
    page = sign_in(case.role, case.language, case.size)
    page.goto(case.path)
    notice = page.get_by_role("status").filter(has_text=case.message)
    come_back_to(page)
    expect(page.get_by_text(case.message)).to_be_hidden()
    order(service, case)
    come_back_to(page)
    expect(notice).to_be_visible()
    keep_picture(page, f"news-{case.name}")
    notice.get_by_role("link").click()
    expect(page.get_by_text(case.message)).to_be_hidden()
