"""Coming in by the agency's identity provider; the provider is a small real one, over HTTP."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from api.auth.signing_keys import KeySet, PublishedKeys
from api.auth.tokens import EmbeddedIssuer
from api.console.frame.session.sessions import COOKIE, PATH
from api.console.session.oidc import COOKIE as SIGNING_IN
from clock import utc_now
from domain.kernel.roles import Role
from tests.api.house import House, served
from tests.console.conftest import HOST, browser_of
from tests.console.pages import Page
from tests.lives import ACTORS

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
AUDIENCE, CLIENT = "hengxu-api", "hengxu-console"


@dataclass
class Provider:
    """An identity provider that signs in whoever comes, once per code."""

    address: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "li", "name": "李经办", "roles": ["officer"]})
    challenges: dict[str, str] = field(default_factory=dict)

    def authorize(self, address: str) -> dict[str, str]:
        """What the browser brings back from the provider's page."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = asked["code_challenge"]
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, list[str]]) -> dict[str, Any]:
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        if self.challenges.pop(form["code"][0], None) != proof.decode():
            return {"error": "invalid_grant"}
        expires = utc_now() + timedelta(hours=1)
        claims = {**self.claims, "iss": self.address, "aud": AUDIENCE, "exp": expires, "padding": "x" * 5_000}
        return {"access_token": jwt.encode(claims, KEY, "RS256", headers={"kid": "one"}), "token_type": "Bearer"}


@contextmanager
def providing() -> Iterator[Provider]:
    key = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "use": "sig"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = made.address
            documents: dict[str, dict[str, Any]] = {
                "/keys": {"keys": [key]},
                "/.well-known/openid-configuration": {
                    "authorization_endpoint": f"{address}/authorize",
                    "token_endpoint": f"{address}/token",
                },
            }
            self.answer(documents[self.path])

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.answer(made.token(parse_qs(body)))

        def answer(self, payload: dict[str, Any]) -> None:
            self.send_response(400 if "error" in payload else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(payload).encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


def by_agency(house: House, provider: Provider, **changes: Any) -> Any:
    """The same house, in front of which the provider says who somebody is."""
    provided = {
        "oidc_issuer": provider.address,
        "oidc_audience": AUDIENCE,
        "oidc_jwks_url": f"{provider.address}/keys",
        "oidc_client_id": CLIENT,
    }
    return served(house.installation, house.settings.model_copy(update=provided | changes))


async def begun(browser: httpx.AsyncClient, provider: Provider) -> dict[str, str]:
    page = Page.of(await browser.get("/console/sign-in?back=/console/work%3Fpage%3D1"))
    left = await browser.get(page.main.link("统一身份认证"))
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
        provider.challenges.clear()
        refused = Page.of(await browser.get("/console/sign-in/return", params=brought), 403)
        assert "invalid_grant" in refused.text


async def test_who_has_no_role_of_ours_stays_outside(quiet_house: House, provider: Provider) -> None:
    provider.claims["roles"] = ["visitor"]
    async with by_agency(quiet_house, provider) as house, browser_of(house, None) as browser:
        answer = await browser.get("/console/sign-in/return", params=await begun(browser, provider))
        assert answer.status_code == 403
        assert COOKIE not in browser.cookies


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
