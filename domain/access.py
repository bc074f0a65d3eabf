"""Whose center it is: who may decide for, and about, which one."""

from domain.center import Center
from domain.incubation.messages import RegisterCenter
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.values.identifiers import same_code


def check_whose_center(command: Command, center: Center, actor: Actor) -> None:
    """An applicant decides for its own centers, a district for those it supervises, a bound token for one center."""
    if not is_theirs(center, actor, command):
        raise Refusal("center_not_yours", "record", center_id=center.center_id, role=actor.role.value)


def is_theirs(center: Center, actor: Actor, command: Command | None = None) -> bool:
    """Whether the actor's organisation, district or bound center is this one's."""
    if actor.center is not None and actor.center != _id_asked_about(center, command):
        return False
    if actor.anyone or actor.role not in (Role.APPLICANT, Role.DISTRICT):
        return True
    if actor.center is not None and actor.org is None and actor.district is None:
        return True
    if actor.role is Role.DISTRICT:
        return center.lead is not None and actor.district == center.lead.district
    if isinstance(command, RegisterCenter):
        return same_code(actor.org, command.lead.uscc)
    return any(same_code(actor.org, organisation.uscc) for organisation in center.organisations())


def _id_asked_about(center: Center, command: Command | None) -> str | None:
    return command.center_id if isinstance(command, RegisterCenter) else center.center_id
