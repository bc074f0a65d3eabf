"""The API behind an identity provider: in which role somebody asks, and what its userinfo adds."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.auth import discovery, userinfo
from domain.kernel.roles import Role
from tests.api.house import V1, House, assert_problem
from tests.api.provider import Provider, by_agency, providing
from tests.lives import LEAD, commands

ROLE = "Hengxu-Role"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
async def agency(quiet_house: House, provider: Provider) -> AsyncIterator[House]:
    async with by_agency(quiet_house, provider) as house:
        yield house


def bearer(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"} | headers


async def read(house: House, token: str, **headers: str) -> httpx.Response:
    return await house.http.get(f"{V1}/centers", headers=bearer(token, **headers))


async def test_who_holds_several_roles_says_in_a_header_which_one_acts(agency: House, provider: Provider) -> None:
    token = provider.signed(sub="li", roles=["officer", "approver"])
    answer = assert_problem(await read(agency, token), 400, "role_not_chosen")
    assert ROLE in answer["detail"]
    assert answer["params"] == {"choices": ["officer", "approver"]}
    assert (await read(agency, token, **{ROLE: "approver"})).status_code == 200
    refused = assert_problem(await read(agency, token, **{ROLE: "auditor"}), 403, "role_not_held")
    assert "officer, approver" in refused["detail"]


async def test_who_holds_one_role_may_name_it_and_no_other(agency: House, provider: Provider) -> None:
    token = provider.signed(sub="li", role="officer")
    assert (await read(agency, token, **{ROLE: "officer"})).status_code == 200
    assert_problem(await read(agency, token, **{ROLE: "approver"}), 403, "role_not_held")


async def test_the_embedded_installation_answers_the_header_alike(quiet_house: House) -> None:
    headers = quiet_house.bearer(Role.OFFICER)
    for role, status in ("officer", 200), ("approver", 403):
        answer = await quiet_house.http.get(f"{V1}/centers", headers=headers | {ROLE: role})
        assert answer.status_code == status


async def test_the_record_names_the_role_in_which_somebody_acted(house: House, provider: Provider) -> None:
    token = provider.signed(sub="li", roles=["officer", "applicant"], org=LEAD["uscc"])
    body = commands()["register_center"] | {"center_id": f"t-{uuid4().hex[:12]}"}
    async with by_agency(house, provider) as agency:
        headers = bearer(token, **{ROLE: "applicant", "Idempotency-Key": uuid4().hex})
        registered = await agency.http.post(f"{V1}/centers", json=body, headers=headers)
        assert registered.status_code == 201, registered.text
        events = await agency.http.get(f"{V1}/centers/{body['center_id']}/events", headers=headers)
    assert [event["actor"]["role"] for event in events.json()["items"]] == ["applicant"]


async def test_what_a_token_lacks_is_read_at_the_userinfo_endpoint_once(quiet_house: House, provider: Provider) -> None:
    token = provider.signed(sub="li")
    provider.profile = {"sub": "li", "roles": ["auditor"], "aud": "else", "iss": "else"}
    async with by_agency(quiet_house, provider) as house:
        assert_problem(await read(house, token), 403, "role_missing")
    async with by_agency(quiet_house, provider, oidc_userinfo=True) as house:
        for _ in range(3):
            assert (await read(house, token)).status_code == 200
    assert provider.asked.count("/userinfo") == 1


async def test_what_the_token_says_itself_counts(quiet_house: House, provider: Provider) -> None:
    provider.profile = {"sub": "li", "roles": ["approver"], "center": "c-1"}
    async with by_agency(quiet_house, provider, oidc_userinfo=True) as house:
        token = provider.signed(sub="li", roles=["officer"])
        assert_problem(await read(house, token, **{ROLE: "approver"}), 403, "role_not_held")


@pytest.mark.parametrize(
    ("profile", "status", "code"),
    [
        (None, 401, "token_invalid"),
        ({"sub": "wang", "roles": ["officer"]}, 401, "token_invalid"),
        ({"roles": ["officer"]}, 401, "token_invalid"),
        ({}, 503, "identity_unavailable"),
    ],
)
async def test_userinfo_of_nobody_or_of_somebody_else_lets_nobody_in(
    quiet_house: House, provider: Provider, profile: dict[str, Any] | None, status: int, code: str
) -> None:
    provider.profile = profile
    async with by_agency(quiet_house, provider, oidc_userinfo=True) as house:
        assert_problem(await read(house, provider.signed(sub="li", roles=["officer"])), status, code)


@pytest.mark.parametrize("described", [{"userinfo_endpoint": None}, {"userinfo_endpoint": "http://127.0.0.1:1/"}])
async def test_while_the_userinfo_endpoint_is_away_nobody_can_tell(
    quiet_house: House, provider: Provider, described: dict[str, Any]
) -> None:
    provider.described = described
    async with by_agency(quiet_house, provider, oidc_userinfo=True) as house:
        answer = await read(house, provider.signed(sub="li", roles=["officer"]))
        assert_problem(answer, 503, "identity_unavailable")


async def test_what_the_provider_changes_counts_when_the_answer_has_grown_old(provider: Provider) -> None:
    now = [0.0]
    provider.profile = {"sub": "li", "roles": ["officer"]}
    asking = userinfo.UserInfo(discovery.Discovery(provider.address), clock=lambda: now[0])
    assert (await asking.completed("a token", {"sub": "li"}))["roles"] == ["officer"]
    provider.profile = None
    assert (await asking.completed("a token", {"sub": "li"}))["roles"] == ["officer"]
    now[0] += userinfo.LIFETIME
    with pytest.raises(userinfo.TokenRejected):
        await asking.completed("a token", {"sub": "li"})


async def test_answers_are_remembered_of_the_latest_alone(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(userinfo, "REMEMBERED", 2)
    provider.profile = {"sub": "li"}
    asking = userinfo.UserInfo(discovery.Discovery(provider.address))
    for token in ("a", "b", "c", "a"):
        await asking.completed(token, {"sub": "li"})
    assert provider.asked.count("/userinfo") == 4


async def test_the_description_is_asked_for_once_and_anew_when_it_has_grown_old(provider: Provider) -> None:
    now = [0.0]
    asking = discovery.Discovery(f"{provider.address}/", clock=lambda: now[0])
    addresses = {one.jwks_uri for one in await asyncio.gather(*(asking.metadata() for _ in range(5)))}
    assert (addresses, len(provider.asked)) == ({f"{provider.address}/keys"}, 1)
    now[0] += discovery.LIFETIME
    await asking.metadata()
    assert len(provider.asked) == 2


async def test_a_provider_that_does_not_answer_is_left_alone_for_a_moment() -> None:
    now, asked = [0.0], []

    async def away(*request: Any, **sent: Any) -> httpx.Response:
        asked.append(request)
        raise discovery.ProviderUnavailable

    asking = discovery.Discovery("https://id.example", away, lambda: now[0])
    for at in (0.0, 1.0, discovery.PAUSE_AFTER_FAILURE):
        now[0] = at
        with pytest.raises(discovery.ProviderUnavailable):
            await asking.metadata()
    assert len(asked) == 2


async def test_a_provider_that_hangs_is_given_up(quiet_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "PATIENCE", 0.2)
    released = asyncio.Event()

    async def hang(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1") as server:
        hanging = Provider(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with by_agency(quiet_house, hanging) as house:
            answers = await asyncio.gather(*(read(house, hanging.signed(sub="li", role="officer")) for _ in range(5)))
        released.set()
    for answer in answers:
        assert_problem(answer, 503, "identity_unavailable")
