"""The overview of all centers over HTTP: what is in charge, overdue, due soon, waiting and in doubt, and what of it
lies where; by now or by then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel

from api.http.openapi import PROBLEMS
from api.reads.reading import CurrentListReading, Reading
from api.resources.centers import ask_lists, day_of
from api.resources.list_parameters import OF_CENTERS, ListQuestion, register_question
from api.resources.processing_times import StepTimes, check_oversees, steps_of
from api.resources.reporting import ReportStatus
from clock import utc_now
from domain.guideline.phases import LIVING, Phase
from domain.guideline.policy import Policy
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.roles import Actor, Role
from domain.oversight import WHOSE, WaitsFor, reporting_year, until_soon
from domain.powers.deputies import standing_in
from domain.values.districts import District
from domain.values.partial_days import add_months, end_of_day, start_of_day
from domain.visibility.relations import SEES_ALL
from ledger.read_model.annual_reports import AnnualReportItem, ReportingYear
from ledger.read_model.queries import ReadModel
from service_layer.past_lists import Then
from service_layer.queries import named_deputies
from service_layer.reading import ReadableLedger

router = APIRouter(tags=["overview"])

MOMENT = ("as_of", "known_at")
WITHOUT = tuple(name for name in OF_CENTERS.queries if name not in MOMENT)
"""Of what lists are asked, all but the moment: the overview is of all centers."""
Which = Annotated[ListQuestion, Depends(register_question(without=WITHOUT))]
MISSING, DECISIONS = 12, 6
"""How many names of centers without a report, and how many decisions, the overview has at most."""
MONTHS_BEFORE, MONTHS = 5, 12
A_WEEK = timedelta(days=7)

Parameters = dict[str, Any]


class FigureName(StrEnum):
    """The five figures, in their order."""

    IN_CHARGE = "in_charge"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    WAITING = "waiting"
    IN_DOUBT = "in_doubt"


class Figure(BaseModel):
    """How many centers ``/centers`` finds by these ``parameters``; without any, how much work waits for the reader."""

    count: int
    parameters: Parameters | None


class DistrictLine(BaseModel):
    """The centers in charge whose lead is of the district, ``null`` of those of which it isn't known: how many stand in
    each phase, how many have something overdue, and how many have something due within 30 days.
    """

    district: District | None
    in_charge: int
    phases: dict[Phase, int]
    overdue: int
    due_soon: int


class ReportingSeason(BaseModel):
    """A year's annual reports: how many were handed in of how many, and the centers that still lack theirs, the missed
    ones first, as many as the overview has room for. ``days_left`` until the day is over, negative once it is.
    """

    year: int
    due_on: date
    days_left: int
    handed_in: int
    due: int
    counts: dict[ReportStatus, int]
    missing: list[AnnualReportItem]


class MonthOfDeadlines(BaseModel):
    """How many deadlines of each status fall due in a month (``2026-11``); no status without any."""

    month: str
    total: int
    statuses: dict[ClockStatus, int]


class DecisionLine(BaseModel):
    """A decision of the week: its event by its place in the log, its type and center, when it was recorded (UTC), the
    day on its paper as far as it is known, and by whom. What is about the bureau itself is of no center's name.
    """

    position: int
    type: str
    clause: str
    center_id: str
    center_name_zh: str | None
    center_name_en: str | None
    recorded_at: datetime
    effective_on: str | None
    role: str
    actor_name: str | None


class LatestDecisions(BaseModel):
    """What was decided in the seven days that end on a day, the latest first, as many as the overview has room for;
    ``total`` counts all.
    """

    from_day: date
    to_day: date
    total: int
    items: list[DecisionLine]


class OverviewPage(BaseModel):
    """What the centers come to that are the reader's to see, ``on`` a day: by what stands now, or by what did in force
    on a day (``as_of``) or as known at an instant (``known_at``). ``ended`` and ``followed`` count the bureau's own
    centers whose life has ended, and those of other authorities; neither is in charge. ``earlier`` counts what fell due
    before the first of the ``months`` and was missed, or is certainly over; no status without any. ``being_remade``:
    house rules or working days have changed, and what stands here may be by those of before.
    """

    on: date
    as_of: date | None
    known_at: datetime | None
    figures: dict[FigureName, Figure]
    districts: list[DistrictLine]
    total: DistrictLine
    ended: int
    followed: int
    annual_reports: ReportingSeason
    months: list[MonthOfDeadlines]
    earlier: dict[ClockStatus, int]
    processing_times: list[StepTimes]
    decisions: LatestDecisions
    being_remade: bool = False


class Asked(NamedTuple):
    """Who asks, by which numbers, about which day, and about which moment if not now."""

    actor: Actor
    policy: Policy
    on: date
    then: Then | None

    @property
    def sees_all(self) -> bool:
        """Whether all centers are theirs to see."""
        return self.actor.role in SEES_ALL

    @property
    def own(self) -> Parameters:
        """What narrows the register to the centers whose record is theirs."""
        return {} if self.sees_all else {"view": "record"}

    @property
    def in_charge(self) -> Parameters:
        """What finds the centers in charge among them."""
        return {"in_charge": True, **self.own}

    @property
    def due_soon(self) -> Parameters:
        """What finds those of them whose next deadline falls within the days that are soon."""
        return {**self.in_charge, "next_due_on_from": str(self.on), "next_due_on_to": str(until_soon(self.on))}

    @property
    def waiting(self) -> Parameters | None:
        """What finds those that wait for the reader's side; ``None`` where the work itself is listed, which is that of
        now, and of those who decide.
        """
        if self.then is None and self.actor.role is not Role.AUDITOR:
            return None
        return {**self.in_charge, "waits_for": WHOSE[self.actor.role].value}


GROUPED = ("of_the_bureau", "in_charge", "district", "phase", "overdue", "in_doubt", "waits_for")


class Group(NamedTuple):
    """So many centers that are alike in what the overview counts, as their cells have it."""

    of_the_bureau: str | None
    in_charge: str | None
    district: str | None
    phase: str | None
    overdue: str | None
    in_doubt: str | None
    waits_for: str | None
    centers: int

    def does_wait_for(self, whose: WaitsFor) -> bool:
        """Whether they wait for those."""
        return whose.value in (self.waits_for or "").split("\n")


TRUE = "true"
STILL_OVER = (ClockStatus.MISSED, ClockStatus.CERTAINLY_OVER)
"""What stays to be seen to, however long ago its day was."""


@router.get("/overview", operation_id="read_overview", response_model=OverviewPage, responses=PROBLEMS)
async def read_overview(reading: CurrentListReading, which: Which) -> Response:
    """All centers on one page: for the bureau and its auditors, and for districts and superior bodies their own."""
    found = await find_overview(reading, which.then)
    page = found.model_copy(update={"being_remade": reading.being_remade})
    return Response(page.model_dump_json(), media_type="application/json")


async def find_overview(reading: Reading, then: Then | None) -> OverviewPage:
    """The overview, now or then. Raises ``Problem`` 403 for who oversees nothing, 503 while lists of then are made."""
    check_oversees(reading)
    asked = Asked(reading.actor, reading.app_state.settings.policy, day_of(then), then)
    page = await ask_lists(reading, then, lambda lists: counted(lists, asked))
    decisions, work = await reading.ask(_beside, asked)
    figures = page.figures
    if asked.waiting is None:
        figures = figures | {FigureName.WAITING: Figure(count=work, parameters=None)}
    return page.model_copy(update={"decisions": decisions, "figures": figures})


def _beside(ledger: ReadableLedger, asked: Asked) -> tuple[LatestDecisions, int]:
    """What lists of then don't hold: the history, and the work of now."""
    return decided_lately(ledger.read_model, asked), _work(ledger, asked) if asked.waiting is None else 0


def _work(ledger: ReadableLedger, asked: Asked) -> int:
    """How much waits for the reader, in the roles of those for whom they stand in too."""
    roles = {one.deputyship.role.role for one in standing_in(named_deputies(ledger), asked.actor, asked.on)}
    return ledger.read_model.find_work(asked.actor, roles=roles, on=asked.on, limit=1).total


def decided_lately(lists: ReadModel, asked: Asked) -> LatestDecisions:
    """The decisions of the week that ends on the day, or at the instant."""
    of_the_day = min(utc_now(), end_of_day(asked.on) - timedelta(microseconds=1))
    until = asked.then.known_at if asked.then and asked.then.known_at else of_the_day
    first = asked.on - A_WEEK + timedelta(days=1)
    found = lists.latest_decisions(start_of_day(first), until, DECISIONS)
    names = lists.names(line["stream"] for line in found.items)
    items = [_decision(line, names.get(line["stream"], (None, None))) for line in found.items]
    return LatestDecisions(from_day=first, to_day=asked.on, total=found.total, items=items)


def _decision(line: Mapping[str, Any], name: tuple[str | None, str | None]) -> DecisionLine:
    own = {name: line[name] for name in DecisionLine.model_fields if name in line}
    return DecisionLine(**own, center_id=line["stream"], center_name_zh=name[0], center_name_en=name[1])


def counted(lists: ReadModel, asked: Asked) -> OverviewPage:
    """All that the lists say, by a handful of statements."""
    groups = [Group._make((*cells, count)) for cells, count in lists.count_by(*GROUPED, **asked.own).items()]
    soon = {district: count for (district,), count in lists.count_by("district", **asked.due_soon).items()}
    ours = [group for group in groups if group.in_charge == TRUE]
    return OverviewPage(
        on=asked.on,
        as_of=asked.then.as_of if asked.then else None,
        known_at=asked.then.known_at if asked.then else None,
        figures=_figures(ours, sum(soon.values()), asked),
        districts=_districts(ours, soon),
        total=_line(None, ours, sum(soon.values())),
        ended=_sum(one for one in groups if one.of_the_bureau == TRUE and one.in_charge != TRUE),
        followed=_sum(one for one in groups if one.of_the_bureau != TRUE),
        annual_reports=_season(lists, asked),
        **_deadlines(lists, asked.on),
        processing_times=steps_of(lists.statistics.processing_times()),
        decisions=LatestDecisions(from_day=asked.on, to_day=asked.on, total=0, items=[]),
    )


def _figures(ours: list[Group], due_soon: int, asked: Asked) -> dict[FigureName, Figure]:
    waiting, whose = asked.waiting, WHOSE[asked.actor.role]
    return {
        FigureName.IN_CHARGE: Figure(count=_sum(ours), parameters=asked.in_charge),
        FigureName.OVERDUE: Figure(
            count=_sum(one for one in ours if one.overdue == TRUE), parameters={**asked.in_charge, "overdue": True}
        ),
        FigureName.DUE_SOON: Figure(count=due_soon, parameters=asked.due_soon),
        FigureName.WAITING: Figure(
            count=_sum(one for one in ours if one.does_wait_for(whose)) if waiting else 0, parameters=waiting
        ),
        FigureName.IN_DOUBT: Figure(
            count=_sum(one for one in ours if one.in_doubt == TRUE), parameters={**asked.in_charge, "in_doubt": True}
        ),
    }


def _districts(ours: list[Group], soon: Mapping[str | None, int]) -> list[DistrictLine]:
    """Those that have centers, in their order; what is of no known district comes last."""
    named = {group.district for group in ours}
    places = [*(district for district in District if district.value in named), *([None] if None in named else [])]
    return [_line(place, [one for one in ours if one.district == place], soon.get(place, 0)) for place in places]


def _line(district: District | None, groups: list[Group], due_soon: int) -> DistrictLine:
    return DistrictLine(
        district=district,
        in_charge=_sum(groups),
        phases={phase: _sum(one for one in groups if one.phase == phase) for phase in LIVING},
        overdue=_sum(one for one in groups if one.overdue == TRUE),
        due_soon=due_soon,
    )


def _sum(groups: Iterable[Group]) -> int:
    return sum(group.centers for group in groups)


def _season(lists: ReadModel, asked: Asked) -> ReportingSeason:
    """The season that is open on the day, or was the last one."""
    year = reporting_year(asked.policy, asked.on)
    due_on = asked.policy.annual_report_due(year)
    of = ReportingYear(year, due_on, not asked.policy.annual_report_in_operation)
    counts = lists.annual_reports.count(of, {}, on=asked.on)
    found = lists.annual_reports.find(of, {}, on=asked.on, limit=MISSING).items
    return ReportingSeason(
        year=year,
        due_on=due_on,
        days_left=(due_on - asked.on).days,
        handed_in=counts.get(ReportStatus.MET.value, 0),
        due=sum(counts.values()),
        counts={one: counts.get(one.value, 0) for one in ReportStatus},
        missing=[AnnualReportItem.model_validate(item) for item in found if item["status"] != ReportStatus.MET.value],
    )


def _deadlines(lists: ReadModel, on: date) -> dict[str, Any]:
    """The months, and what of before them is still to be seen to."""
    firsts = [add_months(on.replace(day=1), place - MONTHS_BEFORE) for place in range(MONTHS)]
    found = lists.statistics.deadlines_by_month(date.min, add_months(firsts[-1], 1) - timedelta(days=1))
    earlier = Counter[ClockStatus]()
    for (month, status), count in found.items():
        if month < f"{firsts[0]:%Y-%m}" and status in STILL_OVER:
            earlier[ClockStatus(status)] += count
    return {"months": [_month(f"{first:%Y-%m}", found) for first in firsts], "earlier": earlier}


def _month(month: str, found: Mapping[tuple[str, str], int]) -> MonthOfDeadlines:
    statuses = {status: found[month, status.value] for status in ClockStatus if (month, status.value) in found}
    return MonthOfDeadlines(month=month, total=sum(statuses.values()), statuses=statuses)
