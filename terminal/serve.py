"""`hengxu serve`: the API alone, in production and as a part of `hengxu up`."""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from contextlib import nullcontext, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.http.receiving import bounds
from api.http.request_log import BY_TRUSTED_PROXY
from embedded.ports import is_free
from settings import NoSigningKey, Settings
from telemetry.tracing import tracing
from temporal_client.connection import settings_to_blame
from terminal import wording
from terminal.answers import DONE, CommandError
from terminal.starting import check_scanner, check_start

TIME_TO_FINISH = 5
"""Seconds that requests under way have when it is told to stop."""


def serve_api(settings: Settings) -> int:
    """Until SIGINT or SIGTERM."""
    check_start(settings)
    if blame := settings_to_blame(settings):
        raise CommandError(blame)
    check_scanner(settings)
    with tracing(settings.traces_endpoint, settings.traces_ratio, "hengxu-api"):
        return _serve(settings)


def _serve(settings: Settings) -> int:
    application = _application(settings)
    if not is_free(settings.port, settings.host):
        raise CommandError(wording.PORT_IN_USE(port=settings.port))
    server = Server(
        application,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        trusted=trusted_networks(settings.trusted_proxies),
        timeout_graceful_shutdown=TIME_TO_FINISH,
        **bounds(settings.receive_seconds),
    )
    with suppress(KeyboardInterrupt):
        server.run()
    return DONE


class Server(uvicorn.Server):
    """Ends all waiting before it waits for what is under way: streams of events have no end of their own, and a receipt
    may come long after everybody has lost patience. What is not done within ``TIME_TO_FINISH`` is cancelled.
    ``trusted`` are the networks of the proxies that are believed.
    """

    def __init__(self, application: FastAPI, *, trusted: Sequence[str] = (), **options: Any) -> None:
        served = ByTrustedProxies(_ending_quietly(application), trusted)
        super().__init__(uvicorn.Config(served, proxy_headers=False, **options))
        self._application = application

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves, and looks at its own health."""
        await super().startup(sockets)
        if self.started:
            self._application.state.installation.health.begin_watching()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops serving."""
        self._application.state.installation.stop_waiting()
        await super().shutdown(sockets)


class ByTrustedProxies:
    """Takes what trusted proxies say of who calls, and lets the application know which requests come by one of them.
    ``networks`` are theirs.
    """

    def __init__(self, application: ASGIApp, networks: Sequence[str]) -> None:
        self._named = ProxyHeadersMiddleware(application, [*networks])  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        if scope["type"] == "http" and scope["client"] and scope["client"][0] in self._named.trusted_hosts:
            scope["state"][BY_TRUSTED_PROXY] = True
        await self._named(scope, receive, send)  # type: ignore[arg-type]


def _ending_quietly(application: ASGIApp) -> ASGIApp:
    """The application, whose cancelled requests are no fault to be logged: the application has answered them."""

    async def quiet(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError) if scope["type"] == "http" else nullcontext():
            await application(scope, receive, send)

    return quiet


def trusted_networks(proxies: Iterable[str]) -> list[str]:
    """The networks, those of IPv4 also as a server that listens on IPv6 meets them. Where there are none nobody is
    trusted; left to itself the server would trust the loopback, and whomever ``FORWARDED_ALLOW_IPS`` names.
    """
    networks = [ipaddress.ip_network(proxy) for proxy in proxies]
    mapped = [f"::ffff:{net.network_address}/{96 + net.prefixlen}" for net in networks if net.version == 4]
    return [*map(str, networks), *mapped]


def _application(settings: Settings) -> FastAPI:
    from api.app import create_app
    from api.auth.tokens import EmbeddedIssuerRefused

    try:
        return create_app(settings)
    except EmbeddedIssuerRefused as refused:
        raise CommandError(refused.sentence) from None
    except (NoSigningKey, ValueError) as error:
        raise CommandError(wording.API_NOT_STARTED(why=error)) from None
