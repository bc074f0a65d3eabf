"""The log as it grows: told in order, once, to whoever may read it, until they go or the service does."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.auth.tokens import issue_token
from domain.kernel.roles import PEOPLE, Actor, Role
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.errors import LedgerUnavailable
from settings import Settings
from terminal.serve import Server
from tests.api.house import V1, House, assert_problem, served
from tests.lives import ACTORS, commands
from tests.temporal import until

PATIENCE = 20.0
"""Seconds after which a test stops waiting."""
STREAM = f"{V1}/events/stream"


class Listener:
    """Somebody who reads a stream."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def block(self) -> dict[str, str]:
        """The next lines up to an empty one, by field; a comment's field is empty."""
        found: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line:
                    return found
                name, _, value = line.partition(":")
                found[name] = value.strip()
        raise EOFError

    async def message(self) -> dict[str, str]:
        """The next message, comments left out."""
        while "data" not in (block := await self.block()):
            continue
        return block

    async def items(self, count: int) -> list[dict[str, Any]]:
        """The next events, each under its position."""
        messages = [await self.message() for _ in range(count)]
        assert {message["event"] for message in messages} == {"recorded"}
        items = [json.loads(message["data"]) for message in messages]
        assert [message["id"] for message in messages] == [str(item["position"]) for item in items]
        return items

    async def ended(self) -> bool:
        """Whether nothing comes any more."""
        with suppress(EOFError):
            await self.message()
            return False
        return True


class Street:
    """A house with a real server in front, and those who come by."""

    def __init__(self, house: House, server: Server, port: int) -> None:
        self.house, self.server, self.address = house, server, f"http://127.0.0.1:{port}"

    @asynccontextmanager
    async def asking(
        self,
        caller: Role | Actor = Role.AUDITOR,
        language: str = "zh-CN",
        headers: dict[str, str] | None = None,
        **asked: Any,
    ) -> AsyncIterator[httpx.Response]:
        """The answer to somebody who asks for the stream."""
        sent = self.house.bearer(caller) | {"Accept-Language": language} | (headers or {})
        async with (
            httpx.AsyncClient(base_url=self.address, timeout=PATIENCE, trust_env=False) as http,
            http.stream("GET", STREAM, params=asked, headers=sent) as answer,
        ):
            yield answer

    @asynccontextmanager
    async def listening(
        self, caller: Role | Actor = Role.AUDITOR, language: str = "zh-CN", **asked: Any
    ) -> AsyncIterator[Listener]:
        """Somebody to whom the stream is told."""
        async with self.asking(caller, language, **asked) as answer:
            assert answer.status_code == 200, await answer.aread()
            listener = Listener(answer)
            assert await listener.block() == {"retry": "3000"}
            yield listener

    async def refused(self, status: int, code: str, language: str = "zh-CN", **asked: Any) -> dict[str, Any]:
        """The problem that is answered instead of a stream."""
        async with self.asking(language=language, **asked) as answer:
            await answer.aread()
            return assert_problem(answer, status, code)

    async def until_open(self, count: int) -> None:
        """Until so many streams are open."""
        line = f"hengxu_open_streams {float(count)}"

        async def look() -> bool | None:
            return line in (await self.house.http.get("/metrics")).text or None

        await until(look)


@asynccontextmanager
async def street(house: House, settings: Settings | None = None) -> AsyncIterator[Street]:
    """A real server in front of the house's installation."""
    async with served(house.installation, settings) as inside:
        port = free_port()
        server = Server(inside.app, port=port, lifespan="off", log_level="warning", timeout_graceful_shutdown=60)
        serving = asyncio.create_task(server.serve())

        async def look() -> bool | None:
            return server.started or None

        await until(look)
        try:
            yield Street(inside, server, port)
        finally:
            server.should_exit = True
            await serving


async def test_the_whole_log_is_told_as_the_list_has_it_and_then_what_is_new(house: House) -> None:
    first, second = await house.register(), await house.register()
    async with street(house) as at, at.listening() as listener:
        assert listener.answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert listener.answer.headers["cache-control"] == "no-store"
        assert "content-length" not in listener.answer.headers
        assert await listener.items(2) == (await house.get("/events")).json()["items"]
        await house.decide(first, commands()["submit_industry_research"])
        (research,) = await listener.items(1)
        assert (research["position"], research["center_id"]) == (3, first)
        await house.decide(second, commands()["submit_industry_research"])
        assert (await listener.items(1))[0]["position"] == 4


async def test_who_comes_back_misses_nothing_and_is_told_nothing_twice(house: House) -> None:
    for _ in range(3):
        await house.register()
    async with street(house) as at:
        async with at.listening(after=2) as listener:
            assert [item["position"] for item in await listener.items(1)] == [3]
        async with at.listening(after=0, headers={"Last-Event-ID": "1"}) as listener:
            assert [item["position"] for item in await listener.items(2)] == [2, 3]
        async with at.listening(after=3) as listener:
            await house.register()
            await house.register()
            assert [item["position"] for item in await listener.items(2)] == [4, 5]


async def test_a_log_of_many_pages_is_told_whole(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.log.log_follower.PAGE", 2)
    for _ in range(5):
        await house.register()
    async with street(house) as at, at.listening() as listener:
        assert [item["position"] for item in await listener.items(5)] == [1, 2, 3, 4, 5]
        await house.register()
        assert [item["position"] for item in await listener.items(1)] == [6]


@pytest.mark.parametrize("role", [role for role in PEOPLE if role not in (Role.EXPERT, Role.OPERATOR)])
async def test_every_role_to_which_a_center_is_there_is_told(house: House, role: Role) -> None:
    await house.register()
    async with street(house) as at, at.listening(ACTORS[role]) as listener:
        assert [item["type"] for item in await listener.items(1)] == ["CenterRegistered"]


@pytest.mark.parametrize("role", [Role.EXPERT, Role.OPERATOR])
async def test_who_has_no_part_in_a_center_hears_that_the_stream_is_there_and_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr("api.log.event_stream.KEEP_ALIVE", 0.5)
    async with street(house) as at, at.listening(ACTORS[role]) as listener, at.listening() as auditor:
        await house.register()
        await auditor.items(1)
        assert [await listener.block() for _ in range(3)] == [{"": ""}] * 3


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"after": "-1"}, "after"),
        ({"after": str(2**63)}, "after"),
        ({"after": "last"}, "after"),
        ({"headers": {"Last-Event-ID": "x"}}, "last-event-id"),
        ({"headers": {"Last-Event-ID": "-1"}}, "last-event-id"),
    ],
)
async def test_a_place_that_is_none_is_named(quiet_house: House, asked: dict[str, Any], field: str) -> None:
    async with street(quiet_house) as at:
        for language in ("zh-CN", "en"):
            problem = await at.refused(422, "request_invalid", language, **asked)
            (error,) = problem["errors"]
            assert error["field"] == field
            assert error["message"].isascii() == (language == "en")


async def test_a_quiet_stream_says_that_it_is_there(quiet_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.log.event_stream.KEEP_ALIVE", 0.05)
    async with street(quiet_house) as at, at.listening() as listener:
        assert [await listener.block() for _ in range(3)] == [{"": ""}] * 3


async def test_a_stream_ends_when_the_token_does(quiet_house: House) -> None:
    token = issue_token(quiet_house.settings, Role.AUDITOR, lifetime=timedelta(seconds=5))
    async with street(quiet_house) as at, at.listening(headers={"Authorization": f"Bearer {token}"}) as listener:
        message = await listener.message()
        assert message["event"] == "problem"
        assert "id" not in message
        problem = json.loads(message["data"])
        assert (problem["code"], problem["status"], problem["title"]) == ("token_expired", 401, "登录已过期")
        assert problem["instance"] == STREAM
        assert await listener.ended()


async def test_only_so_many_streams_are_open_at_once(quiet_house: House) -> None:
    few = quiet_house.settings.model_copy(update={"streams_at_once": 3, "streams_per_caller": 2})
    async with street(quiet_house, few) as at:
        async with at.listening(), at.listening():
            problem = await at.refused(429, "too_many_streams", "en")
            assert re.findall("[0-9]+", problem["detail"]) == ["3", "2", "1"]
            async with at.listening(Role.OFFICER), at.asking(Role.APPROVER) as answer:
                assert answer.status_code == 429
                assert int(answer.headers["retry-after"]) > 0
            assert (await at.house.get("/events")).status_code == 200
        await at.until_open(0)
        async with at.listening():
            await at.until_open(1)


async def test_open_streams_keep_no_connection_to_the_ledger(house: House) -> None:
    one = house.settings.model_copy(update={"ledger_pool_size": 1})
    async with street(house, one) as at, at.listening() as first, at.listening(Role.OFFICER) as second:
        center = await house.register()
        assert [(await listener.items(1))[0]["center_id"] for listener in (first, second)] == [center, center]
        assert (await at.house.get(f"/centers/{center}")).status_code == 200


async def test_a_stream_is_none_while_the_ledger_is_away(quiet_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "log", away)
    async with street(quiet_house) as at:
        for language in ("zh-CN", "en"):
            assert "gone" in (await at.refused(503, "ledger_unavailable", language))["detail"]
        await at.until_open(0)


def away(*_: Any) -> Any:
    raise LedgerUnavailable("gone")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_ledger_that_goes_away_ends_the_stream_with_its_name(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    async with street(quiet_house) as at, at.listening(language=language) as listener:
        monkeypatch.setattr(Ledger, "log", away)
        message = await listener.message()
        problem = json.loads(message["data"])
        assert (message["event"], problem["code"], problem["status"]) == ("problem", "ledger_unavailable", 503)
        assert problem["title"].isascii() == (language == "en")
        assert await listener.ended()
        monkeypatch.undo()
        await at.until_open(0)


async def test_what_nobody_foresaw_ends_the_stream_under_a_number(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a secret of the house")

    async with street(quiet_house) as at, at.listening() as listener:
        monkeypatch.setattr(Ledger, "log", broken)
        problem = json.loads((await listener.message())["data"])
        assert problem["code"] == "unforeseen"
        assert "secret" not in str(problem)
        assert problem["correlation_id"] in caplog.text
        assert await listener.ended()


async def test_a_server_that_is_told_to_stop_ends_every_stream(house: House) -> None:
    async with street(house) as at, at.listening() as first, at.listening() as second:
        await house.register()
        await first.items(1)
        began = time.monotonic()
        at.server.should_exit = True
        assert await first.ended()
        await second.items(1)
        assert await second.ended()
        assert time.monotonic() - began < PATIENCE / 4
