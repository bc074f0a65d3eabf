"""Deadlines as a table, one line a duty, and from each line the way to what can be done about it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.frame.list_views import Counted, carried, further_conditions, headings
from api.console.frame.page_request import ListPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.console.work.routes import form_address
from api.exports.list_files import KINDS
from api.resources.centers import Cursor, ask_lists, day_of
from api.resources.deadlines import find_deadlines
from api.resources.list_parameters import OF_DEADLINES, ListQuestion, list_question
from api.resources.work import deputyships_held
from domain.deadlines.clocks import CLOCKS
from domain.decider import DECISION_OF
from domain.guideline.vocabulary import ClockStatus
from domain.kernel.base import Label
from domain.kernel.roles import Actor, Role
from domain.supervision.messages import ProposeRectification
from ledger.read_model.deadline_columns import DEADLINES
from service_layer.reading import ReadableLedger

router = APIRouter()

PATH = "/console/deadlines"
ITEMS = 50
SOON = 30
"""Days within which something is soon."""
SHOWN = ("name_zh", "host", "district", "duty", "clause", "due", "days_late", "met_on", "status")
"""The columns of the page, by each of which it is sorted."""
AT_HAND = ("kind", "district", "due_from", "due_to")
"""Conditions that have a place of their own on the page."""
CHOSEN = ("status",)
"""What is chosen by the counts above the list."""
FURTHER = tuple(one for one in DEADLINES.parameters if one.name not in (*AT_HAND, *CHOSEN))
MISSED, OPEN, MET = ClockStatus.MISSED, ClockStatus.OPEN, ClockStatus.MET
OTHERS = tuple(one for one in ClockStatus if one not in (MISSED, ClockStatus.CERTAINLY_OVER, OPEN, MET))
"""Statuses of which few clocks are: they are counted where there are any."""
ALL, OVERDUE = Label("全部", "All"), Label("逾期", "Overdue")
DUE_SOON = Label("{days}天内到期", "Due within {days} days")
PROPOSE = DECISION_OF[ProposeRectification].type
ANSWERS = frozenset(DECISION_OF[clock.answered_by].type for clock in CLOCKS)
"""The decisions that clocks wait for."""
ON_BEHALF = frozenset(decision.type for decision in DECISION_OF.values() if decision.on_behalf)
"""Which the officer enters for those whose they are."""

Which = Annotated[ListQuestion, Depends(list_question(OF_DEADLINES, blank=BLANK_IS_NONE))]
Place = tuple[str, str]
"""A clock, by its center and its key."""


class Ways(NamedTuple):
    """Where something can be done about a clock: the proposal of rectification that the reader is asked about, by how
    many duties it is about and the address of its form; and the form of what is owed.
    """

    proposals: Mapping[Place, tuple[int, str]]
    forms: Mapping[Place, tuple[str, str]]


NO_WAYS = Ways({}, {})


class Shown(NamedTuple):
    """What is asked for: opened without a word, what is overdue."""

    which: ListQuestion
    soon: date

    @classmethod
    def of(cls, page_request: PageRequest, which: ListQuestion) -> "Shown":
        """What was asked; of nothing, be it said in so many words, all."""
        asks = any(name != "cursor" for name in page_request.request.query_params)
        return cls(which if asks else which.but(status=MISSED), day_of(which.then) + timedelta(days=SOON))

    def address(self, **changes: Any) -> str:
        """The page with other values of parameters."""
        cursor = {"cursor": changes.pop("cursor", None)}
        return address(self.which.but(**changes), **cursor)

    @property
    def is_soon(self) -> bool:
        """Whether what is due within these days is asked for."""
        return self.which.asked.get("status") is OPEN and self.which.asked.get("due_to") == self.soon

    @property
    def base(self) -> ListQuestion:
        """The same of every status."""
        return self.which.but(status=None, **({"due_to": None} if self.is_soon else {}))


def address(which: ListQuestion, **more: Any) -> str:
    """Where the list is shown by these filters; without any it is said that there are none."""
    asked = {name: value for name, value in (which.given | more).items() if value is not None}
    return with_query(PATH, asked or {"status": ""})


@router.get("/deadlines")
async def deadlines(page_request: ListPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the list."""
    shown = Shown.of(page_request, which)
    then, on = which.then, day_of(which.then)
    found = await find_deadlines(page_request.reading, shown.which, ITEMS, cursor)
    counts = await ask_lists(
        page_request.reading,
        then,
        lambda lists: lists.deadlines.count_by_status(on=on, soon=shown.soon, **shown.base.filters),
    )
    ways = NO_WAYS if then else await page_request.read(_ways, page_request.actor, page_request.today, found.items)
    return page_request.page(
        "deadlines/deadlines.html",
        shown=shown,
        which=shown.which,
        asked=shown.which.named,
        found=found,
        ways=ways,
        counted=status_counts(shown, counts),
        headings=headings(shown.which, SHOWN, shown.address),
        at_hand=[DEADLINES.parameter_of[name] for name in AT_HAND],
        further=further_conditions(shown.which, FURTHER, page_request.language),
        carried=carried(shown.which, [*AT_HAND, *(one.name for one in FURTHER)]),
        next_page=shown.address(cursor=found.next_cursor) if found.next_cursor else None,
        first_page=shown.address() if cursor else None,
        files={kind: with_query(f"{PATH}.{kind}", shown.which.given) for kind in KINDS},
    )


Counts = Mapping[tuple[str, bool], int]
"""How many clocks have each status, apart those that are due soon."""


def status_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """All first, then what there is to see to; of those that are asked for otherwise."""
    base, status = shown.base, shown.which.asked.get("status")

    def counted(label: Label, one: ClockStatus | None) -> Counted:
        lines = sum(count for (of, _), count in counts.items() if one in (None, of))
        return Counted(label, lines, address(base.but(status=one)), status is one and not shown.is_soon)

    soon = Counted(
        Label(*(words.format(days=SOON) for words in DUE_SOON)),
        counts.get((OPEN, True), 0),
        address(base.but(status=OPEN, due_to=shown.soon)),
        shown.is_soon,
    )
    others = [counted(one.label, one) for one in OTHERS]
    return [
        counted(ALL, None),
        counted(OVERDUE, MISSED),
        counted(ClockStatus.CERTAINLY_OVER.label, ClockStatus.CERTAINLY_OVER),
        soon,
        counted(OPEN.label, OPEN),
        counted(MET.label, MET),
        *(one for one in others if one.lines or one.chosen),
    ]


def _ways(ledger: ReadableLedger, actor: Actor, today: date, clocks: Sequence[dict[str, Any]]) -> Ways:
    """What the reader can do about each of the clocks: what waits for them, or may be entered by them on behalf."""
    held = {one.deputyship.role.role for one in deputyships_held(ledger, actor, today)}
    roles = {actor.role, *held}
    others = {Role.APPLICANT} if Role.OFFICER in roles else set()
    keys: dict[str, list[str]] = {}
    for clock in clocks:
        keys.setdefault(clock["center_id"], []).append(clock["key"])
    proposals: dict[Place, tuple[int, str]] = {}
    forms: dict[Place, tuple[str, str]] = {}
    for item in ledger.read_model.work.at(actor, list(keys), {PROPOSE, *ANSWERS}, {*held, *others}):
        center, type_ = item["center_id"], item["decision"]
        if type_ == PROPOSE:
            way = (len(item["duties"]), form_address(item))
            proposals.update({(center, duty["key"]): way for duty in item["duties"]})
        elif item["role"] in roles or type_ in ON_BEHALF:
            for key in keys[center]:
                if f"{item['key']}/".startswith(f"{type_}/{key}/"):
                    forms.setdefault((center, key), (type_, form_address(item)))
    return Ways(proposals, forms)
