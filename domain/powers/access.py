"""Whose center it is: who may decide for, and about, which one."""

from collections.abc import Sequence

from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.values.identifiers import same_code
from domain.values.organisations import Organisation


def check_whose_center(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """An applicant decides for its own centers, as their lead where the decision is none of any party; a district for
    those that it supervises; a bound token for one center.
    """
    actor = context.actor
    if _is_of_its_party(center, actor, command, _parties_asked(decision, center, context)):
        return
    if center.lead is not None and actor.role is Role.APPLICANT and is_theirs(center, actor):
        raise Refusal("applicant_not_lead", "3.1.1", lead=center.lead.name)
    raise Refusal("center_not_yours", "record", center_id=center.center_id, role=actor.role.value)


def is_theirs(center: Center, actor: Actor) -> bool:
    """Whether the actor's organisation, or one in the actor's district, is a party of this center, or it is the bound
    one.
    """
    return _is_of_its_party(center, actor, None, center.organisations())


def _parties_asked(decision: Decision, center: Center, context: Context) -> Sequence[Organisation]:
    """The parties for which a decision can be taken: the lead alone, unless the decision is one of any party. Until
    that was asked, a joint party spoke as the lead did.
    """
    formerly_any = not context.asks_powers and context.actor.role is Role.APPLICANT
    return center.organisations() if decision.of_any_party or formerly_any else center.organisations()[:1]


def _is_of_its_party(center: Center, actor: Actor, command: Command | None, parties: Sequence[Organisation]) -> bool:
    if actor.center is not None and actor.center != _id_asked_about(center, command):
        return False
    if actor.anyone or actor.role not in (Role.APPLICANT, Role.DISTRICT):
        return True
    if actor.center is not None and actor.org is None and actor.district is None:
        return True
    if actor.role is Role.DISTRICT:
        return any(actor.district == party.district for party in parties)
    if isinstance(command, RegisterCenter):
        return same_code(actor.org, command.lead.uscc)
    return any(same_code(actor.org, party.uscc) for party in parties)


def _id_asked_about(center: Center, command: Command | None) -> str | None:
    return command.center_id if isinstance(command, RegisterCenter) else center.center_id
