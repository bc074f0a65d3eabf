"""Every page can be used by everybody: axe-core finds no serious fault, and nothing is cut off on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import DESK, PHONE, SignIn, keep_picture
from tests.e2e.places import PLACES, Place
from tests.embedded.service import Service

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_nobody_is_kept_from_using_the_page(sign_in: SignIn, service: Service, place: Place) -> None:
    page = sign_in(place.role)
    page_request(page, service, place)
    keep_picture(page, f"{place.name}-desk")
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page_request(page, service, place)
    keep_picture(page, f"{place.name}-phone")


@pytest.mark.parametrize("place", [place for place in PLACES if place.key], ids=lambda place: place.name)
def test_the_page_reads_as_well_in_english(sign_in: SignIn, service: Service, place: Place) -> None:
    page = sign_in(place.role, language="en", size=DESK)
    page_request(page, service, place)
    assert page.locator("html").get_attribute("lang") == "en"
    keep_picture(page, f"{place.name}-english")
    assert faults(page) == []


def page_request(page: Page, service: Service, place: Place) -> None:
    answer = page.goto(place.path(service))
    assert answer is not None
    assert answer.ok, f"{answer.status} {answer.url}"


def faults(page: Page) -> list[str]:
    """What axe-core calls serious or worse, with the first place of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0].get('failureSummary', '')[:300]}"
        for one in found
        if one["impact"] in GRAVE
    ]
