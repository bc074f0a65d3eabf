"""The register and its centers: the list, one center now or then, and its history."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel

from api.decisions.headers import etag
from api.http.openapi import PROBLEMS, PROBLEMS_OF_FOLLOWERS
from api.http.problems import center_unknown, problem
from api.http.urls import CenterId
from api.log.event_items import EventPage, event_items, event_page
from api.reads.reading import CurrentListReading, CurrentReading, Reading
from api.resources.center_view import CenterPage, center_view
from api.resources.list_parameters import ListQuestion, register_question
from api.resources.public_center import PublicCenterPage, public_center_page
from clock import today_in_shanghai, utc_now
from domain.center import Center
from domain.deadlines.clocks import deadlines
from domain.guideline.policy import Policy
from domain.kernel.messages import Day
from domain.oversight import WaitsFor, waits_for, waits_for_concerned
from domain.replay import EventOrder, day_and_version, in_order
from domain.values.partial_days import day_in_shanghai, days_late
from domain.visibility.relations import Relation
from domain.work_items import work_items
from domain.working_calendar.decider import fold as fold_calendar
from domain.working_calendar.messages import STREAM as CALENDAR
from domain.working_calendar.working_days import WorkingCalendar
from ledger.errors import check_not_ahead
from ledger.read_model.queries import Page, ReadModel
from ledger.read_model.register_item import CenterItem, OverdueDuty
from service_layer.past_lists import Then
from service_layer.queries import center_now, consequences_by_correction, working_calendar
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["centers"])
T = TypeVar("T")

Cursor = Annotated[str | None, Query(max_length=1_000, description="`next_cursor` of the page before")]
NOW = Then()
LATE = ("overdue_duties", "certainly_over_duties")
"""The members of an item that count days."""
Limit = Annotated[int, Query(ge=1, le=1_000, description="Items of a page")]


Order = Annotated[
    EventOrder, Query(description="By the day on which each event was recorded, or on which it took effect")
]


Which = Annotated[ListQuestion, Depends(register_question())]


class Register(BaseModel):
    """A page of the register; ``total`` counts all that the filters find. ``being_remade``: house rules or working days
    have changed, and what stands here of deadlines may be by those of before; it is made anew right now.
    """

    items: list[CenterItem]
    next_cursor: str | None
    total: int
    being_remade: bool = False


@router.get("/centers", operation_id="list_centers", response_model=Register, responses=PROBLEMS)
async def list_centers(reading: CurrentListReading, which: Which, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The register, by id, or by any column; every column can be asked about."""
    found = await find_centers(reading, which, limit, cursor)
    return JSONResponse({**found.model_dump(), "being_remade": reading.being_remade})


async def find_centers(reading: Reading, which: ListQuestion, limit: int, cursor: str | None) -> Page:
    """A page of the register, now or then. Raises ``BadCursor``, and ``Problem`` 503 while lists of then are made."""
    return await ask_lists(reading, which.then, lambda lists: register_page(lists, which, limit, cursor))


async def ask_lists(reading: Reading, then: Then | None, question: Callable[[ReadModel], T]) -> T:
    """What the lists of then answer as the reader sees them, those of now without a moment."""
    if then is None:
        return await reading.ask(lambda ledger: question(ledger.read_model))
    state = reading.app_state
    return await state.past_lists.ask(state.ledger.get(), state.settings.policy, reading.actor, then, question)


def register_page(lists: ReadModel, which: ListQuestion, limit: int, cursor: str | None) -> Page:
    """A page of these lists, with how late is what is overdue. Raises ``BadCursor``."""
    page = lists.find_centers(**which.filters, sort=which.sort, limit=limit, cursor=cursor)
    on = day_of(which.then)
    return page.model_copy(update={"items": [_with_days_late(item, on) for item in page.items]})


def day_of(then: Then | None) -> date:
    """The day (Asia/Shanghai) up to which days late are counted."""
    if then is not None and then.as_of is not None:
        return then.as_of
    return day_in_shanghai(then.known_at) if then is not None and then.known_at is not None else today_in_shanghai()


def _with_days_late(item: dict[str, Any], on: date) -> dict[str, Any]:
    """What is overdue, with how late it is on that day."""
    return item | {name: [_counted(duty, on) for duty in item[name]] for name in LATE if item.get(name) is not None}


def _counted(duty: dict[str, Any], on: date) -> dict[str, Any]:
    return duty | {"days_late": days_late(date.fromisoformat(duty["due_on"]), on) if duty["due_on"] else None}


@router.get(
    "/centers/{center_id}",
    operation_id="read_center",
    response_model=CenterPage | PublicCenterPage,
    responses=PROBLEMS,
)
async def read_center(
    reading: CurrentReading,
    center_id: CenterId,
    as_of: Annotated[Day | None, Query(description="In force on that day")] = None,
    known_at: Annotated[AwareDatetime | None, Query(description="As recorded until that instant")] = None,
) -> Response:
    """A center now; in force on a day, as known at an instant, or both. Who is neither one of its parties nor concerned
    with it otherwise reads the public register's page of it (`view` is `public`), as it stands now.
    """
    policy = reading.app_state.settings.policy
    page: CenterPage | PublicCenterPage
    if as_of is None and known_at is None:
        page = await reading.ask(page_or_public_page, center_id, policy)
    else:
        page = await reading.ask(page_then, center_id, policy, as_of, known_at)
    headers = etag(page.version) if page.version is not None else {}
    return Response(page.model_dump_json(), headers=headers, media_type="application/json")


def page_or_public_page(ledger: ReadableLedger, center_id: str, policy: Policy) -> CenterPage | PublicCenterPage:
    """A center as it stands, as far as the reader sees it. Raises ``Problem`` 404 where they don't."""
    relation, _ = ledger.read_model.relation(center_id)
    if relation is Relation.PUBLIC:
        return public_center_page(ledger.whole, center_id)
    return page_now(ledger, center_id, policy)


def page_now(ledger: ReadableLedger, center_id: str, policy: Policy) -> CenterPage:
    """A center as it stands. Raises ``Problem`` 404 without it."""
    center = center_now(ledger, center_id)
    if center is None:
        raise center_unknown()
    found, calendar = consequences_by_correction(ledger, center, policy, utc_now()), working_calendar(ledger)
    page = late_on(today_in_shanghai(), center_view(center, policy, calendar, found))
    return page.model_copy(update={"waits_for": _waiting(ledger, center, policy, calendar)})


def _waiting(
    ledger: ReadableLedger,
    center: Center,
    policy: Policy,
    calendar: WorkingCalendar,
    then: Then = NOW,
) -> tuple[WaitsFor, ...] | None:
    """For whom the center waits, of all that it waits for, as far as the reader is told."""
    relation, _ = ledger.read_model.relation(center.center_id)
    is_whole = relation is Relation.BUREAU
    whole = center if is_whole else ledger.whole.replayed(center.center_id, as_of=then.as_of, known_at=then.known_at)
    if whole is None or relation is Relation.FORMER:
        return None
    found = waits_for(work_items(whole, deadlines(whole, policy, calendar), policy, calendar).open)
    return found if is_whole else waits_for_concerned(found)


def page_then(
    ledger: ReadableLedger, center_id: str, policy: Policy, as_of: date | None, known_at: datetime | None
) -> CenterPage:
    """A center in force on a day, as known at an instant (UTC), or both. ``Problem`` 404 before its beginning."""
    if ledger.version(center_id) == 0:
        raise center_unknown()
    center = ledger.replayed(center_id, as_of=as_of, known_at=known_at)
    if center is None:
        raise problem("center_unknown_then")
    notices = [item for item in ledger.history(CALENDAR) if known_at is None or item.recorded_at <= known_at]
    on = as_of or (day_in_shanghai(known_at) if known_at else today_in_shanghai())
    calendar = fold_calendar(None, notices).working_calendar()
    page = late_on(on, center_view(center, policy, calendar))
    return page.model_copy(update={"waits_for": _waiting(ledger, center, policy, calendar, Then(as_of, known_at))})


def late_on(on: date, page: CenterPage) -> CenterPage:
    """The page, with how late on that day is what is overdue."""
    duties = {name: [_counted(duty.model_dump(mode="json"), on) for duty in getattr(page, name)] for name in LATE}
    counted = {name: tuple(OverdueDuty.model_validate(duty) for duty in found) for name, found in duties.items()}
    return page.model_copy(update=counted)


@router.get(
    "/centers/{center_id}/events",
    operation_id="list_center_events",
    response_model=EventPage,
    responses=PROBLEMS_OF_FOLLOWERS,
)
async def list_center_events(
    reading: CurrentReading,
    center_id: CenterId,
    order: Order = EventOrder.RECORDED,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """A center's history as it was written, oldest first; corrections are events of their own."""
    read = _events_as_recorded if order is EventOrder.RECORDED else _events_as_they_happened
    return event_page(await reading.ask(read, reading.app_state.settings.policy, center_id, limit, cursor))


def _events_as_recorded(
    ledger: ReadableLedger, policy: Policy, center_id: str, limit: int, cursor: str | None
) -> EventPage:
    after = EventPage.place(cursor)
    records = ledger.stream_page(center_id, after, limit + 1)
    if not records:
        if ledger.version(center_id) == 0 and not ledger.stream_page(center_id, limit=1):
            raise center_unknown()
        check_not_ahead(after, ledger.whole.version(center_id))
    return EventPage.of(event_items(ledger, policy, records), limit, lambda item: [item.version])


def _events_as_they_happened(
    ledger: ReadableLedger, policy: Policy, center_id: str, limit: int, cursor: str | None
) -> EventPage:
    after = EventPage.day_and_place(cursor)
    records = ledger.history(center_id)
    if not records:
        raise center_unknown()
    check_not_ahead(after[1], ledger.whole.version(center_id))
    following = [record for record in in_order(records, EventOrder.EFFECTIVE) if day_and_version(record) > after]
    page = following[:limit]
    place = day_and_version(page[-1]) if page else after
    return EventPage.of(event_items(ledger, policy, following[: limit + 1]), limit, lambda _item: place)
