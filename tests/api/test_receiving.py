"""What comes in over a socket is bounded in bytes and seconds before anybody knows who sends it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from api.http.receiving import HEAD_BYTES, bounds
from worker_health import HealthServer

HOST = "127.0.0.1"
SECONDS = 0.4
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


async def measuring(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that says how long a body was."""
    try:
        body = await Request(scope, receive).body()
    except ClientDisconnect:
        return
    await PlainTextResponse(str(len(body)))(scope, receive, send)


@asynccontextmanager
async def served(application: Any = measuring) -> AsyncIterator[int]:
    config = uvicorn.Config(application, host=HOST, port=0, lifespan="off", log_config=None, **bounds(SECONDS))
    server = HealthServer(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE):
        await server.is_up.wait()
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        await serving


async def answer_to(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """What is answered to these pieces, sent one after the other."""
    reader, writer = await asyncio.open_connection(HOST, port)
    with suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
    answer = b""
    with suppress(ConnectionError):
        answer = await reader.read(200)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
    return answer


def head(*headers: bytes) -> bytes:
    return b"\r\n".join([b"POST / HTTP/1.1", b"Host: x", b"Connection: close", *headers, b"", b""])


async def test_a_request_in_time_is_answered() -> None:
    async with served() as port:
        assert (await answer_to(port, head(b"Content-Length: 3"), b"abc")).startswith(b"HTTP/1.1 200")


SERVER = """
import socket, sys, uvicorn
from api.http.receiving import bounds

async def answering(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})

with socket.create_server(("127.0.0.1", 0)) as listening:
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(answering, lifespan="off", log_config=None, **bounds(20.0))).run([listening])
"""


@pytest.mark.parametrize("line", [b"x" * 1000, b"x\r\nA: "], ids=["one header", "many headers"])
async def test_a_head_without_end_is_refused_and_not_kept(line: bytes) -> None:
    with serving() as (process, port):
        assert (await answer_to(port, head(b"Content-Length: 0"))).startswith(b"HTTP/1.1 200")
        before = peak(process.pid)
        await answer_to(port, b"POST / HTTP/1.1\r\nHost: x\r\nA: ", *[line * (HEAD_BYTES // len(line))] * 500)
        assert peak(process.pid) - before < 8_000_000
        assert (await answer_to(port, head(b"Content-Length: 0"))).startswith(b"HTTP/1.1 200")


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server that is a process of its own, and its port."""
    process = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout is not None
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def peak(process: int) -> int:
    """The most memory that a process ever had, in bytes."""
    found = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(found.split("VmHWM:")[1].split()[0]) * 1024


@pytest.mark.parametrize(
    "pieces", [[b""], [b"P"], [b"POST / HTTP/1.1\r\n"] + [b"A: b\r\n"] * 100], ids=["none", "one", "slow"]
)
async def test_a_head_that_does_not_come_in_time_is_not_waited_for(pieces: list[bytes]) -> None:
    async with served() as port:
        assert (await answer_to(port, *pieces, pause=0.02)).startswith((b"HTTP/1.1 408", b""))


async def test_nor_is_a_body() -> None:
    async with served() as port:
        trickle = [b"x"] * 100
        assert (await answer_to(port, head(b"Content-Length: 100000"), *trickle, pause=0.02)).startswith(
            (b"HTTP/1.1 408", b"")
        )


async def test_a_body_that_comes_steadily_may_take_longer() -> None:
    async with served() as port:
        steadily = [b"x" * 1000] * 40
        answer = await answer_to(port, head(b"Content-Length: 40000"), *steadily, pause=0.02)
        assert answer.startswith(b"HTTP/1.1 200")


async def test_a_body_that_nobody_reads_yet_is_not_late() -> None:
    async def hesitating(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(3 * SECONDS)
        await measuring(scope, receive, send)

    async with served(hesitating) as port:
        answer = await answer_to(port, head(b"Content-Length: 1000000"), b"x" * 1_000_000)
        assert answer.endswith(b"1000000")
