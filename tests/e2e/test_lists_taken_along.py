"""What a supervisor takes along: what is overdue in a district, who hasn't reported, what was known on a day."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.console.frame.page_request import LANGUAGE_COOKIE
from api.console.frame.session.sessions import COOKIE
from clock import today_in_shanghai, utc_now
from domain.guideline.phases import Phase
from domain.incubation.messages import CenterRegistered
from domain.kernel.roles import Role
from domain.replay import replay
from domain.values.districts import District
from ledger.opening import open_ledger
from tests.e2e.conftest import DESK, keep_picture
from tests.e2e.desk import Desk
from tests.e2e.serving import served, session_of, take_up
from tests.lives import Life, life_in
from tests.temporal import settings_for
from tests.writing import make_ledger

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
EARLY, LATE, ELSEWHERE = "上海市早年产业计量测试中心", "上海市新录产业计量测试中心", "上海市别区产业计量测试中心"
THEN = date(2024, 3, 1)
"""A day on which two of the centers were on record for long, and the third was not."""
OVERDUE = {"zh": "逾期", "en": "days late"}

OpenDesk = Callable[[str], Desk]


@pytest.fixture(scope="module")
def supervised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where three centers are served, none of which ever reported, and the session of an officer."""
    settings = settings_for(tmp_path_factory.mktemp("taken-along"), "127.0.0.1:1")
    make_ledger(settings.ledger)
    life = life_in(Phase.CONSTRUCTION)
    life.pass_time(today_in_shanghai())
    with closing(open_ledger(settings.ledger)) as ledger:
        take_up(ledger, settings, "early", registered(life, EARLY, District.PUDONG))
        take_up(ledger, settings, "elsewhere", registered(life, ELSEWHERE, District.MINHANG))
        take_up(ledger, settings, "late", registered(life, LATE, District.PUDONG), {"recorded_at": utc_now()})
    session = session_of(settings, Role.OFFICER)
    with served(settings) as address:
        yield address, session


def registered(life: Life, name: str, district: District) -> Life:
    """The same life of a center of that name, whose lead is of that district."""
    first, *others = life.records
    event = first.event
    assert isinstance(event, CenterRegistered)
    lead = event.lead.model_copy(update={"district": district})
    records = [first.model_copy(update={"event": event.model_copy(update={"name_zh": name, "lead": lead})}), *others]
    return replace(life, records=records, state=replay(records))


@pytest.fixture
def open_desk(supervised: tuple[str, str], chromium: Browser) -> Iterator[OpenDesk]:
    """The officer, at what waits for them, as after signing in."""
    contexts = []
    address, session = supervised

    def opened(language: str) -> Desk:
        context = chromium.new_context(
            base_url=address, viewport={"width": DESK[0], "height": DESK[1]}, accept_downloads=True
        )
        contexts.append(context)
        cookies = {COOKIE: session, LANGUAGE_COOKIE: language}
        context.add_cookies(
            [{"name": name, "value": value, "url": f"{address}/console"} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto("/console/work")
        return Desk(page)

    yield opened
    for context in contexts:
        context.close()


def overview(desk: Desk) -> None:
    """The first of the bar."""
    desk.click(desk.page.locator("nav.areas a[href='/console/overview']"))
    expect(desk.page.locator(".overview")).to_be_visible()


@LANGUAGES
def test_what_is_overdue_in_a_district_is_taken_along(open_desk: OpenDesk, tmp_path: Path, language: str) -> None:
    desk = open_desk(language)
    overview(desk)
    desk.click(desk.page.locator(f"table.districts a[href*='district={District.PUDONG.value}'][href*='overdue=true']"))
    expect(desk.page.locator("table.register tbody tr")).to_have_count(2)
    text = desk.download(desk.page.locator(".downloads a[href*='.xlsx']"), tmp_path)
    desk.has_done("overdue of a district")
    assert EARLY in text
    assert LATE in text
    assert ELSEWHERE not in text
    assert OVERDUE[language] in text


@LANGUAGES
def test_who_has_not_reported_for_a_year_is_named_and_taken_along(
    open_desk: OpenDesk, tmp_path: Path, language: str
) -> None:
    desk = open_desk(language)
    overview(desk)
    for name in (EARLY, LATE, ELSEWHERE):
        expect(desk.page.locator("section[aria-labelledby='season'] .names")).to_contain_text(name)
    text = desk.download(desk.page.locator("section[aria-labelledby='season'] a[href*='.xlsx']"), tmp_path)
    desk.has_done("who has not reported")
    assert [name for name in (EARLY, LATE, ELSEWHERE) if name not in text] == []


@LANGUAGES
def test_what_was_known_of_all_centers_on_a_day_is_shown_and_taken_along(
    open_desk: OpenDesk, tmp_path: Path, language: str
) -> None:
    desk = open_desk(language)
    overview(desk)
    desk.type_into(desk.page.locator("#known_at"), f"{THEN.isoformat()}T23:59:59")
    desk.click(desk.page.locator("form.filters[action='/console/overview'] button"))
    figure = desk.page.locator(".figures a[href*='in_charge']").first
    expect(figure.locator(".figure")).to_have_text("2")
    keep_picture(desk.page, f"overview-then-{language}")
    desk.click(figure)
    expect(desk.page.locator("table.register tbody tr")).to_have_count(2)
    text = desk.download(desk.page.locator(".downloads a[href*='.xlsx']"), tmp_path)
    desk.has_done("what was known on a day")
    assert EARLY in text
    assert ELSEWHERE in text
    assert LATE not in text
