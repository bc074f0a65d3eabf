"""The pages of the console, and who looks at each: whatever has an address, and is a page, stands here."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import uuid4

from playwright.sync_api import Page

from clock import today_in_shanghai
from tests.domain.deputies import naming
from tests.embedded.service import Service
from tests.importing.lists import HEADINGS, office_row
from tests.importing.sheets.workbooks import workbook
from tests.lives import confirming

Part = Callable[[Service, Page], str]
"""What stands in an address in place of ``{…}``; the page is that of whoever looks."""


def _first_center(service: Service, _page: Page) -> str:
    return str(service.get("/centers?limit=1")["items"][0]["center_id"])


def of_the_bureau(service: Service) -> str:
    """The first center under construction about which the bureau decides."""
    items = service.get("/centers?phase=construction&limit=50")["items"]
    return next(str(item["center_id"]) for item in items if (item["level"], item["region"]) == ("municipal", "上海"))


def _of_the_bureau(service: Service, _page: Page) -> str:
    return of_the_bureau(service)


def _corrected(service: Service, _page: Page) -> str:
    """The center of the first record of the log."""
    return str(service.get("/events?limit=1")["items"][0]["center_id"])


def _receipt(service: Service, _page: Page) -> str:
    return str(service.get("/events?limit=1")["items"][0]["command_id"])


def _public_center(service: Service, page: Page) -> str:
    page.goto("/console/public")
    return _last_of(page, "main table a[href^='/console/public/centers/']")


def _draft(_service: Service, page: Page) -> str:
    """One of their own, with much left to be filled in."""
    page.goto("/console/decide/register_center")
    page.locator("form.sheet [name='name_zh']").fill("上海市草拟产业计量测试中心")
    page.locator("form.sheet button:not(.hidden)[value='save']").first.click()
    page.wait_for_url("**/console/work#drafts")
    return _last_of(page, "section[aria-labelledby='drafts'] a.task")


def _brought(_service: Service, page: Page) -> str:
    """A list of two centers that was sent in, one of them with a fault."""
    rows = [office_row(1, "上海市导入产业计量测试中心", "2023年5月前"), office_row(2, "", "某日")]
    content = workbook([["名录"], [], HEADINGS, *rows], titles=["名录"])
    page.goto("/console/imports")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("#file").set_input_files({"name": "名录.xlsx", "mimeType": kind, "buffer": content})
    page.locator("form[enctype='multipart/form-data'] button").click()
    page.wait_for_url("**/console/imports/*")
    return page.url.rpartition("/")[2]


def _deputyship(service: Service, page: Page) -> str:
    begins_on = today_in_shanghai() + timedelta(days=300)
    body = naming(begins_on=str(begins_on), ends_on=str(begins_on + timedelta(days=6)))
    answer = service.ask("POST", "/deputies", "approver", uuid4().hex, confirming(body))
    assert answer.status_code == 201, answer.text
    page.goto("/console/deputies")
    return _last_of(page, "main a[href*='deputyship_id=']").rpartition("=")[2]


def _last_of(page: Page, links: str) -> str:
    """What the first of the links leads to, by the last part of its address."""
    return str(page.locator(links).first.get_attribute("href")).partition("?why")[0].rpartition("/")[2]


PARTS: Mapping[str, Part] = {
    "{center_id}": _first_center,
    "{command_id}": _receipt,
    "{draft_id}": _draft,
    "{position}": lambda _service, _page: "1",
    "{sha256}": _brought,
}
"""What is filled in where a page says nothing else."""


class Place(NamedTuple):
    """One page: who looks at it (nobody where ``role`` is empty), its address as the application has it, and what is
    asked there. ``key`` pages are looked at in English as well; ``parts`` are those of this page alone. ``status`` is
    what it answers: a page that says what is wrong is 422.
    """

    name: str
    role: str
    route: str
    asked: str = ""
    key: bool = False
    parts: Mapping[str, Part] = MappingProxyType({})
    status: int = 200

    def path(self, service: Service, page: Page) -> str:
        """Its address."""
        path = self.route + self.asked
        for name, part in {**PARTS, **self.parts}.items():
            if name in path:
                path = path.replace(name, part(service, page))
        return path


def decision(type_: str, center: Part = _of_the_bureau) -> Mapping[str, Part]:
    """The form of a decision about a center."""
    return {"{type_}": lambda _service, _page: type_, "{center_id}": center}


DECIDE = "/console/centers/{center_id}/decide/{type_}"
PLACES = (
    Place("sign-in", "", "/console/sign-in", key=True),
    Place("public-register", "", "/console/public", key=True),
    Place("public-center", "", "/console/public/centers/{center_id}", parts={"{center_id}": _public_center}),
    Place("overview", "officer", "/console/overview", key=True),
    Place("overview-then", "district", "/console/overview", "?known_at=2026-01-01T00:00:00"),
    Place("deadlines", "officer", "/console/deadlines", "?status=", key=True),
    Place("deadlines-of-a-district", "district", "/console/deadlines"),
    Place("work", "officer", "/console/work", key=True),
    Place("register", "officer", "/console/centers", key=True),
    Place("register-then", "auditor", "/console/centers", "?known_at=2026-03-01T00:00:00"),
    Place("imports", "officer", "/console/imports"),
    Place("imported-list", "officer", "/console/imports/{sha256}"),
    Place("center", "officer", "/console/centers/{center_id}", key=True),
    Place("center-then", "auditor", "/console/centers/{center_id}", "?as_of=2024-12-31"),
    Place("compare", "auditor", "/console/centers/{center_id}/compare"),
    Place("foresight", "officer", "/console/centers/{center_id}/foresight", "?years=2"),
    Place("registration", "applicant", "/console/decide/register_center", key=True),
    Place("draft", "applicant", "/console/drafts/{draft_id}"),
    Place("draft-checked", "applicant", "/console/drafts/{draft_id}/check", status=422),
    Place("draft-discarded", "applicant", "/console/drafts/{draft_id}/discard"),
    Place("rectification", "approver", DECIDE, parts=decision("order_rectification")),
    Place("annual-report", "applicant", DECIDE, key=True, parts=decision("submit_annual_report")),
    Place("correction", "officer", DECIDE, "?position=1", key=True, parts=decision("correct_record", _corrected)),
    Place("receipt", "officer", "/console/receipts/{command_id}"),
    Place("calendar", "officer", "/console/calendar", key=True),
    Place("calendar-addresses", "district", "/console/calendar/addresses"),
    Place("notice", "officer", "/console/calendar/notices/new"),
    Place("annual-reports", "officer", "/console/reports"),
    Place("reports-of-a-year", "officer", "/console/annual-reports", "?year=2025", key=True),
    Place("deputies", "approver", "/console/deputies"),
    Place("deputy", "approver", "/console/deputies/new"),
    Place(
        "deputy-ended",
        "approver",
        "/console/deputies/end",
        "?deputyship_id={deputyship}",
        False,
        {"{deputyship}": _deputyship},
    ),
    Place("history", "auditor", "/console/history", key=True),
    Place("search", "auditor", "/console/search", "?q=%E6%B5%B7", key=True),
    Place("event", "auditor", "/console/events/{position}"),
    Place("guideline", "expert", "/console/guideline", key=True),
    Place("operations", "operator", "/console/operations"),
)

NO_PAGES = frozenset(
    {
        "/console",
        "/console/",
        "/console/annual-reports.{kind}",
        "/console/calendar.ics",
        "/console/centers.{kind}",
        "/console/centers/{center_id}/bundle.zip",
        "/console/centers/{center_id}/version",
        "/console/deadlines.{kind_of_file}",
        "/console/documents/{sha256}",
        "/console/events/{position}/bytes",
        "/console/history.csv",
        "/console/history.json",
        "/console/imports/template.xlsx",
        "/console/known/{known_kind}",
        "/console/language/{chosen}",
        "/console/reports/template.xlsx",
        "/console/sign-in/agency",
        "/console/sign-in/return",
        "/console/work.{kind}",
        *(f"{page}/version" for page in ("/console/history", "/console/work")),
    }
)
"""What leads on, is a file, or is read by a script."""
BY_AN_AGENCY = frozenset({"/console/sign-in/role"})
"""What only an agency's identity provider leads to: ``test_identity_provider.py`` looks at it."""
