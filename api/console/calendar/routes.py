"""The calendar: all clocks by month, the working days they rest on, and what calendar programs read of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.app_state import CurrentState
from api.console.frame.days import today
from api.console.frame.page_request import ListPage
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.http.caller_address import caller_address
from api.http.language import Language
from api.http.problems import center_unknown, problem
from api.http.representations import IfNoneMatch
from api.http.urls import is_center_id
from api.reads.noting import note_reader
from api.reads.reading import Reading, check_lists
from api.resources.calendar_feeds import FeedQuestion, feed_answer, feed_question
from api.resources.centers import Cursor
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.values.districts import District
from domain.values.partial_days import add_months
from domain.working_calendar.decider import EnteredNotices
from ledger.read_model.center_item import DeadlineItem
from ledger.read_model.queries import Page
from service_layer.queries import entered_notices
from service_layer.reading import ReadableLedger

router = APIRouter()

OF_A_MONTH, OF_A_LIST = 100, 20
"""Clocks on one page of a month, and those shown of a list beside it."""
NONE = Page(items=[], next_cursor=None, total=0)
MONTH = r"^(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])$"

Words = Annotated[str | None, Query(max_length=200), BLANK_IS_NONE]
Counts = dict[tuple[str, str], int]


class Chosen(NamedTuple):
    """The month, by its first day, and which of its clocks, of which centers."""

    first: date
    kind: ClockKind | None = None
    status: ClockStatus | None = None
    district: District | None = None
    region: str | None = None
    center: str | None = None
    q: str | None = None

    @property
    def centers(self) -> dict[str, Any]:
        """Which centers, as the register is asked."""
        return {"district": self.district, "region": self.region, "q": self.q}

    @property
    def narrows(self) -> bool:
        """Whether some centers alone are asked for."""
        return self.center is not None or any(self.centers.values())

    @property
    def last(self) -> date:
        """The month's last day."""
        return add_months(self.first, 1) - timedelta(days=1)

    def path(self, months: int = 0, **changes: Any) -> str:
        """The address of the same clocks, so many months on, with other filters where ``changes`` say so."""
        filters = {name: value for name, value in (self._asdict() | changes).items() if name != "first" and value}
        query = {"month": f"{add_months(self.first, months):%Y-%m}"} | filters
        return f"/console/calendar?{urlencode(query)}"

    def file(self, kind: str) -> str:
        """The address of a file of the month's clocks."""
        asked = {name: value for name, value in self._asdict().items() if name not in ("first", "center")}
        days = {"due_from": self.first, "due_to": self.last, "center_id": self.center}
        return with_query(f"/console/deadlines.{kind}", {**asked, **days})


class DayOfClocks(NamedTuple):
    """One day of the month and what falls due on it. ``works`` by the working days as they are known."""

    on: date
    works: bool
    items: list[DeadlineItem]


class Month(NamedTuple):
    """What the calendar shows: the month, what was missed before it, what was certainly over before it, what has no
    day, the notices in force, the regions of all centers, and the names of the one that is asked for.
    """

    clocks: Page
    missed_before: Page
    over_before: Page
    undated: Page
    counts: Counts
    book: EnteredNotices
    regions: list[str]
    center: tuple[str, str | None] | None


async def _chosen(
    *,
    month: Annotated[str | None, Query(pattern=MONTH), BLANK_IS_NONE] = None,
    kind: Annotated[ClockKind | None, BLANK_IS_NONE] = None,
    status: Annotated[ClockStatus | None, BLANK_IS_NONE] = None,
    district: Annotated[District | None, BLANK_IS_NONE] = None,
    region: Words = None,
    center: Words = None,
    q: Words = None,
) -> Chosen:
    first = date.fromisoformat(f"{month}-01") if month else today().replace(day=1)
    return Chosen(first, kind, status, district, region, center, q.strip() if q else None)


Asked = Annotated[Chosen, Depends(_chosen)]
OfBefore = Annotated[str | None, Query(alias="reader", max_length=100)]
"""A parameter of addresses of 0.2.0, which hold no more."""
Subscribed = Annotated[FeedQuestion, Depends(feed_question())]


@router.get("/calendar")
async def calendar(page_request: ListPage, chosen: Asked, cursor: Cursor = None) -> Response:
    """A month's clocks by day."""
    found = await page_request.read(_month, chosen, cursor)
    return page_request.page(
        "calendar/calendar.html",
        chosen=chosen,
        month=found,
        days=list(_days(found)),
        missed_before=_items(found.missed_before),
        over_before=_items(found.over_before),
        undated=_items(found.undated),
        counted=_counted(found.counts, chosen),
        kinds=list(ClockKind),
        statuses=list(ClockStatus),
        districts=list(District),
        published={year: found.book.working_calendar().is_published(year) for year in _years(page_request.today)},
        more=f"{chosen.path()}&{urlencode({'cursor': found.clocks.next_cursor})}" if found.clocks.next_cursor else None,
        earlier_pages=cursor is not None,
    )


def _month(ledger: ReadableLedger, chosen: Chosen, cursor: str | None) -> Month:
    lists, status = ledger.read_model, chosen.status
    find = partial(lists.find_clocks, chosen.center, centers=chosen.centers, kind=chosen.kind)
    before = chosen.first - timedelta(days=1)
    return Month(
        clocks=find(status=status, due_from=chosen.first, due_to=chosen.last, limit=OF_A_MONTH, cursor=cursor),
        missed_before=_of_status(find, status, ClockStatus.MISSED, before),
        over_before=_of_status(find, status, ClockStatus.CERTAINLY_OVER, before),
        undated=find(status=status, dated=False, limit=OF_A_LIST),
        counts=lists.count_clocks(chosen.center, centers=chosen.centers, due_from=chosen.first, due_to=chosen.last),
        book=entered_notices(ledger),
        regions=lists.regions(),
        center=lists.names([chosen.center]).get(chosen.center) if chosen.center else None,
    )


def _of_status(find: Callable[..., Page], asked: ClockStatus | None, status: ClockStatus, due_to: date) -> Page:
    """Those of the status that fell due until a day, unless another status is asked for."""
    return find(status=status, due_to=due_to, limit=OF_A_LIST) if asked in (None, status) else NONE


def _items(page: Page) -> list[DeadlineItem]:
    return [DeadlineItem.model_validate(item) for item in page.items]


def _days(month: Month) -> Iterator[DayOfClocks]:
    working = month.book.working_calendar()
    for on, items in groupby(_items(month.clocks), key=lambda item: item.due_on or item.latest):
        if on is not None:
            yield DayOfClocks(on, working.is_working_day(on), list(items))


def _counted(counts: Counts, chosen: Chosen) -> dict[str, int]:
    """How many of the month each filter would find, beside the other filter as it stands; ``""`` without one."""
    by_status = {status.value: _sum(counts, chosen.kind, status) for status in ClockStatus}
    by_kind = {kind.value: _sum(counts, kind, chosen.status) for kind in ClockKind}
    return by_status | by_kind | {"": _sum(counts, chosen.kind, None)}


def _sum(counts: Counts, kind: ClockKind | None, status: ClockStatus | None) -> int:
    return sum(
        count
        for (of_kind, of_status), count in counts.items()
        if kind in (None, of_kind) and status in (None, of_status)
    )


def _years(today: date) -> Sequence[int]:
    return today.year, today.year + 1


@router.get("/calendar.ics")
async def subscription(
    *,
    request: Request,
    app_state: CurrentState,
    which: Subscribed,
    key: Annotated[str, Query(max_length=200)] = "",
    language: Language = "zh",
    center: str | None = None,
    _reader: OfBefore = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The deadlines that the address's owner sees now, for a calendar program, which sends no header: the key stands in
    the address. 403 for one that holds no more, or never did.
    """
    app_state.rate_limiter.count(f"calendar {caller_address(request)}")
    address = await app_state.ask_office(lambda office: office.calendars.find(key))
    if address is None:
        raise problem("calendar_key_wrong")
    note_reader(request, app_state.reads, address.actor, "calendar")
    if center is not None and not is_center_id(center):
        raise center_unknown()
    await check_lists(app_state)
    question = which._replace(center_id=center)
    return await feed_answer(Reading(app_state, address.actor), question, language, if_none_match)
