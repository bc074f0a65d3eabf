"""The whole log over HTTP: page by page, and as it grows."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse

from api.app_state import CurrentState
from api.auth.identity import Expiry, Reader
from api.http.openapi import PROBLEMS_OF_FOLLOWERS
from api.log.event_items import LAST_PLACE, EventPage, event_items, event_page
from api.log.event_stream import EXAMPLE, stream
from api.log.listener import Listener
from api.reads.reading import CurrentReading
from domain.guideline.policy import Policy
from ledger.errors import check_not_ahead
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["events"])

After = Annotated[int, Query(ge=0, le=LAST_PLACE, description="A position of the log; 0 for its beginning")]
LastEventId = Annotated[
    int | None,
    Header(ge=0, le=LAST_PLACE, description="The last `id` that arrived; goes before `after`"),
]
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_STREAM = {
    "description": "Server-sent events, as long as the caller stays",
    "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
}


@router.get("/events", operation_id="list_events", response_model=EventPage, responses=PROBLEMS_OF_FOLLOWERS)
async def list_events(
    reading: CurrentReading,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    cursor: Annotated[str | None, Query(max_length=1_000, description="Instead of `after`")] = None,
) -> Response:
    """The log after a position, centers, calendar and deputies alike, as far as the caller sees it. To the bureau no
    position is ever missing or filled in later.
    """
    return event_page(await reading.ask(_log, reading.app_state.settings.policy, after, limit, cursor))


def _log(ledger: ReadableLedger, policy: Policy, after: int, limit: int, cursor: str | None) -> EventPage:
    position = EventPage.place(cursor) if cursor else after
    records = ledger.log(position, limit + 1)
    if not records:
        check_not_ahead(position, ledger.head())
    return EventPage.of(event_items(ledger, policy, records), limit, lambda item: [item.position])


async def _place(reader: Reader, app_state: CurrentState) -> AsyncIterator[None]:
    """Among the streams that may be open at once, until this one ends."""
    with app_state.streams.one_more(f"{reader.role.value} {reader.id}"), app_state.metrics.streams.track_inprogress():
        yield


@router.get(
    "/events/stream",
    operation_id="stream_events",
    response_class=Response,
    responses={**PROBLEMS_OF_FOLLOWERS, 200: _STREAM},
    dependencies=[Depends(_place)],
)
async def stream_events(
    request: Request, reading: CurrentReading, expiry: Expiry, after: After = 0, last_event_id: LastEventId = None
) -> Response:
    """The log after a position, as far as the caller sees it, and from then on each event within a second or so of its
    recording, as server-sent events, oldest first: `event: recorded`, `id` the position, `data` one item of
    `GET /events`. Whether an event is told is judged when it is: by how the caller is related to its center then. What
    opens to them later, such as opinions once a review is closed, is in the lists.

    Who reconnects with `Last-Event-ID` misses nothing and is told nothing twice; who goes on from beyond the log's end,
    since it was restored from a backup, is answered 409 (`ahead_of_log`) and begins anew. Comments keep the connection
    alive. When the token expires, or the ledger goes away or is restored, the last message is `event: problem` with the
    problem's details; when the service stops, the stream ends without a word.
    """
    position = after if last_event_id is None else last_event_id
    listener = Listener(reading)
    first = await listener.behind(position)
    return EventSourceResponse(stream(listener, first, expiry, request), headers=UNBUFFERED)
