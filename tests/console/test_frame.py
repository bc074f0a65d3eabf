"""The frame of the console: signing in and out, languages, and what protects both."""

import pytest

from api.console.frame.pages import FOLDER
from domain.kernel.roles import PEOPLE, Role
from tests.api.house import House
from tests.console.conftest import browser_of
from tests.console.pages import Page


async def test_who_is_not_signed_in_is_led_to_the_roles_and_back_again(quiet_house: House) -> None:
    async with browser_of(quiet_house, None) as browser:
        turned = await browser.get("/console/work?region=x")
        assert turned.status_code == 303
        page = Page.of(await browser.get(turned.headers["location"]))
        assert len(page.main.all("form")) == len(PEOPLE)
        form = next(one.fields() for one in page.main.all("form") if one.fields()["role"] == "officer")
        entered = await browser.post("/console/sign-in", data=form)
        assert (entered.status_code, entered.headers["location"]) == (303, "/console/work?region=x")
        kept = entered.headers["set-cookie"]
        assert "HttpOnly" in kept
        assert "SameSite=lax" in kept
        work = await browser.get("/console/work")
        assert Page.of(work).root.one("header").text.count("市局经办") == 1


@pytest.mark.parametrize(
    "back", ["//elsewhere.example/", "https://elsewhere.example/", "/console/../docs\\", "javascript:1"]
)
async def test_signing_in_leads_to_no_foreign_page(quiet_house: House, back: str) -> None:
    async with browser_of(quiet_house, None) as browser:
        entered = await browser.post("/console/sign-in", data={"role": "auditor", "back": back})
    assert entered.headers["location"] == "/console/work"


async def test_another_site_cannot_sign_anybody_in(quiet_house: House) -> None:
    async with browser_of(quiet_house, None) as browser:
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://elsewhere.example"},
            {"Host": "rebound.example"},
        ):
            answer = await browser.post("/console/sign-in", data={"role": "approver"}, headers=headers)
            assert answer.status_code == 403
            assert "set-cookie" not in answer.headers


async def test_signing_out_needs_a_form_of_this_session(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        page = Page.of(await browser.get("/console/work"))
        forged = await browser.post("/console/sign-out", data={"form_proof": "0" * 64})
        assert forged.status_code == 403
        form = page.root.one("header").one("form", action="/console/sign-out").fields()
        left = await browser.post("/console/sign-out", data=form)
        assert left.headers["location"] == "/console/sign-in"
        assert (await browser.get("/console/work")).status_code == 303


async def test_the_language_is_chosen_once_and_kept(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        page = Page.of(await browser.get("/console/work"))
        assert page.root.one("html").attributes["lang"] == "zh-CN"
        turned = await browser.get(page.root.link("English"))
        assert turned.headers["location"] == "/console/work"
        english = Page.of(await browser.get("/console/work"))
        assert english.root.one("html").attributes["lang"] == "en"
        assert english.main.one("h1").text == "My work"


async def test_no_page_runs_what_is_not_ours(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR) as browser:
        for path in ("/console/work", "/console/static/console.css", "/console/nothing-here"):
            answer = await browser.get(path)
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert "unsafe" not in answer.headers["content-security-policy"]


async def test_an_unknown_page_is_answered_with_a_page(quiet_house: House) -> None:
    async with browser_of(quiet_house, Role.AUDITOR, "en") as browser:
        page = Page.of(await browser.get("/console/nothing-here"), 404)
    assert page.main.link("Back to my work") == "/console/work"


async def test_who_signs_in_for_an_organisation_without_a_code_is_told_so(quiet_house: House) -> None:
    async with browser_of(quiet_house, None) as browser:
        form = {"role": "applicant", "org": "1" * 18}
        answer = await browser.post("/console/sign-in", data=form)
        assert answer.status_code == 401
        assert "统一社会信用代码" in answer.text
        assert "set-cookie" not in answer.headers


def test_each_rule_of_the_stylesheet_is_closed() -> None:
    depth = 0
    for sign in (FOLDER / "static" / "console.css").read_text(encoding="utf-8"):
        depth += (sign == "{") - (sign == "}")
        assert 0 <= depth <= 2, "a rule stands in a rule"
    assert depth == 0
