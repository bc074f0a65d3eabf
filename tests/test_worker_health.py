"""The worker says whether it lives and whether it can work, over HTTP, on a port of its own."""

import asyncio
import socket

import httpx
import pytest

from embedded.ports import free_port
from worker_health import serving_health

HOST = "127.0.0.1"


async def works() -> str:
    return ""


async def measures_nothing() -> bytes:
    return b"# nothing\n"


async def has_no_temporal() -> str:
    return "Temporal doesn't serve"


async def asked(port: int, path: str) -> tuple[int, str]:
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{port}") as client:
        answer = await client.get(path)
        return answer.status_code, answer.text.strip()


async def test_a_worker_that_can_work_says_so() -> None:
    port = free_port()
    async with serving_health(HOST, port, works, measures_nothing):
        assert await asked(port, "/livez") == (200, "ok")
        assert await asked(port, "/readyz") == (200, "ok")
        assert await asked(port, "/metrics") == (200, "# nothing")
        assert (await asked(port, "/elsewhere"))[0] == 404


async def test_a_worker_that_cannot_work_lives_and_says_why_it_is_not_ready() -> None:
    port = free_port()
    async with serving_health(HOST, port, has_no_temporal, measures_nothing):
        assert await asked(port, "/livez") == (200, "ok")
        assert await asked(port, "/readyz") == (503, "Temporal doesn't serve")


async def test_its_health_ends_with_it() -> None:
    port = free_port()
    async with serving_health(HOST, port, works, measures_nothing):
        pass
    with pytest.raises(httpx.ConnectError):
        await asked(port, "/livez")


async def test_a_request_that_is_none_harms_nobody() -> None:
    port = free_port()
    async with serving_health(HOST, port, works, measures_nothing):
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"\x00\xff nonsense\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()
        await writer.wait_closed()
        assert await asked(port, "/livez") == (200, "ok")


async def test_a_port_in_use_is_told() -> None:
    with socket.create_server((HOST, 0)) as taken, pytest.raises(OSError, match="in use"):
        async with serving_health(HOST, taken.getsockname()[1], works, measures_nothing):
            pass
