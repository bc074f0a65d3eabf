"""What a center waits for and from whom, which of it comes first, and what may be decided on it by the visitor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from api.console.frame.page_request import PageRequest
from api.console.work.routes import form_address
from api.resources.center_view import CenterPage
from clock import utc_now
from domain.center import Center
from domain.context import Context
from domain.deadlines.clocks import deadlines
from domain.decider import PEOPLE_DECIDE, why_not_open
from domain.decision import Decision
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.openness import belongs_to_authority
from domain.powers.deputies import acting, is_theirs_to_take
from domain.values.comparing_form import same_name
from domain.values.identifiers import same_code
from domain.visibility.seen import Reader
from domain.visibility.work_seen import work_seen
from domain.wording.deadlines import followed_since_words, year_of
from domain.wording.refusals import explain
from domain.work_items import WorkItem, WorkItems, work_items
from ledger.read_model.work_list_item import NextStep, WorkListItem, next_step, work_list_item
from service_layer.deciding import context_of
from service_layer.queries import center_now
from service_layer.reading import ReadableLedger

TEMPLATE = "center/tasks/tasks.html"


@dataclass(frozen=True)
class Offered:
    """One decision: where its form is, and, where it is not open, why not. ``steps``: it leads the center onward."""

    type: str
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
class Awaited:
    """Something that the center waits for. ``duty`` is the yearly one that it answers, ``notes`` since when this record
    follows the center, of duties of whose year it knows a part alone. ``address`` is the form, where it waits for the
    visitor.
    """

    item: WorkListItem
    duty: str | None
    notes: dict[str, Label]
    address: str | None


@dataclass(frozen=True)
class Offer:
    """What a visitor may decide on a center: open ones, those that lead onward first, and closed ones of their role.

    ``on_behalf`` are decisions of others that an officer may enter now from a paper that was handed in. ``waits`` is
    what the center waits for, from whomever, most urgent first; ``asked_after`` what an imported one may have done
    before it was followed. ``next_step`` is the step that isn't open yet, ``unmet`` why.
    """

    open: Sequence[Offered]
    closed: Sequence[Offered]
    on_behalf: Sequence[Offered]
    waits: Sequence[Awaited]
    asked_after: Sequence[Awaited]
    next_step: NextStep | None
    unmet: Sequence[Condition]

    @property
    def first(self) -> Awaited | None:
        """What comes first, whoever has to do it; ``None`` where nothing can be done now."""
        return next(iter(self.waits), None)

    @property
    def own(self) -> Awaited | None:
        """What comes first of what waits for the visitor, unless that is the first of all."""
        own = next((one for one in self.waits if one.address), None)
        return own if own is not self.first else None


class TaskPanels(NamedTuple):
    """The panels, ready to be printed: what comes first, all that the center waits for, ``total`` things, and what the
    visitor may decide.
    """

    first: Markup
    waits: Markup
    decidable: Markup
    total: int


def task_panels(page_request: PageRequest, page: CenterPage, offer: Offer) -> TaskPanels:
    """What the center waits for now, and what the visitor may decide."""
    first = page_request.panel(TEMPLATE, "first", center=page, decisions=offer)
    waits, decidable = (page_request.panel(TEMPLATE, name, decisions=offer) for name in ("waits", "decidable"))
    return TaskPanels(first, waits, decidable, len(offer.waits))


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
    decisions = frozenset(one.type for one in is_open)
    awaited = [_awaited(center, item, context, decisions) for item in waits.open]
    return Offer(
        open=sorted(is_open, key=lambda one: not one.steps),
        closed=[one for one in offered if one.reason is not None],
        on_behalf=list(_entered_on_behalf(center, context)),
        waits=[one for one in awaited if not one.item.not_on_record],
        asked_after=[one for one in awaited if one.item.not_on_record],
        next_step=next_step(waits.next_step) if waits.next_step else None,
        unmet=_conditions(waits),
    )


def _awaited(center: Center, item: WorkItem, context: Context, decisions: frozenset[str]) -> Awaited:
    """``decisions`` are those that are open to the actor."""
    listed, key = work_list_item(center, item), item.key.removeprefix(f"{item.decision.type}/")
    keys = [key, *(duty.key for duty in item.duties)]
    notes = {one: words for one in keys if (words := followed_since_words(one, center)) is not None}
    is_theirs = item.decision.type in decisions and waits_for(item, context)
    address = form_address(listed.model_dump(mode="json")) if is_theirs else None
    return Awaited(listed, key if year_of(key) else None, notes, address)


def waits_for(item: WorkItem, context: Context) -> bool:
    """Whether it is this very actor's, in their own role or in one in which they are a deputy today."""
    actor = acting(item.decision, item.decision.command.model_construct(), context)
    if actor.role is not item.role:
        return False
    is_persons = item.person is None or same_name(item.person, actor.id)
    is_orgs = item.org is None or same_code(item.org, actor.org)
    return actor.anyone or (is_persons and is_orgs and item.district in (None, actor.district))


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
        type=decision.type,
        label=decision.label,
        clause=decision.clause,
        address=address,
        steps=decision.steps,
        reason=reason,
        reason_clause=refusal.clause if refusal else None,
    )
