"""How a person, the clock or an import is named."""

from domain.kernel.base import Label
from domain.kernel.roles import AN_EXPERT, CLOCK, IMPORTING, Actor, Role

IMPORT = Label("导入", "Import")
"""The part of whoever brings a list: no decision of theirs, and nothing that happens because time passed."""
PARTS: dict[str, Label] = {**{role.value: role.label for role in Role}, IMPORTING: IMPORT}
"""In which part somebody acted, by its code: a role, or that of whoever brings a list."""
_BOTH = " / "


def name_of(actor: Actor) -> Label:
    """The name as pages, receipts and reports show it: 李某（代王某）."""
    if actor.deputy_for is None:
        return _name(actor)
    return Label(f"{actor.name}（代{actor.deputy_for.name}）", f"{actor.name} (deputy for {actor.deputy_for.name})")


def _name(actor: Actor) -> Label:
    """No person's name is in two languages; that of the clock, of an import and of an expert unnamed is."""
    zh, is_both, en = actor.name.partition(_BOTH)
    is_nobody = actor.role is Role.SYSTEM or actor == AN_EXPERT
    return Label(zh, en) if is_both and is_nobody else Label(actor.name, actor.name)


def part_of(actor: Actor) -> Label:
    """The part in which somebody acted: their role, or that they imported."""
    return IMPORT if actor.role is Role.SYSTEM and actor.id != CLOCK.id else actor.role.label
