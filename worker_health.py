"""``/livez``, ``/readyz`` and ``/metrics`` of the worker, served by the same web server as the API."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.http.receiving import bounds

Trouble = Callable[[], Awaitable[str]]
"""Why the worker can't work now; an empty text when it can."""
Measured = Callable[[], Awaitable[bytes]]
"""What it measures, as Prometheus reads it."""
TIME_TO_ASK = 5.0
"""Seconds within which a request has to come."""
TIME_TO_FINISH = 1
"""Seconds that a request under way has when the worker stops."""


class HealthServer(uvicorn.Server):
    """Leaves the signals of the process to the worker, and says when it has come up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens."""
        await super().startup(sockets)
        self.is_up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None is captured."""
        yield


@asynccontextmanager
async def serving_health(host: str, port: int | None, trouble: Trouble, measured: Measured) -> AsyncIterator[None]:
    """The addresses while the worker works; none where no port is set. Raises ``OSError`` for a port in use."""
    if port is None:
        yield
        return
    with socket.create_server((host, port), reuse_port=False) as listening:
        server = HealthServer(_config(health_app(trouble, measured)))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.is_up.wait()
            yield
        finally:
            server.should_exit = True
            await serving


def _config(application: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=TIME_TO_FINISH,
        **bounds(TIME_TO_ASK),
    )


def health_app(trouble: Trouble, measured: Measured) -> Starlette:
    """``/livez`` answers while the process does, ``/readyz`` with 503 and the reason while it can't work, ``/metrics``
    always.
    """

    async def livez(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> PlainTextResponse:
        reason = await trouble()
        if reason:
            return PlainTextResponse(f"{reason}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return PlainTextResponse("ok\n")

    async def metrics(_request: Request) -> Response:
        return Response(await measured(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])
