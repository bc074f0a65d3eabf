"""Each read is noted with its answer, off the way of the request."""

from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.caller_address import caller_address
from api.reads.recorder import ReadRecorder
from api.reads.what_is_read import READS
from clock import utc_now
from domain.kernel.roles import Actor
from office.reads import Read, read_by

Via = Literal["token", "session", "calendar"]
API, CONSOLE = "/api/v1", "/console"
NOT_LOOKED_FOR = frozenset({"key", "cursor", "limit", "language"})
"""Parts of a query that say how a list is shown, and the key of a calendar, which nobody else may learn."""
LONGEST = 500
"""Characters of a query, or of what stands in an address, that are kept."""


def note_reader(request: Request, recorder: ReadRecorder, actor: Actor, via: Via) -> None:
    """From now on it is known who asks: if the route shows what is on record, that is noted with the answer."""
    route = f"{CONSOLE if request.scope.get('root_path') else API}{request.scope['route'].path_format}"
    if route in READS:
        request.state.read = (recorder, _read(request, actor, via, route))


def note_object(request: Request, stream: str) -> None:
    """What a page shows whose address doesn't name it: the stream."""
    if hasattr(request.state, "read"):
        recorder, read = request.state.read
        request.state.read = (recorder, read._replace(object=stream[:LONGEST] or None))


def _read(request: Request, actor: Actor, via: Via, route: str) -> Read:
    looked_for = [(name, value) for name, value in parse_qsl(request.url.query) if name not in NOT_LOOKED_FOR]
    found: dict[str, Any] = {
        "at": utc_now(),
        "read_id": uuid4().hex,
        "route": route,
        "object": " ".join(map(str, request.path_params.values()))[:LONGEST] or None,
        "query": urlencode(looked_for)[:LONGEST] or None,
        "status": 0,
        "address": caller_address(request),
    }
    return Read(**found | read_by(actor, via))


class NotingReads:
    """Hands each read over when its answer begins, so that a stream is noted while it is open."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and "read" in state:
                recorder, read = state.pop("read")
                recorder.note(read._replace(status=HTTPStatus(message["status"]).value))
            await send(message)

        await self._app(scope, receive, noting)
