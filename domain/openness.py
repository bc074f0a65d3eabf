"""Whether a decision is open, asked in one place: by the role, the authority, the phase, the needs and the time of its
row.

``decide`` raises what stands in the way; the work list and the Temporal details show it, and so do the pages and the
API's actions, which ask for somebody, by ``decider.why_not_open``.
"""

from collections.abc import Iterator
from datetime import date

from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.guideline.policy import AUTHORITY_ASKED_SINCE
from domain.kernel.refusals import Refusal
from domain.powers.authority import authority_of
from domain.powers.on_behalf import check_may_enter


def check_open(decision: Decision, center: Center, context: Context, *, on_behalf: bool = False) -> None:
    """Raises the first ``Refusal`` unless the decision is open to this role, as its own or as an entry ``on_behalf``,
    about a center of this authority, in this phase, with what it needs.
    """
    check_role(decision, context, on_behalf=on_behalf)
    if context.edition >= AUTHORITY_ASKED_SINCE:
        check_authority(decision, center)
    if not belongs_to_phase(decision, center):
        phases = [phase.value for phase in decision.phases]
        raise Refusal("phase_not_open", decision.clause, phase=center.phase.value, allowed=phases)
    for refusal in unmet_needs(decision, center, context):
        raise refusal
    check_time(decision, center, context, context.today)


def check_time(decision: Decision, center: Center, context: Context, on: date) -> None:
    """Raises ``Refusal`` before the first day on which the decision can be taken; one that may move has not come."""
    opening = decision.opens_on(center, context) if decision.opens_on else None
    if opening is None:
        return
    if opening.provisional:
        raise Refusal("time_is_provisional", decision.clause, decision=decision.type, date=opening.on)
    if on < opening.on:
        raise Refusal("time_is_not_over", decision.clause, decision=decision.type, date=opening.on)


def check_role(decision: Decision, context: Context, *, on_behalf: bool = False) -> None:
    """Raises ``Refusal`` unless the decision belongs to the actor's role, or is an entry ``on_behalf`` that is the
    officer's.
    """
    if on_behalf:
        check_may_enter(decision, context)
        return
    role = context.actor.role
    roles = decision.roles_asked(context)
    if role not in roles:
        allowed = [allowed.value for allowed in roles]
        raise Refusal("role_not_allowed", decision.clause, role=role.value, allowed=allowed)


def check_authority(decision: Decision, center: Center) -> None:
    """Raises ``Refusal`` where the center belongs to another authority, and the decision is none about such (5.3)."""
    if not belongs_to_authority(decision, center):
        authority = authority_of(center)
        named = {"level": authority.level.value, "region": authority.region}
        raise Refusal("center_of_another_authority", "5.3", authority=named)


def belongs_to_authority(decision: Decision, center: Center) -> bool:
    """Whether the decision is open about centers of the authority to which this one belongs."""
    return decision.of_any_authority or authority_of(center).is_the_bureau


def belongs_to_phase(decision: Decision, center: Center) -> bool:
    """Whether the decision is one of the center's phase; one that begins a center is of any."""
    return not decision.phases or center.phase in decision.phases


def unmet_needs(decision: Decision, center: Center, context: Context) -> Iterator[Refusal]:
    """Each need of the decision that does not hold, as its refusal. The center is in a phase of the decision."""
    for need in decision.needs:
        try:
            need(center, context)
        except Refusal as refusal:
            yield refusal
