"""The service is told to stop: whoever waits is answered as well as can be, and nobody with 500."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from starlette.types import Message, Scope

from api.app_state import AppState
from api.console.frame.session.sessions import COOKIE
from api.decisions.receipt_waiter import ReceiptWaiter
from clock import utc_now
from domain.kernel.roles import Role
from embedded.ports import free_port
from ledger.receipts import Receipt
from tests.api.house import V1, House
from tests.console.conftest import HOST
from tests.lives import ACTORS, commands
from tests.temporal import KEY, until

REGISTRATION = commands()["register_center"]
SERVING = """
import sys
import cli
from terminal import serve
serve.TIME_TO_FINISH = 1
sys.exit(cli.run(["serve"]))
"""
"""`hengxu serve`, with less patience for what can't be finished."""


@contextmanager
def serving(house: House, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The API as a process of its own."""
    environment = os.environ | {
        "HENGXU_DATA": str(house.settings.data),
        "HENGXU_TEMPORAL_ADDRESS": house.settings.temporal_address,
        "HENGXU_TASK_QUEUE": house.settings.task_queue,
        "HENGXU_SIGNING_KEY": KEY,
        "HENGXU_PORT": str(port),
        "HENGXU_RECEIPT_WAIT": "60",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    process = subprocess.Popen([sys.executable, "-c", SERVING], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@asynccontextmanager
async def client_of(port: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the process, once that answers."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as http:

        async def lives() -> httpx.Response | None:
            with suppress(httpx.TransportError):
                return await http.get("/livez")
            return None

        await until(lives)
        yield http


async def heard(house: House, center: str) -> None:
    """Once Temporal has taken the decision."""

    async def look() -> bool | None:
        with suppress(Exception):
            history = await house.installation.workflow(center).fetch_history()
            return any(event.HasField("workflow_execution_signaled_event_attributes") for event in history.events)
        return None

    await until(look)


async def test_decisions_that_wait_for_their_receipts_are_pending_when_the_service_stops(quiet_house: House) -> None:
    port, centers = free_port(), [f"t-{uuid4().hex[:12]}" for _ in range(5)]
    headers = quiet_house.bearer(Role.APPLICANT)
    with serving(quiet_house, port) as process:
        async with client_of(port) as http:
            asking = [
                asyncio.ensure_future(
                    http.post(
                        f"{V1}/centers",
                        json=REGISTRATION | {"center_id": center},
                        headers=headers | {"Idempotency-Key": f"key-{center}"},
                    )
                )
                for center in centers
            ]
            await asyncio.gather(*(heard(quiet_house, center) for center in centers))
            process.send_signal(signal.SIGTERM)
            answers = await asyncio.gather(*asking)
        await asyncio.to_thread(process.wait, 20)
    assert [answer.status_code for answer in answers] == [202] * 5
    assert {answer.json()["outcome"] for answer in answers} == {"pending"}
    assert all(answer.headers["retry-after"] for answer in answers)
    for answer in answers:
        later = await quiet_house.http.get(answer.headers["location"], headers=headers)
        assert later.json()["outcome"] == "pending"


@asynccontextmanager
async def begun(port: int, path: str, headers: dict[str, str]) -> AsyncIterator[asyncio.StreamReader]:
    """Where the answer comes to a request whose body never comes to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    named = {"Host": f"127.0.0.1:{port}", "Content-Length": "10", **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", "{"]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    yield reader
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def test_what_cannot_be_finished_is_answered_with_503_and_when_to_come_again(quiet_house: House) -> None:
    port, headers = free_port(), quiet_house.bearer(Role.APPLICANT)
    with serving(quiet_house, port) as process:
        async with client_of(port) as http, AsyncExitStack() as connections:
            paths = (f"{V1}/centers", f"{V1}/documents", "/console/sign-in")
            readers = [await connections.enter_async_context(begun(port, path, headers)) for path in paths]
            assert (await http.get("/livez")).status_code == 200
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(20):
                answers = [(await reader.read()).decode() for reader in readers]
        await asyncio.to_thread(process.wait, 20)
    for answer in answers:
        head, _, body = answer.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 503 ")
        assert "retry-after: 5" in head
        assert json.loads(body)["code"] == "stopping"


async def cut_off(house: House, path: str) -> list[Message]:
    """What is sent to a reader whose request the server cancels once it is being answered."""
    sent: list[Message] = []
    is_answered = asyncio.Event()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def endless(*_: object, **__: object) -> None:
        is_answered.set()
        await asyncio.Event().wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AppState, "read", endless)
        sessions = house.app.state.installation.office.get().sessions
        session = sessions.begin(ACTORS[Role.AUDITOR], utc_now() + timedelta(minutes=1))
        headers = {"host": HOST, "cookie": f"{COOKIE}={session}", "authorization": f"Bearer {bearer(house)}"}
        request = httpx.Request("GET", f"http://{HOST}{path}", headers=headers)
        asked = asyncio.create_task(house.app(_scope(request), receive, send))
        await is_answered.wait()
        asked.cancel()
        await asyncio.wait([asked])
    assert asked.cancelled()
    return sent


def bearer(house: House) -> str:
    return house.bearer(Role.AUDITOR)["Authorization"].removeprefix("Bearer ")


def _scope(request: httpx.Request) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": (HOST, 50_000),
        "server": (HOST, 80),
    }


@pytest.mark.parametrize(
    ("path", "media_type"),
    [(f"{V1}/centers", "application/problem+json"), ("/console/centers", "text/html; charset=utf-8")],
)
async def test_a_request_that_the_server_cancels_is_answered_as_people_and_programs_read_it(
    quiet_house: House, path: str, media_type: str
) -> None:
    start, body = await cut_off(quiet_house, path)
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert (start["status"], headers["retry-after"], headers["content-type"]) == (503, "5", media_type)
    assert "服务正在停止" in body["body"].decode()


async def test_whoever_waits_for_a_receipt_is_told_when_waiting_is_over() -> None:
    async def nothing(_: object) -> dict[str, Receipt]:
        return {}

    receipt_waiter = ReceiptWaiter(nothing)
    asking = [asyncio.create_task(receipt_waiter.receipt(key, 60)) for key in ("a", "a", "b")]
    await asyncio.sleep(0)
    receipt_waiter.end()
    async with asyncio.timeout(5):
        assert await asyncio.gather(*asking) == [None, None, None]
        assert await receipt_waiter.receipt("c", 60) is None
    assert len(receipt_waiter) == 0
    await receipt_waiter.close()
