"""Each request has an id, by which its lines in the log are found; what was answered with 5xx is logged, and with
``every`` all the rest.
"""

import logging
import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.caller_address import caller_address
from telemetry.context import log_context

log = logging.getLogger("hengxu.api")
requests_log = logging.getLogger("hengxu.requests")

HEADER = b"x-request-id"
BY_TRUSTED_PROXY = "by_trusted_proxy"
"""The name in a request's state by which the server says that it came by one; nobody else's id is taken."""
SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,127}")
POLLED = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked every few seconds, also while something is wrong; when that begins and ends is logged (``health``)."""


class RequestLog:
    """The outermost layer: whatever answers, the id is answered with it."""

    def __init__(self, app: ASGIApp, *, every: bool = False) -> None:
        self._app, self._every = app, every

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = request_id_of(scope), time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (HEADER, request_id.encode())]}
            await send(message)

        with log_context(request_id=request_id):
            try:
                await self._app(scope, receive, noting)
            finally:
                self._say(scope, status, time.perf_counter() - began)

    def _say(self, scope: Scope, status: int, seconds: float) -> None:
        """Only the path is told: what follows it may let somebody in (a calendar's key, a sign-in's code)."""
        method, path = scope["method"], scope["path"]
        if path in POLLED:
            return
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("%s %s: %d", method, path, status, extra=_fields(scope, status, seconds))
        elif self._every:
            requests_log.info("%s %s: %d", method, path, status, extra=_fields(scope, status, seconds))


def request_id_of(scope: Scope) -> str:
    """What a trusted proxy has named it, where that is sane; else an id of our own."""
    if scope.get("state", {}).get(BY_TRUSTED_PROXY):
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        given = [value.decode("latin-1") for name, value in headers if name == HEADER]
        if len(given) == 1 and SANE.fullmatch(given[0]):
            return given[0]
    return uuid4().hex


def _fields(scope: Scope, status: int, seconds: float) -> Mapping[str, Mapping[str, str | float]]:
    """What a program finds as fields; a status of 0 is one whose caller had left before there was an answer."""
    fields: dict[str, str | float] = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "ms": round(seconds * 1000, 1),
        "address": caller_address(Request(scope)),
    }
    return {"fields": fields}
