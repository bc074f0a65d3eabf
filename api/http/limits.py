"""How much and how often: a body has a largest size, a caller a pace, and streams a number."""

import math
import re
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import Problem, answer, problem

SECONDS_PER_MINUTE = 60
CALLERS_REMEMBERED = 10_000
UNTIL_ONE_ENDS = {"Retry-After": "30"}


class BodyLimit:
    """Takes a request's body in whole before anything looks at it; 413 as soon as it is larger than ``limit`` bytes,
    announced or not. An address of ``documents`` has its own limit, and its body is taken in by whoever answers there,
    once they know who sends it. Such addresses are regular expressions.
    """

    def __init__(self, app: ASGIApp, limit: int, documents: Mapping[str, int] | None = None) -> None:
        self._app, self._limit, self._documents = app, limit, documents or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through when it is small enough."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        try:
            small_enough = await self._small_enough(scope, receive)
        except ClientDisconnect:
            return
        except Problem as too_large:
            await answer(too_large, Request(scope))(scope, receive, send)
            return
        await self._app(scope, small_enough, send)

    async def _small_enough(self, scope: Scope, receive: Receive) -> Receive:
        """What the application receives. Raises ``Problem`` for a body that is too large."""
        own = self._own_limit(scope["path"])
        code, limit = ("body_too_large", self._limit) if own is None else ("document_too_large", own)
        if _announced(scope) > limit:
            raise problem(code, limit=limit)
        counted = _counted(receive, limit, code)
        return _replay(await _read(counted), receive) if own is None else counted

    def _own_limit(self, path: str) -> int | None:
        return next((limit for pattern, limit in self._documents.items() if re.fullmatch(pattern, path)), None)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _counted(receive: Receive, limit: int, code: str) -> Receive:
    """Receives what comes, up to ``limit`` bytes."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise problem(code, limit=limit)
        return message

    return counted


async def _read(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the body in one piece, then whatever follows."""
    receipt_waiter: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return receipt_waiter.pop() if receipt_waiter else await receive()

    return replayed


class RateLimiter:
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


class Streams:
    """The streams that are open, in all and of each caller; each API process counts for itself."""

    def __init__(self, at_once: int, per_caller: int) -> None:
        self._at_once, self._per_caller = at_once, per_caller
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, caller: str) -> Iterator[None]:
        """One stream of this caller, as long as it is open; ``Problem`` 429 when there are too many."""
        if self._open.total() >= self._at_once or self._open[caller] >= self._per_caller:
            raise problem("too_many_streams", limit=self._at_once, own=self._per_caller, headers=UNTIL_ONE_ENDS)
        self._open[caller] += 1
        try:
            yield
        finally:
            self._open[caller] -= 1
            if not self._open[caller]:
                del self._open[caller]
