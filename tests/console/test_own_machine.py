"""An embedded installation signs in whoever sits at its machine, and nobody who comes from elsewhere."""

import httpx
import pytest

from tests.api.house import House
from tests.console.pages import Page

APPROVER = {"role": "approver", "name": "x"}


def visitor(house: House, peer: str, host: str = "127.0.0.1") -> httpx.AsyncClient:
    """A browser on the machine of that address, which has the console open at that host."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(house.app, client=(peer, 50_000)), base_url=f"http://{host}")


@pytest.mark.parametrize(
    ("peer", "host"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000"), ("127.0.0.1", "LOCALHOST")]
)
async def test_who_sits_at_the_machine_is_signed_in(quiet_house: House, peer: str, host: str) -> None:
    async with visitor(quiet_house, peer, host) as browser:
        answer = await browser.post("/console/sign-in", data=APPROVER)
    assert answer.status_code == 303
    assert "set-cookie" in answer.headers


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("192.0.2.7", "localhost"),
        ("testclient", "localhost"),
        ("2001:db8::1", "127.0.0.1"),
        ("127.0.0.1", "hengxu.example"),
        ("127.0.0.1", "localhost.example"),
        ("127.0.0.1", "0.0.0.0"),
    ],
)
async def test_who_comes_from_elsewhere_or_by_another_name_is_not(quiet_house: House, peer: str, host: str) -> None:
    async with visitor(quiet_house, peer, host) as browser:
        answer = await browser.post("/console/sign-in", data=APPROVER)
    assert "127.0.0.1" in Page.of(answer, 403).main.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["", "x@localhost", "localhost#", "localhost/", "[::1", "localhost, hengxu.example"])
async def test_a_host_that_is_none_is_no_name_of_the_machine(quiet_house: House, host: str) -> None:
    async with visitor(quiet_house, "127.0.0.1") as browser:
        answer = await browser.post("/console/sign-in", data=APPROVER, headers={"Host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "X-Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Anything",
        "X-Real-IP",
        "Via",
    ],
)
async def test_who_comes_through_a_proxy_is_not_signed_in(quiet_house: House, header: str) -> None:
    async with visitor(quiet_house, "127.0.0.1") as browser:
        answer = await browser.post("/console/sign-in", data=APPROVER, headers={header: "127.0.0.1"})
    assert "代理" in Page.of(answer, 403).main.text
    assert "set-cookie" not in answer.headers
