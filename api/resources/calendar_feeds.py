"""Clocks as calendars to subscribe to: iCalendar (RFC 5545)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Calendar, Event

from api.http.language import InLanguage, Language, say
from api.http.openapi import PROBLEMS, TITLE, Responses
from api.http.problems import center_unknown
from api.http.urls import CenterId
from api.reads.reading import CurrentFileReading
from api.resources.deadlines import DeadlineFilters, Which
from clock import utc_now
from domain.guideline.clauses import CLAUSES
from domain.guideline.vocabulary import ClockKind, ClockStatus
from domain.kernel.base import Label
from domain.values.partial_days import in_words
from domain.wording.deadlines import over_at_the_latest
from ledger.read_model.center_item import DeadlineItem
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["deadlines"])

PAGE = 1_000
_CALENDAR: Responses = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "iCalendar (RFC 5545)"}
}
_PROVISIONAL = Label("暂定：该年节假日安排尚未公布。", "Provisional: that year's working days are not published yet.")


@router.get(
    "/deadlines.ics", operation_id="subscribe_deadlines", response_class=Response, responses={**PROBLEMS, **_CALENDAR}
)
async def subscribe_deadlines(reading: CurrentFileReading, which: Which, language: InLanguage) -> Response:
    """The clocks of all centers, for a calendar program."""
    return calendar_answer(await reading.ask(every_clock, None, which), language)


@router.get(
    "/centers/{center_id}/deadlines.ics",
    operation_id="subscribe_center_deadlines",
    response_class=Response,
    responses={**PROBLEMS, **_CALENDAR},
)
async def subscribe_center_deadlines(
    reading: CurrentFileReading, center_id: CenterId, which: Which, language: InLanguage
) -> Response:
    """The clocks of one center, for a calendar program."""
    return calendar_answer(await reading.ask(every_clock, center_id, which), language)


def every_clock(ledger: ReadableLedger, center_id: str | None, which: DeadlineFilters) -> list[DeadlineItem]:
    """The clocks that the filters find, of one center or of all. Raises ``Problem`` 404 without such a center."""
    return list(_each(ledger, center_id, which))


def _each(ledger: ReadableLedger, center_id: str | None, which: DeadlineFilters) -> Iterator[DeadlineItem]:
    if center_id is not None and ledger.version(center_id) == 0:
        raise center_unknown()
    filters: dict[str, Any] = dict(which)
    cursor = None
    while True:
        page = ledger.read_model.find_clocks(center_id, **filters, limit=PAGE, cursor=cursor)
        yield from map(DeadlineItem.model_validate, page.items)
        if (cursor := page.next_cursor) is None:
            return


def calendar_answer(items: list[DeadlineItem], language: Language) -> Response:
    """The clocks as a calendar program takes them."""
    return Response(icalendar(items, language, utc_now()), media_type="text/calendar; charset=utf-8")


def icalendar(items: list[DeadlineItem], language: Language, now: datetime) -> bytes:
    """Each clock with a known day as an event of that whole day; a provisional one is tentative, and so is one that is
    certainly over, on the last possible day. Any other whose day nobody knows is on no calendar.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Hengxu//Deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", TITLE)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for item in items:
        if (on := item.due_on or _over_since(item)) is not None:
            calendar.add_component(_event(item, on, language, now))
    return bytes(calendar.to_ical())


def _over_since(item: DeadlineItem) -> date | None:
    """The last possible day of a clock that is certainly over."""
    return item.latest if item.status == ClockStatus.CERTAINLY_OVER else None


def _event(item: DeadlineItem, due_on: date, language: Language, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.center_id}/{item.key}@hengxu")
    event.add("dtstamp", now)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + timedelta(days=1))
    event.add("summary", f"{say(ClockKind(item.kind).label, language)}：{item.center_name_zh}")
    event.add("description", _description(item, language))
    event.add("status", "TENTATIVE" if item.provisional else "CONFIRMED")
    event.add("categories", [item.kind, item.status])
    event.add("transp", "TRANSPARENT")
    return event


def _state(item: DeadlineItem) -> Label:
    """Where the clock stands, and since which day where what was due is done."""
    state = ClockStatus(item.status).label
    if item.met_on is None:
        return state
    on = in_words(item.met_on)
    return Label(f"{state.zh}（{on.zh}）", f"{state.en} ({on.en})")


def _description(item: DeadlineItem, language: Language) -> str:
    clause, over_since = CLAUSES[item.clause], _over_since(item)
    parts = [
        item.subject,
        f"{clause.number} {say(clause.title, language)}",
        say(_state(item), language),
        say(over_at_the_latest(over_since, assumed=item.assumed), language) if over_since else "",
        say(_PROVISIONAL, language) if item.provisional and item.due_on else "",
    ]
    return "\n".join(part for part in parts if part)
