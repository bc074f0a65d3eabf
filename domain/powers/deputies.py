"""In which role somebody decides: their own, or, as a deputy (代理) in force, that of whoever they stand in for.

Asked in one place. One person, one part holds by the deputy's own id, whatever the role. Nobody is a deputy where their
own role takes the decision: whether they then acted for another is not known, and not recorded.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from domain.context import Context
from domain.decision import Decision
from domain.deputies.deputyships import Deputies, DeputizedRole, NamedDeputy
from domain.kernel.messages import Command, DocumentRef, OnBehalfOf
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role

WITHIN_THE_BUREAU = frozenset(deputized.role for deputized in DeputizedRole)
"""The own roles of those who can be deputies: the bureau is stood in for by its own people."""


def in_acting_role(decision: Decision, command: Command, context: Context) -> Context:
    """The context in which the decision is taken: by its actor, in the role in which they may take it."""
    return replace(context, actor=acting(decision, command, context))


def acting(decision: Decision, command: Command, context: Context) -> Actor:
    """Who takes the decision, as it goes on record: a deputy in the other's role where their own doesn't take it, and
    the deputyship holds on the day of sending and on that of effect.
    """
    actor, days = context.actor, (context.sent_on, _day_of_act(command, context))
    for one in _held_for(decision, command, context):
        if all(map(one.holds_on, days)):
            return as_deputy(actor, one)
    return actor


def is_theirs_to_take(decision: Decision, context: Context) -> bool:
    """Whether the decision belongs to the actor's role, or to one in which the actor is a deputy today."""
    return acting(decision, decision.command.model_construct(), context).role in decision.roles


def may_enter_on_behalf(decision: Decision, context: Context) -> bool:
    """Whether the actor, as an officer or as one's deputy today, may enter the decision on behalf of others."""
    return decision.on_behalf and acting(decision, entered(decision, context), context).role is Role.OFFICER


def entered(decision: Decision, context: Context) -> Command:
    """The decision as an entry on behalf, whosever paper it is and whatever it says."""
    paper = DocumentRef.model_construct(sha256="", title="")
    behalf = OnBehalfOf.model_construct(organisation="", received_on=context.sent_on, document=paper)
    return decision.command.model_construct(on_behalf_of=behalf)


def check_day_of_deputy(decision: Decision, command: Command, context: Context) -> None:
    """Raises ``Refusal`` for a deputy of today whose decision would take effect on a day before or after."""
    on = _day_of_act(command, context)
    for one in _held_for(decision, command, context):
        if one.holds_on(context.sent_on) and not one.holds_on(on):
            named = one.deputyship
            raise Refusal(
                "deputy_out_of_period",
                "house",
                person=named.deputy_for.name,
                role=named.role.value,
                begins_on=named.begins_on,
                ends_on=one.last_day,
                effective_on=on,
            )


def standing_in(deputies: Deputies, actor: Actor, day: date) -> Iterator[NamedDeputy]:
    """The deputyships in which somebody stands in for another of another role than their own on the day."""
    if actor.role in WITHIN_THE_BUREAU:
        held = (one for one in deputies.of(actor.id) if one.holds_on(day))
        yield from (one for one in held if one.deputyship.role.role is not actor.role)


def as_deputy(actor: Actor, one: NamedDeputy) -> Actor:
    """The deputy as they go on record."""
    return actor.model_copy(update={"role": one.deputyship.role.role, "deputy_for": one.deputyship.deputy_for})


def _day_of_act(command: Command, context: Context) -> date:
    """The day on which the decision takes effect; of an entry on behalf, which is all that a deputy does of it, that of
    the entry.
    """
    return context.effective_on(command) if command.on_behalf_of is None else context.sent_on


def _held_for(decision: Decision, command: Command, context: Context) -> Iterator[NamedDeputy]:
    """In which deputyships the actor can take this decision, by the day of sending."""
    roles = decision.roles_asked(context, on_behalf=command.on_behalf_of is not None)
    if context.actor.role not in roles:
        held = standing_in(context.deputies, context.actor, context.sent_on)
        yield from (one for one in held if one.deputyship.role.role in roles)
