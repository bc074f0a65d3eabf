"""How long the steps of the bureau's took: by step and year, as the overview's table and as a list."""

from collections.abc import Iterable
from itertools import groupby
from statistics import median
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from api.http.openapi import PROBLEMS
from api.http.problems import problem
from api.reads.reading import CurrentListReading, Reading
from api.resources.centers import ask_lists
from api.resources.list_parameters import ListQuestion, register_question
from domain.kernel.roles import Role
from domain.processing import ProcessingStep
from domain.visibility.relations import SEES_ALL
from ledger.read_model.pages import Page
from ledger.read_model.queries import ReadModel
from ledger.read_model.statistics import TimesTaken

router = APIRouter(tags=["overview"])

READERS = frozenset({*SEES_ALL, Role.DISTRICT})
"""Whoever oversees centers: the bureau and its auditors, districts and superior bodies (5.3)."""


class YearOfStep(BaseModel):
    """Calendar days that a step took, of all that were done in a year, the time in which applicants supplemented and
    revised what they had sent included.
    """

    year: int
    times: int
    median: float
    longest: int


class StepTimes(BaseModel):
    """How long a step of the bureau's took, by year, the latest first; of what is on record with certain days alone."""

    step: ProcessingStep
    clause: str
    years: list[YearOfStep]


class StepOfYear(YearOfStep):
    """A step of the bureau's own with the clause by which it is taken, as it went in a year."""

    step: ProcessingStep
    clause: str


class ProcessingTimes(BaseModel):
    """Each step in the order of a center's life, by the years in which it was done, the latest first; of what is on
    record with certain days alone. It is never more than one page: ``next_cursor`` is ``null``. ``being_remade``: what
    stands here may be by house rules or working days of before.
    """

    items: list[StepOfYear]
    next_cursor: None = None
    total: int
    being_remade: bool = False


step_question = register_question(without=("sort",))
"""Of which centers, and of when; the order is that of a center's life."""
Which = Annotated[ListQuestion, Depends(step_question)]


@router.get(
    "/statistics/steps", operation_id="list_processing_times", response_model=ProcessingTimes, responses=PROBLEMS
)
async def list_processing_times(reading: CurrentListReading, which: Which) -> Response:
    """How long the steps of the bureau's took, in calendar days: the median and the longest by step and year, of all
    centers, or of those that the register's parameters find. The time in which applicants supplemented and revised
    what they had sent is part of it. For the bureau and its auditors, and for districts and superior bodies of their
    own.
    """
    found = await find_processing_times(reading, which)
    return JSONResponse({**found.model_dump(), "being_remade": reading.being_remade})


async def find_processing_times(reading: Reading, which: ListQuestion) -> Page:
    """All of them, now or then. Raises ``Problem`` 403 for who oversees nothing, 503 while lists of then are made."""
    check_oversees(reading)

    def asked(lists: ReadModel) -> list[TimesTaken]:
        return lists.statistics.processing_times(which.filters)

    items = list(_items(steps_of(await ask_lists(reading, which.then, asked))))
    return Page(items=items, next_cursor=None, total=len(items))


def check_oversees(reading: Reading) -> None:
    """Raises ``Problem`` 403 for who oversees nothing."""
    if reading.actor.role not in READERS:
        raise problem("reading_not_allowed")


def _items(steps: Iterable[StepTimes]) -> Iterable[dict[str, Any]]:
    for one in steps:
        for year in one.years:
            yield StepOfYear(step=one.step, clause=one.clause, **year.model_dump()).model_dump(mode="json")


def steps_of(times: Iterable[TimesTaken]) -> list[StepTimes]:
    """By step, in the order of a center's life, what each year comes to; no step of which nothing is on record."""
    by_step = {step: list(of_step) for step, of_step in groupby(times, key=lambda one: one.step)}
    return [
        StepTimes(step=step, clause=step.clause, years=_years(by_step[step.value]))
        for step in ProcessingStep
        if step.value in by_step
    ]


def _years(times: Iterable[TimesTaken]) -> list[YearOfStep]:
    found = [_year(year, list(of_year)) for year, of_year in groupby(times, key=lambda one: one.year)]
    return found[::-1]


def _year(year: int, times: list[TimesTaken]) -> YearOfStep:
    days = [one.days for one in times for _ in range(one.times)]
    return YearOfStep(year=year, times=len(days), median=median(days), longest=max(days))
