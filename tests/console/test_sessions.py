"""A session lives in the office: whoever signs out has signed out everywhere, and an operator can end it."""

from datetime import timedelta

import pytest

import cli
from api.console.frame.session.sessions import COOKIE, PATH
from clock import utc_now
from domain.kernel.roles import Role
from office.errors import OfficeUnavailable
from office.sessions import Sessions
from tests.api.house import V1, House
from tests.console.conftest import HOST, browser_of
from tests.console.pages import Page
from tests.lives import ACTORS

ROLE = {"role": "officer", "name": "李经办"}


async def test_what_the_browser_keeps_says_nothing_of_whom_it_stands_for(quiet_house: House) -> None:
    async with browser_of(quiet_house, None) as browser:
        begun = await browser.post("/console/sign-in", data=ROLE, headers={"Host": "127.0.0.1"})
        assert "李经办" in Page.of(await browser.get("/console/work")).root.one("header").text
        session = browser.cookies[COOKIE]
    assert "." not in session
    assert len(session) < 64
    assert {"HttpOnly", "SameSite=lax", f"Path={PATH}"} <= set(begun.headers["set-cookie"].split("; "))


async def test_who_has_signed_out_is_signed_out_for_whoever_kept_the_cookie(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        session = browser.cookies[COOKIE]
        proof = Page.of(await browser.get("/console/work")).root.all("input", name="form_proof")[0]
        left = await browser.post("/console/sign-out", data={"form_proof": proof.attributes["value"]})
        assert left.headers["location"] == "/console/sign-in"
        assert COOKIE not in browser.cookies
    async with browser_of(quiet_house, None) as thief:
        thief.cookies.set(COOKIE, session, HOST, PATH)
        assert (await thief.get("/console/work")).status_code == 303


async def test_who_signs_in_anew_leaves_no_session_behind(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        earlier = browser.cookies[COOKIE]
        answer = await browser.post("/console/sign-in", data=ROLE)
        assert answer.status_code == 303
        assert browser.cookies[COOKIE] != earlier
    async with browser_of(quiet_house, None) as other:
        other.cookies.set(COOKIE, earlier, HOST, PATH)
        assert (await other.get("/console/work")).status_code == 303


async def test_a_token_of_the_api_is_no_session(quiet_house: House) -> None:
    token = quiet_house.bearer(Role.OFFICER)["Authorization"].removeprefix("Bearer ")
    async with browser_of(quiet_house, None) as browser:
        browser.cookies.set(COOKIE, token, HOST, PATH)
        assert (await browser.get("/console/work")).headers["location"].endswith("why=ended")


async def test_an_operators_command_ends_one_persons_sessions_and_everybodys(
    quiet_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(quiet_house.settings.data)]
    async with (
        browser_of(quiet_house, Role.OFFICER) as officer,
        browser_of(quiet_house, Role.AUDITOR) as auditor,
    ):
        assert cli.run(["sessions", "list", *data]) == 0
        listed = capsys.readouterr().out
        assert ACTORS[Role.OFFICER].id in listed
        assert ACTORS[Role.AUDITOR].id in listed
        assert cli.run(["sessions", "end", ACTORS[Role.OFFICER].id.upper(), *data]) == 0
        assert (await officer.get("/console/work")).status_code == 303
        assert (await auditor.get("/console/work")).status_code == 200
        assert cli.run(["sessions", "end", "--all", *data]) == 0
        assert (await auditor.get("/console/work")).status_code == 303


async def test_while_the_office_is_away_the_console_says_so_and_the_api_goes_on(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OfficeUnavailable("database or disk is full")

    async with browser_of(quiet_house, Role.OFFICER) as browser:
        monkeypatch.setattr(Sessions, "find", away)
        page = Page.of(await browser.get("/console/work"), 503)
        assert "database or disk is full" in page.text
        answer = await quiet_house.http.get(f"{V1}/centers", headers=quiet_house.bearer(Role.OFFICER))
        assert answer.status_code == 200


async def test_a_session_is_over_with_its_time(quiet_house: House) -> None:
    sessions = quiet_house.app.state.installation.office.get().sessions
    session = sessions.begin(ACTORS[Role.OFFICER], utc_now() - timedelta(seconds=1))
    async with browser_of(quiet_house, None) as browser:
        browser.cookies.set(COOKIE, session, HOST, PATH)
        assert (await browser.get("/console/work")).headers["location"].endswith("why=ended")
