"""`hengxu serve`: the API alone, in production and as a part of `hengxu up`."""

import logging
import socket
from contextlib import suppress
from typing import Any

import uvicorn
from fastapi import FastAPI

from embedded.ports import is_free
from settings import Settings
from terminal.answers import DONE, CommandError

TIME_TO_FINISH = 5
"""Seconds that requests under way have when it is told to stop."""


def serve_api(settings: Settings) -> int:
    """Until SIGINT or SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    application = _application(settings)
    if not is_free(settings.port, settings.host):
        raise CommandError(
            f"端口 {settings.port} 已被占用，请设置 HENGXU_PORT", f"port {settings.port} is in use: set HENGXU_PORT"
        )
    server = Server(
        application,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=TIME_TO_FINISH,
    )
    with suppress(KeyboardInterrupt):
        server.run()
    return DONE


class Server(uvicorn.Server):
    """Ends the streams of events before it waits for what is under way: they have no end of their own."""

    def __init__(self, application: FastAPI, **options: Any) -> None:
        super().__init__(uvicorn.Config(application, **options))
        self._application = application

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops serving."""
        self._application.state.installation.log_follower.end()
        await super().shutdown(sockets)


def _application(settings: Settings) -> FastAPI:
    from api.app import NoSigningKey, create_app
    from api.auth.tokens import EmbeddedIssuerRefused

    try:
        return create_app(settings)
    except (NoSigningKey, EmbeddedIssuerRefused, ValueError) as error:
        raise CommandError(f"接口无法启动：{error}", f"the API cannot start: {error}") from None
