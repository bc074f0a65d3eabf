"""Each request has an id, and by it the log says what became of it; nothing that lets somebody in stands there."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.request_log import BY_TRUSTED_PROXY, request_id_of
from domain.kernel.roles import Role
from ledger.application import Ledger
from ledger.errors import LedgerUnavailable
from tests.api.house import House, assert_problem, served
from tests.api.serving import served_alone
from tests.lives import commands
from tests.logged import logged, of

MADE = re.compile(r"[0-9a-f]{32}")
RESEARCH = commands()["submit_industry_research"]


@pytest.fixture
async def talkative(quiet_house: House) -> AsyncIterator[House]:
    """An API that logs every request."""
    settings = quiet_house.settings.model_copy(update={"log_requests": True})
    async with served(quiet_house.installation, settings) as house:
        yield house


@pytest.mark.parametrize("path", ["/livez", "/api/v1/centers", "/console/work", "/nowhere", "/console/static/no.css"])
async def test_every_answer_bears_the_id_of_its_request(quiet_house: House, path: str) -> None:
    first, second = [await quiet_house.http.get(path) for _ in range(2)]
    ids = [answer.headers.get_list("x-request-id") for answer in (first, second)]
    assert all(len(found) == 1 and MADE.fullmatch(found[0]) for found in ids)
    assert ids[0] != ids[1]


async def test_what_comes_too_large_has_an_id_too(quiet_house: House) -> None:
    answer = await quiet_house.post("/centers", {"x": "x" * quiet_house.settings.body_limit}, Role.APPLICANT, "k-1")
    assert answer.status_code == 413
    assert MADE.fullmatch(answer.headers["x-request-id"])


async def test_nobody_but_a_trusted_proxy_names_a_request(quiet_house: House) -> None:
    answer = await quiet_house.http.get("/livez", headers={"X-Request-Id": "mine"})
    assert MADE.fullmatch(answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (["4bf92f3577b34da6"], True),
        (["Root=1-67891233-abcdef"], True),
        ([], False),
        ([""], False),
        (["one two"], False),
        (['"quoted"'], False),
        (["x" * 129], False),
        (["one", "two"], False),
        (["行"], False),
    ],
)
def test_the_id_of_a_trusted_proxy_is_taken_where_it_is_sane(given: list[str], taken: bool) -> None:
    headers = [(b"x-request-id", one.encode()) for one in given]
    found = request_id_of({"headers": headers, "state": {BY_TRUSTED_PROXY: True}})
    assert (found in given) is taken
    assert taken or MADE.fullmatch(found)


async def test_an_answer_of_5xx_is_logged_with_its_code_and_whose_request_it_was(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise LedgerUnavailable("gone")

    monkeypatch.setattr(Ledger, "receipt", away)
    center = quiet_house.center_after([])
    with logged() as lines:
        answer = await quiet_house.post(
            "/centers", commands()["register_center"] | {"center_id": center}, Role.APPLICANT, "k-7"
        )
    assert_problem(answer, 503, "ledger_unavailable")
    (line,) = of(lines, "hengxu.api", status=503)
    assert line["level"] == "WARNING"
    assert line["request_id"] == answer.headers["x-request-id"]
    fields = {name: line[name] for name in ("code", "command_id", "center", "role", "method", "path")}
    assert fields == {
        "code": "ledger_unavailable",
        "command_id": "k-7",
        "center": center,
        "role": "applicant",
        "method": "POST",
        "path": "/api/v1/centers",
    }


async def test_what_nobody_foresaw_is_logged_with_the_id_that_the_caller_has(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Ledger, "version", broken)
    with logged() as lines:
        answer = await quiet_house.decide("c-1", RESEARCH, Role.OFFICER)
    problem = assert_problem(answer, 503, "unforeseen")
    request_id = answer.headers["x-request-id"]
    assert problem["correlation_id"] == request_id
    fault, ended = of(lines, "hengxu.api", request_id=request_id)
    assert "ZeroDivisionError" in fault["traceback"]
    assert (ended["status"], ended["code"]) == (503, "unforeseen")


async def test_what_is_asked_every_few_seconds_is_not_logged_each_time(quiet_house: House) -> None:
    with logged() as lines:
        assert (await quiet_house.http.get("/readyz")).status_code == 503
    assert of(lines, "hengxu.api") == []


async def test_answers_are_logged_only_where_that_is_set(quiet_house: House) -> None:
    with logged() as lines:
        await quiet_house.get("/centers")
    assert of(lines, "hengxu.requests") == []


async def test_a_request_is_logged_without_what_follows_its_path(talkative: House) -> None:
    with logged() as lines:
        await talkative.get("/centers/c-1")
        await talkative.http.get("/console/calendar.ics", params={"key": "s3cr3t"})
        await talkative.http.get("/console/sign-in/return", params={"code": "s3cr3t", "state": "s3cr3t"})
    asked = of(lines, "hengxu.requests")
    assert [line["path"] for line in asked] == [
        "/api/v1/centers/c-1",
        "/console/calendar.ics",
        "/console/sign-in/return",
    ]
    first = asked[0]
    assert (first["role"], first["center"], first["status"], first["code"]) == ("auditor", "c-1", 404, "center_unknown")
    assert first["ms"] > 0
    assert first["address"] == "127.0.0.1"
    assert "s3cr3t" not in json.dumps(lines)
    assert "Bearer" not in json.dumps(lines)


def test_a_real_server_logs_every_line_in_one_form(tmp_path: Path) -> None:
    with served_alone(tmp_path, LOG_FORMAT="json", LOG_REQUESTS="true", TRUSTED_PROXIES="127.0.0.0/8") as served:
        named = {"X-Request-Id": "of-the-proxy-1", "X-Forwarded-For": "198.51.100.7"}
        answer = httpx.get(f"{served.url}/api/v1/centers?q=s3cr3t", headers=named, trust_env=False)
        assert answer.headers["x-request-id"] == "of-the-proxy-1"
    lines = [json.loads(line) for line in served.logged().splitlines()]
    assert {"uvicorn.error", "hengxu.requests"} <= {line["logger"] for line in lines}
    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in lines)
    (asked,) = of(lines, "hengxu.requests", request_id="of-the-proxy-1")
    assert (asked["address"], asked["status"], asked["code"]) == ("198.51.100.7", 401, "token_missing")
    assert "s3cr3t" not in served.logged()


def test_a_real_server_believes_no_stranger(tmp_path: Path) -> None:
    with served_alone(tmp_path, LOG_REQUESTS="true") as served:
        httpx.get(f"{served.url}/readyz", trust_env=False)
        answer = httpx.get(f"{served.url}/nowhere", headers={"X-Request-Id": "mine"}, trust_env=False)
        assert MADE.fullmatch(answer.headers["x-request-id"])
    assert f"GET /nowhere: 404 request_id={answer.headers['x-request-id']} code=not_found" in served.logged()
    assert "GET /readyz" not in served.logged()
