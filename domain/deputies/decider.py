"""The rules of deputies (house rule): an approver names them ahead, for somebody else, for a time that has an end."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.bureau_decision import BureauDecision, check_own_act
from domain.context import Context
from domain.deputies.deputyships import Deputies, NamedDeputy
from domain.deputies.messages import STREAM, DeputyEnded, DeputyNamed, EndDeputy, NameDeputy
from domain.kernel.base import Label
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import check_has_come
from domain.values.comparing_form import same_name

BY_APPROVER = (Role.APPROVER,)
DECISIONS = (
    BureauDecision(
        NameDeputy, STREAM, DeputyNamed.CLAUSE, BY_APPROVER, (DeputyNamed,), Label("指定代理", "Name deputy")
    ),
    BureauDecision(
        EndDeputy, STREAM, DeputyEnded.CLAUSE, BY_APPROVER, (DeputyEnded,), Label("终止代理", "End deputyship")
    ),
)


def decide(command: Command, deputies: Deputies, context: Context) -> list[Event] | Refusal:
    """Named, ended, or refused. A deputy names no deputies: the role asked is that of the token."""
    try:
        _check_role(context)
        check_own_act(command, "house")
        check_has_come(context.effective_on(command), context.today)
        if isinstance(command, NameDeputy):
            return [_named(command, deputies, context)]
        if isinstance(command, EndDeputy):
            return [_ended(command, deputies, context)]
    except Refusal as refusal:
        return refusal
    raise TypeError(f"{command!r} is no decision about deputies")


def _check_role(context: Context) -> None:
    role = context.actor.role
    if role not in BY_APPROVER:
        allowed = [allowed.value for allowed in BY_APPROVER]
        raise Refusal("role_not_allowed", "house", role=role.value, allowed=allowed)


def _named(command: NameDeputy, deputies: Deputies, context: Context) -> DeputyNamed:
    _check_persons(command, context)
    _check_period(command, context)
    for one in deputies.of(command.deputy.id):
        if one.deputyship.role is command.role and one.overlaps(command.begins_on, command.ends_on):
            raise Refusal(
                "deputy_named_already",
                "house",
                person=one.deputyship.deputy_for.name,
                role=command.role.value,
                begins_on=one.deputyship.begins_on,
                ends_on=one.last_day,
            )
    fields = {name: getattr(command, name) for name in DeputyNamed.model_fields}
    return DeputyNamed.model_construct(**fields)


def _check_persons(command: NameDeputy, context: Context) -> None:
    """Nobody stands in for themselves, and nobody gives a role to themselves."""
    if same_name(command.deputy.id, command.deputy_for.id):
        raise Refusal("deputy_of_oneself", "house", person=command.deputy.name)
    if same_name(command.deputy.id, context.actor.id):
        raise Refusal("deputy_named_by_oneself", "house")


def _check_period(command: NameDeputy, context: Context) -> None:
    """The period runs forward, isn't over when it is named, and has an end in sight."""
    begins_on, ends_on, longest = command.begins_on, command.ends_on, context.policy.deputy_days
    if ends_on < begins_on:
        raise Refusal("deputy_period_reversed", "house", begins_on=begins_on, ends_on=ends_on)
    if ends_on < context.sent_on:
        raise Refusal("deputy_period_over", "house", ends_on=ends_on)
    days = (ends_on - begins_on).days + 1
    if days > longest:
        raise Refusal("deputy_period_too_long", "house", days=days, maximum=longest)


def _ended(command: EndDeputy, deputies: Deputies, context: Context) -> DeputyEnded:
    """What was decided until now stands on the deputyship, so that it never ends in the past."""
    one = deputies.find(command.deputyship_id)
    if one is None:
        raise Refusal("deputyship_unknown", "house", deputyship=command.deputyship_id)
    on = context.effective_on(command)
    if one.ended_on is not None or one.last_day < context.sent_on:
        raise Refusal("deputyship_over", "house", deputyship=one.id, ends_on=one.last_day)
    if on < context.sent_on:
        raise Refusal("deputyship_ended_backwards", "house", effective_on=on, today=context.sent_on)
    return DeputyEnded(deputyship_id=one.id, reason=command.reason)


def fold(deputies: Deputies | None, records: Iterable[Record[Event]]) -> Deputies:
    """The deputies after these records."""
    deputies = deputies or Deputies()
    for record in records:
        event = record.event
        if isinstance(event, DeputyNamed):
            named = NamedDeputy(f"d{record.version}", event, _day(record))
            deputies = Deputies(record.version, (*deputies.named, named))
        elif isinstance(event, DeputyEnded):
            deputies = replace(deputies, version=record.version, named=_without(deputies, event, _day(record)))
    return deputies


def _without(deputies: Deputies, event: DeputyEnded, on: date) -> tuple[NamedDeputy, ...]:
    return tuple(one._replace(ended_on=on) if one.id == event.deputyship_id else one for one in deputies.named)


def _day(record: Record[Event]) -> date:
    if not isinstance(record.effective_on, date):
        raise TypeError(f"{record.effective_on} is no day")
    return record.effective_on
