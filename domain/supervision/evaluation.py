"""The rules of 5.1: how the construction is evaluated, and what is decided upon it.

The officer evaluates and proposes an outcome, the approver decides. Until edition 4 both were one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.center import Center
from domain.context import Context
from domain.decision import Question, decides
from domain.doubts import far_ahead, number_of
from domain.guideline.phases import BUILDING
from domain.guideline.vocabulary import EvaluationOutcome
from domain.imported.unknowns import possible_term
from domain.kernel.base import Label
from domain.kernel.doubts import Doubt
from domain.kernel.records import Event, fact_key
from domain.kernel.refusals import Refusal
from domain.kernel.roles import Role
from domain.order_of_days import APPROVAL, RestsOn
from domain.supervision import messages as m
from domain.values.partial_days import add_months, days_late

WithNewEnd = m.EvaluateConstruction | m.DecideOnEvaluation


def needs_proposed_evaluation(center: Center, _context: Context) -> None:
    """5.1: what is decided on was proposed."""
    if center.evaluation_proposed is None:
        raise Refusal("no_evaluation_proposed", "5.1")


def new_end_far_ahead(command: WithNewEnd, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a new end of the term that lies years ahead may be a slip of the pen."""
    yield from far_ahead(command.new_term_ends_on, context.effective_on(command), context)


def extended_long(command: WithNewEnd, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: how long an extension is, the guideline leaves open (5.1)."""
    former, new = center.term_ends_on, command.new_term_ends_on
    months = context.policy.unusual_extension_months
    if former is not None and new is not None and new > add_months(former, months):
        yield Doubt("extended_long", "house", {"term_ends_on": former, "new_term_ends_on": new, "months": months})


def extended_again(command: WithNewEnd, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: a term is hardly extended twice."""
    before = center.days.get(fact_key(m.TermExtended))
    if command.new_term_ends_on is not None and before is not None:
        yield Doubt("extended_again", "house", {"after": before})


OF_AN_EXTENSION: tuple[Question, ...] = (extended_long, extended_again, new_end_far_ahead)


def of_an_extension_by_evaluation(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a new end that was set by the evaluation itself, when both were one, is asked about there."""
    if not context.asks_powers:
        for question in OF_AN_EXTENSION:
            yield from question(command, center, context)


def evaluated_early(command: m.EvaluateConstruction, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: an evaluation long before the end of the term says little about the construction (5.1)."""
    possible = possible_term(center, context.policy)
    ends_on = center.term_ends_on or (possible.earliest if possible else None)
    on, days = context.effective_on(command), context.policy.unusual_evaluation_days
    if ends_on is not None and on < ends_on - timedelta(days=days):
        yield Doubt("evaluated_early", "house", {"effective_on": on, "term_ends_on": ends_on, "days": days})


def decided_otherwise(command: m.DecideOnEvaluation, center: Center, _context: Context) -> Iterator[Doubt]:
    """House rule: the approver may depart from what the officer proposes, with a reason."""
    proposed = center.evaluation_proposed
    if proposed is None:
        return
    if command.outcome is not proposed.outcome:
        outcomes = {"outcome": command.outcome.value, "proposed": proposed.outcome.value}
        yield Doubt("outcome_not_as_proposed", "house", outcomes)
    elif command.new_term_ends_on != proposed.new_term_ends_on:
        yield Doubt("new_end_not_as_proposed", "house", {"proposed_end": proposed.new_term_ends_on})


@decides(
    m.EvaluateConstruction,
    clause="5.1",
    roles=(Role.OFFICER,),
    phases=BUILDING,
    rests_on=(APPROVAL,),
    doubts=(evaluated_early, of_an_extension_by_evaluation),
    events=(m.ConstructionEvaluated,),
    label=Label("筹建情况总结评估", "Evaluate construction"),
)
def evaluate_construction(command: m.EvaluateConstruction, center: Center, context: Context) -> list[Event]:
    """5.1: continued support, rectification or revocation is proposed; a new end of term goes with support alone."""
    on = context.effective_on(command)
    check_new_term(command, center, on)
    evaluated = m.ConstructionEvaluated(
        outcome=command.outcome,
        summary=command.summary,
        days_late=_late(center, on),
        proposed=context.asks_powers,
        new_term_ends_on=command.new_term_ends_on if context.asks_powers else None,
    )
    return [evaluated] if context.asks_powers else [evaluated, *_extension(command, center)]


@decides(
    m.DecideOnEvaluation,
    clause="5.1",
    roles=(Role.APPROVER,),
    phases=BUILDING,
    needs=(needs_proposed_evaluation,),
    rests_on=(RestsOn(m.ConstructionEvaluated),),
    doubts=(decided_otherwise, *OF_AN_EXTENSION, *number_of(m.EvaluationDecided)),
    events=(m.EvaluationDecided, m.TermExtended),
    label=Label("决定总结评估结论", "Decide on evaluation"),
)
def decide_on_evaluation(command: m.DecideOnEvaluation, center: Center, context: Context) -> list[Event]:
    """5.1: the outcome is decided by document; intended revocation revokes nothing."""
    on = context.effective_on(command)
    check_new_term(command, center, on)
    decided = m.EvaluationDecided(
        outcome=command.outcome,
        document_number=command.document_number,
        reason=command.reason,
        days_late=_late(center, on),
    )
    return [decided, *_extension(command, center)]


def _late(center: Center, on: date) -> int:
    return days_late(center.term_ends_on, on) if center.term_ends_on else 0


def _extension(command: WithNewEnd, center: Center) -> list[Event]:
    if command.new_term_ends_on is None:
        return []
    return [m.TermExtended(former_term_ends_on=center.term_ends_on, term_ends_on=command.new_term_ends_on)]


def check_new_term(command: WithNewEnd, center: Center, on: date) -> None:
    """5.1: an extension comes with continued support and leads past the day of effect and the former end."""
    if command.new_term_ends_on is None:
        return
    if command.outcome is not EvaluationOutcome.CONTINUED_SUPPORT:
        raise Refusal("extension_without_support", "5.1", outcome=command.outcome.value)
    floor = max(on, center.term_ends_on or on)
    if command.new_term_ends_on <= floor:
        raise Refusal("extension_too_early", "5.1", new_term_ends_on=command.new_term_ends_on, after=floor)


DECISIONS = (evaluate_construction, decide_on_evaluation)
"""The decisions about evaluations, in the order in which they are taken."""
