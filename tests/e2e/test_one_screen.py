"""A center in one screen, in Chromium: how tall its page is, what stays in sight, how its picture stands on a phone."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from api.console.frame.page_request import LANGUAGE_COOKIE
from api.console.frame.session.sessions import COOKIE
from clock import today_in_shanghai
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from ledger.opening import open_ledger
from tests.e2e.conftest import DESK, PHONE, keep_picture
from tests.e2e.serving import served, session_of, take_up
from tests.e2e.test_for_everyone import faults
from tests.lives import Life, commands, confirming, life_in
from tests.temporal import settings_for
from tests.writing import make_ledger

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TALLEST = 3_000
"""Pixels, for a center with fifty events."""
EVENTS = 50
BUILT, CORRECTED = "built-for-years", "corrected-since"
NARROW = (320, 700)

Look = Callable[..., Page]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where two centers are served, Temporal away, and the session of an officer."""
    settings = settings_for(tmp_path_factory.mktemp("one-screen"), "127.0.0.1:1")
    make_ledger(settings.ledger)
    with closing(open_ledger(settings.ledger)) as ledger:
        take_up(ledger, settings, BUILT, built_for_years())
        take_up(ledger, settings, CORRECTED, corrected_since())
    session = session_of(settings, Role.OFFICER)
    with served(settings) as address:
        yield address, session


def built_for_years() -> Life:
    """Fifty events, most of them of the phase that the center is in."""
    life = life_in(Phase.CONSTRUCTION)
    for name in ("appoint_director", "form_alliance", "assign_officer", "propose_rectification"):
        life.take(commands()[name])
    life.pass_time(today_in_shanghai())
    month = 0
    while len(life.records) < EVENTS:
        month += 1
        on = date(2024 + month // 12, month % 12 + 1, 10)
        life.take(confirming(commands()["hold_exchange"] | {"effective_on": on.isoformat()}))
    return life


def corrected_since() -> Life:
    life = life_in(Phase.CONSTRUCTION)
    right = {"position": life.position_of("ConstructionApproved"), "corrected_effective_on": "2023-03-01"}
    life.take(commands()["correct_record"] | right | {"corrected": {"term_months": 30}})
    life.take(commands()["confirm_correction"] | {"correction_id": life.center.corrections[0].id})
    life.pass_time(today_in_shanghai())
    return life


@pytest.fixture
def look(shown: tuple[str, str], chromium: Browser) -> Iterator[Look]:
    """A window in which the officer looks at a center."""
    contexts = []
    address, session = shown

    def open_window(center: str, size: tuple[int, int] = DESK, language: str = "zh", **named: str) -> Page:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, **named)  # type: ignore[arg-type]
        contexts.append(context)
        cookies = {COOKIE: session, LANGUAGE_COOKIE: language}
        context.add_cookies(
            [{"name": name, "value": value, "url": f"{address}/console"} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{address}/console/centers/{center}")
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_center_with_fifty_events_is_not_three_thousand_pixels_tall(look: Look, language: str) -> None:
    page = look(BUILT, language=language)
    expect(page.locator("#history")).to_contain_text(str(EVENTS))
    keep_picture(page, f"one-screen-{language}")
    assert page.evaluate("document.documentElement.scrollHeight") < TALLEST
    assert faults(page) == []


def test_the_contents_stay_in_sight_and_lead_to_what_is_then_seen(look: Look) -> None:
    page = look(BUILT)
    contents = page.locator("nav.contents-bar")
    contents.get_by_role("link", name="历程").click()
    expect(page.locator("#history")).to_be_in_viewport()
    expect(contents).to_be_in_viewport()
    bar, heading = contents.bounding_box(), page.locator("#history").bounding_box()
    assert bar is not None
    assert heading is not None
    assert heading["y"] >= bar["y"] + bar["height"], "the contents hide what they lead to"


@pytest.mark.parametrize("size", [PHONE, NARROW], ids=["390", "320"])
def test_on_a_phone_the_picture_stands_upright_and_begins_at_today(look: Look, size: tuple[int, int]) -> None:
    page = look(BUILT, size)
    expect(page.locator(".picture-wrap")).to_be_hidden()
    downward = page.locator(".downward")
    assert downward.inner_text().startswith("今天")
    heights = [box["y"] for one in downward.locator("li").all() if (box := one.bounding_box())]
    assert heights == sorted(heights)
    keep_picture(page, f"one-screen-{size[0]}")


def test_no_label_of_the_picture_lies_on_the_line_of_today(look: Look) -> None:
    for language in ("zh", "en"):
        page = look(CORRECTED, language=language)
        today = page.locator(".axis line.today").bounding_box()
        assert today is not None
        labels = [box for one in page.locator(".axis .mark text").all() if (box := one.bounding_box())]
        assert len(labels) > 5
        assert not [box for box in labels if box["x"] < today["x"] < box["x"] + box["width"]]


def test_without_colors_the_phases_are_told_apart_by_signs(look: Look) -> None:
    page = look(BUILT, forced_colors="active")
    signs = {
        state: page.locator(f".station-{state}").first.evaluate("one => getComputedStyle(one, '::before').content")
        for state in ("reached", "now", "ahead")
    }
    assert len(set(signs.values())) == len(signs), signs
    keep_picture(page, "one-screen-forced-colors")


def test_on_paper_everything_folded_lies_open(look: Look) -> None:
    page = look(BUILT)
    earlier = page.locator(".history-phase").last.locator("li").last
    expect(earlier).to_be_hidden()
    page.emulate_media(media="print")
    assert earlier.evaluate("one => one.getBoundingClientRect().height") > 0
    expect(page.locator("nav.contents-bar")).to_be_hidden()
    keep_picture(page, "one-screen-print")
