"""The register: every center, by filters that stand in the address, on a page or as a file."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from api.console.frame.list_views import Counted, further_conditions, headings
from api.console.frame.page_request import ListPage, PageRequest
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.exports.list_files import KINDS
from api.resources.centers import Cursor, ask_lists, find_centers
from api.resources.list_parameters import ListQuestion, register_question
from domain.decider import DECISION_OF
from domain.guideline.fields import CLAUSE_OF_GROUP, FIELDS_OF
from domain.guideline.phases import Phase
from domain.guideline.vocabulary import ClockStatus
from domain.incubation.messages import RegisterCenter
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.visibility.relations import SEES_ALL
from ledger.read_model.columns import REGISTER

router = APIRouter()

PATH = "/console/centers"
ITEMS = 50
BUREAU = "of_the_bureau"
AT_HAND = ("phase", BUREAU, "field", "district", "overdue", "certainly_over")
CHOSEN = ("district", "overdue", "certainly_over")
"""Those at hand that are chosen in the form as any condition is."""
"""Parameters that have a place of their own on the page; the others stand among the further conditions."""
FURTHER = tuple(parameter for parameter in REGISTER.parameters if parameter.name not in AT_HAND)
SHOWN = ("name_zh", "phase", "field", "host", "district", "next_due_on")
"""The columns of the page, by each of which it is sorted."""
COUNTED = ("phase", BUREAU, "overdue", "certainly_over")
"""By which cells centers are counted, together."""
PRESSING = (
    ("overdue", Label("有逾期", "With overdue duties")),
    ("certainly_over", ClockStatus.CERTAINLY_OVER.label),
)
ALL = Label("全部", "All")
WHOSE = ((True, Label("本局", "This bureau's")), (False, Label("其他", "Others")), (None, ALL))

Which = Annotated[ListQuestion, Depends(register_question(blank=BLANK_IS_NONE))]


def address(which: ListQuestion, path: str = PATH, **more: Any) -> str:
    """Where the register is shown by these filters."""
    return with_query(path, which.given | more)


class Shown(NamedTuple):
    """What is asked for, and how the page says so: opened by one of the bureau, it shows the bureau's own, and that
    all are asked for is said then.
    """

    which: ListQuestion
    opens_on_own: bool

    @classmethod
    def of(cls, page_request: PageRequest, which: ListQuestion) -> "Shown":
        """The bureau's own, unless something else was said, be it nothing."""
        opens_on_own = page_request.actor.role in SEES_ALL
        is_left_open = opens_on_own and BUREAU not in page_request.request.query_params
        return cls(which.but(of_the_bureau=True) if is_left_open else which, opens_on_own)

    def address(self, **changes: Any) -> str:
        """The page with other values of parameters."""
        cursor = {"cursor": changes.pop("cursor", None)}
        which = self.which.but(**changes)
        is_said = self.opens_on_own and which.asked.get(BUREAU) is None
        return address(which, PATH, **cursor, **({BUREAU: ""} if is_said else {}))

    @property
    def filtered(self) -> bool:
        """Whether something is asked for beside whose they are."""
        return self.which.but(of_the_bureau=None).narrows


@router.get("/centers")
async def register(page_request: ListPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the register."""
    shown = Shown.of(page_request, which)
    others = shown.which.but(**dict.fromkeys(COUNTED))
    found = await find_centers(page_request.reading, shown.which, ITEMS, cursor)
    counts = await ask_lists(
        page_request.reading, shown.which.then, lambda lists: lists.count_by(*COUNTED, **others.filters)
    )
    return page_request.page(
        "register/register.html",
        shown=shown,
        which=shown.which,
        asked=shown.which.named,
        found=found,
        phases=phase_counts(shown, counts),
        whose=bureau_counts(shown, counts),
        pressing=pressing_counts(shown, counts),
        headings=headings(shown.which, SHOWN, shown.address),
        next_page=shown.address(cursor=found.next_cursor) if found.next_cursor else None,
        first_page=shown.address() if cursor else None,
        files={kind: address(shown.which, f"{PATH}.{kind}") for kind in KINDS},
        everything=Shown(ListQuestion({}), shown.opens_on_own).address(),
        further=further_conditions(shown.which, FURTHER, page_request.language),
        chosen=[REGISTER.parameter_of[name] for name in CHOSEN],
        field_groups=FIELDS_OF,
        clause_of_group=CLAUSE_OF_GROUP,
        marks_own=page_request.actor.role not in SEES_ALL,
        may_import=page_request.actor.role is Role.OFFICER,
        may_register=page_request.actor.role in DECISION_OF[RegisterCenter].roles,
    )


Counts = Mapping[tuple[str | None, ...], int]
"""How many centers there are by the cells of ``COUNTED``."""


def phase_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """All centers first, then those of each phase in its order; of those that are asked for otherwise."""

    def counted(phase: Phase | None) -> Counted:
        lines = _sum(counts, shown.which.but(phase=phase))
        return Counted(phase.label if phase else ALL, lines, shown.address(phase=phase), _asks(shown, "phase", phase))

    return [counted(None), *map(counted, Phase)]


def bureau_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """The bureau's own, those of other authorities, and all; of those that are asked for otherwise."""
    return [
        Counted(
            label,
            _sum(counts, shown.which.but(of_the_bureau=whose)),
            shown.address(of_the_bureau=whose),
            _asks(shown, BUREAU, whose),
        )
        for whose, label in WHOSE
    ]


def pressing_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """Those with an overdue duty, and those of which one is certainly over; each leads back where it is chosen."""
    found = []
    for name, label in PRESSING:
        is_chosen = _asks(shown, name, True)
        lines = _sum(counts, shown.which.but(**{name: True}))
        found.append(Counted(label, lines, shown.address(**{name: None if is_chosen else True}), is_chosen))
    return found


def _asks(shown: Shown, name: str, value: object) -> bool:
    return shown.which.asked.get(name) is value


def _sum(counts: Counts, which: ListQuestion) -> int:
    """Of those that are asked for by what is counted."""
    asked = [(place, which.asked[name]) for place, name in enumerate(COUNTED) if name in which.asked]
    return sum(count for cells, count in counts.items() if all(_is(cells[place], value) for place, value in asked))


def _is(cell: str | None, value: object) -> bool:
    """Whether the cell has the value; of a count, whether there are any."""
    if isinstance(value, bool) and cell is not None and cell.isdecimal():
        return (int(cell) > 0) is value
    return cell is not None and cell == (str(value).lower() if isinstance(value, bool) else str(value))
