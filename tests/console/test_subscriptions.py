"""Calendar addresses: one's own, shown once, and good for nothing once they are revoked or have expired."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import time_machine
from icalendar import Calendar

import cli
from api.console.frame.session.sessions import keyed
from api.resources.calendar_addresses import MOST, AddressWanted, make_address
from clock import utc_now
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from tests.api.house import House, assert_problem, served
from tests.console.conftest import browser_of
from tests.console.pages import Page
from tests.lives import ACTORS, life_in

PATH = "/console/calendar/addresses"


async def made(browser: httpx.AsyncClient, note: str = "") -> str:
    """Where a calendar program reads by a new address, without the host."""
    form = Page.of(await browser.get(PATH)).main.one("form", action=PATH).fields()
    page = Page.of(await browser.post(PATH, data=form | {"note": note}), 201)
    parts = urlsplit(page.main.one("code", class_="address").text)
    return f"{parts.path}?{parts.query}"


async def test_a_calendar_program_reads_the_days_by_the_address_alone(house: House) -> None:
    center = house.take_up(life_in(Phase.CONSTRUCTION))
    other = await house.center_in(Phase.CONSTRUCTION)
    async with browser_of(house, Role.OFFICER) as browser:
        address = await made(browser)
    async with browser_of(house, None) as program:
        answer = await program.get(address)
        assert answer.headers["content-type"].startswith("text/calendar")
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert {str(event["UID"]).partition("/")[0] for event in events} == {center, other}
        assert date(2024, 11, 30) in {event.decoded("DTSTART") for event in events}
        of_one = Calendar.from_ical((await program.get(f"{address}&center={center}")).content).walk("VEVENT")
        assert {str(event["UID"]).partition("/")[0] for event in of_one} == {center}


async def test_an_address_made_up_by_somebody_reads_nothing(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        address = await made(browser)
    async with browser_of(quiet_house, None) as program:
        for forged in (address.replace("key=", "key=x"), "/console/calendar.ics"):
            assert (await program.get(forged)).status_code == 403
        assert (await program.get(f"{address}&center=nowhere")).status_code == 404
        assert (await program.get(f"{address}&center=calendar")).status_code == 404


async def test_an_address_of_an_earlier_release_holds_no_more_and_the_answer_says_what_to_do(
    quiet_house: House,
) -> None:
    reader = "officer:officer-1"
    key = keyed(quiet_house.app.state.installation, "calendar", reader)
    async with browser_of(quiet_house, None) as program:
        old = await program.get(f"/console/calendar.ics?{urlencode({'reader': reader, 'key': key})}")
        assert "重新生成" in Page.of(old, 403).text
    async with browser_of(quiet_house, Role.OFFICER, "en") as browser:
        page = Page.of(await browser.get("/console/calendar"))
        assert "Addresses of 0.2.0 and before hold no more" in page.main.text
        assert page.main.link("Make and manage addresses") == PATH


async def test_an_address_is_shown_once_and_listed_by_what_it_is_for(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        address = await made(browser, "手机日历")
        page = Page.of(await browser.get(PATH))
        assert "手机日历" in page.main.one("table").text
        assert address.partition("key=")[2][:20] not in page.text
    async with browser_of(quiet_house, Role.AUDITOR) as other:
        assert "手机日历" not in Page.of(await other.get(PATH)).text


async def test_an_address_is_revoked_by_its_owner_alone(quiet_house: House) -> None:
    async with (
        browser_of(quiet_house, Role.OFFICER) as browser,
        browser_of(quiet_house, Role.AUDITOR) as other,
        browser_of(quiet_house, None) as program,
    ):
        address = await made(browser)
        (revoking,) = [
            form
            for form in Page.of(await browser.get(PATH)).main.all("form")
            if form.attributes["action"].endswith("/revoke")
        ]
        foreign = Page.of(await other.get(PATH)).main.one("form", action=PATH).fields()
        assert (await other.post(revoking.attributes["action"], data=foreign)).status_code == 404
        assert (await program.get(address)).status_code == 200
        assert (await browser.post(revoking.attributes["action"], data=revoking.fields())).status_code == 303
        assert (await program.get(address)).status_code == 403


@pytest.mark.parametrize(
    ("url", "begins"), [("https://hengxu.example/", "https://hengxu.example"), (None, "http://127.0.0.1:8000")]
)
async def test_an_address_begins_with_the_one_that_the_settings_name(
    quiet_house: House, url: str | None, begins: str
) -> None:
    settings = quiet_house.settings.model_copy(update={"url": url})
    state = replace(quiet_house.app.state.installation, settings=settings)
    made = await make_address(state, ACTORS[Role.OFFICER], AddressWanted(), "zh")
    assert made.url.startswith(f"{begins}/console/calendar.ics?key=")


async def test_addresses_over_the_api_are_ones_own(quiet_house: House) -> None:
    answer = await quiet_house.post("/calendar/addresses", {"note": "program"}, Role.OFFICER)
    assert answer.status_code == 201
    made = answer.json()
    url = made.pop("url")
    assert (await quiet_house.get("/calendar/addresses", Role.OFFICER)).json()["items"] == [made]
    assert (await quiet_house.get("/calendar/addresses", Role.AUDITOR)).json()["items"] == []
    path = f"/api/v1/calendar/addresses/{made['address_id']}"
    foreign = await quiet_house.http.delete(path, headers=quiet_house.bearer(Role.AUDITOR))
    assert_problem(foreign, 404, "calendar_address_unknown")
    assert (await quiet_house.http.get(url)).status_code == 200
    assert (await quiet_house.http.delete(path, headers=quiet_house.bearer(Role.OFFICER))).status_code == 204
    assert (await quiet_house.http.get(url)).status_code == 403


async def test_one_person_has_so_many_and_no_more(quiet_house: House) -> None:
    for _ in range(MOST):
        assert (await quiet_house.post("/calendar/addresses", {}, Role.OFFICER)).status_code == 201
    one_more = await quiet_house.post("/calendar/addresses", {}, Role.OFFICER)
    assert_problem(one_more, 409, "calendar_addresses_too_many")
    assert (await quiet_house.post("/calendar/addresses", {}, Role.AUDITOR)).status_code == 201


async def test_an_address_expires_after_the_days_that_the_settings_name(quiet_house: House) -> None:
    calendars = quiet_house.app.state.installation.office.get().calendars
    made = (await quiet_house.post("/calendar/addresses", {}, Role.OFFICER)).json()
    with time_machine.travel(utc_now() + timedelta(days=365, seconds=-60)):
        assert calendars.find(made["url"].partition("key=")[2].partition("&")[0])
    with time_machine.travel(utc_now() + timedelta(days=365)):
        assert calendars.find(made["url"].partition("key=")[2].partition("&")[0]) is None
        assert calendars.of(ACTORS[Role.OFFICER].id) == []


async def test_who_asks_too_often_is_slowed_down_by_the_address_they_come_from(quiet_house: House) -> None:
    settings = quiet_house.settings.model_copy(update={"requests_per_minute": 3})
    async with served(quiet_house.installation, settings) as house:
        for peer, expected in (("192.0.2.7", [403, 403, 403, 429]), ("192.0.2.8", [403])):
            transport = httpx.ASGITransport(house.app, client=(peer, 50_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as program:
                tried = [(await program.get(f"/console/calendar.ics?key=k{n}")).status_code for n in range(4)]
                assert tried[: len(expected)] == expected


async def test_an_operator_revokes_what_a_person_left_behind(
    quiet_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    url = (await quiet_house.post("/calendar/addresses", {}, Role.OFFICER)).json()["url"]
    data = ["--data", str(quiet_house.settings.data)]
    assert cli.run(["sessions", "end", ACTORS[Role.OFFICER].id, *data]) == 0
    assert (await quiet_house.http.get(url)).status_code == 200
    assert cli.run(["sessions", "end", ACTORS[Role.OFFICER].id, "--calendars", *data]) == 0
    assert (await quiet_house.http.get(url)).status_code == 403
