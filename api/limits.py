"""How much and how often: a body has a largest size, and a caller a pace."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import answer, problem

SECONDS_PER_MINUTE = 60
CALLERS_REMEMBERED = 10_000


class BodyLimit:
    """Takes a request's body in whole before anything looks at it; 413 as soon as it is larger than ``limit`` bytes,
    announced or not.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through when it is small enough."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        try:
            body = None if self._is_announced_too_large(scope) else await self._read(receive)
        except ClientDisconnect:
            return
        if body is None:
            await answer(problem("body_too_large", limit=self._limit), Request(scope))(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    def _is_announced_too_large(self, scope: Scope) -> bool:
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        return bool(announced.isdigit() and int(announced) > self._limit)

    async def _read(self, receive: Receive) -> bytes | None:
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                return None
        return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the body in one piece, then whatever follows."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


class Pace:
    """A bucket of requests for each caller: so many at once, refilled evenly over a minute.

    It forgets the callers that were away longest; each API process counts for itself.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def count(self, caller: str) -> None:
        """One request more of this caller; ``Problem`` 429 when there were too many."""
        now = self._clock()
        left, since = self._buckets.pop(caller, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - since) * self._per_minute / SECONDS_PER_MINUTE)
        self._buckets[caller] = (max(left - 1, 0.0) if left >= 1 else left, now)
        if len(self._buckets) > CALLERS_REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            seconds = math.ceil((1 - left) * SECONDS_PER_MINUTE / self._per_minute)
            raise problem(
                "too_many_requests",
                limit=self._per_minute,
                seconds=seconds,
                headers={"Retry-After": str(seconds)},
            )
