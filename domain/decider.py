"""The index of the program: every decision with its clause, roles, phases, needs and rule; every event with its effect.

Each chapter of the guideline has a package of its own, in whose ``rules`` the row of a decision stands above its rule;
here they are put together. ``decide`` and ``evolve`` read these tables, and so do the API's actions, the console and
the tables of the documentation.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.acceptance import evolution as acceptance_evolution
from domain.acceptance import rules as acceptance
from domain.application import evolution as application_evolution
from domain.application import rules as application
from domain.bureau_decision import BureauDecision
from domain.center import Center, Draft
from domain.changes import evolution as changes_evolution
from domain.changes import rules as changes
from domain.context import Context
from domain.decision import Decision, Effect
from domain.deputies import decider as deputies
from domain.doubts import check_confirmed, confirmed_doubts, doubts_about
from domain.guideline.clauses import clause_sort_key
from domain.housekeeping import evolution as housekeeping_evolution
from domain.housekeeping import rules as housekeeping
from domain.housekeeping import undoing_rules as undoing
from domain.housekeeping.deciding_again import asked_with
from domain.housekeeping.service import with_service
from domain.incubation import evolution as incubation_evolution
from domain.incubation import rules as incubation
from domain.kernel.base import Label
from domain.kernel.doubts import ConfirmedDoubts, Doubt
from domain.kernel.messages import Command
from domain.kernel.records import Event, Record
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Actor, Role
from domain.management import evolution as management_evolution
from domain.management import rules as management
from domain.openness import check_open, check_time
from domain.order_of_days import check_days_in_order, check_has_come
from domain.powers.access import check_whose_center
from domain.powers.deputies import acting, check_day_of_deputy, entered, in_acting_role
from domain.powers.on_behalf import check_on_behalf
from domain.powers.persons import check_one_part
from domain.reviews import evolution as reviews_evolution
from domain.reviews import rules as reviews
from domain.supervision import evaluation, rectification, revocation
from domain.supervision import evolution as supervision_evolution
from domain.supervision import rules as supervision
from domain.values.partial_days import later_of
from domain.visibility.effects import with_readers
from domain.working_calendar import decider as working_calendar

DECISIONS: tuple[Decision, ...] = tuple(
    sorted(
        (
            *incubation.DECISIONS,
            *reviews.DECISIONS,
            *application.DECISIONS,
            *acceptance.DECISIONS,
            *management.DECISIONS,
            *evaluation.DECISIONS,
            *supervision.DECISIONS,
            *rectification.DECISIONS,
            *revocation.DECISIONS,
            *changes.DECISIONS,
            *housekeeping.DECISIONS,
            *undoing.DECISIONS,
        ),
        key=lambda decision: clause_sort_key(decision.clause),
    )
)
"""Every decision, in the order of the clauses."""

EFFECTS: dict[type[Event], Effect] = with_readers(
    with_service(
        {
            **incubation_evolution.EFFECTS,
            **reviews_evolution.EFFECTS,
            **application_evolution.EFFECTS,
            **acceptance_evolution.EFFECTS,
            **management_evolution.EFFECTS,
            **supervision_evolution.EFFECTS,
            **changes_evolution.EFFECTS,
            **housekeeping_evolution.EFFECTS,
        }
    )
)
"""What each kind of event changes of a center."""

DECISION_OF: dict[type[Command], Decision] = {decision.command: decision for decision in DECISIONS}
DECISION_WITH: dict[type[Event], Decision] = {event: decision for decision in DECISIONS for event in decision.events}
"""By kind of event: the one decision from which it follows. A clock's facts follow from none."""
PEOPLE_DECIDE: tuple[Decision, ...] = tuple(decision for decision in DECISIONS if decision.roles != (Role.SYSTEM,))
"""The decisions that people take over the API; an import is the operator's, on the command line."""
BUREAU_DECISIONS: tuple[BureauDecision, ...] = (*working_calendar.DECISIONS, *deputies.DECISIONS)
"""The decisions that are about no center."""
EVENTS: tuple[type[Event], ...] = (
    *EFFECTS,
    *(event for decision in BUREAU_DECISIONS for event in decision.events),
)
"""Every kind of event that the ledger may hold."""
EVENT_LABELS: dict[str, Label] = {event.wire_name(): event.LABEL for event in EVENTS}
"""What each kind of event is called, by its name on the wire."""
LABELS: dict[str, Label] = {
    **{decision.type: decision.label for decision in DECISIONS},
    **{decision.type: decision.label for decision in BUREAU_DECISIONS},
}
"""What each decision is called, by its name on the wire."""


def decide(command: Command, center: Center | None, context: Context) -> list[Event] | Refusal:
    """The events that follow from the command, or the rule that says no; ``center`` is ``None`` before its first."""
    decision = DECISION_OF[type(command)]
    try:
        subject = _subject(decision, center)
        check_day_of_deputy(decision, command, context)
        context = in_acting_role(decision, command, context)
        check_whose_center(decision, command, subject, context)
        check_open(decision, subject, context, on_behalf=command.on_behalf_of is not None)
        check_on_behalf(decision, command, subject, context)
        check_days(decision, command, subject, context)
        context = replace(context, decider=DECIDER)
        events = decision.rule(command, subject, context)
        check_one_part(decision, command, subject, context, DECISION_WITH)
        check_confirmed(decision, command, subject, context)
        return events
    except Refusal as refusal:
        return refusal


def confirmed_with(command: Command, center: Center | None, context: Context) -> ConfirmedDoubts | None:
    """The doubts that are confirmed with a decision that was taken, for its record."""
    decision = DECISION_OF[type(command)]
    context = replace(in_acting_role(decision, command, context), decider=DECIDER)
    return confirmed_doubts(decision, command, _subject(decision, center), context)


def signer_of(command: Command, context: Context) -> Actor:
    """By whom a decision is taken, for its record: whoever asks for it, or the same as somebody's deputy."""
    return acting(DECISION_OF[type(command)], command, context)


def why_not_open(decision: Decision, center: Center, context: Context, *, on_behalf: bool = False) -> Refusal | None:
    """The refusal that the decision would meet about this center, whatever its command says; ``None``: it is open.
    ``on_behalf``: as an entry on behalf.
    """
    if not decision.phases:
        return Refusal("center_exists", decision.clause, center_id=center.center_id)
    command = entered(decision, context) if on_behalf else decision.command.model_construct()
    context = in_acting_role(decision, command, context)
    try:
        check_whose_center(decision, command, center, context)
        check_open(decision, center, context, on_behalf=on_behalf)
        check_one_part(decision, command, center, context, DECISION_WITH)
    except Refusal as refusal:
        return refusal
    return None


def _subject(decision: Decision, center: Center | None) -> Center:
    begins = not decision.phases
    if begins and center is not None:
        raise Refusal("center_exists", decision.clause, center_id=center.center_id)
    if not begins and center is None:
        raise Refusal("center_unknown", decision.clause)
    return center or Center(center_id="")


def check_days(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """No decision takes effect on a day that has not come, before what it rests on, or while a party has time."""
    on = context.effective_on(command)
    check_has_come(on, context.today)
    check_days_in_order(decision.grounds(command, center, context), decision.clause, command, center, on)
    check_time(decision, center, context, on)


def evolve(center: Center | None, record: Record[Event]) -> Center:
    """The center after one more record."""
    before = center or Center(center_id=record.center_id)
    after = EFFECTS[type(record.event)](before, record).but(version=record.version)
    if record.actor.role is Role.SYSTEM:
        return after
    key = record.key
    acted = {**before.acted, (record.actor, key): record.version}
    processing = before.processing.after(record)
    last_day = later_of(before.last_day, record.effective_on)
    days = {**before.days, key: record.effective_on}
    return after.but(days=days, last_day=last_day, acted=acted, processing=processing)


def fold(center: Center | None, records: Sequence[Record[Event]]) -> Center | None:
    """The center after these records, as they were written; ``domain.replay`` reads corrections as well."""
    if not records:
        return center
    draft = Draft.of(center or Center(center_id=records[0].center_id))
    for record in records:
        EFFECTS[type(record.event)](draft, record).but(version=record.version)
        if record.actor.role is not Role.SYSTEM:
            draft.keep_act(record)
    return draft.finished()


class AllDecisions:
    """This module as rules know it (``domain.context.Decider``): what decides again is itself decided here."""

    decide = staticmethod(decide)
    fold = staticmethod(fold)

    @staticmethod
    def decides(event: type[Event]) -> bool:
        """Whether events of this kind follow from a decision."""
        return event in DECISION_WITH

    @staticmethod
    def command_of(records: Sequence[Record[Event]]) -> Command:
        """The command from which these events, of one decision, followed; it is not validated."""
        return asked_with(DECISION_WITH[type(records[0].event)].command, records)

    @staticmethod
    def doubts(command: Command, center: Center | None, context: Context) -> Sequence[Doubt]:
        """Everything unusual about a decision that the rules allow."""
        decision = DECISION_OF[type(command)]
        return doubts_about(decision, command, _subject(decision, center), context)


DECIDER = AllDecisions()
