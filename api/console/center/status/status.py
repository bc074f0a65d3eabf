"""Where a center stands, as panels of its page: its picture, what it waits for and owes, and what may be decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from api.console.center.chart.center_chart import chart_panel
from api.console.center.status.obligations import obligations
from api.console.frame.page_request import PageRequest
from api.resources.center_view import CenterPage
from clock import utc_now
from domain.center import Center
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.decider import PEOPLE_DECIDE, why_not_open
from domain.decision import Decision
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.openness import belongs_to_authority
from domain.powers.deputies import is_theirs_to_take
from domain.values.points import Point
from domain.visibility.seen import Reader
from domain.visibility.work_seen import work_seen
from domain.wording.refusals import explain
from domain.work_items import WorkItems, work_items
from ledger.read_model.projection import NextStep, WorkListItem, next_step, work_list_item
from service_layer.deciding import context_of
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger


@dataclass(frozen=True)
class Offered:
    """One decision: where its form is, and, where it is not open, why not. ``steps``: it leads the center onward."""

    label: Label
    clause: str
    address: str
    steps: bool
    reason: Label | None = None
    reason_clause: str | None = None


@dataclass(frozen=True)
class Condition:
    """A condition that isn't met, in words, with the clause that asks for it."""

    reason: Label
    clause: str


@dataclass(frozen=True)
class Offer:
    """What a visitor may decide on a center: open ones, those that lead onward first, and closed ones of their role.

    ``on_behalf`` are decisions of others that an officer may enter now from a paper that was handed in. ``waits`` is
    what the center waits for, from whomever; ``next_step`` the step that isn't open yet, ``unmet`` why.
    """

    open: Sequence[Offered]
    closed: Sequence[Offered]
    on_behalf: Sequence[Offered]
    waits: Sequence[WorkListItem]
    next_step: NextStep | None
    unmet: Sequence[Condition]


class StatusPanels(NamedTuple):
    """The panels, ready to be printed."""

    picture: Markup
    tasks: Markup


def status_panels(
    page_request: PageRequest, page: CenterPage, records: Sequence[Record[Event]], point: Point, offer: Offer | None
) -> StatusPanels:
    """Where the center stands at the point; ``offer`` is ``None`` for the past, on which nothing is decided."""
    duties = obligations(page, page_request.app_state.settings.policy, point.as_of or page_request.today)
    tasks = page_request.panel(
        "center/status/status.html", "tasks", center=page, decisions=offer, duties=duties, is_now=point == Point()
    )
    return StatusPanels(chart_panel(page_request, page, records, point.as_of), tasks)


def open_decisions(ledger: ReadableLedger, center: Center, actor: Actor, policy: Policy) -> Offer:
    """What this visitor may decide now; decisions of other roles, and of other authorities, are not listed."""
    context = context_of(ledger.whole, policy, center.center_id, actor, utc_now())
    center = center_now(ledger.whole, center.center_id) or center  # what is withheld from them counts all the same
    reader = Reader(actor, ledger.read_model.relation(center.center_id)[0])
    waits = work_seen(work_items(center, deadlines(center, policy, context.calendar), policy, context.calendar), reader)
    offered = [
        _offered(decision, center, why_not_open(decision, center, context))
        for decision in PEOPLE_DECIDE
        if decision.phases and is_theirs_to_take(decision, context) and belongs_to_authority(decision, center)
    ]
    is_open = [one for one in offered if one.reason is None]
    return Offer(
        open=sorted(is_open, key=lambda one: not one.steps),
        closed=[one for one in offered if one.reason is not None],
        on_behalf=list(_entered_on_behalf(center, context)),
        waits=[work_list_item(center, item) for item in waits.open],
        next_step=next_step(waits.next_step) if waits.next_step else None,
        unmet=_conditions(waits),
    )


def _entered_on_behalf(center: Center, context: Context) -> Iterator[Offered]:
    for decision in PEOPLE_DECIDE:
        is_own = is_theirs_to_take(decision, context)
        if decision.phases and not is_own and why_not_open(decision, center, context, on_behalf=True) is None:
            yield _offered(decision, center, None)


def _conditions(waits: WorkItems) -> list[Condition]:
    unmet = waits.next_step.unmet if waits.next_step else ()
    return [Condition(explain(refusal.code, refusal.params)[1], refusal.clause) for refusal in unmet]


def _offered(decision: Decision, center: Center, refusal: Refusal | None) -> Offered:
    address = f"/console/centers/{center.center_id}/decide/{decision.type}"
    reason = explain(refusal.code, refusal.params)[1] if refusal else None
    return Offered(
        decision.label, decision.clause, address, decision.steps, reason, refusal.clause if refusal else None
    )
