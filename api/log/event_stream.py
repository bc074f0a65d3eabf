"""The log as server-sent events, as long as its reader stays and may read."""

import json
import logging
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.sse import format_sse_event

from api.http.problems import Problem, correlation, details, of_ledger_error, problem
from api.log.listener import Listener, News
from api.log.log_follower import RECORDED
from clock import unix_now
from ledger.errors import LedgerError

log = logging.getLogger("hengxu.api")

KEEP_ALIVE = 15.0
"""Seconds after which a quiet stream says that it is there; proxies give up on one after 30 or 60."""
RETRY = 3_000
"""Milliseconds after which a reader whose stream has ended asks again."""
QUIET = format_sse_event(comment="")
PROBLEM = "problem"
"""The name of the last message of a stream that can't go on."""
EXAMPLE = f"retry: {RETRY}\n\nevent: {RECORDED}\ndata: {{...}}\nid: 48\n\n: \n\n"


async def stream(listener: Listener, first: News, expiry: int, request: Request) -> AsyncIterator[bytes]:
    """What the listener is told: ``first``, and all that is recorded after it until ``expiry``, in seconds of UTC since
    1970.
    """
    yield format_sse_event(retry=RETRY)
    try:
        async for part in _parts(listener, first, expiry):
            yield part
    except Problem as raised:
        yield _last_word(raised, request)
    except LedgerError as error:
        yield _last_word(of_ledger_error(error), request)
    except Exception:
        correlation_id = correlation()
        log.exception("Unforeseen %s in a stream of events", correlation_id)
        yield _last_word(problem("unforeseen", correlation_id=correlation_id), request)


async def _parts(listener: Listener, news: News, expiry: int) -> AsyncIterator[bytes]:
    while not listener.is_over:
        yield b"".join(message.text for message in news.messages) or QUIET
        left = expiry - unix_now()
        if left <= 0:
            raise problem("token_expired")
        news = await (
            listener.behind(news.position) if news.is_full else listener.after(news.position, min(left, KEEP_ALIVE))
        )


def _last_word(raised: Problem, request: Request) -> bytes:
    return format_sse_event(data_str=json.dumps(details(raised, request), ensure_ascii=False), event=PROBLEM)
