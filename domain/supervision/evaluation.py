"""The rules of 5.1: how the construction is evaluated, and what comes of it."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.center import Center
from domain.context import Context
from domain.decision import decides
from domain.doubts import far_ahead
from domain.guideline.phases import BUILDING
from domain.guideline.vocabulary import EvaluationOutcome
from domain.housekeeping.unknowns import possible_term
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, fact_key
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL
from domain.supervision import messages as m
from domain.values.partial_days import add_months, days_late


def new_end_far_ahead(command: m.EvaluateConstruction, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: so it is with a new end of the term."""
    yield from far_ahead(command.new_term_ends_on, context.effective_on(command), context)


def evaluated_early(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: an evaluation long before the end of the term says little about the construction (5.1)."""
    possible = possible_term(center, context.policy)
    ends_on = center.term_ends_on or (possible.earliest if possible else None)
    on, days = context.effective_on(command), context.policy.unusual_evaluation_days
    if ends_on is not None and on < ends_on - timedelta(days=days):
        yield Doubt("evaluated_early", "house", {"effective_on": on, "term_ends_on": ends_on, "days": days})


def extended_long(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: how long an extension is, the guideline leaves open (5.1)."""
    former, new = center.term_ends_on, command.new_term_ends_on
    months = context.policy.unusual_extension_months
    if former is not None and new is not None and new > add_months(former, months):
        yield Doubt("extended_long", "house", {"term_ends_on": former, "new_term_ends_on": new, "months": months})


def extended_again(command: m.EvaluateConstruction, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: a term is hardly extended twice."""
    before = center.days.get(fact_key(m.TermExtended))
    if command.new_term_ends_on is not None and before is not None:
        yield Doubt("extended_again", "house", {"after": before})


@decides(
    m.EvaluateConstruction,
    clause="5.1",
    roles=(Role.OFFICER,),
    phases=BUILDING,
    rests_on=(APPROVAL,),
    doubts=(evaluated_early, extended_long, extended_again, new_end_far_ahead),
    events=(m.ConstructionEvaluated, m.TermExtended),
    label=Label("筹建情况总结评估", "Evaluate construction"),
)
def evaluate_construction(command: m.EvaluateConstruction, center: Center, context: Context) -> list[Event]:
    """5.1: continued support, rectification or revocation; a new end of term goes with support alone."""
    on = context.effective_on(command)
    check_new_term(command, center, on)
    late = days_late(center.term_ends_on, on) if center.term_ends_on else 0
    evaluated = m.ConstructionEvaluated(outcome=command.outcome, summary=command.summary, days_late=late)
    if command.new_term_ends_on is None:
        return [evaluated]
    extended = m.TermExtended(former_term_ends_on=center.term_ends_on, term_ends_on=command.new_term_ends_on)
    return [evaluated, extended]


def check_new_term(command: m.EvaluateConstruction, center: Center, on: date) -> None:
    """5.1: an extension comes with continued support and leads past the evaluation and the former end."""
    if command.new_term_ends_on is None:
        return
    if command.outcome is not EvaluationOutcome.CONTINUED_SUPPORT:
        raise Refusal("extension_without_support", "5.1", outcome=command.outcome.value)
    floor = max(on, center.term_ends_on or on)
    if command.new_term_ends_on <= floor:
        raise Refusal("extension_too_early", "5.1", new_term_ends_on=command.new_term_ends_on, after=floor)


DECISIONS = (evaluate_construction,)
"""The decisions about evaluations."""
