"""One person, one part: which roles nobody has in one case, and by which acts that is seen (house rule).

People are compared by the comparing form of their ids. One id in two roles that may not meet is refused; one name and
one employer under two ids is a doubt. What is on record already stays as it is.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from domain.center import Center
from domain.context import Context
from domain.decision import Decision
from domain.kernel.doubts import Doubt
from domain.kernel.messages import Command
from domain.kernel.records import Event, fact_key
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.values.comparing_form import comparing_form, same_name
from domain.values.identifiers import compact_code

Rows = Mapping[type[Event], Decision]
"""By kind of event: the decision from which it follows."""


class Scope(StrEnum):
    """How far two roles are kept apart."""

    CENTER = "center"
    """For the whole case of a center."""
    GROUNDS = "grounds"
    """Whoever has the first role in an act has the second neither in that act nor in what rests on it."""


class Apart(NamedTuple):
    """Two roles that one person does not have, and how far."""

    one: Role
    other: Role
    scope: Scope = Scope.CENTER


APART: tuple[Apart, ...] = (
    Apart(Role.OFFICER, Role.APPROVER, Scope.GROUNDS),
    Apart(Role.EXPERT, Role.OFFICER),
    Apart(Role.EXPERT, Role.APPROVER),
    Apart(Role.APPLICANT, Role.OFFICER),
    Apart(Role.APPLICANT, Role.APPROVER),
    Apart(Role.DISTRICT, Role.OFFICER),
    Apart(Role.DISTRICT, Role.APPROVER),
    Apart(Role.APPLICANT, Role.DISTRICT),
    Apart(Role.APPLICANT, Role.EXPERT),
    Apart(Role.DISTRICT, Role.EXPERT),
)
"""Every pair: who prepares does not approve, who is judged or advises does not judge, who applies supports nobody."""


def check_one_part(decision: Decision, command: Command, center: Center, context: Context, rows: Rows) -> None:
    """Raises ``Refusal``, which names both parts, for somebody who has another part in the case."""
    actor = context.actor
    prepared = ((person.id, person.role) for person in _prepared(decision, command, center, context, rows))
    for other, role in (*having_parts(center, actor.role), *prepared):
        if same_name(other, actor.id):
            raise Refusal("person_has_another_part", "house", role=actor.role.value, other_role=role.value)


def having_parts(center: Center, role: Role) -> Iterator[tuple[str, Role]]:
    """The ids of those whose part in the center's case may not meet the role, with their part: of those who acted, and
    of those on its panels.
    """
    apart = roles_apart_from(role)
    yield from ((person.id, person.role) for person, _ in center.acted if person.role in apart)
    if Role.EXPERT in apart:
        yield from ((expert.id, Role.EXPERT) for review in center.reviews.values() for expert in review.experts)


def roles_apart_from(role: Role) -> frozenset[Role]:
    """The roles that nobody has beside this one in the whole case."""
    pairs = (pair for pair in APART if pair.scope is Scope.CENTER and role in pair[:2])
    return frozenset(pair.other if role is pair.one else pair.one for pair in pairs)


def _prepared(decision: Decision, command: Command, center: Center, context: Context, rows: Rows) -> Iterator[Actor]:
    """Those who had the part that prepares, in the very facts on which the decision rests, and below these since the
    last act of the deciding part: what was decided then stands for all that had been prepared until then.
    """
    preparing = roles_preparing_for(context.actor.role)
    if not preparing:
        return
    below = facts_under(decision, command, center, context, rows)
    acts = [(person, key, version) for (person, key), version in center.acted.items() if key in below]
    decided = max((version for person, _, version in acts if person.role is context.actor.role), default=0)
    grounds = {fact_key(ground.event, ground.part_in(command)) for ground in decision.grounds(command, center, context)}
    last = {key: version for _, key, version in sorted(acts, key=itemgetter(2)) if key in grounds}
    since = (person for person, key, version in acts if version > decided or version == last.get(key))
    yield from (person for person in since if person.role in preparing)


def roles_preparing_for(role: Role) -> frozenset[Role]:
    """The roles whose acts this one decides on."""
    return frozenset(pair.one for pair in APART if pair.scope is Scope.GROUNDS and role is pair.other)


def facts_under(decision: Decision, command: Command, center: Center, context: Context, rows: Rows) -> frozenset[str]:
    """All facts on which a decision rests, by ``fact_key``: those of its row, those of their rows, and so on. Of those
    that a center has side by side it is the one that the command names.
    """
    found: set[str] = set()
    awaited = [(ground.event, ground.part_in(command)) for ground in decision.grounds(command, center, context)]
    while awaited:
        event, part = awaited.pop()
        key = fact_key(event, part)
        if key not in found:
            found.add(key)
            rests_on = rows[event].rests_on if event in rows else ()
            below = [ground for ground in rests_on if ground.is_of(part)]
            awaited += [(ground.event, part if ground.same else ground.part) for ground in below]
    return frozenset(found)


def person_under_two_ids(_command: Command, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: one name in two parts that may not meet, with one employer, may be one person under two ids. Nobody
    outside the bureau is asked about experts: that would tell who sits on a panel.
    """
    actor = context.actor
    apart = roles_apart_from(actor.role) | roles_preparing_for(actor.role)
    if actor.role not in (Role.OFFICER, Role.APPROVER):
        apart -= {Role.EXPERT}
    roles = {person.role.value for person, _ in center.acted if person.role in apart and is_alike(person, actor)}
    for role in sorted(roles):
        params = {"name": actor.name, "role": actor.role.value, "other_role": role}
        yield Doubt("person_under_two_ids", "house", params)


def is_alike(one: Actor, other: Actor) -> bool:
    """Whether two ids have one name and one employer, as far as their tokens say."""
    employer = employer_of(one)
    is_one_employer = employer is not None and employer == employer_of(other)
    return is_one_employer and same_name(one.name, other.name) and not same_name(one.id, other.id)


def employer_of(actor: Actor) -> str | None:
    """Whom somebody works for: the organisation or district of their token; else the bureau, for its own roles."""
    if actor.org is not None:
        return compact_code(actor.org)
    if actor.role in (Role.OFFICER, Role.APPROVER):
        return "bureau"
    return comparing_form(actor.district) if actor.district else None
