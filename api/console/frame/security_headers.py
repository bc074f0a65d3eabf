"""What every answer of the console tells the browser: nothing from elsewhere, no script but our files, no framing."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static"
"""Where our files lie, below the console."""
POLICY = (
    "default-src 'self'; script-src {scripts}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'; worker-src 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""A page shows what its reader may see; after signing out nothing of it stays in the browser."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")

_WHERE_NO_HOST_CAN_BE_NAMED = "'self'"
"""The grammar of policies knows no IPv6 addresses."""


class SecurityHeaders:
    """Sets the headers on every answer that has none of its own: a document's policy is stricter than ours.

    ``public_url`` is the address at which people open the console, where a proxy may have changed the host.
    """

    def __init__(self, app: ASGIApp, public_url: str | None = None) -> None:
        self._app, self._public_host = app, urlsplit(public_url or "").netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        given = {**HEADERS, "Content-Security-Policy": self._policy(scope)}

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in given.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, shielded if scope["type"] == "http" else send)

    def _policy(self, scope: Scope) -> str:
        hosts = (Headers(scope=scope).get("host", ""), self._public_host)
        folder = f"{scope.get('root_path', '')}{STATIC}/"
        sources = sorted({f"{host}{folder}" for host in hosts if _HOST.fullmatch(host)})
        return POLICY.format(scripts=" ".join(sources) or _WHERE_NO_HOST_CAN_BE_NAMED)
