"""HTTP as its clients expect it: HEAD and OPTIONS, conditions, media types, compression, other origins, caching."""

import gzip
from typing import Any

import httpx
import pytest

from api.app import create_app
from domain.guideline.phases import Phase
from domain.kernel.roles import Role
from settings import Settings
from tests.api.house import House, assert_problem
from tests.lives import life_in


async def ask(
    house: House, method: str, path: str, role: Role = Role.OFFICER, headers: dict[str, str] | None = None, **sent: Any
) -> httpx.Response:
    """A request under /api/v1, with what it brings."""
    bearer = house.bearer(role) | (headers or {})
    return await house.http.request(method, f"/api/v1{path}", headers=bearer, **sent)


READ = ("/centers", "/events", "/deadlines", "/guideline", "/centers/{center}", "/centers/{center}/events")


def addresses(center: str) -> list[str]:
    return [address.format(center=center) for address in READ]


async def test_head_answers_as_get_without_the_body(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    for address in addresses(center):
        got, headed = await quiet_house.get(address), await ask(quiet_house, "HEAD", address)
        assert (headed.status_code, headed.content) == (got.status_code, b"")
        for name in ("content-type", "etag", "cache-control"):
            assert headed.headers[name] == got.headers[name], address


async def test_the_head_of_a_stream_is_answered_and_the_stream_never_begun(quiet_house: House) -> None:
    answer = await ask(quiet_house, "HEAD", "/events/stream")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/centers", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/events", "GET, HEAD, OPTIONS"),
        ("/api/v1/centers/some/decisions", "OPTIONS, POST"),
        ("/livez", "GET, HEAD, OPTIONS"),
    ],
)
async def test_options_and_a_wrong_method_tell_all_methods(path: str, allowed: str, quiet_house: House) -> None:
    assert (await quiet_house.http.options(path)).headers["allow"] == allowed
    wrong = await quiet_house.http.delete(path)
    assert_problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["allow"] == allowed


async def test_what_has_not_changed_is_not_sent_again(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    for address in addresses(center):
        first = await quiet_house.get(address)
        tag = first.headers["etag"]
        for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            again = await ask(quiet_house, "GET", address, headers={"If-None-Match": condition})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), address
        other = await ask(quiet_house, "GET", address, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200


async def test_the_tag_says_the_version_a_decision_is_based_on(
    quiet_house: House,
) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    before = (await quiet_house.get(f"/centers/{center}")).headers["etag"]
    version = (await quiet_house.get(f"/centers/{center}")).json()["version"]
    assert before.startswith(f'W/"{version}.')


async def test_nobody_is_told_by_a_tag_what_another_reads(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    officer = await quiet_house.get(f"/centers/{center}")
    stranger = await ask(
        quiet_house, "GET", f"/centers/{center}", role=Role.EXPERT, headers={"If-None-Match": officer.headers["etag"]}
    )
    assert stranger.status_code != 304


@pytest.mark.parametrize("accept", ["text/html", "application/xml, text/*", "application/json;q=0"])
async def test_what_nobody_can_take_is_not_sent(accept: str, quiet_house: House) -> None:
    answer = await ask(quiet_house, "GET", "/centers", headers={"Accept": accept})
    assert_problem(answer, 406, "not_acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1", "application/json;q=0.5"])
async def test_whoever_takes_json_among_others_gets_it(accept: str, quiet_house: House) -> None:
    assert (await ask(quiet_house, "GET", "/centers", headers={"Accept": accept})).status_code == 200


async def test_a_decision_in_another_format_is_refused_before_anybody_reads_it(quiet_house: House) -> None:
    answer = await ask(
        quiet_house,
        "POST",
        "/centers",
        content=b"type=register_center",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert_problem(answer, 415, "unsupported_media_type")
    assert answer.headers["accept"] == "application/json"


async def test_long_answers_are_compressed_for_whoever_takes_that(quiet_house: House) -> None:
    plain = await ask(quiet_house, "GET", "/guideline", headers={"Accept-Encoding": "identity"})
    packed = await ask(quiet_house, "GET", "/guideline", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert packed.headers["etag"] == plain.headers["etag"]
    assert len(gzip.compress(plain.content)) < len(plain.content)


async def test_every_answer_says_whether_it_may_be_kept(quiet_house: House) -> None:
    center = quiet_house.take_up(life_in(Phase.CONSTRUCTION))
    for address in addresses(center):
        assert (await quiet_house.get(address)).headers["cache-control"] == "private, no-cache"
    for path in ("/api/v1/centers/nowhere", "/livez", "/readyz", "/nowhere"):
        assert (await quiet_house.http.get(path)).headers["cache-control"] == "no-store"


def preflight(origin: str) -> dict[str, str]:
    asked = "authorization,idempotency-key,if-match"
    return {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": asked}


async def test_pages_of_named_origins_alone_may_call_the_api(quiet_house: House) -> None:
    settings = quiet_house.settings.model_copy(update={"cors_origins": ("https://portal.example",)})
    app = create_app(settings, quiet_house.installation.ledger)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as http:
        allowed = await http.options("/api/v1/centers", headers=preflight("https://portal.example"))
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://portal.example"
        assert "access-control-allow-credentials" not in allowed.headers
        refused = await http.options("/api/v1/centers", headers=preflight("https://elsewhere.example"))
        assert "access-control-allow-origin" not in refused.headers
        console = await http.options("/console/sign-in", headers=preflight("https://portal.example"))
        assert "access-control-allow-origin" not in console.headers


async def test_unasked_no_other_origin_may(quiet_house: House) -> None:
    answer = await quiet_house.http.get("/api/v1/guideline", headers={"Origin": "https://portal.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", ["*", "portal.example", "https://portal.example/", "https://portal.example/app"])
def test_what_is_no_origin_keeps_the_service_from_starting(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        Settings(cors_origins=(origin,))
