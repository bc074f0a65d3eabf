"""How whoever reads is related to a center."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.center import Center
from domain.guideline.vocabulary import Stage
from domain.kernel.base import LabeledEnum
from domain.kernel.roles import Actor, Role
from domain.reviews.rules import PHASE_OF
from domain.values.comparing_form import comparing_form, same_name
from domain.values.identifiers import compact_code
from domain.values.organisations import Organisation, superiors_of


class Relation(LabeledEnum):
    """What a reader is to a center; of several the first of these counts."""

    BUREAU = "bureau", "本局", "The bureau"
    LEAD = "lead", "牵头承建单位", "The lead"
    JOINT = "joint", "联合承建单位", "A joint party"
    SUPERVISOR = "supervisor", "辖区市场监管部门或主管部门", "The district's authority or the superior body"
    PANEL = "panel", "在任专家", "An expert of a panel in office"
    FORMER = "former", "原承建单位", "A former party"
    PUBLIC = "public", "其他登录人员", "Anybody else who is signed in"
    NONE = "none", "无关", "Nobody who may see it"

    @property
    def sees_record(self) -> bool:
        """Whether the center's own record is theirs to read as it stands, as far as the table shows it."""
        return self in CONCERNED or self is Relation.BUREAU


CONCERNED = (Relation.LEAD, Relation.JOINT, Relation.SUPERVISOR, Relation.PANEL)
SEES_ALL = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
"""The bureau itself, and those who audit it."""
OF_ROLE = {Role.APPLICANT: Relation.LEAD, Role.DISTRICT: Relation.SUPERVISOR, Role.EXPERT: Relation.PANEL}
"""What somebody is to a center that is theirs because their token says so, whoever its parties are."""


class RelationTuple(NamedTuple):
    """One who is related to a center: ``reader`` is one of ``reader_keys``, and ``until`` the version of the record at
    which a former party left; 0 for all others.
    """

    reader: str
    relation: Relation
    until: int = 0


def reader_keys(actor: Actor) -> tuple[str, ...]:
    """Under what a center's relation tuples name this reader; nothing for who is related to none."""
    if actor.role is Role.APPLICANT and actor.org:
        return (_applicant(actor.org),)
    if actor.role is Role.DISTRICT:
        district = (f"district:{actor.district}",) if actor.district else ()
        return (*district, *((f"superior:{compact_code(actor.org)}",) if actor.org else ()))
    if actor.role is Role.EXPERT:
        return (_expert(actor.id),)
    return ()


def relation_tuples(center: Center) -> tuple[RelationTuple, ...]:
    """Everybody who is related to the center beside the bureau, each once, by their nearest relation."""
    nearest: dict[str, RelationTuple] = {}
    for one in _each(center):
        nearest.setdefault(one.reader, one)
    return tuple(nearest.values())


def panel_in_office(center: Center, stage: Stage) -> bool:
    """Whether the stage's panel was appointed since the stage was last closed, and the center is still in its phase:
    it is no more once it has ended, or failed its acceptance.
    """
    since = center.panels_since.get(stage, 0)
    return since > center.closed_reviews.get(stage, 0) and center.phase is PHASE_OF[stage]


def panels_of(center: Center, actor: Actor) -> frozenset[Stage]:
    """The stages on whose panel in office the expert sits."""
    if actor.role is not Role.EXPERT:
        return frozenset()
    return frozenset(
        stage
        for stage, review in center.reviews.items()
        if panel_in_office(center, stage)
        and (actor.anyone or any(same_name(expert.id, actor.id) for expert in review.experts))
    )


def relation_by_token(actor: Actor, center_id: str) -> Relation | None:
    """The relation that the token alone makes, to any center or to the one that it is bound to; ``None`` where the
    center's own tuples have to be asked. ``NONE`` to other centers than the bound one, beside what is public.
    """
    if actor.role in SEES_ALL:
        return Relation.BUREAU
    if actor.role not in OF_ROLE:
        return Relation.NONE
    if actor.center is not None and actor.center != center_id:
        return Relation.NONE
    if actor.anyone or (actor.center is not None and actor.org is None and actor.district is None):
        return OF_ROLE[actor.role]
    return None


def sees_public(actor: Actor) -> bool:
    """Whether the public register is open to them: to every role but the operator's, which sees no content."""
    return actor.role not in (Role.OPERATOR, Role.SYSTEM)


def _each(center: Center) -> Iterator[RelationTuple]:
    parties = center.organisations()
    for place, party in enumerate(parties):
        yield RelationTuple(_applicant(party.uscc), Relation.JOINT if place else Relation.LEAD)
    yield from _supervisors(parties)
    for stage, review in center.reviews.items():
        if panel_in_office(center, stage):
            yield from (RelationTuple(_expert(expert.id), Relation.PANEL) for expert in review.experts)
    for code, then in center.left_parties.items():
        yield RelationTuple(f"applicant:{code}", Relation.FORMER, then.version + 1)


def _supervisors(parties: tuple[Organisation, ...]) -> Iterator[RelationTuple]:
    yield from (RelationTuple(f"district:{party.district.value}", Relation.SUPERVISOR) for party in parties)
    for superior in superiors_of(parties):
        yield RelationTuple(f"superior:{compact_code(superior.uscc)}", Relation.SUPERVISOR)


def _applicant(code: str) -> str:
    return f"applicant:{compact_code(code)}"


def _expert(person: str) -> str:
    return f"expert:{comparing_form(person)}"
