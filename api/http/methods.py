"""Which methods an address has: OPTIONS answers with them, and whoever used another is told all of them."""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import problem

METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


class Methods:
    """OPTIONS wherever anything is, ``Allow`` with every method beside 405, and 415 for a body that is no JSON where
    only JSON is taken: ``files`` are the addresses that take others.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute], api: str, files: Iterable[str]) -> None:
        self._app, self._routes, self._api, self._files = app, list(routes), api, set(files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers for the application, or lets the request through. Raises ``Problem`` 415."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and (allowed := self._allowed(scope)):
            await Response(status_code=204, headers={"Allow": allowed})(scope, receive, send)
            return
        self._check_media_type(scope)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(raw=message["headers"])["Allow"] = self._allowed(scope)
            await send(message)

        await self._app(scope, receive, telling)

    def _allowed(self, scope: Scope) -> str:
        found = {method for method in METHODS if _takes(self._routes, {**scope, "method": method})}
        also = {"HEAD", "OPTIONS"} if "GET" in found else {"OPTIONS"}
        return ", ".join(sorted(found | also)) if found else ""

    def _check_media_type(self, scope: Scope) -> None:
        path = scope["path"]
        if scope["method"] != "POST" or not path.startswith(self._api) or path in self._files:
            return
        given = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        if given and given != "application/json" and not given.endswith("+json"):
            raise problem("unsupported_media_type", media_type=given, headers={"Accept": "application/json"})


def _takes(routes: Iterable[BaseRoute], scope: Scope) -> bool:
    """Whether any route answers this path under this method."""
    for route in routes:
        match, child = route.matches(scope)
        if isinstance(route, Mount):
            if match is Match.FULL and _takes(route.routes or [], {**scope, **child}):
                return True
        elif match is Match.FULL:
            return True
    return False
