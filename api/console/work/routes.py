"""My work: what waits for whoever is signed in, most urgent first; what concerns those who decide nothing."""

import hashlib
import json
from datetime import date
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from api.console.decide.drafts import drafts
from api.console.frame.days import days_left
from api.console.frame.list_views import carried, further_conditions, headings
from api.console.frame.navigation import SUPERVISING
from api.console.frame.page_request import CurrentPage, PageRequest, at_lists
from api.console.frame.query_parameters import BLANK_IS_NONE
from api.console.frame.urls import with_query
from api.console.history.routes import ShownLine, shown
from api.resources.centers import Cursor, day_of
from api.resources.list_parameters import OF_WORK, ListQuestion
from api.resources.work import WorkQuestion, deputyships_held, find_work, work_question
from domain.kernel.base import Label
from domain.kernel.roles import Actor, Role
from domain.values.comparing_form import same_name
from domain.visibility.work_seen import is_told_of_step
from ledger.proof.serving import Lag, NotProven
from ledger.proof.tables import StoredCheckpoint
from ledger.read_model.pages import Page
from ledger.read_model.work_columns import WORK
from service_layer.reading import ReadableLedger

router = APIRouter(prefix="/work")

PATH = "/console/work"
ITEMS = 50
LAST_LINES = 8
SOON = 30
"""Days within which something is soon."""

OVERDUE = Label("已逾期", "Overdue")
CERTAINLY_OVER = Label("必已届满", "Certainly over")
DUE_SOON = Label("30 天以内", "Within 30 days")
DUE_LATER = Label("30 天以后", "Later")
DUE_ANY_DAY = Label("未定期限", "No day set")
IN_ORDER = Label("按所选次序", "In the order chosen")
GROUPS = (
    (OVERDUE, "late"),
    (CERTAINLY_OVER, "late"),
    (DUE_SOON, "soon"),
    (DUE_LATER, "plain"),
    (DUE_ANY_DAY, "plain"),
)
"""By urgency, as ``_urgency`` counts them, each with its tone."""


NAMED: dict[str, tuple[str, ...]] = {
    "appoint_experts": ("stage",),
    "give_opinion": ("stage", "expert_id"),
    "submit_supplement": ("stage",),
    "complete_preliminary_review": ("stage",),
    "submit_annual_report": ("year",),
    "notify_major_matter": ("matter_id",),
    "report_rectification": ("rectification_id",),
    "extend_rectification": ("rectification_id",),
    "judge_rectification": ("rectification_id",),
    "follow_up": ("about",),
    "order_rectification/issue": ("proposal_id",),
    "confirm_correction": ("correction_id",),
}
"""By decision, or by all of an item's key but its last part: the fields that the last parts of the key answer."""


class WorkGroup(NamedTuple):
    """What is about as urgent as each other; ``tone`` is that of the page's tags."""

    label: Label
    tone: str
    items: list[dict[str, Any]]


class Watch(NamedTuple):
    """What an auditor looks at: the last checkpoint, how far it lags, and what was decided or refused last."""

    checkpoint: StoredCheckpoint | None
    lags: dict[str, Lag]
    lines: list[ShownLine]


AT_HAND = ("district", "decision")
"""Conditions that have a place of their own on the page."""
SORTED_BY = ("name_zh", "decision", "since", "due", "days_late", "officers")
"""The columns by which the page is sorted; without one, what is most urgent comes first, in groups."""
FURTHER = tuple(one for one in WORK.parameters if one.name not in AT_HAND)
Which = Annotated[WorkQuestion, Depends(work_question(blank=BLANK_IS_NONE))]


def address(which: WorkQuestion, path: str = PATH, **changes: Any) -> str:
    """Where it is listed, or other work where ``changes`` say so."""
    cursor = {"cursor": changes.pop("cursor", None)}
    return with_query(path, which.but(**changes).given | cursor)


@router.get("")
async def my_work(page_request: CurrentPage, which: Which, cursor: Cursor = None) -> Response:
    """What waits for them; of an officer also what is in their own hands alone."""
    if page_request.actor.role is Role.AUDITOR:
        return page_request.page("work/oversight.html", watch=await page_request.read(_watch, _witness(page_request)))
    if page_request.actor.role is Role.OPERATOR:
        return page_request.page("work/oversight.html", report=await page_request.app_state.health.report())
    page_request = await at_lists(page_request)
    actor, found = page_request.actor, await find_work(page_request.reading, which, ITEMS, cursor)
    own = mine_first(found.items, actor) if which.of.sort is None else found.items

    def address_of(**changes: Any) -> str:
        return address(which, **changes)

    return page_request.page(
        "work/my_work.html",
        held=await page_request.read(deputyships_held, actor, page_request.today),
        found=found,
        which=which,
        asked=which.of.named,
        address_of=address_of,
        version_address=address(which, f"{PATH}/version"),
        file_address=lambda kind: address(which, f"{PATH}.{kind}"),
        everything=address(WorkQuestion(ListQuestion({}, parameters=OF_WORK), which.assigned)),
        narrows=which.of.narrows or which.of.sort is not None,
        supervises=actor.role in SUPERVISING,
        at_hand=[WORK.parameter_of[name] for name in AT_HAND],
        further=further_conditions(which.of, FURTHER, page_request.language),
        carried=carried(which.of, [*AT_HAND, *(one.name for one in FURTHER)]),
        headings=headings(which.of, SORTED_BY, address_of),
        groups=groups_of(own, which, day_of(which.of.then)),
        is_mine=lambda item: is_in_the_hands_of(item, actor),
        address=form_address,
        next_steps=next_steps(found.items, actor),
        on_first_page=cursor is None,
        drafts=await drafts.panel(page_request) if cursor is None else None,
        version=version_of(found),
    )


@router.get("/version")
async def work_version(page_request: CurrentPage, which: Which) -> Response:
    """The version of the first page, for one that watches whether it has grown old."""
    return JSONResponse({"version": version_of(await find_work(page_request.reading, which, ITEMS, None))})


def version_of(found: Page) -> str:
    """Another one as soon as something else waits, or waits otherwise."""
    content = json.dumps([found.total, found.items], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def form_address(item: dict[str, Any]) -> str:
    """Where the form of what waits is, with the answers that are known: which stage, year, matter or order."""
    path = f"/console/centers/{item['center_id']}/decide/{item['decision']}"
    if item.get("duties"):
        return f"{path}?{urlencode([('deadlines', duty['key']) for duty in item['duties']])}"
    names = NAMED.get(item["key"].rpartition("/")[0]) or NAMED.get(item["decision"], ())
    known = zip(names, item["key"].split("/")[-len(names) :], strict=True) if names else ()
    asked = urlencode(list(known))
    return f"{path}?{asked}" if asked else path


def mine_first(items: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """What is in the actor's own hands before the rest, either in its order."""
    return sorted(items, key=lambda item: not is_in_the_hands_of(item, actor))


def is_in_the_hands_of(item: dict[str, Any], actor: Actor) -> bool:
    """Whether the actor is one of the officers who are assigned to the item's center."""
    return any(same_name(officer["id"], actor.id) for officer in item["assigned"])


def groups_of(items: list[dict[str, Any]], which: WorkQuestion, today: date) -> list[WorkGroup]:
    """By urgency; in one group where another order is asked for."""
    if which.of.sort is None:
        return grouped(items, today)
    return [WorkGroup(IN_ORDER, "plain", items)] if items else []


def grouped(items: list[dict[str, Any]], today: date) -> list[WorkGroup]:
    """The items by urgency, in their order; no group without any."""
    groups = [WorkGroup(label, tone, []) for label, tone in GROUPS]
    for item in items:
        groups[_urgency(item, today)].items.append(item)
    return [group for group in groups if group.items]


def next_steps(items: list[dict[str, Any]], actor: Actor) -> dict[tuple[str, str], dict[str, Any]]:
    """What each center's next step lacks, by center and key of the item beside which it is said: its first. Of a step
    of the bureau's or of a panel's, which may lack what isn't theirs to know of, the parties aren't told.
    """
    first = {item["center_id"]: item for item in reversed(items) if item.get("next_step")}
    return {
        (center, item["key"]): item["next_step"]
        for center, item in first.items()
        if is_told_of_step(Role(item["next_step"]["role"]), actor)
    }


def _urgency(item: dict[str, Any], today: date) -> int:
    if item["due_on"] is None:
        undated = 1 if item.get("latest") else 4
        return 0 if item["overdue"] else undated
    left = days_left(item["due_on"], today)
    if item["overdue"] or left < 0:
        return 0
    return 2 if left <= SOON else 3


def _witness(page_request: PageRequest) -> str | None:
    return page_request.app_state.settings.checkpoint_witness


def _watch(ledger: ReadableLedger, witness: str | None) -> Watch:
    try:
        checkpoint = ledger.proof.checkpoint()
    except NotProven:
        checkpoint = None
    lines = ledger.read_model.find_lines(limit=LAST_LINES).items
    names = ledger.read_model.names(line["stream"] for line in lines)
    return Watch(checkpoint, ledger.proof.lags(witness), [shown(line, names) for line in lines])
