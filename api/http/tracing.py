"""Each request is a span of its own, in the trace of whoever asks, where traces are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.request_log import BY_TRUSTED_PROXY, POLLED
from api.http.urls import is_center_id
from domain.kernel.messages import BUREAU_STREAMS
from telemetry.context import known_fields

if TYPE_CHECKING:
    from telemetry.spans import Traces

NONE_BY_FASTAPI: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Its own spans have queries in them, its own logs the texts of errors; variables of OpenTelemetry can turn both on."""
HEADER = b"traceparent"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PREFIXES = ("/api/v1", "/console")
"""Below which routes are declared."""


class RequestSpans:
    """Outside of everything else: whatever is logged of a request knows its trace. What health asks all the time has
    none.
    """

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        self._app, self._traces = app, traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        if scope["type"] != "http" or scope["path"] in POLLED:
            await self._app(scope, receive, send)
            return
        trusted = bool(scope.get("state", {}).get(BY_TRUSTED_PROXY))
        with self._traces.request(_traceparent(scope), trusted=trusted) as note:

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    note(method=_method(scope), route=_route(scope), status=message["status"], **_about())
                await send(message)

            note(method=_method(scope))
            await self._app(scope, receive, noting)


def _traceparent(scope: Scope) -> str | None:
    given = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
    return given[0] if len(given) == 1 else None


def _about() -> dict[str, str | None]:
    """What the request is about, as far as that is known when it is answered. What stands in an address for the id of a
    center and can be none is left out: anybody writes there what they like.
    """
    known = known_fields()
    center = known.get("center", "")
    is_one = center in BUREAU_STREAMS or is_center_id(center)
    return {"center": center if is_one else None, "command_id": known.get("command_id"), "role": known.get("role")}


def _method(scope: Scope) -> str:
    """The method, where it is one of HTTP's: others are whatever somebody has written."""
    return scope["method"] if scope["method"] in METHODS else "_OTHER"


def _route(scope: Scope) -> str | None:
    """The address as it is declared, with names in the place of ids; never what was asked for."""
    path = getattr(scope.get("route"), "path_format", None)
    below = next((prefix for prefix in PREFIXES if scope["path"].startswith(f"{prefix}/")), "")
    return f"{below}{path}" if path is not None else None
