"""Pages of other origins, and answers that are long: what a browser and a poor line ask of the API."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

API = ("/api/", "/openapi.json")
COMPRESSED_FROM = 1_000
"""Bytes from which an answer of the API is compressed where its caller takes that. The console's pages never are: they
hold proofs of their forms beside what somebody typed.
"""
TAKEN = ("Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer")
SHOWN = ("Content-Language", "ETag", "Location", "Retry-After", "WWW-Authenticate", "X-Request-ID")


class CallersElsewhere:
    """The API for pages of the ``origins`` (CORS), which bring a token and no cookie, and compressed above a size."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        api: ASGIApp = GZipMiddleware(app, minimum_size=COMPRESSED_FROM)
        if origins:
            methods = ("GET", "HEAD", "OPTIONS", "POST")
            api = CORSMiddleware(
                api, allow_origins=origins, allow_methods=methods, allow_headers=TAKEN, expose_headers=SHOWN
            )
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        is_for_the_api = scope["type"] == "http" and scope["path"].startswith(API)
        await (self._api if is_for_the_api else self._app)(scope, receive, send)
