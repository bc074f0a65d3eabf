"""Whose center it is: who may decide for, and about, which one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command, OnBehalfOf
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.values.comparing_form import same_name
from domain.values.identifiers import compact_code, same_code
from domain.values.organisations import Organisation, SuperiorBody


class ActsFor(NamedTuple):
    """For whom somebody acts: an organisation, by its credit code, or the authority of a district. A superior body
    (主管部门) acts under the role of a district by its own code.
    """

    org: str | None = None
    district: str | None = None

    def is_spoken_for_by(self, actor: Actor) -> bool:
        """Whether the actor's token is theirs."""
        return actor.district == self.district if self.org is None else same_code(actor.org, self.org)


def check_whose_center(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """An applicant decides for its own centers, as their lead where the decision is none of any party; a district, or a
    superior body, for those that it supervises; a bound token for one center.
    """
    actor = context.actor
    if _is_of_its_party(center, actor, command, _parties_asked(decision, center, context)):
        return
    if center.lead is not None and is_theirs(center, actor):
        if actor.role is Role.APPLICANT:
            raise Refusal("applicant_not_lead", "3.1.1", lead=center.lead.name)
        raise Refusal("authority_not_of_lead", "3.1.1", lead=center.lead.name)
    raise Refusal("center_not_yours", "record", center_id=center.center_id, role=actor.role.value)


def is_theirs(center: Center, actor: Actor) -> bool:
    """Whether the actor's organisation, or one in the actor's district or below the actor's body, is a party of this
    center, or it is the bound one.
    """
    return _is_of_its_party(center, actor, None, center.organisations())


def those_who_decide(decision: Decision, center: Center, role: Role) -> tuple[ActsFor, ...]:
    """For whom the role takes the decision about this center, the lead or its district first; none where it is
    anybody's of the role, and where the parties are unknown.
    """
    return tuple(dict.fromkeys(_acting(role, parties_of(decision, center))))


def parties_of(decision: Decision, center: Center) -> Sequence[Organisation]:
    """The parties for which a decision can be taken: the lead alone, unless it is one of any party."""
    return center.organisations() if decision.of_any_party else center.organisations()[:1]


def superior_acted_for(center: Center, actor: Actor, behalf: OnBehalfOf | None = None) -> SuperiorBody | None:
    """The lead's superior body, where the actor acts for it, or enters its paper on its ``behalf``."""
    superior = center.lead.superior if center.lead else None
    if superior is None:
        return None
    if behalf is not None:
        is_its_own = same_name(behalf.organisation, superior.name) or same_code(behalf.organisation, superior.uscc)
    else:
        is_its_own = actor.role is Role.DISTRICT and same_code(actor.org, superior.uscc)
    return superior if is_its_own else None


def _parties_asked(decision: Decision, center: Center, context: Context) -> Sequence[Organisation]:
    """Until it was asked who is the lead, a joint party spoke as the lead did. Whose role it isn't is told that instead
    of whose center it is.
    """
    role = context.actor.role
    formerly_any = not context.asks_powers and role is Role.APPLICANT
    is_anybodys = formerly_any or role not in decision.roles_asked(context)
    return center.organisations() if is_anybodys else parties_of(decision, center)


def _acting(role: Role, parties: Sequence[Organisation]) -> Iterator[ActsFor]:
    """Each party; or the district of each, and the superior body of each that names one."""
    if role is Role.APPLICANT:
        yield from (ActsFor(org=compact_code(party.uscc)) for party in parties)
    elif role is Role.DISTRICT:
        for party in parties:
            yield ActsFor(district=party.district.value)
            if party.superior is not None:
                yield ActsFor(org=compact_code(party.superior.uscc))


def _is_of_its_party(center: Center, actor: Actor, command: Command | None, parties: Sequence[Organisation]) -> bool:
    if actor.center is not None and actor.center != _id_asked_about(center, command):
        return False
    if actor.anyone or actor.role not in (Role.APPLICANT, Role.DISTRICT):
        return True
    if actor.center is not None and actor.org is None and actor.district is None:
        return True
    if isinstance(command, RegisterCenter):
        return actor.role is Role.APPLICANT and same_code(actor.org, command.lead.uscc)
    return any(one.is_spoken_for_by(actor) for one in _acting(actor.role, parties))


def _id_asked_about(center: Center, command: Command | None) -> str | None:
    return command.center_id if isinstance(command, RegisterCenter) else center.center_id
