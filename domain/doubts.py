"""Doubts: what is allowed but unusual is asked, confirmed with a reason, and stands on record so.

A decision's row names the questions that it raises; those of any decision stand here. A question raises no doubt in a
past that is entered as such, nor when a correction leads to decide again on what follows it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from domain.center import Center
from domain.context import Context
from domain.decision import Decision, Question
from domain.kernel.doubts import ConfirmedDoubt, ConfirmedDoubts, Doubt
from domain.kernel.messages import Command
from domain.kernel.refusals import Refusal
from domain.values.partial_days import latest


def day_long_ago(command: Command, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: a day that lies far back may be a slip of the pen."""
    on = context.effective_on(command)
    if on < context.today - timedelta(days=context.policy.unusual_days_back):
        yield Doubt("day_long_ago", "house", {"effective_on": on})


def day_before_the_last_act(command: Command, center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: what is dated before acts that are on record already is unusual."""
    on = context.effective_on(command)
    last = max(map(latest, center.days.values()), default=on)
    if on < last:
        yield Doubt("day_before_last_act", "house", {"effective_on": on, "after": last})


def repeated_at_once(_command: Command, _center: Center, context: Context) -> Iterator[Doubt]:
    """House rule: the very same decision, sent again at once without a key of its own, may be one click too many."""
    if context.repeated:
        yield Doubt("repeated_at_once", "house")


OF_ANY_DECISION: tuple[Question, ...] = (day_long_ago, day_before_the_last_act, repeated_at_once)


def doubts_about(decision: Decision, command: Any, center: Center, context: Context) -> list[Doubt]:
    """Everything unusual about a decision that the rules allow."""
    if not context.asks_doubts:
        return []
    questions = (*OF_ANY_DECISION, *decision.doubts)
    return [doubt for question in questions for doubt in question(command, center, context)]


def check_confirmed(decision: Decision, command: Command, center: Center, context: Context) -> None:
    """Raises ``Refusal`` with all doubts, as long as one of them is not confirmed; one that has appeared since those
    were asked is asked too.
    """
    doubts = doubts_about(decision, command, center, context)
    if any(not _is_confirmed(doubt, command, context) for doubt in doubts):
        raise Refusal("needs_confirmation", decision.clause, doubts=[doubt.plain() for doubt in doubts])


def _is_confirmed(doubt: Doubt, command: Command, context: Context) -> bool:
    confirmed = command.confirmed
    if confirmed is None or doubt.code not in confirmed.doubts:
        return False
    return context.asked_before is None or doubt.plain() in context.asked_before


def confirmed_doubts(decision: Decision, command: Command, center: Center, context: Context) -> ConfirmedDoubts | None:
    """What goes on record beside a decision: those doubts that there were; ``None`` without any."""
    if command.confirmed is None:
        return None
    doubts = doubts_about(decision, command, center, context)
    return _on_record(command, doubts) if doubts else None


def _on_record(command: Command, doubts: Sequence[Doubt]) -> ConfirmedDoubts | None:
    confirmed = command.confirmed
    if confirmed is None:
        return None
    asked = tuple(ConfirmedDoubt(**doubt.plain()) for doubt in doubts)
    return ConfirmedDoubts(confirms=confirmed.confirms, doubts=asked, reason=confirmed.reason)
