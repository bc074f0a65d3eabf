"""What the browser is told with every answer: scripts from our folder alone, and a document's own policy untouched."""

import httpx
import pytest

from api.resources.documents import HARMLESS
from domain.kernel.roles import Role
from tests.api.house import V1, House, served
from tests.console.conftest import browser_of

SCRIPT = b"document.title = 'taken over'"


async def sent_in(house: House, media_type: str = "text/javascript") -> str:
    """The digest of a script that somebody sends in as a document."""
    headers = house.bearer(Role.APPLICANT) | {"Content-Type": media_type}
    answer = await house.http.post(f"{V1}/documents", content=SCRIPT, headers=headers)
    return str(answer.json()["sha256"])


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("media_type", ["text/javascript", "text/html", "image/svg+xml", "application/xml"])
async def test_a_document_keeps_its_own_policy_and_is_no_script(quiet_house: House, media_type: str) -> None:
    digest = await sent_in(quiet_house, media_type)
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        answer = await browser.get(f"/console/documents/{digest}")
        known = await browser.get(f"/console/documents/{digest}", headers={"If-None-Match": f'"{digest}"'})
    assert answer.content == SCRIPT
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    for given in (answer, known):
        assert {name: given.headers[name] for name in HARMLESS} == HARMLESS
        assert given.headers["x-frame-options"] == "DENY"
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "hengxu.example"])
async def test_scripts_come_from_our_folder_alone(quiet_house: House, host: str) -> None:
    async with browser_of(quiet_house, Role.OFFICER) as browser:
        for path in ("/console/work", "/console/nothing-here", "/console/static/console.js"):
            policy = directives(await browser.get(path, headers={"Host": host}))
            assert policy["script-src"] == [f"{host}/console/static/"]
            assert policy["worker-src"] == policy["object-src"] == ["'none'"]


async def test_behind_a_proxy_the_address_that_people_open_counts(quiet_house: House) -> None:
    settings = quiet_house.settings.model_copy(
        update={
            "url": "https://hengxu.example/",
            "oidc_issuer": "https://identity.example",
            "oidc_audience": "hengxu",
            "oidc_jwks_url": "https://identity.example/keys",
        }
    )
    async with served(quiet_house.installation, settings) as house, browser_of(house, None) as browser:
        policy = directives(await browser.get("/console/sign-in"))
    assert policy["script-src"] == ["127.0.0.1/console/static/", "hengxu.example/console/static/"]


@pytest.mark.parametrize("host", ["x; script-src *", "a b", "'unsafe-inline'", "[::1]:8000"])
async def test_no_host_writes_into_the_policy(quiet_house: House, host: str) -> None:
    async with browser_of(quiet_house, None) as browser:
        answer = await browser.get("/console/sign-in", headers={"Host": host})
    assert directives(answer)["script-src"] == ["'self'"]
