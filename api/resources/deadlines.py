"""Clocks over HTTP, as lists."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.http.openapi import PROBLEMS
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.reads.reading import CurrentListReading, Reading
from api.resources.centers import Cursor, Limit, ask_lists, day_of
from api.resources.list_parameters import OF_DEADLINES, ListQuestion, list_question
from clock import today_in_shanghai
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.messages import Day
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.deadline_list_item import DeadlineListItem, days_late_on
from ledger.read_model.queries import Page
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["deadlines"])


class DeadlinePage(BaseModel):
    """Clocks by the day on which they are due, of one that is certainly over by the last possible one; those whose day
    nobody knows last. ``being_remade``: house rules or working days have changed, and what stands here may be by those
    of before; it is made anew right now.
    """

    items: list[DeadlineItem]
    next_cursor: str | None
    total: int
    being_remade: bool = False


class DeadlineFilters(BaseModel):
    """Which clocks; days of Asia/Shanghai, both counted in."""

    kind: ClockKind | None = None
    status: ClockStatus | None = None
    due_from: Day | None = None
    due_to: Day | None = None


_DAY = "Of a clock that is certainly over, its last possible day counts"


async def _filters(
    kind: ClockKind | None = None,
    status: ClockStatus | None = None,
    due_from: Annotated[Day | None, Query(description=_DAY)] = None,
    due_to: Annotated[Day | None, Query(description=_DAY)] = None,
) -> DeadlineFilters:
    return DeadlineFilters(kind=kind, status=status, due_from=due_from, due_to=due_to)


Which = Annotated[DeadlineFilters, Depends(_filters)]
Asked = Annotated[ListQuestion, Depends(list_question(OF_DEADLINES))]


class DeadlineList(BaseModel):
    """As ``DeadlinePage``, of many centers: each clock with what the register says of its center, in the order that is
    asked for.
    """

    items: list[DeadlineListItem]
    next_cursor: str | None
    total: int
    being_remade: bool = False


@router.get("/deadlines", operation_id="list_deadlines", response_model=DeadlineList, responses=PROBLEMS)
async def list_deadlines(
    reading: CurrentListReading, which: Asked, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The clocks of all centers, or of those that the register's parameters find; every column of a clock can be asked
    about and sorted by.
    """
    found = await find_deadlines(reading, which, limit, cursor)
    return JSONResponse({**found.model_dump(), "being_remade": reading.being_remade})


async def find_deadlines(reading: Reading, which: ListQuestion, limit: int, cursor: str | None) -> Page:
    """A page of clocks, now or then. Raises ``BadCursor``, and ``Problem`` 503 while lists of then are made."""
    on = day_of(which.then)
    return await ask_lists(
        reading,
        which.then,
        lambda lists: lists.deadlines.find(on=on, **which.filters, sort=which.sort, limit=limit, cursor=cursor),
    )


@router.get(
    "/centers/{center_id}/deadlines",
    operation_id="list_center_deadlines",
    response_model=DeadlinePage,
    responses=PROBLEMS,
)
async def list_center_deadlines(
    reading: CurrentListReading,
    center_id: CenterId,
    which: Which,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The clocks of one center."""
    found = await reading.ask(_find, center_id, which, limit, cursor)
    on = today_in_shanghai()
    items = [item | {"days_late": days_late_on(item, on)} for item in found.items]
    return JSONResponse({**found.model_dump(), "items": items, "being_remade": reading.being_remade})


def _find(
    ledger: ReadableLedger, center_id: str | None, which: DeadlineFilters, limit: int, cursor: str | None
) -> Page:
    if center_id is not None and ledger.version(center_id) == 0:
        raise center_unknown()
    filters: dict[str, Any] = dict(which)
    return ledger.read_model.find_clocks(center_id, **filters, limit=limit, cursor=cursor)
