"""Whatever is away or killed, nothing is lost, nothing is half written, and nothing answers 500."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr
from temporalio.service import RPCError

from api.app import create_app
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.application import Ledger
from ledger.errors import LedgerUnavailable
from ledger.migrations import migrate
from settings import Settings
from tests.api.house import V1, House, assert_problem, served
from tests.lives import commands
from tests.temporal import KEY, until

RESEARCH = commands()["submit_industry_research"]
REGISTRATION = commands()["register_center"]


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The API with nothing handed in."""
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api") as http,
    ):
        yield http


def nowhere(tmp_path: Path) -> Settings:
    """Settings of an installation of which nothing runs."""
    return Settings(data=tmp_path, temporal_address=f"127.0.0.1:{free_port()}", signing_key=SecretStr(KEY))


async def test_without_temporal_a_decision_is_not_taken_and_may_be_sent_again(house: House) -> None:
    center, key = await house.register(), uuid4().hex
    away = house.settings.model_copy(update={"temporal_address": f"127.0.0.1:{free_port()}"})
    async with alone(away) as http:
        headers = house.bearer(Role.APPLICANT) | {"Idempotency-Key": key}
        for language in ("zh-CN", "en"):
            answer = await http.post(
                f"{V1}/centers/{center}/decisions", json=RESEARCH, headers=headers | {"Accept-Language": language}
            )
            problem = assert_problem(answer, 503, "temporal_unavailable")
            assert problem["command_id"] == key
            assert answer.headers["retry-after"]
        assert (await http.get(f"{V1}/centers/{center}", headers=headers)).status_code == 200
        assert "Temporal" in assert_problem(await http.get("/readyz"), 503, "not_ready")["detail"]
        assert (await http.get("/livez")).status_code == 200
    assert (await house.decide(center, RESEARCH, key=key)).status_code == 201
    assert len((await house.get(f"/centers/{center}/events")).json()["items"]) == 2


async def test_the_api_comes_up_before_the_ledger_and_finds_it(tmp_path: Path) -> None:
    settings = nowhere(tmp_path)
    async with alone(settings) as http:
        headers = House.bearer(_Issuing(settings), Role.AUDITOR)  # type: ignore[arg-type]
        answer = await http.get(f"{V1}/centers", headers=headers | {"Accept-Language": "en"})
        problem = assert_problem(answer, 503, "ledger_unavailable")
        assert "hengxu migrate" in problem["detail"] or "ledger" in problem["detail"]
        assert answer.headers["retry-after"]
        migrate(settings.ledger)
        assert (await http.get(f"{V1}/centers", headers=headers)).json()["items"] == []


class _Issuing:
    """What a bearer needs of a house."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


async def test_a_ledger_that_goes_away_while_somebody_waits_loses_nothing(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> Any:
        raise LedgerUnavailable("gone")

    key, known = uuid4().hex, Ledger.receipt
    body = REGISTRATION | {"center_id": f"t-{key[:12]}"}
    monkeypatch.setattr(Ledger, "receipts", away)
    monkeypatch.setattr(Ledger, "receipt", lambda self, command_id: None)
    pending = await quiet_house.post("/centers", body, Role.APPLICANT, key, Prefer="wait=1")
    assert pending.status_code == 202
    monkeypatch.undo()
    assert known is Ledger.receipt
    async with quiet_house.installation.working():
        assert (await quiet_house.post("/centers", body, Role.APPLICANT, key)).status_code == 201
    assert len((await quiet_house.get("/events")).json()["items"]) == 1


async def test_what_nobody_foresaw_is_answered_under_a_number(
    quiet_house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("a secret of the house")

    monkeypatch.setattr(Ledger, "version", broken)
    answer = await quiet_house.decide("c-1", RESEARCH, Role.OFFICER)
    problem = assert_problem(answer, 503, "unforeseen")
    assert problem["correlation_id"] in caplog.text
    assert problem["correlation_id"] in problem["detail"]
    assert "secret" not in answer.text


async def test_a_caller_who_asks_too_often_is_asked_to_wait(quiet_house: House) -> None:
    slow = quiet_house.settings.model_copy(update={"requests_per_minute": 3})
    async with served(quiet_house.installation, slow) as house:
        answers = [await house.get("/centers", language="en") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert_problem(answers[3], 429, "too_many_requests")
        assert 0 < int(answers[3].headers["retry-after"]) <= 20
        assert (await house.get("/centers", Role.OFFICER)).status_code == 200
        guesses = [await house.http.get(f"{V1}/centers", headers={"Authorization": f"Bearer {i}"}) for i in range(4)]
        assert [guess.status_code for guess in guesses] == [401, 401, 401, 429]


@contextmanager
def api_process(settings: Settings, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The API as a process of its own."""
    program = (
        "import uvicorn; from api.app import create_app; from settings import Settings; s = Settings();"
        "uvicorn.run(create_app(s), port=s.port, log_level='warning')"
    )
    environment = os.environ | {
        "HENGXU_DATA": str(settings.data),
        "HENGXU_TEMPORAL_ADDRESS": settings.temporal_address,
        "HENGXU_TASK_QUEUE": settings.task_queue,
        "HENGXU_SIGNING_KEY": KEY,
        "HENGXU_PORT": str(port),
        "HENGXU_RECEIPT_WAIT": "60",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    process = subprocess.Popen([sys.executable, "-c", program], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


async def test_an_api_killed_in_the_middle_of_a_decision_loses_and_doubles_nothing(quiet_house: House) -> None:
    house, port, key = quiet_house, free_port(), uuid4().hex
    center = f"t-{uuid4().hex[:12]}"
    headers = house.bearer(Role.APPLICANT) | {"Idempotency-Key": key}
    body = REGISTRATION | {"center_id": center}

    async def register() -> httpx.Response | None:
        try:
            return await http.post(f"{V1}/centers", json=body, headers=headers)
        except httpx.ConnectError:
            return None

    async def has_heard() -> bool | None:
        return await _signals(house, center) > 0 or None

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        with api_process(house.settings, port) as first:
            asking = asyncio.ensure_future(until(register))
            await until(has_heard)
            first.kill()
            with pytest.raises(httpx.TransportError):
                await asking
        async with house.installation.working():
            with api_process(house.settings, port):
                again = await until(register)
                assert again.status_code == 201
                assert (await until(register)).json() == again.json()
    assert len(house.installation.ledger.history(center)) == 1


async def _signals(house: House, center: str) -> int:
    """How many words the workflow of a center has heard; none while it hasn't begun."""
    try:
        history = await house.installation.workflow(center).fetch_history()
    except RPCError:
        return 0
    return sum(event.HasField("workflow_execution_signaled_event_attributes") for event in history.events)
