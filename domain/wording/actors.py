"""How somebody who took a decision is named: a deputy with whom they stood in for (代)."""

from domain.kernel.base import Label
from domain.kernel.roles import Actor


def name_of(actor: Actor) -> Label:
    """The name as pages, receipts and reports show it: 李某（代王某）."""
    if actor.deputy_for is None:
        return Label(actor.name, actor.name)
    return Label(f"{actor.name}（代{actor.deputy_for.name}）", f"{actor.name} (deputy for {actor.deputy_for.name})")
