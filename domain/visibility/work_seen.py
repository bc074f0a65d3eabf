"""What a center waits for, as one reader is told it."""

from domain.kernel.roles import Actor, Role
from domain.supervision.messages import ProposeRectification
from domain.values.comparing_form import same_name
from domain.visibility.relations import SEES_ALL
from domain.visibility.seen import Reader
from domain.work_items import WorkItem, WorkItems

OF_THE_PARTIES = (Role.APPLICANT, Role.DISTRICT)
"""Whose work all who are concerned are told: what they have to do rests on what they all see. What waits for the bureau
or for a panel, and what that lacks, would tell how far deliberation is and who is part of it.
"""

OF_THE_SUPERVISORS = (ProposeRectification,)
"""What supervisors are asked and the parties aren't told, as they aren't told what comes of it."""


def work_seen(waits: WorkItems, reader: Reader) -> WorkItems:
    """Of what a center waits for, what the reader is told: the bureau all; those who are concerned, the work of the
    parties and of their supervisors, and a member of a panel what waits for them.
    """
    actor, relation = reader.actor, reader.relation
    if not relation.sees_record:
        return WorkItems()
    if actor.role in SEES_ALL:
        return waits
    following = waits.next_step
    return WorkItems(
        open=tuple(item for item in waits.open if _is_told(item, actor)),
        next_step=following if following is not None and _is_told(following, actor) else None,
    )


def is_told_of_step(role: Role, actor: Actor) -> bool:
    """Whether the actor, who has work at a center, is told of its next step, which is that role's, and what it
    lacks.
    """
    return actor.role in SEES_ALL or role in (*OF_THE_PARTIES, actor.role)


def _is_told(item: WorkItem, actor: Actor) -> bool:
    if item.decision.command in OF_THE_SUPERVISORS:
        return item.role is actor.role
    if item.role is not Role.EXPERT:
        return item.role in OF_THE_PARTIES
    is_theirs = item.person is None or actor.anyone or same_name(item.person, actor.id)
    return actor.role is Role.EXPERT and is_theirs
