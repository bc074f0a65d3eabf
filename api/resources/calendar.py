"""The working days: the notices that were entered."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.decisions.headers import etag
from api.http.openapi import PROBLEMS
from api.reads.reading import CurrentReading
from domain.working_calendar.working_days import HolidayNotice
from service_layer.queries import entered_notices

router = APIRouter(tags=["calendar"])


class Notices(BaseModel):
    """The notices in force, by year. Years without one follow the published data, or are provisional."""

    items: list[HolidayNotice]
    next_cursor: None = None
    version: int


@router.get("/calendar/notices", operation_id="list_holiday_notices", response_model=Notices, responses=PROBLEMS)
async def list_holiday_notices(reading: CurrentReading) -> Response:
    """The notices of working days that were entered, amendments applied."""
    book = await reading.ask(entered_notices)
    items: list[Any] = [book.notices[year].model_dump(mode="json") for year in sorted(book.notices)]
    return JSONResponse({"items": items, "next_cursor": None, "version": book.version}, headers=etag(book.version))
