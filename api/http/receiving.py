"""How much of a request is taken in, and for how long, before anything is known of the caller.

h11 bounds the bytes of a request's head; httptools has no bound, and keeps what it was sent. Neither has a clock.
"""

import asyncio
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 65_536
"""Request line and headers together; browsers and providers send a tenth of it."""
LEAST_RATE = 1_000
"""Bytes of a body that have to come in a second, on the average, once its first seconds are over."""
LATE = b"The request did not come in time.\n"


class BoundedProtocol(H11Protocol):
    """One connection. A head has to come within ``seconds``, counted from the connection or from its first byte; a body
    within ``seconds``, and one more for each ``LEAST_RATE`` bytes of it. While the application doesn't read, no time
    passes for a body: it is not the caller who is slow.
    """

    seconds: float
    _watch: asyncio.TimerHandle | None = None
    _since = 0.0
    _received = 0
    _is_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """As the server says."""
        super().connection_made(transport)
        self._begin(is_body=False)

    def data_received(self, data: bytes) -> None:
        """As the server says."""
        super().data_received(data)
        self._received += len(data)
        self._follow()

    def on_response_complete(self) -> None:
        """As the server says; the next request may have come with the last."""
        super().on_response_complete()
        self._follow()

    def connection_lost(self, exc: Exception | None) -> None:
        """As the server says."""
        self._end()
        super().connection_lost(exc)

    def _follow(self) -> None:
        """Which part of a request is expected now, if any."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            if not self._is_body or self._watch is None:
                self._begin(is_body=True)
        elif state is h11.IDLE and self.conn.trailing_data[0]:
            if self._is_body or self._watch is None:
                self._begin(is_body=False)
        else:
            self._end()

    def _begin(self, *, is_body: bool) -> None:
        self._end()
        self._is_body, self._since, self._received = is_body, self.loop.time(), 0
        self._watch = self.loop.call_later(self.seconds, self._look)

    def _end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Its time is over, unless enough of a body has come meanwhile, or nobody took it."""
        allowed = self.seconds + (self._received / LEAST_RATE if self._is_body else 0.0)
        left = self._since + allowed - self.loop.time()
        if self._is_body and self.flow.read_paused:
            self._since, left = self.loop.time(), self.seconds
        if left > 0:
            self._watch = self.loop.call_later(left, self._look)
            return
        self._watch = None
        self._give_up()

    def _give_up(self) -> None:
        if self.conn.our_state is h11.IDLE or (self._is_body and self.conn.our_state is h11.SEND_RESPONSE):
            self._answer_late()
        self.transport.close()

    def _answer_late(self) -> None:
        status = HTTPStatus.REQUEST_TIMEOUT
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
        answer = h11.Response(status_code=status.value, headers=headers, reason=status.phrase.encode())
        for event in (answer, h11.Data(data=LATE), h11.EndOfMessage()):
            if sent := self.conn.send(event):
                self.transport.write(sent)


@lru_cache(maxsize=8)
def receiving_within(seconds: float) -> type[BoundedProtocol]:
    """The protocol of a server that waits so long for a request."""
    return type("ReceivingWithin", (BoundedProtocol,), {"seconds": seconds})


def bounds(seconds: float) -> dict[str, Any]:
    """What a server is told of how it receives."""
    return {"http": receiving_within(seconds), "h11_max_incomplete_event_size": HEAD_BYTES}
