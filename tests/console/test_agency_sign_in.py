"""Coming in by the agency's identity provider; the provider is a small real one, over HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from api.auth import signing_keys
from api.auth.signing_keys import KeySet, PublishedKeys
from api.auth.tokens import EmbeddedIssuer
from api.console.frame.session.sessions import COOKIE, PATH
from api.console.session.oidc import COOKIE as SIGNING_IN
from domain.kernel.roles import Role
from tests.api.house import House
from tests.api.provider import AUDIENCE, Provider, by_agency, providing
from tests.console.conftest import HOST, browser_of
from tests.console.pages import Page
from tests.lives import ACTORS


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


async def begun(browser: httpx.AsyncClient, provider: Provider, language: str = "zh") -> dict[str, str]:
    page = Page.of(await browser.get("/console/sign-in?back=/console/work%3Fpage%3D1"))
    left = await browser.get(page.main.link("统一身份认证" if language == "zh" else "identity provider"))
    assert left.headers["location"].startswith(f"{provider.address}/authorize?")
    return provider.authorize(left.headers["location"])


async def test_an_officer_comes_in_by_the_provider_and_back_to_the_page_asked_for(
    quiet_house: House, provider: Provider
) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        returned = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert "Secure" not in returned.headers["set-cookie"]
        assert (returned.status_code, returned.headers["location"]) == (303, "/console/work?page=1")
        page = Page.of(await browser.get("/console/work"))
        assert "李经办" in page.root.one("header").text
        assert len(browser.cookies[COOKIE]) < 4_000


async def test_a_sign_in_begun_in_another_browser_is_not_finished_here(quiet_house: House, provider: Provider) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        brought = await begun(browser, provider)
        assert (await browser.get("/console/sign-in/return", params=brought | {"state": "else"})).status_code == 403
        browser.cookies.delete(SIGNING_IN)
        assert (await browser.get("/console/sign-in/return", params=brought)).status_code == 403
        assert COOKIE not in browser.cookies


async def test_a_code_is_good_once(quiet_house: House, provider: Provider) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        brought = await begun(browser, provider)
        provider.codes.clear()
        refused = Page.of(await browser.get("/console/sign-in/return", params=brought), 403)
        assert "invalid_grant" in refused.text


async def test_an_installation_that_names_the_address_of_the_keys_needs_no_other(
    quiet_house: House, provider: Provider
) -> None:
    provider.described["jwks_uri"] = "http://127.0.0.1:1/keys"
    named = {"oidc_jwks_url": f"{provider.address}/keys"}
    async with by_agency(quiet_house, provider, **named) as house, browser_of(house, None) as browser:
        returned = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert returned.status_code == 303


@pytest.mark.parametrize(
    ("id_claims", "reason"),
    [
        (None, "id_token"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"aud": AUDIENCE}, "audience"),
        ({"iss": "https://else.example"}, "issued by"),
        ({"sub": "wang"}, "two subjects"),
        ({"exp": 1}, "expired"),
    ],
)
async def test_an_id_token_that_is_not_of_this_sign_in_begins_no_session(
    quiet_house: House, provider: Provider, id_claims: dict[str, Any] | None, reason: str
) -> None:
    provider.id_claims = id_claims
    async with by_agency(quiet_house, provider) as house, browser_of(house, None, "en") as browser:
        answer = await browser.get("/console/sign-in/return", params=await begun(browser, provider, "en"))
        assert reason in Page.of(answer, 403).text
        assert COOKIE not in browser.cookies


async def test_who_has_no_role_of_ours_stays_outside_and_reads_what_was_looked_for_and_found(
    quiet_house: House, provider: Provider
) -> None:
    provider.claims["roles"] = ["visitor"]
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        answer = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        text = Page.of(answer, 403).text
        assert "roles, role" in text
        assert "visitor" in text
        assert COOKIE not in browser.cookies


async def test_who_holds_several_roles_chooses_one_and_may_change_it(quiet_house: House, provider: Provider) -> None:
    provider.claims["roles"] = ["officer", "approver"]
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        returned = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert (returned.status_code, returned.headers["location"]) == (303, "/console/sign-in/role")
        assert COOKIE not in browser.cookies
        page = Page.of(await browser.get("/console/sign-in/role"))
        assert page.root.one("header").link("English").endswith("?back=/console/sign-in/role")
        assert [button.attributes["value"] for button in page.main.all("button")] == ["officer", "approver"]
        assert (await browser.post("/console/sign-in/role", data={"role": "auditor"})).status_code == 403
        chosen = await browser.post("/console/sign-in/role", data={"role": "approver"})
        assert (chosen.status_code, chosen.headers["location"]) == (303, "/console/work?page=1")
        header = Page.of(await browser.get("/console/work")).root.one("header")
        assert "市局审批" in header.text
        assert header.link("换角色") == "/console/sign-in/agency?back=/console/work"
        assert (await browser.get("/console/sign-in/role")).status_code == 403


async def test_a_role_is_chosen_by_a_form_of_ours_alone(quiet_house: House, provider: Provider) -> None:
    provider.claims["roles"] = ["officer", "approver"]
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        elsewhere = {"Origin": "https://else.example"}
        answer = await browser.post("/console/sign-in/role", data={"role": "approver"}, headers=elsewhere)
        assert answer.status_code == 403
        assert COOKIE not in browser.cookies


async def test_who_has_one_role_is_offered_no_other(quiet_house: House, provider: Provider) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert "换角色" not in Page.of(await browser.get("/console/work")).text


async def test_a_provider_that_changes_its_key_signs_people_in_as_before(
    quiet_house: House, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "LEAST_INTERVAL", 0.0)
    async with by_agency(quiet_house, provider) as house:
        for keys in ("one",), ("one", "two"), ("two",):
            provider.key_ids = keys
            async with browser_of(house, None) as browser:
                returned = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
                assert returned.status_code == 303


async def test_a_provider_that_names_no_key_signs_people_in(quiet_house: House, provider: Provider) -> None:
    provider.names_keys = False
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert (await browser.get("/console/work")).status_code == 200


@pytest.mark.parametrize("described", [{"issuer": "https://else.example"}, {"issuer": None}, {"token_endpoint": None}])
async def test_a_description_that_is_not_the_providers_leads_nowhere(
    quiet_house: House, provider: Provider, described: dict[str, Any]
) -> None:
    provider.described = described
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        assert (await browser.get("/console/sign-in/agency")).status_code == 503


async def test_beside_a_provider_nobody_chooses_a_role_or_brings_what_an_embedded_installation_gave(
    quiet_house: House, provider: Provider
) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        assert (await browser.post("/console/sign-in", data={"role": "approver"})).status_code == 404
    async with browser_of(quiet_house, Role.APPROVER) as embedded:
        session = embedded.cookies[COOKIE]
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        for kept in (EmbeddedIssuer(quiet_house.settings).issue(ACTORS[Role.APPROVER]), session):
            browser.cookies.set(COOKIE, kept, HOST, PATH)
            assert (await browser.get("/console/work")).status_code == 303


async def test_while_the_provider_is_away_the_page_says_so(quiet_house: House, provider: Provider) -> None:
    away = Provider("http://127.0.0.1:1")
    async with by_agency(quiet_house, away) as house, browser_of(house, None) as browser:
        assert (await browser.get("/console/sign-in/agency")).status_code == 503


async def test_a_session_behind_tls_is_kept_for_tls_alone(quiet_house: House, provider: Provider) -> None:
    async with (
        by_agency(quiet_house, provider, url="https://hengxu.example") as house,
        browser_of(house, None) as browser,
    ):
        left = await browser.get("/console/sign-in/agency")
        assert left.headers["set-cookie"].startswith("__Host-hengxu_signing_in=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(left.headers["set-cookie"].split("; "))
        assert "redirect_uri=https%3A%2F%2Fhengxu.example%2Fconsole%2Fsign-in%2Freturn" in left.headers["location"]


async def test_behind_tls_the_session_has_a_name_that_no_other_host_can_set(
    quiet_house: House, provider: Provider
) -> None:
    url = {"url": "https://hengxu.example"}
    async with by_agency(quiet_house, provider, **url) as house, over_tls(house) as browser:
        returned = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert returned.headers["set-cookie"].startswith(f"__Host-{COOKIE}=")
        session = browser.cookies[f"__Host-{COOKIE}"]
        assert (await browser.get("/console/work")).status_code == 200
        browser.cookies.clear()
        browser.cookies.set(COOKIE, session, "hengxu.example", "/")
        assert (await browser.get("/console/work")).status_code == 303


def over_tls(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(house.app), base_url="https://hengxu.example", headers={"Accept-Language": "zh"}
    )


@pytest.mark.parametrize("host", ["evil.example", "hengxu.example.evil.example"])
async def test_where_the_provider_leads_back_to_is_never_what_a_request_calls_us(
    quiet_house: House, provider: Provider, host: str
) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        left = await browser.get("/console/sign-in/agency", headers={"Host": host})
        asked = dict(parse_qsl(urlsplit(left.headers["location"]).query))
        assert asked["redirect_uri"] == f"{house.settings.public_url}/console/sign-in/return"
        assert host not in left.headers["location"]


async def test_a_session_ends_with_the_key_that_its_token_was_signed_with(
    quiet_house: House, provider: Provider
) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert (await browser.get("/console/work")).status_code == 200
        verifier = house.app.state.installation.verifier
        verifier._keys = PublishedKeys(no_keys)
        assert (await browser.get("/console/work")).headers["location"].endswith("why=ended")
        verifier._keys = PublishedKeys(nobody_answers)
        assert (await browser.get("/console/work")).status_code == 303


async def test_a_session_goes_on_while_the_provider_is_away(quiet_house: House, provider: Provider) -> None:
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        house.app.state.installation.verifier._keys = PublishedKeys(nobody_answers)
        assert (await browser.get("/console/work")).status_code == 200


async def no_keys() -> KeySet:
    return {}


async def nobody_answers() -> KeySet:
    raise httpx.ConnectError("nobody answers")
