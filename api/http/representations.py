"""What GET asks for, as HTTP has it for every client: HEAD, conditions, media types, caching (RFC 9110, 9111)."""

import hashlib
import re
from collections.abc import Iterable
from typing import Annotated

from fastapi import Header
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import Problem, problem

PREFIXES = ("/api/", "/openapi.json")
"""Where what is answered has a tag of its own content; the console's pages are kept by nobody."""
LARGEST_TAGGED = 8_000_000
"""Bytes: larger answers go out as they come, without a tag."""
REVALIDATED, NOT_KEPT = "private, no-cache", "no-store"
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_VERSION = re.compile(r'"([0-9]{1,9})"')


IfNoneMatch = Annotated[str | None, Header(include_in_schema=False)]
"""For a route that has a tag before it has an answer; the document says of every operation that it takes one."""


class Representations:
    """Answers HEAD as GET without the body, everywhere. Of the API's own answers it tells the tag, and says 304 to
    whoever has that, and 406 to whoever can't take the media type; all say whether they may be kept.

    A tag holds the version of what is asked for, where it has one, before a digest of the content: what is read may
    change while the version stays, as the day does on which something is due.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through, as GET where it is HEAD."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, _never_kept(send))
            return
        answer, method = _Answer(scope, send), scope["method"]
        scope["method"] = "GET"  # in the same scope, in which the route is left for whoever looks at it after
        try:
            await self._app(scope, receive, answer.take)
        except Exception:
            if answer.refusal is not None:
                raise answer.refusal from None
            if not answer.is_over:
                raise
        finally:
            scope["method"] = method


class _NoMore(Exception):
    """Nothing more of this answer is wanted: what a stream would send further is not made."""


class _Answer:
    """One answer on its way out, held back while its tag is being made."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send, self._is_head = send, scope["method"] == "HEAD"
        self._asked = Headers(scope=scope)
        self._is_ours = scope["path"].startswith(PREFIXES)
        self._start: Message | None = None
        self._body = bytearray()
        self.is_over = False
        self.refusal: Problem | None = None

    async def take(self, message: Message) -> None:
        """A part of the answer, as the application sends it. Raises ``_NoMore`` where the rest isn't wanted."""
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._end()
        elif not self._is_head:
            await self._send(message)
        elif message.get("more_body", False):
            await self._send({"type": "http.response.body", "body": b""})
            self.is_over = True
            raise _NoMore
        else:
            await self._send({**message, "body": b""})

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        is_there = message["status"] == 200
        if is_there and self._is_ours and not _is_acceptable(self._asked.get("accept"), headers.get("content-type")):
            self.refusal = problem("not_acceptable", media_type=headers["content-type"].partition(";")[0])
            raise _NoMore
        length = headers.get("content-length", "")
        if is_there and self._is_ours and length.isdigit() and int(length) <= LARGEST_TAGGED:
            self._start = message
            return
        headers.setdefault("Cache-Control", NOT_KEPT)
        await self._send(message)

    async def _end(self) -> None:
        start, self._start = self._start or {}, None
        headers = MutableHeaders(raw=start["headers"])
        headers["ETag"] = tag = _tag(headers.get("etag"), bytes(self._body))
        headers.setdefault("Cache-Control", REVALIDATED)
        headers.add_vary_header("Authorization")
        headers.add_vary_header("Accept")
        if names_tag(self._asked.get("if-none-match"), tag):
            for name in ("content-length", "content-type"):
                del headers[name]
            start["status"] = 304
            self._body.clear()
        await self._send(start)
        await self._send({"type": "http.response.body", "body": b"" if self._is_head else bytes(self._body)})


def _never_kept(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(raw=message["headers"]).setdefault("Cache-Control", NOT_KEPT)
        await send(message)

    return sent


def _tag(own: str | None, body: bytes) -> str:
    """Weak, since the same content may be sent compressed; a tag that is no version stays."""
    version = _VERSION.fullmatch(own) if own else None
    if own and version is None:
        return own
    digest = hashlib.sha256(body).hexdigest()[:16]
    return f'W/"{version[1]}.{digest}"' if version else f'W/"{digest}"'


def names_tag(condition: str | None, tag: str) -> bool:
    """Whether ``If-None-Match`` names the tag, weak or strong, or any."""
    if condition is None:
        return False
    return condition.strip() == "*" or _opaque(tag) in [match[1] for match in _TAG.finditer(condition)]


def tagged(tag: str) -> dict[str, str]:
    """The headers of an answer that a route has a tag for before it is made: it is its caller's, in their language."""
    return {"ETag": tag, "Cache-Control": REVALIDATED, "Vary": "Accept-Language, Authorization"}


def _opaque(tag: str) -> str:
    found = _TAG.fullmatch(tag)
    return found[1] if found else tag


def _is_acceptable(accept: str | None, content_type: str | None) -> bool:
    """Whether ``Accept`` takes the media type; without either, anything goes."""
    if not accept or not content_type:
        return True
    main, _, sub = content_type.partition(";")[0].strip().lower().partition("/")
    weights = dict(_ranges(accept))
    for name in (f"{main}/{sub}", f"{main}/*", "*/*"):
        if name in weights:
            return weights[name] > 0
    return False


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for one in accept.split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        yield name, float(weight) if re.fullmatch(r"[01](\.[0-9]{0,3})?", weight) else 1.0
