"""The decisions that a visitor may take on a center, and why the others are not open: for the center's own page."""

from collections.abc import Sequence
from dataclasses import dataclass

from clock import utc_now
from domain.center import Center
from domain.decider import PEOPLE_DECIDE
from domain.decision import Decision
from domain.guideline.policy import Policy
from domain.kernel.base import Label
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor
from domain.wording.refusals import explain
from ledger.application import Ledger
from service_layer.deciding import context_of, why_not_open


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
class Offer:
    """What a visitor may decide on a center: open ones, those that lead onward first, and closed ones of their role."""

    open: Sequence[Offered]
    closed: Sequence[Offered]


def open_decisions(ledger: Ledger, center: Center, actor: Actor, policy: Policy) -> Offer:
    """What this visitor may decide now; decisions of other roles are not listed."""
    context = context_of(ledger, policy, center.center_id, actor, utc_now())
    offered = [
        _offered(decision, center, why_not_open(decision, center, context))
        for decision in PEOPLE_DECIDE
        if decision.phases and actor.role in decision.roles
    ]
    is_open = [one for one in offered if one.reason is None]
    return Offer(
        open=sorted(is_open, key=lambda one: not one.steps),
        closed=[one for one in offered if one.reason is not None],
    )


def _offered(decision: Decision, center: Center, refusal: Refusal | None) -> Offered:
    address = f"/console/centers/{center.center_id}/decide/{decision.type}"
    reason = explain(refusal.code, refusal.params)[1] if refusal else None
    return Offered(
        decision.label, decision.clause, address, decision.steps, reason, refusal.clause if refusal else None
    )
