"""The register: every center, by filters that stand in the address, on a page or as a file."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.responses import Response

from api.console.exports.list_files import KINDS
from api.console.frame.page_request import ListPage, PageRequest
from api.console.frame.pages import render_panel
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.http.language import Language
from api.resources.centers import Cursor, ask_lists, find_centers
from api.resources.list_parameters import RegisterQuestion, register_question
from domain.decider import DECISION_OF
from domain.guideline.fields import CLAUSE_OF_GROUP, FIELDS_OF
from domain.guideline.phases import Phase
from domain.incubation.messages import RegisterCenter
from domain.kernel.base import Label
from domain.kernel.roles import Role
from domain.values.districts import District
from domain.values.partial_days import SHANGHAI
from domain.visibility.relations import SEES_ALL
from ledger.read_model.columns import COLUMN_OF, COLUMNS, Column
from ledger.read_model.register_filters import DESCENDING, PARAMETERS, Comparison, Order, Parameter

router = APIRouter()

PATH = "/console/centers"
ITEMS = 50
BUREAU = "of_the_bureau"
AT_HAND = ("phase", BUREAU, "field", "district", "overdue")
"""Parameters that have a place of their own on the page; the others stand among the further conditions."""
FURTHER = tuple(parameter for parameter in PARAMETERS if parameter.name not in AT_HAND)
SHOWN = ("name_zh", "phase", "field", "host", "district", "next_due_on")
"""The columns of the page, by each of which it is sorted."""
INPUTS: dict[Comparison, str] = {Comparison.HOLDS: "search", Comparison.FROM: "date", Comparison.TO: "date"}
WHOSE = ((True, Label("本局", "This bureau's")), (False, Label("其他", "Others")), (None, Label("全部", "All")))

Which = Annotated[RegisterQuestion, Depends(register_question(blank=BLANK_IS_NONE))]


def address(which: RegisterQuestion, path: str = PATH, **more: Any) -> str:
    """Where the register is shown by these filters."""
    return with_query(path, which.given | more)


class Shown(NamedTuple):
    """What is asked for, and how the page says so: opened by one of the bureau, it shows the bureau's own, and that
    all are asked for is said then.
    """

    which: RegisterQuestion
    opens_on_own: bool

    @classmethod
    def of(cls, page_request: PageRequest, which: RegisterQuestion) -> "Shown":
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

    def sorted_by(self, name: str) -> "Sorted":
        """How a column's heading sorts: the other way where it is in order already."""
        order = Order.of(self.which.sort)
        is_sorted = order.column == name and self.which.sort is not None
        sort = name if not is_sorted or order.descending else f"{DESCENDING}{name}"
        state = ("descending" if order.descending else "ascending") if is_sorted else None
        return Sorted(COLUMN_OF[name], self.address(sort=sort), state)


class Sorted(NamedTuple):
    """A heading, where its list is in its order, and in which order it is now (``aria-sort``), if in its own."""

    column: Column
    address: str
    state: str | None


class Counted(NamedTuple):
    """How many centers there are of a kind, and where they are listed; ``chosen`` if they are."""

    label: Label | None
    centers: int
    address: str
    chosen: bool


@router.get("/centers")
async def register(page_request: ListPage, which: Which, cursor: Cursor = None) -> Response:
    """A page of the register."""
    shown = Shown.of(page_request, which)
    others = shown.which.but(phase=None, of_the_bureau=None)
    found = await find_centers(page_request.reading, shown.which, ITEMS, cursor)
    counts = await ask_lists(
        page_request.reading, shown.which.then, lambda lists: lists.count_by("phase", BUREAU, **others.filters)
    )
    return page_request.page(
        "register/register.html",
        shown=shown,
        which=shown.which,
        asked=shown.which.named,
        found=found,
        phases=phase_counts(shown, counts),
        whose=bureau_counts(shown, counts),
        headings={name: shown.sorted_by(name) for name in SHOWN},
        next_page=shown.address(cursor=found.next_cursor) if found.next_cursor else None,
        first_page=shown.address() if cursor else None,
        files={kind: address(shown.which, f"{PATH}.{kind}") for kind in KINDS},
        everything=Shown(RegisterQuestion({}), shown.opens_on_own).address(),
        further=further_conditions(shown.which, page_request.language),
        field_groups=FIELDS_OF,
        clause_of_group=CLAUSE_OF_GROUP,
        districts=list(District),
        marks_own=page_request.actor.role not in SEES_ALL,
        may_import=page_request.actor.role is Role.OFFICER,
        may_register=page_request.actor.role in DECISION_OF[RegisterCenter].roles,
    )


def further_conditions(which: RegisterQuestion, language: Language) -> Markup:
    """The form's part for the other conditions; the same for everybody who asks for none of them."""
    is_asked = which.missing or which.then or any(parameter.name in which.asked for parameter in FURTHER)
    return _further(which, language, is_open=True) if is_asked or which.sort else _without_any(language)


@cache
def _without_any(language: Language) -> Markup:
    return _further(RegisterQuestion({}), language, is_open=False)


def _further(which: RegisterQuestion, language: Language, *, is_open: bool) -> Markup:
    given = {
        "conditions": FURTHER,
        "columns": COLUMNS,
        "input_of": input_of,
        "which": which,
        "asked": which.named,
        "known_at": f"{which.known_at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M:%S}" if which.known_at else "",
        "is_open": is_open,
    }
    return render_panel("register/further.html", "further", language, None, given)


def input_of(parameter: Parameter) -> str | None:
    """The kind of input in which the parameter is written; ``None`` where it is chosen."""
    return INPUTS.get(parameter.comparison)


Counts = Mapping[tuple[str | None, ...], int]
"""How many centers there are by phase, and whether they are the bureau's, as cells have them."""


def phase_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """All centers first, then those of each phase in its order; of those whose are asked for."""
    whose = shown.which.asked.get(BUREAU)

    def counted(phase: Phase | None) -> Counted:
        is_chosen = shown.which.asked.get("phase") is phase
        return Counted(
            phase.label if phase else None, _sum(counts, phase, whose), shown.address(phase=phase), is_chosen
        )

    return [counted(None), *map(counted, Phase)]


def bureau_counts(shown: Shown, counts: Counts) -> list[Counted]:
    """The bureau's own, those of other authorities, and all; of those in the phase that is asked for."""
    phase, chosen = shown.which.asked.get("phase"), shown.which.asked.get(BUREAU)
    return [
        Counted(label, _sum(counts, phase, whose), shown.address(of_the_bureau=whose), chosen is whose)
        for whose, label in WHOSE
    ]


def _sum(counts: Counts, phase: Phase | None, whose: bool | None) -> int:
    """Of one phase and one side, or of all where there is none."""
    asked = (phase, None if whose is None else str(whose).lower())
    return sum(
        count
        for cells, count in counts.items()
        if all(one is None or one == cell for one, cell in zip(asked, cells, strict=True))
    )
