"""Callers are told apart by their addresses, behind a trusted proxy by those that it forwards, and by nobody else's."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

import cli
from api.http.caller_address import UNKNOWN
from domain.kernel.roles import Role
from office.opening import open_office
from office.reads import WhichReads
from terminal.answers import WRONG_USE
from terminal.serve import trusted_networks
from tests.api.house import V1
from tests.api.serving import Served, served_alone
from tests.lives import ACTORS
from tests.temporal import PATIENCE

PROXY, STRANGER = "127.0.0.9", "127.0.0.8"
LIMIT = 5
UNAUTHORIZED, TOO_MANY = HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that trusts one proxy and a network of others, and lets each caller ask a few times."""
    folder = tmp_path_factory.mktemp("behind")
    trusted = f"{PROXY}, 10.0.0.0/8, 2001:db8:1::/48"
    # The server's own variable is nobody's setting here.
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("FORWARDED_ALLOW_IPS", "*")
        with served_alone(folder, TRUSTED_PROXIES=trusted, REQUESTS_PER_MINUTE=str(LIMIT)) as served:
            yield served


def ask(served: Served, peer: str, forwarded: str | None, path: str = "/centers", **headers: str) -> httpx.Response:
    """One request that reaches the service from ``peer``, and says that it was forwarded."""
    headers |= {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    with httpx.Client(transport=httpx.HTTPTransport(local_address=peer), base_url=served.url) as http:
        return http.get(V1 + path, headers=headers)


def use_up(served: Served, peer: str, forwarded: str) -> None:
    answers = [ask(served, peer, forwarded).status_code for _ in range(LIMIT + 1)]
    assert answers == [UNAUTHORIZED] * LIMIT + [TOO_MANY]


def test_one_caller_behind_the_proxy_uses_up_nobody_elses_limit(behind: Served) -> None:
    use_up(behind, PROXY, "203.0.113.1")
    assert ask(behind, PROXY, "203.0.113.2").status_code == UNAUTHORIZED
    assert ask(behind, PROXY, "203.0.113.1").status_code == TOO_MANY


def test_so_it_is_with_calendars(behind: Served) -> None:
    def asked(forwarded: str) -> int:
        with httpx.Client(transport=httpx.HTTPTransport(local_address=PROXY), base_url=behind.url) as http:
            return http.get("/console/calendar.ics", headers={"X-Forwarded-For": forwarded}).status_code

    assert [asked("203.0.113.3") for _ in range(LIMIT + 1)] == [HTTPStatus.FORBIDDEN] * LIMIT + [TOO_MANY]
    assert asked("203.0.113.4") == HTTPStatus.FORBIDDEN


def test_so_it_is_with_parameters_that_there_are_not_which_are_refused_before_it_is_known_who_asks(
    behind: Served,
) -> None:
    def asked(forwarded: str) -> int:
        return ask(behind, PROXY, forwarded, "/centers?zzz=1").status_code

    assert [asked("203.0.113.5") for _ in range(LIMIT + 1)] == [HTTPStatus.UNPROCESSABLE_ENTITY] * LIMIT + [TOO_MANY]
    assert asked("203.0.113.6") == HTTPStatus.UNPROCESSABLE_ENTITY


def test_who_is_no_trusted_proxy_is_not_believed(behind: Served) -> None:
    answers = [ask(behind, STRANGER, f"203.0.113.{number}").status_code for number in range(LIMIT + 1)]
    assert answers == [UNAUTHORIZED] * LIMIT + [TOO_MANY]


FORWARDED = {
    "198.51.100.1": "198.51.100.1",
    "198.51.100.2:4711": "198.51.100.2",
    "2001:db8::5": "2001:db8::5",
    "2001:0DB8:0::6": "2001:db8::6",
    "[2001:db8::7]:4711": "2001:db8::7",
    "::ffff:198.51.100.3": "198.51.100.3",
    "6.6.6.6, 198.51.100.4": "198.51.100.4",
    "6.6.6.6, 198.51.100.5, 10.1.2.3": "198.51.100.5",
    "198.51.100.6, 2001:db8:1::1, 10.1.2.3": "198.51.100.6",
    "10.1.2.3": "10.1.2.3",
    "6.6.6.6, garbage": UNKNOWN,
    "<script>": UNKNOWN,
    "198.51.100.7,": PROXY,
    "": PROXY,
    None: PROXY,
}
"""What the proxy says, and whose the read is then."""


def test_the_log_of_reads_has_the_callers_own_address(behind: Served) -> None:
    centers = {f"t-{number}": address for number, address in enumerate(FORWARDED.values())}
    for center, forwarded in zip(centers, FORWARDED, strict=True):
        reader = ACTORS[Role.AUDITOR].model_copy(update={"id": center})
        ask(behind, PROXY, forwarded, f"/centers/{center}", **behind.bearer(reader))
    assert noted(behind, len(centers)) == centers


def noted(served: Served, count: int) -> dict[str | None, str]:
    """The addresses from which objects were read, once so many reads are written."""
    office = open_office(served.settings.office)
    try:
        deadline = time.monotonic() + PATIENCE
        while len(found := office.reads.page(WhichReads()).items) < count:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return {read.object: read.address for read in found}
    finally:
        office.close()


def test_without_a_setting_nobody_is_trusted_the_loopback_neither(tmp_path: Path) -> None:
    with served_alone(tmp_path, REQUESTS_PER_MINUTE=str(LIMIT)) as served:
        answers = [ask(served, "127.0.0.1", f"203.0.113.{number}").status_code for number in range(LIMIT + 1)]
    assert answers == [UNAUTHORIZED] * LIMIT + [TOO_MANY]


@pytest.mark.parametrize(
    "given", ["proxy.example", "*", "10.0.0.1/8", "10.0.0", "0.0.0.0/0", "::/0", "10.0.0.1;10.0.0.2"]
)
def test_a_proxy_that_is_misspelt_or_everybody_lets_nothing_start(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HENGXU_TRUSTED_PROXIES", f"10.0.0.2,{given}")
    assert cli.run(["serve"]) == WRONG_USE
    assert "HENGXU_TRUSTED_PROXIES" in capsys.readouterr().err


def test_a_server_that_listens_on_ipv6_meets_a_proxy_of_ipv4_under_its_other_name() -> None:
    assert trusted_networks(("10.0.0.2/32", "2001:db8::/32")) == ["10.0.0.2/32", "2001:db8::/32", "::ffff:10.0.0.2/128"]
