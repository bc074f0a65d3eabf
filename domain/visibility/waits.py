"""What a center waits for, as one reader is told: others than the bureau what waits for them.

What it waits for from whom else follows from what they don't see: who is on a panel and has said nothing yet, what
was proposed and is not decided.
"""

from domain.kernel.roles import Actor, Role
from domain.powers.access import ActsFor
from domain.values.comparing_form import same_name
from domain.visibility.relations import SEES_ALL
from domain.work_items import WorkItem, WorkItems


def waits_seen(waits: WorkItems, actor: Actor) -> WorkItems:
    """What of it the reader is told; of the step that isn't open yet, only where it is their own to take."""
    if actor.role in SEES_ALL:
        return waits
    ahead = waits.next_step
    return WorkItems(
        open=tuple(item for item in waits.open if waits_for(item, actor)),
        next_step=ahead if ahead and waits_for(ahead, actor) else None,
    )


def waits_for(item: WorkItem, actor: Actor) -> bool:
    """Whether it is theirs: that of their role, of their organisation or district, or of their own person."""
    if item.role is not actor.role:
        return False
    if actor.anyone or _is_bound_alone(actor):
        return True
    if actor.role is Role.EXPERT:
        return item.person is not None and same_name(item.person, actor.id)
    acts_for = ActsFor(item.org, item.district)
    return acts_for == ActsFor() or acts_for.is_spoken_for_by(actor)


def _is_bound_alone(actor: Actor) -> bool:
    return actor.role is not Role.EXPERT and actor.center is not None and actor.org is None and actor.district is None
