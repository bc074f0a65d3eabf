"""The pages of the console, and who looks at each."""

from collections.abc import Callable
from typing import NamedTuple

from tests.embedded.service import Service


class Place(NamedTuple):
    """One page. ``key`` pages are looked at in English as well."""

    name: str
    role: str
    path: Callable[[Service], str]
    key: bool = False


def _at(path: str) -> Callable[[Service], str]:
    return lambda _service: path


def _center(after: str = "") -> Callable[[Service], str]:
    """A page of the first center of the register."""
    return lambda service: f"/console/centers/{service.get('/centers?limit=1')['items'][0]['center_id']}{after}"


def of_the_bureau(service: Service) -> str:
    """The first center under construction about which the bureau decides."""
    items = service.get("/centers?phase=construction&limit=50")["items"]
    return next(str(item["center_id"]) for item in items if (item["level"], item["region"]) == ("municipal", "上海"))


def _of_the_bureau(after: str) -> Callable[[Service], str]:
    """A page of that center."""
    return lambda service: f"/console/centers/{of_the_bureau(service)}{after}"


def _correction(service: Service) -> str:
    """The form that corrects the first record of the log."""
    event = service.get("/events?limit=1")["items"][0]
    return f"/console/centers/{event['center_id']}/decide/correct_record?position={event['position']}"


PLACES = (
    Place("overview", "officer", _at("/console/overview"), key=True),
    Place("overview-then", "district", _at("/console/overview?known_at=2026-01-01T00:00:00")),
    Place("work", "officer", _at("/console/work"), key=True),
    Place("register", "officer", _at("/console/centers"), key=True),
    Place("center", "officer", _center(), key=True),
    Place("center-then", "auditor", _center("?as_of=2024-12-31")),
    Place("compare", "auditor", _center("/compare")),
    Place("foresight", "officer", _center("/foresight?years=2")),
    Place("registration", "applicant", _at("/console/decide/register_center"), key=True),
    Place("rectification", "approver", _of_the_bureau("/decide/order_rectification")),
    Place("annual-report", "applicant", _of_the_bureau("/decide/submit_annual_report"), key=True),
    Place("correction", "officer", _correction, key=True),
    Place("calendar", "officer", _at("/console/calendar"), key=True),
    Place("annual-reports", "officer", _at("/console/reports")),
    Place("reports-of-a-year", "officer", _at("/console/annual-reports?year=2025"), key=True),
    Place("deputies", "approver", _at("/console/deputies")),
    Place("deputy", "approver", _at("/console/deputies/new")),
    Place("history", "auditor", _at("/console/history"), key=True),
    Place("search", "auditor", _at("/console/search?q=%E6%B5%B7")),
    Place("event", "auditor", _at("/console/events/1")),
    Place("guideline", "expert", _at("/console/guideline"), key=True),
    Place("operations", "operator", _at("/console/operations")),
)
