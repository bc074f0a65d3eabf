"""What waits for whoever asks, as a list."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, BeforeValidator

from api.http.openapi import PROBLEMS
from api.reads.reading import CurrentListReading, Reading
from api.resources.centers import Cursor, Limit, ask_lists, day_of
from api.resources.list_parameters import OF_WORK, ListQuestion, list_question
from clock import today_in_shanghai
from domain.deputies.deputyships import NamedDeputy
from domain.kernel.roles import Actor
from domain.powers.deputies import standing_in
from ledger.read_model.pages import Page
from ledger.read_model.queries import ReadModel
from ledger.read_model.work_list_item import OpenWorkItem
from service_layer.queries import named_deputies
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["work"])

ASSIGNED = "assigned"
Mine = Annotated[bool, Query(description="only what is in the hands of whoever asks")]


class WorkPage(BaseModel):
    """What waits for whoever asks, and for those in whose place they stand today: the most urgent first, overdue or
    certainly over, then by its day, then what has none; or in the order that is asked for. ``total`` counts all that
    the filters find. ``being_remade``: house rules or working days have changed, and what stands in the list may be by
    those of before; it is made anew right now.
    """

    items: list[OpenWorkItem]
    next_cursor: str | None
    total: int
    being_remade: bool = False


class WorkQuestion(NamedTuple):
    """Which of what waits, and whether that alone which is in the hands of whoever asks."""

    of: ListQuestion
    assigned: bool = False

    def but(self, **changes: object) -> "WorkQuestion":
        """The same with other values of parameters."""
        assigned = bool(changes.pop(ASSIGNED, self.assigned))
        return WorkQuestion(self.of.but(**changes), assigned)

    @property
    def given(self) -> dict[str, object]:
        """Those parameters alone that ask something."""
        return {**({ASSIGNED: True} if self.assigned else {}), **self.of.given}


def work_question(blank: BeforeValidator | None = None) -> Callable[..., Awaitable[WorkQuestion]]:
    """What a route of what waits depends on; ``blank`` as ``list_question`` has it."""

    async def asked(
        of: Annotated[ListQuestion, Depends(list_question(OF_WORK, blank=blank))], assigned: Mine = False
    ) -> WorkQuestion:
        return WorkQuestion(of, assigned)

    return asked


@router.get("/work", operation_id="list_work", response_model=WorkPage, responses=PROBLEMS)
async def list_work(
    reading: CurrentListReading,
    which: Annotated[WorkQuestion, Depends(work_question())],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What waits for whoever asks; every column can be asked about and sorted by, and what the register is asked of
    centers. Auditors and operators decide nothing: nothing waits for them.
    """
    found = await find_work(reading, which, limit, cursor)
    return JSONResponse({**found.model_dump(), "being_remade": reading.being_remade})


async def find_work(reading: Reading, which: WorkQuestion, limit: int, cursor: str | None) -> Page:
    """A page of what waits, now or then. Raises ``BadCursor``, and ``Problem`` 503 while lists of then are made."""
    held = await reading.ask(deputyships_held, reading.actor, today_in_shanghai())
    roles, on = {one.deputyship.role.role for one in held}, day_of(which.of.then)

    def asked(lists: ReadModel) -> Page:
        own: dict[str, Any] = {"assigned": which.assigned, "sort": which.of.sort, "limit": limit, "cursor": cursor}
        page = lists.work.find(reading.actor, roles=roles, on=on, **own, **which.of.filters)
        return page.model_copy(update={"items": lists.work.with_centers(page.items, on)})

    return await ask_lists(reading, which.of.then, asked)


def deputyships_held(ledger: ReadableLedger, actor: Actor, today: date) -> list[NamedDeputy]:
    """In which deputyships the actor stands in for somebody on that day."""
    return list(standing_in(named_deputies(ledger), actor, today))
